"""Whose time it is, and who curates besides the admins."""

from pathlib import Path
from zoneinfo import available_timezones

from rapidfuzz import process

from bot.errors import AinewsError, InvalidInputError
from bot.setup.walk import Walk
from bot.slack.checks import find_person_id
from bot.slack.client import MeasuredClient

_HERE = Path("/etc/localtime")
_SIMILAR = 75


def ask_for_time_zone(walk: Walk) -> None:
    """Have the time zone given; proposed is the machine's own."""
    settings = walk.settings
    if "timezone" in settings.model_fields_set:
        walk.say(f"4. The time zone is {settings.timezone}.")
        return
    walk.say("4. The time zone, in which issues go out.")
    while True:
        typed = walk.talk.ask("Time zone", default=_zone_of_machine())
        zones = available_timezones()
        zone = {known.lower(): known for known in zones}.get(typed.strip().lower().replace(" ", "_"))
        if zone is not None:
            walk.keep("AINEWS_TIMEZONE", zone)
            return
        close = [name for name, _, _ in process.extract(typed, zones, limit=3, score_cutoff=_SIMILAR)]
        hint = f"Perhaps {', '.join(close)}?" if close else "Use a name such as Europe/Vienna."
        walk.say(f"There is no such time zone. {hint}")


def ask_for_curators(walk: Walk, client: MeasuredClient) -> None:
    """Have curators named, by what Slack calls them; none is an answer too."""
    if walk.settings.curators:
        walk.say(f"5. The curators are {', '.join(sorted(walk.settings.curators))}, and the admins.")
        return
    walk.say("5. Curators shape and publish issues. The workspace's admins do; who else? Names, with commas.")
    while True:
        typed = walk.talk.ask("Curators (Enter for none)")
        names = [name.strip() for name in typed.split(",") if name.strip()]
        try:
            found = {name: find_person_id(client, name) for name in names}
        except InvalidInputError as error:
            walk.say(str(error))
            continue
        except AinewsError as error:
            walk.say(f"{error} You can set AINEWS_CURATORS later.")
            return
        unknown = [name for name, person in found.items() if person is None]
        if not unknown:
            if found:
                walk.keep("AINEWS_CURATORS", ",".join(str(person) for person in found.values()))
            return
        walk.say(f"Slack knows nobody named {', '.join(unknown)}; a name as it stands in Slack, or an id.")


def _zone_of_machine() -> str:
    """Return the machine's time zone, where it tells: https://man7.org/linux/man-pages/man5/localtime.5.html."""
    _, found, name = str(_HERE.resolve()).partition("zoneinfo/")
    return name if found and name in available_timezones() and name != "Etc/UTC" else "UTC"
