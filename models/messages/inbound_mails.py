"""Mails that came in: a record of each, its outcome, and whether it still waits for a member of staff."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Final
from uuid import UUID

from tortoise import fields
from tortoise.expressions import Q

from adapters import clock
from adapters.text.sentences import Sentence, kept, restored
from models.core.entity import DatedEntity, DatedManager, UtcDatetimeField
from models.core.errors import Refusal, RefusalCode
from models.core.rows import Row
from models.core.viewer import Permission, Viewer
from models.files.uploads import safe_name
from models.log.events import EventKind, Visibility
from models.log.unit_of_work import unit_of_work

CLEAR_MAIL: Final = (Permission.MANAGE_ORDERS, Permission.MANAGE_INVOICES, Permission.MANAGE_PORTAL_ACCESS)
"""Staff with one of these permissions look after what people write."""
MAIL_STAFF: Final = (*CLEAR_MAIL, Permission.VIEW_AUDIT)
"""Staff with one of these permissions see what came in."""
NOTICE_INTERVAL: Final = timedelta(days=1)
"""An address is told the same about one thing once in this time, so that two machines do not talk to each other."""
MAX_NOTICES: Final = 10
"""Notices in that time about mail to one person's addresses about one thing: senders can be forged, and nobody is to
make us write to everybody whom they name."""
MAX_ID_LENGTH: Final = 255
MAX_TEXT_LENGTH: Final = 20_000


class InboundMailOutcome(StrEnum):
    """The outcomes of mails that came in."""

    ACCEPTED = "ACCEPTED"
    HELD = "HELD"
    ALREADY_HELD = "ALREADY_HELD"
    TOO_LATE = "TOO_LATE"
    MESSAGE = "MESSAGE"
    UNKNOWN_ADDRESS = "UNKNOWN_ADDRESS"
    AUTOMATIC = "AUTOMATIC"
    WRONG_SENDER = "WRONG_SENDER"
    FAILED_AUTHENTICATION = "FAILED_AUTHENTICATION"
    NOT_ALLOWED = "NOT_ALLOWED"
    EMPTY = "EMPTY"
    REFUSED = "REFUSED"


OUTCOMES_FOR_WRITER: Final = frozenset(InboundMailOutcome) - {
    InboundMailOutcome.ACCEPTED,
    InboundMailOutcome.UNKNOWN_ADDRESS,
    InboundMailOutcome.AUTOMATIC,
    InboundMailOutcome.FAILED_AUTHENTICATION,
}
"""The writer is notified of these. The others became what was meant, or are or may be from programs and strangers."""


class InboundMailState(StrEnum):
    """Whether a mail waits for a member of staff."""

    OPEN = "OPEN"
    CLEARED = "CLEARED"


@dataclass(frozen=True, slots=True)
class WholeMail:
    """A mail as it came, which lies in the storage: the identifier that it has there and as a row, and its bytes."""

    id: UUID
    size: int


class InboundMail(DatedEntity):
    """A mail that came in. If a person has to look at it, `text` is its words and `state` whether one has.

    `reason` is the English sentence, and `reason_facts` are those that it names, as `kept` makes them; mails of earlier
    versions have none.

    `whole_size` is the number of bytes of the mail as it came, None if it is not kept.

    `message_key` is the same whenever a mail comes again. Person, order and invoice are those of the address that it
    went to.
    """

    received_at = UtcDatetimeField()
    message_key = fields.CharField(max_length=64, unique=True)
    webhook_id = fields.CharField(max_length=MAX_ID_LENGTH, null=True, unique=True)
    message_id = fields.CharField(max_length=MAX_ID_LENGTH)
    sender = fields.CharField(max_length=320)
    subject = fields.CharField(max_length=300)
    outcome = fields.CharEnumField(InboundMailOutcome, max_length=21)
    reason = fields.CharField(max_length=500, null=True)
    reason_facts: dict[str, Any] | None = fields.JSONField(null=True)
    text: str | None = fields.TextField(null=True)
    state = fields.CharEnumField(InboundMailState, max_length=7, null=True)
    told_at = UtcDatetimeField(null=True)
    cleared_at = UtcDatetimeField(null=True)
    cleared_by: dict[str, Any] | None = fields.JSONField(null=True)
    contact_id: UUID | None = fields.UUIDField(null=True)
    staff_id: UUID | None = fields.UUIDField(null=True)
    order_id: UUID | None = fields.UUIDField(null=True, db_index=True)
    invoice_id: UUID | None = fields.UUIDField(null=True, db_index=True)
    note_id: UUID | None = fields.UUIDField(null=True)
    whole_size: int | None = fields.BigIntField(null=True)

    MEDIA_TYPE: ClassVar[str] = "message/rfc822"

    ADDED_AT = "received_at"

    class Meta:
        table = "inbound_mails"
        manager = DatedManager()
        indexes = (("received_at", "id"), ("updated_at", "id"))

    @property
    def filename(self) -> str:
        """The name under which it is saved, by its subject."""
        return eml_name(self.subject)


def reason_columns(reason: Sentence | None) -> dict[str, Any]:
    """The columns of a mail that keep the reason for its outcome, to be told in any language."""
    if reason is None:
        return {"reason": None, "reason_facts": None}
    data = kept(reason)
    return {"reason": data["sentence"], "reason_facts": data["facts"] or None}


def reason_of(mail: Row) -> Sentence | None:
    """The reason for the outcome of a mail."""
    english = mail["reason"]
    return None if english is None else restored({"sentence": english, "facts": mail["reason_facts"]})


async def has_arrived(message_key: str, webhook_id: str | None) -> bool:
    """Whether this very mail, or this very call, has been received before."""
    same = Q(message_key=message_key)
    return await InboundMail.filter(same | Q(webhook_id=webhook_id) if webhook_id else same).exists()


async def was_notified_lately(mail: InboundMail) -> bool:
    """Whether its sender has just been told the same, or many have of mails to the same person's addresses."""
    lately = InboundMail.filter(told_at__gt=clock.now() - NOTICE_INTERVAL, order_id=mail.order_id)
    lately = lately.filter(invoice_id=mail.invoice_id).exclude(id=mail.id)
    to_the_same = lately.filter(contact_id=mail.contact_id, staff_id=mail.staff_id)
    is_repeated = await lately.filter(sender=mail.sender, outcome=mail.outcome).exists()
    return is_repeated or await to_the_same.count() >= MAX_NOTICES


async def mark_notified(mail: InboundMail) -> None:
    """Remember that its sender has been written to."""
    mail.told_at = clock.now()
    await mail.save(update_fields=["told_at"])


async def clear_mail(mail: InboundMail, *, by: Viewer) -> None:
    """Remember that a member of staff has looked after it; refuses with WRONG_STATE if it waits for nobody."""
    async with unit_of_work() as unit:
        now, actor = clock.now(), by.as_actor()
        still_open = InboundMail.filter(id=mail.id, state=InboundMailState.OPEN)
        if not await still_open.update(state=InboundMailState.CLEARED, cleared_at=now, cleared_by=actor):
            raise Refusal(RefusalCode.WRONG_STATE, "This mail waits for nobody.", "id")
        unit.record(
            EventKind.MAIL_CLEARED,
            by,
            order_id=mail.order_id,
            invoice_id=mail.invoice_id,
            visibility=Visibility.STAFF_ONLY,
            inbound_mail_id=str(mail.id),
        )


async def old_whole_mails(before: datetime, most: int) -> list[InboundMail]:
    """Mails that are kept whole and came before a moment, oldest first, unless they wait for staff."""
    settled = Q(state__isnull=True) | Q(state=InboundMailState.CLEARED)
    old = InboundMail.filter(settled, whole_size__not_isnull=True, received_at__lt=before)
    return await old.order_by("received_at").limit(most)


async def mark_bytes_removed(mail: InboundMail) -> None:
    """Remember that its bytes are not kept any more."""
    async with unit_of_work():
        await InboundMail.filter(id=mail.id).update(whole_size=None)


def eml_name(subject: str) -> str:
    """The filename of a mail with this subject."""
    return safe_name(f"{subject[:100] or 'mail'}.eml")
