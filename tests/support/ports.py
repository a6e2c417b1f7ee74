"""A port for a program that has to be told one: nobody else gets it meanwhile."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def reserved_port() -> Iterator[int]:
    """Yield a free loopback port that stays free for the program that listens there, until the block ends.

    Linux gives a port that is bound to nobody who asks for any, and lets a socket that was made with
    SO_REUSEADDR, as servers are, listen on it while nobody else does. Elsewhere the port is only likely to
    stay free.
    """
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        port = int(holder.getsockname()[1])
        if sys.platform != "linux":
            holder.close()
        yield port
