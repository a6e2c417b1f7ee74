"""The story so far: curators accept what an item follows, and its message names it."""

from typing import Any

from bot.issues.publish import preview_issue
from bot.models.values import Person, Role
from bot.newsroom.edit import remove_item
from bot.playground.model import View
from bot.playground.seed import CONTRIBUTOR, CURATOR
from bot.store.issues import find_issue, frozen_parts
from tests.scenarios.test_curating import open_queue
from tests.scenarios.test_publishing import SLOT, hand_in, publish
from tests.support.story import Story, text_of
from tests.support.website import Website

SUGGESTED = "Seems to follow:"


def press(story: Story, view: View, action: str, *, by: str = CURATOR) -> View:
    """Press the first button of that name, and return the view as it is then."""
    buttons = (*_buttons(view),)
    block_id, value = next((block, one["value"]) for block, one in buttons if one["action_id"] == action)
    before = view.hash
    story.server.people.act(by, view, action, value, block_id=block_id)
    workspace = story.server.workspace
    workspace.wait_for(lambda _: workspace.views[view.id].hash != before)
    return workspace.views[view.id]


def _buttons(view: View) -> list[tuple[str, dict[str, Any]]]:
    return [
        (block["block_id"], one)
        for block in view.blocks
        for one in (*block.get("elements", ()), block.get("accessory"))
        if one and one.get("action_id", "").startswith("story_")
    ]


def told_twice(story: Story, website: Website) -> View:
    """Publish a story, hand in what follows it, and open the queue."""
    hand_in(story, website, "Gemma")
    story.thread(publish(story), 1)
    story.command(f"add {website.link('Gemma-two')}")
    story.sees("Added to the queue", "All about Gemma two")
    return open_queue(story)


def published(story: Story) -> str:
    """Let the slot come, and return the thread of the issue after what its preview promised."""
    desk = story.bot.desk
    draft = preview_issue(desk.team, desk.publication(), desk.templates, now=SLOT)
    story.server.clock.move_to(SLOT)
    root = story.posted("4 Mar")
    reply = story.thread(root, 1)[0]
    with desk.team.read() as tx:
        issue = find_issue(tx, SLOT.date())
        assert issue is not None
        assert issue.id is not None
        assert tuple(frozen_parts(tx, issue.id)) == draft.parts, "a preview is what is posted"
    return text_of(reply).replace("\xa0", " ")


def test_what_a_curator_accepts_is_named_with_a_link_to_its_message(story: Story, website: Website) -> None:
    view = told_twice(story, website)
    assert SUGGESTED in text_of(view)
    view = press(story, view, "story_accept")
    assert SUGGESTED not in text_of(view)
    assert "Earlier:" in text_of(view)
    reply = published(story)
    assert "Earlier: <http" in reply
    assert "/archives/" in reply.split("Earlier:")[1].split("|")[0]
    assert "All about Gemma> (26 Feb)" in reply


def test_what_is_dismissed_is_not_suggested_again_and_not_printed(story: Story, website: Website) -> None:
    view = press(story, told_twice(story, website), "story_dismiss")
    assert SUGGESTED not in text_of(view)
    assert "Earlier" not in text_of(view)
    assert SUGGESTED not in text_of(open_queue(story))
    assert "Earlier" not in published(story)


def test_an_accepted_one_is_taken_back_and_suggested_again(story: Story, website: Website) -> None:
    view = press(story, told_twice(story, website), "story_accept")
    view = press(story, view, "story_take_back")
    assert SUGGESTED in text_of(view)
    assert "Earlier" not in published(story)


def test_a_stale_button_says_so_and_changes_nothing(story: Story, website: Website) -> None:
    view = told_twice(story, website)
    desk = story.bot.desk
    with desk.team.read() as tx:
        issue = find_issue(tx, desk.clock().date())
    assert issue is not None
    _remove(story, issue.entries[0].item.id)
    assert "not there any more" in text_of(press(story, view, "story_accept"))


def test_only_curators_decide(story: Story, website: Website) -> None:
    view = told_twice(story, website)
    block_id, one = _buttons(view)[0]
    for action in ("story_accept", "story_dismiss"):
        payload = story.server.people.act(CONTRIBUTOR, view, action, one["value"], block_id=block_id)
        assert payload is not None
    assert SUGGESTED in text_of(open_queue(story))


def _remove(story: Story, item_id: int) -> None:
    desk = story.bot.desk
    now = desk.clock()
    remove_item(
        desk.team, item_id, reason="", by=Person(CURATOR, Role.CURATOR), now=now, real_now=desk.real_clock()
    )
