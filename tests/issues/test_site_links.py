"""Messages lead to the archive's site where there is one, and to earlier items of the story."""

from datetime import date

from bot.blockkit.validate import problems_in_message
from bot.issues.render import render
from bot.models.stories import EarlierItem
from bot.models.values import MAX_TITLE
from bot.paths import data_folder
from bot.templating import Templates
from tests.issues.examples import entry, issue
from tests.issues.test_render import texts

SITE = "https://news.example/ai/"
PLAIN = Templates(data_folder("templates"))
LINKED = Templates(data_folder("templates"), site=SITE)
EARLIER = EarlierItem(3, "Title 3", "https://a.example/3", date(2024, 1, 21))


def shown(templates: Templates, *earlier: EarlierItem) -> tuple[str, str]:
    """Return what the root and the first entry's message show."""
    root, first = render(issue(entry(7, earlier=earlier)), templates)
    return texts(root), texts(first)


def test_root_and_item_link_to_their_pages() -> None:
    root, first = shown(LINKED)
    assert f"{SITE}issues/2024-01-28.html" in root
    assert f"{SITE}items/7.html" in first


def test_without_a_site_nothing_leads_there() -> None:
    root, first = shown(PLAIN)
    assert "Read it on the web" not in root
    assert "Permalink" not in first


def test_an_empty_issue_has_no_page() -> None:
    assert "on the web" not in texts(render(issue(), LINKED)[0])


def test_an_earlier_item_is_linked_to_its_message_else_its_page_else_its_story() -> None:
    at = EarlierItem(
        3, "Title 3", "https://a.example/3", date(2024, 1, 21), "https://t.slack.com/archives/C1/p1"
    )
    assert "https://t.slack.com/archives/C1/p1" in shown(LINKED, at)[1]
    assert f"{SITE}items/3.html" in shown(LINKED, EARLIER)[1]
    first = shown(PLAIN, EARLIER)[1]
    assert "https://a.example/3" in first
    assert "Earlier:" in first
    assert "Earlier:" not in shown(PLAIN)[1]


def test_three_monstrous_earlier_items_stay_within_slacks_limits() -> None:
    one = EarlierItem(3, "*<&>*" * MAX_TITLE, "https://a.example/" + "x" * 1900, date(2024, 1, 21))
    for part in render(issue(entry(7, earlier=(one, one, one))), PLAIN):
        assert problems_in_message(part.as_json()) == []
