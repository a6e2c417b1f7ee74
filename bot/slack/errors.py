"""The one place that turns errors into words in Slack. Nobody sees a stack trace or silence."""

import functools
import secrets
import traceback
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from typing import Any

import structlog
from slack_bolt import BoltContext, BoltRequest, BoltResponse, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.blockkit.blocks import modal, section
from bot.errors import AinewsError, InvalidInputError
from bot.operating.trace import current_trace
from bot.slack.forms import origin_of
from bot.slack.messages import Message, answer, note, problem, whisper
from bot.templating import Templates

log = structlog.get_logger(__name__)


def error_handler(templates: Templates) -> Callable[..., BoltResponse]:
    """Return what Bolt calls when a listener raises."""

    def handle(
        error: Exception,
        request: BoltRequest,
        body: dict[str, Any],
        respond: Respond,
        context: dict[str, Any],
        response: BoltResponse | None,  # None where the request was acked before it failed
    ) -> BoltResponse:
        message = explain(error, templates, payload=body.get("type"))
        if body.get("type") == "view_submission" and response is not None:
            return _in_modal(error, message, body)
        _tell(message, body, context["client"], respond)
        return BoltResponse(status=200, body="")

    return handle


def telling(listener: Callable[..., Any], templates: Templates) -> Callable[..., Any]:
    """Return a Bolt listener whose errors after its ack are told here, and do not reach Bolt.

    Bolt's thread that fails sets the answer to 500 for a moment, in which the thread that waits for the ack
    may take it: the person would see `dispatch_failed` as well. Bolt reads the arguments it wants from the
    inner listener, which asks for `body` and `context` at least.
    """

    @functools.wraps(listener)
    def run(*arguments: Any, **named: Any) -> Any:
        try:
            return listener(*arguments, **named)
        except Exception as error:
            context: BoltContext = named["context"]
            if context.ack.response is None:
                raise
            assert context.respond is not None
            message = explain(error, templates, payload=named["body"].get("type"))
            _tell(message, named["body"], context["client"], context.respond)
            return None

    return run


def _tell(message: Message, body: dict[str, Any], client: WebClient, respond: Respond) -> None:
    try:
        if body.get("response_url") or body.get("response_urls"):
            answer(respond, message)
        elif person_id := _person(body):
            whisper(client, person_id=person_id, channel_id=_channel(body), message=message)
    except (SlackApiError, HTTPException, OSError) as failure:
        log.warning("the person could not be told", error=str(failure))


def explain(error: Exception, templates: Templates, *, payload: str | None) -> Message:
    """Log an error, and return what the person sees of it. `payload` is the kind of request it was."""
    if isinstance(error, AinewsError):
        log.info("refused", error=type(error).__name__, where=_raised_at(error))
        return problem(templates, error)
    error_id = current_trace() or secrets.token_hex(4)
    log.error("unexpected error", error_id=error_id, payload=payload, exc_info=error)
    return note(templates.text("slack/errors.txt", "unexpected", error_id=error_id))


def _raised_at(error: Exception) -> str:
    """Return the file and line that refused. The message can hold what somebody wrote: it is not logged."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


def _in_modal(error: Exception, message: dict[str, Any], body: dict[str, Any]) -> BoltResponse:
    """Show an error at its field, so that what was typed stays; elsewhere in a view on its own."""
    blocks = [block["block_id"] for block in body["view"]["blocks"] if block["type"] == "input"]
    if isinstance(error, AinewsError) and blocks:
        wanted = error.field if isinstance(error, InvalidInputError) else None
        field = wanted if wanted in blocks else blocks[0]
        return _json({"response_action": "errors", "errors": {field: str(error)}})
    view = modal("Sorry", [section(message["text"])], callback_id="problem")
    return _json({"response_action": "push", "view": view})


def _json(body: dict[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=body, headers={"content-type": "application/json"})


def _person(body: dict[str, Any]) -> str | None:
    event = body.get("event") or {}
    if event.get("type") == "reaction_added":  # of events, only this one is a request
        return str(event["user"])
    user = body.get("user") or {}
    return user.get("id") if isinstance(user, dict) else None


def _channel(body: dict[str, Any]) -> str | None:
    item = (body.get("event") or {}).get("item") or {}
    here = item.get("channel") or (body.get("channel") or {}).get("id")
    return here or origin_of(body.get("view") or {}).get("channel")
