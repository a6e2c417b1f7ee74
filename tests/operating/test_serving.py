"""The web server of HTTP mode and monitoring, over a real socket: patient with nobody, stopped in order."""

import socket
import threading
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.errors import AinewsError
from bot.operating.serving import WebServer, listen
from tests.support.waiting import PATIENCE


class Slow:
    """An application whose answers wait until the test lets them go."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.go_on = threading.Event()

    def answer(self, _: Request) -> PlainTextResponse:
        self.begun.set()
        assert self.go_on.wait(PATIENCE)
        return PlainTextResponse("finished")


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def server(slow: Slow) -> Iterator[WebServer]:
    app = Starlette(routes=[Route("/slow", slow.answer), Route("/", lambda _: PlainTextResponse("ok"))])
    running = WebServer(app, listen("127.0.0.1", 0, variable="PORT"), name="test")
    running.start()
    yield running
    slow.go_on.set()
    running.stop()


def _ask(server: WebServer, text: str) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", server.port), PATIENCE)
    connection.sendall(text.encode())
    return connection


def _answers(server: WebServer) -> bool:
    """Tell whether this server answers at its port, which another program may have been given by now."""
    try:
        return _read(_ask(server, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).endswith(
            "\r\n\r\nok"
        )
    except OSError:
        return False


def _read(connection: socket.socket) -> str:
    answer = b""
    while chunk := connection.recv(4096):
        answer += chunk
    connection.close()
    return answer.decode()


def test_it_answers(server: WebServer) -> None:
    answer = _read(_ask(server, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
    assert answer.startswith("HTTP/1.1 200 OK")
    assert answer.endswith("ok")
    assert "server: " not in answer.lower(), "nobody needs to know what serves"


def test_a_stop_finishes_what_was_begun(server: WebServer, slow: Slow) -> None:
    connection = _ask(server, "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
    assert slow.begun.wait(PATIENCE)
    stopping = threading.Thread(target=server.stop)
    stopping.start()
    slow.go_on.set()
    assert _read(connection).endswith("finished")
    stopping.join(PATIENCE)
    assert not stopping.is_alive()
    assert not _answers(server)
    server.stop()


def test_an_idle_connection_does_not_hold_up_a_stop(server: WebServer) -> None:
    connection = _ask(server, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    answer = b""
    while not answer.endswith(b"ok"):
        answer += connection.recv(4096)
    server.stop()
    assert connection.recv(4096) == b""
    connection.close()


@pytest.mark.parametrize("begun", ["", "GET / HT", "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_who_does_not_finish_a_head_is_cut_off(begun: str) -> None:
    listener = listen("127.0.0.1", 0, variable="PORT")
    running = WebServer(Starlette(), listener, name="test", head_seconds=0.05)
    # It is sent before anybody listens to it: on a busy machine the deadline can pass between two lines.
    connection = _ask(running, begun)
    running.start()
    try:
        assert _read(connection) == ""
    finally:
        running.stop()


def test_an_answer_that_takes_its_time_is_not_cut_off(slow: Slow) -> None:
    app = Starlette(routes=[Route("/slow", slow.answer)])
    listener = listen("127.0.0.1", 0, variable="PORT")
    running = WebServer(app, listener, name="test", head_seconds=0.05)
    connection = _ask(running, "GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    running.start()  # after the head was sent, which therefore comes in time on a busy machine too
    try:
        assert slow.begun.wait(PATIENCE)
        assert not slow.go_on.wait(0.2), "longer than a head may take"
        slow.go_on.set()
        assert _read(connection).endswith("finished")
    finally:
        running.stop()


def test_a_port_that_is_taken_is_one_sentence(server: WebServer) -> None:
    with pytest.raises(AinewsError) as refused:
        listen("127.0.0.1", server.port, variable="PORT")
    assert str(refused.value) == (
        f"Port {server.port} on 127.0.0.1 cannot be used: address already in use."
        " Is another ainews running? Choose another port with PORT."
    )
