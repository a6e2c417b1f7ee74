"""The fault matrix, Slack's side: whatever one call suffers, each channel has the issue once and in order."""

from datetime import timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import text

from bot.issues.deliver import reconcile_all
from bot.playground.model import Message
from bot.playground.seed import AI_NEWS, CURATOR
from bot.slack.poster import SlackPoster
from bot.store.doubts import retry_delivery, say_absent, say_sent
from bot.store.issues import find_issue, frozen_parts
from bot.store.ledger import Pace
from tests.faults.support import CHANNELS, DAY, MINUTE, Newsroom

FAULTS: list[dict[str, Any]] = [
    {"kind": "reset_before"},
    {"kind": "reset_after"},
    {"kind": "server_error"},
    {"kind": "server_error_after"},
    {"kind": "unavailable"},
    {"kind": "hang", "seconds": 0.6},
    {"kind": "hang_after", "seconds": 0.6},
    {"kind": "ratelimited", "retry_after": 3},
    {"kind": "error", "code": "internal_error"},
    {"kind": "error", "code": "fatal_error"},
    {"kind": "error", "code": "some_new_error"},
]


@pytest.mark.parametrize("skip", [0, 1, 3])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.get("code") or fault["kind"])
def test_a_failed_post_is_neither_lost_nor_doubled(
    newsroom: Newsroom, fault: dict[str, Any], skip: int
) -> None:
    newsroom.publish()
    newsroom.server.faults.add(method="chat.postMessage", skip=skip, **fault)
    newsroom.settle(newsroom.ticker())
    newsroom.expect_whole()


@pytest.mark.parametrize("kind", ["reset_before", "reset_after", "server_error", "ratelimited"])
def test_reading_back_may_fail_too(newsroom: Newsroom, kind: str) -> None:
    newsroom.publish()
    newsroom.server.faults.add("reset_after", "chat.postMessage", skip=1)
    newsroom.server.faults.add(kind, "conversations.replies", times=2)
    newsroom.server.faults.add(kind, "conversations.history", times=2)
    newsroom.settle(newsroom.ticker())
    newsroom.expect_whole()


def test_an_outage_of_many_calls_delays_and_loses_nothing(newsroom: Newsroom) -> None:
    newsroom.publish()
    newsroom.server.faults.add("server_error_after", "chat.postMessage", times=4)
    newsroom.server.faults.add("server_error", "*", times=12)
    newsroom.settle(newsroom.ticker(), minutes=30)
    newsroom.expect_whole()


def test_a_rate_limit_is_waited_out_and_other_channels_go_on(newsroom: Newsroom) -> None:
    newsroom.publish()
    newsroom.server.faults.add("ratelimited", "chat.postMessage", retry_after=30)
    ticker = newsroom.ticker(workers=1)
    ticker.tick()
    limited, other = sorted(newsroom.states(), key=lambda state: state.state)
    assert (limited.state, limited.error, limited.parts) == ("pending", "ratelimited", {"pending": 3})
    assert other.state == "sent"
    newsroom.clock.jump(timedelta(seconds=29))
    ticker.tick()  # the second that is left lies inside the round
    newsroom.expect_whole()


def test_two_limited_channels_mean_that_the_team_is_limited(newsroom: Newsroom) -> None:
    newsroom.publish(channels=CHANNELS)
    newsroom.server.faults.add("ratelimited", "chat.postMessage", times=2, retry_after=30)
    pace = Pace(timedelta(), timedelta(milliseconds=1))
    newsroom.ticker(pace=pace, workers=1).tick()
    newsroom.publish(on=DAY + timedelta(days=1))
    posts = len([call for call in newsroom.server.workspace.calls if call.method == "chat.postMessage"])
    newsroom.ticker(pace=pace, workers=1).tick()
    now = len([call for call in newsroom.server.workspace.calls if call.method == "chat.postMessage"])
    assert (posts, now) == (2, 2), "nothing is posted while the team waits"


@pytest.mark.parametrize("code", ["not_in_channel", "is_archived", "invalid_auth", "missing_scope"])
def test_a_final_error_stops_that_channel_and_is_told(newsroom: Newsroom, code: str) -> None:
    newsroom.publish()
    newsroom.server.faults.add("error", "chat.postMessage", code=code)
    ticker = newsroom.ticker(workers=1)
    ticker.tick()
    stopped = next(state for state in newsroom.states() if state.state == "stopped")
    assert stopped.error == code
    assert [state.state for state in newsroom.states()].count("sent") == 1
    told = newsroom.server.workspace.messages(newsroom.server.workspace.direct_message(CURATOR).id)
    assert any("could not be posted" in message.text for message in told)
    with newsroom.team.write() as tx:
        retry_delivery(tx, stopped.id, now=newsroom.clock())
    newsroom.settle(ticker)
    newsroom.expect_whole()


def test_where_history_cannot_be_read_a_person_decides(newsroom: Newsroom) -> None:
    newsroom.publish(channels=[AI_NEWS])
    ticker = newsroom.ticker()
    newsroom.server.faults.add("reset_after", "chat.postMessage", skip=1)
    newsroom.server.faults.add("error", "conversations.replies", times=50, code="missing_scope")
    for _ in range(4):
        ticker.tick()
        newsroom.clock.jump(10 * MINUTE)
    (state,) = newsroom.states()
    assert (state.state, state.parts) == ("pending", {"pending": 1, "sent": 1, "unknown": 1})
    assert len(newsroom.placed(AI_NEWS)) == 2, "nothing was posted blindly"
    (question,) = _questions(newsroom)
    assert [element["action_id"] for element in question.blocks[1]["elements"]] == [
        "part_there",
        "part_again",
    ]
    with newsroom.team.write() as tx:
        say_sent(tx, state.doubtful[0], ts=None, now=newsroom.clock())
    newsroom.settle(ticker)
    newsroom.expect_whole(channels=[AI_NEWS])


def test_a_person_can_have_it_posted_again(newsroom: Newsroom) -> None:
    newsroom.publish(channels=[AI_NEWS])
    ticker = newsroom.ticker()
    newsroom.server.faults.add("reset_before", "chat.postMessage")
    newsroom.server.faults.add("error", "conversations.history", times=50, code="missing_scope")
    for _ in range(3):
        ticker.tick()
        newsroom.clock.jump(10 * MINUTE)
    (state,) = newsroom.states()
    with newsroom.team.write() as tx:
        say_absent(tx, state.doubtful[0], now=newsroom.clock())
    newsroom.settle(ticker)
    newsroom.expect_whole(channels=[AI_NEWS])


def test_the_question_is_not_asked_where_history_became_readable(newsroom: Newsroom) -> None:
    newsroom.publish(channels=[AI_NEWS])
    ticker = newsroom.ticker()
    newsroom.server.faults.add("reset_after", "chat.postMessage")
    newsroom.server.faults.add("server_error", "conversations.history", times=5)
    newsroom.server.faults.add("server_error", "conversations.open", times=5)
    newsroom.settle(ticker)
    assert _questions(newsroom) == []
    newsroom.expect_whole(channels=[AI_NEWS])


def test_metadata_that_another_app_forged_is_not_believed(newsroom: Newsroom) -> None:
    newsroom.publish(channels=[AI_NEWS])
    with newsroom.team.read() as tx:
        issue = find_issue(tx, DAY)
        assert issue is not None
        root = frozen_parts(tx, issue.id or 0)[0]
    workspace = newsroom.server.workspace
    forged = Message(
        ts=workspace.new_ts(),
        channel=AI_NEWS,
        user="UFORGER",
        text="I am the issue",
        metadata=root.metadata,
        bot_id="BFORGER",
        app_id="AFORGER",
    )
    workspace.add_message(forged)
    newsroom.server.faults.add("reset_before", "chat.postMessage")
    newsroom.settle(newsroom.ticker())
    newsroom.expect_whole(channels=[AI_NEWS])
    assert workspace.message(AI_NEWS, forged.ts) is not None, "and what is not ours is not deleted"


@pytest.mark.parametrize("code", ["msg_blocks_too_long", "msg_too_long"])
def test_a_part_that_is_too_long_is_split_once_more(newsroom: Newsroom, code: str) -> None:
    newsroom.publish(items=14)
    newsroom.server.faults.add("error", "chat.postMessage", code=code)
    newsroom.settle(newsroom.ticker(workers=1))
    long, short = sorted(CHANNELS, key=lambda channel: -len(newsroom.placed(channel)))
    pieces = [(position, piece) for _, position, piece in newsroom.placed(long)]
    assert pieces == [(0, 0), (0, 1), *((position, 0) for position in range(1, 15))]
    assert [position for _, position, _ in newsroom.placed(short)] == list(range(15))
    assert {state.state for state in newsroom.states()} == {"sent"}


def test_after_a_restore_nothing_is_posted_before_the_channel_was_read(newsroom: Newsroom) -> None:
    newsroom.publish()
    newsroom.ticker().tick()
    newsroom.expect_whole()
    with newsroom.store.write() as session:
        session.execute(text("UPDATE delivery SET state = 'pending'"))
        session.execute(text("UPDATE delivery_part SET state = 'pending', ts = NULL, first_tried_at = NULL"))
    assert reconcile_all(newsroom.store, now=newsroom.clock()) == 6
    newsroom.settle(newsroom.ticker())
    newsroom.expect_whole()


def test_an_issue_that_a_restored_database_forgot_is_found_again(newsroom: Newsroom) -> None:
    newsroom.publish()
    newsroom.ticker().tick()
    with newsroom.store.write() as session:
        session.execute(text("DELETE FROM issue"))
        session.execute(text("UPDATE item SET unprinted = true"))
    reconcile_all(newsroom.store, now=newsroom.clock())
    newsroom.publish(items=0)
    newsroom.settle(newsroom.ticker())
    newsroom.expect_whole()


def _questions(newsroom: Newsroom) -> list[Message]:
    workspace = newsroom.server.workspace
    told = workspace.messages(workspace.direct_message(CURATOR).id)
    return [message for message in told if "is in doubt" in message.text]


def test_the_poster_takes_no_client_that_retries(newsroom: Newsroom) -> None:
    with pytest.raises(AssertionError, match="twice"):
        SlackPoster(WebClient(token="xoxb-x"), bot_id=newsroom.bot_id)
