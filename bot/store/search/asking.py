"""Words with which people ask, and which say nothing of what they look for: "find me the article on …"."""

from collections.abc import Sequence

from bot.store.search.groups import Group

_REQUESTS = frozenset({"find", "search", "look", "looking", "fetch", "list", "recommend", "read", "remember"})
"""Where a query begins so and a small word follows: "find me", "looking for". Elsewhere they tell a thing."""

_POLITE = frozenset(
    {"please", "can", "could", "would", "you", "i", "im", "am", "want", "need", "to", "help", "me", "let"}
)
"""What may stand before."""

_THINGS = frozenset(
    {
        "paper",
        "article",
        "post",
        "story",
        "study",
        "item",
        "link",
        "piece",
        "work",
        "research",
        "announcement",
    }
    | {"papers", "articles", "posts", "stories", "studies", "items", "links"}
)
_ABOUT = frozenset({"about", "on", "that", "which", "where", "regarding", "concerning", "saying", "says"})
"""What is sought follows these: "the paper about robots"; but not in "paper acceptance"."""


def without_asking(groups: Sequence[Group]) -> list[Group]:
    """Return the groups without those that only ask; all of them where nothing else would be left."""
    kept = [group for number, group in enumerate(groups) if not _only_asks(groups, number)]
    return kept if any(not group.is_stop for group in kept) else list(groups)


def _only_asks(groups: Sequence[Group], number: int) -> bool:
    group, following = groups[number], groups[number + 1] if number + 1 < len(groups) else None
    if group.required or following is None or following.required or len(group.words) > 1:
        return False
    word = group.words[0]
    if word in _THINGS:
        return following.words[0] in _ABOUT
    begins = all(_POLITE.issuperset(one.words) for one in groups[:number])
    return begins and word in _REQUESTS and following.is_stop
