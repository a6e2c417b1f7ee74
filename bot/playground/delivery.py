"""Handing an interaction to the app and noting what became of it."""

import time

from bot.playground.model import Json
from bot.playground.refusals import NotDeliveredError
from bot.playground.socket_mode import SocketMode
from bot.playground.workspace import Workspace

_ANSWERED = {"view_submission", "block_suggestion"}


class Delivery:
    """Sends interactions over Socket Mode and writes them into the workspace's log."""

    def __init__(self, workspace: Workspace, socket_mode: SocketMode) -> None:
        self._workspace = workspace
        self._socket_mode = socket_mode

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
            answer = self._socket_mode.deliver(envelope, payload, accepts_response=accepts_response)
        except NotDeliveredError as error:
            answer = {"ok": False, "error": error.code}
            raise
        finally:
            spent = (time.monotonic() - started) * 1000
            args = {key: value for key, value in payload.items() if key != "token"}
            self._workspace.record("out", name, args, answer, status=200, ms=spent)
        return answer
