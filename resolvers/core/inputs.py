"""Enums and inputs that many parts of the contract use."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from models.core.errors import RefusalCode, WarningCode
from models.core.viewer import ActorKind
from models.core.viewer import PartyRole as PartyRole
from models.people.customers import Channel as Channel
from resolvers.core.declare import about, describe, input_type
from resolvers.core.scalars import CountryCode, CurrencyCode

describe(
    RefusalCode,
    "Why a mutation did nothing.",
    name="UserErrorCode",
    REQUIRED="Something that must be filled in is missing.",
    INVALID="The value cannot be what it is meant to be.",
    TOO_LONG="There are more characters or items than are allowed.",
    NOT_FOUND="There is nothing of this id, or the viewer may not see it.",
    NOT_UNIQUE="Another has this name, code or address, or has this address for a username.",
    FORBIDDEN="The viewer sees it, but may not do this to it.",
    WRONG_STATE="Not in the state that it is in now; the message names the legal moves where there are some.",
    STALE_VERSION="It has changed since the version that was sent. Read it again.",
    PASSWORD_TOO_WEAK="The password does not fulfil the policy, or is too easy to guess.",  # noqa: S106
    BAD_CREDENTIALS="The name and the password do not belong together.",
    EMAIL_REQUIRED="The contact has no e-mail address, and needs one for this.",
    LINK_INVALID="No link has this token.",
    LINK_EXPIRED="The link is too old. Ask for a new one.",
    LINK_USED="The link has been used already.",
    LINK_SUPERSEDED="A newer link has been sent.",
    LINK_CANCELLED="The link was taken back.",
    LINK_REVOKED="The access that the link was for has ended.",
    LINK_OUTDATED="Something has changed since the link was sent, like the password or the e-mail address.",
    LAST_ADMIN="A customer would be left without an administrator, or nobody with MANAGE_STAFF.",
    TOO_LARGE="The file is larger than is allowed.",
    UNSUPPORTED_TYPE="Files of this type are not taken.",
    TOO_MANY_ATTEMPTS="Too many attempts in a short time. Wait, then try again.",
    IDEMPOTENCY_KEY_REUSED="The idempotency key was used for something else. Use a new one.",
)

describe(
    WarningCode,
    "What whoever acts should know of what was done all the same.",
    NO_ADMINISTRATOR="The customer has no administrator any more: nobody of theirs asks for accounts.",
    NO_APPROVER="Nobody of the customer can approve an invoice: it waits, without a clock, until staff choose.",
    APPROVER_CANNOT_ANSWER="The approver cannot sign in yet, or is told of nothing: until then others are asked.",
)

describe(
    ActorKind,
    "Who can do something.",
    CONTACT="A contact, in the portal.",
    STAFF="A member of the operator's staff.",
    PARTNER="A partner of the operator, by its own program.",
    SYSTEM="The server itself, when the clock acts.",
)
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
