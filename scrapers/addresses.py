"""Which addresses may be asked: by default only public ones, so that no feed can make us knock inside our own network.

The rule stands where every socket is made (`socket_factory` of the connector): after names are resolved, on each
redirect, whatever the spelling (decimal, octal, IPv4 inside IPv6), with no gap between the check and the connection.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

# RFC 6052: an IPv4 address in the last 32 bits; a NAT64 gateway would carry us to it.
_NAT64 = IPv6Network("64:ff9b::/96")
# RFC 4291, 2.4: the only part of IPv6 from which public addresses are given out. It leaves out what Python's tables do
# not know or once knew otherwise: site-local fec0::/10, the local NAT64 prefix 64:ff9b:1::/48 (RFC 8215), and more.
_GLOBAL_UNICAST = IPv6Network("2000::/3")
# Public by number, yet the host's own: Azure answers its machines' questions there, secrets among them.
_HOSTS_OWN = frozenset({IPv4Address("168.63.129.16")})
# Set apart for protocols (RFC 6890; one cloud's metadata stands there) and for 6to4 relays (RFC 7526): not for sites.
_SET_APART = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))


class LocalAddress(OSError):
    """The connection would go to an address that is not public."""

    def __init__(self, host: str) -> None:
        # Alike for every address: when all addresses of a name are refused, the connector then raises this very class.
        super().__init__(errno.EACCES, "not a public address")
        self.host = host


def is_public(text: str) -> bool:
    """Tell whether a numeric address belongs to the public internet; anything unreadable does not."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    inner = _embedded(address) if isinstance(address, IPv6Address) else None
    if inner is not None:
        return is_public(str(inner))
    if isinstance(address, IPv6Address):
        # RFC 5214: ISATAP carries an IPv4 address behind 0:5efe, whatever the prefix.
        if int(address) >> 32 & 0xFDFF_FFFF == 0x5EFE and not is_public(str(IPv4Address(int(address) & 0xFFFF_FFFF))):
            return False
        if address not in _GLOBAL_UNICAST:
            return False
    elif address in _HOSTS_OWN or any(address in network for network in _SET_APART):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that packets to this IPv6 address would end at, if it carries one."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    low = int(address) & 0xFFFF_FFFF
    if address in _NAT64 or (int(address) >> 32 == 0 and low > 1):  # the second: "IPv4-compatible", long deprecated
        return IPv4Address(low)
    return None


def public_sockets(address: tuple[Any, ...]) -> socket.socket:
    """Make a socket for one resolved address (family, type, protocol, name, where).

    Raises:
        LocalAddress: the address is not public.
    """
    family, kind, protocol, _, where = address
    if not is_public(str(where[0])):
        raise LocalAddress(str(where[0]))
    return socket.socket(family, kind, protocol)


def socket_factory(*, allow_local: bool) -> Callable[[tuple[Any, ...]], socket.socket] | None:
    """Return what the connector makes its sockets with; None means that any address will do."""
    return None if allow_local else public_sockets
