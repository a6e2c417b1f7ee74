"""Stopping politely."""

import signal
import threading


def stop_on_signals() -> threading.Event:
    """Return an event that Ctrl+C and a polite kill set."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop
