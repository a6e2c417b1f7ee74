"""Curators shape the next issue, settle what is stuck, and correct what is out."""

from datetime import UTC, datetime, timedelta

from bot.app import LISTENER_THREADS
from bot.errors import ConflictError
from bot.issues.curate import pin
from bot.issues.publish import preview_issue
from bot.links.canonical import canonicalize
from bot.models.values import Link, Person, Role
from bot.playground.model import Message, View
from bot.playground.seed import ADMIN, AI_NEWS, CONTRIBUTOR, CURATOR, RANDOM, READER
from bot.playground.workspace import Workspace
from bot.store.deliveries import delivery_states
from tests.scenarios.test_publishing import SLOT, hand_in, publish
from tests.support.examples import add, at_once
from tests.support.story import Story, text_of
from tests.support.waiting import eventually
from tests.support.website import Website


def order(story: Story) -> list[str]:
    desk = story.bot.desk
    draft = preview_issue(desk.team, desk.publication(), desk.templates, now=desk.clock())
    return [entry.headline.removeprefix("All about ") for entry in draft.issue.entries]


def open_queue(story: Story, by: str = CURATOR) -> View:
    """Open the queue, and return its modal: the new one, where one is open already."""
    workspace = story.server.workspace
    before = {view.id for view in workspace.modals(by)}
    story.command("queue", by=by)
    workspace.wait_for(lambda _: (top := workspace.modal(by)) and top.id not in before)
    return story.modal("queue", by=by)


def change(story: Story, view: View, name: str, verb: str, *, by: str = CURATOR) -> View:
    """Choose in the menu beside an item, and return the view as it is then."""
    block = next(b for b in view.blocks if f"All about {name}" in str(b) and "accessory" in b)
    options = block["accessory"]["options"]
    value = next(o["value"] for o in options if o["value"].startswith(f"{verb}:"))
    before = view.hash
    story.server.people.act(by, view, "queue_change", value, block_id=block["block_id"])
    story.server.workspace.wait_for(lambda _: story.server.workspace.views[view.id].hash != before)
    return story.server.workspace.views[view.id]


def test_items_move_up_and_down_and_the_issue_follows(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha", "beta", "gamma")
    assert order(story) == ["alpha", "beta", "gamma"]
    view = change(story, open_queue(story), "gamma", "up")
    assert order(story) == ["alpha", "gamma", "beta"]
    view = change(story, view, "alpha", "down")
    assert order(story) == ["gamma", "alpha", "beta"]
    change(story, view, "gamma", "up")
    assert order(story) == ["gamma", "alpha", "beta"], "the first one stays the first"
    root = publish(story)
    replies = story.thread(root, 3)
    assert ["gamma" in replies[0].text, "alpha" in replies[1].text, "beta" in replies[2].text] == [True] * 3


def test_what_is_held_comes_back_after_the_issue(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha", "beta")
    view = change(story, open_queue(story), "alpha", "hold")
    assert "Held for the issue after" in text_of(view)
    assert order(story) == ["beta"]
    publish(story)
    assert order(story) == ["alpha"]


def test_what_is_dropped_is_gone_and_its_link_stays_taken(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha", "beta")
    change(story, open_queue(story), "alpha", "drop")
    assert order(story) == ["beta"]
    story.command(f"add {website.link('alpha')}")
    story.sees("a curator removed it")


def test_a_pinned_item_is_a_top_pick(story: Story, website: Website) -> None:
    hand_in(story, website, *(f"item{number}" for number in range(7)))
    change(story, open_queue(story), "item6", "pin")
    root = publish(story)
    picks = text_of(root).split("Top picks")[1]
    assert picks.index("item6") < picks.index("item0")


def test_two_items_become_one(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha", "beta")
    view = open_queue(story)
    block = next(b for b in view.blocks if "All about alpha" in str(b) and "accessory" in b)
    value = next(o["value"] for o in block["accessory"]["options"] if o["value"].startswith("merge:"))
    story.server.people.act(CURATOR, view, "queue_change", value, block_id=block["block_id"])
    form = story.modal("queue_merge", by=CURATOR)
    other = form.blocks[0]["element"]["options"][0]["value"]
    story.submit(by=CURATOR, other=other)
    assert order(story) == ["alpha"]
    entry = story.thread(publish(story), 1)[0]
    assert website.link("beta") in text_of(entry), "it has the other one's link"


def test_a_title_and_an_introduction_stand_in_the_issue(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha")
    view = open_queue(story)
    story.press(view, "queue_words", by=CURATOR)
    story.modal("queue_words", by=CURATOR)
    story.submit(by=CURATOR, title="Week of the transformers", introduction="Much *happened*.")
    root = publish(story)
    assert "Week of the transformers" in text_of(root)
    assert "Much *happened*." in text_of(root)


def test_a_change_on_a_stale_view_says_so_and_shows_the_new_state(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha", "beta", "gamma")
    mine, theirs = open_queue(story), open_queue(story, by=ADMIN)
    change(story, theirs, "gamma", "drop", by=ADMIN)
    view = change(story, mine, "alpha", "down")
    assert "Somebody else changed the draft" in text_of(view)
    assert "gamma" not in text_of(view)
    assert order(story) == ["alpha", "beta"]
    change(story, view, "alpha", "down")
    assert order(story) == ["beta", "alpha"]


def test_warnings_name_what_an_editor_would_catch(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha", "alphas")
    view = open_queue(story)
    assert "look like one story" in text_of(view)


def test_the_queue_stands_in_app_home_and_works_there(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha", "beta")
    story.server.people.open_home(CURATOR)
    workspace = story.server.workspace
    home = workspace.wait_for(lambda _: workspace.home(CURATOR))
    assert "All about alpha" in text_of(home)
    change(story, home, "beta", "up")
    assert order(story) == ["beta", "alpha"]


def test_only_curators_shape_the_issue(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha")
    story.command("queue", by=READER)
    story.sees("Only curators can do that", by=READER)


def test_links_that_no_longer_answer_are_named(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha")
    view = open_queue(story)
    story.press(view, "queue_check", by=CURATOR)
    story.told("All 1 link answer")


def test_checking_links_keeps_nobody_from_being_answered(story: Story, website: Website) -> None:
    desk, found = story.bot.desk, canonicalize(website.link("unread"))
    link = Link(found.clean, "", found.key, found.key_version, found.original)
    add(desk.team, desk.publication(), "unread", links=(link,))
    view = open_queue(story)
    with website.holding("unread"):
        for _ in range(LISTENER_THREADS + 1):
            assert story.press(view, "queue_check", by=CURATOR).ok
        story.command("help", by=READER)
        story.sees("/ainews add", by=READER)
    story.told("All 1 link answer")


def test_a_channel_gets_the_edition_that_its_filter_names(story: Story, website: Website) -> None:
    story.server.people.join(CURATOR, RANDOM, story.server.workspace.bot.id)
    story.command("schedule", by=CURATOR)
    story.modal("schedule", by=CURATOR)
    submitted = story.submit(
        by=CURATOR,
        name="AI News",
        channel=[AI_NEWS, RANDOM],
        days=["0", "3"],
        time="09:00",
        timezone="Europe/Vienna",
        filters="#random: alpha",
    )
    assert submitted.outcome == "closed", submitted
    story.sees("Thursday, 29 Feb", "Monday, 4 Mar", "Thursday, 7 Mar", by=CURATOR)
    hand_in(story, website, "alpha", "beta")
    root = publish(story)
    story.thread(root, 2)
    filtered = story.posted("26 Feb", channel=RANDOM)
    assert "1 " in filtered.text
    assert ["alpha" in reply.text for reply in story.thread(filtered, 1)] == [True]


def test_a_filter_that_makes_no_sense_is_told_at_its_field(story: Story) -> None:
    story.command("schedule", by=CURATOR)
    story.modal("schedule", by=CURATOR)
    submitted = story.submit(by=CURATOR, channel=[AI_NEWS], days=["0"], filters="#nowhere: kind:paper")
    assert "does not begin with one of the channels" in submitted.errors["filters"]


def test_curators_are_reminded_a_day_before(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha", "alphas")
    story.server.clock.move_to(SLOT - timedelta(hours=25))
    story.bot.ticker.tick()
    story.server.clock.move_to(SLOT - timedelta(hours=23))
    reminder = story.told("The next issue goes out on Monday", "2 items", "look like one story")
    story.bot.ticker.tick()
    assert _count(story, "The next issue goes out") == 1
    story.press(reminder, "queue_open", by=CURATOR)
    story.modal("queue", by=CURATOR)


def test_reactions_are_votes_one_a_person(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha")
    entry = story.thread(publish(story), 1)[0]
    people = story.server.people
    people.add_reaction(READER, entry, "tada")
    people.add_reaction(READER, entry, "fire")
    people.add_reaction(CONTRIBUTOR, entry, "-1")
    _wait_until_told(story, added=3)
    _wait_for_votes(story, entry, 1)
    people.remove_reaction(READER, entry, "tada")
    people.add_reaction(CONTRIBUTOR, entry, "heart")
    _wait_until_told(story, added=4, removed=1)
    _wait_for_votes(story, entry, 2)
    people.remove_reaction(READER, entry, "fire")
    _wait_for_votes(story, entry, 1)


def test_last_weeks_favourite_opens_the_issue(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha", "beta")
    replies = story.thread(publish(story), 2)
    story.press(replies[1], "item_upvote", by=READER)
    story.sees("Upvoted", by=READER)
    hand_in(story, website, "gamma")
    story.server.clock.move_to(SLOT + timedelta(seconds=1))
    root = story.posted("4 Mar")
    assert "Last time you upvoted most:" in text_of(root)
    assert "All about beta" in text_of(root)


def test_a_correction_reaches_every_copy_with_an_erratum(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha", "beta")
    root = publish(story)
    entry = story.thread(root, 2)[0]
    _correct(story, entry, "A better title")
    _wait_for_text(story, entry, "A better title", "Corrected on 26 Feb: title")
    _wait_for_text(story, root, "A better title", "Correction, 26 Feb")


def test_a_removed_item_leaves_every_copy(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha", "beta")
    root = publish(story)
    entry = story.thread(root, 2)[0]
    item_id = entry.blocks[-1]["elements"][0]["value"]
    story.press(entry, "item_more", f"remove:{item_id}", by=CURATOR)
    _wait_for_text(story, entry, "This item was removed")
    _wait_for_text(story, root, "an item was removed after publication")
    assert "All about alpha" not in text_of(_now(story, root))


def test_where_a_correction_could_not_be_made_its_author_hears(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha")
    entry = story.thread(publish(story), 1)[0]
    story.server.faults.add("error", "chat.update", times=2, code="edit_window_closed")
    _correct(story, entry, "Too late")
    story.told("could not be made", "edit window closed")


def test_an_issue_is_withdrawn_everywhere(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha", "beta")
    root = publish(story)
    story.thread(root, 2)
    story.command("withdraw 2024-02-26", by=CURATOR)
    story.press(story.sees("Withdraw the issue of 26 Feb", by=CURATOR), "issue_withdraw", by=CURATOR)
    _wait_for_text(story, root, "was withdrawn by a curator")
    workspace = story.server.workspace
    workspace.wait_for(lambda _: len(workspace.thread(AI_NEWS, root.ts)) == 1)
    assert sorted(order(story)) == ["alpha", "beta"], "its items are in the queue again"


def test_a_curator_settles_what_is_in_doubt(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha")
    story.server.faults.add("reset_after", "chat.postMessage")
    story.server.faults.add("error", "conversations.history", times=99, code="missing_scope")
    story.command("publish", by=CURATOR)
    story.press(story.sees("Publish the issue", by=CURATOR), "publish_now", by=CURATOR)
    root = story.posted("26 Feb")
    story.bot.ticker.real_clock = lambda: datetime.now(UTC) + timedelta(minutes=5)
    story.bot.ticker.tick()
    question = story.told("in doubt")
    story.press(question, "part_there", by=CURATOR)
    story.modal("part_there", by=CURATOR)
    refused = story.submit(by=CURATOR, link="https://example.org/")
    assert "no link to a message" in refused.errors["link"]
    link = f"https://test.slack.com/archives/{AI_NEWS}/p{root.ts.replace('.', '')}"
    assert story.submit(by=CURATOR, link=link).outcome == "closed"
    story.thread(root, 1)
    assert len(story.server.workspace.messages(AI_NEWS)) == 1
    story.server.workspace.wait_for(lambda _: _delivery_states(story) == ["sent"])


def test_two_curators_at_the_same_moment_make_one_change_each_or_hear_of_it(
    story: Story, website: Website
) -> None:
    hand_in(story, website, "alpha")
    desk = story.bot.desk
    draft = preview_issue(desk.team, desk.publication(), desk.templates, now=desk.clock())
    item_id = draft.issue.entries[0].item.id

    def press(person: str) -> bool:
        try:
            who = Person(person, Role.CURATOR)
            pin(desk.team, desk.publication(), item_id, version=0, by=who, now=desk.clock())
        except ConflictError:
            return False
        return True

    assert sorted(at_once(press, ["U1", "U2", "U3"])) == [False, False, True]


def _delivery_states(story: Story) -> list[str]:
    with story.bot.desk.team.read() as tx:
        return [state.state for state in delivery_states(tx)]


def _correct(story: Story, entry: Message, title: str) -> None:
    item_id = entry.blocks[-1]["elements"][0]["value"]
    story.press(entry, "item_more", f"edit:{item_id}", by=CURATOR)
    story.modal("edit", by=CURATOR)
    story.submit(by=CURATOR, title=title)


def _now(story: Story, message: Message) -> Message:
    found = story.server.workspace.message(message.channel, message.ts)
    assert found is not None
    return found


def _wait_for_text(story: Story, message: Message, *wanted: str) -> None:
    try:
        story.server.workspace.wait_for(
            lambda _: all(words in text_of(_now(story, message)) for words in wanted)
        )
    except TimeoutError:
        raise AssertionError(f"{wanted} not in:\n{text_of(_now(story, message))}") from None


def _wait_until_told(story: Story, *, added: int, removed: int = 0) -> None:
    """Events go out in threads of their own: wait until the bot has taken in so many, before the next."""

    def is_told(workspace: Workspace) -> bool:
        methods = [call.method for call in workspace.calls]
        so_far = methods.count("event reaction_added"), methods.count("event reaction_removed")
        return so_far[0] >= added and so_far[1] >= removed

    story.server.workspace.wait_for(is_told)


def _wait_for_votes(story: Story, entry: Message, count: int) -> None:
    """Let minutes pass in real time's stead: a message is changed at most once in each."""
    ahead = story.bot.ticker.real_clock() - datetime.now(UTC)

    def is_shown() -> bool:
        nonlocal ahead
        if _now(story, entry).blocks[-1]["elements"][0]["text"]["text"].endswith(f"· {count}"):
            return True
        ahead += timedelta(minutes=1)
        story.bot.ticker.real_clock = lambda ahead=ahead: datetime.now(UTC) + ahead  # type: ignore[misc]
        story.bot.ticker.tick()
        return False

    eventually(is_shown)


def _count(story: Story, words: str) -> int:
    workspace = story.server.workspace
    told = workspace.messages(workspace.direct_message(CURATOR).id)
    return sum(words in text_of(message) for message in told)
