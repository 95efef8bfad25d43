"""Filters and sort orders of customers, contacts and staff."""

from enum import StrEnum

import strawberry

from models.access.accounts import PortalAccessStatus
from models.core.viewer import PartyRole, Permission
from resolvers.core.declare import IN_EXTERNAL_REFERENCES, about, describe, input_type
from resolvers.core.inputs import DateTimeRange, SortDirection

describe(
    PortalAccessStatus,
    "The statuses of a contact's portal access.",
    DISABLED="The contact has no username.",
    ENABLED="The contact has a username, but no open invitation.",
    INVITED="An invitation has been sent and not used yet.",
    ACTIVE="The contact has set a password.",
)


@input_type
class CustomerWhere:
    """A filter of customers; all given conditions have to be met."""

    id: list[strawberry.ID] | None = about("With one of these ids.")
    external_reference: list[str] | None = about(IN_EXTERNAL_REFERENCES)
    has_administrator: bool | None = about(
        "True: with an administrator who has portal access. False: without one. For staff only."
    )
    is_archived: bool | None = about("True: archived. False, or omitted: not archived. Null: both.", False)
    updated_at: DateTimeRange | None = about("Last changed, or else added, in this range.")


class CustomerSortField(StrEnum):
    """The fields that customers can be sorted by."""

    NAME = "NAME"
    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"


describe(
    CustomerSortField,
    "The fields that customers can be sorted by.",
    NAME="Name.",
    CREATED_AT="Time at which it was added.",
    UPDATED_AT="Time of the last change, or else that at which it was added.",
)


@input_type
class CustomerSort:
    """A sort order of customers."""

    field: CustomerSortField = about("The field to sort by.")
    direction: SortDirection = about("The direction.")


@input_type
class ContactWhere:
    """A filter of contacts; all given conditions have to be met."""

    customer_id: list[strawberry.ID] | None = about("Members of one of these customers.")
    external_reference: list[str] | None = about(IN_EXTERNAL_REFERENCES)
    portal_status: list[PortalAccessStatus] | None = about(
        "With portal access of one of these statuses, for viewers who may see it."
    )
    party_role: list[PartyRole] | None = about("With one of these roles on a property.")
    is_archived: bool | None = about("True: archived. False, or omitted: not archived. Null: both.", False)
    updated_at: DateTimeRange | None = about(
        "Last changed, or else added, in this range; only contacts whose `updatedAt` the viewer sees."
    )


class ContactSortField(StrEnum):
    """The fields that contacts can be sorted by."""

    NAME = "NAME"
    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"


describe(
    ContactSortField,
    "The fields that contacts can be sorted by.",
    NAME="Name.",
    CREATED_AT="Time at which it was added. Only staff may sort contacts by it.",
    UPDATED_AT="Time of the last change, or else that at which it was added. Only staff may sort contacts by it.",
)


@input_type
class ContactSort:
    """A sort order of contacts."""

    field: ContactSortField = about("The field to sort by.")
    direction: SortDirection = about("The direction.")


@input_type
class StaffMemberWhere:
    """A filter of staff; all given conditions have to be met."""

    is_active: bool | None = about("True: who work for the operator. False: who no longer do. By default, both.")
    permission: list[Permission] | None = about("With a role that has one of these permissions.")
    updated_at: DateTimeRange | None = about("Last changed, or else added, in this range.")


class StaffMemberSortField(StrEnum):
    """The fields that staff can be sorted by."""

    NAME = "NAME"
    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"


describe(
    StaffMemberSortField,
    "The fields that staff can be sorted by.",
    NAME="Name.",
    CREATED_AT="Time at which they were added.",
    UPDATED_AT="Time of the last change, or else that at which they were added.",
)


@input_type
class StaffMemberSort:
    """A sort order of staff."""

    field: StaffMemberSortField = about("The field to sort by.")
    direction: SortDirection = about("The direction.")
