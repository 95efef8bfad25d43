"""API keys, and the programs of partners that act with them."""

from datetime import datetime

import strawberry

from models.partners.keys import ApiKeyStatus
from models.people.customers import Customer as CustomerRow
from resolvers.core import values
from resolvers.core.relations import one
from resolvers.partners import keys
from resolvers.partners.inputs import ApiKeyScope
from schema.core.fields import column, created_at, global_id, object_type, relation, updated_at
from schema.core.refs import LazyCustomer
from schema.core.types import Actor, Node


@object_type
class ApiKey(Node):
    """A key with which a program of a partner uses this API. Its secret is shown once, when it is made."""

    id: strawberry.ID = global_id("ApiKey")
    version: int = column("The number of changes to this row; send it back with a change.")
    created_at: datetime = created_at("key")
    updated_at: datetime = updated_at("key")
    name: str = column("The name of the key, which stands in every history.")
    hint: str = column("The beginning of its secret.")
    status: ApiKeyStatus = relation(keys.status, "Whether the key works.", ("revoked_at", "expires_at"))
    scopes: list[ApiKeyScope] = relation(keys.scopes, "All that the key may do.", ("scopes",))
    customer: LazyCustomer | None = relation(
        one(CustomerRow, "customer_id"),
        "The customer whose administrators manage the key; null for a key of the operator.",
        ("customer_id",),
    )
    customers: list[LazyCustomer] | None = relation(
        keys.customers,
        "The customers that the key is for; null if it is for all, also those to come.",
        ("id", "is_for_all"),
    )
    created_by: Actor = column("The person who made the key.")
    expires_at: datetime | None = column("Time at which the key stops working; null for never.")
    revoked_at: datetime | None = column("Time at which the key was revoked.")
    former_secret_ends_at: datetime | None = relation(
        values.column("former_ends_at"),
        "Time at which the secret from before the last rotation stops working, or stopped; null if it ended at once.",
        ("former_ends_at",),
    )
    last_used_at: datetime | None = column("Time of the last use, to within a minute; null before the first.")
    last_used_address: str | None = column("The network address of the last use.")
    viewer_can_update: bool = relation(
        keys.can_change, "Whether the viewer may change the key: `apiKeyUpdate`.", ("revoked_at", "customer_id")
    )
    viewer_can_rotate: bool = relation(
        keys.can_rotate,
        "Whether the viewer may give the key a new secret: `apiKeyRotate`. Administrators need all rights that the key "
        "has.",
        ("revoked_at", "customer_id", "scopes"),
    )
    viewer_can_revoke: bool = relation(
        keys.can_change, "Whether the viewer may revoke the key: `apiKeyRevoke`.", ("revoked_at", "customer_id")
    )
