"""Who is meant where a query names a person."""

from collections.abc import Mapping, Sequence

import pytest

from bot.errors import InvalidInputError
from bot.models.values import Publication
from bot.newsroom.follow import follow, unfollow_query
from bot.newsroom.people import Names, read_people
from bot.newsroom.search import search_archive
from bot.newsroom.suggest import suggest
from bot.query import parse, to_text
from bot.store import TeamStore
from bot.store.contributors import contributors
from tests.conftest import NOW
from tests.newsroom.reading import READER
from tests.store.search_support import add

ADA, ADAM, RENE, LEFT = "U0ADA00001", "U0ADAM0001", "U0RENE0001", "U0LEFT0001"
NAMES: dict[str, Names] = {
    ADA: ("Ada", "Ada Lovelace", "ada.lovelace"),
    ADAM: ("adam", "Adam Ant", "aant"),
    RENE: ("René", "René Descartes", "rene"),
    LEFT: (),
}


class Slack:
    """Tells names, and remembers who was asked for."""

    def __init__(self, names: Mapping[str, Names] = NAMES) -> None:
        self.names, self.asked = names, [""][:0]

    def __call__(self, ids: Sequence[str]) -> Mapping[str, Names]:
        self.asked += ids
        return {one: self.names[one] for one in ids if one in self.names}


@pytest.fixture
def shelf(team: TeamStore, publication: Publication) -> TeamStore:
    for person in (ADA, ADAM, RENE, LEFT):
        add(team, publication, f"Agents, by {person}", submitted_by=person)
    return team


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("from:ada", f"from:@{ADA}"),
        ("from:@ADA agents", f"from:@{ADA} agents"),
        ('from:"Ada Lovelace"', f"from:@{ADA}"),
        ("from:lovelace", f"from:@{ADA}"),
        ("from:ada.lovelace", f"from:@{ADA}"),
        ("from:ada lovelace agents", f"from:@{ADA} agents"),
        ("from:ada agents lovelace", f"from:@{ADA} agents lovelace"),
        ("from:rene", f"from:@{RENE}"),
        ("from:René -from:ada", f"from:@{RENE} -from:@{ADA}"),
        ("from:desc or from:ant", f"from:@{RENE} or from:@{ADAM}"),
        ("from:lovelcae", f"from:@{ADA}"),
        ("agents from:a", f"agents (from:@{ADA} or from:@{ADAM})"),
        (f"from:{ADA.lower()}", f"from:@{ADA}"),
        (f"from:<@{ADA}|ada>", f"from:@{ADA}"),
        ("from:me", "from:me"),
        ("from:nobody", "from:nobody"),
        ("from:@U0UNKNOWN1", "from:@U0UNKNOWN1"),
    ],
)
def test_names_are_read_as_ids(shelf: TeamStore, typed: str, read: str) -> None:
    assert to_text(read_people(shelf, parse(typed), Slack())) == read


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("from:ada", ()),
        ("from:a", (f"“a” may be @{ADA}, @{ADAM}.",)),
        ("from:lovelcae", ("from:lovelcae was read as from:lovelace.",)),
        ("from:bob", ("Nobody who handed something in is called “bob”.",)),
        ("from:@U0UNKNOWN1", ()),
    ],
)
def test_what_is_said_of_a_name(shelf: TeamStore, typed: str, said: tuple[str, ...]) -> None:
    assert read_people(shelf, parse(typed), Slack()).notes == said


def test_slips_are_not_mended_where_everything_is_to_be_taken_exactly(shelf: TeamStore) -> None:
    read = read_people(shelf, parse("from:lovelcae"), Slack(), exactly=True)
    assert to_text(read) == "from:lovelcae"
    assert "Nobody" in read.notes[0]


def test_a_slip_is_a_correction_that_can_be_refused(shelf: TeamStore) -> None:
    found = search_archive(shelf, "from:lovelcae", now=NOW, names_of=Slack())
    assert found.total == 1
    assert found.understood == f"submitted by @{ADA}"


def test_nobody_is_asked_without_need(shelf: TeamStore) -> None:
    slack = Slack()
    for query in ("agents", "from:me", f"from:{ADA}", "agents sort:newest", ""):
        read_people(shelf, parse(query), slack)
    assert slack.asked == []
    read_people(shelf, parse("from:ada"), slack)
    assert slack.asked == sorted(NAMES), "only those who handed something in"


def test_where_slack_does_not_tell_that_is_said(shelf: TeamStore) -> None:
    assert "does not tell everybody" in read_people(shelf, parse("from:bob"), Slack({ADA: ("Ada",)})).notes[0]
    assert to_text(read_people(shelf, parse("from:ada"), Slack({ADA: ("Ada",)}))) == f"from:@{ADA}"
    assert "the id that Slack has" in read_people(shelf, parse("from:ada"), None).notes[0]


def test_many_of_one_name_are_cut_short_and_that_is_said(team: TeamStore, publication: Publication) -> None:
    crowd = {f"U0SMITH{number:03}": (f"Smith {number}",) for number in range(25)}
    for person in crowd:
        add(team, publication, f"By {person}", submitted_by=person)
    found = search_archive(team, "from:smith", now=NOW, names_of=Slack(crowd))
    assert found.total == 20
    assert "and 20 more. The first 20 were taken." in found.notes[0]


def test_another_teams_contributors_are_nobody(shelf: TeamStore) -> None:
    with shelf.read() as tx:
        assert contributors(tx) == sorted(NAMES)
    with shelf.store.team(shelf.team_id + 1).read() as tx:
        assert contributors(tx) == []


def test_what_finds_nothing_has_suggestions_with_names_too(shelf: TeamStore) -> None:
    near = suggest(shelf, "from:ada kind:video", now=NOW, person=None, names_of=Slack())
    assert "from:ada" in [other.query for other in near.queries]


def test_a_follow_keeps_the_person_and_not_the_name(shelf: TeamStore) -> None:
    followed = follow(shelf, "from:ada agents", by=READER, now=NOW, names_of=Slack())
    assert followed.follow.query == f"from:@{ADA} agents"
    assert follow(shelf, f"from:{ADA} Agents", by=READER, now=NOW).follow == followed.follow
    assert unfollow_query(shelf, "from:lovelace agents", by=READER, names_of=Slack()) == followed.follow.query


@pytest.mark.parametrize("query", ["from:bob", "agents -from:bob"])
def test_nobody_cannot_be_followed(shelf: TeamStore, query: str) -> None:
    with pytest.raises(InvalidInputError, match="called “bob”"):
        follow(shelf, query, by=READER, now=NOW, names_of=Slack())
