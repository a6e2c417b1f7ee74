"""What the handlers work with: one team's desk."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.models.values import Clock, Publication, system_clock
from bot.newsroom.submit import ReadLink, Rules
from bot.slack.known_people import KnownPeople
from bot.store import TeamStore
from bot.store.publications import ensure_publication, find_publication, find_schedule, subscriptions
from bot.templating import Templates


@dataclass(frozen=True, slots=True)
class Desk:
    """Built once by the composition root. `clock` can be moved; `wake` makes the next tick come at once.

    `in_background` runs what takes longer than a person's client waits: reading pages.
    """

    team: TeamStore
    slack_team_id: str
    bot_user_id: str
    templates: Templates
    read: ReadLink
    curators: frozenset[str]
    timezone: str
    wake: Callable[[], None]
    in_background: Callable[[Callable[[], None]], None]
    rules: Rules
    clock: Clock = system_clock
    real_clock: Clock = system_clock
    known_people: KnownPeople = field(default_factory=KnownPeople)

    def publication(self) -> Publication:
        """Return the team's newsletter, made with a default name where nothing is set up yet."""
        with self.team.read() as tx:
            known = find_publication(tx)
        if known is not None:
            return known
        with self.team.write() as tx:
            return ensure_publication(tx, timezone=self.timezone, now=self.clock())

    def is_set_up(self) -> bool:
        """Tell whether the newsletter has a channel and a schedule."""
        with self.team.read() as tx:
            publication = find_publication(tx)
            return (
                publication is not None
                and bool(subscriptions(tx, publication.id))
                and find_schedule(tx, publication.id) is not None
            )
