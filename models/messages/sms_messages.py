"""Text messages that came in: a record of each, what it asked for and what became of it."""

from enum import StrEnum
from typing import Final
from uuid import UUID

from tortoise import fields

from models.core.entity import DatedEntity, DatedManager, UtcDatetimeField
from models.core.viewer import Permission

SMS_STAFF: Final = (Permission.MANAGE_INVOICES, Permission.VIEW_AUDIT)
"""Staff with one of these permissions see the messages."""


class SmsCommand(StrEnum):
    """The commands in texts."""

    HOLD = "HOLD"
    APPROVE = "APPROVE"
    STOP = "STOP"
    START = "START"
    HELP = "HELP"
    REACT = "REACT"
    OTHER = "OTHER"


class SmsOutcome(StrEnum):
    """The outcomes of incoming texts."""

    HELD = "HELD"
    ALREADY_HELD = "ALREADY_HELD"
    TOO_LATE = "TOO_LATE"
    AMBIGUOUS_INVOICE = "AMBIGUOUS_INVOICE"
    NO_SUCH_INVOICE = "NO_SUCH_INVOICE"
    SENT_TO_PORTAL = "SENT_TO_PORTAL"
    OPTED_OUT = "OPTED_OUT"
    OPTED_IN = "OPTED_IN"
    HELPED = "HELPED"
    NOT_UNDERSTOOD = "NOT_UNDERSTOOD"
    REACTED = "REACTED"
    UNKNOWN_NUMBER = "UNKNOWN_NUMBER"
    UNVERIFIED_NUMBER = "UNVERIFIED_NUMBER"


class SmsMessage(DatedEntity):
    """A text that came in, and what became of it."""

    provider_id = fields.CharField(max_length=64, unique=True)
    sender = fields.CharField(max_length=20)
    recipient = fields.CharField(max_length=20)
    body = fields.TextField()
    received_at = UtcDatetimeField()
    command = fields.CharEnumField(SmsCommand, max_length=7)
    outcome = fields.CharEnumField(SmsOutcome, max_length=17)
    contact_id: UUID | None = fields.UUIDField(null=True)
    invoice_id: UUID | None = fields.UUIDField(null=True)

    ADDED_AT = "received_at"

    class Meta:
        table = "sms_messages"
        manager = DatedManager()
        indexes = (("sender", "received_at"), ("updated_at", "id"))
