"""A process dies over a command: another one answers it, once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlmodel import col

from bot.models.tables import InboxRow
from bot.playground.seed import AI_NEWS, CONTRIBUTOR
from bot.slack.unanswered import Unanswered
from bot.store.inbox import take_in
from tests.support.story import Story, text_of
from tests.support.waiting import eventually
from tests.support.website import Website

LONG_AGO = datetime.now(UTC) - timedelta(minutes=5)


def unanswered(story: Story) -> int:
    with story.bot.store.read() as session:
        count = session.scalar(text("SELECT count(*) FROM inbox WHERE body IS NOT NULL"))
    return int(count or 0)


def all_answered(story: Story) -> None:
    eventually(lambda: not unanswered(story))


def take_in_and_die(story: Story, typed: str) -> None:
    """Do what a process has done when it was killed between the acknowledgement and the answer."""
    story.stop_ticking()  # the bot takes on such requests by itself
    story.command("help")
    story.sees("/ainews search")
    all_answered(story)
    calls = story.server.workspace.calls
    command: dict[str, Any] = next(call.args for call in calls if call.method == "command /ainews")
    body = {**command, "text": typed, "trigger_id": f"dead.{typed}"}
    with story.bot.desk.team.write() as tx:
        assert take_in(tx, body["trigger_id"], kind="/ainews", now=LONG_AGO, body=body, due_at=LONG_AGO)


def answers(story: Story, words: str) -> int:
    seen = story.server.workspace.ephemeral(CONTRIBUTOR, AI_NEWS)
    return sum(words in text_of(message) for message in seen)


def test_a_command_that_a_process_died_over_is_answered_once(story: Story) -> None:
    take_in_and_die(story, "serach")
    story.bot.look_after_requests()
    story.sees("Did you mean")
    all_answered(story)
    story.bot.look_after_requests()
    assert answers(story, "Did you mean") == 1


def test_a_link_is_not_lost_with_the_process_that_read_it(story: Story, website: Website) -> None:
    take_in_and_die(story, f"add {website.link('kept')}")
    story.bot.look_after_requests()
    story.sees("All about kept")
    all_answered(story)


def test_what_is_still_worked_on_is_left_alone_however_long_it_takes(story: Story, website: Website) -> None:
    story.stop_ticking()
    with website.holding("slow"):
        story.command(f"add {website.link('slow')}")
        story.sees("Reading")
        assert unanswered(story) == 1
        with story.bot.store.write() as session:
            session.execute(update(InboxRow).values(due_at=LONG_AGO).where(col(InboxRow.due_at).is_not(None)))
        story.bot.unanswered.keep()
        assert story.bot.unanswered.take_on(lambda _: pytest.fail("somebody is at it")) == 0
    story.sees("All about slow")
    all_answered(story)


def test_what_kills_every_process_is_given_up(story: Story) -> None:
    take_in_and_die(story, "help")
    taken = []
    for days in range(4):
        later = datetime.now(UTC) + timedelta(days=days)
        process = Unanswered(story.bot.store, clock=lambda later=later: later)  # type: ignore[misc]
        taken.append(process.take_on(lambda _: None))
    assert taken == [1, 1, 0, 0]
    assert unanswered(story) == 0


def test_what_is_answered_is_not_kept(story: Story) -> None:
    story.command("help")
    story.sees("/ainews search")
    all_answered(story)
