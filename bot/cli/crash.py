"""An error that nobody foresaw, in the terminal: a sentence and an id, never a stack trace."""

import logging
import os
import secrets
import tempfile
import traceback

import structlog

from bot.cli.output import say
from bot.logs import redact
from bot.operating.trace import current_trace

log = structlog.get_logger(__name__)


def apologize(error: Exception) -> None:
    """Tell the person that something broke, with an id, and keep the stack trace under that id.

    A command that runs on (`ainews run`) logs it, and so does every command with `AINEWS_LOG=DEBUG`. For any
    other, whose messages a person reads, the trace goes into a file that only they may read.
    """
    error_id = current_trace() or secrets.token_hex(4)
    if logging.getLogger().isEnabledFor(logging.INFO):
        log.error("unexpected error", error_id=error_id, exc_info=error)
        where = "The log says more under that id."
    else:
        where = _keep(error, error_id)
    say(f"ainews: Something went wrong that I did not expect ({type(error).__name__}, error {error_id}).")
    say(f"{where} `ainews doctor` tells whether the settings and the database are sound.")


def _keep(error: Exception, error_id: str) -> str:
    """Write the trace into a file, and say where it is."""
    try:
        handle, path = tempfile.mkstemp(prefix=f"ainews-{error_id}-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(redact("".join(traceback.format_exception(error))))
    except OSError:
        return "With AINEWS_LOG=DEBUG, the same command shows where it happened."
    return f"Where it happened is in {path}."
