"""Links of the archive that no longer answer. Reading them takes the network, and minutes."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date

from bot.archive.lint.findings import Check, Finding
from bot.archive.parsed import ParsedEntry, ParsedFile
from bot.errors import AinewsError, FetchError, LinkError
from bot.links.canonical import canonicalize
from bot.models.values import CanonicalLink
from bot.newsroom.submit import ReadLink

AT_ONCE = 8
"""Pages that are read at the same time. Of one site the fetcher reads one after the other."""

Progress = Callable[[int, int], None]
"""Called with (links done, links in all)."""


@dataclass(frozen=True, slots=True)
class _Place:
    path: str
    issue: date
    entry: ParsedEntry
    url: str


def check_links(
    files: Sequence[ParsedFile], read: ReadLink, *, progress: Progress = lambda _done, _all: None
) -> Iterator[Finding]:
    """Read every link once, and tell of those behind which nothing is, at each place that has them."""
    places: dict[CanonicalLink, list[_Place]] = {}
    for place in _places(files):
        try:
            places.setdefault(canonicalize(place.url), []).append(place)
        except LinkError as error:
            yield _finding(place, error.message)
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="lint") as pool:
        asked = {pool.submit(_problem, read, link): link for link in places}
        yield from _answers(asked, places, progress)


def _answers(
    asked: dict[Future[str | None], CanonicalLink],
    places: dict[CanonicalLink, list[_Place]],
    progress: Progress,
) -> Iterator[Finding]:
    try:
        for done, answer in enumerate(as_completed(asked), start=1):
            progress(done, len(asked))
            problem = answer.result()
            for place in places[asked[answer]] if problem else ():
                yield _finding(place, problem or "")
    finally:
        for answer in asked:  # whoever stops the command does not wait for all pages
            answer.cancel()


def _places(files: Sequence[ParsedFile]) -> Iterator[_Place]:
    for file in files:
        for issue in file.issues:
            for entry in issue.entries:
                for url, _ in entry.links:
                    yield _Place(file.name, issue.date, entry, url)


def _problem(read: ReadLink, link: CanonicalLink) -> str | None:
    """Say why nothing was found behind a link; None where something answers."""
    try:
        read(link)
    except FetchError as error:
        return None if error.answers else error.message
    except AinewsError as error:
        return error.message
    return None


def _finding(place: _Place, problem: str) -> Finding:
    proposal = f"Look for its new address, or link to a copy: https://web.archive.org/web/{place.issue:%Y%m%d}/{place.url}"
    message = f"{place.url}: {problem}"
    return Finding(Check.LINK, place.path, place.entry.line, message, proposal, link=place.entry.links[0][0])
