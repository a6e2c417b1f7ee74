"""An error reaches the person in every way that is still open."""

from typing import Any
from unittest.mock import MagicMock

from slack_bolt import BoltRequest, BoltResponse

from bot.errors import InvalidInputError
from bot.paths import data_folder
from bot.slack.errors import error_handler
from bot.templating import Templates

BODY: dict[str, Any] = {
    "type": "view_submission",
    "user": {"id": "U0ADA0001"},
    "view": {
        "blocks": [{"type": "input", "block_id": "query"}],
        "private_metadata": '{"channel": "C0NEWS001"}',
    },
}


def _fail(response: BoltResponse | None) -> tuple[BoltResponse, MagicMock]:
    client = MagicMock()
    handle = error_handler(Templates(data_folder("templates")))
    answer = handle(
        InvalidInputError("No.", field="query"),
        BoltRequest(body=BODY, mode="socket_mode"),
        BODY,
        MagicMock(),
        {"client": client},
        response,
    )
    return answer, client


def test_a_form_that_is_open_shows_the_error_at_its_field() -> None:
    answer, client = _fail(BoltResponse(status=500))
    assert '"errors": {"query": "No."}' in answer.body
    client.chat_postEphemeral.assert_not_called()


def test_a_form_that_is_closed_cannot_so_the_person_is_told_where_they_are() -> None:
    _, client = _fail(None)
    said = client.chat_postEphemeral.call_args.kwargs
    assert (said["channel"], said["user"]) == ("C0NEWS001", "U0ADA0001")
    assert "No." in said["text"]
