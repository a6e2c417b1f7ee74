"""Whatever somebody types, a search answers."""

import json
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bot.models.values import Publication
from bot.store import TeamStore
from tests.store.search_support import add, ask, titles

SHORT: list[str] = json.loads((Path(__file__).parent.parent / "data/hostile_queries.json").read_text("utf-8"))
LONG = [
    *("x" * 10_000, "x " * 5_000, "日" * 10_000, "🚀" * 5_000, "(" * 10_000, ")" * 10_000, "()" * 5_000),
    *(
        "-" * 10_000,
        "ab" * 600,
        "foo bar " * 1_000,
        "or " * 3_000,
        "tag:x " * 500,
        "-a " * 500,
        '"a b" ' * 500,
    ),
    *("(a or b) " * 300, "a" * 200 + " " + "b" * 200, 'org:"' + "x" * 5_000, "not " * 3_000, "(a " * 2_000),
    " ".join(f"word{number}" for number in range(2_000)),
]


MOST_STATEMENTS = 40
MOST_LETTERS = 20_000
"""What a query may cost: statements, and letters of the longest thing that one of them asks for. Seconds
would depend on the machine; these do not, and no query over them has been found to take long."""


def test_there_are_three_hundred_of_them() -> None:
    assert len(set(SHORT + LONG)) >= 300


def test_no_query_raises_or_costs_much(team: TeamStore, publication: Publication) -> None:
    for number in range(30):
        add(
            team,
            publication,
            f"Title {number} of GPT-4",
            "With C++ and don't, 日本語, a summary.",
            tags=("x",),
        )
    costs: dict[str, tuple[int, int]] = {}
    asked: list[int] = []

    @event.listens_for(team.store.engine, "before_cursor_execute")
    def count(*given: Any) -> None:
        values = given[3]
        letters = [len(str(value)) for value in values.values()] if isinstance(values, dict) else []
        asked.append(max(letters, default=0))

    for query in SHORT + LONG:
        asked.clear()
        answer = ask(team, query)
        costs[query[:40]] = (len(asked), max(asked, default=0))
        assert answer.total >= len(answer.hits), query[:80]
        assert isinstance(answer.as_json()["understood"], str)

    dear = {query for query, cost in costs.items() if cost[0] > MOST_STATEMENTS or cost[1] > MOST_LETTERS}
    assert {query: costs[query] for query in dear} == {}
    assert ask(team, "summary").total == 30


UNUSUAL = {
    "GPT-4": "GPT-4 Technical Report",
    "C++": "C++ for models",
    "RAG?": "RAG in practice",
    "don't": "Don't stop pretraining",
    "10.7B": "SOLAR 10.7B",
    "AT&T": "AT&T and AI",
    "AT&amp;T": "AT&T and AI",
    "日本語": "日本語の大規模言語モデル",
    "言語": "日本語の大規模言語モデル",
    "評価": "Benchmarks of the east",
    "cafe": "Café conversations",
    "“SOLAR 10.7B”": "SOLAR 10.7B",
    "o1": "o1 system card",
}


def test_unusual_names_are_found(team: TeamStore, publication: Publication) -> None:
    names = [
        "GPT-4 Technical Report",
        "C++ for models",
        "RAG in practice",
        "Don't stop pretraining",
        "SOLAR 10.7B",
    ]
    for name in [*names, "AT&T and AI", "日本語の大規模言語モデル", "Café conversations", "o1 system card"]:
        add(team, publication, name)
    add(team, publication, "Benchmarks of the east", "モデルの評価に使う。")

    assert {query: next(iter(titles(team, query)), None) for query in UNUSUAL} == UNUSUAL
