"""What an item seems to follow, and what curators make of it: on both databases."""

from datetime import timedelta

import pytest

from bot.errors import NotAllowedError, NotFoundError
from bot.links.canonical import canonicalize
from bot.models.values import Item, Link, Person, Publication, Role
from bot.newsroom.story_so_far import (
    MOST,
    Reason,
    accept_earlier,
    dismiss_earlier,
    get_earlier,
    reconsider_earlier,
    suggest_earlier,
)
from bot.store import TeamStore
from bot.store.earlier import with_earlier
from bot.store.items import delete_item, get_item, remove_item
from tests.conftest import NOW
from tests.support.examples import ISSUE_DAY, add, publish

CURATOR = Person("U9", Role.CURATOR)
READER = Person("U1", Role.CONTRIBUTOR)


def suggested(team: TeamStore, item: Item) -> list[tuple[str | None, Reason]]:
    with team.read() as tx:
        current = get_item(tx, item.id)
        assert current is not None
        return [(one.item.title, one.reason) for one in suggest_earlier(tx, with_earlier(tx, [current])[0])]


def followed(team: TeamStore, item: Item) -> list[tuple[str, str]]:
    with team.read() as tx:
        current = get_item(tx, item.id)
        assert current is not None
        return [(one.headline, one.permalink) for one in with_earlier(tx, [current])[0].earlier]


@pytest.fixture
def gemma(team: TeamStore, publication: Publication) -> Item:
    """An item of last week's issue, with others beside it that tell of other things."""
    item = add(
        team,
        publication,
        "gemma",
        title="Gemma: new open models",
        summary="Google gives away the weights of Gemma, small language models that run on a laptop.",
    )
    others = [
        add(team, publication, f"o{n}", title=f"Story {word}", summary=f"All about {word}, and nothing else.")
        for n, word in enumerate(("chess", "weather", "proteins", "chips", "robots"))
    ]
    publish(team, publication, item, *others, on=ISSUE_DAY - timedelta(days=7))
    return item


@pytest.fixture
def engine(team: TeamStore, publication: Publication, gemma: Item) -> Item:
    """An item of the queue that follows it."""
    assert gemma.id
    return add(
        team,
        publication,
        "engine",
        title="gemma.cpp: running Google's Gemma models on a laptop",
        summary="A few thousand lines run Gemma, the language models whose weights Google gave away.",
    )


def test_the_same_telling_words_under_a_name_in_common(team: TeamStore, engine: Item) -> None:
    assert suggested(team, engine) == [("Gemma: new open models", Reason.WORDS)]


def test_the_same_topic_alone_is_no_story(team: TeamStore, publication: Publication, gemma: Item) -> None:
    other = add(
        team,
        publication,
        "llama",
        title="Llama: small language models",
        summary="Meta gives away the weights of small language models that run on a laptop.",
    )
    assert suggested(team, other) == []
    assert gemma.id


def test_a_shared_link_comes_first(team: TeamStore, publication: Publication, gemma: Item) -> None:
    own = canonicalize("https://a.example/second")
    links = (Link(own.clean, "", own.key, own.key_version, own.original), gemma.links[0])
    second = add(team, publication, links=links, title="A second look", summary="At something else.")
    assert suggested(team, second) == [("Gemma: new open models", Reason.LINK)]


def test_a_follow_up_follows_what_it_was_handed_in_for(
    team: TeamStore, publication: Publication, gemma: Item
) -> None:
    after = add(team, publication, "gemma", follows_id=gemma.id, title="Something", summary="Else.")
    assert suggested(team, after)[0] == ("Gemma: new open models", Reason.FOLLOW_UP)


def test_only_what_was_published_is_followed(team: TeamStore, publication: Publication, engine: Item) -> None:
    twin = add(team, publication, "twin", title=engine.title, summary=engine.summary)
    assert suggested(team, twin) == [("Gemma: new open models", Reason.WORDS)], "not the queued one"


def test_no_more_than_three_are_suggested(team: TeamStore, publication: Publication, engine: Item) -> None:
    more = [
        add(team, publication, f"g{n}", title=f"Gemma again, part {n}", summary=engine.summary)
        for n in range(5)
    ]
    publish(team, publication, *more)
    assert len(suggested(team, engine)) == MOST
    accept_earlier(team, engine.id, more[0].id, permalink="", by=CURATOR, now=NOW)
    assert len(suggested(team, engine)) == MOST - 1
    assert ("Gemma again, part 0", Reason.WORDS) not in suggested(team, engine)


def test_what_is_accepted_is_followed_with_its_permalink(team: TeamStore, engine: Item, gemma: Item) -> None:
    accept_earlier(team, engine.id, gemma.id, permalink="https://s/p1", by=CURATOR, now=NOW)
    accept_earlier(team, engine.id, gemma.id, permalink="https://s/p2", by=CURATOR, now=NOW)
    assert followed(team, engine) == [("Gemma: new open models", "https://s/p2")]
    assert suggested(team, engine) == []


def test_what_is_dismissed_is_neither_followed_nor_suggested(
    team: TeamStore, engine: Item, gemma: Item
) -> None:
    dismiss_earlier(team, engine.id, gemma.id, by=CURATOR, now=NOW)
    assert followed(team, engine) == suggested(team, engine) == []
    reconsider_earlier(team, engine.id, gemma.id, by=CURATOR)
    assert len(suggested(team, engine)) == 1


def test_what_is_removed_later_is_no_longer_followed(team: TeamStore, engine: Item, gemma: Item) -> None:
    accept_earlier(team, engine.id, gemma.id, permalink="", by=CURATOR, now=NOW)
    with team.write() as tx:
        remove_item(tx, gemma.id, by="U9", reason="", now=NOW)
    assert followed(team, engine) == suggested(team, engine) == []
    with pytest.raises(NotFoundError):
        accept_earlier(team, engine.id, gemma.id, permalink="", by=CURATOR, now=NOW)
    with pytest.raises(NotFoundError):
        get_earlier(team, gemma.id)


def test_decisions_go_with_their_items(team: TeamStore, engine: Item, gemma: Item) -> None:
    accept_earlier(team, engine.id, gemma.id, permalink="", by=CURATOR, now=NOW)
    with team.write() as tx:
        delete_item(tx, engine.id)
    with pytest.raises(NotFoundError):
        accept_earlier(team, engine.id, gemma.id, permalink="", by=CURATOR, now=NOW)


def test_only_curators_decide(team: TeamStore, engine: Item, gemma: Item) -> None:
    with pytest.raises(NotAllowedError):
        accept_earlier(team, engine.id, gemma.id, permalink="", by=READER, now=NOW)
    with pytest.raises(NotAllowedError):
        dismiss_earlier(team, engine.id, gemma.id, by=READER, now=NOW)
    with pytest.raises(NotAllowedError):
        reconsider_earlier(team, engine.id, gemma.id, by=READER)
    assert len(suggested(team, engine)) == 1


def test_nothing_of_another_team_is_seen_or_decided(team: TeamStore, engine: Item, gemma: Item) -> None:
    stranger = team.store.team(team.team_id + 1)
    with pytest.raises(NotFoundError):
        accept_earlier(stranger, engine.id, gemma.id, permalink="", by=CURATOR, now=NOW)
