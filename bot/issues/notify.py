"""What curators are told and asked when an issue does not go out as planned. All of it goes by the outbox."""

from datetime import datetime
from typing import Any

import structlog

from bot.blockkit.blocks import Element, actions, button, confirm, section
from bot.store import Tx, outbox
from bot.store.deliveries import responsible_for
from bot.store.ledger import ClaimedPart
from bot.store.teams import installer_of
from bot.templating import Templates

NOTICES = "issue/notices.txt"

log = structlog.get_logger(__name__)


def tell(
    tx: Tx,
    person: str,
    text: str,
    *,
    now: datetime,
    once_key: str | None,
    buttons: list[Element] | None = None,
    part: int | None = None,
) -> None:
    """Send a person a direct message, once for each `once_key`; with `part`, only while it is in doubt.

    `now` is real time.
    """
    payload: dict[str, Any] = {"person": person, "text": text, "part": part}
    if buttons:
        payload["blocks"] = [section(text), actions(*buttons)]
    outbox.put(tx, "tell", payload, now=now, once_key=once_key)


def tell_stopped(
    tx: Tx, templates: Templates, part: ClaimedPart, code: str, *, now: datetime, curators: tuple[str, ...]
) -> None:
    """Tell whoever published the issue, made its schedule or installed the app that it did not arrive."""
    on, people = _responsible(tx, part, curators)
    text = templates.text(NOTICES, "stopped", on=on, channel=part.channel_id, code=code)
    again = button(templates.plain(NOTICES, "retry_button"), "delivery_retry", value=str(part.delivery_id))
    for person in people:
        key = f"stopped:{part.delivery_id}:{part.attempts}:{person}"
        tell(tx, person, text, now=now, once_key=key, buttons=[again])


def ask_about_part(
    tx: Tx, templates: Templates, part: ClaimedPart, code: str, *, now: datetime, curators: tuple[str, ...]
) -> None:
    """Ask whether a message is in its channel, where its history cannot be read."""
    on, people = _responsible(tx, part, curators)
    text = templates.text(
        NOTICES, "doubtful", on=on, channel=part.channel_id, code=code, words=part.payload["text"]
    )
    for person in people:
        buttons = doubt_buttons(templates, part.id)
        tell(tx, person, text, now=now, once_key=f"doubt:{part.id}:{person}", buttons=buttons, part=part.id)


def doubt_buttons(templates: Templates, part_id: int) -> list[Element]:
    """The two answers to the question whether a message is there."""
    sure = confirm(
        templates.plain(NOTICES, "again_button"),
        templates.plain(NOTICES, "again_question"),
        yes=templates.plain(NOTICES, "again_button"),
        no=templates.plain(NOTICES, "again_no"),
    )
    return [
        button(templates.plain(NOTICES, "there_button"), "part_there", value=str(part_id)),
        button(templates.plain(NOTICES, "again_button"), "part_again", value=str(part_id), confirm=sure),
    ]


def _responsible(tx: Tx, part: ClaimedPart, curators: tuple[str, ...]) -> tuple[Any, tuple[str, ...]]:
    on, person = responsible_for(tx, part.delivery_id)
    return on, or_installer(tx, (person,) if person else curators)


def or_installer(tx: Tx, people: tuple[str, ...]) -> tuple[str, ...]:
    """Return the people, or who installed the app where there are none: somebody has to hear of it."""
    installer = None if people else installer_of(tx)
    if not people and installer is None:
        log.warning("nobody to tell: name somebody in AINEWS_CURATORS", team=tx.team_id)
    return (installer,) if installer else people
