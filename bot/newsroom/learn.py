"""What curators' edits teach: how the team writes an organisation."""

from datetime import datetime

from bot.links.organizations import is_known, normalize_organization
from bot.models.values import Person
from bot.store import Tx
from bot.store.organizations import learn_name


def lessons(before: tuple[str, ...], after: tuple[str, ...]) -> dict[str, str]:
    """Return which names an edit wrote in another way, old name first.

    Only one name in the place of one other teaches anything. Where both are in the list of organisations, and
    are not the same one, the edit said who it was and not how they are written.
    """
    if len(before) != len(after):
        return {}
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    if len(changed) != 1:
        return {}
    old, new = changed[0]
    if new in before or old in after or (is_known(old) and is_known(new) and not _same(old, new)):
        return {}
    return {old: new}


def learn(tx: Tx, before: tuple[str, ...], after: tuple[str, ...], *, by: Person, now: datetime) -> None:
    """Remember what a curator's edit teaches, for the links that are handed in from now on."""
    if by.is_curator:
        for old, new in lessons(before, after).items():
            learn_name(tx, old, new, by=by.id or None, now=now)


def _same(one: str, other: str) -> bool:
    return normalize_organization(one) == normalize_organization(other)
