"""Which reader takes a file: by what is in it, whatever its name is."""

from contextlib import suppress

import pytest

from bot.archive.parsed import ParsedFile, ParsedStories
from bot.archive.readers import READERS, Reader, read_source
from bot.archive.reading.source import Source
from bot.errors import ArchiveFileError, InvalidInputError
from tests.archive.readers.reading import read

NEWSLETTER = "**28 Jan 2024**\n\n1. 27 Jan, Acme published a [paper](https://a.example/1) “A Title”. It is.\n"
RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>F</title>'
    "<item><title>A</title><link>https://a.example/1</link></item></channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><entry><title>A</title>'
    '<link href="https://a.example/1"/></entry></feed>'
)
FILES = {
    "newsletter": NEWSLETTER,
    "list": "## Week of January 7, 2024\n\n- [A](https://a.example/1) - one\n",
    "awesome": "# Awesome\n\n* [A](https://a.example/1): one\n",
    "table": "| Paper | Links |\n|---|---|\n| **A** - one | [Paper](https://a.example/1) |\n",
    "rss": RSS,
    "atom": ATOM,
    "json feed": '{"version": "https://jsonfeed.org/version/1", "items": [{"url": "https://a.example/1"}]}',
    "pinboard": '[{"href": "https://a.example/1", "description": "A", "tags": "x y"}]',
    "json lines": '{"id": 1, "url": "https://a.example/1"}\n{"id": 2, "url": "https://a.example/2"}\n',
    "bookmarks": '<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n<DT><A HREF="https://a.example/1">A</A>\n</DL>',
    "csv": "title,url\nA,https://a.example/1\n",
}
BROKEN = (
    *(b"", b"\0\0\0", b"PK\x03\x04broken", b"\xff\xfe", b"<", b"{", b"[", b"\x1f\x8b\x08", b'"' * 999),
    *(
        b'[{"url": ' + b"9" * 5_000 + b"}]",
        b'url,date\nhttps://a.example/1,"Mon, 1 Jan %s 00:00"' % (b"9" * 20),
    ),
    *(b"url," + b"x" * 200_000 + b"\nhttps://a.example/1,a",),
    *(b"# A\n\n- [A](https://a.example)\n" + b"<!--" * 40_000, b"# A\n\n" + b"_" * 4_000 + b"x"),
    *(b"{" * 20_000, b"[" * 20_000, b"<a>" * 5_000, b"|" * 20_000, b"\xed\xa0\x80"),
)
FORMATS = {
    "list": "",
    "newsletter": "",
    "awesome": "Markdown list",
    "table": "Markdown list",
    "rss": "feed",
    "atom": "feed",
    "json feed": "JSON Feed",
    "pinboard": "JSON Feed",
    "json lines": "JSON Lines",
    "bookmarks": "bookmarks",
    "csv": "CSV",
}


@pytest.mark.parametrize("what", FILES)
@pytest.mark.parametrize("name", ["export", "export.txt"])
def test_a_file_is_known_by_what_is_in_it(what: str, name: str) -> None:
    parsed = read(FILES[what], name)
    assert (parsed.format if isinstance(parsed, ParsedStories) else "") == FORMATS[what]


@pytest.mark.parametrize("mark", ["\ufeff", "\n\n"])
@pytest.mark.parametrize("what", ["csv", "rss", "bookmarks", "json lines"])
def test_what_programs_put_before_it_does_not_matter(what: str, mark: str) -> None:
    assert isinstance(read(mark + FILES[what], "export"), ParsedStories)


def test_a_newsletter_stays_one_where_some_entries_open_with_their_link() -> None:
    text = NEWSLETTER + "2. 26 Jan, [Beta](https://b.example/) released [code](https://a.example/2).\n"
    parsed = read(text + "3. 25 Jan, **Gamma** posted a [thread](https://a.example/3).\n", "news.md")
    assert isinstance(parsed, ParsedFile)
    assert [entry.organizations for entry in parsed.issues[0].entries] == [("Acme",), ("Beta",), ("Gamma",)]


def test_opml_is_answered_with_what_to_do() -> None:
    opml = (
        '<opml version="2.0"><body><outline text="A" xmlUrl="https://a.example/f?x=1&amp;y=2"/>'
        "<outline xmlUrl='https://b.example/f'/></body></opml>"
    )
    with pytest.raises(ArchiveFileError, match="a list of 2 feeds") as error:
        read(opml, "feeds.xml")
    assert "https://a.example/f?x=1&y=2, https://b.example/f" in str(error.value)
    assert "curl" in str(error.value)


def test_a_format_can_be_named() -> None:
    source = Source("odd", given=b"name;address\nA;https://a.example/1\n")
    parsed = read_source(source, format="csv")
    assert isinstance(parsed, ParsedStories)
    with pytest.raises(InvalidInputError, match="There is no format “xls”") as error:
        read_source(source, format="xls")
    assert all(reader.format in str(error.value) for reader in READERS)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.format)
@pytest.mark.parametrize("content", BROKEN)
def test_no_reader_fails_in_another_way_than_by_saying_so(reader: Reader, content: bytes) -> None:
    source = Source("odd.bin", given=content)
    with suppress(ArchiveFileError):
        parsed = read_source(source, format=reader.format)
        if isinstance(parsed, ParsedStories):
            list(parsed.stories)
