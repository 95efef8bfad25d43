"""Messages on their way to people: due rows, written in the transaction of what they tell, sent by the worker."""

from collections.abc import Collection
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields

import settings
from adapters import clock
from adapters.database.client import fetch_returning, is_sqlite
from models.core.channels import Channel
from models.core.entity import Entity, UtcDatetimeField
from models.core.errors import Refusal, RefusalCode
from models.log.unit_of_work import UnitOfWork, unit_of_work


class DeliveryStatus(StrEnum):
    """Where a message is. QUEUED is also what a worker has in its hands; FAILED and DEAD are in nobody's."""

    QUEUED = "QUEUED"
    SENT = "SENT"
    FAILED = "FAILED"
    DEAD = "DEAD"


_CLAIM = """
WITH due AS (
  SELECT id FROM deliveries WHERE channel IN :channels AND due_at <= :now ORDER BY due_at, id LIMIT :most {lock})
UPDATE deliveries SET status = 'QUEUED', attempts = attempts + 1, due_at = :lease_ends
WHERE id IN (SELECT id FROM due) RETURNING id
"""


class Delivery(Entity):
    """One message to one address. `due_at` is when the worker tries next, None when nothing is left to do."""

    channel = fields.CharEnumField(Channel, max_length=5)
    recipient = fields.CharField(max_length=254)
    template = fields.CharField(max_length=60)
    data: dict[str, Any] = fields.JSONField()
    locale = fields.CharField(max_length=35)
    time_zone = fields.CharField(max_length=64)
    contact_id: UUID | None = fields.UUIDField(null=True, db_index=True)
    status = fields.CharEnumField(DeliveryStatus, max_length=6, default=DeliveryStatus.QUEUED)
    attempts = fields.IntField(default=0)
    last_error = fields.CharField(max_length=500, null=True)
    queued_at = UtcDatetimeField()
    due_at = UtcDatetimeField(null=True, db_index=True)
    sent_at = UtcDatetimeField(null=True)

    class Meta:
        table = "deliveries"

    @classmethod
    async def queue_email(
        cls,
        unit: UnitOfWork,
        template: str,
        *,
        to: str,
        name: str,
        locale: str,
        time_zone: str,
        contact_id: UUID | None = None,
        **data: Any,
    ) -> "Delivery":
        """Queue the mail `template` in this unit of work; the worker renders it with `data` when it sends it."""
        unit.has_deliveries = True
        return await cls.create(
            channel=Channel.EMAIL,
            recipient=to,
            template=template,
            data={"recipient_name": name, **data},
            locale=locale,
            time_zone=time_zone,
            contact_id=contact_id,
            queued_at=clock.now(),
            due_at=clock.now(),
        )

    @classmethod
    async def queue_sms(
        cls,
        unit: UnitOfWork,
        template: str,
        *,
        to: str,
        locale: str,
        time_zone: str,
        contact_id: UUID | None = None,
        **data: Any,
    ) -> "Delivery":
        """Queue the text message `template` to a number in E.164 form; the worker renders it when it sends it."""
        unit.has_deliveries = True
        return await cls.create(
            channel=Channel.SMS,
            recipient=to,
            template=template,
            data=data,
            locale=locale,
            time_zone=time_zone,
            contact_id=contact_id,
            queued_at=clock.now(),
            due_at=clock.now(),
        )

    @classmethod
    async def has_texts_left(cls, contact_id: UUID | None) -> bool:
        """Whether a person may be sent one more text today: SMS_PER_PERSON_PER_DAY in any 24 hours."""
        lately = cls.filter(channel=Channel.SMS, contact_id=contact_id, queued_at__gt=clock.now() - timedelta(days=1))
        return await lately.count() < settings.get().sms_per_person_per_day

    async def mark_undelivered(self, error: str) -> None:
        """Remember that the next server on the way gave up what it had taken; there is nothing left to do."""
        self.status, self.due_at, self.last_error = DeliveryStatus.DEAD, None, error[:500]
        await self.save(update_fields=["status", "due_at", "last_error"])

    async def mark_sent(self) -> None:
        """Remember that it has gone out, and forget what the secret of a link or a code is made of."""
        self.status, self.sent_at, self.due_at, self.last_error = DeliveryStatus.SENT, clock.now(), None, None
        self.data = {key: value for key, value in self.data.items() if key not in ("link_seed", "code_seed")}
        await self.save(update_fields=["status", "sent_at", "due_at", "last_error", "data"])

    async def mark_failed(self, error: str, *, for_good: bool = False) -> bool:
        """Remember a failure, and try again later: the wait doubles from seconds to hours, until the tries run out.

        Gives whether they have run out.
        """
        options = settings.get()
        if for_good or self.attempts >= options.delivery_attempts:
            changes: dict[str, Any] = {"status": DeliveryStatus.DEAD, "due_at": None}
        else:
            wait = min(
                options.delivery_first_retry_seconds * 2 ** (self.attempts - 1), options.delivery_max_retry_hours * 3600
            )
            changes = {"status": DeliveryStatus.FAILED, "due_at": clock.now() + timedelta(seconds=wait)}
        # A worker that was slower than its lease says nothing about the try of another.
        mine = Delivery.filter(id=self.id, status=DeliveryStatus.QUEUED, attempts=self.attempts)
        return bool(await mine.update(last_error=error[:500], **changes)) and changes["due_at"] is None

    async def retry(self, unit: UnitOfWork) -> None:
        """Try at once, and as often as if it were new; refuses with WRONG_STATE what has gone out, or is on its way."""
        if self.status is DeliveryStatus.SENT:
            raise Refusal(RefusalCode.WRONG_STATE, "This message has gone out already.", "id")
        if self.status is DeliveryStatus.QUEUED:
            raise Refusal(RefusalCode.WRONG_STATE, "This message is on its way already.", "id")
        self.status, self.attempts, self.due_at = DeliveryStatus.QUEUED, 0, clock.now()
        unit.has_deliveries = True
        await self.save(update_fields=["status", "attempts", "due_at"])


async def claim(channels: Collection[Channel], most: int) -> list[Delivery]:
    """Claim the messages on `channels` that are due now, at most so many, those that wait longest.

    What is not marked within DELIVERY_LEASE_SECONDS is due again. Any number of workers may claim at once.
    """
    now = clock.now()
    lease_ends = now + timedelta(seconds=settings.get().delivery_lease_seconds)
    params = {"channels": list(channels), "now": now, "most": most, "lease_ends": lease_ends}
    async with unit_of_work():
        rows = await fetch_returning(_CLAIM.format(lock="" if is_sqlite() else "FOR UPDATE SKIP LOCKED"), params)
        return await Delivery.filter(id__in=[row["id"] for row in rows]).order_by("queued_at", "id")
