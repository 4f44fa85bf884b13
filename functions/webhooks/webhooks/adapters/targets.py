"""Where webhooks may go: into the public internet by https, and nowhere near us.

Whoever sets an endpoint chooses what this shop connects to, so the host is resolved here, every address of it has to
be public, and the connection goes to one that was looked at: resolving once more could give another (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from souk.errors import InvalidInput

MAX_URL = 2000
# Elsewhere are services that are no receivers of webhooks.
PORTS = frozenset({443, 8443})
# Ranges whose addresses hold one of the older kind, or lead to one: what it is cannot be seen from outside.
_TUNNELS = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16", "fec0::/10")))
_THIS_NETWORK = ipaddress.IPv4Network("192.0.0.0/24")

Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True, slots=True)
class Target:
    """A URL in its parts; `path` with the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """For the header Host."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == {"https": 443, "http": 80}[self.scheme] else f"{host}:{self.port}"


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a host, those of the older kind first: Lambda has no way to the others. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    addresses = dict.fromkeys(str(address[0]) for *_, address in sorted(found, key=lambda entry: entry[0]))
    return list(addresses)


class PublicTargets:
    """`ports.Targets`. With `local` anything goes but credentials: the local cloud's endpoints are on this machine."""

    def __init__(self, *, local: bool = False, resolve: Resolve = resolved) -> None:
        self._local = local
        self._resolve = resolve

    def check(self, url: str) -> None:
        try:
            self.addresses(self.target(url))
        except OSError as error:
            raise InvalidInput("url: nobody knows this host") from error

    def target(self, url: str) -> Target:
        """Raises InvalidInput for what is no address for webhooks, wherever it leads."""
        parts = _split(url)
        if parts.scheme != "https" and not (self._local and parts.scheme == "http"):
            raise InvalidInput("url: it begins with https://")
        if "@" in parts.netloc:
            raise InvalidInput("url: it holds no user and no password")
        host, port = parts.hostname, parts.port or {"https": 443, "http": 80}[parts.scheme]
        if not host or "%" in host:
            raise InvalidInput("url: it names a host")
        if port not in PORTS and not self._local:
            raise InvalidInput(f"url: its port is one of {', '.join(map(str, sorted(PORTS)))}")
        return Target(parts.scheme, host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))

    def addresses(self, target: Target) -> list[str]:
        """Where to connect to. Raises InvalidInput when one of them is not public, OSError when there is none."""
        found = self._resolve(target.host, target.port)
        if not found:
            raise OSError("no address")
        if not self._local and not all(is_public(address) for address in found):
            raise InvalidInput("url: this host is not on the public internet")
        return found


def is_public(text: str) -> bool:
    """Whether an address belongs to the internet, and to one host of it."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None or any(address in tunnel for tunnel in _TUNNELS):
            return False
    elif address in _THIS_NETWORK:
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _split(url: str) -> SplitResult:
    """Raises InvalidInput. What parsers understand differently is refused: white space, backslashes, other scripts."""
    if len(url) > MAX_URL or not url.isascii() or not url.isprintable() or any(sign in url for sign in " \\#"):
        raise InvalidInput(f"url: at most {MAX_URL} characters of ASCII, without spaces, backslashes and a fragment")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise InvalidInput("url: this is no address") from error
    return parts
