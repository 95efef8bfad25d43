"""The address a request really came from."""

from functools import lru_cache

from starlette.requests import HTTPConnection

import settings
from latchkey.wire.addresses import address_of, networks


def peer_of(connection: HTTPConnection) -> str:
    """The address of the client: the last one in the chain that is not a trusted proxy of ours."""
    direct = connection.client.host if connection.client else ""
    forwarded = ",".join(connection.headers.getlist("x-forwarded-for"))
    return real_peer(direct, forwarded, tuple(settings.get().trusted_proxies))


@lru_cache(1024)
def real_peer(direct: str, forwarded: str, trusted_proxies: tuple[str, ...]) -> str:
    """Follow X-Forwarded-For from its right end for as long as the hop that wrote it is one of `trusted_proxies`.

    Anybody can write the left end, so it is never read further than a trusted proxy vouches for.
    """
    trusted = networks(trusted_proxies)
    peer = address_of(direct)
    for hop in reversed(forwarded.split(",") if forwarded else ()):
        if peer is None or not any(peer in network for network in trusted):
            break
        named = address_of(hop)
        if named is None:
            break
        peer = named
    return str(peer) if peer else direct or "unknown"
