"""Workspaces that give an app more time than Slack does: a busy machine is slow, not broken."""

from typing import Any

from slack_bolt import App

from bot.playground.server import PlaygroundServer
from tests.support.waiting import PATIENCE


def patient_playground(port: int = 0, **options: Any) -> PlaygroundServer:
    """Return a server with a minute for what Slack gives three seconds; `options` are the server's own.

    An acknowledgement may come late; trigger ids and response URLs do not grow old. Tests of those limits
    make an impatient server of their own.
    """
    return PlaygroundServer(port, **{"ack_seconds": PATIENCE, "monotonic": lambda: 0.0, **options})


def let_acknowledge_late(app: App) -> App:
    """Let a Bolt app acknowledge as late as the workspace waits: by itself Bolt gives up after three seconds.

    Call it when all listeners are registered.
    """
    for listener in app._listeners:
        listener.ack_timeout = int(PATIENCE)
    return app
