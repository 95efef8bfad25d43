"""API keys, which programs of partners show in place of a session."""

from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from tortoise import fields

from adapters import clock
from models.core.entity import Entity, UtcDatetimeField, VersionedEntity
from models.core.scope import Compared, Not, Scope, all_of, any_of, present, related
from models.people.customers import Customer


class ApiKeyStatus(StrEnum):
    """The status of an API key."""

    ACTIVE = "ACTIVE"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


class ApiKey(VersionedEntity):
    """A name, scopes, and the customers whose rows the key shows: those that `api_key_customers` lists, or all.

    `customer` is the owner, whose administrators manage the key; without one it is the operator's. Secrets are kept as
    hashes, `hint` is how the present one begins. After a rotation the former one works until `former_ends_at`.
    `warns_at` is when those who manage the key are told that it ends soon; None once they are, and where nobody is.
    """

    name = fields.CharField(max_length=100)
    scopes = fields.SmallIntField()
    customer: fields.ForeignKeyNullableRelation[Customer] = fields.ForeignKeyField(
        "models.Customer", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    is_for_all = fields.BooleanField(default=False)
    secret_hash = fields.CharField(max_length=64, unique=True)
    hint = fields.CharField(max_length=20)
    former_hash = fields.CharField(max_length=64, null=True, unique=True)
    former_ends_at = UtcDatetimeField(null=True)
    expires_at = UtcDatetimeField(null=True)
    warns_at = UtcDatetimeField(null=True)
    revoked_at = UtcDatetimeField(null=True)
    last_used_at = UtcDatetimeField(null=True)
    last_used_address = fields.CharField(max_length=64, null=True)
    created_by: dict[str, Any] = fields.JSONField()
    customer_id: UUID | None

    class Meta:
        table = "api_keys"
        indexes = (("created_at", "id"), ("updated_at", "id"), ("warns_at", "id"))


class ApiKeyCustomer(Entity):
    """A customer whose rows a key shows."""

    api_key: fields.ForeignKeyRelation[ApiKey] = fields.ForeignKeyField(
        "models.ApiKey", related_name="key_customers", on_delete=fields.CASCADE
    )
    customer: fields.ForeignKeyRelation[Customer] = fields.ForeignKeyField(
        "models.Customer", related_name=False, on_delete=fields.RESTRICT
    )
    api_key_id: UUID
    customer_id: UUID

    class Meta:
        table = "api_key_customers"
        unique_together = (("api_key", "customer"),)


REVOKED: Final = present("revoked_at")
EXPIRED: Final = all_of(Not(REVOKED), Compared("expires_at", "<=", clock.now))
ACTIVE: Final = all_of(Not(REVOKED), any_of(Not(present("expires_at")), Compared("expires_at", ">", clock.now)))
IN_STATUS: Final[dict[ApiKeyStatus, Scope]] = {
    ApiKeyStatus.ACTIVE: ACTIVE,
    ApiKeyStatus.EXPIRED: EXPIRED,
    ApiKeyStatus.REVOKED: REVOKED,
}
"""The keys of each status."""


def for_customers(where: Scope) -> Scope:
    """The keys that show rows of customers whose `customer_id` fulfils a condition; not those that are for all."""
    return related("id", "api_key_customers", "api_key_id", where)
