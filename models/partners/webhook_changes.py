"""The verbs of webhooks for people. Whoever gives a webhook an address, or a selection, gives it nothing that they may
not see themselves."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_address
from types import EllipsisType
from typing import Any, Final
from urllib.parse import urlsplit

import settings
from adapters import clock
from adapters.public_addresses import is_public
from adapters.security.tokens import webhook_secret_of_seed
from models.core import text
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.rows import count
from models.core.scope import equals
from models.core.viewer import KeyScope, Viewer
from models.log.events import EventKind, NewEvent
from models.log.reading import end, head
from models.log.unit_of_work import UnitOfWork, unit_of_work
from models.partners.key_changes import expect_overlap, given_scopes
from models.partners.keys import ACTIVE, ApiKey
from models.partners.managers import visibility_of
from models.partners.webhooks import WAITING, Webhook, WebhookDelivery, WebhookDeliveryStatus

MAX_WEBHOOKS: Final = 20
"""Webhooks of one API key."""
MAX_URL_LENGTH: Final = 2000
MAX_SELECTION_LENGTH: Final = 10_000


class WebhookChange(StrEnum):
    """The changes of a webhook, as its events tell them."""

    CREATED = "CREATED"
    UPDATED = "UPDATED"
    ROTATED = "ROTATED"
    TESTED = "TESTED"
    REDELIVERED = "REDELIVERED"
    REPLAYED = "REPLAYED"
    PAUSED = "PAUSED"
    DELETED = "DELETED"


async def create_webhook(
    key: ApiKey, url: str, kinds: Sequence[EventKind] | None, selection: str | None, *, by: Viewer
) -> tuple[Webhook, str]:
    """Make a webhook of a key for what happens from now on; returns it and its secret.

    Refuses with FORBIDDEN a key that may do more than `by`, and one without READ_EVENTS, with WRONG_STATE one that does
    not work any more, or that has MAX_WEBHOOKS.
    """
    async with unit_of_work() as unit:
        faults = Faults()
        with faults.noted():
            expect_sees_no_more(key, by)
        with faults.noted():
            _expect_reads_events(key)
        with faults.noted():
            expect_url(url)
        with faults.noted():
            expect_kinds(kinds)
        faults.expect_none()
        if await count(Webhook, equals("api_key_id", key.id)) >= MAX_WEBHOOKS:
            raise Refusal(
                RefusalCode.WRONG_STATE,
                "This key has {most} webhooks already. Delete some of them.",
                "apiKeyId",
                most=MAX_WEBHOOKS,
            )
        seed = secrets.token_hex(32)
        webhook = await Webhook.create(
            api_key_id=key.id,
            customer_id=key.customer_id,
            url=url,
            kinds=_names(kinds),
            selection=selection,
            secret_seed=seed,
            position=await head(),
            due_at=clock.now(),
            created_by=by.as_actor(),
        )
        record(unit, webhook, WebhookChange.CREATED, by)
        return webhook, webhook_secret_of_seed(seed, settings.get().secret)


async def update_webhook(
    webhook: Webhook,
    *,
    url: str | None = None,
    kinds: Sequence[EventKind] | EllipsisType | None = ...,
    selection: str | EllipsisType | None = ...,
    is_paused: bool | None = None,
    by: Viewer,
) -> None:
    """Change what is given; None as `kinds` means all that the key sees, as `selection` the usual one. It tries at once
    after that, and as often as if it were new.

    Refuses with FORBIDDEN another address or selection where the key may do more than `by`.
    """
    async with unit_of_work() as unit:
        faults, changes = Faults(), dict[str, Any]()
        with faults.noted():
            if url is not None:
                expect_url(url)
                changes["url"] = url
        with faults.noted():
            if kinds is not ...:
                expect_kinds(kinds)
                changes["kinds"] = _names(kinds)
        if selection is not ...:
            changes["selection"] = selection
        with faults.noted():
            if changes:
                expect_sees_no_more(await webhook.api_key, by, "id")
        faults.expect_none()
        if is_paused is not None:
            changes["paused_at"] = (webhook.paused_at or clock.now()) if is_paused else None
        await webhook.advance(**changes, **_anew())
        record(unit, webhook, WebhookChange.UPDATED, by)


async def delete_webhook(webhook: Webhook, *, by: Viewer) -> None:
    """Delete a webhook with its deliveries."""
    async with unit_of_work() as unit:
        await webhook.delete()
        record(unit, webhook, WebhookChange.DELETED, by)


async def rotate_secret(webhook: Webhook, overlap: timedelta, *, by: Viewer) -> str:
    """Give a webhook a new secret, which is returned. The present one signs too for `overlap` more.

    Refuses with INVALID an overlap over MAX_OVERLAP of keys.
    """
    async with unit_of_work() as unit:
        expect_overlap(overlap)
        seed = secrets.token_hex(32)
        await webhook.advance(
            secret_seed=seed,
            former_seed=webhook.secret_seed if overlap else None,
            former_ends_at=clock.now() + overlap if overlap else None,
        )
        record(unit, webhook, WebhookChange.ROTATED, by)
        return webhook_secret_of_seed(seed, settings.get().secret)


async def test_webhook(webhook: Webhook, *, by: Viewer) -> WebhookDelivery:
    """Post a test, also to a webhook that is paused; refuses with WRONG_STATE one whose key does not work any more."""
    async with unit_of_work() as unit:
        _expect_works(await webhook.api_key)
        now = clock.now()
        delivery = await WebhookDelivery.create(
            webhook_id=webhook.id, status=WebhookDeliveryStatus.WAITING, created_at=now, due_at=now
        )
        record(unit, webhook, WebhookChange.TESTED, by)
        return delivery


async def redeliver(delivery: WebhookDelivery, *, by: Viewer) -> None:
    """Post an event once more, out of turn; refuses with WRONG_STATE one that waits already, or whose key does not work
    any more."""
    async with unit_of_work() as unit:
        webhook = await Webhook.get(id=delivery.webhook_id)
        if WAITING.matches(vars(delivery)):
            raise Refusal(RefusalCode.WRONG_STATE, "This delivery waits to be sent already.", "id")
        _expect_works(await webhook.api_key)
        delivery.status, delivery.due_at = WebhookDeliveryStatus.WAITING, clock.now()
        await delivery.save(update_fields=["status", "due_at"])
        record(unit, webhook, WebhookChange.REDELIVERED, by)


async def replay(webhook: Webhook, after: int, *, by: Viewer) -> None:
    """Begin again after a position in the log; refuses with INVALID one that the log does not have."""
    async with unit_of_work() as unit:
        if after > (await end()).newest:
            raise Refusal(RefusalCode.INVALID, "The log does not have this position.", "after")
        await webhook.advance(position=after, **_anew())
        record(unit, webhook, WebhookChange.REPLAYED, by)


def expect_url(url: str, field: str = "url") -> None:
    """Refuse with INVALID, or TOO_LONG, what is no address that a webhook may have."""
    text.line(url, field, MAX_URL_LENGTH)
    schemes = ("https", "http") if settings.get().is_development else ("https",)
    try:
        parts = urlsplit(url)
        port_is_right = parts.port != 0
    except ValueError:
        parts, port_is_right = urlsplit(""), False
    if parts.scheme not in schemes or not parts.hostname or not port_is_right or any(map(str.isspace, url)):
        raise Refusal(RefusalCode.INVALID, "Give an address that starts with https://.", field)
    if "@" in parts.netloc or parts.fragment:
        raise Refusal(RefusalCode.INVALID, "Give an address without a password and without a #.", field)
    if _is_private(parts.hostname):
        raise Refusal(RefusalCode.INVALID, "Give an address on the internet.", field)


def _is_private(host: str) -> bool:
    """Whether a host is an address that is not public; names are looked up whenever something is posted to them."""
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return not is_public(address) and not any(address in network for network in settings.get().networks_of_webhooks)


def expect_kinds(kinds: Sequence[EventKind] | None, field: str = "kinds") -> None:
    """Refuse with REQUIRED no kinds, where None stands for all."""
    if kinds is not None and not kinds:
        raise Refusal(RefusalCode.REQUIRED, "Give at least one kind, or null for all.", field)


def expect_sees_no_more(key: ApiKey, by: Viewer, field: str = "apiKeyId") -> None:
    """Refuse with FORBIDDEN a key that may do more than `by`."""
    given_scopes(KeyScope(key.scopes), key.customer_id, by, field)


def _expect_reads_events(key: ApiKey) -> None:
    if KeyScope.READ_EVENTS not in KeyScope(key.scopes):
        raise Refusal(RefusalCode.FORBIDDEN, "Webhooks need a key with the scope READ_EVENTS.", "apiKeyId")
    _expect_works(key, "apiKeyId")


def _expect_works(key: ApiKey, field: str = "id") -> None:
    if not ACTIVE.matches(vars(key)):
        raise Refusal(RefusalCode.WRONG_STATE, "The API key has ended. Rotate it, or use another one.", field)


def _names(kinds: Sequence[EventKind] | None) -> list[str] | None:
    return None if kinds is None else sorted({kind.value for kind in kinds})


def _anew() -> dict[str, Any]:
    return {"due_at": clock.now(), "failures": 0, "failing_since": None}


def record(unit: UnitOfWork, webhook: Webhook, change: WebhookChange, by: Viewer) -> NewEvent:
    """Record a change of a webhook."""
    return unit.record(
        EventKind.WEBHOOK_CHANGED,
        by,
        customer_id=webhook.customer_id,
        visibility=visibility_of(webhook.customer_id),
        webhook_id=str(webhook.id),
        change=change.value,
    )
