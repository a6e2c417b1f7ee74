"""docs/playground.md says what the workspace implements; these tests keep it in step."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.playground.api.methods import METHODS
from bot.playground.faults import FaultKind
from bot.playground.grants import RESPONSE_URL_SECONDS, RESPONSE_URL_USES, TRIGGER_SECONDS
from bot.playground.limits import (
    MAX_MESSAGE_CHARACTERS,
    MAX_METADATA_BYTES,
    MAX_TEXT,
    MAX_UPDATE_TEXT,
    MAX_VIEW_BYTES,
    check_message,
    check_options,
    check_view,
)
from bot.playground.model import Json
from bot.playground.seed import AI_NEWS, CONTRIBUTOR, READER
from bot.playground.socket_mode import ACK_SECONDS, MAX_CONNECTIONS, RETRY_DELAYS
from bot.playground.views import MAX_STACK
from tests.playground.conftest import Play

PAGE = (Path(__file__).parents[2] / "docs" / "playground.md").read_text("utf-8")


def table(heading: str) -> dict[str, list[str]]:
    """The rows of the table below a heading: first cell → the other cells."""
    section = PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("|").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    return {row[0].strip(): [cell.strip() for cell in row[1:]] for row in rows[1:]}


def code(text: str) -> list[str]:
    """What stands between backticks."""
    return re.findall(r"`([^`]+)`", text)


def test_every_method_is_listed() -> None:
    rows = table("Methods")
    assert [row.strip("`") for row in rows] == list(METHODS)
    for name, method in METHODS.items():
        scopes, page, _ = rows[f"`{name}`"]
        assert set(code(scopes)) == set(method.scopes), name
        assert f"https://docs.slack.dev/reference/methods/{name}" in page


@pytest.fixture
def sent(play: Play) -> dict[str, Json]:
    """One payload of each kind that the workspace sends, by its name in the log."""
    people, workspace = play.people, play.workspace
    message = people.post_message(CONTRIBUTOR, AI_NEWS, "Hello @ainews")
    people.edit_message(CONTRIBUTOR, message, "Hello again")
    people.add_reaction(READER, message, "tada")
    people.remove_reaction(READER, message, "tada")
    people.use_message_shortcut(READER, message, "collect")
    people.use_global_shortcut(READER, "start")
    people.delete_message(CONTRIBUTOR, message)
    people.open_home(READER)
    people.join(READER, AI_NEWS, "U0GUEST001")
    people.leave("U0GUEST001", AI_NEWS)
    people.join(READER, AI_NEWS, "U0GUEST001")
    people.send_command(READER, AI_NEWS, "/buttons")
    buttons = workspace.wait_for(lambda one: [m for m in one.messages(AI_NEWS) if m.text == "Buttons"])[0]
    people.act(READER, buttons, "vote")
    people.suggest(READER, buttons, "find", "x")
    people.send_command(READER, AI_NEWS, "/form notify")
    view = workspace.wait_for(lambda one: [v for v in one.modals(READER) if v.content["notify_on_close"]])[0]
    people.submit_view(READER, view, {"title": "taken"})
    people.close_view(READER)
    wanted = {name.strip("`") for name in (*table("Interactions"), *table("Events"))}
    workspace.wait_for(lambda one: wanted <= {_kind(call.method) for call in one.calls})
    return {_kind(call.method): call.args for call in workspace.calls if call.direction == "out"}


def _kind(method: str) -> str:
    return "slash command" if method.startswith("command ") else method.removeprefix("event ")


def test_every_event_is_listed(sent: dict[str, Json]) -> None:
    interactions = set(table("Interactions"))
    rows = {name.strip("`"): cells for name, cells in table("Events").items()}
    assert set(rows) == set(sent) - {name.strip("`") for name in interactions}
    for name, (fields, page, _) in rows.items():
        missing = set(code(fields)) - set(sent[name]["event"])
        assert not missing, f"{name} does not carry {missing}"
        assert f"https://docs.slack.dev/reference/events/{name}" in page


def test_every_field_of_an_interaction_is_listed(sent: dict[str, Json]) -> None:
    rows = {name.strip("`"): cells for name, cells in table("Interactions").items()}
    for name, (fields, page, _) in rows.items():
        assert set(code(fields)) == {"token", *sent[name]}, name
        assert "https://docs.slack.dev/" in page


def plain(length: int) -> Json:
    return {"type": "plain_text", "text": "x" * length}


def message(*blocks: Json) -> object:
    return check_message(text="x", blocks=list(blocks))


def many(number: int) -> list[Json]:
    return [{"text": plain(1), "value": str(one)} for one in range(number)]


def in_actions(**element: object) -> object:
    return message({"type": "actions", "elements": [{"action_id": "a", **element}]})


def button(**more: object) -> object:
    return in_actions(**{"type": "button", "text": plain(1), **more})


def confirm(**more: Json) -> object:
    words = {"title": plain(1), "text": plain(1), "confirm": plain(1), "deny": plain(1)}
    return button(confirm={**words, **more})


def view(**more: object) -> object:
    return check_view({"type": "modal", "title": plain(1), "blocks": [], **more})


def select(**more: object) -> object:
    return in_actions(**{"type": "static_select", "options": many(1), **more})


def one_option(**more: object) -> object:
    return select(options=[{"text": plain(1), "value": "v", **more}])


def table_of(rows: int, cells: int) -> object:
    row = [{"type": "raw_text", "text": "x"}] * cells
    return message({"type": "table", "rows": [row] * rows})


TABLE: Json = {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}
DIVIDER: Json = {"type": "divider"}
PROBES: dict[str, Callable[[int], object]] = {
    "blocks in a message": lambda n: message(*[DIVIDER] * n),
    "blocks in a modal": lambda n: view(blocks=[DIVIDER] * n),
    "blocks in a Home tab": lambda n: check_view({"type": "home", "blocks": [DIVIDER] * n}, kinds=("home",)),
    "section text": lambda n: message({"type": "section", "text": plain(n)}),
    "section fields": lambda n: message({"type": "section", "fields": [plain(1)] * n}),
    "section field text": lambda n: message({"type": "section", "fields": [plain(n)]}),
    "header text": lambda n: message({"type": "header", "text": plain(n)}),
    "context elements": lambda n: message({"type": "context", "elements": [plain(1)] * n}),
    "actions elements": lambda n: message(
        {"type": "actions", "elements": [{"type": "button", "text": plain(1)}] * n}
    ),
    "markdown text": lambda n: message({"type": "markdown", "text": "x" * n}),
    "table rows": lambda n: table_of(n, 1),
    "table cells in a row": lambda n: table_of(1, n),
    "tables in a message": lambda n: message(*[TABLE] * n),
    "image alt text": lambda n: message(
        {"type": "image", "image_url": "https://a.example/i.png", "alt_text": "x" * n}
    ),
    "button text": lambda n: button(text=plain(n)),
    "button value": lambda n: button(value="x" * n),
    "button link": lambda n: button(url="https://a.example/".ljust(n, "x")),
    "action_id": lambda n: button(action_id="x" * n),
    "block_id": lambda n: message({**DIVIDER, "block_id": "x" * n}),
    "overflow options": lambda n: in_actions(type="overflow", options=many(n)),
    "select options": lambda n: select(options=many(n)),
    "select option groups": lambda n: in_actions(
        type="static_select", option_groups=[{"label": plain(1), "options": many(1)}] * n
    ),
    "select placeholder": lambda n: select(placeholder=plain(n)),
    "checkboxes options": lambda n: in_actions(type="checkboxes", options=many(n)),
    "radio options": lambda n: in_actions(type="radio_buttons", options=many(n)),
    "suggested options": lambda n: check_options({"options": many(n)}),
    "option text": lambda n: one_option(text=plain(n)),
    "option value": lambda n: one_option(value="x" * n),
    "option description": lambda n: one_option(description=plain(n)),
    "confirm title": lambda n: confirm(title=plain(n)),
    "confirm text": lambda n: confirm(text=plain(n)),
    "confirm button": lambda n: confirm(confirm=plain(n)),
    "modal title": lambda n: view(title=plain(n)),
    "modal submit": lambda n: view(submit=plain(n)),
    "modal close": lambda n: view(close=plain(n)),
    "private_metadata": lambda n: view(private_metadata="x" * n),
    "callback_id": lambda n: view(callback_id="x" * n),
    "external_id": lambda n: view(external_id="x" * n),
    "attachments": lambda n: check_message(text="x", attachments=[{"text": "x"}] * n),
    "all texts of a message's blocks": lambda n: message(
        {"type": "markdown", "text": "x" * 12_000}, {"type": "section", "text": plain(n - 12_000)}
    ),
}
SETTINGS = {
    "text of chat.postMessage (cut)": MAX_TEXT,
    "text of chat.update": MAX_UPDATE_TEXT,
    "a view as JSON, bytes": MAX_VIEW_BYTES,
    "metadata as JSON, bytes": MAX_METADATA_BYTES,
    "views on a stack": MAX_STACK,
    "seconds to acknowledge": int(ACK_SECONDS),
    "seconds of a trigger id": int(TRIGGER_SECONDS),
    "uses of a response URL": RESPONSE_URL_USES,
    "seconds of a response URL": int(RESPONSE_URL_SECONDS),
    "Socket Mode connections": MAX_CONNECTIONS,
    "redeliveries of an event": len(RETRY_DELAYS),
}


def _limits() -> Iterator[tuple[str, int]]:
    for name, cells in table("Limits").items():
        yield name.replace("`", ""), int(cells[0].replace(",", ""))


def test_every_limit_is_listed() -> None:
    assert {name for name, _ in _limits()} == PROBES.keys() | SETTINGS.keys()
    assert dict(_limits())["all texts of a message's blocks"] == MAX_MESSAGE_CHARACTERS


@pytest.mark.parametrize(("name", "limit"), list(_limits()))
def test_limits_are_where_the_page_says(name: str, limit: int) -> None:
    if name in SETTINGS:
        assert limit == SETTINGS[name]
        return
    assert PROBES[name](limit) is None
    assert PROBES[name](limit + 1) is not None


def test_every_fault_is_listed() -> None:
    assert [name.strip("`") for name in table("Faults")] == [str(kind) for kind in FaultKind]
