"""Curators look through the archive from App Home."""

from bot.archive.importing import import_file
from bot.playground.model import View
from bot.playground.seed import CURATOR, READER
from bot.store.issues import latest_issue
from tests.conftest import NOW
from tests.support.story import Story, text_of

ENTRY = "{number}.\t27 Jan, {who} published a [paper](https://a.example/{link}) “{title}”. Words <of> it.\n"
CLEAN = "**28 Jan 2024**\n\n" + ENTRY.format(number=1, who="Acme", link=1, title="Small models")
MARKED = (
    CLEAN
    + "\n"
    + ENTRY.format(number=2, who="acme", link=2, title="Fast *chips*")
    + "\n"
    + ENTRY.format(number=4, who="Acme", link=1, title="Tiny & small")
)


def _import(story: Story, text: str) -> None:
    desk = story.bot.desk
    import_file(desk.team, desk.publication(), text.encode(), path="news.md", now=NOW)


def _open(story: Story) -> View:
    story.server.people.open_home(CURATOR)
    home = story.server.workspace.wait_for(lambda workspace: workspace.home(CURATOR))
    story.press(home, "lint_open", by=CURATOR)
    view = story.modal("lint", by=CURATOR)
    views = story.server.workspace.views
    story.server.workspace.wait_for(lambda _: "Looking through" not in text_of(views[view.id]))
    found: View = views[view.id]
    return found


def test_curators_see_what_is_worth_a_look_and_edit_it(story: Story) -> None:
    _import(story, MARKED)
    view = _open(story)
    words = text_of(view)
    assert "*3 things worth a look* in 3 entries." in words
    assert "*Spelling* · news.md, line 5\n“acme” is spelled “Acme” in line 3." in words
    assert "*Numbering* · news.md, line 7\nNumber 4 stands where 3 is due." in words
    assert "The same paper as in line 3 of this issue: “Tiny &amp; small”" in words
    block = next(b for b in view.blocks if "Spelling" in str(b))
    story.server.people.act(
        CURATOR, view, "lint_edit", block["accessory"]["value"], block_id=block["block_id"]
    )
    story.modal("edit", by=CURATOR)
    story.submit(by=CURATOR, organizations="Acme", title="Fast chips")
    story.server.workspace.wait_for(lambda _: _organizations(story) == ("Acme",))
    assert story.faults_of_form() == []


def test_an_empty_archive_says_so(story: Story) -> None:
    assert "The archive is empty." in text_of(_open(story))


def test_a_clean_archive_says_so(story: Story) -> None:
    _import(story, CLEAN)
    assert "Nothing to look at in 1 entry." in text_of(_open(story))


def test_many_findings_fit_into_the_view(story: Story) -> None:
    entries = [ENTRY.format(number=1, who="Acme", link=1, title=f"Story {number}") for number in range(60)]
    _import(story, "**28 Jan 2024**\n\n" + "\n".join(entries))
    assert "and 19 more: `ainews lint`" in text_of(_open(story))
    assert story.faults_of_form() == []


def test_readers_have_no_such_button(story: Story) -> None:
    story.server.people.open_home(READER)
    home = story.server.workspace.wait_for(lambda workspace: workspace.home(READER))
    assert "Check the archive" not in text_of(home)


def _organizations(story: Story) -> tuple[str, ...]:
    with story.bot.desk.team.read() as tx:
        issue = latest_issue(tx)
    assert issue is not None
    return issue.entries[1].item.organizations
