"""Socket Mode: the WebSockets over which the app hears what people do.

https://docs.slack.dev/apis/events-api/using-socket-mode. Each envelope goes to one connection, in turn; the
app acknowledges it by its id. Interactions are sent once. Events that nobody acknowledges are sent again, as
the Events API does: at once, after one minute, after five.
"""

import asyncio
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, InvalidStateError
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from bot.playground.model import Json
from bot.playground.refusals import NotDeliveredError
from bot.playground.workspace import Workspace

ACK_SECONDS = 3.0
RETRY_DELAYS = (0.0, 60.0, 300.0)
MAX_CONNECTIONS = 10
TICKET_SECONDS = 30.0
_CLOSE = "close"

T = TypeVar("T")


@dataclass(eq=False, slots=True)
class _Connection:
    """One WebSocket. What is put into `outbox` is sent; `_CLOSE` ends it."""

    socket: WebSocket
    outbox: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    retiring: bool = False


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Somebody waits for an acknowledgement; `future` gets what `on_answer` makes of it."""

    future: Future[Any]
    on_answer: Callable[[Json], Any]


class SocketMode:
    """All connections of the app. `deliver` may be called from any thread but the loop's own."""

    def __init__(
        self,
        workspace: Workspace,
        *,
        ack_seconds: float = ACK_SECONDS,
        retry_delays: Sequence[float] = RETRY_DELAYS,
    ) -> None:
        self.workspace = workspace
        self.ack_seconds = ack_seconds
        self.retry_delays = tuple(retry_delays)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._connections: list[_Connection] = []
        self._turn = 0
        self._tickets: dict[str, float] = {}
        self._waiting: dict[str, _Waiting] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    # The server's side: called in the loop

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def stop(self) -> None:
        """Give up redeliveries and close all connections."""
        for task in self._tasks:
            task.cancel()
        for connection in self._connections:
            connection.outbox.put_nowait(_CLOSE)

    def new_ticket(self) -> str:
        """A one-time right to connect, for half a minute."""
        ticket = secrets.token_urlsafe(24)
        self._tickets[ticket] = time.monotonic() + TICKET_SECONDS
        return ticket

    async def serve(self, socket: WebSocket) -> None:
        """One connection, from its handshake to its end."""
        deadline = self._tickets.pop(socket.query_params.get("ticket", ""), 0.0)
        if time.monotonic() > deadline or len(self._connections) >= MAX_CONNECTIONS:
            await socket.close(1008)
            return
        await socket.accept()
        connection = _Connection(socket)
        connection.outbox.put_nowait(self._hello())
        self._add(connection)
        self._let_retired_go()
        sender = asyncio.create_task(self._send(connection))
        try:
            await self._receive(socket)
        finally:
            self._remove(connection)
            sender.cancel()

    async def _send(self, connection: _Connection) -> None:
        while (message := await connection.outbox.get()) != _CLOSE:
            await connection.socket.send_text(message)
        self._remove(connection)
        if connection.socket.application_state is WebSocketState.CONNECTED:
            await connection.socket.close(1000)

    async def _receive(self, socket: WebSocket) -> None:
        try:
            while True:
                self._acknowledge(await socket.receive_text())
        except (WebSocketDisconnect, RuntimeError):  # RuntimeError: closed from our side in the meantime
            return

    def _acknowledge(self, text: str) -> None:
        try:
            message = json.loads(text)
        except ValueError:
            return
        if not isinstance(message, dict):
            return
        waiting = self._waiting.pop(str(message.get("envelope_id")), None)
        if waiting is None:
            return
        payload = message.get("payload")
        try:
            waiting.future.set_result(waiting.on_answer(payload if isinstance(payload, dict) else {}))
        except InvalidStateError:  # too late: whoever waited has gone
            return
        except Exception as error:  # it belongs to the thread that waits, and is raised there
            waiting.future.set_exception(error)

    def _let_retired_go(self) -> None:
        """Close connections that were asked to make way, now that there is a new one."""
        for connection in self._connections:
            if connection.retiring:
                connection.outbox.put_nowait(_CLOSE)

    def _add(self, connection: _Connection) -> None:
        with self.workspace.changing():
            self._connections.append(connection)
            self.workspace.connections = len(self._connections)

    def _remove(self, connection: _Connection) -> None:
        with self.workspace.changing():
            if connection in self._connections:
                self._connections.remove(connection)
            self.workspace.connections = len(self._connections)

    def _hello(self) -> str:
        return json.dumps(
            {
                "type": "hello",
                "num_connections": len(self._connections) + 1,
                "debug_info": {
                    "host": "applink-playground",
                    "build_number": 1,
                    "approximate_connection_time": 18060,
                },
                "connection_info": {"app_id": self.workspace.app_id},
            }
        )

    # Cutting and refreshing: called from any thread

    def refresh(self) -> None:
        """Ask every connection to make way for a new one, as Slack does every few hours."""
        notice = {
            "type": "disconnect",
            "reason": "refresh_requested",
            "debug_info": {"host": "applink-playground"},
        }
        with self.workspace.reading():
            old = list(self._connections)
            for connection in old:
                connection.retiring = True
        for connection in old:
            self._in_loop(connection, json.dumps(notice))

    def cut(self) -> None:
        """Close all connections without notice."""
        with self.workspace.reading():
            old = list(self._connections)
        for connection in old:
            self._in_loop(connection, _CLOSE)

    @contextmanager
    def talking(self) -> Iterator[None]:
        """Say hello again and again: the SDK closes a socket between two messages, or after seconds."""
        done = threading.Event()

        def talk() -> None:
            while not done.wait(0.02):
                with self.workspace.reading():
                    connected = list(self._connections)
                for connection in connected:
                    self._in_loop(connection, self._hello())

        speaker = threading.Thread(target=talk, name="playground-hello", daemon=True)
        speaker.start()
        try:
            yield
        finally:
            done.set()
            speaker.join()

    def _in_loop(self, connection: _Connection, message: str) -> None:
        self._soon(connection.outbox.put_nowait, message)

    def _soon(self, act: Callable[[T], object], argument: T) -> None:
        if self._loop is not None:
            with suppress(RuntimeError):  # the server has been stopped, maybe in this very moment
                self._loop.call_soon_threadsafe(act, argument)

    # Delivering: called from any thread

    def deliver(
        self, kind: str, payload: Json, *, accepts_response: bool, on_answer: Callable[[Json], T]
    ) -> T:
        """Send an interaction, wait for its acknowledgement, and return what `on_answer` makes of it.

        `on_answer` is called as the acknowledgement arrives, in the loop: what the app does afterwards (say,
        replace the message that it acknowledged with) comes afterwards here too. It must not block.

        Raises:
            NotDeliveredError: dispatch_failed without a connection, operation_timeout without an answer.
        """
        envelope_id, future = self._dispatch(
            kind, payload, on_answer=on_answer, accepts_response=accepts_response
        )
        try:
            return future.result(self.ack_seconds)
        except FutureTimeoutError:
            raise NotDeliveredError("operation_timeout") from None
        finally:
            self._waiting.pop(envelope_id, None)

    def send_event(self, payload: Json) -> None:
        """Send an event in the background, again when it is not acknowledged."""
        self._soon(self._start_event, payload)

    def _start_event(self, payload: Json) -> None:
        task = asyncio.get_running_loop().create_task(self._deliver_event(payload))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver_event(self, payload: Json) -> None:
        retry: Json = {"retry_attempt": 0, "retry_reason": ""}
        for attempt, delay in enumerate((None, *self.retry_delays)):
            if delay is not None:
                await asyncio.sleep(delay)
                retry = {"retry_attempt": attempt, "retry_reason": "timeout"}
            if await self._try_event(payload, retry):
                return

    async def _try_event(self, payload: Json, retry: Json) -> bool:
        started = time.monotonic()
        answer: Json = {"ok": True}
        envelope_id = ""
        try:
            envelope_id, future = self._dispatch(
                "events_api", payload, on_answer=lambda _: None, accepts_response=False, **retry
            )
            await asyncio.wait_for(asyncio.wrap_future(future), self.ack_seconds)
        except TimeoutError:
            answer = {"ok": False, "error": "operation_timeout"}
        except NotDeliveredError as error:
            answer = {"ok": False, "error": error.code}
        self._waiting.pop(envelope_id, None)
        args = {"event": payload["event"], "event_id": payload["event_id"], **retry}
        spent = (time.monotonic() - started) * 1000
        name = f"event {payload['event']['type']}"
        self.workspace.record("out", name, args, answer, status=200, ms=spent)
        return bool(answer["ok"])

    def _dispatch(
        self,
        kind: str,
        payload: Json,
        *,
        on_answer: Callable[[Json], T],
        accepts_response: bool,
        **extra: Any,
    ) -> tuple[str, "Future[T]"]:
        connection = self._next_connection()
        envelope_id = secrets.token_hex(16)
        envelope: Json = {
            "envelope_id": envelope_id,
            "payload": payload,
            "type": kind,
            "accepts_response_payload": accepts_response,
            **extra,
        }
        future: Future[T] = Future()
        self._waiting[envelope_id] = _Waiting(future, on_answer)
        self._in_loop(connection, json.dumps(envelope))
        return envelope_id, future

    def _next_connection(self) -> _Connection:
        with self.workspace.reading():
            able = [one for one in self._connections if not one.retiring] or self._connections
            if not able:
                raise NotDeliveredError("dispatch_failed")
            self._turn += 1
            return able[self._turn % len(able)]
