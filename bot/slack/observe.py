"""What a listener did: counted, timed, and one line in the log."""

import functools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from bot.errors import AinewsError
from bot.operating import metrics

log = structlog.get_logger(__name__)


@contextmanager
def observed(kind: str, name: str) -> Iterator[None]:
    """Observe something that a person did. `kind` is command, action, modal, shortcut or event."""
    started, outcome = time.perf_counter(), "failed"
    try:
        with metrics.request(kind, name):
            yield
        outcome = "ok"
    except AinewsError:
        outcome = "refused"
        raise
    finally:
        spent = round((time.perf_counter() - started) * 1000)
        log.info("request", kind=kind, name=name, outcome=outcome, ms=spent)


def observing(kind: str, name: str, listener: Callable[..., Any]) -> Callable[..., Any]:
    """Return a Bolt listener that is observed. Bolt reads the arguments it wants from the inner one."""

    @functools.wraps(listener)
    def run(*arguments: Any, **named: Any) -> Any:
        with observed(kind, name):
            return listener(*arguments, **named)

    return run
