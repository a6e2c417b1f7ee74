"""A website on loopback, with pages that links can lead to."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.support.waiting import PATIENCE

PAGE = """<!doctype html><html lang="en"><head><title>{title}</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="Example Lab">
<meta property="og:type" content="article"><meta name="description" content="{summary}">
<meta property="article:published_time" content="2024-02-20T08:00:00Z"></head>
<body><article><h1>{title}</h1><p>{summary}</p></article></body></html>"""

BARE_PAGE = "<!doctype html><html><head><title>{title}</title></head><body></body></html>"


class Website:
    """Serves every path as a page of its own.

    `/missing` is not there, `/to/<name>` redirects to `/<name>`, and `/bare/<name>` has a title and nothing
    else.
    """

    def __init__(self, server: "_Server") -> None:
        self._server = server
        self.url = f"http://127.0.0.1:{server.server_address[1]}"

    def link(self, path: str) -> str:
        return f"{self.url}/{path}"

    @contextmanager
    def holding(self, path: str) -> Iterator[None]:
        """Answer nobody who asks for this page before the block ends."""
        gate = self._server.gates[path] = threading.Event()
        try:
            yield
        finally:
            gate.set()


@contextmanager
def running_website() -> Iterator[Website]:
    server = _Server(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Website(server)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, handler)
        self.gates: dict[str, threading.Event] = {}


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        name = self.path.strip("/").partition("?")[0]
        if gate := self.server.gates.get(name):
            gate.wait(PATIENCE)
        if name == "missing":
            self.send_error(404)
            return
        if name.startswith("to/"):
            self.send_response(302)
            self.send_header("Location", f"/{name.removeprefix('to/')}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        title = f"All about {name.rpartition('/')[2].replace('-', ' ')}"
        page = BARE_PAGE if name.startswith("bare/") else PAGE
        body = page.format(title=title, summary=f"A page on {name}. It says what there is to say.").encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class's name)
        pass
