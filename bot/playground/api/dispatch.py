"""From an HTTP request to a method and back: token, scopes, faults, the log.

https://docs.slack.dev/apis/web-api
"""

import asyncio
import hmac
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from email.utils import format_datetime

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from bot.playground.api.arguments import Arguments, read_arguments
from bot.playground.api.context import Caller, Context
from bot.playground.api.methods import METHODS, Method
from bot.playground.api.oauth import client_credentials
from bot.playground.faults import Fault, FaultKind, Faults
from bot.playground.model import Json
from bot.playground.refusals import ApiError
from bot.playground.responses import answer_response_url

MAX_BODY = 5_000_000

_OVERTAKEN = 1.0
"""Seconds that what is posted to a response URL waits for the acknowledgement, at most."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The only tokens that this workspace knows. Those of real workspaces are never among them."""

    bot: str
    app: str

    def check(self, token: str | None, caller: Caller) -> None:
        """Raises: ApiError: not_authed, invalid_auth, or not_allowed_token_type."""
        if caller is Caller.ANYBODY:
            return
        if not token:
            raise ApiError("not_authed")
        wanted, other = (self.app, self.bot) if caller is Caller.APP else (self.bot, self.app)
        if _same(token, wanted):
            return
        raise ApiError("not_allowed_token_type" if _same(token, other) else "invalid_auth")


@dataclass(slots=True)
class _Exchange:
    """One call on its way: what was asked and what has been answered."""

    method: str
    started: float
    args: Json
    status: int = 200
    answer: Json | None = None
    headers: dict[str, str] | None = None


class WebApi:
    """Answers `/api/<method>` and response URLs.

    `drop` cuts the connection of a request, `pause` waits unless the server stops first.
    """

    def __init__(
        self,
        context: Context,
        tokens: Tokens,
        faults: Faults,
        *,
        drop: Callable[[Request], Awaitable[None]],
        pause: Callable[[float], Awaitable[None]],
    ) -> None:
        self._context = context
        self._tokens = tokens
        self._faults = faults
        self._drop = drop
        self._pause = pause

    async def call(self, request: Request) -> Response:
        """A method of the Web API."""
        name: str = request.path_params["method"]
        body = await request.body()
        return await self._suffering_faults(request, name, lambda: self._answer(request, name, body))

    async def respond(self, request: Request) -> Response:
        """A message posted to a response URL. Logged and failing under the name `response_url`.

        On this machine it can overtake the acknowledgement, which no real network lets happen: so it waits a
        moment. No longer, because an app may post before it acknowledges, as Bolt does for a team that it is
        not installed in.
        """
        body = await request.body()
        grant = self._context.workspace.response_urls.get(request.path_params["secret"])
        with suppress(TimeoutError):
            async with asyncio.timeout(_OVERTAKEN):
                while grant is not None and grant.is_held:
                    await asyncio.sleep(0.002)
        return await self._suffering_faults(request, "response_url", lambda: self._answer_url(request, body))

    async def _suffering_faults(
        self, request: Request, name: str, answer: Callable[[], _Exchange]
    ) -> Response:
        fault = self._faults.take(name)
        if fault is None:
            return self._finish(answer())
        exchange = answer() if fault.kind.is_after else _Exchange(name, time.monotonic(), {})
        return await self._fail(request, exchange, fault)

    async def _fail(self, request: Request, exchange: _Exchange, fault: Fault) -> Response:
        match fault.kind:
            case FaultKind.RATELIMITED:
                exchange.status, exchange.answer = 429, {"ok": False, "error": "ratelimited"}
                exchange.headers = {"Retry-After": str(fault.retry_after)}
            case FaultKind.SERVER_ERROR | FaultKind.SERVER_ERROR_AFTER:
                exchange.status, exchange.answer = 500, {"ok": False, "error": "internal_error"}
            case FaultKind.UNAVAILABLE:
                exchange.status, exchange.answer = (
                    503,
                    {"ok": False, "error": "(fault: a page, no JSON)"},
                )
                self._finish(exchange)
                return HTMLResponse("<h1>503 Service Unavailable</h1>", 503)
            case FaultKind.ERROR:
                exchange.answer = {"ok": False, "error": fault.code}
            case _:
                exchange.status, exchange.answer = 0, {"ok": False, "error": f"(fault: {fault.kind})"}
                if fault.kind in {FaultKind.HANG, FaultKind.HANG_AFTER}:
                    await self._pause(fault.seconds)
                await self._drop(request)
        return self._finish(exchange)

    def _answer(self, request: Request, name: str, body: bytes) -> _Exchange:
        date = format_datetime(self._context.workspace.now(), usegmt=True)
        headers = {"x-slack-req-id": "playground", "date": date}
        exchange = _Exchange(name, time.monotonic(), {}, headers=headers)
        try:
            exchange.answer = {"ok": True, **self._run(request, name, body, exchange)}
        except ApiError as error:
            exchange.answer = error.answer()
        except RecursionError:
            exchange.args = {}
            exchange.answer = ApiError("invalid_arguments", "[ERROR] nested too deeply").answer()
        return exchange

    def _run(self, request: Request, name: str, body: bytes, exchange: _Exchange) -> Json:
        if len(body) > MAX_BODY:
            raise ApiError("request_too_large")
        args = read_arguments(request.headers.get("content-type", ""), request.url.query, body)
        token = _token(request, args)
        exchange.args = {key: value for key, value in args.values.items() if key != "client_secret"}
        args.values |= client_credentials(request.headers.get("authorization", ""))
        method = METHODS.get(name)
        if method is None:
            raise ApiError("unknown_method", req_method=name)
        self._tokens.check(token, method.caller)
        if method.caller is Caller.BOT and self._context.oauth.is_revoked:
            raise ApiError("account_inactive")
        self._check_scopes(method, exchange)
        return method.run(self._context, args)

    def _check_scopes(self, method: Method, exchange: _Exchange) -> None:
        if method.caller is not Caller.BOT:
            return
        granted = self._context.workspace.app.scopes
        headers = exchange.headers = exchange.headers or {}
        headers["x-oauth-scopes"] = ",".join(sorted(granted))
        if not method.scopes:
            return
        headers["x-accepted-oauth-scopes"] = ",".join(method.scopes)
        if granted.isdisjoint(method.scopes):
            raise ApiError(
                "missing_scope", needed=",".join(method.scopes), provided=",".join(sorted(granted))
            )

    def _answer_url(self, request: Request, body: bytes) -> _Exchange:
        exchange = _Exchange("response_url", time.monotonic(), {})
        try:
            args = read_arguments(request.headers.get("content-type", ""), "", body)
            payload = args.data("payload", error="invalid_payload") or args.values
            exchange.args = payload
            answer_response_url(
                self._context.workspace, self._context.events, request.path_params["secret"], payload
            )
            exchange.answer = {"ok": True}
        except ApiError as error:
            missing = error.code in {"no_service", "expired_url", "used_url"}
            exchange.status, exchange.answer = 404 if missing else 400, error.answer()
        except RecursionError:
            exchange.args, exchange.status = {}, 400
            exchange.answer = ApiError("invalid_payload", "[ERROR] nested too deeply").answer()
        return exchange

    def _finish(self, exchange: _Exchange) -> Response:
        spent = (time.monotonic() - exchange.started) * 1000
        answer = exchange.answer or {}
        shown = {key: value for key, value in answer.items() if key != "access_token"}
        self._context.workspace.record(
            "in", exchange.method, exchange.args, shown, status=exchange.status, ms=spent
        )
        return JSONResponse(answer, status_code=exchange.status or 500, headers=exchange.headers)


def _same(token: str, known: str) -> bool:
    return hmac.compare_digest(token.encode(), known.encode())


def _token(request: Request, args: Arguments) -> str | None:
    """The token of the header, or else of the arguments, from which it is taken out."""
    argument = args.values.pop("token", None)
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and value.strip():
        return value.strip()
    return str(argument) if argument else None
