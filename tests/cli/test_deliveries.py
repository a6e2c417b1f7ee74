"""`ainews issue deliveries`, `retry` and `settle`: what did not arrive, and what a person decides."""

import pytest
from sqlalchemy import text

from bot.app import open_local_desk
from bot.config import load_settings
from bot.store.publications import Subscription, set_subscriptions
from tests.cli.conftest import Terminal

ROOT_LINK = "https://test.slack.com/archives/C0123/p1700000000000100"


@pytest.fixture
def published(terminal: Terminal) -> Terminal:
    """An issue of one item is on its way into two channels."""
    terminal("add", "http://127.0.0.1:9/nowhere")
    with open_local_desk(load_settings()) as desk, desk.team.write() as tx:
        channels = [Subscription("C0123", "ai-news"), Subscription("C0456", "random")]
        set_subscriptions(tx, desk.publication.id, channels, by="U1")
    assert terminal("issue", "publish").status == 0
    return terminal


def sql(statement: str) -> None:
    with open_local_desk(load_settings()) as desk, desk.team.store.write() as session:
        session.execute(text(statement))


def stop(code: str = "is_archived") -> None:
    sql(f"UPDATE delivery SET state = 'stopped', error = '{code}' WHERE id = 1")
    first = "delivery_id = 1 AND position = 0"
    sql(f"UPDATE delivery_part SET state = 'rejected', error = '{code}' WHERE {first}")


def doubt(position: int = 0) -> None:
    sql(
        f"UPDATE delivery_part SET state = 'sent', ts = '1.1' WHERE delivery_id = 1 AND position < {position}"
    )
    sql(
        "UPDATE delivery_part SET state = 'unknown', attempts = 5, error = 'missing_scope'"
        f" WHERE delivery_id = 1 AND position = {position}"
    )


def states(terminal: Terminal, number: int = 1) -> list[str]:
    return [one["state"] for one in terminal("issue", "deliveries", str(number), "--json").json["messages"]]


def test_what_is_not_posted_is_listed_with_its_reason(published: Terminal) -> None:
    stop()
    outcome = published("issue", "deliveries")
    assert outcome.status == 0
    assert "#ai-news" in outcome.out
    assert "0 of 2" in outcome.out
    assert "the channel is archived; unarchive it, then retry" in outcome.out
    assert "if this stays so, no bot is running" in outcome.out, "of the other channel"
    assert "ainews issue retry NUMBER" in outcome.err
    first, second = published("issue", "deliveries", "--json").json
    assert (first["number"], first["channel"], first["state"], first["error"]) == (
        1,
        "C0123",
        "stopped",
        "is_archived",
    )
    assert (second["channel_name"], second["state"], second["posted"]) == ("random", "pending", 0)


def test_what_is_posted_or_withdrawn_is_not_listed(published: Terminal) -> None:
    sql("UPDATE delivery SET state = 'sent' WHERE id = 1")
    sql("UPDATE delivery SET state = 'stopped', error = 'withdrawn' WHERE id = 2")
    assert published("issue", "deliveries", "--json").json == []
    assert "Every issue is posted" in published("issue", "deliveries").err
    assert published("issue", "deliveries", "1", "--json").json["state"] == "sent"


def test_a_delivery_is_shown_message_by_message(published: Terminal) -> None:
    doubt(position=1)
    outcome = published("issue", "deliveries", "1")
    assert "nobody knows whether Slack took the next message (missing_scope)" in outcome.out
    assert "first    sent" in outcome.out
    assert "1        unknown  5      missing_scope" in outcome.out
    rate = "2099-12-31 23:59:59"
    sql(f"UPDATE delivery SET error = 'ratelimited', due_at = '{rate}' WHERE id = 2")
    assert "Slack asked to wait, goes on at 23:59:59 UTC" in published("issue", "deliveries", "2").out


def test_a_stopped_delivery_is_set_going_again(published: Terminal) -> None:
    stop()
    refused = published("issue", "retry", "1")
    assert (refused.status, states(published)) == (1, ["rejected", "pending"])
    assert "Add --yes" in refused.err, "nobody is there to be asked"
    assert published("issue", "retry", "1", "--yes").status == 0
    assert states(published) == ["pending", "pending"]
    again = published("issue", "retry", "1", "--yes")
    assert again.status == 1
    assert "Delivery 1 is not stopped." in again.err


@pytest.mark.parametrize(
    ("answer", "wanted"), [(("--there", "--link", ROOT_LINK), "sent"), (("--absent",), "pending")]
)
def test_a_message_in_doubt_is_settled(published: Terminal, answer: tuple[str, ...], wanted: str) -> None:
    doubt()
    assert published("issue", "settle", "1", *answer, "--yes").status == 0
    shown = published("issue", "deliveries", "1", "--json").json
    assert [one["state"] for one in shown["messages"]] == [wanted, "pending"]
    assert shown["messages"][0]["ts"] == ("1700000000.000100" if wanted == "sent" else None)


def test_a_message_of_the_thread_is_settled_without_a_link(published: Terminal) -> None:
    doubt(position=1)
    assert published("issue", "settle", "1", "--there", "--yes").status == 0
    assert published("issue", "deliveries", "1", "--json").json["state"] == "sent"


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("settle", "1"), 2, "either --there"),
        (("settle", "1", "--absent", "--link", ROOT_LINK), 2, "either --there"),
        (("settle", "1", "--there", "--yes"), 1, "The thread cannot go on without the link"),
        (("settle", "1", "--there", "--link", "https://example.org/", "--yes"), 1, "no link to a message"),
        (("settle", "1", "--absent"), 1, "Add --yes"),
        (("settle", "2", "--absent", "--yes"), 1, "No message of delivery 2 is in doubt"),
        (("retry", "9", "--yes"), 1, "There is no delivery 9"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    published: Terminal, arguments: tuple[str, ...], status: int, words: str
) -> None:
    doubt()
    outcome = published("issue", *arguments)
    assert (outcome.status, outcome.out) == (status, "")
    assert words in " ".join(outcome.err.split())
    assert states(published) == ["unknown", "pending"]


def test_another_teams_delivery_is_none(published: Terminal) -> None:
    sql(
        "INSERT INTO team (slack_id, name, created_at, is_enterprise_install, stopped_why)"
        " VALUES ('T0OTHER', 'Other', '2024-01-01 00:00:00', 0, '')"
    )
    assert published("issue", "deliveries", "1", AINEWS_TEAM="T0OTHER").status == 1
    assert published("issue", "deliveries", "--json", AINEWS_TEAM="T0OTHER").json == []
