"""Fifty links by ten people at once, with duplicates among them, while a site does not answer."""

from concurrent.futures import ThreadPoolExecutor

from bot.app import LISTENER_THREADS
from bot.newsroom.search import TURN_TO_SEARCH
from bot.playground.model import User
from bot.playground.seed import AI_NEWS
from bot.store.items import queued_items
from tests.support.story import Story, text_of
from tests.support.website import Website

PEOPLE = [f"U0RUSH{number:04}" for number in range(10)]


def _links(website: Website, number: int) -> list[str]:
    """A slow one for everybody, two that everybody has in spellings of their own, and two of one's own."""
    return [
        website.link("slow"),
        f"{website.link('shared-one')}?utm_source=u{number}",
        f"{website.link('to/shared-two' if number % 2 else 'shared-two')}#{number}",
        website.link(f"own-a-{number}"),
        website.link(f"own-b-{number}"),
    ]


def test_fifty_links_by_ten_people_at_once(story: Story, website: Website) -> None:
    workspace = story.server.workspace
    with workspace.changing():
        for person in PEOPLE:
            workspace.users[person] = User(person, person.lower(), person)
            workspace.channels[AI_NEWS].members.append(person)
    commands = [(person, link) for n, person in enumerate(PEOPLE) for link in _links(website, n)]
    with website.holding("slow"), ThreadPoolExecutor(len(PEOPLE)) as pool:
        outcomes = list(pool.map(lambda given: story.command(f"add {given[1]}", by=given[0]), commands))
        assert [outcome.error for outcome in outcomes if not outcome.ok] == [], "a slow site holds up no ack"
        for person in PEOPLE:
            story.sees("Reading", "slow", by=person)
            for name in ("shared one", "shared two", "own a", "own b"):
                story.sees(f"All about {name}", by=person)
    for person in PEOPLE:
        story.sees("All about slow", by=person)
    _check_one_item_each(story)


def test_nobody_waits_for_the_answers_of_others_to_be_acknowledged(story: Story) -> None:
    """More ask than there are threads that answer, and not one of them can go on."""
    with TURN_TO_SEARCH, TURN_TO_SEARCH:
        outcomes = [story.command(f"search word{number}") for number in range(LISTENER_THREADS + 5)]
        assert [outcome.error for outcome in outcomes if not outcome.ok] == []
    for number in range(LISTENER_THREADS + 5):
        story.sees(f"word{number}")


def _check_one_item_each(story: Story) -> None:
    desk = story.bot.desk
    publication = desk.publication()
    with desk.team.read() as tx:
        titles = sorted(item.headline for item in queued_items(tx, publication.id))
    own = [f"All about own {letter} {number}" for letter in "ab" for number in range(10)]
    assert titles == sorted(["All about slow", "All about shared one", "All about shared two", *own])
    shown = [text_of(m) for person in PEOPLE for m in story.server.workspace.ephemeral(person, AI_NEWS)]
    assert len(shown) == 50
    assert sum("Added to the queue" in card for card in shown) == 23
    assert sum("in the queue already" in card for card in shown) == 27
    assert not [card for card in shown if ":warning:" in card]
    refused = [c for c in story.server.workspace.calls if c.answer and c.answer.get("ok") is False]
    assert refused == []
