"""Handing interactions and events to the app, and noting what became of them."""

import time

from bot.playground.http_mode import HttpMode
from bot.playground.model import Json
from bot.playground.refusals import NotDeliveredError
from bot.playground.socket_mode import SocketMode
from bot.playground.workspace import Workspace

_ANSWERED = {"view_submission", "block_suggestion"}


class Delivery:
    """Sends over Socket Mode, or over HTTP where the app has a request URL; keeps the log."""

    def __init__(self, workspace: Workspace, socket_mode: SocketMode, http_mode: HttpMode) -> None:
        self._workspace = workspace
        self._socket_mode = socket_mode
        self._http_mode = http_mode

    def event(self, payload: Json) -> None:
        """Send an event in the background; whoever carries it notes it in the log."""
        self._line.send_event(payload)

    def command(self, payload: Json) -> Json:
        """Send a slash command; returns the message that was in its acknowledgement, or nothing.

        Raises:
            NotDeliveredError: the app did not take it.
        """
        name = f"command {payload['command']}"
        return self._send("slash_commands", name, payload, accepts_response=True)

    def interaction(self, payload: Json) -> Json:
        """Send a block action, shortcut or view interaction; returns the acknowledgement's payload.

        Raises:
            NotDeliveredError: the app did not take it.
        """
        kind = payload["type"]
        return self._send("interactive", kind, payload, accepts_response=kind in _ANSWERED)

    def _send(self, envelope: str, name: str, payload: Json, *, accepts_response: bool) -> Json:
        started = time.monotonic()
        answer: Json = {}
        try:
            answer = self._line.deliver(envelope, payload, accepts_response=accepts_response)
        except NotDeliveredError as error:
            answer = {"ok": False, "error": error.code}
            raise
        finally:
            spent = (time.monotonic() - started) * 1000
            args = {key: value for key, value in payload.items() if key != "token"}
            self._workspace.record("out", name, args, answer, status=200, ms=spent)
        return answer

    @property
    def _line(self) -> SocketMode | HttpMode:
        return self._http_mode if self._http_mode.request_url else self._socket_mode
