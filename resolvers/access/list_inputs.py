"""Filters and sort orders of access requests."""

from enum import StrEnum

import strawberry

from models.access.requests import AccessRequestStatus
from resolvers.core.declare import about, describe, input_type
from resolvers.core.inputs import DateTimeRange, SortDirection


@input_type
class AccessRequestWhere:
    """A filter of access requests; all given conditions have to be met."""

    status: list[AccessRequestStatus] | None = about("With one of these statuses.")
    customer_id: list[strawberry.ID] | None = about("Of one of these customers.")
    updated_at: DateTimeRange | None = about("Last changed, or else added, in this range.")


class AccessRequestSortField(StrEnum):
    """The fields that access requests can be sorted by."""

    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"


describe(
    AccessRequestSortField,
    "The fields that access requests can be sorted by.",
    CREATED_AT="Time of the request.",
    UPDATED_AT="Time of the last change, or else that of the request.",
)


@input_type
class AccessRequestSort:
    """A sort order of access requests."""

    field: AccessRequestSortField = about("The field to sort by.")
    direction: SortDirection = about("The direction.")
