"""The page's own endpoints, under `/_play/`. Nothing of Slack has them.

Every POST takes and returns a JSON object (`Content-Type: application/json`). Requests whose Host or Origin
is not this server's are refused (403). A bad request is answered 400: `{"ok": false, "error": "sentence"}`.
Everywhere `user`, `channel`, `ts`, `view_id` are Slack ids. All text in state is as Slack stores it (escaped
mrkdwn, `<@U…>`): the page must escape it itself.

GET /_play/state?user=U[&channel=C][&before=TS][&thread=TS][&limit=100]
    What that person's client shows. `channel` defaults to the first. `before` pages back. →
    {
      "revision": 17, "now": "2026-11-23T08:00:00+00:00",
      "team": {"id", "name", "domain"},
      "app": {"name", "user_id", "bot_id", "app_id", "connections": 1,
              "is_read_only": false (its direct messages take none from people),
              "request_url": null or "http://…" (HTTP mode), "is_verified": false,
              "commands": [{"command": "/ainews", "description", "usage_hint",
                            "subcommands": [{"usage", "help"}]}],
              "shortcuts": [{"name", "type": "message" | "global", "callback_id", "description"}]},
      "me": {…Slack's user object…}, "people": [{…}], (bot included; is_bot)
      "channels": [{…Slack's conversation object…, "latest": TS or null, "label": name to show}],
      "channel": null or {…as above…, "messages": [MESSAGE…oldest first], "has_more": false},
      "thread": null or {"ts": TS, "channel": C, "messages": [root, reply…]},
      "modals": [VIEW…bottom first], "home": null or VIEW,
      "toasts": [{"n", "text"}]    (the newest 5; n grows)
    }
    MESSAGE: Slack's message object (type, ts, user, text, blocks, thread_ts, reply_count, reply_users,
      latest_reply, reactions [{name, count, users}], edited, subtype, bot_id, metadata …) and
      "author" (name to show), "typed" (the text as its author typed it), "is_bot", "is_ephemeral" (true only
      for the one who sees it), "channel",
      "state": {block_id: {action_id: Slack's state value}} (what this person chose in it),
      "trouble": null or {"block_id", "action_id", "text"}: which element the app did not answer.
    VIEW: {"id", "type", "callback_id", "title", "submit", "close", "blocks", "notify_on_close", "hash",
      "state": {block_id: {action_id: state value}}, "errors": {block_id: text}, "failure": text or null,
      "trouble": as above}
GET /_play/events                  server-sent events: `event: change`, `data: {"revision": 18}`; one at once
GET /_play/calls[?after=N][&method=chat.postMessage][&limit=200] → {"calls": [{"n", "at", "direction",
    "method", "args", "answer", "status", "ms"}]}, oldest first
GET /_play/emoji?query=par         → {"emoji": [{"name", "glyph"}]}, the best matches first

POST /_play/command   {"user", "channel", "text": "/ainews add …", "thread_ts"?}   → {"ok", "error"?}
POST /_play/message   {"user", "channel", "text", "thread_ts"?}                    → {"ok", "ts"}
POST /_play/edit      {"user", "channel", "ts", "text"}                            → {"ok"}
POST /_play/delete    {"user", "channel", "ts"}                                    → {"ok"}
POST /_play/action    {"user", "place": PLACE, "action_id", "block_id"?, "value"?} → {"ok", "error"?}
    A person used an interactive element: the app gets block_actions.
    PLACE: {"channel", "ts"} (message, ephemeral too) or {"view_id"} (modal or home).
    value: button none; overflow, select, radio: the option's value; multi select, checkboxes: list of values;
    users/channels/conversations select: the id (multi: list); datepicker "2026-11-23"; timepicker "08:30";
    datetimepicker seconds since 1970; inputs: text. null clears.
POST /_play/fill      {"user", "place": PLACE, "action_id", "block_id"?, "value"}  → {"ok"}
    A field of an input block got a value: nothing is sent to the app.
POST /_play/suggest   {"user", "place": PLACE, "action_id", "block_id"?, "query"} →
    {"ok", "options": […], "option_groups"?}
POST /_play/submit    {"user", "view_id", "values"?: {action_id: value} or {block_id: {action_id: value}}} →
    {"ok", "outcome": "closed" | "updated" | "pushed" | "cleared" | "errors" | "failed",
     "errors": {block_id: text}}
POST /_play/close     {"user", "view_id", "all"?: false}                           → {"ok"}
POST /_play/shortcut  {"user", "callback_id", "channel"?, "ts"?}                   → {"ok", "error"?}
    With channel and ts: a message shortcut; without: a global one.
POST /_play/reaction  {"user", "channel", "ts", "name", "add": true}               → {"ok"}
POST /_play/home      {"user", "tab"?: "home"}                                     → {"ok"} (app_home_opened)
POST /_play/join      {"user", "channel", "target"?}                               → {"ok"} (target is added)
POST /_play/leave     {"user", "channel", "target"?}                               → {"ok"}
POST /_play/dismiss   {"user", "channel", "ts"}   an ephemeral message             → {"ok"}
POST /_play/reload    {"user"}                    ephemeral messages are forgotten → {"ok"}
GET  /_play/clock     → {"now", "offset_seconds"}
POST /_play/clock     {"advance_seconds": N} or {"move_to": ISO 8601} or {"reset": true}
    → {"now", "offset_seconds"}
GET  /_play/faults    → {"faults": [FAULT], "struck": [{"kind", "method", "asked", "seconds", "again"}]}
    struck: the newest first. asked: the seconds that 429 told the app to wait, or null; seconds: how long it
    waited until it called the method again, or has waited so far; again: whether it has.
POST /_play/faults    FAULT: {"kind", "method": "chat.postMessage" or "*", "times": 1, "retry_after"?: 1,
    "seconds"?: 60, "code"?: "internal_error"} → {"ok"};
    kind: "ratelimited" | "server_error" | "server_error_after" | "unavailable" | "hang" | "hang_after" |
    "reset_before" | "reset_after" | "error"
POST /_play/faults/clear  {}                                                       → {"ok"}
POST /_play/sockets   {"how": "cut" | "refresh"}                                   → {"ok", "connections"}
POST /_play/verify    {}   HTTP mode: url_verification is sent to the app           → {"ok"}
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot.errors import AinewsError
from bot.playground.form_use import Outcome
from bot.playground.live_updates import changes
from bot.playground.model import Json, Message, View
from bot.playground.refusals import CannotDoThatError
from bot.playground.render import find_emoji

if TYPE_CHECKING:
    from bot.playground.server import PlaygroundServer

MAX_SHOWN = 500


def play_routes(server: "PlaygroundServer") -> list[BaseRoute]:
    """The routes that the docstring above describes."""
    play = _Play(server)
    reads = {
        "state": play.state,
        "calls": play.calls,
        "emoji": play.emoji,
        "faults": play.list_faults,
        "clock": play.show_clock,
    }
    deeds: dict[str, Callable[[Json], Json]] = {
        "command": play.command,
        "message": play.message,
        "edit": play.edit,
        "delete": play.delete,
        "action": play.action,
        "fill": play.fill,
        "suggest": play.suggest,
        "submit": play.submit,
        "close": play.close,
        "shortcut": play.shortcut,
        "reaction": play.reaction,
        "home": play.home,
        "join": play.join,
        "leave": play.leave,
        "dismiss": play.dismiss,
        "reload": play.reload,
        "clock": play.move_clock,
        "faults": play.add_fault,
        "faults/clear": play.clear_faults,
        "sockets": play.sockets,
        "verify": play.verify,
    }
    return [
        Route("/_play/events", play.events, methods=["GET"]),
        *(Route(f"/_play/{name}", _reading(read), methods=["GET"]) for name, read in reads.items()),
        *(Route(f"/_play/{name}", _doing(deed), methods=["POST"]) for name, deed in deeds.items()),
    ]


def _reading(read: Callable[[Request], Json]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return _answer(lambda: read(request))

    return endpoint


def _doing(deed: Callable[[Json], Json]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return JSONResponse({"ok": False, "error": "Send JSON."}, 415)
        body = await request.body()
        return await run_in_threadpool(_answer, lambda: deed(_object(body)))

    return endpoint


def _object(body: bytes) -> Json:
    value = json.loads(body)
    if not isinstance(value, dict):
        raise CannotDoThatError("Send a JSON object.")
    return value


def _answer(make: Callable[[], Json]) -> JSONResponse:
    try:
        return JSONResponse(make(), headers={"Cache-Control": "no-store"})
    except AinewsError as error:
        problem = str(error)
    except KeyError as error:
        problem = f"{error.args[0]} is missing or unknown."
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        problem = f"That cannot be read: {error}"
    return JSONResponse({"ok": False, "error": problem}, 400)


class _Play:
    """Each method reads one request's JSON and calls one of the server's parts."""

    def __init__(self, server: "PlaygroundServer") -> None:
        self._server = server
        self._workspace = server.workspace
        self._people = server.people

    # Reading

    def state(self, request: Request) -> Json:
        query = request.query_params
        limit = min(int(query.get("limit", "100")), MAX_SHOWN)
        return self._workspace.snapshot(
            query["user"],
            channel=query.get("channel"),
            before=query.get("before"),
            thread=query.get("thread"),
            limit=limit,
        )

    def calls(self, request: Request) -> Json:
        query = request.query_params
        after, method = int(query.get("after", "0")), query.get("method")
        limit = min(int(query.get("limit", "200")), MAX_SHOWN)
        chosen = [call for call in self._workspace.calls if call.n > after and method in (None, call.method)]
        return {"calls": [asdict(call) for call in chosen[-limit:]]}

    def emoji(self, request: Request) -> Json:
        found = find_emoji(request.query_params.get("query", ""))
        return {"emoji": [{"name": name, "glyph": drawn} for name, drawn in found]}

    def list_faults(self, request: Request) -> Json:
        faults = self._server.faults
        return {"faults": faults.as_json(), "struck": faults.struck_as_json()}

    def show_clock(self, request: Request) -> Json:
        clock = self._server.clock
        return {"now": clock().isoformat(), "offset_seconds": clock.offset.total_seconds()}

    async def events(self, request: Request) -> Response:
        return StreamingResponse(
            changes(self._workspace, self._server.stopping),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store"},
        )

    # What a person does

    def command(self, body: Json) -> Json:
        outcome = self._people.send_command(
            body["user"], body["channel"], body["text"], thread_ts=body.get("thread_ts")
        )
        return _outcome(outcome)

    def message(self, body: Json) -> Json:
        message = self._people.post_message(
            body["user"], body["channel"], body["text"], thread_ts=body.get("thread_ts")
        )
        return {"ok": True, "ts": message.ts}

    def edit(self, body: Json) -> Json:
        self._people.edit_message(body["user"], self._message(body, body["user"]), body["text"])
        return {"ok": True}

    def delete(self, body: Json) -> Json:
        self._people.delete_message(body["user"], self._message(body, body["user"]))
        return {"ok": True}

    def dismiss(self, body: Json) -> Json:
        self._people.dismiss(body["user"], self._message(body, body["user"]))
        return {"ok": True}

    def reload(self, body: Json) -> Json:
        self._people.reload(body["user"])
        return {"ok": True}

    def action(self, body: Json) -> Json:
        place = self._place(body)
        return _outcome(
            self._people.act(
                body["user"], place, body["action_id"], body.get("value"), block_id=body.get("block_id")
            )
        )

    def fill(self, body: Json) -> Json:
        place = self._place(body)
        self._people.fill(
            body["user"], place, body["action_id"], body["value"], block_id=body.get("block_id")
        )
        return {"ok": True}

    def suggest(self, body: Json) -> Json:
        place, query = self._place(body), str(body.get("query", ""))
        answer = self._people.suggest(
            body["user"], place, body["action_id"], query, block_id=body.get("block_id")
        )
        return {"ok": True, "options": [], **answer}

    def submit(self, body: Json) -> Json:
        view = self._view(body["user"], body["view_id"])
        submission = self._people.submit_view(body["user"], view, body.get("values"))
        return {"ok": submission.outcome not in {"errors", "failed"}, **asdict(submission)}

    def close(self, body: Json) -> Json:
        self._people.close_view(body["user"], everything=bool(body.get("all")))
        return {"ok": True}

    def shortcut(self, body: Json) -> Json:
        user_id, callback_id = body["user"], body["callback_id"]
        if body.get("ts"):
            message = self._message(body, user_id)
            return _outcome(self._people.use_message_shortcut(user_id, message, callback_id))
        return _outcome(self._people.use_global_shortcut(user_id, callback_id))

    def reaction(self, body: Json) -> Json:
        react = self._people.add_reaction if body.get("add", True) else self._people.remove_reaction
        react(body["user"], self._message(body, None), str(body["name"]).strip(":"))
        return {"ok": True}

    def home(self, body: Json) -> Json:
        self._people.open_home(body["user"], body.get("tab", "home"))
        return {"ok": True}

    def join(self, body: Json) -> Json:
        self._people.join(body["user"], body["channel"], body.get("target"))
        return {"ok": True}

    def leave(self, body: Json) -> Json:
        self._people.leave(body["user"], body["channel"], body.get("target"))
        return {"ok": True}

    # The world around

    def move_clock(self, body: Json) -> Json:
        clock = self._server.clock
        if body.get("reset"):
            clock.reset()
        elif "move_to" in body:
            clock.move_to(datetime.fromisoformat(body["move_to"]))
        else:
            clock.advance(timedelta(seconds=float(body["advance_seconds"])))
        return {"now": clock().isoformat(), "offset_seconds": clock.offset.total_seconds()}

    def add_fault(self, body: Json) -> Json:
        self._server.faults.add(**body)
        return {"ok": True}

    def clear_faults(self, body: Json) -> Json:
        self._server.faults.clear()
        return {"ok": True}

    def sockets(self, body: Json) -> Json:
        how = body["how"]
        if how not in {"cut", "refresh"}:
            raise CannotDoThatError("Sockets can be cut or refreshed.")
        (self._server.socket_mode.cut if how == "cut" else self._server.socket_mode.refresh)()
        return {"ok": True, "connections": self._workspace.connections}

    def verify(self, body: Json) -> Json:
        if self._server.http_mode.request_url is None:
            raise CannotDoThatError("The app hears over Socket Mode: there is no request URL.")
        self._server.http_mode.verify()
        return {"ok": True}

    # Finding what is meant

    def _place(self, body: Json) -> Message | View:
        place = body["place"]
        if "view_id" in place:
            return self._view(body["user"], place["view_id"])
        return self._message(place, body["user"])

    def _view(self, user_id: str, view_id: Any) -> View:
        view = self._workspace.views.get(view_id)
        if view is None or view.user != user_id:
            raise CannotDoThatError("That view is not open.")
        return view

    def _message(self, place: Json, user_id: str | None) -> Message:
        message = self._workspace.message(place["channel"], place["ts"], user_id)
        if message is None:
            raise CannotDoThatError("That message is gone.")
        return message


def _outcome(outcome: Outcome) -> Json:
    return {"ok": outcome.ok} if outcome.error is None else {"ok": outcome.ok, "error": outcome.error}
