"""Serving a web application in a thread: patient with nobody, and stopped only when what it began is done."""

import asyncio
import os
import socket
import threading

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from bot.errors import AinewsError

HEAD_SECONDS = 10.0
"""A client that has not sent the head of a request by then is cut off: https://en.wikipedia.org/wiki/Slowloris_(cyber_attack)."""

STOP_SECONDS = 5
"""How long a stop waits for requests that are being answered. Slack itself waits for three."""

_CONNECTIONS = 1000
"""More are answered 503, so that a flood of them takes no memory."""


def listen(host: str, port: int, *, variable: str) -> socket.socket:
    """Bind a port; 0 takes a free one. `variable` is the setting that the port comes from.

    Raises:
        AinewsError: somebody else has the port, or it may not be used.
    """
    try:
        return socket.create_server((host, port), backlog=512)
    except OSError as error:
        number = error.errno or 0  # below 0 where a host's name is not known
        # Python adds the address to what the system says.
        reason = (os.strerror(number) if number > 0 else str(error.strerror or error)).lower()
        raise AinewsError(
            f"Port {port} on {host} cannot be used: {reason}.",
            hint=f"Is another ainews running? Choose another port with {variable}.",
        ) from error


class WebServer:
    """A web application behind a port that is bound already."""

    def __init__(
        self, app: Starlette, listener: socket.socket, *, name: str, head_seconds: float = HEAD_SECONDS
    ) -> None:
        self.port: int = listener.getsockname()[1]
        protocol = type("Protocol", (ImpatientProtocol,), {"head_seconds": head_seconds})
        config = uvicorn.Config(
            app,
            http=protocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=75,  # longer than a load balancer's 60 s: it must not be we who hang up
            timeout_graceful_shutdown=STOP_SECONDS,
            limit_concurrency=_CONNECTIONS,
        )
        self._server = uvicorn.Server(config)
        self._listener = listener
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Take no more connections, answer the requests that were taken, and end. Twice does no harm."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS + 5)
        self._listener.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._listener])


class ImpatientProtocol(H11Protocol):
    """uvicorn's own protocol, which waits for ever for the head of a request; this one does not."""

    head_seconds = HEAD_SECONDS
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        super().connection_lost(exc)

    def _watch(self) -> None:
        """Set the deadline while a head is awaited; a body has the application's own."""
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None and not cycle.response_complete:
            self._forget()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(self.head_seconds, self._hang_up)

    def _forget(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _hang_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()
