"""What a message of Slack's hands in."""

from typing import Any

import pytest

from bot.errors import InvalidInputError
from bot.newsroom.submit import Request
from bot.slack.cards import read_follow_up
from bot.slack.pasted import request_from

A, B, C = "https://a.example/1", "https://b.example/2?x=1&y=2", "https://c.example/3"


def rich_text(*elements: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}]


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        ({"text": f"see <{A}|this> and <{A}>"}, Request((A,), "see and", (), "U1")),
        ({"text": "see <https://b.example/2?x=1&amp;y=2>, #moe!"}, Request((B,), "see , !", ("moe",), "U1")),
        (
            {"text": "from <@U0READER01|rosa> in <#C1|news> &amp; <!here>"},
            Request((), "from @rosa in news & @here", (), "U1"),
        ),
        (
            {"text": "", "blocks": rich_text({"type": "link", "url": A}, {"type": "text", "text": " hm"})},
            Request((A,), "", (), "U1"),
        ),
        (
            {
                "text": f"<{A}>",
                "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": f"<{C}|more>"}}],
            },
            Request((A, C), "", (), "U1"),
        ),
        ({"text": "", "attachments": [{"title_link": C}, {"fallback": "x"}]}, Request((C,), "", (), "U1")),
        ({"text": f"<{A}>", "bot_id": "B1"}, Request((A,), "", (), None)),
        ({"text": f"<{A}>", "user": "U9"}, Request((A,), "", (), None)),
        ({"text": None, "blocks": None, "attachments": None}, Request((), "", (), "U1")),
        ({"text": "<mailto:a@b.example|a@b.example>"}, Request((), "a@b.example", (), "U1")),
    ],
)
def test_links_words_tags_and_author_are_told_apart(message: dict[str, Any], wanted: Request) -> None:
    assert request_from({"user": "U1", **message}, by="U9") == wanted


@pytest.mark.parametrize(
    "value", ["", "7", "null", "[]", "{}", '{"i": "x", "l": ""}', '{"i": 1}', '{"i": 1, "l": "", "t": 5}']
)
def test_a_broken_button_is_told_and_not_a_crash(value: str) -> None:
    with pytest.raises(InvalidInputError, match="That button is broken"):
        read_follow_up(value)


def test_a_button_credits_nobody_but_a_person() -> None:
    _, _, request = read_follow_up('{"i": 1, "l": "https://a.example/1", "c": "<!channel>"}')
    assert request.credit is None
