"""`ainews doctor`: looks at everything an installation rests on, and says what to do. It changes nothing."""

from collections.abc import Iterator
from pathlib import Path

from bot.config import inspect_settings
from bot.doctor.data import examine_data, open_unchanged
from bot.doctor.machine import examine_disk, examine_templates
from bot.doctor.settings import examine_settings
from bot.doctor.workspace import examine_workspaces
from bot.errors import ConfigError
from bot.models.findings import Finding, problem
from bot.models.values import Clock, system_clock
from bot.store.checkup import Channel


def examine(
    env_file: Path = Path(".env"), *, deep: bool = False, clock: Clock = system_clock
) -> Iterator[Finding]:
    """Yield what is found, in the order in which somebody would mend it. `clock` is real time.

    `deep` also compares every word of the search index, which takes minutes for large archives.
    """
    try:
        settings, bad = inspect_settings(env_file)
    except ConfigError as error:
        yield problem("settings", error.message, "Save it as UTF-8, or write it anew with `ainews setup`.")
        return
    yield from examine_settings(settings, bad, env_file)
    yield from examine_templates(settings)
    yield from examine_disk(settings)
    store = yield from open_unchanged(settings)
    try:
        channels: list[Channel] = []
        if store is not None:
            many = settings.has_many_teams
            channels = yield from examine_data(store, now=clock(), deep=deep, many=many)
        yield from examine_workspaces(settings, store, channels, now=clock())
    finally:
        if store is not None:
            store.close()
