"""One entry as messages in its issue's thread."""

from datetime import date

from bot.blockkit import blocks as bk
from bot.blockkit.limits import CONTEXT_TEXT, SECTION_TEXT
from bot.blockkit.validate import size_of
from bot.issues.fit import PROSE, pack_blocks, pack_lines, split_text, within
from bot.issues.pieces import (
    LINK_IN_HEAD,
    LINK_IN_NOTE,
    TITLE,
    changes_of,
    clickable,
    label_of,
    make_part,
    notes,
    sections,
    words_of,
)
from bot.models.pages import item_page
from bot.models.text import shorten_words
from bot.models.values import MAX_TAGS, MAX_TITLE, Entry, Issue, Part
from bot.templating import Templates

TEMPLATE = "issue/entry.txt"
LINK_IN_EARLIER = 500
"""Characters that a link to an earlier item may take: three of them share a line."""


def render_entry(entry: Entry, issue: Issue, templates: Templates) -> tuple[Part, ...]:
    """Return an entry's message, and further pieces where its text is more than one message holds.

    The first piece has the head and the buttons, whose value is the item's id; whoever presses one is checked
    on the server. The whole summary is there, cut only between sentences.
    """
    actions = _actions(entry, templates)
    messages = pack_blocks(_text_blocks(entry, issue, templates), first_reserve=size_of([actions]))
    words = words_of(entry) | {"on": issue.date}
    parts = []
    for piece, blocks in enumerate(messages):
        if piece == 0:
            text, content = templates.text(TEMPLATE, "notification", **words), [*blocks, actions]
        else:
            text = templates.text(TEMPLATE, "continued_notification", **words)
            content = [*continued(entry, issue, templates), *blocks]
        parts.append(make_part(issue, entry.position, piece, text, content))
    return tuple(parts)


def continued(entry: Entry, issue: Issue, templates: Templates) -> list[bk.Block]:
    """Return the line that says which entry a further message belongs to."""
    return notes([templates.text(TEMPLATE, "continued", **words_of(entry), on=issue.date)])


def _text_blocks(entry: Entry, issue: Issue, templates: Templates) -> list[bk.Block]:
    """Everything but the buttons, in reading order, each block within its own limit."""

    def head(share: float) -> str:
        words = words_of(entry, share, names=12, title=MAX_TITLE, link=LINK_IN_HEAD)
        return templates.text(TEMPLATE, "head", **words, on=issue.date, older=entry.older)

    summary = [
        templates.text(TEMPLATE, "summary", summary=piece) for piece in split_text(entry.summary, PROSE)
    ]
    return [*sections([within(SECTION_TEXT, head), *summary]), *_details(entry, issue.date, templates)]


def _details(entry: Entry, on: date, templates: Templates) -> list[bk.Block]:
    """The links, who handed it in, and its tags: small grey text."""
    links = [
        templates.text(TEMPLATE, "link", url=clickable(link.url, LINK_IN_NOTE), label=label_of(link))
        for link in entry.item.links
    ]

    def credit(share: float) -> str:
        person = shorten_words(entry.item.submitted_by or "", 60)
        tags = [shorten_words(tag, int(60 * share)) for tag in entry.item.tags[:MAX_TAGS]]
        return templates.text(TEMPLATE, "credit", submitted_by=person, tags=tags)

    page = templates.text(TEMPLATE, "permalink", page=templates.address(item_page(entry.item.id)))
    packed = pack_lines([link for link in (*links, page) if link], CONTEXT_TEXT, " · ")
    lines = [*_earlier(entry, on, templates), *packed, within(CONTEXT_TEXT, credit)]
    return notes([*lines, *_erratum(entry, on, templates)])


def _earlier(entry: Entry, on: date, templates: Templates) -> list[str]:
    """The items that this one follows, each linked to its message, or its page, or else its story."""
    if not entry.item.earlier:
        return []

    def text(share: float) -> str:
        told = [
            {
                "headline": shorten_words(" ".join(one.headline.split()), int(TITLE * share)),
                "url": clickable(
                    one.permalink or templates.address(item_page(one.id)) or one.url, LINK_IN_EARLIER
                ),
                "issue": one.issue,
            }
            for one in entry.item.earlier
        ]
        return templates.text(TEMPLATE, "earlier", earlier=told, on=on)

    return [within(CONTEXT_TEXT, text)]


def _erratum(entry: Entry, on: date, templates: Templates) -> list[str]:
    if entry.corrected_on is None or not (corrected := changes_of(entry)):
        return []
    return [templates.text(TEMPLATE, "erratum", corrected=corrected, corrected_on=entry.corrected_on, on=on)]


def _actions(entry: Entry, templates: Templates) -> bk.Block:
    item = str(entry.item.id)
    return bk.actions(
        bk.button(
            templates.plain(TEMPLATE, "upvote_button", votes=entry.item.votes), "item_upvote", value=item
        ),
        bk.button(templates.plain(TEMPLATE, "save_button"), "item_save", value=item),
        bk.overflow(
            "item_more",
            [
                bk.option(templates.plain(TEMPLATE, "similar"), f"similar:{item}"),
                bk.option(templates.plain(TEMPLATE, "edit"), f"edit:{item}"),
                bk.option(templates.plain(TEMPLATE, "remove"), f"remove:{item}"),
            ],
        ),
    )
