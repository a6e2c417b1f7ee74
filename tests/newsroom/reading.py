"""Pages that are not on any network: what a link's page says, by the link."""

from datetime import date
from typing import Any

from bot.errors import FetchError
from bot.links.canonical import canonicalize
from bot.models.values import CanonicalLink, Description, Kind, Person, Role

CONTRIBUTOR = Person("U0CONTRIB1", Role.CONTRIBUTOR, "carl", "America/New_York")
READER = Person("U0READER01", Role.CONTRIBUTOR, "rosa")
CURATOR = Person("U0CURATOR1", Role.CURATOR, "cleo")
GUEST = Person("U0GUEST001", Role.READER, "gus")


class Pages:
    """Answers every link with a page of its own; `read` counts what was read."""

    def __init__(self) -> None:
        self.known: dict[str, dict[str, Any]] = {}
        self.read: list[str] = []

    def __call__(self, link: CanonicalLink) -> Description:
        self.read.append(link.clean)
        said: dict[str, Any] = {
            "title": f"Everything about {link.clean.rpartition('/')[2]}",
            "summary": "It says what there is to say.",
            "organizations": ("Example Lab",),
            "kind": Kind.ARTICLE,
            "published_on": date(2024, 2, 20),
        }
        changed = self.known.get(link.clean, {})
        if "fails" in changed:
            raise FetchError(changed["fails"])
        return Description(**{**said, **changed})

    def say(self, link: str, **said: Any) -> None:
        """Set what a page says; `same` and `links` are given as text, `fails` is why it cannot be read."""
        for name in ("same", "links"):
            if name in said:
                said[name] = tuple(canonicalize(other) for other in said[name])
        self.known[link] = said
