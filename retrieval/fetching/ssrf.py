"""Protection against server-side request forgery (SSRF): only public addresses are connected to.

The resolver is pinned: it checks every address that a name resolves to, and sockets are opened to those only,
so that a second, different answer of the name server (DNS rebinding) gains nothing.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

ResolveHost = Callable[[str, int], Awaitable[Sequence[str]]]
"""Return the IP addresses of a host name and a port."""
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_6TO4 = IPv6Network("2002::/16")
# Python's own lists miss these, or miss them in some versions. They are special in IANA's registries:
# protocol assignments, AS112, relays of 6to4, AMT, documentation; or the metadata server
# of one cloud.
_OTHER_PRIVATE = [
    ip_network(network)
    for network in (
        *("192.0.0.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.175.48.0/24"),
        *("168.63.129.16/32", "2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20"),
    )
]


def is_public_address(address: str) -> bool:
    """Return whether an IP address, and any address embedded in it, is on the public internet."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_is_public(target) for target in _targets(parsed))


def _targets(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address | IPv6Address]:
    """Yield the address, or the IPv4 addresses embedded in it that its packets are sent on to."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            yield address.ipv4_mapped
            return
        if address in _NAT64:
            yield IPv4Address(int(address) & 0xFFFFFFFF)
            return
        if address in _6TO4 and address.sixtofour:
            yield address.sixtofour
    yield address


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if address.is_multicast or address.is_reserved or address.is_link_local or not address.is_global:
        return False
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return False
    return not any(address in network for network in _OTHER_PRIVATE)


class PinnedResolver(AbstractResolver):
    """Resolves a host name once per request and opens sockets to public addresses only.

    With `trusted`, private addresses are allowed too. `blocked` says that a private address was refused.
    """

    def __init__(self, resolve: ResolveHost, trusted: bool) -> None:
        self._resolve, self._trusted = resolve, trusted
        self.blocked = False

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        addresses = await self._resolve(host, port)
        for address in addresses:
            self._check(address)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        """Do nothing: the resolver holds no resources."""

    def socket(self, info: tuple[Any, ...]) -> socket.socket:
        """Return a socket for the address (an entry of `getaddrinfo`) that is about to be connected to."""
        # The last moment before connecting, and the only one for hosts that are written as addresses.
        self._check(info[4][0])
        return socket.socket(*info[:3])

    def _check(self, address: str) -> None:
        if not self._trusted and not is_public_address(address):
            self.blocked = True
            raise OSError("an address outside the public internet")


async def resolve_host(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host name from the system's resolver."""
    infos = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in infos))
