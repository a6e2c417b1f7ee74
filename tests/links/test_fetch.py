"""Reading pages as they usually are: redirects, charsets, types, TLS, the cache and the pauses."""

import gzip
import threading
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from bot.errors import FetchError
from bot.links.cache import PageCache, Pauses
from bot.links.fetch import USER_AGENT, Limits
from tests.links.conftest import MakeFetcher
from tests.links.servers import Server, answer, client_tls, nobody_listening, redirect, server_tls
from tests.support.waiting import PATIENCE

NOON = datetime(2024, 1, 29, 12, tzinfo=UTC)


def _to_loopback(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


def test_a_page(make_fetcher: MakeFetcher, server: Server) -> None:
    server.answers["/a?b=1"] = answer(b"<title>A page</title>", content_type='text/html; charset="utf-8"')
    page = make_fetcher(clock=lambda: NOON).fetch(server.url("/a?b=1#part"))
    assert (page.url, page.final_url) == (server.url("/a?b=1"), server.url("/a?b=1"))
    assert (page.status, page.content_type, page.charset) == (200, "text/html", "utf-8")
    assert (page.text, page.truncated, page.fetched_at) == ("<title>A page</title>", False, NOON)


def test_the_request_is_honest_and_small(make_fetcher: MakeFetcher, server: Server) -> None:
    server.answers["/"] = answer()
    make_fetcher(resolver=_to_loopback).fetch(server.url(host="pages.example"))
    head = server.requests[0].decode()
    assert head.startswith("GET / HTTP/1.1\r\n")
    assert f"User-Agent: {USER_AGENT}\r\n" in head
    assert f"Host: pages.example:{server.port}\r\n" in head
    assert "Accept-Encoding: gzip, deflate\r\n" in head
    assert "cookie" not in head.lower()


def test_what_a_request_cannot_carry_is_escaped(make_fetcher: MakeFetcher, server: Server) -> None:
    server.answers["/%C3%A4?q=%C3%B6%7C%7B"] = answer()
    assert make_fetcher().fetch(server.url("/ä?q=ö|{")).status == 200


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"]
)
def test_redirects_are_followed(status: str, make_fetcher: MakeFetcher, server: Server) -> None:
    server.answers["/old/one"] = redirect("../new?x=1#part", status)
    server.answers["/new?x=1"] = answer()
    page = make_fetcher().fetch(server.url("/old/one"))
    assert (page.url, page.final_url) == (server.url("/old/one"), server.url("/new?x=1"))


def test_five_redirects_are_followed(make_fetcher: MakeFetcher, server: Server) -> None:
    for hop in range(5):
        server.answers[f"/{hop}"] = redirect(f"/{hop + 1}")
    server.answers["/5"] = answer()
    assert make_fetcher().fetch(server.url("/0")).final_url == server.url("/5")


def test_a_redirect_to_another_host(make_fetcher: MakeFetcher, server: Server) -> None:
    server.answers["/a"] = redirect(server.url("/ä", host="other.example"))
    server.answers["/%C3%A4"] = answer()
    page = make_fetcher(resolver=_to_loopback).fetch(server.url("/a", host="pages.example"))
    assert page.final_url == server.url("/ä", host="other.example")


def test_an_interim_answer_is_skipped(make_fetcher: MakeFetcher, server: Server) -> None:
    server.answers["/"] = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n" + answer()
    assert make_fetcher().fetch(server.url()).text == "<title>A page</title>"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(b"<p>packed", mtime=0)),
        ("x-gzip", gzip.compress(b"<p>packed", mtime=0) + b"trailing"),
        ("deflate", zlib.compress(b"<p>packed")),
        ("deflate", zlib.compress(b"<p>packed", wbits=-15)),
        ("identity", b"<p>packed"),
    ],
)
def test_a_packed_page(encoding: str, body: bytes, make_fetcher: MakeFetcher, server: Server) -> None:
    server.answers["/"] = answer(body, headers=(("Content-Encoding", encoding),))
    assert make_fetcher().fetch(server.url()).text == "<p>packed"


def test_a_chunked_page(make_fetcher: MakeFetcher, server: Server) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    server.answers["/"] = head + b"3\r\n<p>\r\n4;x=y\r\nbody\r\n0\r\n\r\n"
    assert make_fetcher().fetch(server.url()).text == "<p>body"


def test_a_page_that_ends_with_the_connection(make_fetcher: MakeFetcher, server: Server) -> None:
    server.answers["/"] = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<p>body"
    assert make_fetcher().fetch(server.url()).text == "<p>body"


@pytest.mark.parametrize(
    ("declared", "body", "content_type"),
    [
        ("text/html", b"<p>", "text/html"),
        ("Text/HTML;charset=x", b"<p>", "text/html"),
        ("application/xhtml+xml", b"<p/>", "application/xhtml+xml"),
        ("text/plain", b"words", "text/plain"),
        ("application/pdf", b"%PDF-1.7\n", "application/pdf"),
        ("application/octet-stream", b"%PDF-1.7\n", "application/pdf"),
        ("text/html", b"%PDF-1.7\n", "application/pdf"),
        (None, b"%PDF-1.7\n", "application/pdf"),
        (None, b"<!DOCTYPE html><p>", "text/html"),
    ],
)
def test_types(
    declared: str | None, body: bytes, content_type: str, make_fetcher: MakeFetcher, server: Server
) -> None:
    server.answers["/"] = answer(body, content_type=declared)
    assert make_fetcher().fetch(server.url()).content_type == content_type


def test_a_page_of_just_the_limit_is_whole(make_fetcher: MakeFetcher, server: Server) -> None:
    server.answers["/"] = answer(b"a" * 1000)
    page = make_fetcher(limits=Limits(bytes=1000, seconds=PATIENCE)).fetch(server.url())
    assert (len(page.body), page.truncated) == (1000, False)


@pytest.mark.parametrize(
    ("header", "canonical"),
    [
        ('<https://example.com/a>; rel="canonical"', "https://example.com/a"),
        ("<https://example.com/a>; rel=canonical", "https://example.com/a"),
        ('</x>; rel="next", </a>; title="b"; REL="canonical"', "/a"),
        ('</x>; rel="alternate"', None),
        ("nonsense", None),
    ],
)
def test_the_canonical_link_of_the_header(
    header: str, canonical: str | None, make_fetcher: MakeFetcher, server: Server
) -> None:
    server.answers["/"] = answer(headers=(("Link", header),))
    found = make_fetcher().fetch(server.url()).canonical
    assert found == (server.url(canonical) if canonical and canonical.startswith("/") else canonical)


def test_tls_is_checked_against_the_name(make_fetcher: MakeFetcher) -> None:
    with Server(tls=server_tls()) as server:
        server.answers["/"] = answer()
        fetcher = make_fetcher(resolver=_to_loopback, tls=client_tls())
        assert fetcher.fetch(server.url(host="pages.example")).status == 200
        for host in ("other.example", "127.0.0.1"):
            with pytest.raises(FetchError, match="certificate"):
                fetcher.fetch(server.url(host=host))


def test_an_unknown_certificate_is_refused(make_fetcher: MakeFetcher) -> None:
    with Server(tls=server_tls()) as server, pytest.raises(FetchError, match="certificate"):
        make_fetcher(resolver=_to_loopback).fetch(server.url(host="pages.example"))


def test_a_server_without_tls_is_a_sentence(make_fetcher: MakeFetcher, server: Server) -> None:
    server.answers["/"] = answer()
    with pytest.raises(FetchError):
        make_fetcher(limits=Limits(seconds=0.2)).fetch(f"https://127.0.0.1:{server.port}/")


def test_the_next_address_is_tried(make_fetcher: MakeFetcher, server: Server) -> None:
    server.answers["/"] = answer()
    fetcher = make_fetcher(resolver=lambda host, port: ["127.0.0.99", "127.0.0.1"])
    with nobody_listening("127.0.0.99", server.port):
        assert fetcher.fetch(server.url(host="pages.example")).status == 200


class Time:
    """A clock that only moves when it is told to, or slept on."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_a_page_is_not_read_twice_while_it_is_fresh(make_fetcher: MakeFetcher, server: Server) -> None:
    server.answers["/"] = answer()
    fetcher = make_fetcher()
    assert fetcher.fetch(server.url()) is fetcher.fetch(server.url("/#part"))
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("validator", "asked"),
    [
        (("ETag", 'W/"abc"'), b'If-None-Match: W/"abc"'),
        (
            ("Last-Modified", "Mon, 29 Jan 2024 12:00:00 GMT"),
            b"If-Modified-Since: Mon, 29 Jan 2024 12:00:00 GMT",
        ),
    ],
)
def test_an_old_page_is_asked_for_only_if_it_changed(
    validator: tuple[str, str], asked: bytes, make_fetcher: MakeFetcher, server: Server
) -> None:
    time = Time()
    server.answers["/"] = answer(b"<p>first", headers=(validator,))
    fetcher = make_fetcher(cache=PageCache(fresh_seconds=600, monotonic=time))
    fetcher.fetch(server.url())
    time.now += 601
    server.answers["/"] = b"HTTP/1.1 304 Not Modified\r\n\r\n"
    assert fetcher.fetch(server.url()).text == "<p>first"
    assert asked in server.requests[1]
    fetcher.fetch(server.url())
    assert len(server.requests) == 2
    time.now += 601
    server.answers["/"] = answer(b"<p>second")
    assert fetcher.fetch(server.url()).text == "<p>second"


def test_an_old_page_without_a_validator_is_read_again(make_fetcher: MakeFetcher, server: Server) -> None:
    time = Time()
    server.answers["/"] = answer()
    fetcher = make_fetcher(cache=PageCache(fresh_seconds=600, monotonic=time))
    fetcher.fetch(server.url())
    time.now += 601
    fetcher.fetch(server.url())
    assert b"If-" not in server.requests[1]


def test_the_cache_forgets_the_least_recently_used(make_fetcher: MakeFetcher, server: Server) -> None:
    for path in ("/1", "/2", "/3"):
        server.answers[path] = answer(b"a" * 4000)
    server.answers["/large"] = answer(b"a" * 20_000)
    fetcher = make_fetcher(cache=PageCache(max_bytes=12_000))
    for path in ("/1", "/2", "/1", "/3", "/1", "/2", "/large", "/1"):
        fetcher.fetch(server.url(path))
    asked = [request.split(b" ")[1] for request in server.requests]
    assert asked == [b"/1", b"/2", b"/3", b"/2", b"/large"]


def test_a_failure_is_not_kept(make_fetcher: MakeFetcher, server: Server) -> None:
    fetcher = make_fetcher()
    with pytest.raises(FetchError):
        fetcher.fetch(server.url("/late"))
    server.answers["/late"] = answer()
    assert fetcher.fetch(server.url("/late")).status == 200


def test_a_host_gets_a_pause_and_others_none(make_fetcher: MakeFetcher, server: Server) -> None:
    time = Time()
    for path in ("/1", "/2", "/3"):
        server.answers[path] = answer()
    fetcher = make_fetcher(
        resolver=_to_loopback, pauses=Pauses(pause_seconds=1, monotonic=time, sleep=time.sleep)
    )
    for path in ("/1", "/2"):
        fetcher.fetch(server.url(path, host="one.example"))
    assert time.slept == [1]
    fetcher.fetch(server.url("/1", host="two.example"))
    time.now += 0.25
    fetcher.fetch(server.url("/3", host="one.example"))
    assert time.slept == [1, 0.75]


def test_a_redirect_to_a_host_waits_for_its_turn_there(make_fetcher: MakeFetcher, server: Server) -> None:
    time = Time()
    server.answers["/1"] = answer()
    server.answers["/short"] = redirect(server.url("/2", host="one.example"))
    server.answers["/2"] = redirect("/3")
    server.answers["/3"] = answer()
    fetcher = make_fetcher(
        resolver=_to_loopback, pauses=Pauses(pause_seconds=1, monotonic=time, sleep=time.sleep)
    )
    fetcher.fetch(server.url("/1", host="one.example"))
    fetcher.fetch(server.url("/short", host="two.example"))
    assert time.slept == [1]


def test_too_many_waiting_for_one_host_are_told_so() -> None:
    time = Time()
    pauses = Pauses(pause_seconds=1, max_wait_seconds=2, monotonic=time, sleep=lambda seconds: None)
    for _ in range(3):
        pauses.wait("one.example")
    with pytest.raises(FetchError, match=r"Too many links of one\.example"):
        pauses.wait("one.example")


def test_eight_people_with_one_link_read_it_once(make_fetcher: MakeFetcher, server: Server) -> None:
    server.answers["/"] = answer()
    together, read = threading.Barrier(8), threading.Event()

    def pause(_seconds: float) -> None:
        assert read.wait(PATIENCE)  # who waits for a turn waits longer than the page takes

    fetcher = make_fetcher(pauses=Pauses(pause_seconds=1, monotonic=lambda: 0.0, sleep=pause))

    def fetch(_: int) -> str:
        together.wait(PATIENCE)
        text = fetcher.fetch(server.url()).text
        read.set()
        return text

    with ThreadPoolExecutor(8) as people:
        assert set(people.map(fetch, range(8))) == {"<title>A page</title>"}
    assert len(server.requests) == 1
