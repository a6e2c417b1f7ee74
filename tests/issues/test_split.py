"""A message that Slack found too long becomes two, with every word of it, in order."""

from typing import Any

import pytest

from bot.blockkit.validate import check_message, size_of
from bot.issues.render import render
from bot.issues.sample import sample_issue
from bot.issues.split import split_payload
from bot.models.values import Part
from bot.paths import data_folder
from bot.templating import Templates

PARTS = render(sample_issue(), Templates(data_folder("templates")))


def payload(part: Part) -> dict[str, Any]:
    return {"text": part.text, "blocks": part.blocks, "metadata": part.metadata}


def words(*payloads: dict[str, Any]) -> list[str]:
    texts = [
        (block.get("text") or {}).get("text", "")
        for each in payloads
        for block in each["blocks"]
        if block["type"] in {"section", "header"}
    ]
    return " ".join(texts).split()


@pytest.mark.parametrize("part", [part for part in PARTS if size_of(part.blocks) > 1000], ids=str)
def test_both_halves_are_good_and_nothing_is_lost(part: Part) -> None:
    halves = split_payload(payload(part))
    assert len(halves) == 2
    for half in halves:
        check_message(half)
        assert size_of(half["blocks"]) < size_of(part.blocks) * 0.75
    assert words(*halves) == words(payload(part))


def test_what_is_short_already_is_left_alone() -> None:
    short = {"text": "t", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "Short."}}]}
    assert split_payload({**short, "metadata": {}}) == [{**short, "metadata": {}}]
