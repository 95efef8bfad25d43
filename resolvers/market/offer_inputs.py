"""Enums and inputs of offers."""

from enum import StrEnum

import strawberry

from models.market.offers import BuyerPosition, OfferStatus
from resolvers.core.declare import IDEMPOTENCY_KEY, VERSION, about, describe, input_type
from resolvers.core.inputs import DateTimeRange, MoneyInput, SortDirection

describe(
    OfferStatus,
    "The statuses of offers.",
    MADE="It stands, and waits for an answer.",
    ACCEPTED="It was accepted.",
    DECLINED="It was declined, or fell through after it had been accepted.",
    WITHDRAWN="The applicant took it back.",
)
describe(
    BuyerPosition,
    "The positions of applicants.",
    CASH_BUYER="Pays without a mortgage.",
    CHAIN_FREE="Has nothing to sell first.",
    MORTGAGE_AGREED="Has a mortgage agreed in principle.",
    PROPERTY_TO_SELL="Has a property to sell first.",
    PROPERTY_UNDER_OFFER="Has a property that is under offer.",
    OTHER="Another position, as the conditions say.",
)


class OfferSortField(StrEnum):
    """The fields that offers can be sorted by."""

    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"


describe(
    OfferSortField,
    "The fields that offers can be sorted by.",
    CREATED_AT="Time at which it was made.",
    UPDATED_AT="Time of the last change.",
)


@input_type
class OfferSort:
    """A sort order of offers."""

    field: OfferSortField = about("The field to sort by.")
    direction: SortDirection = about("The direction.")


@input_type
class OfferWhere:
    """A filter of offers; all given conditions have to be met."""

    status: list[OfferStatus] | None = about("With one of these statuses.")
    listing_id: list[strawberry.ID] | None = about("For one of these listings, at most 100.")
    contact_id: list[strawberry.ID] | None = about("Of one of these contacts, at most 100.")
    updated_at: DateTimeRange | None = about("Last changed, or else made, in this range.")


CONDITIONS = "The conditions of the offer, such as a survey, a date or what is to stay in the house."


@input_type
class OfferCreateInput:
    """An offer to make."""

    listing_id: strawberry.ID = about("The listing.")
    contact_id: strawberry.ID | None = about("The contact; for staff. By default, the viewer's own.")
    amount: MoneyInput = about(
        "The price that is offered, or the rent for the period of the listing's `priceQualifier`, in the currency of "
        "its price."
    )
    position: BuyerPosition = about("The position of the applicant.")
    conditions: str | None = about(CONDITIONS)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class OfferRaiseInput:
    """An offer to raise."""

    id: strawberry.ID = about("The offer.")
    version: int | None = about(VERSION)
    amount: MoneyInput = about("The amount from now on: more than before, or as much under other conditions.")
    conditions: str | None = about(f"{CONDITIONS} Null clears them.", strawberry.UNSET)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class OfferWithdrawInput:
    """An offer to take back."""

    id: strawberry.ID = about("The offer.")
    version: int | None = about(VERSION)
    reason: str | None = about("The reason.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class OfferAcceptInput:
    """An offer to accept."""

    id: strawberry.ID = about("The offer.")
    version: int | None = about(VERSION)
    comment: str | None = about("A comment, which the applicant is told.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class OfferDeclineInput:
    """An offer to decline."""

    id: strawberry.ID = about("The offer.")
    version: int | None = about(VERSION)
    comment: str | None = about("A comment, which the applicant is told.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)
