"""The page's own endpoints, under `/_play/`. Nothing of Slack has them.

Every POST takes and returns a JSON object (`Content-Type: application/json`). Requests whose Host or Origin
is not this server's are refused (403). A bad request is answered 400 with `{"ok": false, "error": "sentence"}`.
Everywhere `user`, `channel`, `ts`, `view_id` are Slack ids. All text in state is as Slack stores it (escaped
mrkdwn, `<@U…>`): the page must escape it itself.

GET /_play/state?user=U[&channel=C][&before=TS][&thread=TS][&limit=100]
    What that person's client shows. `channel` defaults to the first. `before` pages back. →
    {
      "revision": 17, "now": "2026-11-23T08:00:00+00:00",
      "team": {"id", "name", "domain"},
      "app": {"name", "user_id", "bot_id", "app_id", "connections": 1,
              "commands": [{"command": "/ainews", "description", "usage_hint"}],
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
      "author" (name to show), "is_bot", "is_ephemeral" (true only for the one who sees it), "channel",
      "state": {block_id: {action_id: Slack's state value}} (what this person chose in it).
    VIEW: {"id", "type", "callback_id", "title", "submit", "close", "blocks", "notify_on_close", "hash",
      "state": {block_id: {action_id: state value}}, "errors": {block_id: text}, "failure": text or null}
GET /_play/events                  server-sent events: `event: change`, `data: {"revision": 18}`; one at once
GET /_play/calls[?after=N][&method=chat.postMessage][&limit=200] → {"calls": [{"n", "at", "direction",
    "method", "args", "answer", "status", "ms"}]}, oldest first

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
GET  /_play/faults    → {"faults": [FAULT]}
POST /_play/faults    FAULT: {"kind", "method": "chat.postMessage" or "*", "times": 1, "retry_after"?: 1,
    "seconds"?: 60, "code"?: "internal_error"} → {"ok"};
    kind: "ratelimited" | "server_error" | "server_error_after" | "hang" | "hang_after" | "reset_before" |
    "reset_after" | "error"
POST /_play/faults/clear  {}                                                       → {"ok"}
POST /_play/sockets   {"how": "cut" | "refresh"}                                   → {"ok", "connections"}
"""
