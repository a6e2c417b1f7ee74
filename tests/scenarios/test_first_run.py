"""The bot right after it was installed."""

from bot.playground.seed import ADMIN, AI_NEWS, CONTRIBUTOR, CURATOR, RANDOM
from bot.store.publications import find_schedule, subscriptions
from tests.support.story import Story, text_of


def test_the_first_curator_is_greeted_and_asked_where_and_when(new_story: Story) -> None:
    new_story.command("help", by=CURATOR)
    new_story.sees("Hello, I am AI News", by=CURATOR)
    form = new_story.modal("schedule", by=CURATOR)
    zone = next(block for block in form.blocks if block.get("block_id") == "timezone")
    assert zone["element"]["initial_value"] == "Europe/Berlin", "the person's own zone is filled in"
    submitted = new_story.submit(
        by=CURATOR, name="Machine News", channel=[AI_NEWS], days=["2"], time="08:30", timezone="Europe/Vienna"
    )
    assert submitted.outcome == "closed"
    new_story.sees("Machine News is set up", "Wednesday, 28 Feb", "08:30", by=CURATOR)
    desk = new_story.bot.desk
    with desk.team.read() as tx:
        schedule = find_schedule(tx, desk.publication().id)
        assert [channel.channel_id for channel in subscriptions(tx, desk.publication().id)] == [AI_NEWS]
    assert schedule is not None
    assert schedule.rhythm.days == {2}


def test_a_workspace_admin_is_a_curator(new_story: Story) -> None:
    new_story.command("", by=ADMIN)
    new_story.sees("Hello, I am AI News", by=ADMIN)
    new_story.modal("schedule", by=ADMIN)


def test_others_are_not_asked_and_can_hand_in_already(new_story: Story) -> None:
    new_story.command("help")
    new_story.sees("/ainews add")
    assert new_story.server.workspace.modal(CONTRIBUTOR) is None


def test_the_greeting_comes_once_and_the_command_is_still_done(new_story: Story) -> None:
    new_story.command("search anything", by=CURATOR)
    new_story.sees("Hello, I am AI News", by=CURATOR)
    new_story.sees("Nothing found", by=CURATOR)
    new_story.server.people.reload(CURATOR)
    new_story.command("help", by=CURATOR)
    assert "Hello" not in text_of(new_story.sees("/ainews schedule", by=CURATOR))


def test_a_channel_without_the_bot_is_told_at_its_field(new_story: Story) -> None:
    new_story.command("schedule", by=CURATOR)
    new_story.modal("schedule", by=CURATOR)
    submitted = new_story.submit(
        by=CURATOR, name="N", channel=[RANDOM], days=["0"], time="09:00", timezone="Europe/Vienna"
    )
    assert "/invite" in submitted.errors["channel"]


def test_a_misspelt_time_zone_gets_suggestions(new_story: Story) -> None:
    new_story.command("schedule", by=CURATOR)
    new_story.modal("schedule", by=CURATOR)
    submitted = new_story.submit(
        by=CURATOR, name="N", channel=[AI_NEWS], days=["0"], time="09:00", timezone="Europe/Viena"
    )
    assert "Europe/Vienna" in submitted.errors["timezone"]


def test_contributors_cannot_schedule(new_story: Story) -> None:
    new_story.command("schedule")
    new_story.sees("Only curators can do that")
