"""Socket Mode, watched: how long ago Slack was heard, how often the connection was made anew.

https://docs.slack.dev/apis/events-api/using-socket-mode. The SDK's client reconnects by itself when it
notices that a connection is dead. It does not always notice, and its `is_connected()` can say yes to a dead
socket; so what counts here is the age of the last answer to a ping.
"""

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt import App
from slack_bolt.adapter.socket_mode.internals import run_bolt_app, send_response
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.operating.metrics import ACK_SECONDS

PING_SECONDS = 5.0
"""How often the SDK pings. After four pings without an answer it connects anew."""

STALE_SECONDS = 60.0
"""Without an answer for so long, the whole client is replaced: the SDK's own repair has failed."""

RECEIVING_THREADS = 10
"""They write down what comes in and acknowledge it: no request waits for another's answer. More of them would
only keep each other waiting.
"""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SocketHealth:
    """`age`: seconds since Slack answered a ping, or since the start. `reconnects`: since the start."""

    connected: bool
    age: float
    reconnects: int

    @property
    def is_good(self) -> bool:
        return self.connected and self.age < STALE_SECONDS


class SlackSocket:
    """The connection over which Slack sends what people do. `watch` is called every few seconds."""

    def __init__(
        self,
        app: App,
        app_token: str,
        web_client: WebClient,
        *,
        ping_seconds: float = PING_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._app_token = app_token
        self._web_client = web_client
        self._ping_seconds = ping_seconds
        self._monotonic = monotonic
        self._watching = threading.Lock()
        self._closed = False
        self._client = self._new_client()
        self._sessions: set[str] = set()
        self._answered: float | None = None
        self._heard_at = monotonic()

    def connect(self) -> None:
        """Connect for the first time.

        Raises:
            SlackApiError: Slack refuses the app-level token.
            OSError: Slack cannot be reached.
        """
        self._heard_at = self._monotonic()
        self._client.connect()
        self._notice()

    def health(self) -> SocketHealth:
        """Tell how the connection is. Can be called from any thread."""
        return SocketHealth(
            connected=self._client.is_connected(),
            age=self._monotonic() - self._heard_at,
            reconnects=max(len(self._sessions) - 1, 0),
        )

    def watch(self) -> None:
        """Note what was heard; where it was nothing for too long, replace the client and connect anew."""
        with self._watching:
            if self._closed:  # a new client would take requests that nobody works on any more
                return
            self._notice()
            if self._monotonic() - self._heard_at < STALE_SECONDS:
                return
            log.warning("nothing heard from Slack, connecting anew", age=round(self.health().age))
            self._replace()

    def close(self) -> None:
        """Stop taking requests, acknowledge those that were taken, and hang up: at once, and for good."""
        with self._watching:
            self._closed = True
            _close(self._client)

    def _notice(self) -> None:
        session = self._client.current_session
        if session is None:
            return
        if self._client.is_connected():
            self._sessions.add(session.session_id)
        if session.last_ping_pong_time not in {None, self._answered}:
            self._answered = session.last_ping_pong_time
            self._heard_at = self._monotonic()

    def _replace(self) -> None:
        old, self._client = self._client, self._new_client()
        self._heard_at = self._monotonic()  # the new one has as long to be heard as the old one had
        try:
            self._client.connect()
        except (SlackApiError, OSError) as error:
            log.warning("Slack could not be reached", error=type(error).__name__)
        self._notice()
        threading.Thread(target=_close, args=(old,), name="old-socket", daemon=True).start()

    def _new_client(self) -> SocketModeClient:
        connection = SocketModeClient(
            self._app_token,
            logger=self._app.logger,
            web_client=self._web_client,
            concurrency=RECEIVING_THREADS,
            ping_interval=self._ping_seconds,
        )
        connection.socket_mode_request_listeners.append(self._handle)
        return connection

    def _handle(self, connection: BaseSocketModeClient, request: SocketModeRequest) -> None:
        started = time.time()
        response = run_bolt_app(self._app, request)
        send_response(connection, request, response, started)
        ACK_SECONDS.labels("socket").observe(time.time() - started)


def _close(connection: SocketModeClient) -> None:
    """End a client without losing a request that it has already received.

    The SDK's own `close` drops what still waits in its queue, and takes up to three seconds, until its
    reading times out. Here the queue is worked off while acknowledgements can still be sent; then the socket
    is shut, which ends the reading at once.
    """
    connection.auto_reconnect_enabled = connection.default_auto_reconnect_enabled = False
    connection.closed = True
    connection.message_queue.put(None)  # wakes the thread that waits for messages
    connection.message_processor.shutdown()
    while not connection.message_queue.empty():
        connection.process_message()
    connection.message_workers.shutdown(wait=True)
    _shut(connection.current_session)
    connection.close()


def _shut(session: Any) -> None:
    """End reading and writing below TLS, so that a thread that waits inside `recv` wakes up."""
    wire = getattr(session, "sock", None)
    if wire is None:
        return
    try:
        socket.socket.shutdown(wire, socket.SHUT_RDWR)
    except OSError:
        return  # it is closed already
