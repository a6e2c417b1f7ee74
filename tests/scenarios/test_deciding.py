"""Changing what was handed in: by whom, with which trace, and how often."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.playground.seed import CONTRIBUTOR, CURATOR, READER
from bot.store.changes import changes_of
from tests.support.story import Story, text_of
from tests.support.website import Website


def test_edit_and_remove_by_number_are_for_its_submitter_and_curators(story: Story, website: Website) -> None:
    story.command(f"add {website.link('mine')}")
    story.sees("item 1")
    story.command("edit 1", by=READER)
    story.sees("Only the person who handed this in", by=READER)
    story.command("edit #1", by=CURATOR)
    story.modal("edit", by=CURATOR)
    story.submit(by=CURATOR, title="Better")
    story.sees("Saved", "Better", by=CURATOR)
    story.command("remove 1 Twice", by=CONTRIBUTOR)
    story.sees("Removed: Better")
    story.command("edit what")
    story.sees("Which item?", "/ainews edit")
    with story.bot.desk.team.read() as tx:
        trace = [(change.person, change.field, change.after) for change in changes_of(tx, 1)]
    assert trace == [(CURATOR, "title", "Better"), (CONTRIBUTOR, "state", "removed: Twice")]


def test_a_curators_spelling_of_an_organisation_is_learned(story: Story, website: Website) -> None:
    story.command(f"add {website.link('first')}", by=CURATOR)
    story.press(story.sees("Example Lab", by=CURATOR), "item_edit", by=CURATOR)
    story.modal("edit", by=CURATOR)
    story.submit(by=CURATOR, organizations="ExLab")
    story.sees("Saved", "From now on I write “ExLab” for “Example Lab”", by=CURATOR)
    story.command(f"add {website.link('second')}")
    card = text_of(story.sees("All about second", "ExLab"))
    assert "Example Lab" not in card


def test_too_many_links_are_told_when_it_goes_on_and_a_form_keeps_them(
    story: Story, website: Website
) -> None:
    goes_on = _next_minutes(story.server.clock() + timedelta(hours=1))
    for ten in "ab":
        story.command(f"add {' '.join(website.link(f'{ten}-{number}') for number in range(10))}")
        story.sees("10 links handed in", f"All about {ten} 9")
    story.command("add")
    view = story.modal("add")
    submitted = story.submit(link=website.link("more"), note="typed with care")
    told = submitted.errors["link"]
    assert any(minute in told for minute in goes_on), "eleven in Vienna is five in New York"
    assert story.server.workspace.modal(CONTRIBUTOR) is view
    story.command(f"add {website.link('more')} typed in vain")
    refused = text_of(story.sees("20 links within an hour", "It goes on at 06:", "What you handed in"))
    assert f"{website.link('more')} typed in vain" in refused
    story.command(f"add {website.link('more')}", by=READER)
    story.sees("Added to the queue", by=READER)


def test_edit_begins_with_what_is_known(story: Story, website: Website) -> None:
    story.command(f"add {website.link('missing')}")
    card = story.sees("could not read the page", "its title, a summary")
    story.press(card, "item_edit")
    by_id = {block["block_id"]: block for block in story.modal("edit").blocks}
    assert "initial_value" not in by_id["title"]["element"], "a host is no title"
    story.submit(summary="What it is about. And more.")
    story.sees("Saved", "What it is about.")


@pytest.mark.parametrize("action", ["item_hold", "item_undo", "item_edit"])
def test_a_card_in_the_wrong_hands_does_nothing(story: Story, website: Website, action: str) -> None:
    story.command(f"add {website.link('theirs')}", by=CURATOR)
    card = story.sees("Added to the queue", by=CURATOR)
    story.server.workspace.ephemerals.setdefault(READER, []).append(card)
    story.press(card, action, by=READER)
    story.sees(":warning:", "Only", by=READER)
    assert story.server.workspace.modal(READER) is None
    story.command(f"add {website.link('theirs')}", by=READER)
    story.sees("in the queue already", "All about theirs", by=READER)


def _next_minutes(moment: datetime) -> list[str]:
    """Return how the contributor is told the minute after this moment, or a later one on a slow machine."""
    here = moment.astimezone(ZoneInfo("America/New_York"))
    return [f"It goes on at {here + timedelta(minutes=more):%H:%M}" for more in range(1, 4)]
