"""Which addresses the fetcher may dial. A stranger's link must not reach what only we can reach.

`ipaddress.is_global` is not used: it takes NAT64, 6to4, IPv4-compatible addresses, fec0::/10, multicast and
Azure's 168.63.129.16 for public. Here IPv4 lists what is refused and IPv6 what is allowed.
"""

import queue
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from bot.errors import FetchError

Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], Sequence[str]]
"""Turns a host and a port into numeric addresses, best first. Raises OSError where there are none."""

# https://www.iana.org/assignments/iana-ipv4-special-registry, and what clouds keep for themselves
_REFUSED_V4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network; Linux takes it for loopback
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carriers' own, and Alibaba's metadata (100.100.100.200)
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's platform address
        "169.254.0.0/16",  # link-local, and the metadata of most clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments, and Oracle's metadata (192.0.0.192)
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # automatic multicast tunnels
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)

# https://www.iana.org/assignments/ipv6-address-space: only 2000::/3 is given out. All else is refused:
# loopback, IPv4-mapped and -compatible, NAT64 (64:ff9b::/96), unique local, link-local, fec0::/10, multicast.
_GIVEN_OUT_V6 = IPv6Network("2000::/3")
_REFUSED_V6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address inside
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)  # RFC 5214: the upper half of an interface id with an IPv4 address below


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet and to nothing of ours."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _REFUSED_V4)
    if address not in _GIVEN_OUT_V6 or any(address in network for network in _REFUSED_V6):
        return False
    return (int(address) >> 32) & 0xFFFF_FFFF not in _ISATAP


@dataclass(frozen=True, slots=True)
class Guard:
    """Decides what may be dialled. The default allows public addresses on the default ports and nothing else.

    `allowed_networks` opens networks on all ports: for tests and the playground, which serve pages on
    loopback. A production composition never passes it.
    """

    allowed_networks: tuple[IPv4Network | IPv6Network, ...] = ()

    def check_port(self, host: str, *, is_default: bool) -> None:
        """Refuse odd ports before a name is even looked up.

        Raises:
            FetchError: the port is not the scheme's own.
        """
        if not is_default and not self.allowed_networks:
            raise FetchError(f"The link to {host} uses an unusual port, which is not read.")

    def check_name(self, host: str) -> None:
        """Refuse names of one label (`intranet`, `localhost`): they exist only inside a network.

        Raises:
            FetchError: the name is one of those.
        """
        if "." not in host and not host.startswith("[") and not self.allowed_networks:
            raise FetchError(f"{host} is not a host on the public internet.")

    def check(self, host: str, addresses: Sequence[str], *, is_default_port: bool) -> list[Address]:
        """Return the addresses to dial, if all of them may be dialled: one bad answer spoils a name.

        Raises:
            FetchError: an address is not public, is not an address, or there is none.
        """
        found = [_read_address(host, address) for address in addresses]
        if not found:
            raise FetchError(f"There is no host named {host}.")
        for address in found:
            if not self._allows(address, is_default_port=is_default_port):
                raise FetchError(f"{host} is not a host on the public internet.")
        return found

    def _allows(self, address: Address, *, is_default_port: bool) -> bool:
        # An IPv6 address with a scope (`%eth0`) is never in a network; `in` compares numbers only.
        if any(address in network for network in self.allowed_networks):
            return True
        return is_default_port and is_public(address)


def _read_address(host: str, text: str) -> Address:
    try:
        return ip_address(text)
    except ValueError:
        raise FetchError(f"{host} has an address that cannot be read.") from None


def system_resolver(host: str, port: int) -> list[str]:
    """Ask the system: the hosts file and DNS, in the order that the system prefers."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


def resolve(host: str, port: int, resolver: Resolver, timeout: float) -> Sequence[str]:
    """Return a host's addresses. A host that is an address itself is not asked for.

    The system's resolver cannot be interrupted, so it runs in a thread of its own and is left behind when
    time is up.

    Raises:
        FetchError: no such host, or no answer within `timeout` seconds.
    """
    literal = host.strip("[]")
    if host.startswith("[") or literal.rpartition(".")[2].isdigit():
        return [literal]
    answers: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolver(host, port))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, name=f"resolve {host}", daemon=True).start()
    try:
        answer = answers.get(timeout=timeout)
    except queue.Empty:
        raise FetchError(f"Looking up {host} took too long.") from None
    if isinstance(answer, Exception):
        raise FetchError(f"There is no host named {host}.") from answer
    return answer
