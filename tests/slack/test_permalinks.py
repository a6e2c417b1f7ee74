"""Links to messages, of which a search shows many: one that cannot be had does not fail the rest."""

import socketserver
import threading

from slack_sdk import WebClient

from bot.slack.permalinks import permalink


class _Rubbish(socketserver.StreamRequestHandler):
    """Answers as a broken proxy does: with what is no HTTP."""

    def handle(self) -> None:
        while self.rfile.readline().strip():
            pass
        self.wfile.write(b"no such thing\r\n\r\n")


def test_a_broken_answer_is_no_link() -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), _Rubbish) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            client = WebClient(token="xoxb-1", base_url=f"http://127.0.0.1:{server.server_address[1]}/")
            client.retry_handlers.clear()
            assert permalink(client, "C1", "1700000000.000100") is None
        finally:
            server.shutdown()
