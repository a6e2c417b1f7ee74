"""Bookmarks of browsers, Pinboard and Pocket."""

from datetime import UTC, datetime

import pytest

from bot.errors import ArchiveFileError
from tests.archive.readers.reading import read, read_one, read_stories

FIREFOX = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<!-- This is an automatically generated file. -->
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks Menu</H1>

<DL><p>
    <DT><A HREF="place:type=6" ADD_DATE="1700000000">Recent Tags</A>
    <DT><H3 ADD_DATE="1" PERSONAL_TOOLBAR_FOLDER="true">Bookmarks Toolbar</H3>
    <DL><p>
        <DT><H3>Machine Learning</H3>
        <DL><p>
            <DT><A HREF="https://a.example/1?a=1&amp;b=2" ADD_DATE="1704448800" TAGS="nlp,Large Models">One &lt;b&gt; &amp; only</A>
            <DD>Said of it,
over two lines.
        </DL><p>
        <DT><A HREF='https://a.example/2'>https://a.example/2</A>
    </DL><p>
    <DT><A HREF="javascript:(function(){})()">Bookmarklet</A>
    <HR>    <DT><A HREF="https://a.example/3">Three</A>
</DL>
"""  # noqa: E501  as browsers write it

PINBOARD = (
    "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Pinboard Bookmarks</TITLE>\n<DL><p>"
    '<DT><A HREF="https://a.example/1" ADD_DATE="1704448800" PRIVATE="1" TOREAD="0" TAGS="a,b">One</A>\n'
    "<DD>why</DL></p>"
)

POCKET = (
    "<!DOCTYPE html><html><head><title>Pocket Export</title></head><body><h1>Unread</h1><ul>\n"
    '<li><a href="https://a.example/1" time_added="1704448800" tags="a,b">One</a></li>\n</ul>'
    "<h1>Read Archive</h1><ul></ul></body></html>"
)


def test_a_browsers_bookmarks() -> None:
    stories, problems = read_stories(FIREFOX, "bookmarks.html")
    assert [(story.title, story.line) for story in stories] == [
        ("One <b> & only", 13),
        (None, 17),
        ("Three", 20),
    ]
    first = stories[0]
    assert first.links == (("https://a.example/1?a=1&b=2", ""),)
    assert first.tags == ("nlp", "large-models", "machine-learning")
    assert first.found_at == datetime(2024, 1, 5, 10, tzinfo=UTC)
    assert first.summary == "Said of it,\nover two lines."
    assert [(problem.line, problem.unread) for problem in problems] == [(8, True), (19, True)]
    assert "javascript:" in problems[1].message


@pytest.mark.parametrize("text", [PINBOARD, POCKET])
def test_services_bookmarks(text: str) -> None:
    story = read_one(text, "export.html")
    assert (story.title, story.tags, story.line) == ("One", ("a", "b"), 3 if text is PINBOARD else 2)
    assert story.found_at == datetime(2024, 1, 5, 10, tzinfo=UTC)


@pytest.mark.parametrize("stamp", ["1704448800000000", "1704448800000", "1704448800"])
def test_times_in_any_unit(stamp: str) -> None:
    text = f'<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DT><A HREF="https://a.example/1" ADD_DATE="{stamp}">A</A>'
    assert read_one(text, "b.html").found_at == datetime(2024, 1, 5, 10, tzinfo=UTC)


def test_a_file_without_a_bookmark_is_refused() -> None:
    with pytest.raises(ArchiveFileError, match="holds no bookmark"):
        read("<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL></DL>", "b.html")


def test_a_tag_that_never_closes_does_not_hang() -> None:
    text = '<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<A HREF="https://a.example/1">A</A>\n' + "<A HREF='" * 20_000
    stories, _ = read_stories(text, "b.html")
    assert stories[0].title == "A"
