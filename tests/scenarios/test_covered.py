"""A link that was covered: what is shown of it, and what one can do."""

from bot.playground.model import Message
from bot.playground.seed import CONTRIBUTOR, CURATOR, READER
from bot.store.items import mark_printed, queued_items
from tests.support.story import Story, text_of
from tests.support.website import Website


def publish(story: Story) -> Message:
    story.command("publish", by=CURATOR)
    story.press(story.sees("Publish the issue", by=CURATOR), "publish_now", by=CURATOR)
    return story.posted("AI News", "26 Feb")


def labels(message: Message) -> list[str]:
    return [
        element["text"]["text"]
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]


def test_a_published_story_shows_issue_submitter_summary_and_thread(story: Story, website: Website) -> None:
    story.command(f"add {website.link('story')}")
    story.press(story.sees("Added to the queue"), "item_edit")
    story.modal("edit")
    story.submit(summary="What our colleague wrote about it.")
    story.sees("Saved")
    entry = story.thread(publish(story), 1)[0]
    story.command(f"add {website.link('story')}", by=READER)
    card = story.sees("We covered that", "issue of 26 Feb", "What our colleague wrote", by=READER)
    assert f"<@{CONTRIBUTOR}>" in text_of(card)
    assert f"p{entry.ts.replace('.', '')}" in text_of(card), "the permalink of its message"
    assert labels(card) == ["Add as follow-up", "More like this", "Never mind"]


def test_a_follow_up_is_a_second_item_with_what_was_typed(story: Story, website: Website) -> None:
    story.command(f"add {website.link('story')}")
    story.sees("Added to the queue")
    publish(story)
    story.command(f"add {website.link('story')} a year later #again", by=READER)
    story.press(story.sees("We covered that", by=READER), "item_follow_up", by=READER)
    card = story.sees("as a follow-up", "All about story", "a year later", "#again", by=READER)
    assert "We covered that" not in text_of(card), "the card takes the question's place"
    assert labels(card) == ["Edit", "Undo", "More like this"]
    story.press(card, "item_undo", by=READER)
    story.sees("Taken back", by=READER)


def test_never_mind_adds_nothing(story: Story, website: Website) -> None:
    story.command(f"add {website.link('story')}")
    story.sees("Added to the queue")
    story.command(f"add {website.link('story')}", by=READER)
    story.press(story.sees("in the queue already", by=READER), "item_never_mind", by=READER)
    story.sees("nothing was added", by=READER)


def test_a_link_that_leads_to_a_known_page_is_known(story: Story, website: Website) -> None:
    story.command(f"add {website.link('to/story')}")
    story.sees("Added to the queue", "All about story")
    story.command(f"add {website.link('story')}", by=READER)
    story.sees("in the queue already", by=READER)


def test_a_removed_story_says_who_and_why_and_shows_no_more(story: Story, website: Website) -> None:
    story.command(f"add {website.link('advert')}")
    story.sees("item 1")
    story.command("remove 1 It is an <advertisement>", by=CURATOR)
    story.sees("Removed: All about advert", by=CURATOR)
    story.command(f"add {website.link('advert')}", by=READER)
    card = story.sees("a curator removed it", "advertisement", f"<@{CURATOR}>", by=READER)
    assert "All about advert" not in text_of(card)
    assert labels(card) == ["Never mind"]


def test_what_is_held_back_is_not_shown_to_others(story: Story, website: Website) -> None:
    story.command(f"add {website.link('secret')}")
    story.sees("Added to the queue")
    story.command(f"add {website.link('secret')}", by=CURATOR)
    story.press(story.sees("in the queue already", by=CURATOR), "item_hold", by=CURATOR)
    held = story.sees("Held back", by=CURATOR)
    story.command(f"add {website.link('secret')}", by=READER)
    card = story.sees("Curators hold it back", by=READER)
    assert "All about secret" not in text_of(card)
    story.press(held, "item_let_go", by=CURATOR)
    story.sees("In the queue for the next issue", "All about secret", by=CURATOR)


def test_what_only_the_archive_has_can_be_put_into_the_next_issue(story: Story, website: Website) -> None:
    story.command(f"add {website.link('old')}", by=CURATOR)
    story.sees("Added to the queue", by=CURATOR)
    team, publication = story.bot.desk.team, story.bot.desk.publication()
    with team.write() as tx:
        (item,) = queued_items(tx, publication.id)
        mark_printed(tx, [item.id], printed=True)  # by no issue: as an import leaves it
    story.command(f"add {website.link('old')}")
    card = story.sees("in the archive already")
    assert labels(card) == ["Put in next issue", "Add as follow-up", "More like this", "Never mind"]
    story.press(card, "item_let_go")
    assert labels(story.sees("In the queue for the next issue", "All about old")) == ["More like this"]
    with team.read() as tx:
        assert queued_items(tx, publication.id)[0].id == item.id


def test_a_similar_title_is_suggested(story: Story, website: Website) -> None:
    story.command(f"add {website.link('mixtures-of-many-experts')}")
    story.sees("Added to the queue")
    story.command(f"add {website.link('bare/mixtures-of-many-experts')}", by=READER)
    card = story.sees("Added to the queue", "Perhaps the same story", by=READER)
    assert "The page did not say a summary, who is behind it, its day" in text_of(card)
