"""One request and its answer over a socket that this module dials itself.

h11 rather than urllib3, http.client or httpcore: those read headers and look names up inside, where neither a
total deadline nor the checked address reaches them; h11 only parses what this loop has read.
"""

import socket
import ssl
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import h11

from bot.errors import FetchError
from bot.links.addresses import Address, Guard, Resolver, resolve
from bot.links.body import decoder_for
from bot.links.parse import DEFAULT_PORTS, Url

_CHUNK = 65_536
_MAX_HEADERS = 65_536
_MAX_ADDRESSES = 4


class Deadline:
    """The time that is left for all of a fetch: every look-up, hop, header and byte together."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def extend(self, seconds: float) -> None:
        """Do not count time in which we waited for our own turn."""
        self._end += seconds

    def remaining(self, host: str) -> float:
        """Seconds that are left, more than 0.

        Raises:
            FetchError: there are none.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise FetchError(
                f"{host} did not answer within {self._seconds:g} seconds.", hint="Try again later."
            )
        return left


@dataclass(frozen=True, slots=True)
class Network:
    """What an exchange stands on: who looks names up, who decides what is dialled, and TLS's rules."""

    guard: Guard
    resolver: Resolver
    tls: ssl.SSLContext


@dataclass(frozen=True, slots=True)
class Response:
    """An answer. Header names are lowercase; of a header that came twice the first counts.

    `body` is unpacked; `truncated` says that there was more of it than was allowed.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    truncated: bool


def exchange(
    url: Url,
    headers: Sequence[tuple[str, str]],
    *,
    network: Network,
    deadline: Deadline,
    limit_for: Callable[[int, Mapping[str, str]], int],
) -> Response:
    """Send one GET and read the answer.

    `limit_for` sees status and headers and returns how many bytes of the body are wanted, unpacked.

    Raises:
        FetchError: the address is refused, the host is not reached, breaks the protocol or takes too long.
    """
    try:
        with _dial(url, network, deadline) as connection:
            return _converse(connection, url, headers, deadline, limit_for)
    except TimeoutError:
        deadline.remaining(url.host)
        raise FetchError(f"{url.host} did not answer in time.", hint="Try again later.") from None
    except ssl.SSLCertVerificationError as error:
        raise FetchError(f"{url.host} cannot prove who it is: its certificate is not valid.") from error
    except (OSError, ssl.SSLError) as error:
        raise FetchError(f"{url.host} could not be reached.", hint="Try again later.") from error
    except h11.ProtocolError as error:
        raise FetchError(f"{url.host} answered something that is not a web page.") from error
    except zlib.error as error:
        raise FetchError(f"The page from {url.host} could not be unpacked.") from error


def _dial(url: Url, network: Network, deadline: Deadline) -> socket.socket:
    """Connect to an address that the guard has seen: the name is not looked up again after the check."""
    port = url.port or DEFAULT_PORTS[url.scheme]
    network.guard.check_port(url.host, is_default=url.has_default_port)
    network.guard.check_name(url.host)
    answers = resolve(url.host, port, network.resolver, deadline.remaining(url.host))
    addresses = network.guard.check(url.host, answers, is_default_port=url.has_default_port)
    connection = _connect(addresses[:_MAX_ADDRESSES], port, url.host, deadline)
    if url.scheme == "http":
        return connection
    try:
        connection.settimeout(deadline.remaining(url.host))
        return network.tls.wrap_socket(connection, server_hostname=url.host.strip("[]"))
    except BaseException:
        connection.close()
        raise


def _connect(addresses: Sequence[Address], port: int, host: str, deadline: Deadline) -> socket.socket:
    """Try the addresses in turn, each with its share of the time: a dead one must not eat all of it."""
    failure: OSError | None = None
    for tried, address in enumerate(addresses):
        share = deadline.remaining(host) / (len(addresses) - tried)
        family = socket.AF_INET if address.version == 4 else socket.AF_INET6
        connection = socket.socket(family, socket.SOCK_STREAM)
        connection.settimeout(share)
        try:
            connection.connect((str(address), port))
        except OSError as error:
            connection.close()
            failure = error
        else:
            return connection
    raise failure or OSError("no address")


def _converse(
    connection: socket.socket,
    url: Url,
    headers: Sequence[tuple[str, str]],
    deadline: Deadline,
    limit_for: Callable[[int, Mapping[str, str]], int],
) -> Response:
    protocol = h11.Connection(h11.CLIENT, max_incomplete_event_size=_MAX_HEADERS)
    request = h11.Request(method="GET", target=_target(url), headers=[("Host", _host_header(url)), *headers])
    connection.settimeout(deadline.remaining(url.host))
    connection.sendall((protocol.send(request) or b"") + (protocol.send(h11.EndOfMessage()) or b""))

    def next_event() -> object:
        while (event := protocol.next_event()) is h11.NEED_DATA:
            connection.settimeout(deadline.remaining(url.host))
            protocol.receive_data(connection.recv(_CHUNK))
        deadline.remaining(url.host)  # also where all has arrived: endless tiny events must end
        return event

    event = next_event()
    while isinstance(event, h11.InformationalResponse):
        event = next_event()
    if not isinstance(event, h11.Response):
        raise h11.RemoteProtocolError("no response")
    found = _read_headers(event)
    body, truncated = _read_body(next_event, found, limit_for(event.status_code, found))
    return Response(event.status_code, found, body, truncated)


def _read_headers(response: h11.Response) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in response.headers:
        headers.setdefault(name.decode("ascii"), _decode_header(value))
    return headers


def _decode_header(value: bytes) -> str:
    """Servers put UTF-8 into Location, the standard says Latin-1."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _read_body(
    next_event: Callable[[], object], headers: Mapping[str, str], limit: int
) -> tuple[bytes, bool]:
    """Unpack as it arrives and stop at the limit, which holds for what the network carries as well."""
    if limit == 0:
        return b"", False
    decoder = decoder_for(headers.get("content-encoding", ""))
    body = bytearray()
    carried = 0
    while isinstance(event := next_event(), h11.Data):
        carried += len(event.data)
        body += decoder.feed(bytes(event.data), limit + 1 - len(body))
        if len(body) > limit or carried > limit:
            return bytes(body[:limit]), True
    return bytes(body), False


def _target(url: Url) -> str:
    """The request's target: what RFC 3986 does not allow there is escaped, the rest stays."""
    target = f"{url.path or '/'}{'' if url.query is None else f'?{url.query}'}"
    return quote(target, safe="%!$&'()*+,;=:@/?~[]")


def _host_header(url: Url) -> str:
    return url.host if url.has_default_port else f"{url.host}:{url.port}"
