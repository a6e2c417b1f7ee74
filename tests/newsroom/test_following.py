"""Who is told of what: from an accepted item to one message, by a clock of the tests' own."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.archive.importing import import_file
from bot.errors import InvalidInputError, LimitError, NotFoundError, PostError
from bot.issues.errands import Errands
from bot.models.values import Person, Publication, Role
from bot.newsroom.edit import edit_item, hold_item, put_in_next_issue, remove_item, undo_submission
from bot.newsroom.follow import FOLLOW_WAIT, MOST_FOLLOWS, follow, following, unfollow, unfollow_query
from bot.paths import data_folder
from bot.store import TeamStore
from bot.store.items import ItemChanges
from bot.templating import Templates
from tests.conftest import NOW
from tests.newsroom.conftest import HandIn
from tests.newsroom.reading import CONTRIBUTOR, CURATOR, GUEST, READER, Pages

MINUTE = timedelta(minutes=1)
LINK = "https://example.com/quilted-llamas"


class Mailbox:
    """The poster of a team that only gets direct messages, and may refuse some."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.refusals: list[PostError] = []

    def tell(self, person_id: str, text: str, blocks: list[dict[str, Any]] | None = None) -> None:
        if self.refusals:
            raise self.refusals.pop(0)
        self.told.append((person_id, text))


class Ticks:
    """Carries out what is due at a moment."""

    def __init__(self, team: TeamStore) -> None:
        self.mailbox = Mailbox()
        self._team, self._templates = team, Templates(data_folder("templates"))

    def at(self, now: datetime) -> list[tuple[str, str]]:
        """Return what people were told by now."""
        posters: Any = lambda _team: self.mailbox  # noqa: E731  no other method of a poster is used
        Errands(self._team.store, self._templates, posters, lambda: now).run_due()
        return self.mailbox.told


@pytest.fixture
def ticks(team: TeamStore) -> Ticks:
    return Ticks(team)


def follows(team: TeamStore, query: str, *, by: Person = READER) -> int:
    return follow(team, query, by=by, now=NOW).follow.id


def test_a_person_is_told_after_a_little_while_and_once(
    team: TeamStore, hand_in: HandIn, ticks: Ticks
) -> None:
    follows(team, "llamas")
    follows(team, "quilted", by=READER)
    follows(team, "quilted llamas", by=GUEST)
    hand_in(LINK)
    assert ticks.at(NOW) == []
    told = ticks.at(NOW + FOLLOW_WAIT)
    assert sorted(person for person, _ in told) == sorted([GUEST.id, READER.id])
    hand_in(LINK)
    assert len(ticks.at(NOW + 10 * MINUTE)) == 2


def test_what_is_found_within_the_wait_is_told_in_one_message(
    team: TeamStore, hand_in: HandIn, ticks: Ticks
) -> None:
    follows(team, "llamas")
    for number in range(3):
        hand_in(f"{LINK}-{number}", now=NOW + number * timedelta(seconds=30))
        ticks.at(NOW + number * timedelta(seconds=30))
    told = ticks.at(NOW + FOLLOW_WAIT)
    assert len(told) == 1
    assert told[0][1].count("Everything about quilted-llamas") == 3
    assert len(ticks.at(NOW + 10 * MINUTE)) == 1


def test_nobody_is_told_of_their_own(team: TeamStore, hand_in: HandIn, ticks: Ticks) -> None:
    follows(team, "llamas", by=CONTRIBUTOR)
    hand_in(LINK)
    ticks.at(NOW)
    assert ticks.at(NOW + FOLLOW_WAIT) == []


def test_what_comes_with_an_archive_is_not_new(
    team: TeamStore, publication: Publication, ticks: Ticks
) -> None:
    follows(team, "llamas")
    text = f"**28 Jan 2024**\n\n1. 28 Jan, Acme published a [paper]({LINK}) “Quilted llamas”. All of it.\n"
    assert import_file(team, publication, text.encode(), path="2024-01.md", now=NOW).new_items == 1
    ticks.at(NOW)
    assert ticks.at(NOW + FOLLOW_WAIT) == []


@pytest.mark.parametrize("take_away", ["undo", "hold", "remove"])
def test_what_is_taken_away_within_the_wait_is_not_told(
    team: TeamStore, hand_in: HandIn, ticks: Ticks, take_away: str
) -> None:
    follows(team, "llamas")
    item = hand_in(LINK).item
    ticks.at(NOW)
    if take_away == "undo":
        undo_submission(team, item.id, by=CONTRIBUTOR)
    elif take_away == "hold":
        hold_item(team, item.id, by=CURATOR, now=NOW)
    else:
        remove_item(team, item.id, reason="", by=CURATOR, now=NOW, real_now=NOW)
    assert ticks.at(NOW + FOLLOW_WAIT) == []
    if take_away == "hold":
        later = NOW + 5 * MINUTE
        put_in_next_issue(team, item.id, by=CURATOR, now=later)
        ticks.at(later)
        assert len(ticks.at(later + FOLLOW_WAIT)) == 1


def test_an_edit_that_says_more_is_found_then(team: TeamStore, hand_in: HandIn, ticks: Ticks) -> None:
    follows(team, "alpacas")
    follows(team, "llamas", by=GUEST)
    item = hand_in(LINK).item
    ticks.at(NOW)
    changes = ItemChanges("Alpacas and llamas", (), item.kind, None, item.summary, ())
    later = NOW + 5 * MINUTE
    ticks.at(later)
    edit_item(team, item.id, changes, version=item.version, by=CONTRIBUTOR, now=later, real_now=later)
    ticks.at(later)
    assert [person for person, _ in ticks.at(later + FOLLOW_WAIT)] == [GUEST.id, READER.id]


def test_who_stops_following_hears_no_more(team: TeamStore, hand_in: HandIn, ticks: Ticks) -> None:
    kept, given_up = follows(team, "llamas", by=GUEST), follows(team, "llamas")
    hand_in(LINK)
    ticks.at(NOW)
    assert unfollow(team, given_up, by=READER) == "llamas"
    with pytest.raises(NotFoundError):
        unfollow(team, kept, by=READER)
    assert [person for person, _ in ticks.at(NOW + FOLLOW_WAIT)] == [GUEST.id]


@pytest.mark.parametrize(
    ("refusal", "told"),
    [
        (PostError("Later.", code="ratelimited", retry_after=30), 1),
        (PostError("Nobody there.", code="ConnectionRefusedError"), 1),
        (PostError("Perhaps.", code="TimeoutError", ambiguous=True), 0),
        (PostError("Never.", code="user_not_found", permanent=True), 0),
    ],
    ids=lambda given: getattr(given, "code", ""),
)
def test_a_message_is_sent_again_only_where_slack_certainly_has_none(
    team: TeamStore, hand_in: HandIn, ticks: Ticks, refusal: PostError, told: int
) -> None:
    follows(team, "llamas")
    hand_in(LINK)
    ticks.at(NOW)
    ticks.mailbox.refusals.append(refusal)
    assert ticks.at(NOW + FOLLOW_WAIT) == []
    assert len(ticks.at(NOW + FOLLOW_WAIT + 2 * MINUTE)) == told
    assert len(ticks.at(NOW + 60 * MINUTE)) == told


def test_the_newsletters_clock_says_what_is_old(
    team: TeamStore, hand_in: HandIn, pages: Pages, ticks: Ticks
) -> None:
    follows(team, "llamas age:<1w")
    ahead = NOW + timedelta(days=30)  # as in the playground, whose clock moves; Slack is told in real time
    hand_in(LINK, now=ahead, real_now=NOW)
    hand_in(f"{LINK}-fresh", now=NOW, real_now=NOW)
    ticks.at(NOW)
    told = ticks.at(NOW + FOLLOW_WAIT)
    assert [text.count("Everything about") for _, text in told] == [1]
    assert "fresh" in told[0][1]


def test_following_says_how_it_was_understood(team: TeamStore) -> None:
    followed = follow(team, "  “mixture of experts”   <@U0CURATOR1> kind:papr", by=READER, now=NOW)
    assert followed.follow.query == '"mixture of experts" from:@U0CURATOR1 kind:paper'
    assert any("papr" in sentence for sentence in followed.notes)
    again = follow(team, "“mixture of experts” <@U0CURATOR1> kind:papr", by=READER, now=NOW)
    assert again.follow == followed.follow
    assert [one.follow for one in following(team, by=READER)] == [followed.follow]


@pytest.mark.parametrize(
    "query",
    ["", " ", "()", "sort:newest", "is:saved", "agents issue:2024-01-28", "score:>2", "from:me", "x" * 501],
)
def test_what_no_new_item_can_have_is_refused(team: TeamStore, query: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        follow(team, query, by=READER, now=NOW)
    assert refused.value.field == "query"
    assert following(team, by=READER) == []


def test_nobody_follows_more_than_they_can_read(team: TeamStore) -> None:
    for number in range(MOST_FOLLOWS):
        follows(team, f"query {number}")
    with pytest.raises(LimitError):
        follows(team, "one more")
    follows(team, "one more", by=Person("U0OTHER001", Role.READER))
    assert len(following(team, by=READER)) == MOST_FOLLOWS


@pytest.mark.parametrize(
    "followed",
    [LINK, f"{LINK}/?utm_source=chat", f"<{LINK}|a link>", "link:HTTP://EXAMPLE.COM/quilted-llamas#top"],
)
def test_a_link_is_followed_in_every_spelling(
    team: TeamStore, hand_in: HandIn, ticks: Ticks, followed: str
) -> None:
    stored = follows(team, followed)
    assert follows(team, "http://www.example.com/quilted-llamas?utm_medium=mail") == stored, "twice is once"
    hand_in(f"{LINK}?utm_campaign=x")
    ticks.at(NOW)
    assert [person for person, _ in ticks.at(NOW + FOLLOW_WAIT)] == [READER.id]
    assert unfollow_query(team, LINK, by=READER)
    assert following(team, by=READER) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("rag age:<2w", "RAG age:<14d"),
        ("rag org:Google -kind:posts", "rag -kind:post org:google"),
        ("#RAG or kind:blog", "kind:post or tag:rag"),
        ("rag (kind:paper or kind:video)", "(kind:videos or kind:papers) rag"),
    ],
)
def test_what_means_the_same_is_followed_once(team: TeamStore, one: str, other: str) -> None:
    assert follows(team, one) == follows(team, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("rag kind:paper", "rag or kind:paper"), ("rag", "-rag llama"), ("rag", '"rag"'), ("rag", "tag:rag")],
)
def test_what_means_something_else_is_followed_too(team: TeamStore, one: str, other: str) -> None:
    assert follows(team, one) != follows(team, other)


@pytest.mark.parametrize(
    "typed",
    [
        "mixture kind:paper",
        "  Mixture   kind:paper",
        "MIXTURE kind:papr",
        "MIXTURE kind:papers",
        "type:Papers mixture",
    ],
)
def test_a_follow_is_given_up_by_its_query(team: TeamStore, typed: str) -> None:
    follows(team, "mixture kind:paper")
    follows(team, "mixture")
    assert unfollow_query(team, "mixtur", by=READER) is None
    assert unfollow_query(team, "mixture", by=CURATOR) is None
    assert unfollow_query(team, typed, by=READER) == "mixture kind:paper"
