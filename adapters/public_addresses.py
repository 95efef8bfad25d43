"""Addresses of servers on the internet, told from those that only this network reaches: a stranger who names a host for
this server to talk to must not reach what they could not reach themselves."""

import asyncio
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

from adapters.errors import NotSent
from adapters.text.sentences import Sentence

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

LOOK_UPS: Final = 8
"""Names that are looked up at once: a name server that does not answer holds up no others of this process."""
_NOT_PUBLIC: Final[tuple[Network, ...]] = (
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.88.99.0/24"),
    IPv6Network("3fff::/20"),
)
"""Networks for protocols and documentation that Python counts as public."""
_UNICAST: Final = IPv6Network("2000::/3")
_TRANSLATED: Final = IPv6Network("64:ff9b::/96")

_threads: Final = ThreadPoolExecutor(LOOK_UPS, "names")


def is_public(address: Address) -> bool:
    """Whether an address is of the internet, also by the IPv4 address that may be inside of it."""
    inner = _inner(address)
    if inner is not None:
        return is_public(inner)
    if isinstance(address, IPv6Address) and address not in _UNICAST:
        return False
    reserved = address.is_multicast or any(address in network for network in _NOT_PUBLIC)
    return address.is_global and not reserved


def _inner(address: Address) -> IPv4Address | None:
    """The IPv4 address to which an IPv6 address leads."""
    if isinstance(address, IPv4Address):
        return None
    return address.ipv4_mapped or address.sixtofour or (_last_bits(address) if address in _TRANSLATED else None)


def _last_bits(address: IPv6Address) -> IPv4Address:
    return IPv4Address(int(address) & 0xFFFFFFFF)


async def reachable(host: str, port: int, also: Sequence[Network] = ()) -> list[Address]:
    """The addresses of a host, each public or in one of the networks `also`, as they are at this moment.

    A host may be an address in any form that the system understands. Raises NotSent where one of its addresses is
    neither, and where it has none. The caller connects to what is returned, and looks nothing up again.
    """
    found = await asyncio.get_running_loop().run_in_executor(_threads, _looked_up, host, port)
    if not found:
        raise NotSent(Sentence("The name {host} leads to no address.", host=host))
    if not all(is_public(each) or any(each in network for network in also) for each in found):
        raise NotSent(Sentence("{host} leads to an address that is not public.", host=host))
    return found


def _looked_up(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(ip_address(str(each[4][0])) for each in found))
