"""HTTP mode: Slack's requests come in on one route."""

import asyncio
import time
from collections.abc import Sequence

from slack_bolt import App, BoltRequest
from slack_bolt.response import BoltResponse
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.operating.metrics import ACK_SECONDS

PATH = "/slack/events"
"""Where commands, buttons, forms and events come in: all of them, as the manifest says."""

MAX_BODY = 1024 * 1024
"""Bytes of a request. Slack's own stay far below; of a larger one no more is read."""

BODY_SECONDS = 5.0
"""How long a request's body may take. Slack gives up after three."""


def build_http(app: App, *, more: Sequence[BaseRoute] = (), body_seconds: float = BODY_SECONDS) -> Starlette:
    """Return a web application that hands Slack's requests to Bolt, which checks their signatures.

    Bolt's own adapter for Starlette runs the synchronous dispatch on the event loop, where one slow listener
    holds up all others; so it runs in a thread. `more` are routes beside Slack's.
    """

    async def events(request: Request) -> Response:
        started = time.perf_counter()
        try:
            async with asyncio.timeout(body_seconds):
                body = await _read(request)
        except TimeoutError:
            return _refuse(408, "Too slow.")
        except ClientDisconnect:
            return _refuse(400, "Incomplete.")
        if body is None:
            return _refuse(413, "Too large.")
        bolt_request = BoltRequest(body=body, query=dict(request.query_params), headers=dict(request.headers))
        answer = await run_in_threadpool(app.dispatch, bolt_request)
        ACK_SECONDS.labels("http").observe(time.perf_counter() - started)
        return as_response(answer)

    return Starlette(routes=[Route(PATH, events, methods=["POST"]), *more])


async def _read(request: Request) -> str | None:
    """Return the body, or None as soon as it is too large, whatever its headers say."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            return None
    return body.decode("utf-8", "replace")


def _refuse(status: int, text: str) -> Response:
    """Answer, and hang up: what is left of the request is not worth reading."""
    return PlainTextResponse(text, status_code=status, headers={"connection": "close"})


def as_response(answer: BoltResponse) -> Response:
    """Return Bolt's answer as Starlette's."""
    response = Response(content=answer.body, status_code=answer.status)
    for name, values in answer.headers.items():
        for value in values:
            response.headers.append(name, value)
    return response
