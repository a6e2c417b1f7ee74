"""What delivering needs from Slack, so that it can be tested and replaced without Slack."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol


class Poster(Protocol):
    """Posts on behalf of one team. Every method raises `bot.errors.PostError` where Slack does not do it."""

    def post(self, channel_id: str, payload: dict[str, Any], *, thread_ts: str | None) -> str:
        """Post a message once, without retries of its own, and return its `ts`."""
        ...

    def find(
        self, channel_id: str, metadata: dict[str, Any], *, thread_ts: str | None, since: datetime
    ) -> list[str]:
        """Return the `ts` of our own messages with exactly this metadata, oldest first.

        Only messages that our bot posted count: metadata can be read and forged by every app. A thread is
        read whole, a channel from `since` on.
        """
        ...

    def delete(self, channel_id: str, ts: str) -> None:
        """Withdraw one of our messages. One that is gone already is no error."""
        ...

    def update(self, channel_id: str, ts: str, payload: dict[str, Any]) -> None:
        """Replace one of our messages."""
        ...

    def tell(self, person_id: str, text: str, blocks: list[dict[str, Any]] | None = None) -> None:
        """Send a person a direct message."""
        ...


Posters = Callable[[int], Poster]
"""Returns the poster of a team, by the team's id."""
