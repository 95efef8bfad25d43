"""Enums and inputs of API keys."""

from datetime import datetime
from enum import StrEnum

import strawberry

from models.core.viewer import KeyScope
from models.partners.key_changes import ApiKeyChange
from models.partners.keys import ApiKeyStatus
from resolvers.core.declare import IDEMPOTENCY_KEY, VERSION, about, describe, input_type
from resolvers.core.inputs import DateTimeRange, SortDirection

describe(
    ApiKeyStatus,
    "The statuses of an API key.",
    ACTIVE="It works.",
    EXPIRED="Its time is over. A new secret with a later end brings it back.",
    REVOKED="It was revoked, for good.",
)
describe(
    ApiKeyChange,
    "The changes of an API key.",
    CREATED="It was made.",
    UPDATED="Its name, its scopes or its customers were changed.",
    ROTATED="It got a new secret.",
    REVOKED="It was revoked.",
    ENDS_SOON="It ends within a week, and those who manage it were told.",
)


class ApiKeyScope(StrEnum):
    """The scopes of API keys."""

    READ_ORDERS = "READ_ORDERS"
    WRITE_ORDERS = "WRITE_ORDERS"
    READ_INVOICES = "READ_INVOICES"
    DECIDE_INVOICES = "DECIDE_INVOICES"
    READ_PEOPLE = "READ_PEOPLE"
    READ_EVENTS = "READ_EVENTS"
    READ_INTERNAL = "READ_INTERNAL"
    WRITE_INVOICES = "WRITE_INVOICES"
    WRITE_REFERENCES = "WRITE_REFERENCES"


describe(
    ApiKeyScope,
    "The scopes of API keys. The description of each query, mutation and subscription says which it needs; those that "
    "say nothing of keys are closed to them.",
    READ_ORDERS="See orders with their timelines and recommendations, sites and assets.",
    WRITE_ORDERS="Create, change and cancel orders, and add notes, files and assets, like a member with the right "
    "ORDERS. It includes READ_ORDERS.",
    READ_INVOICES="See invoices that were issued, payments and credit notes.",
    DECIDE_INVOICES="Approve, decline, hold and release invoices, like a member with the right INVOICE_APPROVAL; those "
    "with a chosen approver can only be held and released. It includes READ_INVOICES.",
    READ_PEOPLE="See contacts and memberships.",
    READ_EVENTS="Read the event log and subscribe to it. Each event also needs the scope that shows what it is about.",
    READ_INTERNAL="See the notes and files of orders that are for staff only. Only staff can give it.",
    WRITE_INVOICES="See drafts of invoices, and draft, change and issue invoices, like staff. Only staff can give it. "
    "It includes READ_INVOICES.",
    WRITE_REFERENCES="Give whatever the key sees the id that it has in the program's own system.",
)


def scopes_of(names: list[ApiKeyScope]) -> KeyScope:
    """The scopes with these names as flags."""
    scopes = KeyScope(0)
    for name in names:
        scopes |= KeyScope[name.value]
    return scopes


@input_type
class ApiKeyWhere:
    """A filter of API keys; all given conditions have to be met."""

    status: list[ApiKeyStatus] | None = about("With one of these statuses.")
    customer_id: list[strawberry.ID] | None = about("For one of these customers, by name: not those that are for all.")
    updated_at: DateTimeRange | None = about("Last changed, or else added, in this range. A use is no change.")


class ApiKeySortField(StrEnum):
    """The fields that API keys can be sorted by."""

    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"


describe(
    ApiKeySortField,
    "The fields that API keys can be sorted by.",
    CREATED_AT="Time at which it was made.",
    UPDATED_AT="Time of the last change, or else that at which it was made.",
)


@input_type
class ApiKeySort:
    """A sort order of API keys."""

    field: ApiKeySortField = about("The field to sort by.")
    direction: SortDirection = about("The direction.")


@input_type
class ApiKeyCreateInput:
    """An API key to make."""

    name: str = about("A name by which people know the program, at most 100 characters. It stands in every history.")
    scopes: list[ApiKeyScope] = about("All that the key may do. Nobody gives a key more than they may do themselves.")
    customer_ids: list[strawberry.ID] | None = about(
        "The customers that the key is for, at most 100. By default, for staff: all, also those to come; for an "
        "administrator: the customer that they administer, which is the only one they can give."
    )
    expires_at: datetime | None = about("Time at which the key stops working; by default, never.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class ApiKeyUpdateInput:
    """Changes to an API key; omitted fields keep their values."""

    id: strawberry.ID = about("The key.")
    version: int | None = about(VERSION)
    name: str | None = about("The name, at most 100 characters.", strawberry.UNSET)
    scopes: list[ApiKeyScope] | None = about(
        "All scopes of the key from now on. If they change, its streams and sockets are closed and may come back.",
        strawberry.UNSET,
    )
    customer_ids: list[strawberry.ID] | None = about(
        "The customers that the key is for, at most 100; null for all, also those to come. A customer's own key is for "
        "that customer.",
        strawberry.UNSET,
    )
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class ApiKeyRotateInput:
    """A new secret for an API key."""

    id: strawberry.ID = about("The key.")
    version: int | None = about(VERSION)
    overlap_seconds: int = about(
        "The time for which the present secret still works, at most 604800 seconds: 7 days. 0 ends it at once, for a "
        "secret that others may know. A secret from before the present one ends at once in any case."
    )
    expires_at: datetime | None = about(
        "Time at which the key stops working; null for never. If omitted, it stays as it is.", strawberry.UNSET
    )
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class ApiKeyRevokeInput:
    """The API key to revoke."""

    id: strawberry.ID = about("The key.")
    version: int | None = about(VERSION)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)
