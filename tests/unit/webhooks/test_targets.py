"""What webhooks are sent to, and what never: nothing that is on our side of the internet."""

from __future__ import annotations

import pytest

from souk.errors import InvalidInput
from webhooks.adapters.targets import PublicTargets, is_public

PUBLIC = "203.0.114.7"


def targets(*addresses: str, local: bool = False) -> PublicTargets:
    return PublicTargets(local=local, resolve=lambda _host, _port: list(addresses))


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "127.8.8.8",
        "169.254.169.254",
        "169.254.170.2",
        "172.16.0.1",
        "192.0.0.9",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::a00:1",
        "2001:db8::1",
        "2002:a00:1::",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "fe80::1%eth0",
        "no address",
    ],
)
def test_what_is_not_the_public_internet_is_refused(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(InvalidInput):
        targets(PUBLIC, address).check("https://shop.example/hooks")


@pytest.mark.parametrize("address", ["8.8.8.8", PUBLIC, "2606:4700::1111"])
def test_the_public_internet_is_reached(address: str) -> None:
    assert is_public(address)
    targets(address).check("https://shop.example:8443/hooks?key=1")


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/",
        "ftp://shop.example/",
        "//shop.example/",
        "https:///hooks",
        "https://",
        "https://user@shop.example/",
        "https://user:word@shop.example/",
        "https://shop.example@evil.example/",
        "https://shop.example:22/",
        "https://shop.example:99999/",
        "https://shop.example:x/",
        "https://[fe80::1%25eth0]/",
        "https://[::1/",
        "https://shop.example/#part",
        "https://shop.example\\@evil.example/",
        "https://shop.example/\r\nHost: evil",
        "https://shöp.example/",
        "https://shop.example/ hooks",
        "https://shop.example/" + "a" * 2000,
    ],
)
def test_an_address_that_could_be_read_in_two_ways_or_hides_something_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput):
        targets(PUBLIC).check(url)


def test_a_host_nobody_knows_is_refused() -> None:
    with pytest.raises(InvalidInput):
        targets().check("https://shop.example/")


def test_the_local_cloud_may_send_to_this_machine() -> None:
    local = targets("127.0.0.1", local=True)
    local.check("http://localhost:9000/hooks")
    assert local.target("http://localhost:9000/hooks").authority == "localhost:9000"
    with pytest.raises(InvalidInput):
        local.check("http://user:word@localhost:9000/")


def test_a_target_keeps_host_and_query_for_the_request() -> None:
    target = targets(PUBLIC).target("https://Shop.example?x=1&y")
    assert (target.authority, target.path) == ("shop.example", "/?x=1&y")
    assert targets(PUBLIC).target("https://[2606:4700::1111]:8443/a").authority == "[2606:4700::1111]:8443"
