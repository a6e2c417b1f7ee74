"""Servers on loopback that misbehave in the ways that servers do. Real sockets, raw bytes."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from tests.support.waiting import PATIENCE

Script = Callable[[socket.socket], None]
"""Writes an answer to a connection whose request has been read."""

TLS = Path(__file__).parent / "tls"


def answer(
    body: bytes = b"<title>A page</title>",
    *,
    status: str = "200 OK",
    content_type: str | None = "text/html; charset=utf-8",
    headers: tuple[tuple[str, str], ...] = (),
) -> bytes:
    """A correct answer, with its length."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    if content_type is not None:
        lines.append(f"Content-Type: {content_type}")
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def redirect(location: str, status: str = "302 Found") -> bytes:
    return answer(b"", status=status, headers=(("Location", location),))


def drip(start: bytes, piece: bytes, stop: threading.Event, seconds: float = 0.02) -> Script:
    """Send `start` at once, then `piece` again and again until the client has gone."""

    def script(connection: socket.socket) -> None:
        connection.sendall(start)
        while not stop.wait(seconds):
            connection.sendall(piece)

    return script


def flood(start: bytes, piece: bytes, stop: threading.Event) -> Script:
    """Send `start`, then `piece` without end, as fast as the client reads."""

    def script(connection: socket.socket) -> None:
        connection.sendall(start)
        while not stop.is_set():
            connection.sendall(piece)

    return script


@dataclass
class Server:
    """Answers by path; keeps the requests that it saw. `ended` is set when it is closed."""

    answers: dict[str, bytes | Script] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    requests: list[bytes] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Server":
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.ended.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread in accept
        self._listener.close()

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}{path}"

    def _serve(self) -> None:
        for connection in self._accepted():
            threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def _accepted(self) -> Iterator[socket.socket]:
        with contextlib.suppress(OSError):
            while True:
                yield self._listener.accept()[0]

    def _converse(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            connection.settimeout(PATIENCE)
            stream = self.tls.wrap_socket(connection, server_side=True) if self.tls else connection
            with stream:
                self._answer(stream)

    def _answer(self, stream: socket.socket) -> None:
        request = b""
        while b"\r\n\r\n" not in request:
            piece = stream.recv(65536)
            if not piece:
                return
            request += piece
        self.requests.append(request)
        path = request.split(b" ", 2)[1].decode()
        found = self.answers.get(path, answer(b"", status="404 Not Found"))
        if callable(found):
            found(stream)
        else:
            stream.sendall(found)


@contextlib.contextmanager
def nobody_listening(host: str, port: int) -> Iterator[None]:
    """Hold a port, so that nobody comes to listen there."""
    with socket.socket() as held:
        held.bind((host, port))
        yield


def server_tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "pages.example.pem", TLS / "pages.example.key")
    return context


def client_tls() -> ssl.SSLContext:
    """Trusts nobody but `pages.example`."""
    return ssl.create_default_context(cafile=str(TLS / "pages.example.pem"))
