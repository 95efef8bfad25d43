"""Digests: e-mails that can wait are gathered, and one person gets them in one mail a period.

Nothing is gathered for people who want their e-mails at once, which is the default. A mail that asks for an answer, has
a deadline or carries a link that is used up never waits; neither do notifications in the portal and text messages.
"""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from tortoise import fields

import settings
from adapters import clock
from models.core.entity import Entity, UtcDatetimeField
from models.core.viewer import Viewer
from models.log.events import EventKind, NewEvent, Visibility
from models.log.unit_of_work import unit_of_work

CAN_WAIT: Final = frozenset(
    {
        "order_status_changed",
        "note_added",
        "attachment_added",
        "recommendation_answered",
        "invoice_issued",
        "invoice_approved",
        "invoice_declined",
        "invoice_held",
        "invoice_released",
        "invoice_paid",
        "invoice_payment_reversed",
        "invoice_credited",
        "access_requested",
        "listing_status_changed",
        "listing_matched",
        "feedback_released",
        "sms_received",
    }
)
"""The mails that only inform, and those that tell staff of work. Every other mail goes at once, also one that somebody
adds and forgets here."""


def can_wait(template: str, data: dict[str, Any]) -> bool:
    """Whether a mail may be gathered: not one about a clock that is running, or about a question."""
    return template in CAN_WAIT and not data.get("auto_approves_at") and data.get("answer") != "ASK_CLARIFICATION"


class DigestFrequency(StrEnum):
    """The periods of digests."""

    AT_ONCE = "AT_ONCE"
    HOURLY = "HOURLY"
    DAILY = "DAILY"

    def next_after(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """The end, in UTC, of the period that has `moment`: the full hour, or DIGEST_HOUR, by the reader's clock.

        If a clock change skips or repeats that hour, it is the later moment; so there is one a day.
        """
        if self is DigestFrequency.AT_ONCE:
            return moment
        local = moment.astimezone(zone)
        if self is DigestFrequency.HOURLY:
            since = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
            return (moment - since + timedelta(hours=1)).astimezone(UTC)
        today = _hour_of(local.date(), zone)
        return today if today > moment else _hour_of(local.date() + timedelta(days=1), zone)


def _hour_of(day: date, zone: ZoneInfo) -> datetime:
    moment = datetime.combine(day, time(settings.get().digest_hour), zone)
    return max(moment.astimezone(UTC), moment.replace(fold=1).astimezone(UTC))


class Digest(Entity):
    """The digest frequency of one person, and when the last digest was made. Without a row mails go at once.

    Workers take turns by this row: the one that locks it makes the person's digest.
    """

    contact_id: UUID | None = fields.UUIDField(null=True, unique=True)
    staff_id: UUID | None = fields.UUIDField(null=True, unique=True)
    frequency = fields.CharEnumField(DigestFrequency, max_length=7)
    made_at = UtcDatetimeField(null=True)

    class Meta:
        table = "digests"


class DigestEntry(Entity):
    """A mail that waits for a digest until `due_at`, and then is a piece of it.

    What the event was about stands in columns of the same names as the event's, so that the policy's condition on
    events is asked of entries too.
    """

    digest: fields.ForeignKeyRelation[Digest] = fields.ForeignKeyField(
        "models.Digest", related_name="entries", on_delete=fields.CASCADE
    )
    kind = fields.CharEnumField(EventKind, max_length=32)
    visibility = fields.CharEnumField(Visibility, max_length=10)
    customer_id: UUID | None = fields.UUIDField(null=True)
    site_id: UUID | None = fields.UUIDField(null=True)
    order_id: UUID | None = fields.UUIDField(null=True)
    invoice_id: UUID | None = fields.UUIDField(null=True)
    contact_id: UUID | None = fields.UUIDField(null=True)
    staff_id: UUID | None = fields.UUIDField(null=True)
    template = fields.CharField(max_length=60)
    data: dict[str, Any] = fields.JSONField()
    occurred_at = UtcDatetimeField()
    due_at = UtcDatetimeField(null=True, db_index=True)
    delivery_id: UUID | None = fields.UUIDField(null=True, db_index=True)
    digest_id: UUID

    class Meta:
        table = "digest_entries"
        indexes = (("digest_id", "due_at"),)


async def choose_digest(frequency: DigestFrequency, *, by: Viewer) -> None:
    """Set the viewer's digest frequency; what has been gathered follows, with AT_ONCE now."""
    async with unit_of_work() as unit:
        mine: dict[str, Any] = {"contact_id": by.contact_id, "staff_id": by.staff_id}
        unit.record(EventKind.PREFERENCES_CHANGED, by, **mine, digest=frequency.value)
        digest = await Digest.filter(**mine).select_for_update().get_or_none()
        if digest is None:
            await Digest.create(**mine, frequency=frequency)
            return
        digest.frequency = frequency
        await digest.save(update_fields=["frequency"])
        due_at = frequency.next_after(clock.now(), ZoneInfo(by.time_zone))
        if await DigestEntry.filter(digest_id=digest.id, due_at__isnull=False).update(due_at=due_at):
            unit.has_deliveries = True


async def gather(event: NewEvent, template: str, data: dict[str, Any], *, digest_id: UUID, due_at: datetime) -> None:
    """Keep the mail `template` about `event` for the reader's digest of `due_at`, in this unit of work."""
    about = ("kind", "visibility", "customer_id", "site_id", "order_id", "invoice_id", "contact_id", "staff_id")
    await DigestEntry.create(
        **{name: getattr(event, name) for name in about},
        digest_id=digest_id,
        template=template,
        data=data,
        occurred_at=event.occurred_at,
        due_at=due_at,
    )
