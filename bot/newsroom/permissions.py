"""Who may do what. Every command, action and form asks here, on the server, each time."""

from bot.errors import NotAllowedError, NotFoundError
from bot.models.values import Item, ItemState, Person, Role


def require_contributor(person: Person) -> None:
    """Let contributors and curators pass.

    Raises:
        NotAllowedError: the person is a guest or from another workspace.
    """
    if person.role is Role.READER:
        raise NotAllowedError(
            "Guests can read and search, but not hand in links.",
            hint="Ask a member of this workspace to hand it in for you.",
        )


def require_curator(person: Person) -> None:
    """Let curators pass.

    Raises:
        NotAllowedError: the person is not one.
    """
    if not person.is_curator:
        raise NotAllowedError(
            "Only curators can do that.",
            hint="Ask a workspace admin or a curator.",
        )


def may_change(person: Person, item: Item) -> bool:
    """Tell whether a person may edit or remove an item: their own, or any as a curator."""
    if person.role is Role.READER:
        return False
    return person.is_curator or is_own(person, item)


def is_own(person: Person, item: Item) -> bool:
    """Tell whether the person handed the item in, or has the credit for it."""
    return bool(person.id) and person.id in (item.submitted_by, item.added_by)


def require_change(person: Person, item: Item) -> None:
    """Let those pass who may change the item.

    Raises:
        NotAllowedError: the item is somebody else's.
    """
    if not may_change(person, item):
        raise NotAllowedError(
            "Only the person who handed this in, or a curator, can change it.",
            hint="Reply in the thread to suggest a correction.",
        )


def is_unqueued(item: Item) -> bool:
    """Tell whether an item is in the archive only: it was imported, and no issue had it nor waits for it."""
    return item.state is ItemState.ACTIVE and item.issue is None and not item.waits


def may_see(person: Person, item: Item) -> bool:
    """Tell whether a person may see an item: held and removed ones are for curators and their submitter."""
    return item.state is ItemState.ACTIVE or person.is_curator or is_own(person, item)


def visible(item: Item | None, person: Person) -> Item:
    """Return the item if the person may see it.

    Raises:
        NotFoundError: there is no such item, or it is not for this person.
    """
    if item is None or not may_see(person, item):
        raise NotFoundError("That item is not here any more.", hint="Search the archive: /ainews search")
    return item
