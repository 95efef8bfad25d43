"""Mail that came in as an answer to a notification: a record of each, whatever became of it."""

from datetime import timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from tortoise import fields
from tortoise.expressions import Q

from adapters import clock
from models.base import Entity, UtcDatetimeField
from models.viewer import Permission

MAIL_STAFF: Final = (Permission.MANAGE_ORDERS, Permission.VIEW_AUDIT)
"""Who looks after what customers write, or after what happened."""
TOLD_EVERY: Final = timedelta(hours=1)
"""So often somebody is told that their answers to one order do not arrive, lest two machines talk to each other."""
LONGEST_ID: Final = 255
LONGEST_REASON: Final = 500


class InboundMailOutcome(StrEnum):
    """What became of a mail that came in."""

    ACCEPTED = "ACCEPTED"
    UNKNOWN_ADDRESS = "UNKNOWN_ADDRESS"
    AUTOMATIC = "AUTOMATIC"
    WRONG_SENDER = "WRONG_SENDER"
    FAILED_AUTHENTICATION = "FAILED_AUTHENTICATION"
    NOT_ALLOWED = "NOT_ALLOWED"
    EMPTY = "EMPTY"
    REFUSED = "REFUSED"


TOLD: Final = (InboundMailOutcome.NOT_ALLOWED, InboundMailOutcome.EMPTY, InboundMailOutcome.REFUSED)
"""What the writer is told of; the others are from strangers, or may be."""


class InboundMail(Entity):
    """A mail that came in. Of one that was refused nothing is kept that it said, but for its subject.

    `message_key` is the same whenever a mail comes again. Person and order are those of the address that it went to.
    """

    received_at = UtcDatetimeField()
    message_key = fields.CharField(max_length=64, unique=True)
    webhook_id = fields.CharField(max_length=LONGEST_ID, null=True, unique=True)
    message_id = fields.CharField(max_length=LONGEST_ID)
    sender = fields.CharField(max_length=320)
    subject = fields.CharField(max_length=300)
    outcome = fields.CharEnumField(InboundMailOutcome, max_length=21)
    reason = fields.CharField(max_length=LONGEST_REASON, null=True)
    contact_id: UUID | None = fields.UUIDField(null=True)
    staff_id: UUID | None = fields.UUIDField(null=True)
    order_id: UUID | None = fields.UUIDField(null=True, db_index=True)
    note_id: UUID | None = fields.UUIDField(null=True)

    class Meta:
        table = "inbound_mails"
        indexes = (("received_at", "id"),)

    @classmethod
    async def has_come(cls, message_key: str, webhook_id: str | None) -> bool:
        """Whether this very mail, or this very call, has been here before."""
        same = Q(message_key=message_key)
        return await cls.filter(same | Q(webhook_id=webhook_id) if webhook_id else same).exists()

    async def was_told_lately(self) -> bool:
        """Whether the writer has just been told of another answer to this order that it did not arrive."""
        others = InboundMail.filter(contact_id=self.contact_id, staff_id=self.staff_id, order_id=self.order_id)
        lately = others.filter(outcome__in=list(TOLD), received_at__gt=clock.now() - TOLD_EVERY)
        return await lately.exclude(id=self.id).exists()
