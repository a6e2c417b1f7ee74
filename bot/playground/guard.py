"""Keeps other web pages out: a page on the internet must not reach the playground through the browser.

A name that an attacker points at 127.0.0.1 (DNS rebinding) shows in the Host header; a request that another
page makes shows in Origin. Programs send no Origin and may call.
"""

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

_NAMES = ("127.0.0.1", "localhost")


class LocalOnly:
    """ASGI middleware. `port` is the server's own; Socket Mode clients send Host without a port."""

    def __init__(self, app: ASGIApp, *, port: int) -> None:
        self._app = app
        self._hosts = set(_NAMES) | {f"{name}:{port}" for name in _NAMES}
        self._origins = {f"http://{name}:{port}" for name in _NAMES}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or self._is_local(Headers(scope=scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(1008)(scope, receive, send)
        else:
            answer = JSONResponse({"ok": False, "error": "The playground serves its own page only."}, 403)
            await answer(scope, receive, send)

    def _is_local(self, headers: Headers) -> bool:
        origins = headers.getlist("origin")
        return headers.get("host", "") in self._hosts and all(one in self._origins for one in origins)
