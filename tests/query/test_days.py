"""Days as people write and say them."""

from datetime import UTC, date, datetime

import pytest

from bot.query.days import Period, read_period, read_span

NOW = datetime(2024, 2, 26, 8, 0, tzinfo=UTC)  # a Monday


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-01-28", date(2024, 1, 28), date(2024, 1, 28)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("january", date(2024, 1, 1), date(2024, 1, 31)),
        ("July", date(2023, 7, 1), date(2023, 7, 31)),
        ("sept", date(2023, 9, 1), date(2023, 9, 30)),
        ("july 2022", date(2022, 7, 1), date(2022, 7, 31)),
        ("yesterday", date(2024, 2, 25), date(2024, 2, 25)),
        ("last week", date(2024, 2, 19), date(2024, 2, 25)),
        ("this week", date(2024, 2, 26), date(2024, 3, 3)),
        ("last month", date(2024, 1, 1), date(2024, 1, 31)),
        ("past month", date(2024, 1, 27), date(2024, 2, 26)),
        ("last two weeks", date(2024, 2, 12), date(2024, 2, 26)),
        ("last 3d", date(2024, 2, 23), date(2024, 2, 26)),
        ("2w", date(2024, 2, 12), date(2024, 2, 12)),
        ("28 jan 2024", date(2024, 1, 28), date(2024, 1, 28)),
        ("2024-01-01..2024-01-31", date(2024, 1, 1), date(2024, 1, 31)),
        ("2024-01-31..2024-01-01", date(2024, 1, 1), date(2024, 1, 31)),
        ("2024-01..", date(2024, 1, 1), date.max),
        ("..2024-01", date.min, date(2024, 1, 31)),
    ],
)
def test_reads(text: str, first: date, last: date) -> None:
    assert read_period(text, NOW) == Period(first, last)


@pytest.mark.parametrize(
    "text", ["", "..", "13", "31", "banana", "2024-13", "2024-02-31", "x" * 1_000, "99999-01-01"]
)
def test_leaves_what_is_no_day(text: str) -> None:
    assert read_period(text, NOW) is None


@pytest.mark.parametrize(
    ("text", "span"),
    [("2w", ("<=", 14)), ("<2w", ("<", 14)), (">1y", (">", 365)), ("3 months", ("<=", 90)), ("soon", None)],
)
def test_reads_spans(text: str, span: tuple[str, int] | None) -> None:
    assert read_span(text) == span
