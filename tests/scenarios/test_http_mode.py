"""The same stories over HTTP: signed requests instead of a socket."""

import hashlib
import hmac
import socket
import time
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from bot.operating.serving import WebServer, listen
from bot.playground.seed import CURATOR
from bot.slack.http import MAX_BODY, build_http
from tests.support.story import Story, running_story
from tests.support.waiting import PATIENCE
from tests.support.website import Website

COMMAND = urlencode({"command": "/ainews", "text": "help", "user_id": CURATOR, "trigger_id": "1.2"}).encode()
"""Without the channel it came from: what goes wrong with it after the ack does not undo the ack."""


@pytest.fixture
def web_story(database_url: str) -> Iterator[Story]:
    with running_story(database_url, http=True) as running:
        yield running


def test_handing_in_publishing_and_voting(web_story: Story, website: Website) -> None:
    web_story.command(f"add {website.link('over-http')}")
    web_story.sees("Added to the queue", "All about over http")
    web_story.command("publish", by=CURATOR)
    web_story.press(web_story.sees("Publish the issue", by=CURATOR), "publish_now", by=CURATOR)
    entry = web_story.thread(web_story.posted("26 Feb"), 1)[0]
    web_story.press(entry, "item_upvote")
    web_story.sees("Upvoted")


def test_a_form_that_is_refused_stays_open(web_story: Story) -> None:
    web_story.command("add")
    web_story.modal("add")
    assert set(web_story.submit(link="javascript:alert(1)").errors) == {"link"}


@pytest.mark.parametrize(
    ("secret", "age", "status"),
    [("not the secret", 0, 401), (None, 600, 401), (None, 0, 200)],
    ids=["forged", "replayed", "genuine"],
)
def test_only_genuine_and_fresh_requests_are_heard(
    web_story: Story, secret: str | None, age: int, status: int
) -> None:
    secret = secret or web_story.server.signing_secret
    assert _post(web_story, COMMAND, secret, int(time.time()) - age) == status


def test_a_body_without_end_is_not_read(web_story: Story) -> None:
    secret = web_story.server.signing_secret
    assert _post(web_story, b"x" * (MAX_BODY + 1), secret, int(time.time())) == 413


def test_a_body_that_does_not_come_is_not_waited_for(web_story: Story) -> None:
    app = build_http(web_story.bot.app, body_seconds=0.05)
    running = WebServer(app, listen("127.0.0.1", 0, variable="PORT"), name="test")
    running.start()
    try:
        with socket.create_connection(("127.0.0.1", running.port), PATIENCE) as connection:
            connection.sendall(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhal")
            answer = connection.recv(4096)
            while chunk := connection.recv(4096):
                answer += chunk
    finally:
        running.stop()
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert answer.endswith(b"Too slow.")


def _post(story: Story, body: bytes, secret: str, timestamp: int) -> int:
    """Sign as https://docs.slack.dev/authentication/verifying-requests-from-slack says, and post."""
    base = b"v0:%d:%s" % (timestamp, body)
    signature = "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    url = story.server.http_mode.request_url
    assert url is not None
    request = Request(url, data=body)
    request.add_header("X-Slack-Request-Timestamp", str(timestamp))
    request.add_header("X-Slack-Signature", signature)
    try:
        with urlopen(request, timeout=PATIENCE) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code
