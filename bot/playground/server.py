"""The playground's server: a workspace, its Web API, Socket Mode and page, on one port of this machine.

    with PlaygroundServer() as server:
        client = WebClient(server.bot_token, base_url=server.api_url)

It binds to the loopback address only and runs in a thread of its own.
"""

import asyncio
import contextlib
import secrets
import socket
import struct
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute

from bot.errors import AinewsError
from bot.playground.api.context import Context
from bot.playground.api.dispatch import Tokens, WebApi
from bot.playground.api.oauth import OAuth
from bot.playground.app_config import AppConfig
from bot.playground.clock import MovableClock
from bot.playground.delivery import Delivery
from bot.playground.events import Events
from bot.playground.faults import Faults
from bot.playground.guard import LocalOnly
from bot.playground.http_mode import HttpMode
from bot.playground.page import NextIssue, page_routes
from bot.playground.people import People
from bot.playground.seed import seed
from bot.playground.socket_mode import ACK_SECONDS, RETRY_DELAYS, SocketMode
from bot.playground.web import play_routes
from bot.playground.workspace import Workspace

LOOPBACK = "127.0.0.1"
_START_SECONDS = 60.0  # long, since it only guards against waiting in vain: a busy machine is slow
_STOP_SECONDS = 10.0


class PlaygroundServer:
    """A context manager: entering starts the server, leaving stops it.

    `port` 0 takes a free one. An app without Socket Mode is reached by setting `http_mode.request_url`; it
    checks signatures with `signing_secret`. `monotonic`, `ack_seconds` and `retry_delays` (seconds) are for
    tests: they make three seconds pass faster.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        app: AppConfig | None = None,
        clock: MovableClock | None = None,
        monotonic: Callable[[], float] | None = None,
        ack_seconds: float = ACK_SECONDS,
        retry_delays: Sequence[float] = RETRY_DELAYS,
    ) -> None:
        self.clock = clock or MovableClock()
        extra = {"monotonic": monotonic} if monotonic else {}
        self.workspace = Workspace(self.clock, app=app, **extra)
        seed(self.workspace)
        self.bot_token = f"xoxb-playground-{secrets.token_hex(12)}"
        self.app_token = f"xapp-playground-{secrets.token_hex(12)}"
        self.signing_secret = secrets.token_hex(16)
        self.faults = Faults()
        self.socket_mode = SocketMode(self.workspace, ack_seconds=ack_seconds, retry_delays=retry_delays)
        self.http_mode = HttpMode(
            self.workspace, self.signing_secret, ack_seconds=ack_seconds, retry_delays=retry_delays
        )
        delivery = Delivery(self.workspace, self.socket_mode, self.http_mode)
        events = Events(self.workspace, delivery.event)
        self.people = People(self.workspace, delivery, events)
        self.next_issue: NextIssue = lambda: None
        self.stopping = asyncio.Event()
        self.port = port
        self.oauth = OAuth(self.workspace, self.bot_token, delivery.event)
        self._context = Context(self.workspace, events, self._new_socket_link, self.oauth)
        self._uvicorn: _Uvicorn | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop_watching_clock: Callable[[], None] = lambda: None

    @property
    def url(self) -> str:
        """The page's address, without a slash at its end."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def api_url(self) -> str:
        """What `SLACK_API_URL` must be."""
        return f"{self.url}/api/"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Bind and serve. After a stop, the same workspace is served again on the same port.

        Raises:
            AinewsError: the port is taken.
        """
        listener = self._bind()
        self.port = listener.getsockname()[1]
        self.http_mode.start()
        self.stopping = asyncio.Event()
        self.workspace.base_url = self.url
        config = uvicorn.Config(
            self._application(),
            log_config=None,
            access_log=False,
            lifespan="on",
            ws_ping_interval=10,
            ws_ping_timeout=60,
            date_header=False,
        )
        self._uvicorn = _Uvicorn(config, self.stopping)
        self._stop_watching_clock = self.clock.on_move(self._clock_moved)
        ready = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(self._uvicorn, listener, ready), name="playground", daemon=True
        )
        self._thread.start()
        if not ready.wait(_START_SECONDS):
            raise AinewsError("The playground's server did not start.")

    def stop(self) -> None:
        """Close all connections and wait for the thread's end. Stopping twice does no harm."""
        self._stop_watching_clock()
        self.http_mode.stop()
        if self._thread is None or self._uvicorn is None:
            return
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._let_go)
        self._thread.join(_STOP_SECONDS)
        self._thread = None

    def _let_go(self) -> None:
        """Release what would wait for ever: hanging calls, event streams, sockets."""
        self.stopping.set()
        self.socket_mode.stop()

    def _bind(self) -> socket.socket:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, self.port))
        except OSError as error:
            listener.close()
            raise AinewsError(
                f"Port {self.port} cannot be used: {error.strerror}.",
                hint="Is another playground running? Choose another port with --port.",
            ) from error
        listener.listen(128)
        return listener

    def _run(self, server: "_Uvicorn", listener: socket.socket, ready: threading.Event) -> None:
        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            self.socket_mode.start(self._loop)
            ready.set()
            watch = asyncio.create_task(self._watch_scheduled())
            await server.serve(sockets=[listener])
            watch.cancel()

        asyncio.run(serve())

    def _application(self) -> Starlette:
        tokens = Tokens(self.bot_token, self.app_token)
        api = WebApi(self._context, tokens, self.faults, drop=self._drop, pause=self._pause)
        routes = [
            Route("/api/{method:path}", api.call, methods=["GET", "POST"]),
            Route("/hooks/{kind}/{team}/{secret}", api.respond, methods=["POST"]),
            Route("/upload/{file}", self._take_upload, methods=["POST"]),
            Route("/oauth/v2/authorize", self.oauth.authorize, methods=["GET"]),
            WebSocketRoute("/link/", self.socket_mode.serve),
            *play_routes(self),
            *page_routes(self, next_issue=lambda: self.next_issue()),
        ]
        return Starlette(
            routes=routes, middleware=[Middleware(LocalOnly, port=self.port)], lifespan=_no_lifespan
        )

    def _new_socket_link(self) -> str:
        ticket = self.socket_mode.new_ticket()
        return f"ws://{LOOPBACK}:{self.port}/link/?ticket={ticket}&app_id={self.workspace.app_id}"

    def _clock_moved(self) -> None:
        with self.workspace.changing():
            self._post_scheduled()

    def _post_scheduled(self) -> float | None:
        posted, due = self.workspace.post_scheduled()
        for message in posted:
            self._context.events.message_posted(message)
        return due

    async def _watch_scheduled(self) -> None:
        """Post what an app has scheduled, to the second. A clock that is moved posts at once."""
        while not self.stopping.is_set():
            due = self._post_scheduled()
            await self._pause(1.0 if due is None else min(1.0, due))

    async def _take_upload(self, request: Request) -> Response:
        """The second step of handing in a file: its content, which is counted and let go."""
        file = self.workspace.files.get(request.path_params["file"])
        if file is None:
            return PlainTextResponse("unknown file", 404)
        size = 0
        async for piece in request.stream():
            size += len(piece)
        with self.workspace.changing():
            file.size, file.is_here = size, True
        return PlainTextResponse(f"OK - {size}")

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), seconds)

    async def _drop(self, request: Request) -> None:
        """Reset the connection of a request, as a broken network does: the client reads ECONNRESET."""
        if self._uvicorn is None:
            return
        for protocol in list(self._uvicorn.server_state.connections):
            transport = getattr(protocol, "transport", None)
            if transport is None or getattr(protocol, "client", None) != request.scope["client"]:
                continue
            connection = transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()
        while not await request.is_disconnected():
            await asyncio.sleep(0)


class _Uvicorn(uvicorn.Server):
    """uvicorn looks ten times a second whether it should stop, and gives connections another tenth.

    Hundreds of tests start and stop a server, so this one is woken and waits only as long as it must.
    """

    def __init__(self, config: uvicorn.Config, stopping: asyncio.Event) -> None:
        super().__init__(config)
        self._stopping = stopping

    async def main_loop(self) -> None:
        await self._stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        state = self.server_state
        for connection in list(state.connections):
            connection.shutdown()
        deadline = asyncio.get_running_loop().time() + 1
        while (state.connections or state.tasks) and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.005)
        for task in state.tasks:
            task.cancel()
        await self.lifespan.shutdown()


@contextlib.asynccontextmanager
async def _no_lifespan(app: Starlette) -> AsyncIterator[None]:
    yield
