"""The address a request really came from."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.requests import HTTPConnection

import settings


def peer_of(connection: HTTPConnection) -> str:
    """The address of the client: the last one in the chain that is not a trusted proxy of ours."""
    direct = connection.client.host if connection.client else ""
    forwarded = ",".join(connection.headers.getlist("x-forwarded-for"))
    return real_peer(direct, forwarded, settings.get().trusted_proxies)


def real_peer(direct: str, forwarded: str, trusted_proxies: Iterable[str]) -> str:
    """Follow X-Forwarded-For from its right end for as long as the hop that wrote it is one of `trusted_proxies`.

    Anybody can write the left end, so it is never read further than a trusted proxy vouches for.
    """
    networks = _networks(tuple(trusted_proxies))
    peer = _address(direct)
    for hop in reversed(forwarded.split(",")):
        if peer is None or not any(peer in network for network in networks):
            break
        named = _address(hop)
        if named is None:
            break
        peer = named
    return str(peer) if peer else direct or "unknown"


@lru_cache
def _networks(trusted_proxies: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(network, strict=False) for network in trusted_proxies)


@lru_cache(maxsize=1024)
def _address(text: str) -> IPv4Address | IPv6Address | None:
    text = text.strip()
    if text.startswith("["):  # [2001:db8::1]:443
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:  # 192.0.2.1:443
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address
