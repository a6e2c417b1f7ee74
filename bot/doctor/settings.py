"""The settings: what is set, what cannot be used, what is misspelt, and who can read the file."""

import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.config import Settings, required, unknown_names
from bot.errors import ConfigError
from bot.models.findings import Finding, good, problem, warning

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def examine_settings(settings: Settings, bad: Mapping[str, str], env_file: Path) -> Iterator[Finding]:
    """Look at the values themselves; whether Slack accepts the tokens is asked later."""
    for name, sentence in bad.items():
        yield problem("settings", sentence, f"Change {name} in {env_file}, or in the environment.")
    yield from _misspelt(env_file)
    yield from _missing(settings, bad)
    yield from _readable_by_others(env_file)
    if not bad:
        yield good("settings", "All values that are set can be used.")
    if "timezone" not in settings.model_fields_set and "AINEWS_TIMEZONE" not in bad:
        advice = "Set AINEWS_TIMEZONE, such as Europe/Vienna: new newsletters and daily limits go by it."
        yield warning("time_zone", "No time zone is set, so it is UTC.", advice)
    elif "AINEWS_TIMEZONE" not in bad:
        yield good("time_zone", f"The time zone is {settings.timezone}.")


def _misspelt(env_file: Path) -> Iterator[Finding]:
    for name, meant in unknown_names(env_file).items():
        advice = f"Did you mean {meant}?" if meant else "Remove it; .env.example lists what there is."
        yield warning("settings", f"There is no setting {name}.", advice)


def _missing(settings: Settings, bad: Mapping[str, str]) -> Iterator[Finding]:
    try:
        names = required(settings)
    except ConfigError as error:
        yield problem("settings", error.message, error.hint or "")
        return
    for name in names:
        if name not in bad and _value(settings, name) is None:
            advice = "Run `ainews setup`: it says where it is found, and checks it."
            yield problem("settings", f"{name} is not set.", advice)
    ways = ("SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET")
    if not any(name in bad or _value(settings, name) for name in ways):
        yield problem(
            "settings",
            "Neither SLACK_APP_TOKEN (Socket Mode) nor SLACK_SIGNING_SECRET (HTTP mode) is set.",
            "Run `ainews setup`: it says where they are found, and checks them.",
        )


def _readable_by_others(env_file: Path) -> Iterator[Finding]:
    if env_file.is_file() and env_file.stat().st_mode & _OTHERS:
        advice = f"Run: chmod 600 {env_file}"
        yield warning("env_file", f"Others on this machine can read {env_file} and its tokens.", advice)


def _value(settings: Settings, alias: str) -> object:
    """Return the value of a setting by its variable's name."""
    fields = type(settings).model_fields
    return next(getattr(settings, name) for name, field in fields.items() if field.alias == alias)
