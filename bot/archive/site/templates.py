"""The site's templates: HTML, where everything is escaped that nobody marked as safe.

They lie in `templates/site/`. An operator's folder (`AINEWS_TEMPLATES`) may hold files of the same names in
`site/`, which take the place of ours.
"""

import traceback
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import jinja2

from bot.archive.headlines import headline, one_line, text_below
from bot.archive.prose import formatted, is_web_address, paragraphs
from bot.archive.site.shelves import organization_path, tag_path
from bot.errors import TemplateError
from bot.models.pages import issue_page, item_page
from bot.models.text import shorten
from bot.models.values import KIND_NAMES, Kind
from bot.templating import day, plural

STATIC = ("style.css", "search.js", "icon.svg")


class SiteTemplates:
    """The pages' templates, each read once."""

    def __init__(self, folder: Path, override: Path | None = None) -> None:
        """Take our folder of templates, and an operator's folder that is laid over it."""
        self.folders = [place / "site" for place in (override, folder) if place is not None]
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(self.folders),
            autoescape=True,
            finalize=lambda value: "" if value is None else value,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            keep_trailing_newline=True,
        )
        self._environment.filters |= _FILTERS
        self._environment.tests["web"] = is_web_address
        self._environment.globals["styles"] = sha256(self.static("style.css")).hexdigest()[:8]

    def render(self, template: str, **values: Any) -> str:
        """Render a page.

        Raises:
            TemplateError: the template is missing, broken, or uses what there is not; with file and line.
        """
        try:
            return self._environment.get_template(template).render(values)
        except jinja2.TemplateNotFound as error:
            raise TemplateError(f'There is no template "site/{error.name}".') from error
        except jinja2.TemplateSyntaxError as error:
            raise TemplateError(f"{error.filename}, line {error.lineno}: {error.message}") from error
        except Exception as error:
            # A template is code: a missing value, a wrong type, a filter's own error, all with the same cure.
            raise TemplateError(f"{_place(error) or template}: {error}") from error

    def static(self, name: str) -> bytes:
        """Return a file that goes out as it is.

        Raises:
            TemplateError: it cannot be read.
        """
        for folder in self.folders:
            file = folder / name
            if file.is_file():
                return file.read_bytes()
        raise TemplateError(f'There is no file "site/{name}".')


def long_day(on: date) -> str:
    """`26 February 2024`."""
    return f"{on.day} {on:%B} {on.year}"


def kind_name(kind: Kind) -> str:
    """`Paper`: one of a kind, as readers call it."""
    names = {Kind.CODE: "Code", Kind.OTHER: "Other"}
    return names.get(kind) or KIND_NAMES[kind].removesuffix("s")


def description(text: str) -> str:
    """Return a text as search engines and previews of links show it: a line or two."""
    return shorten(one_line(text), 200)


_FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "long_day": long_day,
    "plural": plural,
    "one_line": one_line,
    "headline": headline,
    "text_below": text_below,
    "description": description,
    "paragraphs": paragraphs,
    "formatted": formatted,
    "kind_name": kind_name,
    "item_page": item_page,
    "issue_page": issue_page,
    "organization_page": organization_path,
    "tag_page": tag_path,
}


def _place(error: Exception) -> str | None:
    """Return the file and line of the template that `error` came from: Jinja puts them into the traceback."""
    place = None
    for frame, line in traceback.walk_tb(error.__traceback__):
        if (name := frame.f_code.co_filename).endswith(".html"):
            place = f"{name}, line {line}"
    return place
