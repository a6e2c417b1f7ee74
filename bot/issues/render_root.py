"""An issue's root message: what its channel sees of it at a glance."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bot.blockkit import blocks as bk
from bot.blockkit.limits import HEADER_TEXT, MESSAGE_BUDGET, SECTION_TEXT
from bot.blockkit.validate import size_of
from bot.issues.compose import SECTIONS, top_picks
from bot.issues.fit import PROSE, pack_blocks, pack_lines, split_text, within
from bot.issues.pieces import (
    LINK_IN_LIST,
    TITLE,
    changes_of,
    clickable,
    make_part,
    notes,
    sections,
    words_of,
)
from bot.models.pages import issue_page
from bot.models.text import shorten_words
from bot.models.values import MAX_TITLE, Entry, Issue, Part
from bot.templating import Templates

TEMPLATE = "issue/root.txt"
FEW = 5
"""Up to so many entries each get two lines, as top picks do, and no list of headlines follows."""


@dataclass(frozen=True, slots=True)
class _Detail:
    """What a headline says besides its title. A heavy week takes the next one until all of it fits."""

    names: int
    with_day: bool


_DETAILS = (
    _Detail(names=3, with_day=True),
    _Detail(names=0, with_day=True),
    _Detail(names=0, with_day=False),
)
_OLDER = "older"
_MAX_ERRATA = 5


def render_root(issue: Issue, templates: Templates) -> tuple[Part, ...]:
    """Return the root message, and replies with the rest of an introduction that is too long for it.

    The header, what is inside, the introduction and the top picks come first; headlines get what is left of
    the budget. A heavy week first drops organisations, then days, then ends its longest sections with
    "and 12 more in the thread": every entry has its message there, and a title is not cut for want of room.
    """
    introduction = split_text(issue.introduction, PROSE)
    printed = issue
    issue = replace(issue, entries=tuple(entry for entry in issue.entries if not entry.is_removed))
    picks = issue.entries if len(issue.entries) <= FEW else top_picks(issue)
    top = [*_head(issue, introduction[:1], templates), *_picks(issue, picks, templates)]
    page = templates.address(issue_page(issue.date)) if issue.entries else ""
    thread = templates.text(TEMPLATE, "thread" if issue.entries else "empty", page=page)
    bottom = [*notes([thread, *_errata(printed, templates)]), _actions(issue, templates)]
    rest = [entry for entry in issue.entries if entry not in picks]
    headlines = _headlines(issue, rest, templates, room=MESSAGE_BUDGET - size_of([*top, *bottom]))
    root = make_part(issue, 0, 0, _notification(issue, templates), [*top, *headlines, *bottom])
    return root, *_continued(issue, introduction[1:], templates)


def _head(issue: Issue, introduction: Sequence[str], templates: Templates) -> list[bk.Block]:
    header = templates.plain(
        TEMPLATE, "header", publication=shorten_words(issue.publication, 120), on=issue.date
    )
    kinds = Counter(entry.item.kind for entry in issue.entries)
    inside = templates.text(
        TEMPLATE,
        "inside",
        total=len(issue.entries),
        kinds=[(kind.value, kinds[kind]) for kind in SECTIONS if kinds[kind]],
        people=len({entry.item.submitted_by for entry in issue.entries} - {None}),
    )
    has_title = issue.title.strip() not in {"", issue.publication}
    own_title = [shorten_words(" ".join(issue.title.split()), MAX_TITLE)] if has_title else []
    words = [
        *(templates.text(TEMPLATE, "title", title=title) for title in own_title),
        *(templates.text(TEMPLATE, "introduction", introduction=text) for text in introduction),
    ]
    return [
        bk.header(shorten_words(header, HEADER_TEXT)),
        *notes([inside]),
        *sections(words),
        *_opening(issue, templates),
    ]


def _opening(issue: Issue, templates: Templates) -> list[bk.Block]:
    """What readers of the last issue liked most, where anything was."""
    favourites = [
        {
            "headline": shorten_words(" ".join(one.headline.split()), TITLE),
            "url": clickable(one.url, LINK_IN_LIST),
            "reason": one.reason,
            "count": one.count,
        }
        for one in issue.opening
    ]
    return sections([templates.text(TEMPLATE, "opening", favourites=favourites)]) if favourites else []


def _errata(issue: Issue, templates: Templates) -> list[str]:
    """A line for each entry that was corrected or removed after publication; the latest few."""
    corrected = sorted(
        (entry for entry in issue.entries if entry.corrected_on is not None),
        key=lambda entry: entry.corrected_on or issue.date,
        reverse=True,
    )
    return [
        templates.text(
            TEMPLATE,
            "erratum",
            headline=words_of(entry)["headline"],
            removed=entry.is_removed,
            corrected=changes_of(entry),
            corrected_on=entry.corrected_on,
            on=issue.date,
        )
        for entry in corrected[:_MAX_ERRATA]
    ]


def _picks(issue: Issue, picks: Sequence[Entry], templates: Templates) -> list[bk.Block]:
    texts = [_entry_text(entry, issue, "pick", templates) for entry in picks]
    titled = [templates.text(TEMPLATE, "picks_title")] if len(picks) < len(issue.entries) else []
    return [bk.divider(), *sections([*titled, *texts])] if texts else []


def _headlines(issue: Issue, entries: Sequence[Entry], templates: Templates, *, room: int) -> list[bk.Block]:
    groups = _by_section(entries)
    titles = [templates.text(TEMPLATE, "section_title", section=name) for name, _ in groups]
    lists: list[list[str]] = []
    for detail in _DETAILS:
        lists = [
            [_entry_text(entry, issue, "headline", templates, detail) for entry in members]
            for _, members in groups
        ]
        if _length(titles, lists) <= room:
            break
    else:
        lists = _cut(titles, lists, templates, room)
    texts = [
        text
        for title, lines in zip(titles, lists, strict=True)
        for text in pack_lines([title, *lines], SECTION_TEXT)
    ]
    return [bk.divider(), *sections(texts)] if texts else []


def _cut(titles: list[str], lists: list[list[str]], templates: Templates, room: int) -> list[list[str]]:
    """Take lines from the end of whichever section is longest until the rest fits, and say how many went."""
    kept = [list(lines) for lines in lists]
    more = [0] * len(lists)
    note = len(templates.text(TEMPLATE, "more", count=len(lists) * 1000))
    total = _length(titles, kept)
    while total > room and any(kept):
        longest = max(range(len(kept)), key=lambda index: sum(map(len, kept[index])))
        total -= len(kept[longest].pop()) + 1
        total += 0 if more[longest] else note + 1
        more[longest] += 1
    return [
        [*lines, templates.text(TEMPLATE, "more", count=count)] if count else lines
        for lines, count in zip(kept, more, strict=True)
    ]


def _by_section(entries: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    """Group by section in the sections' own order; sections with other names come last but older finds."""
    order = {kind.value: index for index, kind in enumerate(SECTIONS)} | {_OLDER: len(SECTIONS) + 1}
    ranked = sorted(entries, key=lambda entry: order.get(_section(entry), len(SECTIONS)))
    return [(name, list(members)) for name, members in groupby(ranked, key=_section)]


def _section(entry: Entry) -> str:
    return _OLDER if entry.older else entry.section or entry.item.kind.value


def _entry_text(
    entry: Entry, issue: Issue, block: str, templates: Templates, detail: _Detail = _DETAILS[0]
) -> str:
    def at(share: float) -> str:
        words = words_of(entry, share, names=detail.names)
        if not detail.with_day:
            words["published_on"] = None
        return templates.text(TEMPLATE, block, **words, on=issue.date)

    return within(SECTION_TEXT, at)


def _length(titles: Sequence[str], lists: Sequence[Sequence[str]]) -> int:
    return sum(len(text) + 1 for lines in [titles, *lists] for text in lines)


def _actions(issue: Issue, templates: Templates) -> bk.Block:
    return bk.actions(
        bk.button(templates.plain(TEMPLATE, "search_button"), "issue_search"),
        bk.button(templates.plain(TEMPLATE, "submit_button"), "issue_submit"),
        bk.button(
            templates.plain(TEMPLATE, "save_all_button"), "issue_save_all", value=issue.date.isoformat()
        ),
    )


def _notification(issue: Issue, templates: Templates) -> str:
    return templates.text(
        TEMPLATE,
        "notification",
        publication=shorten_words(issue.publication, 120),
        on=issue.date,
        total=len(issue.entries),
        headlines=[words_of(entry)["headline"] for entry in top_picks(issue)],
    )


def _continued(issue: Issue, introduction: Sequence[str], templates: Templates) -> list[Part]:
    rest = sections(templates.text(TEMPLATE, "introduction", introduction=text) for text in introduction)
    note = templates.text(TEMPLATE, "continued")
    return [
        make_part(issue, 0, piece, note, [*notes([note]), *blocks])
        for piece, blocks in enumerate(pack_blocks(rest), start=1)
    ]
