"""Texts for people come from templates: one named block of a file in `templates/` is one piece of text.

A piece is mrkdwn (`text`) or plain (`plain`); Python decides where in Block Kit it goes. Operators replace
single blocks with files of the same name in a folder of their own (`AINEWS_TEMPLATES`); a block that their
file does not have comes from ours.

Values are escaped as they are printed. Jinja's own escaping is made for HTML and turns `'` into `&#39;`,
which Slack shows as it stands; so a `finalize` escapes for Slack and marks the result as safe, and
autoescape stays on so that macros and `{% set %}` blocks are not escaped a second time.

Templates are the operator's files and run unsandboxed: they are code, not input.
"""

import re
import traceback
from collections.abc import Callable, Iterator
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import nodes
from markupsafe import Markup

from bot.blockkit.escape import autolink, channel, closed, escape, link, literal, mention, spoken
from bot.errors import TemplateError
from bot.models.text import first_sentence, shorten

_SUFFIX = ".txt"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MANY_BLANK_LINES = re.compile(r"\n\s*\n\s*\n")


class Templates:
    """The templates of one folder, with an operator's folder laid over it.

    Files are read once and kept; changes on disk count from the next start.
    """

    def __init__(self, folder: Path, override: Path | None = None, *, site: str = "") -> None:
        """Take our folder and an operator's. `site`: the address of the archive's site, ending in a slash."""
        self._folder = folder
        self._site = site
        self._override = override
        folders = [override, folder] if override else [folder]
        # The operator's layer falls back to whole files of ours; the second one to single blocks.
        self._mrkdwn = [_mrkdwn_environment(folders[index:]) for index in range(len(folders))]
        self._plain = [_plain_environment(folders[index:]) for index in range(len(folders))]

    def text(self, template: str, block: str, /, **values: Any) -> str:
        """Render a block as mrkdwn: values escaped, outer space and surplus blank lines gone.

        `template` is a path such as `issue/root.txt`.

        Raises:
            TemplateError: there is no such file or block, or it failed; with file and line.
        """
        made = self._render(self._mrkdwn, template, block, values)
        # What Jinja itself escaped (joined lists, constants) came out for HTML.
        made = made.replace("&#39;", "'").replace("&#34;", '"')
        return _MANY_BLANK_LINES.sub("\n\n", made).strip()

    def plain(self, template: str, block: str, /, **values: Any) -> str:
        """Render a block for a plain_text object, which Slack shows as it is: unescaped, and on one line.

        Raises:
            TemplateError: as `text` does.
        """
        return " ".join(self._render(self._plain, template, block, values).split())

    def address(self, path: str) -> str:
        """Return the full address of a page of the site, or nothing where there is no site."""
        return f"{self._site}{path}" if self._site else ""

    def check(self) -> None:
        """Read every template, so that a broken one ends the start and not next week's issue.

        Raises:
            TemplateError: a file or block that we do not have, text outside of blocks, or broken syntax.
        """
        for path in _files(self._folder):
            self._parse(self._folder, path)
        if self._override is None:
            return
        if not self._override.is_dir():
            raise TemplateError(f"There is no folder of templates at {self._override}.")
        ours = {path.as_posix() for path in _files(self._folder)}
        for path in _files(self._override):
            self._check_replacement(path, ours)

    def _check_replacement(self, path: Path, ours: set[str]) -> None:
        """A leading underscore marks a file for `{% include %}` or `{% import %}`."""
        assert self._override is not None
        blocks = self._parse(self._override, path)
        if path.name.startswith("_"):
            return
        if path.as_posix() not in ours:
            hint = _did_you_mean(path.as_posix(), ours)
            raise TemplateError(f"{self._override / path}: no template has this name.", hint=hint)
        known = self._parse(self._folder, path)
        for name, line in blocks.items():
            if name not in known:
                where = f"{self._override / path}, line {line}"
                raise TemplateError(f'{where}: no block is called "{name}".', hint=_did_you_mean(name, known))

    def _parse(self, folder: Path, path: Path) -> dict[str, int]:
        """Return the names of the file's blocks, each with its line."""
        environment, file = self._mrkdwn[0], folder / path
        try:
            tree = environment.parse(file.read_text(encoding="utf-8"), path.as_posix(), str(file))
            environment.compile(tree, path.as_posix(), str(file))
        except jinja2.TemplateSyntaxError as error:
            raise TemplateError(f"{file}, line {error.lineno}: {error.message}") from error
        except (OSError, UnicodeDecodeError) as error:
            raise TemplateError(f"{file} cannot be read: {error}") from error
        if (line := _stray_line(tree)) is not None:
            hint = "Only what stands inside {% block … %} is used."
            raise TemplateError(f"{file}, line {line}: this stands outside of a block.", hint=hint)
        return {block.name: block.lineno for block in tree.find_all(nodes.Block)}

    def _render(
        self, layers: list[jinja2.Environment], template: str, block: str, values: dict[str, Any]
    ) -> str:
        try:
            for environment in layers:
                found = environment.get_template(template)
                if block in found.blocks:
                    return "".join(found.blocks[block](found.new_context(values)))
        except jinja2.TemplateNotFound as error:
            raise TemplateError(f'There is no template "{error.name}".') from error
        except jinja2.TemplateSyntaxError as error:
            raise TemplateError(f"{error.filename}, line {error.lineno}: {error.message}") from error
        except Exception as error:
            # A template is code: a missing value, a wrong type, a filter's own error, all with the same cure.
            raise TemplateError(f"{_place(error) or template}: {error}") from error
        raise TemplateError(f'{template}: there is no block "{block}".')


def _mrkdwn_environment(folders: list[Path]) -> jinja2.Environment:
    filters: dict[str, Callable[..., Any]] = {
        "link": lambda label, url: _safe(link(url, str(label))),
        "mention": lambda person: _safe(mention(person)),
        "channel": lambda name: _safe(channel(name)),
        "spoken": lambda text: _safe(spoken(str(text))),
        "prose": lambda text: _safe(autolink(literal(str(text)))),
        "formatted": lambda text: _safe(autolink(escape(str(text)))),
    }
    return _environment(folders, filters, _escaped, autoescape=True)


def _plain_environment(folders: list[Path]) -> jinja2.Environment:
    filters: dict[str, Callable[..., Any]] = dict.fromkeys(
        ("mention", "channel", "prose", "formatted", "spoken"), str
    )
    return _environment(folders, filters | {"link": lambda label, _url: label}, _printed, autoescape=False)


def _environment(
    folders: list[Path],
    filters: dict[str, Callable[..., Any]],
    finalize: Callable[[Any], Any],
    *,
    autoescape: bool,
) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folders),
        autoescape=autoescape,  # noqa: S701  plain_text objects are no markup
        finalize=finalize,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= _FILTERS | filters
    return environment


def _escaped(value: Any) -> Any:
    """What is marked as safe stays; `None` prints nothing."""
    return value if hasattr(value, "__html__") else _safe(literal(_printed(value)))


def _safe(text: str) -> Markup:
    """Mark what bot.blockkit.escape has escaped, so that Jinja does not escape it again."""
    return Markup(text)  # noqa: S704


def _printed(value: Any) -> str:
    return "" if value is None else str(value)


# Filters


def day(value: date | None, relative_to: date | None = None) -> str:
    """`5 Jan`, with the year where it is not that of `relative_to`; nothing for no date."""
    if value is None:
        return ""
    year = "" if relative_to and relative_to.year == value.year else f" {value.year}"
    return f"{value.day} {_MONTHS[value.month - 1]}{year}"


def plural(count: int, singular: str, plural_form: str = "") -> str:
    """`1 item`, `1,204 items`."""
    return f"{count:,} {singular if count == 1 else plural_form or f'{singular}s'}"


def listing(words: list[str]) -> str:
    """`Meta`, `Meta and NYU`, `Meta, NYU and MIT`."""
    *most, last = map(closed, words) if words else [""]
    return f"{', '.join(most)} and {last}" if most else last


def unbroken(text: str) -> str:
    """The text in one piece, so that no line ends between a day and its month."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


_FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "plural": plural,
    "listing": listing,
    "unbroken": unbroken,
    "shorten": shorten,
    "sentence": first_sentence,
}


# Finding faults


def _files(folder: Path) -> list[Path]:
    return sorted(path.relative_to(folder) for path in folder.rglob(f"*{_SUFFIX}"))


def _stray_line(tree: nodes.Template) -> int | None:
    """Return the line of the first thing outside of blocks that would be lost. Macros may be imported."""
    for node in _outside(tree):
        if not (isinstance(node, nodes.TemplateData) and not node.data.strip()):
            return node.lineno
    return None


def _outside(tree: nodes.Template) -> Iterator[nodes.Node]:
    for node in tree.body:
        if isinstance(node, nodes.Output):
            yield from node.nodes
        elif not isinstance(node, nodes.Block | nodes.Macro):
            yield node


def _place(error: Exception) -> str | None:
    """Return the file and line of the template that `error` came from.

    Compiled templates run as Python of their own lines; each knows its template, which knows the real ones.
    """
    place = None
    for frame, line in traceback.walk_tb(error.__traceback__):
        if template := frame.f_globals.get("__jinja_template__"):
            place = f"{template.filename}, line {template.get_corresponding_lineno(line)}"
    return place


def _did_you_mean(word: str, known: set[str] | dict[str, int]) -> str | None:
    close = get_close_matches(word, list(known), n=1)
    return f'Did you mean "{close[0]}"?' if close else None
