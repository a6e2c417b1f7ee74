"""What a database knows of a person, and how it forgets them; and all that a team has, to take along.

Tables tell by their columns' names where people stand: `person` is whose row it is, and what ends in `_by` or
`_from` is who did something. So a table that is added later is covered too. docs/security.md tells what is
deleted and what stays without a name.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, Column, String, Table, Text, cast, delete, func, or_, select, update
from sqlmodel import SQLModel, col

from bot.models.tables import InboxRow, ItemRow, OutboxRow, SlackInstallationRow, TeamRow
from bot.store import outbox
from bot.store.deliveries import posted_entries
from bot.store.engine import Tx

SOMEBODY = "somebody"
_ID = re.compile(r"[UW][A-Z0-9]{5,}")
_KEPT_WHOLE = ("archive_file", "archive_segment")
"""Files that were imported are kept byte for byte; they name people as the newsletter printed them."""

_SECRET = ("slack_bots", "slack_installations", "slack_oauth_states")


@dataclass(slots=True)
class Forgotten:
    """How many rows were deleted, lost a name, or had one blotted out of their text, by table."""

    deleted: dict[str, int] = field(default_factory=dict)
    unnamed: dict[str, int] = field(default_factory=dict)
    blotted: dict[str, int] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.deleted or self.unnamed or self.blotted)


def is_person_id(typed: str) -> bool:
    """Tell whether this looks like a Slack user's id."""
    return _ID.fullmatch(typed) is not None


def forget_person(tx: Tx, person: str, *, now: datetime) -> Forgotten:
    """Delete what belongs to a person, and take their name from what the team keeps.

    Posted messages that name them are brought up to date by the outbox. `now` is real time.
    """
    forgotten = Forgotten()
    _refresh_what_names_them(tx, person, now)
    mine = (col(ItemRow.team_id) == tx.team_id, col(ItemRow.submitted_by) == person)
    tx.session.execute(update(ItemRow).where(*mine).values(note=""))
    _forget_messages(tx, person, forgotten)
    for table in _team_tables():
        for column in table.c:
            if column.name == "person" and not column.nullable:
                _count(forgotten.deleted, table, _delete(tx, table, column == person))
            elif _names_somebody(column):
                _count(forgotten.unnamed, table, _unname(tx, table, column, person))
    for table in _team_tables():
        if table.name not in _KEPT_WHOLE:
            _count(forgotten.blotted, table, _blot_out(tx, table, person))
    _forget_installer(tx, person, forgotten)
    tx.session.expire_all()
    return forgotten


def rows_of_team(tx: Tx) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """Return all rows of a team as plain values, table by table. Tokens stay where they are."""
    team = SQLModel.metadata.tables["team"]
    yield "team", _rows(tx, team, team.c.id == tx.team_id)
    for table in _team_tables():
        yield table.name, _rows(tx, table, table.c.team_id == tx.team_id)


def _rows(tx: Tx, table: Table, condition: Any) -> Iterator[dict[str, Any]]:
    columns = [column for column in table.c if "token" not in column.name and column.name != "body"]
    found = tx.session.execute(select(*columns).where(condition).order_by(*table.primary_key))
    for row in found.yield_per(500).mappings():
        yield {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime | time) else value


def _team_tables() -> list[Table]:
    return [
        table
        for table in SQLModel.metadata.sorted_tables
        if "team_id" in table.c and table.name not in _SECRET
    ]


def _names_somebody(column: Column[Any]) -> bool:
    return bool(column.nullable) and (column.name == "person" or column.name.endswith(("_by", "_from")))


def _delete(tx: Tx, table: Table, condition: Any) -> int:
    gone = tx.session.execute(delete(table).where(table.c.team_id == tx.team_id, condition))
    return int(gone.rowcount)  # type: ignore[attr-defined]  # a result of DELETE has it


def _unname(tx: Tx, table: Table, column: Column[Any], person: str) -> int:
    changed = tx.session.execute(
        update(table).where(table.c.team_id == tx.team_id, column == person).values({column.name: None})
    )
    return int(changed.rowcount)  # type: ignore[attr-defined]  # a result of UPDATE has it


def _forget_messages(tx: Tx, person: str, forgotten: Forgotten) -> None:
    """Drop messages to the person, and commands of theirs that nobody has answered."""
    letters, requests = OutboxRow.__table__, InboxRow.__table__  # type: ignore[attr-defined]
    to_them = letters.c.payload["person"].as_string() == person
    _count(forgotten.deleted, letters, _delete(tx, letters, to_them))
    for column in (requests.c.request_id, requests.c.body):
        theirs = func.coalesce(cast(column, Text), "").contains(person)
        _count(forgotten.deleted, requests, _delete(tx, requests, theirs))
    tx.session.execute(
        update(OutboxRow)
        .where(col(OutboxRow.team_id) == tx.team_id, col(OutboxRow.once_key).contains(person))
        .values(once_key=None)
    )


def _blot_out(tx: Tx, table: Table, person: str) -> int:
    """Replace mentions of the person in texts and frozen messages. Return how many rows had some."""
    named = re.compile(rf"<@{person}(?:\|[^>]*)?>|(?<![A-Z0-9]){person}(?![A-Z0-9])")
    columns = [column for column in table.c if isinstance(column.type, String | JSON)]
    if not columns:
        return 0
    condition = or_(*(func.coalesce(cast(column, Text), "").contains(person) for column in columns))
    keys = list(table.primary_key)
    found = tx.session.execute(
        select(*keys, *(column for column in columns if column not in keys)).where(
            table.c.team_id == tx.team_id, condition
        )
    ).mappings()
    changed = 0
    for row in found.all():
        values = {
            column.name: new
            for column in columns
            if column not in keys and (new := _without(row[column.name], named)) != row[column.name]
        }
        if values:
            same = [key == row[key.name] for key in keys]
            tx.session.execute(update(table).where(table.c.team_id == tx.team_id, *same).values(values))
            changed += 1
    return changed


def _without(value: Any, named: re.Pattern[str]) -> Any:
    if value is None or isinstance(value, str):
        return value and named.sub(SOMEBODY, value)
    return json.loads(named.sub(SOMEBODY, json.dumps(value, ensure_ascii=False)))


def _refresh_what_names_them(tx: Tx, person: str, now: datetime) -> None:
    """Have every posted message that says who handed an item in written anew, without the name."""
    items = tx.session.scalars(
        select(col(ItemRow.id)).where(col(ItemRow.team_id) == tx.team_id, col(ItemRow.submitted_by) == person)
    ).all()
    for item_id in items:
        if item_id is not None and posted_entries(tx, item_id):
            outbox.put_once_a_minute(tx, "refresh_item", item_id, {"item": item_id}, now=now)


def _forget_installer(tx: Tx, person: str, forgotten: Forgotten) -> None:
    team = tx.session.get_one(TeamRow, tx.team_id)
    if team.installed_by == person:
        team.installed_by = None
        forgotten.unnamed["team"] = 1
    installations = SlackInstallationRow.__table__  # type: ignore[attr-defined]  # SQLModel makes it
    if team.slack_id is None:
        return
    own = installations.c.team_id == team.slack_id
    if team.enterprise_id is not None:  # an organisation's own installation has no team's id
        of_all = installations.c.team_id.is_(None) & (installations.c.enterprise_id == team.enterprise_id)
        own = or_(own, of_all)
    changed = tx.session.execute(
        update(installations).where(own, installations.c.user_id == person).values(user_id=SOMEBODY)
    )
    _count(forgotten.unnamed, installations, int(changed.rowcount))  # type: ignore[attr-defined]  # as above


def _count(counts: dict[str, int], table: Table, rows: int) -> None:
    if rows:
        counts[table.name] = counts.get(table.name, 0) + rows
