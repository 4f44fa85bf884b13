"""Whom a request is from, as far as limits go."""

from __future__ import annotations

# One household or office has at least a /64 (RFC 6177), and every machine in it as many addresses as it likes.
_IPV6_PREFIX = 64


def network(address: str) -> str:
    """The network that `address` counts for; empty when it counts for none.

    An IPv4 address is its own, also where IPv6 carries it. A loopback address is this very machine: on AWS nobody has
    one, and in the local cloud everybody has.
    """
    import ipaddress  # consumers and timers, which load this too, know no visitors

    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped is None:
            return "" if known.is_loopback else str(ipaddress.ip_network((known, _IPV6_PREFIX), strict=False))
        known = known.ipv4_mapped
    return "" if known.is_loopback else str(known)
