"""Following searches: what people want to hear of, and who is told of a new item.

An accepted item is noted in the outbox, in its own transaction. A tick looks whose follows find it
(`find_followers`) and, a little later, tells each of them of everything found by then, in one message.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import InvalidInputError, LimitError, NotFoundError
from bot.models.follows import Follow
from bot.models.values import Item, ItemState, Person
from bot.newsroom.people import NamesOf, from_filters, read_people
from bot.newsroom.search import with_keys
from bot.query import And, Filter, Node, Not, Or, Phrase, Query, Word, explain, leaves, parse, to_text
from bot.query.clean import clean
from bot.query.days import read_span
from bot.query.fields import read_kind
from bot.store import TeamStore, Tx, follows, items, outbox
from bot.store.privacy import is_person_id
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


def follow(
    team: TeamStore, text: str, *, by: Person, now: datetime, names_of: NamesOf | None = None
) -> Followed:
    """Follow a query; twice is once, in whatever spelling of its links and words.

    What of it was set aside or read as something else is stored as read: people by their ids, which
    `names_of` tells for names.

    Raises:
        InvalidInputError: there is nothing to look for, or nothing that a new item could have.
        LimitError: the person follows as many searches as one may.
    """
    wanted = " ".join(clean(text).split())
    typed = _checked(wanted)
    query = _with_known_people(team, typed, names_of)
    if query.notes or query != typed:
        wanted = to_text(Query(query.root))
    with team.write() as tx:
        known = _same(follows.follows_of(tx, by.id), query)
        stored = known or follows.add_follow(tx, by.id, wanted, most=MOST_FOLLOWS, now=now)
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


def unfollow_query(team: TeamStore, text: str, *, by: Person, names_of: NamesOf | None = None) -> str | None:
    """Give up the person's follow of a query, in whatever spelling, and return it; None if there is none."""
    query = read_people(team, parse(clean(text)), names_of)
    with team.write() as tx:
        known = _same(follows.follows_of(tx, by.id), query)
        return follows.remove_follow(tx, known.id, by.id) if known else None


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
        everybodys = ((one, with_keys(parse(one.query))) for one in follows.all_follows(tx, but_of=own))
        found = list(matching(tx, item_id, everybodys, now=at))
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


def _with_known_people(team: TeamStore, query: Query, names_of: NamesOf | None) -> Query:
    """Read names as ids, which is what a follow is matched by later, when there is nobody to ask."""
    read = read_people(team, query, names_of)
    people = {one.value.lstrip("@") for one in from_filters(read.root)}
    if all(person.casefold() == "me" or is_person_id(person) for person in people):
        return read
    why = [note for note in read.notes if note not in query.notes]
    raise InvalidInputError(" ".join(why), field="query", hint="Mention the person: from:@…")


def _same(known: Iterable[Follow], query: Query) -> Follow | None:
    """Return the follow that means the same as a query."""
    wanted = _meaning(query)
    return next((one for one in known if _meaning(parse(one.query)) == wanted), None)


def _meaning(query: Query) -> Hashable:
    """Return what a query looks for, equal for every spelling: of case, of a filter's value, in any order."""
    root = with_keys(query).root
    return _meaning_of(root) if root else None


def _meaning_of(node: Node) -> Hashable:
    match node:
        case And(nodes):
            # Words that stand in another order can mean another thing; conditions cannot.
            words = tuple(_meaning_of(child) for child in nodes if isinstance(child, Word | Phrase))
            others = frozenset(_meaning_of(child) for child in nodes if not isinstance(child, Word | Phrase))
            return "and", words, others
        case Or(nodes):
            return "or", frozenset(map(_meaning_of, nodes))
        case Not(inner):
            return "not", _meaning_of(inner)
        case Filter(name, value):
            return name, _read_value(name, value)
        case Word(text) | Phrase(text):
            return type(node).__name__, text.casefold()


def _read_value(name: str, value: str) -> Hashable:
    match name:
        case "kind":
            return read_kind(value)
        case "age":
            return read_span(value)
        case "link":
            return value  # its key, in which case counts
    return value.casefold().lstrip("@#")
