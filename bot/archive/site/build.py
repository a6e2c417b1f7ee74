"""From what was published to a folder with a site in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from bot.archive.feeds import all_feeds
from bot.archive.published import PublishedArchive
from bot.archive.site.folder import SiteFolder, Written
from bot.archive.site.pages import File, Site
from bot.archive.site.search_index import INDEX, Indexer, search_documents
from bot.archive.site.sitemap import write_sitemap
from bot.archive.site.templates import STATIC, SiteTemplates
from bot.archive.writers.atom import write_atom_feed
from bot.archive.writers.json_feed import PATH as JSON_FEED
from bot.archive.writers.json_feed import write_json_feed
from bot.archive.writers.opml import write_opml
from bot.errors import InvalidInputError


@dataclass(frozen=True, slots=True)
class Built:
    """A site that was built: how many pages it has, and what became of its files."""

    pages: int
    files: Written
    has_search: bool


def build_site(
    archive: PublishedArchive, folder: Path, templates: SiteTemplates, *, indexer: Indexer | None = None
) -> Built:
    """Write the site, what changed of it. The same archive gives the same bytes, whenever it is built.

    Without an `indexer` the site has no search.

    Raises:
        InvalidInputError: nothing was published yet, or the folder cannot be used.
        TemplateError: a template is broken.
    """
    if not archive.issues:
        raise InvalidInputError("Nothing was published yet, so there is no site to write.")
    place = SiteFolder(folder)
    pages = list(Site(archive, templates, has_search=indexer is not None).pages())
    files = dict([*pages, *_feeds(archive), *_static(templates, has_search=indexer is not None)])
    if archive.site:
        files["sitemap.xml"] = write_sitemap(archive, [path for path, _ in pages]).encode()
    notes: dict[str, str] = {}
    kept: list[str] = []
    if indexer is not None:
        documents = list(search_documents(archive))
        notes["search"] = _fingerprint(documents, indexer)
        kept = _index_there(place) if place.notes.get("search") == notes["search"] else []
        files |= {} if kept else dict(indexer.index(documents))
    written = place.update(files.items(), notes=notes, kept=kept)
    return Built(len(pages), written, indexer is not None)


def _feeds(archive: PublishedArchive) -> Iterator[File]:
    for feed in all_feeds(archive):
        yield feed.path, write_atom_feed(feed, archive).encode()
    yield JSON_FEED, write_json_feed(archive).encode()
    if archive.site:
        yield "feeds.opml", write_opml(archive).encode()


def _static(templates: SiteTemplates, *, has_search: bool) -> Iterator[File]:
    for name in STATIC:
        if has_search or name != "search.js":
            yield name, templates.static(name)


def _index_there(place: SiteFolder) -> list[str]:
    """Return the index's files, which need not be made again; none where one of them is gone."""
    known = place.files_in(INDEX)
    return known if all((place.root / path).is_file() for path in known) else []


def _fingerprint(documents: list[File], indexer: Indexer) -> str:
    made = sha256(indexer.version.encode())
    for path, data in documents:
        made.update(path.encode() + b"\0" + data + b"\0")
    return made.hexdigest()
