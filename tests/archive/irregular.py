"""Archive files as different people would write them by hand, from one list of entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hypothesis import strategies as st

from bot.archive.writers.days import write_like

_WORDS = [
    *("models", "that", "learn", "from", "long", "videos,", "with", "*emphasis*,", "a"),
    *(
        "[demo](https://d.example/x_(y))",
        "and",
        "`code`,",
        "cost",
        "less:",
        "40%",
        "of",
        "what",
        "they",
        "did",
    ),
    *(
        "in",
        "2023.",
        "See",
        "the",
        "[talk](https://t.example/1)",
        "“for",
        "more”",
        "&",
        "<https://e.example>.",
    ),
]
_SENTENCES = (
    "Acme and Bolt Labs published a [paper]({link}) {title}.",
    "Acme published an [article]({link}) {title}.",
    "Nature published the research [paper]({link}) from Acme {title}.",
    "Acme launched [Store {number}]({link}) today.",
    "according to [The News]({link}), chips get cheaper.",
    "He, K. from Acme, Bolt Labs and Cog posted {title}: [code]({link}).",
    "[Title {number}, *the* first]({link}) (Acme).",
)


@dataclass(frozen=True)
class Habits:
    """How one person writes: numbers, space after them, days, quotes, line ends, width of lines."""

    number: str
    gap: str
    day: str
    quotes: str
    eol: str
    width: int
    blank: str
    heading: str
    mark: str
    end: str


HABITS = st.builds(
    Habits,
    number=st.sampled_from(["{}.", "{})", "-"]),
    gap=st.sampled_from(["\t", " ", "  "]),
    day=st.sampled_from(["28 Jan,", "3rd Jan,", "Jan 3,", "2024-01-28:", "28 January,", "Mon, 22 Jan,"]),
    quotes=st.sampled_from(["“”", '""', "«»"]),
    eol=st.sampled_from(["\n", "\r\n"]),
    width=st.sampled_from([0, 60, 80]),
    blank=st.sampled_from(["", "\n", "\n\n"]),
    heading=st.sampled_from(["**28 Jan 2024**", "## 28 January 2024", "**28 Jan 2024 – All about agents**"]),
    mark=st.sampled_from(["", "\ufeff"]),
    end=st.sampled_from(["\n", "", "\n\n\nA farewell.\n"]),
)


def write_file(habits: Habits, days: Sequence[date]) -> str:
    """Write an issue with an entry for each day, and an older issue below it."""
    entries = [_entry(habits, number, day) for number, day in enumerate(days, start=1)]
    body = f"\n{habits.blank}".join(entries)
    older = _entry(habits, 1, date(2024, 1, 3)).replace("/p1", "/old").replace("Title 1", "Old title")
    text = f"# News\n\n{habits.heading}\n\nWelcome, all.\n\n{body}\n\n\n**7 Jan 2024**\n\n{older}{habits.end}"
    return habits.mark + text.replace("\n", habits.eol)


def _entry(habits: Habits, number: int, day: date) -> str:
    written = write_like(habits.day, day, issue_date=date(2024, 1, 28))
    title = f"{habits.quotes[0]}Title {number}, *the* first{habits.quotes[1]}"
    sentence = _SENTENCES[day.day % len(_SENTENCES)]
    head = sentence.format(link=f"https://a.example/p{number}", title=title, number=number)
    marker = habits.number.format(number) + habits.gap
    text = _wrapped(f"{marker}{written} {head} About", [f"{number} new", *_WORDS], habits.width)
    if day.day % 5 == 0:
        text += "\n\n    A second paragraph of it.\n\n    - a point\n    - and *another*"
    return text


def _wrapped(first: str, words: Sequence[str], width: int) -> str:
    lines = [first]
    for word in words:
        if width and len(lines[-1]) + len(word) > width and not word[:1].isdigit():
            lines.append(f"   {word}")
        else:
            lines[-1] += f" {word}"
    return "\n".join(lines)
