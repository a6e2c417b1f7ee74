"""Which addresses may be dialled."""

from ipaddress import ip_address, ip_network

import pytest

from bot.errors import FetchError
from bot.links.addresses import Guard, is_public

REFUSED = [
    # this network, loopback
    "0.0.0.0", "0.1.2.3", "127.0.0.1", "127.255.255.254", "::", "::1",
    # private, shared, link-local, metadata
    "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "100.100.100.200",
    "169.254.169.254", "169.254.0.1", "168.63.129.16", "192.0.0.192", "192.0.0.1", "fc00::1",
    "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "feff::1",
    # documentation, benchmarks, reserved, multicast, broadcast
    "192.0.2.1", "198.51.100.7", "203.0.113.9", "198.18.0.1", "198.19.255.255", "192.88.99.1", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "255.255.255.255", "2001:db8::1", "3fff::1", "ff02::1", "ff0e::1",
    "100::1", "5f00::1", "4000::1", "8000::1",
    # IPv6 that embeds IPv4
    "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "::8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::808:808",
    "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:808:808::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:10::1", "2001:2::1", "2606:4700::5efe:7f00:1", "2606:4700::200:5efe:a00:1", "::ffff:0:127.0.0.1",
]  # fmt: skip

PUBLIC = [
    "1.1.1.1", "8.8.8.8", "93.184.216.34", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1",
    "11.0.0.1", "168.63.129.15", "223.255.255.255", "2606:4700:4700::1111", "2a00:1450:4001:80e::200e",
    "2001:4860:4860::8888", "2400:cb00::1",
]  # fmt: skip


@pytest.mark.parametrize("address", REFUSED)
def test_refused(address: str) -> None:
    assert not is_public(ip_address(address))
    with pytest.raises(FetchError):
        Guard().check("example.com", [address], is_default_port=True)


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address: str) -> None:
    assert is_public(ip_address(address))
    assert Guard().check("example.com", [address], is_default_port=True) == [ip_address(address)]


@pytest.mark.parametrize(
    "answers", [["8.8.8.8", "127.0.0.1"], ["2606:4700::1", "fe80::1"], ["8.8.8.8", "what"], []]
)
def test_one_bad_answer_spoils_a_name(answers: list[str]) -> None:
    with pytest.raises(FetchError):
        Guard().check("example.com", answers, is_default_port=True)


def test_an_opened_network_does_not_open_others() -> None:
    guard = Guard(allowed_networks=(ip_network("127.0.0.0/8"),))
    assert guard.check("example.com", ["127.0.0.1"], is_default_port=False) == [ip_address("127.0.0.1")]
    for address in ("10.0.0.1", "::1", "::ffff:127.0.0.1"):
        with pytest.raises(FetchError):
            guard.check("example.com", [address], is_default_port=True)
    with pytest.raises(FetchError):
        guard.check("example.com", ["8.8.8.8"], is_default_port=False)
