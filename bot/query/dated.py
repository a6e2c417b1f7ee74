"""Days that people say beside what they look for: "papers from last week", "since january", "openai 2w".

Only at the beginning or the end of the words, and only what can hardly be meant otherwise: with a
preposition, or as "last week". A month by itself ("rag january") stays among the words: it prefers, and hides
nothing.
"""

import re
from collections.abc import Iterator, Sequence

from bot.query.days import read_period
from bot.query.fields import read_kind
from bot.query.spoken import DAY, MONTH, has_text
from bot.query.tree import And, Filter, Node, Word, either_kind, join_and

_NAMED = (
    r"(?:last|this) (?:week|month|year)|past (?:day|week|month|year)"
    r"|(?:last|past) (?:\d{1,3} ?[dwmy]|(?:\d{1,3}|two|three|four|five|six) (?:days|weeks|months|years))"
)
_NEAR = r"yesterday|today|(?:19|20)\d\d-\d\d?-\d\d?"
_SHORT = r"(?:19|20)\d\d|\d{1,3} ?[dwmy]|\d{1,3} (?:days|weeks|months|years)"
_LONG = rf"{MONTH}|(?:19|20)\d\d-\d\d?"
_END = rf"{_NEAR}|{DAY}|{_LONG}"
_BESIDE_WORDS = (
    rf"from (?P<days>{_END}) (?:to|till|until) (?P<end>{_END})",
    rf"between (?P<days>{_END}) (?P<end>{_END})",  # a query's "and" is no word of it
    rf"(?P<word>since|after|before|until|till) (?:the )?(?P<days>{_NAMED}|{_NEAR}|{DAY}|{_LONG})",
    rf"(?P<word>since) (?P<days>{_SHORT})",
    rf"(?:in|from|during|of|on) (?:the )?(?P<days>{_NAMED})",
    rf"(?:in|from|during) (?P<days>{_NEAR}|{DAY}|{_LONG})(?! (?:to|till|until)\b)",
    rf"on (?P<days>{_NEAR}|{DAY})",
)
_FIRST = (*_BESIDE_WORDS, rf"(?P<days>(?!this year){_NAMED})(?! (?:in|on|tonight)\b)", r"(?P<days>\d{1,2}w)")
_LAST = (*_BESIDE_WORDS, rf"(?P<days>(?!this year){_NAMED})", r"(?P<days>\d{1,2}w|yesterday)")
_ALONE = (*_LAST, rf"(?P<days>this year|{_NEAR}|{DAY}|{_LONG})")

_AT_FIRST = tuple(re.compile(rf"(?:published )?{one}(?= |$)") for one in _FIRST)
_AT_LAST = tuple(re.compile(rf"(?:^|(?<= ))(?:published )?{one}$") for one in _LAST)
_AS_WHOLE = tuple(re.compile(rf"(?:published )?{one}$") for one in _ALONE)

_NAMES = {"since": "since", "after": "after", "before": "before", "until": "before", "till": "before"}
_KINDS = frozenset({"papers", "articles", "posts", "releases", "videos"})


def take_days(root: Node | None) -> Node | None:
    """Return the query with each day that is said at the beginning or the end of its words as a filter.

    A query that is otherwise nothing but "papers" asks for the kind.
    """
    nodes: list[Node] = list(root.nodes) if isinstance(root, And) else [root] if root else []
    is_dated = False
    while (found := _find(nodes)) is not None:
        first, last, condition = found
        nodes[first:last] = [condition]
        is_dated = True
    words = [number for number, node in enumerate(nodes) if isinstance(node, Word)]
    if is_dated and len(words) == 1 and (kind := _text(nodes[words[0]])) in _KINDS:
        nodes[words[0]] = Filter("kind", read_kind(kind) or kind)
    return either_kind(join_and(nodes))


def _find(nodes: Sequence[Node]) -> tuple[int, int, Filter] | None:
    """Return where a day stands, and the filter that it is."""
    words = [number for number, node in enumerate(nodes) if isinstance(node, Word)]
    texts = [_text(nodes[number]) for number in words]
    line = " ".join(texts)
    is_alone = not has_text(node for node in nodes if not isinstance(node, Word))
    for found in _matches(line, is_alone=is_alone):
        condition = _filter(found)
        before = len(line[: found.start()].split())
        taken = words[before : before + len(found[0].split())]
        if condition and taken[-1] - taken[0] + 1 == len(taken):
            return taken[0], taken[-1] + 1, condition
    return None


def _matches(line: str, *, is_alone: bool) -> Iterator[re.Match[str]]:
    found = [one.match(line) for one in (_AS_WHOLE if is_alone else ())]
    found += [one.match(line) for one in _AT_FIRST]
    found += [one.search(line) for one in _AT_LAST]
    return (one for one in found if one)


def _filter(found: re.Match[str]) -> Filter | None:
    days = found["days"]
    if found[0] == days and days.endswith("w"):
        days = f"last {days.rstrip('w')} weeks"
    if end := found.groupdict().get("end"):
        days = f"{days}..{end}"
    period = read_period(days)
    if period is None or (found[0] == days and re.fullmatch(MONTH, days) and " " not in days):
        return None
    word = found.groupdict().get("word")
    name = _NAMES[word] if word else "on" if period.first == period.last else "during"
    return Filter(name, days)


def _text(node: Node) -> str:
    return node.text.casefold() if isinstance(node, Word) else ""
