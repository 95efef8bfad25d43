"""Enums and inputs that many parts of the contract use."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from models.core.channels import Channel
from models.core.postal_addresses import Address
from models.core.viewer import PartyRole
from resolvers.core.declare import about, describe, input_type
from resolvers.core.scalars import CountryCode, CurrencyCode

describe(
    PartyRole,
    "A person's role on a property.",
    LANDLORD="Owns or lets it: sees the property, its assets and orders, and who else has a role there.",
    TENANT="Lives or works in it: sees the property, its assets and orders.",
    VENDOR="Supplies it: sees the property.",
    APPLICANT="Wants to rent or buy it: sees the property.",
)
describe(Channel, "How a message travels.", EMAIL="By e-mail.", SMS="By text message.")


class SortDirection(StrEnum):
    """Which end of a list comes first."""

    ASC = "ASC"
    DESC = "DESC"


describe(
    SortDirection,
    "Which end of a list comes first.",
    ASC="Smallest, oldest or least first.",
    DESC="Largest, newest or most first.",
)


@input_type
class DateTimeRange:
    """A span of time. Either end may be left open."""

    gte: datetime | None = about("At this moment or later.")
    lt: datetime | None = about("Before this moment.")


@input_type
class MoneyInput:
    """An amount of money."""

    amount: Decimal = about("The amount, with no more digits after the point than its currency has.")
    currency: CurrencyCode = about("The currency of the amount.")


@input_type
class AddressInput:
    """A postal address."""

    line1: str = about("Street and number.")
    line2: str | None = about("What comes between the street and the city, like a floor or an estate.")
    city: str = about("The city, town or village.")
    region: str | None = about("The state, county or province, where it belongs to an address.")
    postal_code: str | None = about("The postal code, where there is one.")
    country: CountryCode = about("The country.")


def postal_address(input: AddressInput) -> Address:
    """The address that a client sent, not checked yet."""
    return Address(
        line1=input.line1,
        line2=input.line2,
        city=input.city,
        region=input.region,
        postal_code=input.postal_code,
        country=input.country,
    )
