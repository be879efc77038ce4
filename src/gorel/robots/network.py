"""Where abilities may go on the network: anywhere public; to private addresses only under a name that was granted.

The name is looked up once, every address that it has is judged, and the connection goes to one of those: a name that
answers otherwise the next time (DNS rebinding) leads nowhere new. Redirects are judged like the first address.
"""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from gorel.ability import Context, NotGranted, Refused, grants

SCHEMES = {"http": 80, "https": 443}


def address(host: str, port: int, context: Context) -> str:
    """Return an address of *host* to connect to. Errors: NotGranted for a private one, OSError when there is none."""
    found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found:
        raise OSError(f"{host} has no address")
    private = [one for one in found if not is_public(one)]
    if private and not grants.present().reach(host, context):
        raise NotGranted(
            f"{host} is a private address, and not granted to {context.type or 'this ability'}; whoever runs Görel can "
            f"grant it by its name",
            sv=f"{host} är en intern adress, och inte beviljad för {context.type or 'den här förmågan'}; den som "
            f"sköter driften kan bevilja den med dess namn",
        )
    return found[0]


def is_public(text: str) -> bool:
    """Return whether an address belongs to the public internet; also as it hides in IPv6 (mapped, 6to4, NAT64)."""
    one = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(one, ipaddress.IPv6Address):
        inner = one.ipv4_mapped or one.sixtofour or (one.teredo[1] if one.teredo else None)
        if inner is None and one in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(one) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return one.is_global and not one.is_multicast


def judged(url: str, context: Context) -> tuple[str, str, int, str]:
    """Return (scheme, host, port, address to connect to) of *url*. Errors: Refused, NotGranted, OSError."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or SCHEMES.get(parts.scheme, 0)
    except ValueError as error:
        raise Refused(f"{url!r} is no address: {error}", sv=f"”{url}” är ingen adress: {error}") from None
    if parts.scheme not in SCHEMES or not host:
        raise Refused(
            f"{url!r} is no address that begins with https:// or http://",
            sv=f"”{url}” är ingen adress som börjar med https:// eller http://",
        )
    if parts.username or parts.password:
        raise Refused(
            "an address must not hold a user or password; give them as auth, by secrets.NAME",
            sv="en adress får inte innehålla användare eller lösenord; ge dem som auth, med secrets.NAMN",
        )
    return parts.scheme, host, port, address(host, port, context)
