"""Everything that the bot listens to, in one list."""

import re
from collections.abc import Callable
from typing import Any

from slack_bolt import App, BoltContext, BoltResponse, Respond
from slack_sdk import WebClient

from bot.operating.metrics import REPEATED
from bot.operating.trace import start_trace
from bot.operating.turns import work_for
from bot.slack import actions, curating, following, linting, modals, scheduling, searching, sharing, shortcuts
from bot.slack.client import measure
from bot.slack.commands.call import Call
from bot.slack.desk import Desk
from bot.slack.dispatch import dispatch
from bot.slack.errors import error_handler, telling
from bot.slack.events import REACTION, on_message, on_reaction
from bot.slack.home import open_home
from bot.slack.kept_forms import keep_closed_form
from bot.slack.leaving import on_revoked, on_uninstalled
from bot.slack.observe import observing
from bot.slack.people import find_person
from bot.slack.results import KIND_MENU
from bot.slack.turn import handling
from bot.slack.unanswered import HELD_FOR, Unanswered
from bot.slack.votes import on_reaction_removed
from bot.store.inbox import take_in
from bot.templating import Templates

COMMAND = "/ainews"
TAKEN_ON = "taken_on"
"""The mark, in a request's context, of one that another process died over."""

DeskOf = Callable[[BoltContext, dict[str, Any]], Desk | None]
"""Returns the desk that a request (its context and body) goes to; None where no team is meant."""

ACTIONS = {
    "item_upvote": actions.upvote_item,
    "item_save": searching.save_item,
    "item_unsave": searching.unsave_item,
    "item_forget": actions.forget_item,
    "item_edit": actions.edit_item,
    "item_undo": actions.undo_item,
    "item_hold": actions.hold,
    "item_let_go": actions.let_go,
    "item_follow_up": actions.add_follow_up,
    "item_never_mind": actions.never_mind,
    "item_more": actions.choose_from_item_menu,
    "issue_search": actions.open_search,
    "issue_submit": actions.open_submit,
    "issue_save_all": actions.save_all_items,
    "search_next": searching.turn_page,
    "search_exactly": searching.turn_page,
    "search_previous": searching.turn_page,
    "search_other": searching.turn_page,
    "search_open": searching.open_results,
    "item_similar": searching.show_similar,
    "share_open": sharing.open_share_form,
    "follow_search": following.follow_search,
    "follow_list": following.show_follows,
    "follow_stop": following.stop_following,
    "follow_undo": following.undo_follow,
    "follow_instead": following.follow_instead,
    "preview_thread": actions.show_thread,
    "publish_now": actions.publish_now,
    "schedule_open": actions.open_schedule,
    "queue_open": curating.open_queue,
    "lint_open": linting.check_archive,
    "lint_edit": linting.edit_found_item,
    "queue_change": curating.change_queue,
    "queue_release": curating.change_queue,
    "queue_words": curating.open_words,
    "queue_check": curating.check_links,
    "story_accept": curating.accept_story,
    "story_dismiss": curating.dismiss_story,
    "story_take_back": curating.take_story_back,
    "part_there": curating.ask_where_it_is,
    "part_again": curating.post_again,
    "delivery_retry": curating.try_again,
    "issue_withdraw": curating.withdraw,
}

ACTIONS_BY_START = {KIND_MENU: searching.choose_kind}
"""Menus whose `action_id` only begins so: the rest holds what they are about."""

MODALS = {
    "add": modals.submit_add,
    "edit": modals.submit_edit,
    "schedule": scheduling.submit_schedule,
    "search": modals.submit_search,
    "share": sharing.submit_share,
    "share_again": sharing.submit_share_again,
    "follow": following.submit_follow,
    "queue_words": curating.submit_words,
    "queue_merge": curating.submit_merge,
    "part_there": curating.submit_there,
}

CLOSED_MODALS = {
    "add": keep_closed_form,
    "edit": keep_closed_form,
}

SHORTCUTS = {
    "add_message": shortcuts.add_message,
    "add_link": shortcuts.add_link,
}

EVENTS: dict[str, Callable[..., Any]] = {
    "app_home_opened": open_home,
    "message": on_message,
    "reaction_added": on_reaction,
    "reaction_removed": on_reaction_removed,
    "app_uninstalled": on_uninstalled,
    "tokens_revoked": on_revoked,
}


def register(app: App, desk_of: DeskOf, templates: Templates, unanswered: Unanswered) -> None:
    """Connect every listener to a Bolt app."""
    app.use(_once(desk_of, unanswered))
    app.error(error_handler(templates))
    app.command(COMMAND)(telling(handle_command, templates))
    for action_id, handle in ACTIONS.items():
        app.action(action_id)(telling(observing("action", action_id, handling(handle)), templates))
    for start, handle in ACTIONS_BY_START.items():
        beginning = re.compile(f"^{re.escape(start)}")
        app.action(beginning)(telling(observing("action", start, handling(handle)), templates))
    for callback_id, listener in MODALS.items():
        app.view(callback_id)(telling(observing("modal", callback_id, listener), templates))
    for callback_id, on_close in CLOSED_MODALS.items():
        app.view_closed(callback_id)(telling(observing("closed modal", callback_id, on_close), templates))
    for callback_id, handle in SHORTCUTS.items():
        app.shortcut(callback_id)(telling(observing("shortcut", callback_id, handling(handle)), templates))
    for event, on_event in EVENTS.items():
        app.event(event)(observing("event", event, on_event))


def handle_command(body: dict[str, Any], client: WebClient, context: BoltContext, respond: Respond) -> None:
    """Handle `/ainews …`."""
    desk: Desk = context["desk"]
    call = Call(
        desk=desk,
        person=find_person(desk, client, body["user_id"]),
        client=client,
        respond=respond,
        channel_id=body["channel_id"],
        trigger_id=body["trigger_id"],
        text="",
    )
    dispatch(call, body.get("text") or "")


def _once(desk_of: DeskOf, unanswered: Unanswered) -> Any:
    """Return the middleware that lets each request through once, and hands every listener its desk.

    It runs ahead of the ack, so that an event that was acked has been written down. Slack repeats events,
    and two sockets can carry the same one; the retry header does not tell. What is taken on from a process
    that died over it was written down by that one. Messages are not: they are many, and a hint is noted where
    it is given.
    """

    def middleware(body: dict[str, Any], context: BoltContext, next_: Any) -> BoltResponse | None:
        desk = desk_of(context, body)
        if desk is None:  # a late event of a team that is forgotten
            return BoltResponse(status=200, body="")
        context["desk"] = desk
        measure(context.client)
        start_trace(event=body.get("event_id"))
        is_form = body.get("type") in {"view_submission", "view_closed"}
        work_for(desk.team.team_id, urgent=is_form)
        request_id = body.get("event_id") or body.get("trigger_id")
        kept = is_kept(body)
        unanswered.begin(desk.team.team_id, request_id if kept else None)
        is_new = context.get(TAKEN_ON) or not request_id or _kind_of_event(body) == "message"
        if not is_new and not _take_in(desk, str(request_id), body, is_kept=kept):
            REPEATED.inc()
            return BoltResponse(status=200, body="")
        if not is_form:  # what was typed into one is checked, or kept, before Slack drops it
            context.ack()
        next_()
        return None

    return middleware


def _take_in(desk: Desk, request_id: str, body: dict[str, Any], *, is_kept: bool) -> bool:
    # What people only press or ask is not worth a wait for the disk; what Slack hands over for good is.
    quick = body.get("type") != "view_submission" and "event" not in body
    with desk.team.write(quick=quick) as tx:
        return take_in(
            tx,
            request_id,
            kind=_kind(body),
            now=desk.clock(),
            body=body if is_kept else None,
            due_at=desk.real_clock() + HELD_FOR if is_kept else None,
        )


def is_kept(body: dict[str, Any]) -> bool:
    """Tell whether a request is kept until it is answered: commands, and every way of handing in a link."""
    event = body.get("event") or {}
    return (
        "command" in body
        or body.get("type") == "message_action"
        or (body.get("type") == "view_submission" and body["view"].get("callback_id") == "add")
        or (event.get("type") == "reaction_added" and event.get("reaction") == REACTION)
    )


def _kind_of_event(body: dict[str, Any]) -> str | None:
    return (body.get("event") or {}).get("type")


def _kind(body: dict[str, Any]) -> str:
    return str(body.get("type") or body.get("command") or "request")
