"""The verbs of API keys. Whoever makes one, or gets a new secret of one, gives it nothing that they lack."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from types import EllipsisType
from typing import Any, Final
from uuid import UUID

from adapters import clock
from adapters.security.key_secrets import hint_of, new_secret
from adapters.security.tokens import token_hash
from models.core import text
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.rows import count
from models.core.scope import Not, all_of, equals, present
from models.core.viewer import NO_SCOPE, RIGHTS_OF_SCOPES, KeyScope, Viewer
from models.log.events import EventKind, NewEvent
from models.log.unit_of_work import UnitOfWork, unit_of_work
from models.partners.keys import ACTIVE, ApiKey, ApiKeyCustomer
from models.partners.managers import visibility_of
from models.partners.webhooks import Webhook
from models.people.customers import Customer

MAX_NAME_LENGTH: Final = 100
MAX_KEYS: Final = 100
"""Active keys of one customer, or of the operator."""
MAX_OVERLAP: Final = timedelta(days=7)
"""The longest time for which the former secret works after a rotation."""
WARNING: Final = timedelta(days=7)
"""The time before the end of a key at which those who manage it are told."""
_INCLUDED: Final = {
    KeyScope.WRITE_ORDERS: KeyScope.READ_ORDERS,
    KeyScope.DECIDE_INVOICES: KeyScope.READ_INVOICES,
    KeyScope.WRITE_INVOICES: KeyScope.READ_INVOICES,
}
"""The scope that another one includes."""


class ApiKeyChange(StrEnum):
    """The changes of a key, as its events tell them."""

    CREATED = "CREATED"
    UPDATED = "UPDATED"
    ROTATED = "ROTATED"
    REVOKED = "REVOKED"
    ENDS_SOON = "ENDS_SOON"


async def create_key(
    name: str,
    scopes: KeyScope,
    customers: Sequence[Customer] | None,
    *,
    owner_id: UUID | None,
    expires_at: datetime | None,
    secret: str | None = None,
    by: Viewer,
) -> tuple[ApiKey, str]:
    """Make a key that shows rows of `customers`, None: of all; returns it and its secret, which is not kept: a new one
    unless it is given.

    The owner is the customer whose key it is, None the operator. Refuses with FORBIDDEN scopes that `by` may not give,
    and with WRONG_STATE one key more than MAX_KEYS.
    """
    async with unit_of_work() as unit:
        faults, changes = Faults(), dict[str, Any]()
        with faults.noted():
            changes["name"] = text.line(name, "name", MAX_NAME_LENGTH)
        with faults.noted():
            changes["scopes"] = int(given_scopes(scopes, owner_id, by))
        with faults.noted():
            expect_future(expires_at)
        with faults.noted():
            await _expect_room(owner_id)
        faults.expect_none()
        secret = secret or new_secret()
        key = await ApiKey.create(
            **changes,
            customer_id=owner_id,
            is_for_all=customers is None,
            expires_at=expires_at,
            warns_at=warning_before(expires_at),
            secret_hash=token_hash(secret),
            hint=hint_of(secret),
            created_by=by.as_actor(),
        )
        await _set_customers(key, customers)
        record(unit, key, ApiKeyChange.CREATED, by)
        return key, secret


async def update_key(
    key: ApiKey,
    *,
    name: str | None = None,
    scopes: KeyScope | None = None,
    customers: Sequence[Customer] | EllipsisType | None = ...,
    by: Viewer,
) -> None:
    """Change what is given; None as `customers` means all.

    Refuses with WRONG_STATE a revoked key, with FORBIDDEN scopes that `by` may not give.
    """
    async with unit_of_work() as unit:
        _expect_not_revoked(key)
        faults, changes = Faults(), dict[str, Any]()
        with faults.noted():
            if name is not None:
                changes["name"] = text.line(name, "name", MAX_NAME_LENGTH)
        with faults.noted():
            if scopes is not None:
                changes["scopes"] = int(given_scopes(scopes, key.customer_id, by))
                await _expect_no_webhooks_without_events(key, scopes)
        faults.expect_none()
        if customers is not ...:
            changes["is_for_all"] = customers is None
            await ApiKeyCustomer.filter(api_key_id=key.id).delete()
            await _set_customers(key, customers)
        await key.advance(**changes)
        record(unit, key, ApiKeyChange.UPDATED, by)


async def rotate_key(
    key: ApiKey, overlap: timedelta, *, expires_at: datetime | EllipsisType | None = ..., by: Viewer
) -> str:
    """Give a key a new secret, which is returned and not kept, and another end if one is given; None means no end. The
    present secret works for `overlap` more, and one before it no more.

    Refuses with INVALID an overlap over MAX_OVERLAP and an end that is over, with WRONG_STATE a revoked key, with
    FORBIDDEN scopes that `by` may not give.
    """
    async with unit_of_work() as unit:
        _expect_not_revoked(key)
        faults = Faults()
        ends_at = key.expires_at if expires_at is ... else expires_at
        with faults.noted():
            expect_overlap(overlap)
        with faults.noted():
            expect_future(ends_at)
        with faults.noted():
            given_scopes(KeyScope(key.scopes), key.customer_id, by, field="id")
        faults.expect_none()
        secret = new_secret()
        await key.advance(
            secret_hash=token_hash(secret),
            hint=hint_of(secret),
            former_hash=key.secret_hash if overlap else None,
            former_ends_at=clock.now() + overlap if overlap else None,
            expires_at=ends_at,
            warns_at=warning_before(ends_at),
        )
        record(unit, key, ApiKeyChange.ROTATED, by)
        return secret


async def revoke_key(key: ApiKey, *, by: Viewer) -> None:
    """End a key for good, with its streams; refuses with WRONG_STATE one that is revoked."""
    async with unit_of_work() as unit:
        _expect_not_revoked(key)
        await key.advance(revoked_at=clock.now(), former_hash=None, former_ends_at=None, warns_at=None)
        record(unit, key, ApiKeyChange.REVOKED, by)


def given_scopes(scopes: KeyScope, owner_id: UUID | None, by: Viewer, field: str = "scopes") -> KeyScope:
    """The scopes with those that they include; refuses with FORBIDDEN those that `by` may not give to a key of the
    owner, and with REQUIRED none."""
    for scope, included in _INCLUDED.items():
        scopes |= included if scope in scopes else NO_SCOPE
    expect_some(scopes, field)
    if too_much := lacking(scopes, owner_id, by):
        names = ", ".join(str(scope.name) for scope in too_much)
        raise Refusal(
            RefusalCode.FORBIDDEN, "A key may not do what you may not do yourself: {scopes}.", field, scopes=names
        )
    return scopes


def lacking(scopes: KeyScope, owner_id: UUID | None, by: Viewer) -> list[KeyScope]:
    """The scopes that are more than `by` may do for the owner of a key; staff may give any."""
    if by.is_staff:
        return []
    beyond = [scope for scope, right in RIGHTS_OF_SCOPES.items() if not by.has_right(owner_id, right)]
    return [scope for scope in (*beyond, KeyScope.READ_INTERNAL, KeyScope.WRITE_INVOICES) if scope in scopes]


def expect_some(scopes: KeyScope, field: str = "scopes") -> None:
    """Refuse no scopes with REQUIRED."""
    if not scopes:
        raise Refusal(RefusalCode.REQUIRED, "Give at least one scope.", field)


def warning_before(expires_at: datetime | None) -> datetime | None:
    """The moment to tell that a key ends; None if it does not, or so soon that whoever sets its end knows."""
    moment = None if expires_at is None else expires_at - WARNING
    return moment if moment is not None and moment > clock.now() else None


def expect_future(expires_at: datetime | None) -> None:
    """Refuse an end that is over with INVALID."""
    if expires_at is not None and expires_at <= clock.now():
        raise Refusal(RefusalCode.INVALID, "Give a time in the future, or none.", "expiresAt")


def expect_overlap(overlap: timedelta) -> None:
    """Refuse an overlap that is negative, or over MAX_OVERLAP, with INVALID."""
    if not timedelta() <= overlap <= MAX_OVERLAP:
        most = int(MAX_OVERLAP.total_seconds())
        raise Refusal(RefusalCode.INVALID, "Use 0 to {most} seconds.", "overlapSeconds", most=most)


async def _expect_room(owner_id: UUID | None) -> None:
    of_owner = equals("customer_id", owner_id) if owner_id else Not(present("customer_id"))
    if await count(ApiKey, all_of(of_owner, ACTIVE)) >= MAX_KEYS:
        raise Refusal(RefusalCode.WRONG_STATE, "There are {most} keys already. Revoke some of them.", most=MAX_KEYS)


async def _set_customers(key: ApiKey, customers: Sequence[Customer] | None) -> None:
    for customer in customers or ():
        customer.expect_present("customerIds")
    await ApiKeyCustomer.bulk_create(
        [ApiKeyCustomer(api_key_id=key.id, customer_id=customer.id) for customer in customers or ()]
    )


async def _expect_no_webhooks_without_events(key: ApiKey, scopes: KeyScope) -> None:
    if KeyScope.READ_EVENTS not in scopes and await Webhook.filter(api_key_id=key.id).exists():
        raise Refusal(
            RefusalCode.WRONG_STATE, "This key has webhooks, which need READ_EVENTS. Delete them first.", "scopes"
        )


def _expect_not_revoked(key: ApiKey) -> None:
    if key.revoked_at is not None:
        raise Refusal(RefusalCode.WRONG_STATE, "This key is revoked. Make another one.")


def record(unit: UnitOfWork, key: ApiKey, change: ApiKeyChange, by: Viewer) -> NewEvent:
    """Record a change of a key, for those who manage it."""
    return unit.record(
        EventKind.API_KEY_CHANGED,
        by,
        customer_id=key.customer_id,
        visibility=visibility_of(key.customer_id),
        api_key_id=str(key.id),
        change=change.value,
    )
