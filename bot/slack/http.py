"""HTTP mode: Slack's requests come in on one route."""

from slack_bolt import App, BoltRequest
from slack_bolt.response import BoltResponse
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

MAX_BODY = 1024 * 1024
"""Bytes of a request. Slack's own stay far below; of a larger one no more is read."""


def build_http(app: App) -> Starlette:
    """Return a web application that hands Slack's requests to Bolt.

    Bolt's own adapter for Starlette runs the synchronous dispatch on the event loop, where one slow listener
    holds up all others; so it runs in a thread.
    """

    async def events(request: Request) -> Response:
        body = await _read(request)
        if body is None:
            return PlainTextResponse("Too large.", status_code=413)
        bolt_request = BoltRequest(body=body, query=dict(request.query_params), headers=dict(request.headers))
        return _as_response(await run_in_threadpool(app.dispatch, bolt_request))

    async def alive(_: Request) -> Response:
        return PlainTextResponse("ok")

    return Starlette(
        routes=[Route("/slack/events", events, methods=["POST"]), Route("/healthz", alive, methods=["GET"])]
    )


async def _read(request: Request) -> str | None:
    """Return the body, or None as soon as it is too large, whatever its headers say."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            return None
    return body.decode("utf-8", "replace")


def _as_response(answer: BoltResponse) -> Response:
    response = Response(content=answer.body, status_code=answer.status)
    for name, values in answer.headers.items():
        for value in values:
            response.headers.append(name, value)
    return response
