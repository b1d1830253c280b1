"""Which addresses are public."""

from __future__ import annotations

import pytest

from scrapers.addresses import is_public


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2a00:1450:4010::8a", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_the_public_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",  # cloud metadata
        "100.64.0.1",
        "192.0.2.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "2002:7f00:1::",  # 6to4 around 127.0.0.1
        "64:ff9b::7f00:1",  # NAT64 around 127.0.0.1
        "2001:0:4136:e378:8000:63bf:80ff:fffe",  # Teredo around 127.0.0.1
        "64:ff9b:1::7f00:1",  # NAT64 inside one network
        "64:ff9b::a9fe:a9fe",  # NAT64 around the metadata address
        "2001:4860::5efe:7f00:1",  # ISATAP around 127.0.0.1
        "fec0::1",  # site-local, long deprecated
        "::ffff:0:7f00:1",  # "IPv4-translated"
        "::ffff:169.254.169.254",
        "fd00:ec2::254",  # cloud metadata
        "100.100.100.200",  # cloud metadata inside carrier-grade NAT
        "100.127.255.255",
        "192.0.0.192",  # cloud metadata
        "168.63.129.16",  # the host of a virtual machine
        "4000::1",
        "localhost",
        "localhost.",
        "0x7f.1",
        "0177.0.0.1",
        "2130706433",
        "",
    ],
)
def test_what_is_ours_or_nobodys_is_not(address: str) -> None:
    assert not is_public(address)
