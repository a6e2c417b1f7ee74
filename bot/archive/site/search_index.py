"""The site's search: Pagefind (https://pagefind.app) makes an index in pieces, of which a reader's browser
loads the few that hold what they type. It is an extra: without it the site has no search.
"""

import importlib.util
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from markupsafe import Markup

from bot.archive.headlines import headline, one_line, text_below
from bot.archive.published import PublishedArchive
from bot.archive.site.templates import kind_name
from bot.errors import AinewsError
from bot.models.pages import item_page
from bot.models.text import shorten
from bot.templating import day

INDEX = "pagefind"
"""The folder of the index in the site."""

_OWN_PAGES = ("pagefind-ui", "pagefind-modular-ui", "pagefind-component-ui", "pagefind-highlight")
"""Pagefind's own pages for searching, which ours takes the place of."""

_TIMEOUT = 600
_OPENING = 160

END = "⁂"
"""Stands after an item's summary: what follows is found, but not shown in an excerpt."""

_DOCUMENT = Markup("""<!doctype html><html lang="en"><title>{title}</title><body data-pagefind-body>
<p>{summary}</p><p>{end}</p><h1 data-pagefind-meta="title">{title}</h1><p>{names}</p>
<p data-pagefind-meta="kind:{kind}"></p><p data-pagefind-filter="kind:{value}"></p>
<p data-pagefind-meta="issue:{issue}"></p>
<p data-pagefind-meta="opening" data-pagefind-ignore="index">{opening}</p>
</body></html>""")


class Indexer(Protocol):
    """Makes an index of pages. `version` tells two indexers apart whose indexes may differ."""

    @property
    def version(self) -> str: ...

    def index(self, pages: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        """Yield the files of the index, each a path in the site and its bytes."""


class Pagefind:
    """Runs Pagefind's own program, which its Python package brings along."""

    @property
    def version(self) -> str:
        return version("pagefind")

    def index(self, pages: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        """Write the pages to a folder of their own, index them, and yield what came out.

        Raises:
            AinewsError: Pagefind failed.
        """
        with TemporaryDirectory(prefix="ainews-site-") as name:
            site, out = Path(name, "site"), Path(name, "out")
            made: set[Path] = set()
            for path, data in pages:
                file = site / path
                if file.parent not in made:
                    file.parent.mkdir(parents=True, exist_ok=True)
                    made.add(file.parent)
                file.write_bytes(data)
            _run("--site", site, "--output-path", out, "--force-language", "en")
            for file in sorted(out.rglob("*")):
                if file.is_file() and not file.name.startswith(_OWN_PAGES):
                    yield f"{INDEX}/{file.relative_to(out).as_posix()}", file.read_bytes()


def find_indexer() -> Pagefind | None:
    """Return Pagefind where it is installed: `pip install ainews[site]`."""
    installed = all(importlib.util.find_spec(name) for name in ("pagefind", "pagefind_bin"))
    return Pagefind() if installed else None


def search_documents(archive: PublishedArchive) -> Iterator[tuple[str, bytes]]:
    """Yield what is searched of each item and shown of it in results; not its page, whose look may change."""
    for item in archive.items:
        below = text_below(item)
        made = _DOCUMENT.format(
            title=headline(item),
            summary=below,
            end=END,
            names=" ".join([*item.organizations, *(f"#{tag}" for tag in item.tags)]),
            kind=kind_name(item.kind),
            value=item.kind.value,
            issue=day(item.issue),
            opening=shorten(one_line(below), _OPENING),
        )
        yield item_page(item.id), made.encode()


def _run(*arguments: str | Path) -> None:
    command = [sys.executable, "-m", "pagefind", *map(str, arguments)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        raise AinewsError(f"The site's search index could not be made: {error}.") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise AinewsError(f"The site's search index could not be made: {said[-1] if said else 'no reason'}.")
