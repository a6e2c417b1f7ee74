"""Titles that say nothing, summaries, days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.links.citations import readable
from bot.links.junk import is_junk_title
from bot.links.wording import parse_date, summarize, title_of

JUNK = [
    "",
    " ",
    "…",
    "Just a moment...",
    "Just a moment…",
    "Attention Required! | Cloudflare",
    "Access Denied",
    "Access to this page has been denied",
    "Sign in",
    "Sign In · GitLab",
    "Sign in - Google Accounts",
    "Sign in to X",
    "Log in",
    "Log in | Members",
    "Login - Example",
    "LinkedIn Login, Sign in | LinkedIn",
    "Sign Up | LinkedIn",
    "403 Forbidden",
    "404",
    "404 Not Found",
    "404: Page not found",
    "Error 503",
    "Page not found",
    "Page Not Found | Example",
    "This page isn’t available",
    "Robot or human?: Security check",
    "Are you a robot?",
    "Are you human?",
    "Verify you are human",
    "Human Verification",
    "Bot Verification",
    "Client Challenge",
    "Vercel Security Checkpoint",
    "DDoS-Guard",
    "Checking your browser before accessing",
    "One moment, please...",
    "Please wait...",
    "Pardon Our Interruption",
    "Request blocked",
    "Too Many Requests",
    "Service Unavailable",
    "502 Bad Gateway",
    "Before you continue to YouTube",
    "JavaScript is not available.",
    "Redirecting...",
    "Loading…",
    "Subscribe to read | Financial Times",
    "Untitled",
    "Untitled Document",
    "Home",
    "Home Page",
    "Index of /papers",
    "X",
    "YouTube",
    "GitHub",
    "undefined",
    "example.com",
    "www.example.com",
    "Example.com/",
    "EXAMPLE",
    "https://www.example.com/a",
    "Microsoft Word - final.docx",
    "paper_v2.pdf",
    "The Example",
]
GOOD = [
    "Attention Is All You Need",
    "Why CAPTCHAs no longer tell people from machines, and what replaces them: a survey of ten years of work",
    "Signing in the rain: sign language models",
    "A moment of silence for the transformer",
    "Error bars for language model evaluations",
    "Home robots that fold laundry",
    "404 Media launches a newsletter",
    "Access to AI: a map",
    "GPT-4",
    "o1",
    "Example raises money",
    "Indexing a billion vectors",
    "模型",
]


@pytest.mark.parametrize("title", JUNK)
def test_junk(title: str) -> None:
    assert is_junk_title(title, "www.example.com", "The Example")
    assert title_of(title, "www.example.com", "The Example") is None


@pytest.mark.parametrize("title", GOOD)
def test_not_junk(title: str) -> None:
    assert title_of(title, "www.example.com", "The Example") == title


@pytest.mark.parametrize(
    ("title", "tidied"),
    [
        ("A story | BBC News", "A story"),
        ("A story - BBC News", "A story"),
        ("BBC News | A story", "A story"),
        ("A story — with a dash", "A story — with a dash"),
        ("A story - bbc.com", "A story"),
        ("A - B - BBC News", "A - B"),
        ("  A \n story\u200b ", "A story"),
        ("BBC News - BBC News", None),
    ],
)
def test_the_sites_name_is_not_part_of_the_title(title: str, tidied: str | None) -> None:
    assert title_of(title, "www.bbc.com", "BBC News") == tidied


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-01-04", "2024-01-04"),
        ("2024/01/04", "2024-01-04"),
        ("2024-1-4", "2024-01-04"),
        ("2024-01-04T23:30:00-08:00", "2024-01-04"),
        ("2024-01-04 10:00", "2024-01-04"),
        ("20240104", "2024-01-04"),
        ("20240104T101112Z", "2024-01-04"),
        ("4 January 2024", "2024-01-04"),
        ("4 Jan 2024", "2024-01-04"),
        ("January 4, 2024", "2024-01-04"),
        ("Jan 4, 2024 at 10:00", "2024-01-04"),
        ("Thu, 04 Jan 2024 10:00:00 GMT", "2024-01-04"),
        ("2023/7", None),
        ("2024", None),
        ("2024-02-30", None),
        ("1899-01-01", None),
        ("9999-01-01", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_days(text: str, day: str | None) -> None:
    assert parse_date(text) == (date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("One. Two. Three. Four.", "One. Two. Three."),
        ("One sentence", "One sentence"),
        ("First one. The second is cut of…", "First one."),
        ("First one. The second is cut of [...]", "First one."),
        ("It is cut off...", "It is cut off…"),
        ("The model wins. Read more", "The model wins."),
        ("", ""),
        (
            "GPT-4 scores 86.4 % vs. 70 % before. It is larger.",
            "GPT-4 scores 86.4 % vs. 70 % before. It is larger.",
        ),
    ],
)
def test_summaries(text: str, summary: str) -> None:
    assert summarize(text) == summary


def test_a_long_sentence_is_cut_after_a_word() -> None:
    summary = summarize("word " * 400)
    assert len(summary) <= 600
    assert summary.endswith("word…")


@given(st.text(max_size=2000))
def test_any_text_gives_a_summary_that_is_not_longer_than_allowed(text: str) -> None:
    assert len(summarize(text)) <= 600
    assert parse_date(text) is None or parse_date(text)


@pytest.mark.parametrize(
    ("abstract", "words"),
    [
        (r"We need $10\times$ less and gain 13\%.", "We need 10× less and gain 13%."),
        (r"A \emph{very} \textbf{good} model", "A very good model"),
        (r"It costs \$5 and $x$ is small", "It costs $5 and x is small"),
        ("<jats:p>Abstract Models are small.</jats:p>", "Models are small."),
        ("Abstract: Models are small.", "Models are small."),
        ("Abstract reasoning is hard.", "Abstract reasoning is hard."),
        ("Summary We did it.", "We did it."),
        ("It costs $5 or $6.", "It costs $5 or $6."),
        ("a < b and c > d", "a < b and c > d"),
    ],
)
def test_abstracts_are_readable(abstract: str, words: str) -> None:
    assert readable(abstract) == words
