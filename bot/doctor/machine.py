"""What the machine gives: room on the disk, and templates that can be read."""

import shutil
from collections.abc import Iterator
from functools import cache
from os import W_OK, access
from pathlib import Path

from bot.app import open_templates
from bot.config import FixedSettings, Settings
from bot.errors import AinewsError
from bot.models.findings import Finding, good, problem, warning
from bot.store import Store

_MEBIBYTE = 1024 * 1024
_LITTLE = 1024 * _MEBIBYTE
_TOO_LITTLE = 100 * _MEBIBYTE


def examine_templates(settings: Settings) -> Iterator[Finding]:
    """Read every template, an operator's own ones over ours."""
    try:
        _open_once(settings.templates)
    except AinewsError as error:
        where = f"in {settings.templates}" if settings.templates else "of the installation"
        advice = f"Mend the template {where}, or take AINEWS_TEMPLATES away to use ours."
        yield problem("templates", error.message, error.hint or advice)
        return
    own = f", with your own from {settings.templates}" if settings.templates else ""
    yield good("templates", f"All templates can be read{own}.")


@cache
def _open_once(own: Path | None) -> None:
    """Read them all, which takes a second, once for each folder."""
    open_templates(FixedSettings(templates=own))


def examine_disk(settings: Settings) -> Iterator[Finding]:
    """Look where a SQLite file lies: whether there is room, and whether it can be written."""
    try:
        path = Store(settings.database_url.get_secret_value()).path
    except AinewsError:
        return  # said of the database
    if path is None:
        return
    folder = path.absolute().parent
    if not folder.is_dir():
        advice = f"Make it, or change DATABASE_URL: mkdir -p {folder}"
        yield problem("disk", f"The database's folder {folder} does not exist.", advice)
        return
    if not access(folder, W_OK) or (path.exists() and not access(path, W_OK)):
        advice = "Let the user that the bot runs as own it: SQLite writes beside its file too."
        yield problem("disk", f"{path} cannot be written.", advice)
        return
    yield _room(folder)


def _room(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    said = f"{free // _MEBIBYTE:,} MiB are free where the database lies."
    advice = "Make room: a full disk stops the bot until there is some. Nothing is lost by it."
    if free < _TOO_LITTLE:
        return problem("disk", said, advice)
    return warning("disk", said, advice) if free < _LITTLE else good("disk", said)
