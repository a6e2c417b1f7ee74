"""`ainews issue …`, for people and as JSON."""

from datetime import UTC, datetime

import pytest

from bot.app import open_local_desk
from bot.config import load_settings
from bot.store.publications import Subscription, set_subscriptions
from tests.cli.archives import FILE
from tests.cli.conftest import Terminal

LINK = "http://127.0.0.1:9/nowhere"


@pytest.fixture
def filled(terminal: Terminal) -> Terminal:
    terminal("import", terminal.write("news.md", FILE))
    return terminal


def _subscribe(channel: str) -> None:
    """Do what the set-up in Slack does."""
    with open_local_desk(load_settings()) as desk, desk.team.write() as tx:
        set_subscriptions(tx, desk.publication.id, [Subscription(channel)], by="U1")


def test_the_list_has_the_contracts_shape(filled: Terminal) -> None:
    outcome = filled("issue", "list", "--json")
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.json == [
        {"date": "2024-01-28", "title": "AI News", "items": 2, "status": "published"},
        {"date": "2024-01-21", "title": "AI News", "items": 1, "status": "published"},
    ]
    assert "2024-01-28  2      published  AI News" in filled("issue", "list").out


def test_without_issues_the_lists_are_empty(terminal: Terminal) -> None:
    assert terminal("issue", "list", "--json").json == []
    assert terminal("issue", "status", "--json").json == []
    for command, words in (("list", "No issue yet."), ("status", "No issue has been sent yet.")):
        outcome = terminal("issue", command)
        assert (outcome.status, outcome.out) == (0, "")
        assert words in outcome.err


def test_an_issue_has_its_items_in_printed_order(filled: Terminal) -> None:
    outcome = filled("issue", "show", "2024-01-28", "--json")
    assert (outcome.status, outcome.err) == (0, "")
    issue = outcome.json
    assert {name: issue[name] for name in ("date", "title", "introduction", "status")} == {
        "date": "2024-01-28",
        "title": "AI News",
        "introduction": "Welcome.",
        "status": "published",
    }
    item = filled("item", "show", "1", "--json").json
    assert [entry["id"] for entry in issue["items"]] == [1, 2]
    assert {name: issue["items"][0][name] for name in item} == item
    shown = filled("issue", "show", "2024-01-28").out
    assert shown.index("Small models, large gains") < shown.index("Fast :bug: fixes")


@pytest.mark.parametrize(
    ("day", "status", "words"),
    [
        ("2024-01-29", 1, "There is no issue of 2024-01-29."),
        ("2024-02-30", 2, "2024-02-30"),
        ("yesterday", 2, "yesterday"),
    ],
)
def test_an_issue_that_is_not_there(filled: Terminal, day: str, status: int, words: str) -> None:
    outcome = filled("issue", "show", day, "--json")
    assert (outcome.status, outcome.out) == (status, "")
    assert words in outcome.err


def test_an_empty_queue_has_no_parts_and_cannot_be_published(filled: Terminal) -> None:
    assert filled("issue", "preview", "--json").json == {"parts": []}
    assert "The queue is empty." in filled("issue", "preview").err
    outcome = filled("issue", "publish", "--json")
    assert (outcome.status, outcome.out) == (1, "")
    assert "The queue is empty" in outcome.err


def _where_it_is_noon() -> str:
    """Return a time zone in which no day ends while a test runs. The signs of these names are reversed."""
    return f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"


def test_a_preview_is_what_is_published(terminal: Terminal) -> None:
    terminal("add", LINK, AINEWS_TIMEZONE=_where_it_is_noon())
    outcome = terminal("issue", "preview", "--json")
    assert (outcome.status, list(outcome.json)) == (0, ["parts"])
    root, entry = outcome.json["parts"]
    for position, part in enumerate((root, entry)):
        assert set(part) >= {"position", "text", "blocks", "metadata"}
        assert part["position"] == position
        assert part["text"]
        assert isinstance(part["blocks"], list)
        assert set(part["metadata"]) == {"event_type", "event_payload"}
    unheard = terminal("issue", "publish")
    assert unheard.status == 1
    assert "No channel gets the issue yet." in unheard.err
    _subscribe("C0123")
    published = terminal("issue", "publish", "--json")
    assert published.status == 0
    assert published.json["status"] == "published"
    (state,) = terminal("issue", "status", "--json").json
    assert state["date"] == published.json["date"] == root["metadata"]["event_payload"]["issue_date"]
    assert (state["channel"], state["state"], state["parts"]) == ("C0123", "pending", {"pending": 2})
    assert terminal("issue", "preview", "--json").json == {"parts": []}
    terminal("add", "http://127.0.0.1:9/other")
    again = terminal("issue", "publish")
    assert again.status == 1
    assert "is published already" in again.err
