"""Following searches: what people want to hear of, and who is told of a new item.

An accepted item is noted in the outbox, in its own transaction. A tick looks whose follows find it
(`find_followers`) and, a little later, tells each of them of everything found by then, in one message.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import InvalidInputError, LimitError, NotFoundError
from bot.models.follows import Follow
from bot.models.values import Item, ItemState, Person
from bot.query import Filter, Query, explain, leaves, parse, to_text
from bot.query.clean import clean
from bot.store import TeamStore, Tx, follows, items, outbox
from bot.store.search.matching import matching

MOST_FOLLOWS = 20
"""Follows that one person has at most."""

MAX_QUERY = 500
"""Characters of a query, as in a search."""

FOLLOW_WAIT = timedelta(minutes=2)
"""How long the first match waits for others to be told with, and for its submitter to undo or edit it."""

_NEVER = {
    "is": "A new item is neither saved nor published yet, so is: cannot be followed.",
    "issue": "A new item is in no issue yet, so issue: cannot be followed.",
    "score": "A new item has no votes yet, so score: cannot be followed.",
}


@dataclass(frozen=True, slots=True)
class Followed:
    """A follow with how its query is understood, and sentences on what of it was set aside."""

    follow: Follow
    understood: str
    notes: tuple[str, ...] = ()


def follow(team: TeamStore, text: str, *, by: Person, now: datetime) -> Followed:
    """Follow a query; twice is once. What of it was set aside or read as something else is stored as read.

    Raises:
        InvalidInputError: there is nothing to look for, or nothing that a new item could have.
        LimitError: the person follows as many searches as one may.
    """
    wanted = " ".join(clean(text).split())
    query = _checked(wanted)
    if query.notes:
        wanted = to_text(Query(query.root))
    with team.write() as tx:
        stored = follows.add_follow(tx, by.id, wanted, most=MOST_FOLLOWS, now=now)
    if stored is None:
        raise LimitError(
            f"You follow {MOST_FOLLOWS} searches already, and that is the limit.",
            hint="Stop following one of them first: /ainews following",
        )
    return Followed(stored, explain(query), query.notes)


def unfollow(team: TeamStore, follow_id: int, *, by: Person) -> str:
    """Give up one of the person's own follows, and return its query.

    Raises:
        NotFoundError: they do not follow it (any more).
    """
    with team.write() as tx:
        query = follows.remove_follow(tx, follow_id, by.id)
    if query is None:
        raise NotFoundError("You do not follow that any more.", hint="See what you follow: /ainews following")
    return query


def following(team: TeamStore, *, by: Person) -> list[Followed]:
    """Return what the person follows, first followed first."""
    with team.read() as tx:
        stored = follows.follows_of(tx, by.id)
    return [Followed(one, explain(parse(one.query))) for one in stored]


def note_accepted(tx: Tx, item: Item, *, now: datetime, real_now: datetime) -> None:
    """Have a tick look who follows an item that readers can see as of now, in the transaction that did it.

    Nothing is noted for items that an issue printed. Imports do not call this: what comes with an archive is
    old. `now` is the newsletter's clock, `real_now` the outbox's.
    """
    if item.state is ItemState.ACTIVE and item.issue is None:
        errand = {"item": item.id, "at": now.isoformat()}
        outbox.put_once_a_minute(tx, "find_followers", item.id, errand, now=real_now)


def find_followers(team: TeamStore, item_id: int, *, at: datetime, now: datetime, wait: timedelta) -> int:
    """Note who is to be told of an item, and return how many they are. Nobody is told of their own.

    `at` is when the item was accepted; `now` is real time. What was found for a person earlier takes this
    item along: the first message that is due tells of all.
    """
    with team.read() as tx:
        item = items.get_item(tx, item_id)
        if item is None or item.state is not ItemState.ACTIVE:
            return 0
        own = tuple(person for person in (item.submitted_by, item.added_by) if person)
        found = list(matching(tx, item_id, follows.all_follows(tx, but_of=own), now=at))
    with team.write() as tx:
        told = [one.person for one in found if follows.add_match(tx, one, item_id, now=now)]
        for person in told:
            errand = {"person": person}
            key = f"tell_follower:{person}:{item_id}:{now.isoformat()}"
            outbox.put(tx, "tell_follower", errand, now=now + wait, once_key=key)
    return len(told)


def _checked(text: str) -> Query:
    query = parse(text)
    if len(text) > MAX_QUERY:
        raise InvalidInputError(f"A query has at most {MAX_QUERY} characters.", field="query")
    if query.root is None:
        raise InvalidInputError(
            f"There is nothing to look for in “{text}”." if text else "What shall I look out for?",
            field="query",
            hint="Write it as in a search: /ainews follow mixture of experts kind:paper",
        )
    for leaf in leaves(query.root):
        if isinstance(leaf, Filter) and leaf.name in _NEVER:
            raise InvalidInputError(
                _NEVER[leaf.name],
                field="query",
                hint="Leave it out: words work, and kind:, org:, #tag and others.",
            )
        if isinstance(leaf, Filter) and (leaf.name, leaf.value.casefold().lstrip("@")) == ("from", "me"):
            raise InvalidInputError("Nobody is told of what they hand in themselves.", field="query")
    return query
