"""Making stored keys anew after the rules changed (`KEY_VERSION` in `bot/links/canonical.py`)."""

from dataclasses import dataclass

from bot.errors import LinkError
from bot.links.canonical import KEY_VERSION, canonicalize
from bot.store import Store, TeamStore, Tx
from bot.store.aliases import one_at_a_time
from bot.store.rehash import StoredKey, count_outdated_keys, outdated_keys, renew_key


@dataclass(frozen=True, slots=True)
class KeyConflict:
    """Two items whose links are one story by the new rules. Both keep the keys that they have."""

    item_id: int
    other_id: int
    link: str
    key: str


@dataclass(frozen=True, slots=True)
class Rehashed:
    """What came of it. Conflicts and links that cannot be read any more keep the keys that they have."""

    renewed: int
    conflicts: tuple[KeyConflict, ...]
    unreadable: tuple[str, ...]


def count_outdated(store: Store) -> int:
    """Return how many links `rehash` would look at, in all teams: for the start and for operators."""
    with store.read() as session:
        return count_outdated_keys(session, KEY_VERSION)


def rehash(team: TeamStore, *, dry_run: bool = False) -> Rehashed:
    """Make every key that older rules made anew, in one transaction. Running it again changes nothing more.

    With `dry_run` everything is taken back at the end.
    """
    with team.rehearse() if dry_run else team.write() as tx:
        one_at_a_time(tx)
        return _rehash(tx)


def _rehash(tx: Tx) -> Rehashed:
    waiting, unreadable = _with_new_keys(outdated_keys(tx, KEY_VERSION))
    count = len(waiting)
    while True:
        # One item's new key may be another one's old key, so a round can free what the one before it missed.
        conflicts = []
        for stored, key in waiting:
            other = renew_key(tx, stored, key, KEY_VERSION)
            if other is not None:
                conflicts.append((stored, key, other))
        if len(conflicts) in (0, len(waiting)):
            break
        waiting = [(stored, key) for stored, key, _ in conflicts]
    found = tuple(KeyConflict(stored.item_id, other, stored.link, key) for stored, key, other in conflicts)
    return Rehashed(count - len(found), found, unreadable)


def _with_new_keys(outdated: list[StoredKey]) -> tuple[list[tuple[StoredKey, str]], tuple[str, ...]]:
    keyed, unreadable = [], []
    for stored in outdated:
        try:
            keyed.append((stored, canonicalize(stored.link).key))
        except LinkError:
            unreadable.append(stored.link)
    return keyed, tuple(unreadable)
