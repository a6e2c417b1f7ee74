"""Places where a test may stop, kill or delay the program. Inert unless a test installs a hook."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

_hooks: list[Callable[[str], None]] = []


def failpoint(name: str) -> None:
    """Say that the program has come to this place."""
    for hook in _hooks:
        hook(name)


@contextmanager
def at_failpoints(hook: Callable[[str], None]) -> Iterator[None]:
    """Call `hook` with the name of each place that is come to, in the thread that comes to it."""
    _hooks.append(hook)
    try:
        yield
    finally:
        _hooks.remove(hook)
