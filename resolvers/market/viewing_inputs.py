"""Enums and inputs of viewings and feedback."""

from datetime import datetime
from enum import StrEnum

import strawberry

from models.market.viewings import Interest, ViewingStatus
from resolvers.core.declare import IDEMPOTENCY_KEY, VERSION, about, describe, input_type
from resolvers.core.inputs import DateTimeRange, SortDirection

describe(
    ViewingStatus,
    "The statuses of viewings.",
    REQUESTED="An applicant asked for it, and it waits for staff.",
    CONFIRMED="It takes place.",
    CANCELLED="It was cancelled.",
    DONE="It took place.",
)
describe(
    Interest,
    "The interest of an applicant after a viewing.",
    name="ViewingInterest",
    INTERESTED="The applicant is interested.",
    UNDECIDED="The applicant is undecided.",
    NOT_INTERESTED="The applicant is not interested.",
)


class ViewingSortField(StrEnum):
    """The fields that viewings can be sorted by."""

    STARTS_AT = "STARTS_AT"
    UPDATED_AT = "UPDATED_AT"


describe(
    ViewingSortField,
    "The fields that viewings can be sorted by.",
    STARTS_AT="Time of the viewing.",
    UPDATED_AT="Time of the last change.",
)


@input_type
class ViewingSort:
    """A sort order of viewings."""

    field: ViewingSortField = about("The field to sort by.")
    direction: SortDirection = about("The direction.")


@input_type
class ViewingWhere:
    """A filter of viewings; all given conditions have to be met."""

    status: list[ViewingStatus] | None = about("With one of these statuses.")
    site_id: list[strawberry.ID] | None = about("At one of these properties, at most 100.")
    starts_at: DateTimeRange | None = about("Beginning in this range.")
    updated_at: DateTimeRange | None = about("Last changed, or else added, in this range.")


ACCOMPANIED = "The member of staff who accompanies it."
STARTS = "The beginning, in the future and within a year."


@input_type
class ViewingCreateInput:
    """A viewing to ask for, or for staff to make."""

    listing_id: strawberry.ID = about("The listing.")
    starts_at: datetime = about(STARTS)
    minutes: int = about("The length in minutes, from 5 to 480.", 30)
    applicant_ids: list[strawberry.ID] | None = about(
        "The contacts who view it, at most 50; required of staff, and for staff alone."
    )
    accompanied_by_id: strawberry.ID | None = about(f"{ACCOMPANIED} For staff.")
    note: str | None = about("Words about it, such as where to meet; everybody who sees the viewing sees them.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class ViewingConfirmInput:
    """A viewing to confirm."""

    id: strawberry.ID = about("The viewing.")
    version: int | None = about(VERSION)
    accompanied_by_id: strawberry.ID | None = about(ACCOMPANIED)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class ViewingMoveInput:
    """A viewing to move to another time."""

    id: strawberry.ID = about("The viewing.")
    version: int | None = about(VERSION)
    starts_at: datetime = about(STARTS)
    minutes: int | None = about("The length in minutes, from 5 to 480; if omitted, it does not change.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class ViewingCancelInput:
    """A viewing to cancel."""

    id: strawberry.ID = about("The viewing.")
    version: int | None = about(VERSION)
    reason: str | None = about("The reason, which everybody whom it concerns is told.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class ViewingCompleteInput:
    """A viewing that took place."""

    id: strawberry.ID = about("The viewing.")
    version: int | None = about(VERSION)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class FeedbackRecordInput:
    """The words of an applicant after a viewing."""

    id: strawberry.ID = about("The applicant's part in the viewing, an Attendance.")
    version: int | None = about(VERSION)
    feedback: str = about("The feedback.")
    interest: Interest | None = about("The interest of the applicant.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class FeedbackReleaseInput:
    """Feedback to show to the owners."""

    id: strawberry.ID = about("The applicant's part in the viewing, an Attendance.")
    version: int | None = about(VERSION)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)
