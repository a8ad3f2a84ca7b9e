"""Decides which addresses of the network this service sends to on behalf of others: public ones, unless a setting says.

An address that somebody typed must not lead into the network the service stands in (server-side request forgery). A
name is looked up once, every address it has is asked about, and what was asked about is what is connected to.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.services.delivery.ports import NotCarried

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a URL leads: its host as it was written, the address that was asked about, and the port."""

    scheme: str
    host: str
    port: int
    address: str


@dataclass(frozen=True, slots=True)
class Reach:
    """Who may be reached. `allowed`: networks beside the public ones; http is for those alone."""

    allowed: tuple[Network, ...] = ()

    def place(self, url: str) -> Place:
        """Where it leads. Raises NotCarried: `address.malformed`, `address.unknown`, `address.private`, `address.plain`."""
        host, port, scheme = parts_of(url)
        found = _looked_up(host, port)
        if not all(self._public(one) or self._allowed(one) for one in found):
            raise NotCarried("address.private", final=True)
        if scheme == "http" and not all(self._allowed(one) for one in found):
            raise NotCarried("address.plain", final=True)
        return Place(scheme, host, port, str(found[0]))

    @classmethod
    def anywhere(cls) -> Reach:
        """For addresses the operator set: nobody else chose them."""
        return cls(networks("0.0.0.0/0,::/0"))

    def require_look(self, url: str) -> None:
        """Nothing for an address that looks as if it could be reached; a name is looked up when something is sent.

        Raises NotCarried: `address.malformed`, `address.private`, `address.plain`.
        """
        host, _, scheme = parts_of(url)
        if scheme == "http" and not self.allowed:
            raise NotCarried("address.plain", final=True)
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return
        if not self._public(address) and not self._allowed(address):
            raise NotCarried("address.private", final=True)

    def _allowed(self, address: Address) -> bool:
        return any(address in network for network in self.allowed)

    @staticmethod
    def _public(address: Address) -> bool:
        inner = _inner(address)
        return inner.is_global and not inner.is_multicast and not inner.is_reserved


def parts_of(url: str) -> tuple[str, int, str]:
    """Host, port and scheme of an address for messages. Raises NotCarried (`address.malformed`): no http(s), a password."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as failure:
        raise NotCarried("address.malformed", final=True) from failure
    odd = any(ord(letter) <= 32 or ord(letter) > 126 or letter == "\\" for letter in url)
    if parts.scheme not in ("https", "http") or not host or odd or "@" in parts.netloc or parts.fragment:
        raise NotCarried("address.malformed", final=True)
    return host, port or (443 if parts.scheme == "https" else 80), parts.scheme


def networks(text: str) -> tuple[Network, ...]:
    """The networks of a setting, parted by commas. Raises ValueError."""
    return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())


def _inner(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one, where there is one: it is where the packets go."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _looked_up(host: str, port: int) -> Sequence[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    except (OSError, UnicodeError, ValueError) as failure:
        raise NotCarried("address.unknown") from failure
