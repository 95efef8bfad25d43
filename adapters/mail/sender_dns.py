"""The DNS records by which other mail servers believe that a domain's mail is its own: SPF, DKIM and DMARC."""

from collections.abc import Awaitable, Callable
from typing import Final

import dns.asyncresolver
import dns.exception
import dns.resolver

from adapters.errors import Unavailable

LOOKUP_SECONDS: Final = 4.0
"""Seconds that one look-up may take."""
TEST_DOMAINS: Final = ("test", "example", "invalid", "localhost", "example.com", "example.net", "example.org")

Texts = Callable[[str], Awaitable[list[str]]]
"""Gives the TXT records of a name; Unavailable if no name server answers in time."""


class Missing(Exception):
    """A record is not there, or does not do; the message says what to do."""


async def texts(name: str, resolver: dns.asyncresolver.Resolver | None = None) -> list[str]:
    """The TXT records of a name, by the name servers of this machine; none if the name does not exist.

    Raises Unavailable where no name server answers in time.
    """
    asked = resolver or dns.asyncresolver.Resolver()
    try:
        found = await asked.resolve(name, "TXT", lifetime=LOOKUP_SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except dns.exception.DNSException as error:
        raise Unavailable(f"no name server answers about {name}: {type(error).__name__}") from error
    return [b"".join(record.strings).decode(errors="replace") for record in found]


def is_for_tests(domain: str) -> bool:
    """Whether nobody owns the domain, so that it has no records."""
    return any(domain == name or domain.endswith(f".{name}") for name in TEST_DOMAINS)


async def spf(domain: str, texts: Texts) -> str:
    """The SPF record of a domain; raises Missing."""
    found = [text for text in await texts(domain) if text.lower().split(" ")[0] == "v=spf1"]
    if not found:
        raise Missing(f"{domain} has no SPF record: add a TXT record like `v=spf1 include:YOUR-MAIL-SERVER -all`")
    if len(found) > 1:
        raise Missing(f"{domain} has {len(found)} SPF records, and so none that counts: make them one")
    if {"+all", "all"} & set(found[0].lower().split()):
        raise Missing(f"the SPF record of {domain} lets everybody send its mail: end it with `-all`")
    return found[0]


async def dkim(domain: str, selector: str, texts: Texts) -> str:
    """The name of the DKIM key of a domain; raises Missing."""
    name = f"{selector}._domainkey.{domain}"
    found = [tags for text in await texts(name) if (tags := _tags(text)).get("p") is not None]
    if not found:
        raise Missing(f"{name} has no DKIM key: add the TXT record that your mail server shows, or set DKIM_SELECTOR")
    if not found[0]["p"]:
        raise Missing(f"the DKIM key at {name} is revoked: publish the one that your mail server signs with")
    return name


async def dmarc(domain: str, texts: Texts) -> str:
    """The DMARC policy of a domain, or of the one above it; raises Missing."""
    labels = domain.split(".")
    for start in range(max(1, len(labels) - 1)):
        name = f"_dmarc.{'.'.join(labels[start:])}"
        found = [tags for text in await texts(name) if (tags := _tags(text)).get("v", "").upper() == "DMARC1"]
        if len(found) > 1:
            raise Missing(f"{name} has {len(found)} DMARC records, and so none that counts: make them one")
        if found:
            return found[0].get("p", "none").lower()
    raise Missing(f"{domain} has no DMARC record: add a TXT record at _dmarc.{domain} like `v=DMARC1; p=quarantine`")


def _tags(text: str) -> dict[str, str]:
    """The tags of a record, like `v=DKIM1; p=...`."""
    pairs = (part.partition("=") for part in text.split(";") if "=" in part)
    return {name.strip().lower(): "".join(value.split()) for name, _, value in pairs}
