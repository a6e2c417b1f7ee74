"""Handing in links."""

import pytest

from bot.playground.seed import AI_NEWS, CONTRIBUTOR, CURATOR, GUEST, READER
from tests.support.story import Story, text_of
from tests.support.website import Website


def test_a_link_becomes_a_card_with_title_and_description(story: Story, website: Website) -> None:
    story.command(f"add {website.link('mixtures')} good read #moe")
    card = story.sees("Added to the queue", "All about mixtures", "A page on mixtures.", "#moe")
    assert "Reading" not in text_of(card), "the card takes the place of the first answer"


def test_the_first_answer_comes_before_the_page_is_read(story: Story, website: Website) -> None:
    with website.holding("slow-page"):
        story.command(f"add {website.link('slow-page')}")
        story.sees("Reading", "slow-page")
    story.sees("Added to the queue", "All about slow page")


def test_undo_takes_the_submission_back_as_if_it_had_not_been(story: Story, website: Website) -> None:
    story.command(f"add {website.link('regret')}")
    story.press(story.sees("All about regret"), "item_undo")
    story.sees("Taken back")
    story.command(f"add {website.link('regret')}", by=READER)
    story.sees("Added to the queue", "All about regret", by=READER)


def test_a_known_link_shows_the_earlier_item_instead(story: Story, website: Website) -> None:
    story.command(f"add {website.link('once')}")
    story.sees("Added to the queue")
    story.command(f"add {website.link('once')}/?utm_source=mail", by=READER)
    card = story.sees("in the queue already", "All about once", by=READER)
    assert f"<@{CONTRIBUTOR}>" in text_of(card)


@pytest.mark.parametrize(
    "again",
    [
        "https://arxiv.org/pdf/2401.02412v2",
        "https://arxiv.org/abs/2401.02412",
        "arxiv.org/pdf/2401.02412.pdf",
    ],
)
def test_abs_and_pdf_of_a_paper_are_one_item(story: Story, again: str) -> None:
    story.command("add https://arxiv.org/abs/2401.02412")
    story.sees("Added to the queue")
    story.command(f"add {again}", by=READER)
    story.sees("in the queue already", by=READER)


def test_a_page_that_cannot_be_read_keeps_the_submission(story: Story, website: Website) -> None:
    story.command(f"add {website.link('missing')}")
    card = story.sees("Added to the queue", "could not read the page", "127.0.0.1")
    story.press(card, "item_edit")
    story.modal("edit")


def test_several_links_come_as_several_cards(story: Story, website: Website) -> None:
    story.command(f"add {website.link('one')} and {website.link('two')}, javascript:alert(1)")
    story.sees("All about one", "All about two")


@pytest.mark.parametrize("bad", ["javascript:alert(1)", "nonsense", "http://user:pw@example.com/x"])
def test_a_bad_link_is_refused_with_a_reason(story: Story, bad: str) -> None:
    story.command(f"add {bad}")
    refusal = text_of(story.sees(":warning:"))
    assert "went wrong" not in refusal


def test_without_arguments_a_form_opens_and_hands_in(story: Story, website: Website) -> None:
    story.command("add")
    story.modal("add")
    submitted = story.submit(link=website.link("form"), note="for the form", tags="agents, tools")
    assert submitted.outcome == "closed"
    story.sees("Added to the queue", "All about form", "#agents", "#tools")


def test_a_bad_link_in_the_form_is_told_at_its_field_and_loses_nothing(story: Story) -> None:
    story.command("add")
    view = story.modal("add")
    submitted = story.submit(link="javascript:alert(1)", note="typed with care")
    assert set(submitted.errors) == {"link"}
    assert story.server.workspace.modal(CONTRIBUTOR) is view, "the form stays open with what was typed"


def test_edit_changes_the_card(story: Story, website: Website) -> None:
    story.command(f"add {website.link('draft')}")
    story.press(story.sees("All about draft"), "item_edit")
    story.modal("edit")
    story.submit(title="A better title", organizations="Meta, NYU", kind="paper", summary="Short.")
    story.sees("Saved", "A better title", "Meta, NYU", "paper")


def test_two_edits_at_once_do_not_overwrite_each_other(story: Story, website: Website) -> None:
    story.command(f"add {website.link('contested')}")
    mine = story.sees("All about contested")
    story.command(f"add {website.link('contested')}", by=CURATOR)
    theirs = story.sees("All about contested", by=CURATOR)
    for card, person in ((mine, CONTRIBUTOR), (theirs, CURATOR)):
        story.press(card, "item_edit", by=person)
        story.modal("edit", by=person)
    story.submit(title="The contributor's title")
    story.sees("Saved", "The contributor's title")
    submitted = story.submit(by=CURATOR, title="The curator's title")
    assert "Somebody changed this item" in "".join(submitted.errors.values())
    assert story.server.workspace.modal(CURATOR), "what the curator typed is still there"


def test_others_cannot_undo_with_a_forged_button(story: Story, website: Website) -> None:
    story.command(f"add {website.link('mine')}")
    card = story.sees("All about mine")
    story.server.workspace.ephemerals.setdefault(READER, []).append(card)
    story.press(card, "item_undo", by=READER)
    story.command(f"add {website.link('mine')}", by=GUEST)
    story.sees("Guests can read and search", by=GUEST)
    story.command(f"add {website.link('mine')}", by=CURATOR)
    story.sees("in the queue already", by=CURATOR)


def test_guests_read_only(story: Story, website: Website) -> None:
    story.command(f"add {website.link('guest')}", by=GUEST)
    story.sees("Guests can read and search", by=GUEST)


def test_what_people_write_is_escaped(story: Story, website: Website) -> None:
    story.command("add")
    story.modal("add")
    story.submit(link=website.link("hostile"), note="<!channel> & <@U0READER01>")
    card = story.sees("All about hostile")
    story.press(card, "item_edit")
    story.modal("edit")
    story.submit(title="<!channel> *now* <https://evil.example|click>", summary="& <!here>")
    shown = text_of(story.sees("Saved"))
    assert "<!channel>" not in shown
    assert "<!here>" not in shown
    assert "<https://evil.example" not in shown
    assert "&lt;!channel&gt;" in shown


def test_nothing_was_refused_by_the_workspace(story: Story, website: Website) -> None:
    story.command(f"add {website.link('clean')}", channel=AI_NEWS)
    story.sees("All about clean")
    refused = [
        call.answer for call in story.server.workspace.calls if call.answer and call.answer.get("ok") is False
    ]
    assert refused == []
