"""What links cost: keys a second, and milliseconds to describe a page. Run: python -m benchmarks.links"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot.links.canonical import canonicalize
from bot.links.describe import describe
from bot.links.page import HTML, Page
from bot.models.text import sentences

TARGET_KEYS = 20_000
"""Keys a second on one core: an archive of ten years is rehashed in well under a second."""

TARGET_MILLISECONDS = 20
"""A submission's own work, without the network."""

_PAGES = Path(__file__).parent.parent / "tests" / "links" / "pages"
_PATTERNS = [
    "https://arxiv.org/pdf/2401.{n:05d}v2.pdf",
    "https://huggingface.co/papers/2401.{n:05d}",
    "https://doi.org/10.1145/3442188.{n}",
    "https://twitter.com/somebody/status/17514091{n:08d}?s=20",
    "https://www.youtube.com/watch?v=kCc{n:08d}&t=61s",
    "https://github.com/Owner{n}/Repo/tree/main",
    "https://openreview.net/forum?id=9nj{n}",
    "https://news.ycombinator.com/item?id={n}",
    "https://www.bbc.com/news/business-{n}?at_medium=RSS",
    "https://example{n}.com/2024/01/04/a-story/?utm_source=x&utm_medium=y&id={n}&b=2#part",
    "https://www.forbes.com/sites/a/2024/01/03/{n}/?sh=7ee27a6c66ad",
    "https://www.google.com/url?q=https%3A%2F%2Fexample.com%2F{n}%3Fb%3D1&sa=D",
    "https://nam01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.com%2F{n}&data=05",
    "https://example.com/~user/ä/{n}?q=ö&ref=tldr.tech",
    "https://www.example.co.uk//a/../b/%7e{n}/",
]


def make_links(count: int) -> list[str]:
    """Links of all forms, none twice, always the same."""
    numbers = range(10_000, 10_000 + -(-count // len(_PATTERNS)))
    return [pattern.format(n=number) for number in numbers for pattern in _PATTERNS][:count]


def keys_per_second(links: list[str]) -> float:
    return len(links) / _best_seconds(lambda: [canonicalize(link) for link in links])


def milliseconds_a_page() -> list[float]:
    """For each recorded page, what it takes to describe it."""
    link = canonicalize("https://example.com/a")
    now = datetime.now(UTC)

    def describe_anew(page: Page) -> None:
        sentences.cache_clear()
        describe(link, page)

    pages = (
        Page(link.clean, link.clean, 200, HTML, path.read_bytes(), now)
        for path in sorted(_PAGES.glob("*.html"))
    )
    return [1000 * _best_seconds(partial(describe_anew, page)) for page in pages]


def _best_seconds(work: Callable[[], object], rounds: int = 5) -> float:
    """The best of several rounds: what the machine can do when nothing else runs."""
    best = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


if __name__ == "__main__":
    canonicalize("https://example.com/?ref=tldr.tech")  # reads the Public Suffix List
    print(f"{keys_per_second(make_links(30_000)):,.0f} keys a second on one core (target {TARGET_KEYS:,})")
    pages = milliseconds_a_page()
    print(
        f"{sum(pages) / len(pages):.1f} ms to describe a page, {max(pages):.1f} at most"
        f" (target {TARGET_MILLISECONDS} for all of a submission's own work)"
    )
