"""Sources whose things have names of their own: one paper, repository or video, however it is linked.

Every reader takes a path (slashes merged, none at the end, percent signs in normal form) and a query, and
returns None for pages of the source that are no such thing: those are known by their link.
"""

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote


class Identifier(NamedTuple):
    """`source` and `id` make the key. `version` is the paper's version as written (`v2`): not part of it."""

    source: str
    id: str
    version: str | None = None

    @property
    def key(self) -> str:
        return f"{self.source}:{self.id}"


_Reader = Callable[[str, str], Identifier | None]

# Since 2007 2401.02412v2, before it hep-th/9901001 and math.GT/0309136:
# https://info.arxiv.org/help/arxiv_identifier.html
_ARXIV_ID = r"(?:(\d{4}\.\d{4,5})|([a-z][a-z-]*)(?:\.[a-z-]{2,12})?/(\d{7}))(v\d{1,2})?"
_ARXIV = re.compile(_ARXIV_ID, re.IGNORECASE)
_ARXIV_PATH = re.compile(
    rf"/(?:abs|pdf|html|format|ps|e-print|src|overview|papers|resources|audio|ftp/(?:arxiv|[a-z-]+)/papers/\d{{4}})/(?:arxiv:)?{_ARXIV_ID}(?:\.pdf|\.html?)?(?:/.*)?",
    re.I,
)
_ARXIV_DOI = re.compile(rf"10\.48550/arxiv\.{_ARXIV_ID}", re.IGNORECASE)

_DOI = re.compile(r"10\.\d{4,9}/[!-~]+")
_DOI_PATH = re.compile(r"/(?:doi:|urn:doi:)?(10\.\d{4,9}/.+)", re.IGNORECASE)
_PUBLISHER_DOI = re.compile(r"/doi/(?:[a-z]+/){0,2}(10\.\d{4,9}/.+)", re.IGNORECASE)
_SPRINGER = re.compile(
    r"/(?:article|chapter|book|content/pdf|epdf|referenceworkentry)/(10\.\d{4,9}/.+?)(?:\.pdf)?", re.I
)
_NATURE = re.compile(r"/articles/([a-z]*\d[\w-]+?)(?:\.pdf|_reference\.pdf)?", re.IGNORECASE)
_RXIV = re.compile(
    r"/content/(10\.\d{4,9}/[\d.]+?)(v\d{1,2})?(?:\.(?:full|abstract|article-info|supplementary-material).*)?",
    re.I,
)
_FRONTIERS = re.compile(r"/(?:journals/[\w-]+/)?articles/(10\.3389/[\w.]+)(?:/.*)?", re.IGNORECASE)
_IOP = re.compile(r"/article/(10\.\d{4,9}/[^/]+(?:/[^/]+)*?)(?:/(?:meta|pdf))?", re.IGNORECASE)
_ZENODO = re.compile(r"/records?/(\d+)(?:/.*)?")
_ZENODO_DOI = re.compile(r"/doi/(10\.5281/zenodo\.\d+)")

_ACL_ID = r"([A-Z]\d{2}-\d{4}|\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+)(v\d{1,2})?"
_ACL_PATH = re.compile(
    rf"/(?:anthology/)?(?:papers/(?:[^/]+/){{0,2}})?{_ACL_ID}(?:\.pdf|\.bib)?(?:/.*)?", re.IGNORECASE
)
_ACL_DOI = re.compile(rf"10\.18653/v1/{_ACL_ID}", re.IGNORECASE)

_OPENREVIEW_PATHS = frozenset({"/forum", "/pdf", "/attachment", "/revisions"})
_OPENREVIEW_ID = re.compile(r"[\w-]{4,}")
_X_STATUS = re.compile(r"/(?:i/)?[^/]+/status(?:es)?/(\d{1,20})(?:/.*)?", re.IGNORECASE)
_YOUTUBE_ID = re.compile(r"[\w-]{11}")
_YOUTUBE_PATH = re.compile(r"/(?:shorts|live|embed|watch|v|e)/([\w-]{11})(?:/.*)?")
_DIGITS = re.compile(r"\d{1,18}")

_GITHUB = re.compile(r"/([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)/([\w.-]+?)(?:\.git)?(/.*)?", re.IGNORECASE)
_GITHUB_FRONT = re.compile(
    r"/tree/(?:main|master|HEAD)|/blob/(?:main|master|HEAD)/readme[\w.]*", re.IGNORECASE
)
_GITHUB_RELEASE = re.compile(r"/releases/tag/(.+)")
_GITHUB_OWN = frozenset(
    """
    about account apps blog codespaces collections contact customer-stories dashboard enterprise events
    explore features issues join login marketplace mobile new notifications orgs organizations pricing pulls
    readme
    resources search security sessions settings site solutions sponsors stars team topics trending users
    """.split()  # noqa: SIM905 (so many words read better as words)
)
_HF_REPOSITORY = re.compile(
    r"/(?:(datasets|spaces|models)/)?([\w.-]+)/([\w.-]+)(?:/(?:tree|blob)/main(?:/README\.md)?)?", re.I
)
_HF_OLD_DATASET = re.compile(r"/datasets/([\w.-]+)", re.IGNORECASE)
_HF_OWN = frozenset(
    """
    api billing blog chat collections docs enterprise front inference inference-endpoints join learn login
    new organizations papers posts pricing search settings tasks
    """.split()  # noqa: SIM905 (so many words read better as words)
)


def identify(host: str, path: str, query: str) -> Identifier | None:
    """Return what a link names, where its source has names of its own. `host` comes without `www.`."""
    reader = _READERS.get(host)
    if reader:
        return reader(path, query)
    if "/doi/" in path and (match := _PUBLISHER_DOI.fullmatch(path)):
        return read_doi(_trim_view(match[1]))
    return _arxiv_mirror(host, path, query) if host.endswith(".arxiv.org") else None


def read_arxiv(text: str) -> Identifier | None:
    """Read an arXiv identifier such as `2401.02412v2`, `hep-th/9901001` or `math.GT/0309136`."""
    match = _ARXIV.fullmatch(text)
    return _arxiv(match) if match else None


def read_doi(text: str) -> Identifier | None:
    """Read a DOI. DOIs of arXiv and of the ACL Anthology name the paper there. They ignore case."""
    doi = unquote(text).lower()
    if match := _ARXIV_DOI.fullmatch(doi):
        return _arxiv(match)
    if match := _ACL_DOI.fullmatch(doi):
        return _acl(match)
    return Identifier("doi", doi) if _DOI.fullmatch(doi) else None


def _arxiv(match: re.Match[str]) -> Identifier:
    new, archive, number, version = match.groups()[:4]
    return Identifier("arxiv", new or f"{archive.lower()}/{number}", version.lower() if version else None)


def _arxiv_mirror(_host: str, path: str, query: str) -> Identifier | None:
    return _read_arxiv_path(path, query)


def _read_arxiv_path(path: str, _query: str) -> Identifier | None:
    match = _ARXIV_PATH.fullmatch(path)
    return _arxiv(match) if match else None


def _trim_view(doi: str) -> str:
    """Publishers add the view to the DOI: /full, /abstract, /pdf, .pdf."""
    return re.sub(
        r"(?:/(?:full|abstract|abs|pdf|epub|html|references|summary|meta)|\.pdf)$", "", doi, flags=re.I
    )


def _read_doi_host(path: str, _query: str) -> Identifier | None:
    match = _DOI_PATH.fullmatch(unquote(path))
    return read_doi(match[1]) if match else None


def _doi_by(pattern: re.Pattern[str], prefix: str = "") -> _Reader:
    """Make a reader for a publisher whose paths carry the DOI, or its end where `prefix` is the start."""

    def read(path: str, _query: str) -> Identifier | None:
        match = pattern.fullmatch(unquote(path))
        return read_doi(prefix + match[1]) if match else None

    return read


def _read_plos(path: str, query: str) -> Identifier | None:
    return read_doi(unquote(_parameter(query, "id"))) if "/article" in path else None


def _read_zenodo(path: str, _query: str) -> Identifier | None:
    if match := _ZENODO.fullmatch(path):
        return Identifier("doi", f"10.5281/zenodo.{match[1]}")
    match = _ZENODO_DOI.fullmatch(path)
    return read_doi(match[1]) if match else None


def _read_acl(path: str, _query: str) -> Identifier | None:
    match = _ACL_PATH.fullmatch(path)
    return _acl(match) if match else None


def _acl(match: re.Match[str]) -> Identifier:
    return Identifier("acl", match[1].lower(), match[2])


def _read_openreview(path: str, query: str) -> Identifier | None:
    found = _parameter(query, "id") if path in _OPENREVIEW_PATHS else ""
    return Identifier("openreview", found) if _OPENREVIEW_ID.fullmatch(found) else None


def _read_x(path: str, _query: str) -> Identifier | None:
    match = _X_STATUS.fullmatch(path)
    return Identifier("x", match[1]) if match else None


def _read_youtube(path: str, query: str) -> Identifier | None:
    if path == "/attribution_link":
        path, _, query = unquote(_parameter(query, "u")).partition("?")
    match = _YOUTUBE_PATH.fullmatch(path)
    found = match[1] if match else _parameter(query, "v") if path == "/watch" else ""
    return Identifier("youtube", found) if _YOUTUBE_ID.fullmatch(found) else None


def _read_short_youtube(path: str, _query: str) -> Identifier | None:
    found = path[1:]
    return Identifier("youtube", found) if _YOUTUBE_ID.fullmatch(found) else _read_youtube(path, _query)


def _read_hacker_news(path: str, query: str) -> Identifier | None:
    found = _parameter(query, "id") if path == "/item" else ""
    return Identifier("hn", found) if _DIGITS.fullmatch(found) else None


def _read_github(path: str, _query: str) -> Identifier | None:
    """A repository (its front page and README) or one release. Owner and name ignore case, a tag does not."""
    match = _GITHUB.fullmatch(path)
    if match is None or match[1].lower() in _GITHUB_OWN:
        return None
    name, rest = f"{match[1]}/{match[2]}".lower(), match[3]
    if rest is None or _GITHUB_FRONT.fullmatch(rest):
        return Identifier("github", name)
    release = _GITHUB_RELEASE.fullmatch(rest)
    return Identifier("github", f"{name}/releases/{release[1]}") if release else None


def _read_huggingface(path: str, query: str) -> Identifier | None:
    """A paper is arXiv's. Models, datasets and spaces ignore case: the hub redirects between spellings."""
    if path.startswith("/papers/"):
        return _read_arxiv_path(path, query)
    if match := _HF_REPOSITORY.fullmatch(path):
        kind, owner, name = match.groups()
        if kind is None and owner.lower() in ("datasets", "spaces", "models"):
            return (
                Identifier("huggingface", f"datasets/{name}".lower()) if owner.lower() == "datasets" else None
            )
        if owner.lower() in _HF_OWN:
            return None
        prefix = f"{kind}/" if kind and kind.lower() != "models" else ""
        return Identifier("huggingface", f"{prefix}{owner}/{name}".lower())
    match = _HF_OLD_DATASET.fullmatch(path)
    return Identifier("huggingface", f"datasets/{match[1]}".lower()) if match else None


def _parameter(query: str, name: str) -> str:
    """The first value of a parameter, as it stands in the query."""
    start = f"{name}="
    for piece in query.split("&"):
        if piece.startswith(start):
            return piece[len(start) :]
    return ""


_READERS: dict[str, _Reader] = {
    **dict.fromkeys(
        (
            "arxiv.org",
            "export.arxiv.org",
            "browse.arxiv.org",
            "alphaxiv.org",
            "ar5iv.org",
            "ar5iv.labs.arxiv.org",
            "arxiv-vanity.com",
            "xxx.lanl.gov",
        ),
        _read_arxiv_path,
    ),
    **dict.fromkeys(("doi.org", "dx.doi.org"), _read_doi_host),
    "link.springer.com": _doi_by(_SPRINGER),
    "nature.com": _doi_by(_NATURE, "10.1038/"),
    "biorxiv.org": _doi_by(_RXIV),
    "medrxiv.org": _doi_by(_RXIV),
    "frontiersin.org": _doi_by(_FRONTIERS),
    "iopscience.iop.org": _doi_by(_IOP),
    "journals.plos.org": _read_plos,
    "zenodo.org": _read_zenodo,
    **dict.fromkeys(
        ("aclanthology.org", "aclweb.org", "aclanthology.info", "aclanthology.coli.uni-saarland.de"),
        _read_acl,
    ),
    **dict.fromkeys(("openreview.net", "api.openreview.net", "api2.openreview.net"), _read_openreview),
    "github.com": _read_github,
    "huggingface.co": _read_huggingface,
    **dict.fromkeys(
        ("x.com", "fxtwitter.com", "vxtwitter.com", "fixupx.com", "fixvx.com", "nitter.net"), _read_x
    ),
    **dict.fromkeys(("youtube.com", "youtube-nocookie.com"), _read_youtube),
    "youtu.be": _read_short_youtube,
    "news.ycombinator.com": _read_hacker_news,
}
