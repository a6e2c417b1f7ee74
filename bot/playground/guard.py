"""Keeps other web pages out: a page on the internet must not reach the playground through the browser.

A name that an attacker points at 127.0.0.1 (DNS rebinding) shows in the Host header; a request that another
page makes shows in Origin, or in Sec-Fetch-Site where it loads something like a picture. Programs send none
of these and may call. A link from elsewhere may lead to the page itself.
"""

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

_OWN_SITES = (None, "same-origin", "none")
_FOR_LINKS = ("/", "/oauth/v2/authorize")
_NAMES = ("127.0.0.1", "localhost")


class LocalOnly:
    """ASGI middleware. `port` is the server's own; Socket Mode clients send Host without a port."""

    def __init__(self, app: ASGIApp, *, port: int) -> None:
        self._app = app
        self._hosts = set(_NAMES) | {f"{name}:{port}" for name in _NAMES}
        self._origins = {f"http://{name}:{port}" for name in _NAMES}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or self._is_allowed(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(1008)(scope, receive, send)
        else:
            answer = JSONResponse({"ok": False, "error": "The playground serves its own page only."}, 403)
            await answer(scope, receive, send)

    def _is_allowed(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        return self._is_local(headers) and _is_wanted(scope, headers)

    def _is_local(self, headers: Headers) -> bool:
        origins = headers.getlist("origin")
        return headers.get("host", "") in self._hosts and all(one in self._origins for one in origins)


def _is_wanted(scope: Scope, headers: Headers) -> bool:
    """Whether this server's own page asks, a program, or somebody who followed a link to the page.

    https://www.w3.org/TR/fetch-metadata/: browsers write these headers, pages cannot.
    """
    if headers.get("sec-fetch-site") in _OWN_SITES:
        return True
    return headers.get("sec-fetch-mode") == "navigate" and scope["path"] in _FOR_LINKS
