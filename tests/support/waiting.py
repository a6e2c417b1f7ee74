"""Waiting for what other threads and processes do: a condition and a deadline, never a fixed pause."""

import time
from collections.abc import Callable

PATIENCE = 60.0
"""Seconds. Long, since it only ends a test that fails: a busy machine is slow, not broken."""


def eventually(condition: Callable[[], object], *, timeout: float = PATIENCE) -> None:
    """Return as soon as the condition is true.

    Raises:
        AssertionError: it did not become true within `timeout` seconds.
    """
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, f"it did not happen within {timeout:g} seconds"
        time.sleep(0.01)
