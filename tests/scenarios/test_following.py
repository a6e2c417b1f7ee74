"""Following a search: what somebody hands in reaches those who wait for it, once, in a direct message."""

from datetime import timedelta

import pytest

from bot.newsroom.follow import MOST_FOLLOWS
from bot.playground.model import Message
from bot.playground.seed import CONTRIBUTOR, CURATOR, GUEST, READER
from bot.store.follows import add_follow
from bot.store.marks import save_all
from tests.scenarios.test_finding import fill
from tests.support.story import Story, text_of
from tests.support.website import Website

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""What the databases do differently is tested in tests/store and tests/newsroom."""


@pytest.fixture
def prompt_story(story: Story) -> Story:
    """Nobody waits for what else may be found."""
    story.bot.ticker.follow_wait = timedelta(0)
    return story


def hand_in(story: Story, website: Website, name: str, *, by: str = CONTRIBUTOR) -> None:
    story.command(f"add {website.link(name)}", by=by)
    story.sees("Added to the queue", by=by)
    story.bot.wake()


def direct_messages(story: Story, person: str) -> list[Message]:
    return story.server.workspace.messages(story.server.workspace.direct_message(person).id)


def test_a_new_item_is_told_to_who_follows_it_and_to_nobody_else(
    prompt_story: Story, website: Website
) -> None:
    story = prompt_story
    for person in (READER, CONTRIBUTOR):
        story.command("follow quilted llamas", by=person)
        story.sees("You follow “quilted llamas”", by=person)
    story.command("follow quilted alpacas", by=CURATOR)
    hand_in(story, website, "quilted-llamas")
    told = story.told("New for “quilted llamas”", "from <@U0CONTRIB1>", by=READER)
    assert "quilted llamas" in told.text
    story.bot.ticker.tick()
    assert direct_messages(story, CONTRIBUTOR) == [], "nobody is told of what they hand in themselves"
    assert direct_messages(story, CURATOR) == []
    assert len(direct_messages(story, READER)) == 1


def test_the_direct_message_leads_to_saving_and_to_the_list(prompt_story: Story, website: Website) -> None:
    story = prompt_story
    story.command("follow llamas", by=READER)
    story.sees("You follow", by=READER)
    hand_in(story, website, "llamas")
    told = story.told("New for “llamas”", by=READER)
    story.press(told, "item_save", by=READER)
    channel = story.server.workspace.direct_message(READER).id
    story.sees("Saved:", by=READER, channel=channel)
    story.press(told, "follow_list", by=READER)
    story.press(story.sees("You follow 1 search", by=READER, channel=channel), "follow_stop", by=READER)
    story.sees("You follow nothing yet", by=READER, channel=channel)


def test_results_can_be_followed_and_given_up_again(story: Story, website: Website) -> None:
    hand_in(story, website, "llamas")
    story.command("search llamas kind:article", by=GUEST)
    story.press(story.sees("for “llamas kind:article”", by=GUEST), "follow_search", by=GUEST)
    followed = story.sees("You follow “llamas kind:article”", "Understood as:", by=GUEST)
    story.press(followed, "follow_undo", by=GUEST)
    story.sees("You no longer follow “llamas kind:article”", by=GUEST)


def test_a_slip_is_pointed_out_and_can_be_mended(story: Story, website: Website) -> None:
    hand_in(story, website, "llamas")
    story.command("follow lalmas", by=READER)
    followed = story.sees("Did you mean “llamas”?", by=READER)
    story.press(followed, "follow_instead", by=READER)
    story.sees("You follow “llamas”", by=READER)
    story.command("following", by=READER)
    assert "lalmas" not in text_of(story.sees("You follow 1 search", by=READER))


def test_the_form_keeps_a_query_that_cannot_be_followed(story: Story) -> None:
    story.command("follow", by=READER)
    story.modal("follow", by=READER)
    assert "no votes yet" in story.submit(by=READER, query="llamas score:>3").errors["query"]
    story.submit(by=READER, query="llamas")
    story.sees("You follow “llamas”", by=READER)


def test_app_home_shows_what_one_follows(story: Story) -> None:
    story.command("follow llamas", by=READER)
    story.sees("You follow", by=READER)
    story.server.people.open_home(READER)
    home = story.server.workspace.wait_for(lambda workspace: workspace.home(READER))
    assert "Followed by you" in text_of(home)
    story.press(home, "follow_stop", by=READER)
    story.server.workspace.wait_for(
        lambda workspace: (now := workspace.home(READER)) and "Followed by you" not in text_of(now),
    )


def test_app_home_has_room_for_everything(story: Story) -> None:
    fill(story, 60)
    with story.bot.desk.team.write() as tx:
        save_all(tx, list(range(1, 40)), CURATOR, now=story.bot.desk.clock())
        for number in range(MOST_FOLLOWS):
            add_follow(tx, CURATOR, f"llama{number}", most=MOST_FOLLOWS, now=story.bot.desk.clock())
    story.server.people.open_home(CURATOR)
    home = story.server.workspace.wait_for(lambda workspace: workspace.home(CURATOR))
    assert "and 15 more: `/ainews following`" in text_of(home)


def test_the_limit_says_what_to_do(story: Story) -> None:
    for number in range(MOST_FOLLOWS):
        story.command(f"follow llama{number}", by=READER)
    for number in range(MOST_FOLLOWS):
        story.sees(f"You follow “llama{number}”", by=READER)
    story.command("follow one more", by=READER)
    story.sees(f"You follow {MOST_FOLLOWS} searches already", "/ainews following", by=READER)
    story.command("following", by=READER)
    story.sees(f"You follow {MOST_FOLLOWS} searches", by=READER)
