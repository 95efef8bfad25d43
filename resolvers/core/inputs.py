"""Enums and inputs that many parts of the contract use."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from models.core.channels import Channel
from models.core.postal_addresses import Address
from models.core.viewer import PartyRole
from resolvers.core.declare import about, describe, input_type
from resolvers.core.scalars import CountryCode, CurrencyCode

describe(
    PartyRole,
    "The roles that a person can have on a property.",
    LANDLORD="Owns or lets the property: sees it, its assets and orders, and the other people's roles.",
    TENANT="Lives or works in the property: sees it, its assets and orders.",
    VENDOR="Supplies the property: sees it.",
    APPLICANT="Wants to rent or buy the property: sees it.",
)
describe(Channel, "The channels by which a message is sent.", EMAIL="E-mail.", SMS="Text message.")


class SortDirection(StrEnum):
    """The directions of a sort order."""

    ASC = "ASC"
    DESC = "DESC"


describe(
    SortDirection,
    "The directions of a sort order.",
    ASC="Smallest, oldest or lowest first.",
    DESC="Largest, newest or highest first.",
)


@input_type
class DateTimeRange:
    """A range of time. Either end may be omitted."""

    gte: datetime | None = about("At or after this moment.")
    lt: datetime | None = about("Before this moment.")


@input_type
class DateRange:
    """A range of days. Either end may be omitted."""

    gte: date | None = about("On or after this day.")
    lte: date | None = about("On or before this day.")


@input_type
class MoneyInput:
    """An amount of money."""

    amount: Decimal = about("The amount, with no more decimal places than its currency has.")
    currency: CurrencyCode = about("The currency of the amount.")


@input_type
class AddressInput:
    """A postal address."""

    line1: str = about("Street and number.")
    line2: str | None = about("The line between street and city, such as a floor or an estate.")
    city: str = about("The city, town or village.")
    region: str | None = about("The state, county or province, in countries whose addresses have one.")
    postal_code: str | None = about("The postal code, in countries that have them.")
    country: CountryCode = about("The country.")


def postal_address(input: AddressInput) -> Address:
    """The address that a client sent, unchecked."""
    return Address(
        line1=input.line1,
        line2=input.line2,
        city=input.city,
        region=input.region,
        postal_code=input.postal_code,
        country=input.country,
    )
