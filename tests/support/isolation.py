"""A watch over a team's transactions: every statement asks for its team, and gets that team's rows only.

It looks at what SQLAlchemy is handed, for each table that has a `team_id`. Searches run SQL of their own and
are watched by stories with two teams (tests/scenarios/test_many_teams.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeGuard, cast

from sqlalchemy import BinaryExpression, BindParameter, Column, TableClause, event
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction
from sqlalchemy.sql import visitors
from sqlalchemy.sql.visitors import ExternallyTraversible


class ForeignTeamError(AssertionError):
    """A transaction of one team reached for another team's rows, or did not say whose it wants."""


@contextmanager
def watching_teams() -> Iterator[None]:
    """Watch every transaction of a `TeamStore` until the block ends."""
    listeners: tuple[tuple[str, Any], ...] = (
        ("do_orm_execute", _check_statement),
        ("loaded_as_persistent", _check_row),
        ("before_flush", _check_new_rows),
    )
    for name, listener in listeners:
        event.listen(Session, name, listener)
    try:
        yield
    finally:
        for name, listener in listeners:
            event.remove(Session, name, listener)


def _check_statement(state: ORMExecuteState) -> None:
    team_id = state.session.info.get("team_id")
    if team_id is None or state.is_insert or state.is_column_load:
        return
    has_teams, asked_for = False, set()
    given = state.parameters if isinstance(state.parameters, dict) else {}
    for element in visitors.iterate(cast("ExternallyTraversible", state.statement)):
        if isinstance(element, TableClause) and "team_id" in element.c:
            if element.name.startswith("slack_"):  # the SDK's: their `team_id` is Slack's own
                return
            has_teams = True
        elif _compares_team(element):
            asked_for.add(given.get(element.right.key, element.right.effective_value))
    if has_teams and asked_for != {team_id}:
        wanted = asked_for or "any team"
        raise ForeignTeamError(f"Team {team_id} asks for the rows of {wanted}: {state.statement}")


def _compares_team(element: Any) -> TypeGuard[BinaryExpression[Any]]:
    return (
        isinstance(element, BinaryExpression)
        and isinstance(element.left, Column)
        and element.left.name == "team_id"
        and isinstance(element.right, BindParameter)
    )


def _check_row(session: Session, row: Any) -> None:
    team_id = session.info.get("team_id")
    if team_id is not None and getattr(row, "team_id", team_id) != team_id:
        raise ForeignTeamError(f"Team {team_id} got a row of team {row.team_id}: {row!r}")


def _check_new_rows(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    team_id = session.info.get("team_id")
    for row in session.new:
        if team_id is not None and getattr(row, "team_id", team_id) != team_id:
            raise ForeignTeamError(f"Team {team_id} makes a row of team {row.team_id}: {row!r}")
