"""Which addresses count as one sender. Pure."""

from __future__ import annotations

import ipaddress

IPV6_NETWORK = 64  # Bits: whoever has one address of such a network has all of them.


def network_of(address: str) -> str:
    """The address itself, or all of an IPv6 network. Raises `ValueError` for what is no address."""
    parsed = ipaddress.ip_address(address)
    if parsed.version == 6 and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.IPv6Network((parsed, IPV6_NETWORK), strict=False))
