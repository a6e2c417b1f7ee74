"""One id from a command to everything that comes of it.

The id is bound to the context of the thread that works, so that every line of the log carries it. What goes
on later (an outbox row, a delivery) stores it, and whoever takes that up again binds it again.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from structlog.contextvars import bind_contextvars, bound_contextvars, clear_contextvars, get_contextvars


def start_trace(**about: Any) -> str:
    """Forget what this thread did before, and return a new id; `about` stands in every line as well."""
    clear_contextvars()
    trace = new_trace()
    bind_contextvars(trace=trace, **{name: value for name, value in about.items() if value})
    return trace


def new_trace() -> str:
    """Return an id for what the program does of its own accord, such as publishing by the clock."""
    return secrets.token_hex(4)


def current_trace() -> str:
    """Return the id of what this thread is working on, empty where it is nothing that somebody asked for."""
    return str(get_contextvars().get("trace", ""))


@contextmanager
def following(trace: str) -> Iterator[None]:
    """Work under an id that was stored; under no other where none was."""
    with bound_contextvars(trace=trace) if trace else bound_contextvars():
        yield
