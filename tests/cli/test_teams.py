"""`ainews team …`: which teams a database serves, forgetting one, and the key of its tokens."""

import pytest
from sqlalchemy import text

from bot.models.tables import SlackBotRow, TeamRow
from bot.store import Store
from bot.store.encryption import Cipher, new_key
from tests.cli.conftest import Terminal
from tests.conftest import NOW


@pytest.fixture
def served(terminal: Terminal) -> Terminal:
    """Two teams, one of which took the app away."""
    store = Store("sqlite:///ainews.db")
    with store.write() as session:
        session.add(TeamRow(slack_id="T1", name="Acme", installed_by="U1", created_at=NOW))
        session.add(
            TeamRow(slack_id="T2", name="Other", created_at=NOW, stopped_at=NOW, stopped_why="uninstalled")
        )
    store.close()
    return terminal


def test_the_list_says_who_is_served_and_who_was_stopped(served: Terminal) -> None:
    shown = served("team", "list")
    assert "uninstalled, 2024-02-26" in shown.out
    assert "deleted 30 days later (AINEWS_GRACE_DAYS)" in shown.err
    rows = served("team", "list", "--json").json
    assert [(row["team"], row["name"], row["stopped_why"]) for row in rows] == [
        ("T1", "Acme", ""),
        ("T2", "Other", "uninstalled"),
    ]


def test_a_team_is_forgotten_by_its_id_or_name_and_only_when_that_is_confirmed(served: Terminal) -> None:
    assert "Add --yes" in served("team", "forget", "T1").err
    assert "There is no team Nobody" in served("team", "forget", "Nobody", "--yes").err
    done = served("team", "forget", "other", "--yes")
    assert (done.status, "Other (T2) is forgotten" in done.err) == (0, True)
    assert [row["team"] for row in served("team", "list", "--json").json] == ["T1"]


def test_with_several_teams_the_terminal_asks_which_one_is_meant(served: Terminal) -> None:
    refused = served("search", "anything")
    assert (refused.status, "Set AINEWS_TEAM" in refused.err) == (1, True)
    assert served("search", "anything", "--json", AINEWS_TEAM="T1").json["total"] == 0
    assert served("search", "anything", "--json", AINEWS_TEAM="acme").status == 0


def test_rotating_stores_every_token_with_the_new_key(terminal: Terminal) -> None:
    old, new = new_key(), terminal("team", "new-key").out.strip()
    store = Store("sqlite:///ainews.db")
    with store.write() as session:
        token = Cipher(old).encrypt("xoxb-1")
        session.add(
            SlackBotRow(client_id="1.2", app_id="A1", team_id="T1", bot_token=token, installed_at=NOW)
        )
    lost = terminal("team", "rotate-key", AINEWS_ENCRYPTION_KEY=new)
    assert (lost.status, "cannot be read with AINEWS_ENCRYPTION_KEY" in lost.err) == (1, True)
    done = terminal("team", "rotate-key", AINEWS_ENCRYPTION_KEY=f"{new},{old}")
    assert "Tokens stored with the first key now: 1" in done.err
    with store.read() as session:
        stored = session.execute(text("SELECT bot_token FROM slack_bots")).scalar_one()
    store.close()
    assert Cipher(new).decrypt(stored) == "xoxb-1"
    for secret in (old, new):
        assert secret not in lost.err + done.err


def test_rotating_needs_the_key(terminal: Terminal) -> None:
    refused = terminal("team", "rotate-key")
    assert (refused.status, "AINEWS_ENCRYPTION_KEY is not set" in refused.err) == (2, True)
