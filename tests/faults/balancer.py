"""A load balancer in front of replicas: round robin, as simple ones are.

What cannot connect goes to the next one. A request that was handed over and got no answer is answered with
502, since it may have been heard; it is Slack that sends events again.
"""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from itertools import count

from tests.support.serving import serving
from tests.support.waiting import PATIENCE


class Balancer:
    """Knows the ports of the replicas. `broken` counts the requests whose replica died over them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turns = count()
        self._ports: list[int] = []
        self.broken = 0

    def add(self, port: int) -> None:
        with self._lock:
            self._ports.append(port)

    def remove(self, port: int) -> None:
        with self._lock:
            self._ports.remove(port)

    def hand_over(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, str, bytes]:
        """Return a replica's status, content type and body; 503 where none listens."""
        for port in self._in_turn():
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            try:
                connection.connect()
            except OSError:
                continue
            try:
                connection.request("POST", path, body, headers)
                answer = connection.getresponse()
                return answer.status, answer.headers.get("content-type", ""), answer.read()
            except (OSError, http.client.HTTPException):
                with self._lock:
                    self.broken += 1
                return 502, "text/plain", b""
            finally:
                connection.close()
        return 503, "text/plain", b""

    def _in_turn(self) -> list[int]:
        with self._lock:
            if not self._ports:
                return []
            first = next(self._turns) % len(self._ports)
            return self._ports[first:] + self._ports[:first]


@contextmanager
def balancing() -> Iterator[tuple[Balancer, str]]:
    """Run a balancer; yield it and the address that Slack is told."""
    balancer = Balancer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
            status, content_type, content = balancer.hand_over(self.path, body, headers)
            self.send_response(status)
            self.send_header("content-type", content_type)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with serving(Handler) as address:
        yield balancer, f"{address}/slack/events"
