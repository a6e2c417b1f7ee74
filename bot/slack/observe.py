"""What a listener did: counted, timed, and one line in the log."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from bot.operating import metrics

log = structlog.get_logger(__name__)


@contextmanager
def observed(kind: str, name: str) -> Iterator[None]:
    """Observe something that a person did. `kind` is command, action, modal, shortcut or event."""

    def tell(outcome: str, seconds: float) -> None:
        log.info("request", kind=kind, name=name, outcome=outcome, ms=round(seconds * 1000))

    with metrics.timed(tell), metrics.request(kind, name):
        yield


def observing(kind: str, name: str, listener: Callable[..., Any]) -> Callable[..., Any]:
    """Return a Bolt listener that is observed. Bolt reads the arguments it wants from the inner one."""

    @functools.wraps(listener)
    def run(*arguments: Any, **named: Any) -> Any:
        with observed(kind, name):
            return listener(*arguments, **named)

    return run
