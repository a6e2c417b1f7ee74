"""Links that strangers hand in to make the bot reach, read or wait for what it must not."""

import gzip
import socket
import tracemalloc
import zlib
from collections.abc import Sequence
from itertools import count

import pytest

from bot.errors import FetchError
from bot.links.fetch import Fetcher, Limits
from tests.links.conftest import MakeFetcher, Watch
from tests.links.servers import Script, Server, answer, drip, flood, redirect
from tests.support.ports import reserved_port
from tests.support.waiting import PATIENCE

HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def _no_answer(host: str, port: int) -> Sequence[str]:
    raise AssertionError(f"{host} must not be looked up")


REFUSED_BEFORE_A_LOOKUP = {
    "loopback": [
        "http://127.0.0.1/",
        "http://127.0.0.1:80/",
        "https://127.8.8.8/",
        "http://0.0.0.0/",
        "http://127.0.0.1./",
        "http://localhost/",
        "http://LOCALHOST/",
        "http://localhost./",
        "http://[::1]/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://[::]/",
    ],
    "loopback in odd spellings": [
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://017700000001/",
        "http://127.1/",
        "http://127.0.1/",
        "http://0/",
        "http://127.0.0.1%2f@example.com/",
        "http://１２７.０.０.１/",
        "http://①②⑦.⓪.⓪.①/",
        "http://127。0。0。1/",
    ],
    "private and link-local": [
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.0.1/",
        "http://100.64.0.1/",
        "http://169.254.1.1/",
        "http://[fe80::1]/",
        "http://[fc00::1]/",
        "http://[fec0::1]/",
        "http://intranet/",
        "http://printer/status",
    ],
    "metadata": [
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00:ec2::254]/latest/meta-data/",
        "http://100.100.100.200/latest/meta-data/",
        "http://168.63.129.16/machine",
        "http://192.0.0.192/opc/v1/",
        "http://2852039166/latest/meta-data/",
    ],
    "IPv6 that embeds IPv4": [
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[64:ff9b::169.254.169.254]/",
        "http://[64:ff9b:1::10.0.0.1]/",
        "http://[2002:7f00:1::]/",
        "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
        "http://[2606:4700::5efe:127.0.0.1]/",
    ],
    "multicast and reserved": [
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://240.0.0.1/",
        "http://[ff02::1]/",
    ],
    "ports": [
        "http://example.com:22/",
        "http://example.com:8080/",
        "https://example.com:80/",
        "http://example.com:443/",
        "http://example.com:6379/",
        "http://example.com:0/",
        "http://example.com:65616/",
    ],
    "schemes": [
        "file:///etc/passwd",
        "ftp://example.com/",
        "gopher://example.com:70/_x",
        "javascript:alert(1)",
        "data:text/html,x",
        "dict://example.com/",
        "unix:/var/run/docker.sock",
        "//example.com/",
        "",
    ],
    "credentials": [
        "http://user@example.com/",
        "http://user:secret@example.com/",
        "http://example.com@127.0.0.1/",
        "http://example.com:80@127.0.0.1/",
    ],
    "control characters and parsers' quarrels": [
        "http://example.com/\r\nHost: 127.0.0.1\r\n",
        "http://example.com/\n",
        "http://example.com/\x00",
        "http://exam\tple.com/",
        "http://example.com\\@127.0.0.1/",
        "http://127.0.0.1\\.example.com/",
        "http://example.com%00.evil.example/",
        "http://[::1/",
        "http://[::1%25lo]/",
        "http:///127.0.0.1/",
        "http://.../",
    ],
    "length": ["http://example.com/" + "a" * 2048],
}


@pytest.mark.parametrize(
    ("kind", "url"), [(kind, url) for kind, urls in REFUSED_BEFORE_A_LOOKUP.items() for url in urls]
)
def test_refused_without_a_lookup_or_a_connect(kind: str, url: str, watch: Watch) -> None:
    with pytest.raises(FetchError) as refused:
        Fetcher(resolver=_no_answer).fetch(url)
    assert watch.connects == [], kind
    assert refused.value.message


@pytest.mark.parametrize(
    "answers",
    [
        ["127.0.0.1"],
        ["10.0.0.1"],
        ["169.254.169.254"],
        ["::1"],
        ["::ffff:10.0.0.1"],
        ["64:ff9b::a00:1"],
        ["fe80::1%eth0"],
        ["93.184.216.34", "127.0.0.1"],
        ["127.0.0.1", "93.184.216.34"],
        ["2606:4700::1111", "fc00::1"],
        ["93.184.216.34", "::ffff:127.0.0.1"],
        ["not an address"],
        [],
    ],
)
def test_a_name_that_points_inside_is_refused(answers: list[str], watch: Watch) -> None:
    with pytest.raises(FetchError):
        Fetcher(resolver=lambda host, port: answers).fetch("http://rebind.example/")
    assert watch.connects == []


def test_a_rebinding_name_is_looked_up_once_and_the_checked_address_is_dialled(
    make_fetcher: MakeFetcher, server: Server, watch: Watch
) -> None:
    server.answers["/"] = answer()
    lookups = count()

    def rebinding(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.1"] if next(lookups) == 0 else ["169.254.169.254"]

    make_fetcher(resolver=rebinding).fetch(server.url(host="rebind.example"))
    assert watch.connects == [("127.0.0.1", server.port)]
    assert watch.lookups == []


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://2852039166/",
        "http://inside.example/",
        "//inside.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.com/",
        "http://user:secret@example.com/",
        "http://example.com:22/",
        "\\\\169.254.169.254\\x",
        "http:\\\\169.254.169.254/",
        "/\\169.254.169.254/",
        "http://[",
        "http://exa mple.com/",
        "http://example.com/" + "a" * 2048,
        "",
    ],
)
def test_a_redirect_is_judged_like_the_first_link(
    location: str, make_fetcher: MakeFetcher, server: Server, watch: Watch
) -> None:
    server.answers["/"] = redirect(location)
    inside = make_fetcher(
        resolver=lambda host, port: ["127.0.0.1" if host == "start.example" else "10.0.0.1"]
    )
    with pytest.raises(FetchError):
        inside.fetch(server.url(host="start.example"))
    assert watch.connects == [("127.0.0.1", server.port)]


def test_redirects_end(make_fetcher: MakeFetcher, server: Server) -> None:
    server.answers["/loop"] = redirect("/loop")
    with pytest.raises(FetchError, match="redirected more than 5 times"):
        make_fetcher().fetch(server.url("/loop"))
    assert len(server.requests) == 6


def _time_outs(server: Server) -> dict[str, bytes | Script]:
    stop = server.ended

    def silent(connection: socket.socket) -> None:
        stop.wait(PATIENCE)

    def drip_redirects(connection: socket.socket) -> None:
        stop.wait(0.1)
        connection.sendall(redirect("/drip-redirects"))

    return {
        "/silent": silent,
        "/drip-status": drip(b"HTTP", b"1", stop),
        "/drip-header": drip(b"HTTP/1.1 200 OK\r\nX: ", b"a", stop),
        "/drip-headers": drip(b"HTTP/1.1 200 OK\r\n", b"X: a\r\n", stop),
        "/drip-continue": drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n", stop),
        "/drip-early-hints": drip(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", stop),
        "/drip-body": drip(HTML + b"Content-Length: 100000\r\n\r\n", b"a", stop),
        "/drip-chunks": drip(HTML + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n", stop),
        "/drip-chunk-size": drip(HTML + b"Transfer-Encoding: chunked\r\n\r\n1;", b"a", stop),
        "/drip-trailers": drip(HTML + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: a\r\n", stop),
        "/drip-until-close": drip(HTML + b"\r\n", b" ", stop),
        "/drip-gzip": drip(
            HTML + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"")[:10], b"\x00\x00\x00\xff\xff", stop
        ),
        "/drip-redirects": drip_redirects,
    }


TIME_OUTS = list(_time_outs(Server()))


@pytest.mark.parametrize("path", TIME_OUTS)
def test_a_drip_ends_with_the_deadline(path: str, make_fetcher: MakeFetcher, server: Server) -> None:
    server.answers.update(_time_outs(server))
    fetcher = make_fetcher(limits=Limits(seconds=0.3))
    with pytest.raises(FetchError, match="did not answer"):
        fetcher.fetch(server.url(path))


def test_a_handshake_that_never_comes_ends_with_the_deadline(
    make_fetcher: MakeFetcher, server: Server
) -> None:
    fetcher = make_fetcher(limits=Limits(seconds=0.3))
    with pytest.raises(FetchError, match="did not answer"):
        fetcher.fetch(f"https://127.0.0.1:{server.port}/")


def test_a_slow_lookup_ends_with_the_deadline(make_fetcher: MakeFetcher, server: Server) -> None:
    def slow(host: str, port: int) -> Sequence[str]:
        server.ended.wait(PATIENCE)
        return ["127.0.0.1"]

    with pytest.raises(FetchError, match="took too long"):
        make_fetcher(resolver=slow, limits=Limits(seconds=0.2)).fetch("http://slow.example/")


def _bomb(mebibytes: int, wbits: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    zeros = bytes(1024 * 1024)
    return b"".join(packer.compress(zeros) for _ in range(mebibytes)) + packer.flush()


@pytest.mark.parametrize(("encoding", "wbits"), [("gzip", 31), ("deflate", 15), ("deflate", -15)])
def test_a_bomb_is_cut_while_it_unpacks(
    encoding: str, wbits: int, make_fetcher: MakeFetcher, server: Server
) -> None:
    server.answers["/"] = answer(_bomb(256, wbits), headers=(("Content-Encoding", encoding),))
    fetcher = make_fetcher()
    tracemalloc.start()
    try:
        page = fetcher.fetch(server.url())
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (len(page.body), page.truncated) == (2 * 1024 * 1024, True)
    assert most < 16 * 1024 * 1024


@pytest.mark.parametrize(
    "head",
    [
        HTML + b"\r\n",
        HTML + b"Content-Length: 99999999999\r\n\r\n",
    ],
)
def test_an_endless_body_is_cut(head: bytes, make_fetcher: MakeFetcher, server: Server) -> None:
    server.answers["/"] = flood(head, b"a" * 65536, server.ended)
    page = make_fetcher().fetch(server.url())
    assert (len(page.body), page.truncated) == (2 * 1024 * 1024, True)


def test_an_endless_body_that_unpacks_to_nothing_is_cut(make_fetcher: MakeFetcher, server: Server) -> None:
    head = HTML + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"")[:10]
    server.answers["/"] = flood(head, b"\x00\x00\x00\xff\xff" * 10_000, server.ended)
    page = make_fetcher().fetch(server.url())
    assert (page.body, page.truncated) == (b"", True)


def test_an_endless_pdf_is_cut_early(make_fetcher: MakeFetcher, server: Server) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7\n"
    server.answers["/"] = flood(head, b"a" * 65536, server.ended)
    page = make_fetcher().fetch(server.url())
    assert (page.content_type, len(page.body)) == ("application/pdf", 128 * 1024)


BROKEN = {
    "nothing": b"",
    "not HTTP": b"220 mail.example ESMTP\r\n",
    "SSH": b"SSH-2.0-OpenSSH_9.2\r\n",
    "HTTP/0.9": b"<html>hi</html>",
    "no end of headers": HTML,
    "header without a colon": b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n",
    "body shorter than promised": HTML + b"Content-Length: 1000\r\n\r\nshort",
    "negative length": HTML + b"Content-Length: -1\r\n\r\nbody",
    "length that is no number": HTML + b"Content-Length: 1e3\r\n\r\nbody",
    "two lengths": HTML + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nbody",
    "huge length number": HTML + b"Content-Length: " + b"9" * 30 + b"\r\n\r\nbody",
    "chunk size that is no number": HTML + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\nbody\r\n",
    "chunks that break off": HTML + b"Transfer-Encoding: chunked\r\n\r\n5\r\nbo",
    "unknown transfer encoding": HTML + b"Transfer-Encoding: gzip\r\n\r\nbody",
    "endless header": b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000,
    "too many headers": b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 50_000,
    "NUL in a header": b"HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\n",
    "gzip that is none": answer(b"not packed", headers=(("Content-Encoding", "gzip"),)),
    "deflate that is none": answer(b"\xff\xff\xff\xff", headers=(("Content-Encoding", "deflate"),)),
    "an encoding that was not asked for": answer(b"x", headers=(("Content-Encoding", "br"),)),
    "encodings on top of each other": answer(b"x", headers=(("Content-Encoding", "gzip, gzip"),)),
    "an image": answer(b"\x89PNG", content_type="image/png"),
    "a program": answer(b"MZ\x90\x00", content_type="application/octet-stream"),
    "JSON": answer(b"{}", content_type="application/json"),
    "a script": answer(b"alert(1)", content_type="text/javascript"),
    "no type, no page": answer(b"\x00\x01\x02", content_type=None),
    "not found": answer(status="404 Not Found"),
    "forbidden": answer(status="403 Forbidden"),
    "a server's error": answer(status="503 Service Unavailable"),
    "a status that does not exist": answer(status="999 No"),
    "a redirect to nowhere": answer(status="302 Found"),
    "not modified, unasked": answer(status="304 Not Modified"),
    "switching protocols": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_or_unwanted_answer_is_a_sentence(
    what: str, make_fetcher: MakeFetcher, server: Server
) -> None:
    broken = BROKEN[what]
    server.answers["/"] = broken or (lambda connection: None)
    with pytest.raises(FetchError) as refused:
        make_fetcher().fetch(server.url())
    assert refused.value.message.endswith(".")


def test_a_reset_is_a_sentence(make_fetcher: MakeFetcher, server: Server) -> None:
    def reset(connection: socket.socket) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")

    server.answers["/"] = reset
    with pytest.raises(FetchError):
        make_fetcher().fetch(server.url())


def test_a_closed_port_is_a_sentence(make_fetcher: MakeFetcher) -> None:
    with (
        reserved_port() as port,
        pytest.raises(FetchError, match="could not be reached"),
    ):
        make_fetcher().fetch(f"http://127.0.0.1:{port}/")


def test_the_table_is_as_long_as_promised() -> None:
    assert sum(map(len, REFUSED_BEFORE_A_LOOKUP.values())) + len(TIME_OUTS) + len(BROKEN) >= 100
