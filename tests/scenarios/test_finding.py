"""Help, search, and what happens with words that the bot does not know."""

import json

import pytest

from bot.models.values import ItemDraft, Kind, Link
from bot.playground.seed import CONTRIBUTOR, CURATOR, GUEST, READER
from bot.store.items import add_item
from tests.support.story import Story, text_of


def fill(story: Story, count: int, title: str = "Mixture number", kind: Kind = Kind.PAPER) -> None:
    publication = story.bot.desk.publication()
    with story.bot.desk.team.write() as tx:
        for number in range(count):
            url = f"https://example.com/{title.split()[0].lower()}/{number}"
            draft = ItemDraft(
                links=(Link(url, "paper", f"url:{url}", 1, url),),
                title=f"{title} {number}",
                kind=kind,
                organizations=("Example Lab",),
                summary=f"This is about mixtures of experts, in part {number}.",
            )
            add_item(tx, publication.id, draft, now=story.bot.desk.clock())


def hand_over(story: Story, person: str, title: str) -> None:
    """Store an item as if this person had handed it in."""
    desk, url = story.bot.desk, f"https://example.com/{person}"
    draft = ItemDraft(links=(Link(url, "", f"url:{url}", 1, url),), title=title, submitted_by=person)
    publication = desk.publication()
    with desk.team.write() as tx:
        add_item(tx, publication.id, draft, now=desk.clock())


def test_help_lists_what_each_person_may_do(story: Story) -> None:
    story.command("help")
    assert "/ainews publish" not in text_of(story.sees("/ainews add", "/ainews search"))
    story.command("", by=CURATOR)
    story.sees("/ainews publish", by=CURATOR)


@pytest.mark.parametrize(
    ("typed", "meant"), [("serach mixtral", "search"), ("pubish", "publish"), ("hlep", "help")]
)
def test_a_misspelt_word_gets_did_you_mean(story: Story, typed: str, meant: str) -> None:
    story.command(typed)
    story.sees("I do not know", f"/ainews {meant}")


def test_an_unknown_word_points_to_help(story: Story) -> None:
    story.command("<!channel>xyzzy")
    shown = text_of(story.sees("I do not know", "/ainews help"))
    assert "<!channel>" not in shown


def test_results_come_five_a_page_and_the_buttons_turn_them(story: Story) -> None:
    fill(story, 12)
    story.command("search mixture", by=READER)
    first = story.sees("12 results", by=READER)
    assert text_of(first).count("Mixture number") >= 5
    assert "Previous" not in text_of(first)
    story.press(first, "search_next", by=READER)
    second = story.sees("6–10", by=READER)
    story.press(second, "search_next", by=READER)
    last = story.sees("11–12", by=READER)
    assert "Next" not in text_of(last)
    story.press(last, "search_previous", by=READER)
    story.sees("6–10", by=READER)


def test_how_a_filter_was_understood_stands_on_a_line_of_its_own(story: Story) -> None:
    fill(story, 1)
    story.command("search mixture kind:paper", by=READER)
    assert "”*\nUnderstood as:" in text_of(story.sees("1 result", by=READER))


def test_a_correction_is_told_and_can_be_refused(story: Story) -> None:
    fill(story, 2)
    story.command("search mixtrue", by=READER)
    corrected = story.sees("2 results", "These are for “mixture”", by=READER)
    story.press(corrected, "search_exactly", by=READER)
    story.sees("Nothing found for “mixtrue”", by=READER)


def test_filters_know_who_asks(story: Story) -> None:
    fill(story, 2)
    story.command("search mixture", by=READER)
    results = story.sees("2 results", by=READER)
    saves = [block["block_id"] for block in results.blocks if block.get("accessory")]
    story.server.people.act(READER, results, "item_save", block_id=saves[0])
    story.sees("2 results", "*saved*", by=READER)
    story.command("search is:saved", by=READER)
    story.sees("1 result", by=READER)
    story.command("search is:saved", by=CURATOR)
    nothing = story.sees("Nothing found", "You have saved nothing yet. Press *Save*", by=CURATOR)
    assert "issue_submit" not in str(nothing.blocks)


def test_what_was_saved_is_taken_back_where_it_stands(story: Story) -> None:
    fill(story, 7)
    story.command("search mixture", by=READER)
    story.press(story.sees("7 results", by=READER), "search_next", by=READER)
    results = story.sees("6–7", by=READER)
    saves = [block["block_id"] for block in results.blocks if block.get("accessory")]
    story.server.people.act(READER, results, "item_save", block_id=saves[0])
    marked = story.sees("6–7", "*saved*", by=READER)
    assert text_of(marked).count("*saved*") == 1
    story.press(marked, "item_unsave", by=READER)
    story.server.workspace.wait_for(lambda _: "*saved*" not in text_of(marked))
    story.command("saved", by=READER)
    story.sees("You have saved nothing yet", by=READER)


def test_what_was_saved_elsewhere_is_taken_back_where_it_is_said(story: Story) -> None:
    fill(story, 2)
    story.command("similar mixture", by=READER)
    asked = story.sees("Which of these?", by=READER)
    story.server.people.act(READER, asked, "item_similar", block_id=asked.blocks[1]["block_id"])
    alike = story.sees("More like “Mixture", by=READER)
    story.press(alike, "item_save", by=READER)
    said = story.sees("Saved: Mixture number", by=READER)
    story.press(said, "item_unsave", by=READER)
    story.sees("Not on your list any more: Mixture number", by=READER)
    assert "More like" in text_of(alike), "the answer takes the place of what it answers"


def test_a_page_button_works_without_any_memory_of_the_search(story: Story) -> None:
    fill(story, 7)
    story.command("search mixture", by=READER)
    message = story.sees("7 results", by=READER)
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    values = {element["action_id"]: element.get("value") for row in rows for element in row}
    assert json.loads(values["search_next"]) == {"q": "mixture", "o": 5}


def test_guests_search_too(story: Story) -> None:
    fill(story, 1)
    story.command("search mixture", by=GUEST)
    story.sees("1 result", by=GUEST)


def test_nothing_found_offers_to_hand_in(story: Story) -> None:
    story.command("search zzyzx")
    message = story.sees("Nothing found")
    story.press(message, "issue_submit")
    story.modal("add")


@pytest.mark.parametrize(
    "query",
    [
        *("C++", '"', "GPT-4 & <b>", "don't", "*", "(", "title:", "a" * 400, "😀", "日本語"),
        "&" * 490,
        " ".join(f'kind:"{"&" * 100}{number}"' for number in range(4)),
        "mixture " + "org: " * 90,
    ],
)
def test_any_query_is_answered(story: Story, query: str) -> None:
    fill(story, 1)
    story.command(f"search {query}")
    shown = text_of(story.sees("for “"))
    assert "<b>" not in shown


def test_a_query_that_is_too_long_says_so(story: Story) -> None:
    story.command("search " + "long " * 120)
    story.sees("at most 500 characters; yours has 599", "A few telling words")


def test_without_a_query_a_form_opens(story: Story) -> None:
    fill(story, 7)
    story.command("search", by=READER)
    story.modal("search", by=READER)
    story.submit(by=READER, query="mixture")
    results = story.modal("results", by=READER)
    story.press(results, "search_next", by=READER)
    story.server.workspace.wait_for(lambda _: "6–7" in text_of(results))


def test_app_home_shows_queue_and_latest(story: Story) -> None:
    fill(story, 2)
    story.server.people.open_home(READER)
    home = story.server.workspace.wait_for(lambda workspace: workspace.home(READER))
    assert "2 items" in text_of(home)


def test_people_are_found_by_their_names(story: Story) -> None:
    fill(story, 3)
    hand_over(story, CONTRIBUTOR, "Of Carl")
    hand_over(story, CURATOR, "Of Cleo")
    story.command("search from:carl", by=READER)
    assert "Of Carl" in text_of(story.sees("1 result", f"submitted by <@{CONTRIBUTOR}>", by=READER))
    story.command("search from:c sort:newest", by=READER)
    story.sees("2 results", f"“c” may be <@{CONTRIBUTOR}>, <@{CURATOR}>.", by=READER)
    story.command("search from:bob", by=READER)
    story.sees("Nothing found", "Nobody who handed something in is called “bob”.", by=READER)
    story.command("follow from:contributor of", by=READER)
    story.sees(f"You follow “from:<@{CONTRIBUTOR}> of”", by=READER)
    story.command(f"unfollow from:<@{CONTRIBUTOR}|carl> of", by=READER)
    again = story.sees(f"You no longer follow “from:<@{CONTRIBUTOR}> of”", by=READER)
    story.press(again, "follow_search", by=READER)
    story.sees(f"You follow “from:<@{CONTRIBUTOR}> of”", by=READER)


def test_where_slack_does_not_tell_names_that_is_said(story: Story) -> None:
    hand_over(story, CONTRIBUTOR, "Of Carl")
    story.server.faults.add("server_error", "users.info", times=50)
    story.command("search from:carl", by=READER)
    story.sees("Slack does not tell everybody", "Search again in a minute", by=READER)


def test_following_is_given_up_by_a_command(story: Story) -> None:
    story.command("follow llamas", by=READER)
    story.sees("You follow “llamas”", by=READER)
    story.command("unfollow lamas", by=READER)
    story.sees("You do not follow “lamas”.", "You follow 1 search", "llamas", by=READER)
    story.command("unfollow Llamas", by=READER)
    story.sees("You no longer follow “llamas”.", by=READER)
    story.command("unfollow", by=READER)
    story.sees("You follow nothing yet", by=READER)
