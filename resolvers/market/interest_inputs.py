"""Enums and inputs of enquiries and requirements."""

from enum import StrEnum

import strawberry

from models.market.enquiries import EnquirySource
from models.market.listing_states import ListingKind
from resolvers.core.declare import IDEMPOTENCY_KEY, VERSION, about, describe, input_type
from resolvers.core.inputs import DateTimeRange, MoneyInput, SortDirection

describe(
    EnquirySource,
    "The ways by which an enquiry reached the operator.",
    PORTAL="The applicant asked in the portal.",
    PHONE="By telephone.",
    EMAIL="By e-mail.",
    OFFICE="In the office.",
    WEBSITE="On a website for properties.",
    OTHER="In another way.",
)


class InterestSortField(StrEnum):
    """The fields that enquiries and requirements can be sorted by."""

    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"


describe(
    InterestSortField,
    "The fields that enquiries and requirements can be sorted by.",
    CREATED_AT="Time at which it was added.",
    UPDATED_AT="Time of the last change.",
)


@input_type
class InterestSort:
    """A sort order of enquiries or requirements."""

    field: InterestSortField = about("The field to sort by.")
    direction: SortDirection = about("The direction.")


@input_type
class EnquiryWhere:
    """A filter of enquiries; all given conditions have to be met."""

    listing_id: list[strawberry.ID] | None = about("About one of these listings, at most 100.")
    contact_id: list[strawberry.ID] | None = about("Of one of these contacts, at most 100.")
    source: list[EnquirySource] | None = about("That came in by one of these ways.")
    is_open: bool | None = about("True: not closed. False: closed.")
    updated_at: DateTimeRange | None = about("Last changed, or else added, in this range.")


@input_type
class RequirementWhere:
    """A filter of requirements; all given conditions have to be met."""

    kind: list[ListingKind] | None = about("For one of these kinds of listings.")
    contact_id: list[strawberry.ID] | None = about("Of one of these contacts, at most 100.")
    is_open: bool | None = about("True: not closed. False: closed.")
    updated_at: DateTimeRange | None = about("Last changed, or else added, in this range.")


WHOSE = "The contact; for staff. By default, the viewer's own."


@input_type
class EnquiryCreateInput:
    """An enquiry about a listing."""

    listing_id: strawberry.ID = about("The listing.")
    contact_id: strawberry.ID | None = about(WHOSE)
    source: EnquirySource | None = about("The way by which it came in; for staff. By default, `PORTAL`.")
    message: str | None = about("The words of the applicant.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class EnquiryCloseInput:
    """An enquiry to close."""

    id: strawberry.ID = about("The enquiry.")
    version: int | None = about(VERSION)
    reason: str | None = about("The reason.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


AREAS = (
    "The areas that are wanted, at most 20: a town, district or region as listings name it, or a postal code or its "
    "beginning. Without any, every area is."
)
BEDROOMS = "The least number of bedrooms."
LOWEST, HIGHEST = "The lowest price or rent.", "The highest price or rent, in the same currency."


@input_type
class RequirementCreateInput:
    """A wish to buy or to rent, to keep for a person."""

    contact_id: strawberry.ID | None = about(WHOSE)
    kind: ListingKind = about("Whether to buy or to rent.")
    areas: list[str] | None = about(AREAS)
    min_price: MoneyInput | None = about(LOWEST)
    max_price: MoneyInput | None = about(HIGHEST)
    min_bedrooms: int | None = about(BEDROOMS)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class RequirementUpdateInput:
    """Changes to a requirement; omitted fields keep their values, and null clears a field."""

    id: strawberry.ID = about("The requirement.")
    version: int | None = about(VERSION)
    areas: list[str] | None = about(AREAS, strawberry.UNSET)
    min_price: MoneyInput | None = about(LOWEST, strawberry.UNSET)
    max_price: MoneyInput | None = about(HIGHEST, strawberry.UNSET)
    min_bedrooms: int | None = about(BEDROOMS, strawberry.UNSET)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class RequirementCloseInput:
    """A requirement to close: its person is no longer told of listings by it."""

    id: strawberry.ID = about("The requirement.")
    version: int | None = about(VERSION)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)
