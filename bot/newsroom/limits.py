"""How many links one person may hand in."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.errors import LimitError
from bot.models.values import Person
from bot.store import TeamStore
from bot.store.hand_ins import count_hand_in, recent_hand_ins

HOUR = timedelta(hours=1)


def count_link(team: TeamStore, person: Person, *, limit: int, timezone: str, now: datetime) -> None:
    """Count a link that has to be read. Links that are known already cost nothing; the terminal has no limit.

    `timezone` (IANA) is for people whose own one Slack does not tell.

    Raises:
        LimitError: the person handed in `limit` links within the last hour. It says when it goes on.
    """
    if not person.id:
        return
    with team.write() as tx:
        counted = count_hand_in(tx, person.id, now=now, since=now - HOUR, limit=limit)
    if not counted:
        require_room(team, person, limit=limit, timezone=timezone, now=now)


def require_room(team: TeamStore, person: Person, *, limit: int, timezone: str, now: datetime) -> None:
    """See, without counting, that the person may hand in one more link.

    Raises:
        LimitError: see `count_link`.
    """
    with team.read() as tx:
        recent = recent_hand_ins(tx, person.id, since=now - HOUR) if person.id else []
    if len(recent) < limit:
        return
    goes_on = (recent[-limit] + HOUR).astimezone(ZoneInfo(person.timezone or timezone))
    raise LimitError(
        f"You have handed in {limit} link{'s' * (limit > 1)} within an hour, and that is the limit.",
        hint=f"It goes on at {goes_on + timedelta(minutes=1):%H:%M}. Nothing else is lost; try these then.",
    )
