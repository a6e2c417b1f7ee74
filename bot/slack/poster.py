"""Posts for the ledger: no retries of the SDK's, and Slack's answers turned into what the ledger knows."""

import re
import socket
from collections.abc import Callable
from datetime import datetime
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from bot.errors import PostError

TIMEOUT = 10
"""Seconds for one call; a part's lease is longer."""

_FINAL = frozenset(
    {
        "account_inactive",
        "cannot_dm_bot",
        "cant_update_message",
        "channel_not_found",
        "edit_window_closed",
        "ekm_access_denied",
        "invalid_auth",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "is_archived",
        "message_not_found",
        "metadata_too_large",
        "missing_scope",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "not_authed",
        "not_in_channel",
        "org_login_required",
        "restricted_action",
        "thread_not_found",
        "token_expired",
        "token_revoked",
        "user_not_found",
    }
)
_AMBIGUOUS = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
_CODE = re.compile(r"[a-z0-9_]+")
_NEVER_ARRIVED = (ConnectionRefusedError, socket.gaierror)


class SlackPoster:
    """`bot.issues.poster.Poster` over Slack's Web API. The client must be built without retry handlers."""

    def __init__(self, client: WebClient, *, bot_id: str) -> None:
        assert not client.retry_handlers, "a client that retries can post a message twice"
        self._client = client
        self._bot_id = bot_id

    def post(self, channel_id: str, payload: dict[str, Any], *, thread_ts: str | None) -> str:
        answer = self._call(
            self._client.chat_postMessage,
            channel=channel_id,
            text=payload["text"],
            blocks=payload["blocks"],
            metadata=payload["metadata"],
            thread_ts=thread_ts,
            unfurl_links=False,
            unfurl_media=False,
        )
        return str(answer["ts"])

    def find(
        self, channel_id: str, metadata: dict[str, Any], *, thread_ts: str | None, since: datetime
    ) -> list[str]:
        read = self._client.conversations_replies if thread_ts else self._client.conversations_history
        found: list[str] = []
        cursor: str | None = None
        while True:
            answer = self._call(
                read,
                channel=channel_id,
                ts=thread_ts,
                oldest=None if thread_ts else f"{since.timestamp():.6f}",
                include_all_metadata=True,
                limit=100,
                cursor=cursor,
            )
            found += [
                message["ts"]
                for message in answer["messages"]
                if message.get("bot_id") == self._bot_id and message.get("metadata") == metadata
            ]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return sorted(found)

    def delete(self, channel_id: str, ts: str) -> None:
        try:
            self._call(self._client.chat_delete, channel=channel_id, ts=ts)
        except PostError as error:
            if error.code != "message_not_found":
                raise

    def update(self, channel_id: str, ts: str, payload: dict[str, Any]) -> None:
        self._call(
            self._client.chat_update,
            channel=channel_id,
            ts=ts,
            text=payload["text"],
            blocks=payload["blocks"],
        )

    def tell(self, person_id: str, text: str, blocks: list[dict[str, Any]] | None = None) -> None:
        channel = self._call(self._client.conversations_open, users=person_id)["channel"]["id"]
        self._call(
            self._client.chat_postMessage,
            channel=channel,
            text=text,
            blocks=blocks,
            unfurl_links=False,
            unfurl_media=False,
        )

    def _call(self, method: Callable[..., SlackResponse], **arguments: Any) -> SlackResponse:
        given = {name: value for name, value in arguments.items() if value is not None}
        try:
            return method(**given)
        except SlackApiError as error:
            raise _as_post_error(error) from error
        except (SlackClientError, HTTPException, OSError, ValueError) as error:
            cause = error.reason if isinstance(error, URLError) else error
            raise PostError(
                "Slack could not be reached.",
                code=type(cause).__name__,
                ambiguous=not isinstance(cause, _NEVER_ARRIVED),
            ) from error


def _as_post_error(error: SlackApiError) -> PostError:
    status = getattr(error.response, "status_code", 200)
    code = str(error.response.get("error") or f"http_{status}") if error.response else "no_answer"
    message = f"Slack answered {code}."
    if status == 429 or code in {"ratelimited", "rate_limited"}:
        headers = {name.lower(): value for name, value in error.response.headers.items()}
        return PostError(message, code="ratelimited", retry_after=float(headers.get("retry-after", 30)))
    if status >= 500 or status == 408 or code in _AMBIGUOUS:
        return PostError(message, code=code, ambiguous=True)
    if not _CODE.fullmatch(code):  # the SDK's own words for an answer that is not Slack's, such as a proxy's
        return PostError("Slack's answer was unreadable.", code="unreadable_answer", ambiguous=True)
    return PostError(message, code=code, permanent=code in _FINAL)
