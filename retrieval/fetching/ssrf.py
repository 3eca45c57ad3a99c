"""Which addresses are on the public internet; all others may be the host's own and are nobody's business."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

Lookup = Callable[[str, int], Awaitable[Sequence[str]]]
_ASSIGNED = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_6TO4 = IPv6Network("2002::/16")
# Python's own lists miss these, or miss them in some versions: protocol assignments, the metadata server of
# one cloud, and relays of 6to4.
_OTHERS = [ip_network(each) for each in ("192.0.0.0/24", "168.63.129.16/32", "192.88.99.0/24")]


def is_public(address: str) -> bool:
    """Whether an IP address, and any that is written inside it, belongs to the public internet."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_is_public(each) for each in _meant(found))


def _meant(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address | IPv6Address]:
    """The address, or the IPv4 addresses that packets to it end at."""
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
    if isinstance(address, IPv6Address):
        return address in _ASSIGNED
    return not any(address in network for network in _OTHERS)


class Way(AbstractResolver):
    """The way to one host: looks its name up once, and opens sockets to none but allowed addresses."""

    def __init__(self, lookup: Lookup, trusted: bool) -> None:
        self._lookup, self._trusted = lookup, trusted
        self.refused = False

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._lookup(host, port)
        for address in found:
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
            for address in found
        ]

    async def close(self) -> None:
        """Nothing is open."""

    def socket(self, info: tuple[Any, ...]) -> socket.socket:
        """A socket for an address that is about to be connected to."""
        # The last moment before connecting, and the only one for hosts that are written as addresses.
        self._check(info[4][0])
        return socket.socket(*info[:3])

    def _check(self, address: str) -> None:
        if not self._trusted and not is_public(address):
            self.refused = True
            raise OSError("an address outside the public internet")


async def look_up(host: str, port: int) -> Sequence[str]:
    """The addresses that the system's resolver gives for a name."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))
