"""What a person types, as Slack passes it on.

Slack turns links, @names and #channels into `<…>` and escapes the three characters that mean something there:
https://docs.slack.dev/messaging/formatting-message-text
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.playground.model import Json

if TYPE_CHECKING:
    from bot.playground.workspace import Workspace

_TOKEN = re.compile(
    r"(?P<link>https?://[^\s<>]+)"
    r"|(?P<other>\b[A-Za-z][A-Za-z0-9+.-]*://[^\s<>]+)"
    r"|(?P<email>\b[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}\b)"
    r"|(?P<domain>\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|edu|io|ai|dev|co)\b(?:/[^\s<>]*)?)"
    r"|(?P<user>@[\w.-]+)"
    r"|(?P<channel>#[\w-]+)"
    r"|(?P<emoji>:[a-z0-9_+-]+:)"
)
_TRAILING = ".,;:!?)]}'\"”’"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of typed text. `value` is the id or link; `label` what was typed."""

    kind: Literal["text", "link", "user", "channel", "broadcast", "emoji"]
    label: str
    value: str = ""


def escape(text: str) -> str:
    """Escape what Slack escapes: `&`, `<` and `>`, nothing else."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def tokens(workspace: "Workspace", typed: str) -> list[Token]:
    """Cut typed text into tokens; names that nobody has stay text."""
    found: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(typed):
        if match.start() < end:
            continue
        token = _token(workspace, match.lastgroup or "", match.group())
        if token is None:
            continue
        if match.start() > end:
            found.append(Token("text", typed[end : match.start()]))
        found.append(token)
        end = match.start() + len(token.label)
    if end < len(typed):
        found.append(Token("text", typed[end:]))
    return found


def _token(workspace: "Workspace", kind: str, typed: str) -> Token | None:
    if kind == "other":  # ftp://host and the like: Slack's client leaves them text, host and all
        return None
    if kind in {"link", "domain", "email"}:
        label = _without_trailing(typed)
        prefix = {"link": "", "domain": "http://", "email": "mailto:"}[kind]
        return Token("link", label, prefix + label)
    if kind == "user":
        if typed in {"@here", "@channel", "@everyone"}:
            return Token("broadcast", typed, typed[1:])
        name = typed[1:].rstrip(".-")
        user = next((one for one in workspace.users.values() if one.name == name), None)
        return Token("user", "@" + name, user.id) if user else None
    if kind == "channel":
        channel = workspace.find_channel(typed)
        return Token("channel", typed, channel.id) if channel else None
    return Token("emoji", typed, typed.strip(":"))


def _without_trailing(link: str) -> str:
    """Punctuation after a link belongs to the sentence; a closing bracket only where none was opened."""
    while link and link[-1] in _TRAILING:
        if link[-1] == ")" and link.count("(") >= link.count(")"):
            break
        link = link[:-1]
    return link


def as_command(workspace: "Workspace", typed: str, *, should_escape: bool) -> str:
    """A slash command's text: with `should_escape` links and names are marked and carry their label."""
    if not should_escape:
        return escape(typed)
    marks = {"user": "<@{value}|{label}>", "channel": "<#{value}|{label}>", "broadcast": "<!{value}>"}
    return "".join(_mark(token, marks) for token in tokens(workspace, typed))


def as_message(workspace: "Workspace", typed: str) -> str:
    """A message's text."""
    marks = {"user": "<@{value}>", "channel": "<#{value}|{label}>", "broadcast": "<!{value}>"}
    return "".join(_mark(token, marks) for token in tokens(workspace, typed))


def _mark(token: Token, marks: dict[str, str]) -> str:
    if token.kind == "link":
        link, label = escape(token.value), escape(token.label)
        return f"<{link}>" if link == label else f"<{link}|{label}>"
    if token.kind in marks:
        return marks[token.kind].format(value=token.value, label=token.label[1:])
    return escape(token.label)


_MARK = re.compile(r"<([^<>\n]+)>|&(amp|lt|gt);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}


def as_typed(workspace: "Workspace", text: str) -> str:
    """A message's text as its author typed it, for copying and editing: `as_message` the other way round."""
    return _MARK.sub(lambda found: _unmark(workspace, found[1]) if found[1] else _ENTITIES[found[2]], text)


def _unmark(workspace: "Workspace", body: str) -> str:
    target, _, label = body.partition("|")
    if target.startswith("@") and target[1:] in workspace.users:
        return f"@{workspace.users[target[1:]].name}"
    if target.startswith("#") and target[1:] in workspace.channels:
        return f"#{workspace.channels[target[1:]].name}"
    shown = label or (f"@{target[1:]}" if target.startswith("!") else target)
    return _MARK.sub(lambda found: _ENTITIES.get(found[2] or "", found[0]), shown)


def as_rich_text(workspace: "Workspace", typed: str, block_id: str) -> Json:
    """The block that Slack's client sends with a typed message."""
    elements = list(_inline(tokens(workspace, typed)))
    return {
        "type": "rich_text",
        "block_id": block_id,
        "elements": [{"type": "rich_text_section", "elements": elements}],
    }


def _inline(typed: list[Token]) -> Iterator[Json]:
    for token in typed:
        match token.kind:
            case "link" if token.value == token.label:
                yield {"type": "link", "url": token.value}
            case "link":
                yield {"type": "link", "url": token.value, "text": token.label}
            case "user":
                yield {"type": "user", "user_id": token.value}
            case "channel":
                yield {"type": "channel", "channel_id": token.value}
            case "broadcast":
                yield {"type": "broadcast", "range": token.value}
            case "emoji":
                yield {"type": "emoji", "name": token.value}
            case _:
                yield {"type": "text", "text": token.label}
