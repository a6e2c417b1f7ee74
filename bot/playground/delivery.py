"""Handing interactions and events to the app, and noting what became of them."""

import time
from collections.abc import Callable
from typing import TypeVar

from bot.playground.http_mode import HttpMode
from bot.playground.model import Json
from bot.playground.refusals import NotDeliveredError
from bot.playground.socket_mode import SocketMode
from bot.playground.workspace import Workspace

T = TypeVar("T")

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

    def command(self, payload: Json, on_answer: Callable[[Json], T]) -> T:
        """Send a slash command; `on_answer` gets the message of its acknowledgement, or nothing.

        Raises:
            NotDeliveredError: the app did not take it. What `on_answer` raises comes through.
        """
        name = f"command {payload['command']}"
        return self._send("slash_commands", name, payload, on_answer, accepts_response=True)

    def interaction(self, payload: Json, on_answer: Callable[[Json], T]) -> T:
        """Send a block action, shortcut or view interaction; `on_answer` gets the acknowledgement's payload.

        Raises:
            NotDeliveredError: the app did not take it. What `on_answer` raises comes through.
        """
        kind = payload["type"]
        return self._send("interactive", kind, payload, on_answer, accepts_response=kind in _ANSWERED)

    def _send(
        self,
        envelope: str,
        name: str,
        payload: Json,
        on_answer: Callable[[Json], T],
        *,
        accepts_response: bool,
    ) -> T:
        started = time.monotonic()
        heard: Json = {}

        def listen(answer: Json) -> T:
            heard.update(answer)
            return on_answer(answer)

        try:
            return self._line.deliver(envelope, payload, accepts_response=accepts_response, on_answer=listen)
        except NotDeliveredError as error:
            heard.update({"ok": False, "error": error.code})
            raise
        finally:
            spent = (time.monotonic() - started) * 1000
            args = {key: value for key, value in payload.items() if key != "token"}
            self._workspace.record("out", name, args, heard, status=200, ms=spent)

    @property
    def _line(self) -> SocketMode | HttpMode:
        return self._http_mode if self._http_mode.request_url else self._socket_mode
