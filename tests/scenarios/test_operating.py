"""What operators see while the bot works, over both transports: health, metrics, one id through the log."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from bot.issues.tick import UNHEALTHY_AFTER
from bot.logs import configure_logging
from bot.operating.serving import WebServer, listen
from bot.playground.seed import CURATOR
from bot.store.checkup import EVENT, last_request
from bot.store.processes import list_processes
from tests.support.logs import restored_logging
from tests.support.story import Story, running_story
from tests.support.waiting import PATIENCE, eventually
from tests.support.website import Website

SQLITE = "sqlite:///{}/ainews.db"


@pytest.fixture(params=["socket", "http"])
def operated(request: pytest.FixtureRequest, tmp_path: Any, migrated_sqlite: Any) -> Iterator[Story]:
    """The bot at work over either transport."""
    (tmp_path / "ainews.db").write_bytes(migrated_sqlite.read_bytes())
    with running_story(SQLITE.format(tmp_path), http=request.param == "http") as running:
        yield running


@pytest.fixture
def running(tmp_path: Any, migrated_sqlite: Any) -> Iterator[Story]:
    """The bot at work over a socket, for what does not depend on the transport."""
    (tmp_path / "ainews.db").write_bytes(migrated_sqlite.read_bytes())
    with running_story(SQLITE.format(tmp_path)) as running:
        yield running


@contextmanager
def monitored(story: Story) -> Iterator[int]:
    """Yield the port that answers monitoring: the bot's own, or in Socket Mode one beside it."""
    address = story.server.http_mode.request_url
    if address is not None:
        port = urlsplit(address).port
        assert port is not None
        yield port
        return
    server = WebServer(story.bot.health_app(), listen("127.0.0.1", 0, variable="AINEWS_HEALTH"), name="watch")
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


def ask(port: int, path: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path)
    answer = connection.getresponse()
    content = answer.read().decode()
    connection.close()
    return answer.status, content


def test_a_process_that_works_says_so(operated: Story) -> None:
    with monitored(operated) as port:
        for path in ("/healthz", "/readyz"):
            status, content = ask(port, path)
            health = json.loads(content)
            assert (status, health["status"], health["problems"]) == (200, "ok", [])
            assert health["tick"]["age"] < UNHEALTHY_AFTER
            if health["transport"] == "socket":
                assert health["socket"]["connected"] is True
                assert health["socket"]["reconnects"] == 0


def test_without_its_database_it_lives_but_is_not_ready(running: Story) -> None:
    with running.bot.store.write() as session:
        session.execute(text("ALTER TABLE alembic_version RENAME TO gone"))
    with monitored(running) as port:
        assert ask(port, "/healthz")[0] == 200, "a restart would not help"
        status, content = ask(port, "/readyz")
    assert status == 503
    assert json.loads(content)["problems"] == ["The database could not be used just now."]
    with running.bot.store.write() as session:
        session.execute(text("ALTER TABLE gone RENAME TO alembic_version"))


def test_while_it_stops_it_is_not_ready(running: Story) -> None:
    running.bot.vitals.stopping = True
    with monitored(running) as port:
        status, content = ask(port, "/readyz")
    assert (status, json.loads(content)["problems"]) == (503, ["The process is stopping."])


def test_a_tick_that_hangs_is_stuck(running: Story) -> None:
    running.stop_ticking()  # no tick of its own sees the clock of this test
    running.bot.ticker.monotonic = lambda: 10**9
    with monitored(running) as port:
        status, content = ask(port, "/healthz")
    assert (status, json.loads(content)["status"]) == (503, "stuck")


def test_what_people_do_is_counted(operated: Story, website: Website) -> None:
    operated.command(f"add {website.link('counted')} a note that nobody counts")
    operated.sees("Added to the queue")
    operated.command("serach what people typed")
    operated.sees("search")
    counted = [
        rf'(?m)^ainews_requests_total\{{.*name="{name}",outcome="ok"\}} [1-9]' for name in ("add", "unknown")
    ]
    with monitored(operated) as port:
        # A request is counted once its answer has been sent: a moment after people see it.
        eventually(lambda: all(re.search(line, ask(port, "/metrics")[1]) for line in counted))
        status, content = ask(port, "/metrics")
    assert status == 200
    assert re.search(r'(?m)^ainews_fetches_total\{outcome="ok"\} [1-9]', content)
    assert re.search(r'(?m)^ainews_slack_calls_total\{answer="ok",method="users\.info"\} [1-9]', content)
    assert re.search(r'(?m)^ainews_ack_seconds_count\{transport="(socket|http)"\} [1-9]', content)
    assert "ainews_queue_items 1.0" in content
    assert 'ainews_deliveries{state="stopped"} 0.0' in content
    assert "ainews_search_documents 1.0" in content
    for typed in ("nobody counts", "serach", "counted", operated.server.bot_token):
        assert typed not in content


def test_a_process_reports_to_the_database_until_it_ends(operated: Story) -> None:
    operated.stop_ticking()  # or the process reports by itself, also after its end
    vitals, store = operated.bot.vitals, operated.bot.store
    vitals.report()
    with store.read() as session:
        (process,) = list_processes(session)
    assert process.transport in {"socket", "http"}
    assert (process.heard_at is not None) == (process.transport == "socket")
    vitals.end()
    with store.read() as session:
        assert list_processes(session) == []


def test_events_and_commands_are_told_apart(running: Story) -> None:
    running.command("help")
    running.sees("/ainews search")
    with running.bot.store.read() as session:
        assert last_request(session) is not None
        assert last_request(session, kind=EVENT) is None


def test_one_id_leads_from_the_button_to_each_message(
    operated: Story, website: Website, capfd: pytest.CaptureFixture[str]
) -> None:
    with restored_logging():
        configure_logging("DEBUG")
        operated.command(f"add {website.link('traced')} my private words")
        operated.sees("Added to the queue")
        operated.command("publish", by=CURATOR)
        button = operated.sees("Publish the issue", by=CURATOR)
        operated.press(button, "publish_now", by=CURATOR)
        operated.thread(operated.posted("26 Feb"), 1)
        lines = _lines_until(
            capfd, "event='part sent'", "event='part sent'", "name='publish_now'", "name='add'"
        )
    pressed = next(line for line in lines if "name='publish_now'" in line)
    trace = _trace(pressed)
    assert re.fullmatch(r"[0-9a-f]{8}", trace)
    assert [_trace(line) for line in lines if "event='part sent'" in line] == [trace, trace]
    added = next(line for line in lines if "name='add'" in line)
    assert _trace(added) not in {"", trace}
    log = "\n".join(lines)
    for secret in ("my private words", operated.server.bot_token, operated.server.app_token):
        assert secret not in log


def test_the_id_that_somebody_is_shown_stands_in_the_log(
    running: Story, capfd: pytest.CaptureFixture[str]
) -> None:
    with restored_logging():
        configure_logging("INFO")
        running.server.faults.add("server_error", "views.open")
        running.command("schedule", by=CURATOR)
        shown = running.sees("Something went wrong", by=CURATOR)
        lines = _lines_until(capfd, "event='unexpected error'")
    (failed,) = [line for line in lines if "event='unexpected error'" in line]
    assert _trace(failed) in str(shown.blocks) + shown.text


def _trace(line: str) -> str:
    found = re.search(r"trace='(\w+)'", line)
    return found[1] if found else ""


def _lines_until(capfd: pytest.CaptureFixture[str], *wanted: str) -> list[str]:
    """Return the lines of the log, once these words are in it, each as often as it is named."""
    log = ""

    def is_complete() -> bool:
        nonlocal log
        log += capfd.readouterr().err
        return all(log.count(words) >= wanted.count(words) for words in wanted)

    eventually(is_complete)
    return log.splitlines()
