"""Days as they stand among words, without quotation marks: `after:january 2024`, "last week"."""

import re
from dataclasses import replace

from bot.query.days import is_month, month_names, read_period
from bot.query.tree import And, Filter, Node, Word, join_and

DAYS = frozenset({"before", "after", "on", "during", "issue"})
"""Filters whose values are days."""

MOST_WORDS = 4
"""Words of a value, as in "3rd of january 2024"."""

_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTH = "|".join(name if name == "may" else f"{name}|{name[:3]}" for name in month_names())
_WHOLE = re.compile(
    r"(?:published )?(?:(?P<before>before|until)|(?P<after>after|since)|on|in|from|during)? ?"
    r"(?P<days>yesterday|today|(?:last|this) (?:week|month|year)"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTH})(?: (?:19|20)\d\d)?"
    rf"|(?:{_MONTH}) \d{{1,2}}(?:st|nd|rd|th)?,?(?: (?:19|20)\d\d)?)"
)


def with_years(node: Node | None) -> Node | None:
    """Return what stands side by side with each year joined to the month before it: `after:january 2024`."""
    if not isinstance(node, And):
        return node
    nodes: list[Node] = []
    for child in node.nodes:
        before = nodes[-1] if nodes else None
        if isinstance(before, Filter) and isinstance(child, Word) and _is_its_year(before, child):
            nodes[-1] = replace(before, value=f"{before.value} {child.text}")
        else:
            nodes.append(child)
    return join_and(nodes)


def as_days(root: Node | None) -> Node | None:
    """Return the filter that a query is which names days and nothing else; any other query as it is."""
    nodes = root.nodes if isinstance(root, And) else (root,)
    words = [node.text for node in nodes if isinstance(node, Word)]
    found = _WHOLE.fullmatch(" ".join(words).casefold()) if len(words) == len(nodes) else None
    if found is None or read_period(found["days"]) is None:
        return root
    days = found["days"]
    is_long = days.endswith(("week", "month", "year"))
    name = "before" if found["before"] else "after" if found["after"] else "during" if is_long else "on"
    return Filter(name, days)


def _is_its_year(before: Filter, word: Word) -> bool:
    return before.name in DAYS and is_month(before.value) and bool(_YEAR.fullmatch(word.text))
