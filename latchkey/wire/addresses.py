"""Addresses at both ends of a line: under which hosts this server is reached, and which proxies are ours."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

import settings

LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


def refusal_of(hosts: Iterable[bytes]) -> str | None:
    """Why a request with these values of `Host` is refused; None where it is not."""
    match [value.decode("latin-1") for value in hosts]:
        case [host]:
            return None if is_ours(host) else "This server is not reached under this Host: see PORTAL_URL and API_URL."
        case []:
            return "A request needs the header Host."
        case _:
            return "A request has one header Host."


def is_ours(host: str) -> bool:
    """Whether this server is reached under that host, with whatever port."""
    options = settings.get()
    return _is_ours(host, options.portal_address, options.api, options.is_development)


@lru_cache(maxsize=256)
def _is_ours(host: str, portal: str, api: str, is_development: bool) -> bool:
    name = _name(host)
    if name is None:
        return False
    if name in (_name(urlsplit(portal).netloc), _name(urlsplit(api).netloc)):
        return True
    # Somebody else's name may lead to this machine, but nobody else has its address, and a name without a dot (another
    # container's, say) is nobody's in the world.
    return is_development and (
        name in LOCAL_HOSTS or name.endswith(".localhost") or address_of(name) is not None or "." not in name
    )


def _name(host: str) -> str | None:
    """The host without its port, in lower case; None if it is none."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return None
    is_bare = parts.netloc == host and "@" not in host
    return parts.hostname.rstrip(".") if is_bare and parts.hostname else None


def is_proxy(address: str) -> bool:
    """Whether that is one of TRUSTED_PROXIES, through which many people come."""
    peer = address_of(address)
    return peer is not None and any(peer in network for network in networks(tuple(settings.get().trusted_proxies)))


@lru_cache
def networks(trusted_proxies: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    """The networks that are written so."""
    return tuple(ip_network(network, strict=False) for network in trusted_proxies)


@lru_cache(maxsize=1024)
def address_of(text: str) -> IPv4Address | IPv6Address | None:
    """The address that is written so, with or without a port; None if it is none."""
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
