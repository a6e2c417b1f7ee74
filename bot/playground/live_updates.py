"""Server-sent events that tell the page's windows that something has changed.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from bot.playground.workspace import Workspace

_BEAT_SECONDS = 15.0


async def changes(workspace: Workspace, stopping: asyncio.Event) -> AsyncIterator[str]:
    """One event at once, then one for each burst of changes; a comment now and then keeps it open."""
    loop, changed = asyncio.get_running_loop(), asyncio.Event()
    changed.set()

    def wake(revision: int) -> None:
        with suppress(RuntimeError):  # the server has been stopped in this very moment
            loop.call_soon_threadsafe(changed.set)

    unsubscribe = workspace.subscribe(wake)
    stop = asyncio.create_task(stopping.wait())
    change = stop
    try:
        while not stopping.is_set():
            change = asyncio.create_task(changed.wait())
            await asyncio.wait({change, stop}, timeout=_BEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            change.cancel()
            if changed.is_set():
                changed.clear()
                yield f'event: change\ndata: {{"revision": {workspace.revision}}}\n\n'
            else:
                yield ": still here\n\n"
    finally:
        change.cancel()  # a window that closes ends this in the middle of its wait
        stop.cancel()
        unsubscribe()
