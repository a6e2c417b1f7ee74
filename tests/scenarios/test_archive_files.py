"""The archive's files and what stands in Slack: a correction in a file reaches the posted messages."""

from bot.archive.exporting import export_files
from bot.archive.importing import import_file
from bot.models.values import system_clock
from tests.scenarios.test_publishing import hand_in, publish
from tests.support.story import Story, text_of
from tests.support.website import Website


def test_an_edited_export_reaches_the_posted_messages(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha", "beta")
    root = publish(story)
    story.thread(root, 2)
    desk = story.bot.desk
    (file,) = export_files(desk.team)
    edited = file.text.replace("All about alpha", "All about Alpha Centauri")
    assert edited != file.text
    report = import_file(desk.team, desk.publication(), edited.encode(), path=file.name, now=system_clock())
    assert (report.new_entries, report.changed_entries) == (0, 1)
    desk.wake()

    def is_corrected(_: object) -> bool:
        replies = story.server.workspace.thread(root.channel, root.ts)
        return any("Alpha Centauri" in text_of(message) for message in replies if message.ts != root.ts)

    story.server.workspace.wait_for(is_corrected)
    assert [file.text for file in export_files(desk.team)] == [edited]
