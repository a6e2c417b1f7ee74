"""Lists of links in Markdown: weekly paper lists, reading lists, awesome lists, as people write them."""

import os
from datetime import date
from pathlib import Path

import pytest

from bot.archive.parsed import ParsedEntry
from bot.errors import ArchiveFileError
from bot.models.values import Kind
from tests.archive.readers.reading import read, read_issues, read_one, read_stories

REAL_FILE = Path(os.environ.get("AINEWS_TEST_ARCHIVES", "/nowhere")) / "other" / "paper-weeks.md"

FIRST = "[Paper](https://arxiv.org/abs/2401.00001), [Tweet](https://x.com/a/status/1)"
SECOND = "[Tweet](https://x.com/b), [Paper](https://arxiv.org/abs/2401.00002), [Code](https://github.com/a/b)"
WEEKS = f"""# Papers of the Week

Read [our blog](https://blog.example/) too.

## 2024
- [Top Papers (January 1 - January 7)](./#top-papers-january-1---january-7---2024)
- [Top Papers (December 25 - 31)](./#top-papers-december-25---31)

## Top Papers (January 1 - January 7) - 2024
| **Paper**  | **Links** |
| ------------- | ------------- |
| 1) **A Title: With More** - says this; and that. | {FIRST} |
| 2) Plain Title  This work adds <br>● a point <br>● another. | {SECOND} |
| 3) Nothing to click | none |

---

## Top Papers (December 25 - 31)
| **Paper** | **Links** |
|---|---|
| 1) **Older** - is older, see [its \\| site](https://site.example/) | [Paper](https://a.example/3) |
"""


def entries(text: str) -> list[ParsedEntry]:
    return [entry for issue in read_issues(text).issues for entry in issue.entries]


def test_a_weekly_list_of_tables() -> None:
    parsed = read_issues(WEEKS)
    assert parsed.title == "Papers of the Week"
    assert [(issue.date, issue.title) for issue in parsed.issues] == [
        (date(2024, 1, 7), "Top Papers"),
        (date(2023, 12, 31), "Top Papers"),
    ]
    first, second, third = entries(WEEKS)
    assert (first.title, first.summary, first.kind, first.line) == (
        "A Title: With More",
        "says this; and that.",
        Kind.PAPER,
        12,
    )
    assert first.links == (
        ("https://arxiv.org/abs/2401.00001", "Paper"),
        ("https://x.com/a/status/1", "Tweet"),
    )
    assert (second.title, second.summary) == ("Plain Title", "This work adds\n● a point\n● another.")
    assert [label for _, label in second.links] == ["Paper", "Tweet", "Code"]
    assert third.links[0] == ("https://a.example/3", "Paper")
    assert third.summary == "is older, see its | site"
    assert [(problem.line, problem.unread) for problem in parsed.problems] == [
        (6, False),
        (14, True),
        (18, False),
    ]


@pytest.mark.parametrize(
    ("line", "title", "summary", "url"),
    [
        ("- [A Title](https://a.example/1) - What it says.", "A Title", "What it says.", "1"),
        ("* [A Title](https://a.example/1): what it says", "A Title", "what it says", "1"),
        ("- **[A Title](https://a.example/1)** — *Ann Author*, 2024", "A Title", "Ann Author, 2024", "1"),
        ("- [**A Title**](https://a.example/1)", "A Title", "", "1"),
        ("1. **A Title** - what it says [Paper](https://a.example/1), [Tweet](https://x.com/a)", "A Title",
         "what it says", "1"),
        ("1) **A Title** - what it says | [Tweet](https://x.com/a), [Paper](https://a.example/1)", "A Title",
         "what it says", "1"),
        ("- A Title. [[paper](https://a.example/1)] [[code](https://a.example/2)]", "A Title", "", "1"),
        ("- [[paper](https://a.example/1)] A Title", "A Title", "", "1"),
        ('* 📖 **"A Title"** [[paper](https://a.example/1)]', "A Title", "", "1"),
        ("- [x] [A Title](https://a.example/1)", "A Title", "", "1"),
        ("- [3] [A Title](https://a.example/1) 🐰", "A Title", "", "1"),
        ("- **Paper:** [A Title](https://a.example/1)", "A Title", "", "1"),
        ("- **Agents:** [A Title](https://a.example/1) is out", "A Title", "Agents: is out", "1"),
        ("- (ICLR 2024) A Title [pdf](https://a.example/1.pdf)", "A Title", "ICLR 2024", "1.pdf"),
        ('- <a href="https://a.example/1">A Title</a><br>What it says', "A Title", "What it says", "1"),
        ("- [A Title][1] and so on\n\n[1]: https://a.example/1", "A Title", "and so on", "1"),
        ("- [A Title](https://a.example/1)。说明。", "A Title", "说明。", "1"),
        ("- A Title, said [there](https://a.example/1)", "A Title, said there", "", "1"),
        ("- A Title that says it: https://a.example/1", "A Title that says it", "", "1"),
        ("- <https://a.example/1>", None, "", "1"),
        ("- A Title\n  - [Paper](https://a.example/1)\n  - says [much](https://b.example/)", "A Title",
         "- says much", "1"),
        ("- [A Title](https://a.example/1)\n\n  A paragraph of it.\n  - a point", "A Title",
         "A paragraph of it.\n- a point", "1"),
    ],
)  # fmt: skip
def test_a_line_of_a_list(line: str, title: str | None, summary: str, url: str) -> None:
    story = read_one(f"# List\n\n{line}\n")
    assert (story.title, story.summary) == (title, summary)
    assert story.links[0][0] == f"https://a.example/{url}"


def test_organisations_are_known_ones_in_brackets_and_those_of_sentences() -> None:
    (first, second), _ = read_stories(
        "- (Google DeepMind) A Title [paper](https://a.example/1)\n"
        "- OpenAI released [a model](https://a.example/2), which is small.\n- [x](https://a.example/3)\n"[
            :-32
        ]
    )
    assert (first.organizations, second.organizations) == (("Google DeepMind",), ("OpenAI",))


@pytest.mark.parametrize(
    ("headings", "dates"),
    [
        (["## January 2024", "## February 2024"], ["2024-01-31", "2024-02-29"]),
        (["### Week of January 8, 2024"], ["2024-01-08"]),
        (["## 2024", "### Week 3", "### Week 2"], ["2024-01-21", "2024-01-14"]),
        (["## 2024-W03"], ["2024-01-21"]),
        (["## 2024/01/07", "## 2023.12.31"], ["2024-01-07", "2023-12-31"]),
        (["# 20240107"], ["2024-01-07"]),
        (["## 202401"], ["2024-01-31"]),
        (["**Jan 1 - Jan 7, 2024**", "**Dec 25 – 31**"], ["2024-01-07", "2023-12-31"]),
        (["## 22–28 January 2024"], ["2024-01-28"]),
        (["## 2024年1月7日"], ["2024-01-07"]),
        (["## 2023", "### December", "## 2024", "### January"], ["2023-12-31", "2024-01-31"]),
        (["## Papers (Nov 27 - Dec 3) - 2023", "## (Dec 25-31)", "## (Jan 1-7)"],
         ["2023-12-03", "2023-12-31", "2024-01-07"]),
        (["<details><summary>January 2024</summary>"], ["2024-01-31"]),
        (["## [January 2024](./2024-01.md)"], ["2024-01-31"]),
    ],
)  # fmt: skip
def test_dates_over_sections(headings: list[str], dates: list[str]) -> None:
    text = "# List\n" + "".join(
        f"\n{heading}\n\n" + ("" if heading in ("## 2023", "## 2024") else f"- [T](https://a.example/{at})\n")
        for at, heading in enumerate(headings)
    )
    assert [issue.date.isoformat() for issue in read_issues(text).issues] == dates


def test_a_year_that_only_the_files_name_says() -> None:
    text = "## Jan 8-14\n\n- [A](https://a.example/1)\n\n## Jan 1-7\n\n- [B](https://a.example/2)\n"
    parsed = read_issues(text, "papers-2023.md")
    assert [issue.date for issue in parsed.issues] == [date(2023, 1, 14), date(2023, 1, 7)]
    stories, problems = read_stories(text)
    assert [story.title for story in stories] == ["A", "B"]
    assert "it has no year" in problems[0].message


def test_headings_below_a_date_are_tags_and_other_sections_end_it() -> None:
    text = (
        "## 7 January 2024\n\nHello.\n\n### Large Models\n\n- [A](https://a.example/1)\n- [B](https://a.example/2)\n"
        "\n## Resources\n\n- [C](https://a.example/3)\n"
    )
    parsed = read_issues(text)
    (issue,) = parsed.issues
    assert issue.introduction == "Hello."
    assert [(entry.title, entry.tags) for entry in issue.entries] == [
        ("A", ("large-models",)),
        ("B", ("large-models",)),
    ]
    assert [(problem.line, problem.message) for problem in parsed.problems if problem.unread] == [
        (12, "no date stands above this: it is not imported")
    ]


def test_headings_may_be_stories() -> None:
    text = (
        "# 20240120\n\n## [A Title](https://a.example/1)\n\n*Ann Author, Bo Writer*\n\nWhat it says.\n\n"
        "## 2. Other Title\n\n[Paper](https://a.example/2) | [Code](https://a.example/3)\n\nMore words.\n"
    )
    first, second = entries(text)
    assert (first.title, first.summary) == ("A Title", "Ann Author, Bo Writer\nWhat it says.")
    assert (second.title, second.summary) == ("Other Title", "More words.")
    assert [url for url, _ in second.links] == ["https://a.example/2", "https://a.example/3"]


def test_headings_over_items_with_titles_are_none() -> None:
    text = (
        '## 30 January 2026\n\n### Memory\n* **"One"** [[paper](https://a.example/1)]\n'
        "* Two [[paper](https://a.example/2)]\n\n### 1. Agents\n\n**Three** [Paper](https://a.example/3)\n"
    )
    assert [(entry.title, entry.tags) for entry in entries(text)] == [
        ("One", ("memory",)),
        ("Two", ("memory",)),
        ("Three", ("1-agents",)),
    ]


def test_nested_stories_of_a_group_are_stories_of_their_own() -> None:
    stories, problems = read_stories(
        "## Tools\n\n- **Vision**\n  * [A](https://a.example/1) - one\n  * [B](https://a.example/2)\n"
        "- [C](https://a.example/3)\n  - [D](https://a.example/4) - a part of C\n"
    )
    assert [(story.title, story.tags) for story in stories] == [
        ("A", ("vision", "tools")),
        ("B", ("tools",)),
        ("C", ("tools",)),
        ("D", ("tools",)),
    ]
    assert [problem.line for problem in problems] == [3]


def test_tables_are_read_by_their_heads() -> None:
    stories, _ = read_stories(
        "| # | Date | Paper | Affiliation | Venue | Code |\n|--|--|--|--|--|--|\n"
        "| 1 | 2024-01-05 | [A](https://a.example/1) | Google, MIT | ICLR | [repo](https://github.com/a/a)|\n"
        "| 2 | 10/27/21 | [B](https://a.example/2)<br>in detail | | | - |\n"
    )
    first, second = stories
    assert (first.title, first.published_on, first.organizations) == (
        "A",
        date(2024, 1, 5),
        ("Google", "MIT"),
    )
    assert (first.summary, first.links[1]) == ("Venue: ICLR", ("https://github.com/a/a", "repo"))
    assert (second.title, second.published_on, second.summary) == ("B", date(2021, 10, 27), "in detail")


def test_a_table_of_figures_is_no_list() -> None:
    with pytest.raises(ArchiveFileError, match="holds no"):
        read("# Results\n\n| Model | Score |\n|---|---|\n| a | 1 |\n\n- see [it](#results)\n", "r.md")


def test_links_that_lead_to_no_web_page_are_named() -> None:
    stories, problems = read_stories(
        "- [A](https://a.example/1) [run](javascript:alert(1))\n- [B](javascript:alert(1))\n"
        "- [C](data:text/html,x)\n- [D](docs/d.md)\n- just words\n"
    )
    assert [story.title for story in stories] == ["A"]
    assert [(problem.line, problem.unread) for problem in problems] == [
        (1, False),
        (2, True),
        (3, True),
        (4, False),
        (5, True),
    ]
    assert "javascript:" in problems[0].message


def test_markup_in_titles_and_comments_are_no_words() -> None:
    story = read_one(
        "<!-- - [Hidden](https://a.example/0) -->\n```\n- [Code](https://a.example/9)\n```\n"
        "- [A <b>Title</b><script>alert(1)</script>](https://a.example/1) - <img onerror=alert(1)> words\n"
    )
    assert story.title is not None
    assert story.title.startswith("A Title")
    assert "<b>" not in story.title
    assert story.summary == "words"


@pytest.mark.parametrize("length", [10_000, 1_000_000])
def test_a_huge_line_is_read_and_cut(length: int) -> None:
    story = read_one(f"- [A](https://a.example/1) - {'word ' * (length // 5)}\n")
    assert len(story.summary) <= 20_000
    assert story.summary.endswith("…") is (length > 20_000)


@pytest.mark.skipif(
    not REAL_FILE.is_file(), reason="AINEWS_TEST_ARCHIVES does not name the folder of the archive"
)
def test_a_real_list_of_130_weeks() -> None:
    parsed = read_issues(REAL_FILE.read_text("utf-8"), REAL_FILE.name)
    assert [len(issue.entries) for issue in parsed.issues] == [10] * 130
    assert (parsed.issues[0].date, parsed.issues[-1].date) == (date(2025, 6, 29), date(2023, 1, 8))
    days = [issue.date for issue in parsed.issues]
    assert days == sorted(days, reverse=True)
    every = [entry for issue in parsed.issues for entry in issue.entries]
    assert all(entry.title and entry.links for entry in every)
    assert sum(not entry.summary for entry in every) <= 6
    assert not [problem for problem in parsed.problems if problem.unread]
