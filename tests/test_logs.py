"""Logs: one line an event on standard error, whoever writes it, and no secret in any of them."""

import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import configure_logging, redact
from bot.operating.trace import start_trace
from tests.support.logs import restored_logging

BOT_TOKEN = "xoxb-1234567890-AbCdEf"
APP_TOKEN = "xapp-1-A0123-456-abcdef0123456789"


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    with restored_logging():
        yield


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        (f"token {BOT_TOKEN}.", "token [redacted]."),
        (f"'{APP_TOKEN}'", "'[redacted]'"),
        (f"Bearer {BOT_TOKEN},{APP_TOKEN}", "Bearer [redacted],[redacted]"),
        ("xoxe.xoxp-1-Mi0yLTEx", "xoxe.[redacted]"),
        ("postgresql://news:geheim@db.example/news", "postgresql://[redacted]@db.example/news"),
        ("postgresql+psycopg://news:g:h@m@db:5432/news", "postgresql+psycopg://[redacted]@db:5432/news"),
        ("postgres://:geheim@db/news", "postgres://[redacted]@db/news"),
        ("host=db password=geheim user=x", "host=db password=[redacted] user=x"),
        ("host=db password='ge heim' user=x", "host=db password=[redacted] user=x"),
        ("?user=x&password=geheim&sslmode=require", "?user=x&password=[redacted]&sslmode=require"),
        ("https://example.com/a:b@c and me@example.com", "https://example.com/a:b@c and me@example.com"),
        ("sqlite:///ainews.db", "sqlite:///ainews.db"),
        ("an ordinary line at 10:30", "an ordinary line at 10:30"),
    ],
)
def test_secrets_are_blotted_out_and_nothing_else(text: str, redacted: str) -> None:
    assert redact(text) == redacted


def _fail() -> None:
    try:
        int(f"refused: {BOT_TOKEN}")
    except ValueError as error:
        raise RuntimeError("postgresql://news:geheim@db/news is down") from error


def test_no_secret_reaches_a_line_of_ours(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("DEBUG")
    log = structlog.get_logger("bot.somewhere")
    log.info(
        "said %s", BOT_TOKEN, field=APP_TOKEN, nested={"deep": [BOT_TOKEN.encode()]}, url="x://a:geheim@h"
    )
    try:
        _fail()
    except RuntimeError:
        log.exception("it failed")
    _check(capsys, lines=2)


def test_no_secret_reaches_a_line_of_a_library(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("DEBUG")
    log = logging.getLogger("urllib")
    log.debug("sending %s with %r", {"token": BOT_TOKEN}, APP_TOKEN)
    try:
        _fail()
    except RuntimeError:
        log.exception("it failed: %s", "postgresql://news:geheim@db/news")
    log.error("given", exc_info=ValueError(BOT_TOKEN))
    _check(capsys, lines=3)


def _check(capsys: pytest.CaptureFixture[str], *, lines: int) -> None:
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.splitlines()) == lines, "one line an event, tracebacks too"
    for secret in (BOT_TOKEN, APP_TOKEN, "geheim"):
        assert secret not in printed.err
    assert printed.err.count("[redacted]") >= lines
    assert "it failed" in printed.err
    assert "RuntimeError" in printed.err
    assert "_fail" in printed.err, "what helps to find the cause stays"


def test_a_line_says_when_who_and_what(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO")
    structlog.contextvars.bind_contextvars(trace="1a2b3c4d")
    structlog.get_logger("bot.app").info("connected", team="T1")
    logging.getLogger("some.library").warning("slow: %d ms", 12)
    structlog.contextvars.clear_contextvars()
    ours, theirs = capsys.readouterr().err.splitlines()
    assert ours.startswith("timestamp='20")
    assert "level='info' logger='bot.app' event='connected'" in ours
    assert "team='T1'" in ours
    assert "trace='1a2b3c4d'" in ours
    assert "level='warning' logger='some.library' event='slow: 12 ms'" in theirs


@pytest.mark.parametrize(
    ("level", "shown"),
    [
        ("DEBUG", ["debug", "info", "warning", "error"]),
        ("WARNING", ["warning", "error"]),
        ("ERROR", ["error"]),
    ],
)
def test_the_level_counts_for_ours_and_for_libraries(
    level: str, shown: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging(level)
    for name in ("debug", "info", "warning", "error"):
        getattr(structlog.get_logger("bot.x"), name)(f"ours {name}")
        getattr(logging.getLogger("library"), name)(f"theirs {name}")
    err = capsys.readouterr().err
    assert [name for name in ("debug", "info", "warning", "error") if f"ours {name}" in err] == shown
    assert [name for name in ("debug", "info", "warning", "error") if f"theirs {name}" in err] == shown


def test_chatty_libraries_are_quiet_and_their_warnings_are_not(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("DEBUG")
    for name in (
        "alembic.runtime.migration",
        "apscheduler.scheduler",
        "urllib3.connectionpool",
        "slack_bolt.RequestVerification",
    ):
        logging.getLogger(name).info("the whole body of a request")
        logging.getLogger(name).debug("the whole body of a request")
        logging.getLogger(name).warning("attention")
    err = capsys.readouterr().err
    assert "whole body" not in err
    assert err.count("attention") == 4


def test_slacks_libraries_do_not_show_what_people_wrote(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("DEBUG")
    for name in ("slack_sdk.web.base_client", "slack_sdk.socket_mode.builtin.client", "slack_bolt.App"):
        log = logging.getLogger(name)
        log.setLevel(logging.DEBUG)  # as Bolt does with its own
        log.debug("Sending a request - body_params: {'text': 'the whole text'}")
        log.info("A new session has been established")
    logging.getLogger("slack_bolt.App").warning("As you gave `client` as well, `token` will be unused.")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    assert all("A new session" in line for line in lines)


def test_as_json_each_line_is_an_object(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO", as_json=True)
    start_trace(event="Ev1")
    structlog.get_logger("bot.app").info("connected", team="T1", url="postgresql://a:geheim@h")
    try:
        _fail()
    except RuntimeError:
        structlog.get_logger("bot.app").exception("it failed")
    structlog.contextvars.clear_contextvars()
    first, second = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (first["event"], first["level"], first["logger"], first["team"]) == (
        "connected",
        "info",
        "bot.app",
        "T1",
    )
    assert len(first["trace"]) == 8
    assert first["trace"] == second["trace"]
    assert "RuntimeError" in second["exception"]
    assert "geheim" not in first["url"] + second["exception"]


def test_setting_it_up_twice_does_not_write_twice(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("WARNING")
    configure_logging("INFO")
    logging.getLogger("library").info("once")
    assert capsys.readouterr().err.count("once") == 1
    assert sys.stderr is not None
