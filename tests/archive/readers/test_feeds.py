"""RSS, Atom and JSON Feed, also broken and hostile ones."""

import json
from datetime import UTC, date, datetime

import pytest

from bot.errors import ArchiveFileError
from tests.archive.readers.reading import read, read_one, read_stories


def rss(items: str, head: str = "") -> str:
    channel = f"<channel><title>The Lab</title>{items}</channel>"
    return f'<?xml version="1.0"?>{head}<rss version="2.0">{channel}</rss>'


def test_an_rss_item() -> None:
    story = read_one(
        rss(
            "\n<item>\n<title>A &lt;b&gt;Title&lt;/b&gt; &amp;amp; more</title><link>https://a.example/1</link>"
            "<pubDate>Fri, 05 Jan 2024 23:30:00 -0500</pubDate><category>AI Safety</category>"
            "<description>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;</description></item>"
        ),
        "feed.xml",
    )
    assert (story.title, story.summary, story.line) == ("A Title & more", "One.\n\nTwo.", 2)
    assert (story.published_on, story.found_at) == (
        date(2024, 1, 6),
        datetime(2024, 1, 6, 4, 30, tzinfo=UTC),
    )
    assert (story.tags, story.note) == (("ai-safety",), "From the feed “The Lab”")


def test_an_atom_entry() -> None:
    story = read_one(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><entry><title type="html">T</title>'
        '<link rel="alternate" href="https://a.example/1"/>'
        '<link rel="related" title="code" href="https://b.example/"/>'
        "<updated>2024-01-05T10:00:00Z</updated>"
        "<content type='html'>&lt;i&gt;C&lt;/i&gt;</content></entry></feed>",
        "feed.atom",
    )
    assert story.links == (("https://a.example/1", ""), ("https://b.example/", "code"))
    assert (story.summary, story.published_on) == ("C", date(2024, 1, 5))


def test_items_without_a_link_are_named_by_line() -> None:
    stories, problems = read_stories(
        rss("\n<item><title>A</title></item>\n<item><guid>https://a.example/2</guid><title>B</title></item>"),
        "f.xml",
    )
    assert [story.links[0][0] for story in stories] == ["https://a.example/2"]
    assert [(problem.line, problem.unread) for problem in problems] == [(2, True)]


def test_a_broken_feed_is_read_as_far_as_it_goes() -> None:
    stories, problems = read_stories(
        rss("<item><title>A & B</title><link>https://a.example/1</link></item>\n<item><title>cut off")[:-30],
        "f.xml",
    )
    assert stories[0].links[0][0] == "https://a.example/1"
    assert any("broken here" in problem.message for problem in problems)


BOMB = "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)
) + "<!ENTITY file SYSTEM 'file:///etc/passwd'>]>"  # fmt: skip


def test_entities_neither_grow_nor_read_files() -> None:
    stories, _ = read_stories(
        rss("<item><title>&a11; &file;</title><link>https://a.example/1</link></item>", BOMB), "f.xml"
    )
    assert all("root:" not in (story.title or "") and len(story.title or "") < 100 for story in stories)


def test_a_feed_without_entries_is_refused() -> None:
    with pytest.raises(ArchiveFileError, match="a feed without entries"):
        read(rss(""), "f.xml")


def test_json_feed() -> None:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Lab",
        "items": [
            {
                "id": "1",
                "url": "https://a.example/post",
                "external_url": "https://b.example/story",
                "title": "T",
                "content_html": "<p>Words <script>x()</script></p>",
                "date_published": "2024-01-05T10:00:00+02:00",
                "tags": ["Large Models", 3],
            },
            {"id": "not a link", "title": "B"},
            "nothing",
        ],
    }
    (story,), problems = read_stories(json.dumps(document), "feed.json")
    assert story.links == (("https://b.example/story", ""), ("https://a.example/post", ""))
    assert (story.title, story.summary, story.tags) == ("T", "Words", ("large-models", "3"))
    assert story.found_at == datetime(2024, 1, 5, 8, tzinfo=UTC)
    assert [problem.place for problem in problems] == ["item 2", "item 3"]


def test_pinboards_json() -> None:
    story = read_one(
        '[{"href": "https://a.example/1", "description": "T", "extended": "why", "tags": "a b",'
        ' "time": "2024-01-05T10:00:00Z", "shared": "no"}]',
        "pinboard.json",
    )
    assert (story.title, story.summary, story.tags) == ("T", "why", ("a", "b"))


def test_json_that_is_none_names_its_line() -> None:
    with pytest.raises(ArchiveFileError, match="line 3") as error:
        read('{"version": "https://jsonfeed.org/version/1",\n"items": [\n{"url": }]}', "feed.json")
    assert error.value.line == 3


def test_half_characters_do_no_harm() -> None:
    story = read_one('[{"url": "https://a.example/1", "title": "a\\ud800b\\u0000c\\ue000"}]', "x.json")
    assert story.title == "abc"
