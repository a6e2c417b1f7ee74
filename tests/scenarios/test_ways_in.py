"""Every way to hand in a link: shortcuts, the reaction, the form; and the hint on a link that was covered."""

from bot.playground.model import Message
from bot.playground.seed import AI_NEWS, CONTRIBUTOR, CURATOR, GENERAL, GUEST, RANDOM, READER
from bot.slack.manifest import manifest
from bot.store.items import queued_items
from tests.support.story import Story, text_of
from tests.support.website import Website


def write(story: Story, text: str, *, by: str = READER, channel: str = AI_NEWS, **more: str) -> Message:
    return story.server.people.post_message(by, channel, text, **more)


def queue(story: Story) -> list[str]:
    desk = story.bot.desk
    publication = desk.publication()
    with desk.team.read() as tx:
        return [item.headline for item in queued_items(tx, publication.id)]


def test_the_message_shortcut_hands_in_every_link_and_credits_the_author(
    story: Story, website: Website
) -> None:
    message = write(story, f"Worth it: {website.link('one')} and {website.link('two')} #agents")
    story.server.people.use_message_shortcut(CONTRIBUTOR, message, "add_message")
    story.sees("Reading 2 links")
    cards = text_of(story.sees("2 links handed in", "All about one", "All about two", "#agents"))
    assert "Note: Worth it: and" in cards
    assert f"Credited to <@{READER}>, handed in by <@{CONTRIBUTOR}>" in cards
    assert story.server.workspace.ephemeral(READER, AI_NEWS) == [], "its author is not disturbed"


def test_the_message_shortcut_works_where_the_bot_is_not(story: Story, website: Website) -> None:
    message = write(story, website.link("elsewhere"), channel=RANDOM)
    story.server.people.use_message_shortcut(CONTRIBUTOR, message, "add_message")
    story.sees("Added to the queue", "All about elsewhere", channel=RANDOM)


def test_a_message_without_a_link_says_so(story: Story) -> None:
    story.server.people.use_message_shortcut(CONTRIBUTOR, write(story, "no link here"), "add_message")
    story.sees("I found no link")


def test_undo_on_one_of_several_cards_leaves_the_others(story: Story, website: Website) -> None:
    story.command(f"add {website.link('one')} {website.link('two')} {website.link('one')}#again")
    cards = story.sees("2 links handed in")
    first = next(block for block in cards.blocks if block["type"] == "actions")
    story.server.people.act(CONTRIBUTOR, cards, "item_undo", block_id=first["block_id"])
    story.sees("Taken back", "All about one")
    story.sees("2 links handed in", "All about two")
    assert queue(story) == ["All about two"]


def test_the_global_shortcut_opens_the_form(story: Story, website: Website) -> None:
    story.server.people.use_global_shortcut(CONTRIBUTOR, "add_link")
    story.modal("add")
    story.submit(link=website.link("global"))
    story.told("Added to the queue", "All about global", by=CONTRIBUTOR)


def test_reacting_with_a_newspaper_hands_in_and_tells_only_who_reacted(
    story: Story, website: Website
) -> None:
    message = write(story, f"look: {website.link('reacted')}")
    story.server.people.add_reaction(CONTRIBUTOR, message, "newspaper")
    card = story.sees("Added to the queue", "All about reacted", "Note: look:")
    assert f"Credited to <@{READER}>" in text_of(card)
    assert len(story.server.workspace.messages(AI_NEWS)) == 1
    assert story.server.workspace.ephemeral(READER, AI_NEWS) == []
    story.server.people.remove_reaction(CONTRIBUTOR, message, "newspaper")
    story.server.people.add_reaction(CONTRIBUTOR, message, "newspaper")
    story.sees("in the queue already", "All about reacted")
    assert queue(story) == ["All about reacted"], "again is once"


def test_reacting_to_a_reply_reads_the_thread(story: Story, website: Website) -> None:
    root = write(story, f"about {website.link('root')}")
    reply = write(story, f"and {website.link('reply')}", thread_ts=root.ts)
    story.server.people.add_reaction(CONTRIBUTOR, reply, "newspaper")
    story.sees("Added to the queue", "All about reply")
    assert queue(story) == ["All about reply"]


def test_other_reactions_and_guests_hand_in_nothing(story: Story, website: Website) -> None:
    message = write(story, website.link("ignored"))
    story.server.people.add_reaction(CONTRIBUTOR, message, "eyes")
    story.server.people.add_reaction(GUEST, message, "newspaper")
    story.sees("Guests can read and search", by=GUEST)
    assert queue(story) == []


def test_a_closed_form_keeps_what_was_typed(story: Story, website: Website) -> None:
    story.command("add")
    view = story.modal("add")
    people = story.server.people
    for field, typed in (("link", website.link("kept")), ("note", "Typed with care"), ("tags", "#care")):
        people.fill(CONTRIBUTOR, view, "value", typed, block_id=field)
    people.close_view(CONTRIBUTOR)
    story.command("add")
    again = story.modal("add")
    assert [block["element"].get("initial_value") for block in again.blocks] == [
        website.link("kept"),
        "Typed with care",
        "#care",
    ]
    story.submit()
    story.sees("Added to the queue", "All about kept", "Typed with care", "#care")
    story.command("add")
    assert "initial_value" not in story.modal("add").blocks[0]["element"], "what was handed in is forgotten"


def test_a_closed_edit_keeps_what_was_typed_for_the_item_as_it_was(story: Story, website: Website) -> None:
    story.command(f"add {website.link('draft')}")
    card = story.sees("Added to the queue")
    story.press(card, "item_edit")
    people = story.server.people
    people.fill(CONTRIBUTOR, story.modal("edit"), "value", "Half a title", block_id="title")
    people.close_view(CONTRIBUTOR)
    story.press(card, "item_edit")
    assert story.modal("edit").blocks[1]["element"]["initial_value"] == "Half a title"
    story.submit()
    saved = story.sees("Saved", "Half a title")
    story.press(saved, "item_edit")
    story.modal("edit")
    story.submit(title="A whole title")
    story.sees("Saved", "A whole title")


def test_hints_are_off_until_a_curator_switches_them_on(story: Story, website: Website) -> None:
    story.command(f"add {website.link('known')}")
    story.sees("Added to the queue")
    story.command("hints on", by=CONTRIBUTOR)
    story.sees("Only curators can do that")
    story.command("hints on", by=CURATOR)
    story.sees("Hints are *on*", by=CURATOR)
    write(story, f"news! {website.link('known')}?utm_source=mail and {website.link('unknown')}")
    hint = text_of(story.sees("We covered", "All about known", "Only you can see this", by=READER))
    assert "unknown" not in hint
    write(story, website.link("known"), by=CONTRIBUTOR)
    write(story, website.link("known"), channel=GENERAL)
    story.command("hints off", by=CURATOR)
    story.sees("Hints are *off*", by=CURATOR)
    assert not [m for m in story.server.workspace.ephemeral(CONTRIBUTOR, AI_NEWS) if "We covered" in m.text]
    assert story.server.workspace.ephemeral(READER, GENERAL) == []


def test_the_manifest_asks_for_what_these_need() -> None:
    made = manifest()
    assert {row["callback_id"]: row["type"] for row in made["features"]["shortcuts"]} == {
        "add_message": "message",
        "add_link": "global",
    }
    events = made["settings"]["event_subscriptions"]["bot_events"]
    assert {"message.channels", "message.groups", "reaction_added"} <= set(events)
    assert "message" not in events
    assert "reactions:read" in made["oauth_config"]["scopes"]["bot"]
