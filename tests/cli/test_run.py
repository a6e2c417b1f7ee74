"""Starting: what is missing or wrong is said in one sentence, and the exit status tells."""

import socket
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest
import typer

import bot.cli
from bot.cli import GROUPS
from tests.cli.conftest import Terminal

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}

BAD_VALUES = {
    "SLACK_BOT_TOKEN": ["xoxp-1", "abc"],
    "SLACK_APP_TOKEN": ["xoxb-1"],
    "SLACK_API_URL": ["slack.com/api", "ftp://slack.com", "https://"],
    "DATABASE_URL": [
        "mysql://localhost/news",
        "ainews.db",
        "postgresql://user:secret@host:port/name",
        "sqlite+aiosqlite:///ainews.db",
    ],
    "AINEWS_CURATORS": ["bob", "U1, @anna"],
    "AINEWS_TIMEZONE": ["Mars/Phobos", "europe"],
    "AINEWS_TEMPLATES": ["/nowhere/at/all"],
    "AINEWS_LOG": ["LOUD"],
    "PORT": ["0", "65536", "http"],
    "AINEWS_HEALTH": ["0", "on", "127.0.0.1", "127.0.0.1:http"],
    "AINEWS_LOG_FORMAT": ["xml"],
}


@pytest.mark.parametrize(
    ("given", "arguments", "missing"),
    [
        ({}, (), "SLACK_BOT_TOKEN"),
        ({"SLACK_APP_TOKEN": "xapp-1"}, (), "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, (), "SLACK_APP_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}, (), "SLACK_APP_TOKEN"),
        (TOKENS, ("--http",), "SLACK_SIGNING_SECRET"),
        ({**TOKENS, "SLACK_SIGNING_SECRET": ""}, ("--http",), "SLACK_SIGNING_SECRET"),
    ],
)
def test_without_tokens_it_says_so_and_points_to_the_playground(
    terminal: Terminal, given: dict[str, str], arguments: tuple[str, ...], missing: str
) -> None:
    outcome = terminal("run", *arguments, **given)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith(f"ainews: {missing} is not set; it must be ")
    assert outcome.err.endswith("To try AI News without Slack: ainews playground\n")


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in BAD_VALUES.items() for value in values]
)
def test_a_bad_value_is_named_and_nothing_is_started(terminal: Terminal, name: str, value: str) -> None:
    outcome = terminal("issue", "list", **{name: value})
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith(f"ainews: {name} must ")
    assert outcome.err.count("\n") == 1
    assert "secret" not in outcome.err


def test_a_server_that_is_not_there_is_said(terminal: Terminal) -> None:
    outcome = terminal("run", SLACK_API_URL="http://127.0.0.1:9/api/", **TOKENS)
    assert (outcome.status, outcome.out) == (2, "")
    assert "Slack could not be reached at http://127.0.0.1:9/api/." in outcome.err


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://user:geheim@127.0.0.1:1/news", "Connection refused"),
        ("sqlite:////nowhere/at/all/ainews.db", "unable to open database file"),
        ("sqlite:///notes.txt", "file is not a database"),
        ("postgresql://user:geheim@127.0.0.1:1/news?colour=red", "colour"),
    ],
)
def test_a_database_that_cannot_be_used_is_said(terminal: Terminal, url: str, words: str) -> None:
    terminal.write("notes.txt", "This is no database.\n" * 100)
    outcome = terminal("issue", "list", DATABASE_URL=url)
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err.startswith("ainews: The database cannot be used: ")
    assert words in outcome.err
    assert "geheim" not in outcome.err
    assert "Traceback" not in outcome.err


def test_settings_come_from_the_file_and_the_environment_wins(terminal: Terminal) -> None:
    terminal.write(".env", "AINEWS_TIMEZONE=Nowhere\nDATABASE_URL=sqlite:///other.db\n")
    refused = terminal("migrate")
    assert (refused.status, refused.err.split()[1]) == (2, "AINEWS_TIMEZONE")
    outcome = terminal("migrate", AINEWS_TIMEZONE="Europe/Vienna")
    assert outcome.status == 0
    assert (terminal.folder / "other.db").exists()


def test_migrate_says_where_the_database_stands(terminal: Terminal) -> None:
    (terminal.folder / "ainews.db").unlink()
    for _ in range(2):
        outcome = terminal("migrate")
        assert (outcome.status, outcome.out) == (0, "")
        assert outcome.err.startswith("The database is up to date (schema ")


def test_without_a_command_it_shows_its_help(terminal: Terminal) -> None:
    outcome = terminal()
    assert outcome.status == 2
    assert "Usage: ainews" in outcome.out + outcome.err


def test_it_tells_its_version(terminal: Terminal) -> None:
    outcome = terminal("--version")
    assert (outcome.status, outcome.out) == (0, f"ainews {version('ainews')}\n")


@pytest.mark.parametrize("mode", ["http", "socket"])
def test_a_port_that_is_taken_is_said(terminal: Terminal, mode: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        variable = "PORT" if mode == "http" else "AINEWS_HEALTH"
        given = {**TOKENS, "SLACK_SIGNING_SECRET": "s", variable: port}
        outcome = terminal("run", *(["--http"] if mode == "http" else []), **given)
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err.startswith(f"ainews: Port {port} on ")
    assert outcome.err.endswith(f" Is another ainews running? Choose another port with {variable}.\n")
    assert outcome.err.count("\n") == 1


@pytest.mark.parametrize("group", GROUPS)
def test_each_file_of_commands_is_found_by_them(group: str) -> None:
    cli = typer.Typer()
    import_module(f"bot.cli.{group}").add_commands(cli)
    commands = [one.name or (one.callback and one.callback.__name__) for one in cli.registered_commands]
    groups = [one.name for one in cli.registered_groups]
    assert sorted(map(str, [*commands, *groups])) == sorted(GROUPS[group])


def test_every_file_of_commands_is_in_the_table() -> None:
    files = Path(bot.cli.__file__).parent.glob("*.py")
    assert {file.stem for file in files if "\ndef add_commands(" in file.read_text("utf-8")} == set(GROUPS)


def test_a_command_that_is_none_is_wrong_usage(terminal: Terminal) -> None:
    outcome = terminal("serach", "x")
    assert (outcome.status, outcome.out) == (2, "")
    assert "serach" in outcome.err


def test_the_playground_says_that_its_port_is_taken(terminal: Terminal) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        outcome = terminal("playground", "--no-browser", "--no-bot", "--port", port)
    assert (outcome.status, outcome.out) == (1, "")
    assert port in outcome.err
    assert outcome.err.startswith("ainews: ")
