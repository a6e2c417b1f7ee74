"""`/healthz`, `/readyz` and `/metrics`: what monitoring asks a process."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


@dataclass(frozen=True, slots=True)
class Health:
    """How a process is.

    `stuck`: only a restart helps, so a supervisor may do that. `problems` are sentences on what keeps it from
    working though it lives (no database, no connection to Slack). `facts` are shown as they are; they must
    not hold anything that people wrote, nor a secret.
    """

    stuck: bool
    problems: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> str:
        if self.stuck:
            return "stuck"
        return "degraded" if self.problems else "ok"

    def as_json(self) -> dict[str, Any]:
        return {"status": self.status, "problems": list(self.problems), **self.facts}


def health_routes(health: Callable[[], Health], metrics: Callable[[], bytes] | None) -> list[Route]:
    """Return the routes. `/healthz` fails where a restart helps, `/readyz` where no work can be done.

    Without `metrics` there is no `/metrics`, for a port that everybody can reach.
    """

    def healthz(_: Request) -> Response:
        found = health()
        return JSONResponse(found.as_json(), status_code=503 if found.stuck else 200)

    def readyz(_: Request) -> Response:
        found = health()
        ready = not found.stuck and not found.problems
        return JSONResponse(found.as_json(), status_code=200 if ready else 503)

    routes = [Route("/healthz", healthz, methods=["GET"]), Route("/readyz", readyz, methods=["GET"])]
    if metrics is not None:
        read = metrics

        def counted(_: Request) -> Response:
            return Response(read(), media_type=CONTENT_TYPE_LATEST)

        routes.append(Route("/metrics", counted, methods=["GET"]))
    return routes
