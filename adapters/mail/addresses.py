"""E-mail addresses: the form that is kept, the form that two are compared in, and the form that mail travels to.

Domains are read by IDNA 2008: straße.example is a name of its own, and not strasse.example as IDNA 2003 had it. What
comes before the @ is compared in lower case and else as it is: ß is not ss there either, and ı is not i.
"""

import unicodedata
from typing import Final

import idna
from email_validator import EmailNotValidError, validate_email

from adapters.text.sentences import Sentence

MAX_LENGTH: Final = 320
"""So many characters are looked at; a longer text is no address."""
MAX_LABEL_LENGTH: Final = 63
UNREACHABLE: Final = frozenset((
    "alt", "arpa", "corp", "home", "internal", "intranet", "invalid", "lan", "local", "localdomain", "localhost",
    "mail", "onion", "private",
    "clm", "cmo", "con", "comm", "coom", "cpm", "nett", "nte", "ocm", "ogr", "rog", "vom", "xom",
))  # fmt: skip
"""Top domains that no mail server of the Internet delivers to: names of networks within a house, and com, net and org
as they are mistyped. Which others there are is not known here, as new ones come."""
_JOINERS: Final = ("\u200c", "\u200d")
FOR_TESTS: Final = frozenset(("test", "example", "example.com", "example.net", "example.org"))
"""Domains that are set aside for tests and examples (RFC 2606): nobody has a mailbox there."""


class NotAnAddress(ValueError):
    """A text is no e-mail address, or one that no mail reaches; `reason` says why."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__(str(reason))
        self.reason = reason


def checked_address(value: str, *, takes_tests: bool, takes_unicode: bool) -> str:
    """The address in the form that is kept, with its domain in letters; raises NotAnAddress where no mail would arrive.

    `takes_tests` also takes the domains of FOR_TESTS, `takes_unicode` letters beyond ASCII before the @.
    """
    written, joined = _without_joiners(value[:MAX_LENGTH])
    try:
        address = validate_email(written, check_deliverability=False, test_environment=True, strict=True)
    except EmailNotValidError:
        raise NotAnAddress(Sentence("Check it: a part before or after the @-sign is missing or not valid.")) from None
    labels = address.ascii_domain.split(".")
    if len(labels) < 2:
        raise NotAnAddress(Sentence("The part after the @-sign is not valid. It should have a period."))
    if (
        len(labels[-1]) < 2
        or labels[-1] in UNREACHABLE
        or (not takes_tests and not FOR_TESTS.isdisjoint((labels[-1], ".".join(labels[-2:]))))
    ):
        raise NotAnAddress(Sentence("No mail can be sent to the domain {domain}.", domain=address.domain))
    if not takes_unicode and not address.local_part.isascii():
        raise NotAnAddress(Sentence("The mail server takes only plain letters, digits and signs before the @-sign."))
    return f"{address.local_part}@{joined}" if joined else address.normalized


def _without_joiners(address: str) -> tuple[str, str | None]:
    """The address with letters of the same length for a domain in which words are joined by a character that nobody
    sees, as Persian and Sinhala need it, and that domain. IDNA 2008 allows it there, the validator nowhere."""
    local, at, domain = address.rpartition("@")
    try:
        travelling = ascii_domain(domain)
        joined = idna.decode(travelling)
    except (NotAnAddress, idna.IDNAError):
        return address, None
    if not any(joiner in joined for joiner in _JOINERS):
        return address, None
    return f"{local}{at}{travelling.replace('xn--', 'xnxx')}", joined


def address_key(address: str) -> str:
    """The form in which addresses are compared, whatever was typed: equal for one mailbox, and never for two."""
    address = unicodedata.normalize("NFC", address.strip()[:MAX_LENGTH])
    local, at, domain = address.rpartition("@")
    try:
        domain = ascii_domain(domain)
    except NotAnAddress:
        domain = domain.lower()
    return f"{local.lower()}{at}{domain}"


def ascii_domain(domain: str) -> str:
    """The domain as it travels, with `xn--` where it has letters beyond ASCII; raises NotAnAddress for what is none."""
    if not domain.isascii():
        try:
            return idna.encode(domain, uts46=True).decode()
        except idna.IDNAError:
            raise NotAnAddress(
                Sentence("Check it: a part before or after the @-sign is missing or not valid.")
            ) from None
    if any(not 0 < len(label) <= MAX_LABEL_LENGTH for label in domain.split(".")):
        raise NotAnAddress(Sentence("A part of the domain is empty or too long."))
    return domain.lower()
