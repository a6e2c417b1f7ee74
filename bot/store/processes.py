"""The program's processes, as they report: who lives, and when they last ticked and heard Slack."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session
from sqlmodel import col, select

from bot.models.tables import ProcessRow


@dataclass(frozen=True, slots=True)
class Process:
    """A process as it last reported. Times are real time; see `ProcessRow`."""

    id: str
    host: str
    transport: str
    version: str
    started_at: datetime
    seen_at: datetime
    ticked_at: datetime | None = None
    heard_at: datetime | None = None
    error: str = ""


def report_process(session: Session, process: Process) -> None:
    """Write down how a process is, over what it said before."""
    session.merge(
        ProcessRow(
            id=process.id,
            host=process.host,
            transport=process.transport,
            version=process.version,
            started_at=process.started_at,
            seen_at=process.seen_at,
            ticked_at=process.ticked_at,
            heard_at=process.heard_at,
            error=process.error,
        )
    )


def list_processes(session: Session) -> list[Process]:
    """Return the processes that did not end in order, those seen last first. Some of them may be dead."""
    rows = session.scalars(select(ProcessRow).order_by(col(ProcessRow.seen_at).desc(), col(ProcessRow.id)))
    return [
        Process(
            id=row.id,
            host=row.host,
            transport=row.transport,
            version=row.version,
            started_at=row.started_at,
            seen_at=row.seen_at,
            ticked_at=row.ticked_at,
            heard_at=row.heard_at,
            error=row.error,
        )
        for row in rows
    ]


def forget_process(session: Session, process_id: str) -> None:
    """A process ended in order."""
    session.execute(delete(ProcessRow).where(col(ProcessRow.id) == process_id))


def forget_dead_processes(session: Session, *, before: datetime) -> None:
    """Drop the rows of processes that were last seen before then."""
    session.execute(delete(ProcessRow).where(col(ProcessRow.seen_at) < before))
