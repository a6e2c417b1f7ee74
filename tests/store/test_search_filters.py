"""Every filter of the language, alone and joined."""

from datetime import date

import pytest

from bot.links.canonical import canonicalize
from bot.models.values import Entry, Issue, IssueStatus, Kind, Link, Publication
from bot.store import TeamStore
from bot.store.aliases import add_aliases
from bot.store.issues import add_issue
from bot.store.items import add_links
from bot.store.marks import set_save, set_vote
from tests.conftest import NOW
from tests.store.search_support import add, ask, titles


@pytest.fixture
def shelf(team: TeamStore, publication: Publication) -> TeamStore:
    """Four items that differ in everything."""
    paper = add(
        team,
        publication,
        "A paper",
        "On agents.",
        organizations=("Google DeepMind",),
        tags=("agents", "rl"),
        submitted_by="U1",
        published_on=date(2024, 1, 25),
        url="https://arxiv.org/abs/2401.14404",
        key="arxiv:2401.14404",
    )
    add(
        team,
        publication,
        "A post",
        "On agents too.",
        kind=Kind.POST,
        organizations=("OpenAI",),
        submitted_by="U2",
        published_on=date(2024, 2, 20),
    )
    article = add(
        team, publication, "An article", "On votes.", kind=Kind.ARTICLE, published_on=date(2023, 7, 1)
    )
    code = add(team, publication, "Undated code", kind=Kind.CODE, published_on=None)
    with team.write() as tx:
        add_aliases(tx, article.id, [canonicalize("https://elsewhere.example/moved")], now=NOW)
        add_links(tx, paper, [Link("https://github.com/a/b", "code", "url:github.com/a/b")])
        for person in ("U1", "U2", "U3"):
            set_vote(tx, code.id, person, stands=True, now=NOW)
        set_save(tx, paper.id, "U9", stands=True, now=NOW)
    return team


FOUND: dict[str, list[str]] = {
    "kind:paper": ["A paper"],
    "kind:posts": ["A post"],
    "kind:paper kind:article": ["A paper", "An article"],
    "agents kind:paper,article": ["A paper"],
    "-kind:paper,article": ["Undated code", "A post"],
    "org:google": ["A paper"],
    'org:"google deepmind"': ["A paper"],
    "tag:rl": ["A paper"],
    "#agents": ["A paper"],
    "title:article": ["An article"],
    "domain:github.com": ["A paper"],
    "domain:arxiv.org": ["A paper"],
    "has:code": ["Undated code", "A paper"],
    "has:tag": ["A paper"],
    "has:link": ["A paper"],
    "from:U2": ["A post"],
    "from:@u2": ["A post"],
    "from:me": ["A paper"],
    "is:saved": [],
    "is:queued kind:post": ["A post"],
    "is:published": [],
    "score:>2": ["Undated code"],
    "score:0 kind:paper": ["A paper"],
    "before:2024": ["An article"],
    "after:2024-01-31": ["Undated code", "A post"],
    "on:2024-01-25": ["A paper"],
    "during:january": ["A paper"],
    "since:january": ["Undated code", "A post", "A paper"],
    "january": ["A paper"],
    "july": ["An article"],
    "july kind:paper": [],
    "january after:2024": [],
    "january (kind:paper or kind:post)": ["A paper"],
    "from july to january": ["A paper", "An article"],
    "since january": ["Undated code", "A post", "A paper"],
    "since:1w": ["Undated code", "A post"],
    "papers from last month": ["A paper"],
    "agents last week": ["A post"],
    "after:20 january 2024": ["Undated code", "A post", "A paper"],
    "before:january 20 2024": ["An article"],
    "before:25 january": ["An article"],
    "on:25 january": ["A paper"],
    "2024-01-01..2024-01-31": ["A paper"],
    "age:<1w": ["Undated code", "A post"],
    "age:>3m": ["An article"],
    "arxiv:2401.14404": ["A paper"],
    "https://arxiv.org/pdf/2401.14404v2.pdf": ["A paper"],
    "<https://arxiv.org/abs/2401.14404>": ["A paper"],
    "2401.14404": ["A paper"],
    "2401.14404v3": ["A paper"],
    "arXiv:2401.14404v1": ["A paper"],
    "arxiv.org/pdf/2401.14404": ["A paper"],
    "10.48550/arXiv.2401.14404": ["A paper"],
    "https://huggingface.co/papers/2401.14404": ["A paper"],
    "https://elsewhere.example/moved": ["An article"],
    "2401.99999": [],
    "kind:papr": ["A paper"],
    "agents kind:pst before:2024-01-32": ["A post"],
    "agents org: sort:newst": ["A post", "A paper"],
    "agents -kind:paper": ["A post"],
    "agents -org:openai": ["A paper"],
    "-agents": ["Undated code", "An article"],
    "-kind:paper -kind:post sort:oldest": ["An article", "Undated code"],
    "kind:paper or score:>2": ["Undated code", "A paper"],
    "(kind:paper or kind:post) agents sort:newest": ["A post", "A paper"],
    "agents sort:oldest": ["A paper", "A post"],
    "sort:newest": ["Undated code", "A post", "A paper", "An article"],
    "sort:votes": ["Undated code", "A post", "A paper", "An article"],
    '"on agents too"': ["A post"],
    '"agents on"': [],
    "org:google org:openai": [],
}


def test_finds(shelf: TeamStore) -> None:
    assert {query: titles(shelf, query, person="U1") for query in FOUND} == FOUND


def test_saved_items_are_those_of_who_asks(shelf: TeamStore) -> None:
    assert titles(shelf, "is:saved", person="U9") == ["A paper"]


def test_the_answer_has_the_contracts_shape(shelf: TeamStore) -> None:
    document = ask(shelf, "org:google agents", limit=1).as_json()

    assert list(document) == ["query", "understood", "did_you_mean", "total", "results"]
    assert (document["query"], document["total"]) == ("org:google agents", 1)
    assert document["understood"] == "agents, by google"
    result = document["results"][0]
    assert (result["title"], result["snippet"], result["votes"]) == ("A paper", "On agents.", 0)
    assert result["score"] > 0


def test_a_mistyped_filter_is_told(shelf: TeamStore) -> None:
    answer = ask(shelf, "kind:papr org:")

    assert answer.did_you_mean == "kind:paper"
    assert answer.understood == "kind paper; left out: org:"
    slip, empty = answer.notes
    assert slip == "kind:papr was read as kind:paper."
    assert empty.startswith("org: was left out, because nothing stands behind the colon.")
    assert ask(shelf, "kind:papr", exactly=True).hits == ()


def test_a_month_alone_is_that_of_any_year_the_newest_first(
    team: TeamStore, publication: Publication
) -> None:
    for year in (2022, 2024, 2023):
        add(team, publication, f"Of {year}", published_on=date(year, 1, 9))
    add(team, publication, "Of February", published_on=date(2024, 2, 1))

    assert titles(team, "january", now=NOW.replace(year=2026)) == ["Of 2024", "Of 2023", "Of 2022"]
    assert titles(team, "january 2023") == titles(team, "january 2023", exactly=True) == ["Of 2023"]
    assert titles(team, "9 january kind:paper") == ["Of 2024"]


def test_the_latest_issue_is_the_newest_published_one(team: TeamStore, publication: Publication) -> None:
    for day, status in ((8, "published"), (15, "published"), (22, "draft")):
        item = add(team, publication, f"Of the {day}th")
        entry = Entry(1, "paper", item, (), "")
        issue = Issue(publication.name, date(2024, 1, day), "", "", (entry,), IssueStatus(status))
        with team.write() as tx:
            add_issue(tx, publication.id, issue, by="U9", now=NOW)

    assert titles(team, "issue:latest") == ["Of the 15th"]
    assert titles(team, "issue:8 january") == ["Of the 8th"]


def test_an_empty_query_finds_nothing(shelf: TeamStore) -> None:
    assert ask(shelf, "  ").total == 0


@pytest.mark.parametrize("query", ['"try again"', '"using data"', '"ai agents"'])
def test_phrases_find_short_words_as_they_were_typed(
    team: TeamStore, publication: Publication, query: str
) -> None:
    add(team, publication, "Persistence", "They try again, using data of AI agents.")

    assert titles(team, query) == ["Persistence"]
