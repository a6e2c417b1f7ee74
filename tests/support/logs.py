"""Logging is set up for a whole process: tests that do it put it back."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog


def log_plainly() -> None:
    """Let structlog print tracebacks as Python does: its own, in colour, take a second each."""
    structlog.reset_defaults()
    first = structlog.get_config()["processors"][:-1]
    console = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*first, console])


@contextmanager
def restored_logging() -> Iterator[None]:
    """Put the loggers' handlers and levels back at the end of the block."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in root.manager.loggerDict}
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        for name in root.manager.loggerDict:
            logging.getLogger(name).setLevel(levels.get(name, logging.NOTSET))
        log_plainly()
