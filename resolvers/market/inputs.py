"""Enums and inputs of listings and their files."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

import strawberry

from models.core.viewer import PartyRole
from models.market.listing_files import ListingFileKind
from models.market.listing_states import ListingKind, ListingStatus, PriceQualifier
from resolvers.core.declare import IDEMPOTENCY_KEY, VERSION, about, describe, input_type, one_of_type
from resolvers.core.inputs import DateRange, DateTimeRange, MoneyInput, SortDirection
from resolvers.core.scalars import CurrencyCode

describe(
    ListingKind,
    "The ways in which a property is offered.",
    FOR_SALE="It is for sale.",
    TO_LET="It is to let.",
)
describe(
    PriceQualifier,
    "The meanings of a listing's price.",
    ASKING_PRICE="The price that is asked for a sale.",
    GUIDE_PRICE="The price that a sale is expected to reach.",
    OFFERS_OVER="The lowest price at which offers for a sale are invited.",
    OFFERS_IN_REGION_OF="The price that offers for a sale should be near.",
    FIXED_PRICE="The price of a sale, which is not negotiated.",
    PER_WEEK="The rent for a week.",
    PER_MONTH="The rent for a calendar month.",
    PER_YEAR="The rent for a year.",
    PRICE_ON_APPLICATION="The price or rent is told to those who ask for it.",
)
describe(
    ListingStatus,
    "The statuses of listings.",
    PREPARING="Being prepared: applicants do not see it.",
    ON_THE_MARKET="On the market, and open to viewings and offers.",
    UNDER_OFFER="An offer has been accepted.",
    SOLD_SUBJECT_TO_CONTRACT="Sold, until contracts are exchanged. For sales.",
    EXCHANGED="Contracts are exchanged. For sales.",
    COMPLETED="The sale is completed. For sales.",
    LET_AGREED="The letting is agreed. For lettings.",
    LET="Let. For lettings.",
    WITHDRAWN="Taken off the market.",
)
describe(
    ListingFileKind,
    "The kinds of files of a listing.",
    PHOTO="A photo.",
    FLOOR_PLAN="A floor plan.",
    BROCHURE="A brochure, or another document for applicants.",
)


class ListingSortField(StrEnum):
    """The fields that listings can be sorted by."""

    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"
    PRICE = "PRICE"


describe(
    ListingSortField,
    "The fields that listings can be sorted by.",
    CREATED_AT="Time at which it was added.",
    UPDATED_AT="Time of the last change.",
    PRICE="The amount of the price, whatever its currency; those without one count as the lowest.",
)


@input_type
class ListingSort:
    """A sort order of listings."""

    field: ListingSortField = about("The field to sort by.")
    direction: SortDirection = about("The direction.")


@input_type
class PriceRange:
    """A range of prices in one currency. Either end may be omitted."""

    currency: CurrencyCode = about("The currency.")
    gte: Decimal | None = about("At this amount or above it.")
    lte: Decimal | None = about("At this amount or below it.")


@input_type
class ListingWhere:
    """A filter of listings; all given conditions have to be met."""

    kind: list[ListingKind] | None = about("Of one of these kinds.")
    status: list[ListingStatus] | None = about("With one of these statuses.")
    site_id: list[strawberry.ID] | None = about("Of one of these properties, at most 100.")
    party_role: list[PartyRole] | None = about("On whose property the viewer has one of these roles, in force.")
    price: PriceRange | None = about("With a price in this range.")
    min_bedrooms: int | None = about("With at least so many bedrooms.")
    marketing_started_on: DateRange | None = about("On the market since a day in this range.")
    updated_at: DateTimeRange | None = about("Last changed, or else added, in this range.")
    is_open: bool | None = about("True: not completed, let or withdrawn. False: one of these.")


@one_of_type
class ListingRef:
    """A listing, by one of its unique names."""

    id: strawberry.ID | None = about("The global id.", strawberry.UNSET)
    reference: str | None = about("The reference, like `PR-000012`.", strawberry.UNSET)


PRICE = "The price or rent; optional with `PRICE_ON_APPLICATION`."
AREA = "The place as applicants search for it, such as a town or a district"
AVAILABLE = "The day from which it can be moved into."
EXCHANGE = "The day on which contracts are, or were, exchanged."
COMPLETION = "The day on which the sale is, or was, completed."


@input_type
class ListingCreateInput:
    """A listing of a property to prepare."""

    site_id: strawberry.ID = about("The property.")
    kind: ListingKind = about("Whether it is for sale or to let.")
    headline: str = about("The listing in one line.")
    area: str | None = about(f"{AREA}; by default, the city of the property.")
    description: str | None = about("The listing at length.")
    price: MoneyInput | None = about(PRICE)
    price_qualifier: PriceQualifier = about("The meaning of the price.")
    bedrooms: int | None = about("The number of bedrooms.")
    bathrooms: int | None = about("The number of bathrooms.")
    receptions: int | None = about("The number of reception rooms.")
    available_on: date | None = about(AVAILABLE)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class ListingUpdateInput:
    """Changes to a listing; omitted fields keep their values, and null clears a field."""

    id: strawberry.ID = about("The listing.")
    version: int | None = about(VERSION)
    headline: str | None = about("The listing in one line.", strawberry.UNSET)
    area: str | None = about(f"{AREA}; null is the city of the property.", strawberry.UNSET)
    description: str | None = about("The listing at length.", strawberry.UNSET)
    price: MoneyInput | None = about(PRICE, strawberry.UNSET)
    price_qualifier: PriceQualifier | None = about(
        "The meaning of the price; null does not change it.", strawberry.UNSET
    )
    bedrooms: int | None = about("The number of bedrooms.", strawberry.UNSET)
    bathrooms: int | None = about("The number of bathrooms.", strawberry.UNSET)
    receptions: int | None = about("The number of reception rooms.", strawberry.UNSET)
    available_on: date | None = about(AVAILABLE, strawberry.UNSET)
    exchange_on: date | None = about(EXCHANGE, strawberry.UNSET)
    completion_on: date | None = about(COMPLETION, strawberry.UNSET)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class ListingStatusChangeInput:
    """A status to move a listing to."""

    id: strawberry.ID = about("The listing.")
    version: int | None = about(VERSION)
    status: ListingStatus = about("The new status, one of `Listing.nextStatuses`.")
    comment: str | None = about("A comment, which the owners and those who asked about the property are told.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class ListingFilesAddInput:
    """Files to add to a listing."""

    listing_id: strawberry.ID = about("The listing.")
    kind: ListingFileKind = about("The kind of files.")
    upload_ids: list[strawberry.ID] = about("Finished uploads, in the order in which they are shown.")
    caption: str | None = about("The words below each of them.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class ListingFileRemoveInput:
    """A file to remove from a listing."""

    id: strawberry.ID = about("The file, a ListingFile.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)
