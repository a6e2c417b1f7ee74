"""What happened to an issue while one of its messages was under way: the message is brought up to date."""

from datetime import datetime

from bot.store import Tx, outbox
from bot.store.deliveries import late_change


def catch_up(tx: Tx, part_id: int, delivery_id: int, *, now: datetime) -> None:
    """Withdraw or correct a message that was frozen before its issue was. `now` is real time."""
    change = late_change(tx, part_id, delivery_id)
    if change.withdrawn_by is not None:
        payload = {"part": part_id, "by": change.withdrawn_by}
        outbox.put(tx, "withdraw_part", payload, now=now, once_key=f"withdraw:{part_id}")
    elif change.is_corrected:
        outbox.put_once_a_minute(tx, "refresh_part", part_id, {"part": part_id}, now=now)
