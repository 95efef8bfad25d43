"""Messages to people: due rows, written in the transaction of the event that they tell, and sent by the worker."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from tortoise import fields

import settings
from adapters import clock
from adapters.database.client import fetch_returning, is_sqlite
from adapters.text.sentences import Sentence, kept, restored
from models.core.channels import Channel
from models.core.entity import DatedEntity, DatedManager, UtcDatetimeField
from models.core.errors import Refusal, RefusalCode
from models.core.rows import Row
from models.core.scope import Scope, among
from models.core.viewer import Viewer
from models.log.events import EventKind, Visibility
from models.log.unit_of_work import UnitOfWork, unit_of_work
from models.people.contacts import Contact
from models.people.staff import StaffMember

MAX_ERROR_LENGTH: Final = 500
_SEEDS: Final = ("link_seed", "code_seed")


class DeliveryStatus(StrEnum):
    """The status of a message; it is QUEUED while a worker sends it too, and FAILED or DEAD only when none does."""

    QUEUED = "QUEUED"
    SENT = "SENT"
    FAILED = "FAILED"
    DEAD = "DEAD"


HAS_FAILED: Final[Scope] = among("status", (DeliveryStatus.FAILED, DeliveryStatus.DEAD))
"""Messages that can be sent again: the last try failed, and none is on its way."""

_CLAIM = """
WITH due AS (
  SELECT id FROM deliveries
  WHERE channel IN :channels AND due_at <= :now AND NOT (substr(recipient, {position}(recipient, '@') + 1) IN :but_to)
  ORDER BY due_at, id LIMIT :most {lock})
UPDATE deliveries SET status = 'QUEUED', attempts = attempts + 1, due_at = :lease_ends, updated_at = :now
WHERE id IN (SELECT id FROM due) RETURNING id
"""


class Delivery(DatedEntity):
    """One message to one address. `due_at` is when the worker tries next, None when nothing is left to do.

    `last_error` is the English sentence, and `last_error_facts` are those that it names, as `kept` makes them; or it is
    what a server said, which has none.
    """

    channel = fields.CharEnumField(Channel, max_length=5)
    recipient = fields.CharField(max_length=254)
    template = fields.CharField(max_length=60)
    data: dict[str, Any] = fields.JSONField()
    locale = fields.CharField(max_length=35)
    time_zone = fields.CharField(max_length=64)
    contact_id: UUID | None = fields.UUIDField(null=True, db_index=True)
    status = fields.CharEnumField(DeliveryStatus, max_length=6, default=DeliveryStatus.QUEUED)
    attempts = fields.IntField(default=0)
    last_error = fields.CharField(max_length=MAX_ERROR_LENGTH, null=True)
    last_error_facts: dict[str, Any] | None = fields.JSONField(null=True)
    queued_at = UtcDatetimeField()
    due_at = UtcDatetimeField(null=True, db_index=True)
    sent_at = UtcDatetimeField(null=True)

    ADDED_AT = "queued_at"

    class Meta:
        table = "deliveries"
        indexes = (("updated_at", "id"),)
        manager = DatedManager()


@dataclass(frozen=True, slots=True)
class Addressee:
    """An e-mail address or a number in E.164 form, with the name, language and time zone of its owner."""

    address: str
    name: str
    locale: str
    time_zone: str
    contact_id: UUID | None = None

    @classmethod
    def of(cls, person: Contact | StaffMember, address: str) -> "Addressee":
        """A contact or a member of staff at an address or number of theirs."""
        if isinstance(person, Contact):
            return cls(address, person.display_name, person.locale, person.time_zone, person.id)
        return cls(address, person.name, person.locale, person.time_zone)


def queue_email(unit: UnitOfWork, template: str, to: Addressee, /, **data: Any) -> UUID:
    """Queue the mail `template` in this unit of work; the worker renders it with `data` when it sends it.

    Gives the identifier of its delivery.
    """
    return _queue(unit, Channel.EMAIL, template, to, {"recipient_name": to.name, **data})


def queue_sms(unit: UnitOfWork, template: str, to: Addressee, /, **data: Any) -> None:
    """Queue the text message `template` in this unit of work; the worker renders it when it sends it."""
    _queue(unit, Channel.SMS, template, to, data)


def _queue(unit: UnitOfWork, channel: Channel, template: str, to: Addressee, data: dict[str, Any]) -> UUID:
    unit.has_deliveries, now = True, clock.now()
    return unit.add(
        Delivery,
        channel=channel,
        recipient=to.address,
        template=template,
        data=data,
        locale=to.locale,
        time_zone=to.time_zone,
        contact_id=to.contact_id,
        queued_at=now,
        due_at=now,
        updated_at=now,
    )


async def has_texts_left(unit: UnitOfWork, contact_id: UUID | None) -> bool:
    """Whether a person may be sent one more text today: SMS_PER_PERSON_PER_DAY in any 24 hours."""
    await unit.write_rows()
    lately = Delivery.filter(channel=Channel.SMS, contact_id=contact_id, queued_at__gt=clock.now() - timedelta(days=1))
    return await lately.count() < settings.get().sms_per_person_per_day


def destination_of(recipient: str) -> str:
    """The domain of an e-mail address, whose server takes the mail; a number is its own."""
    return recipient.rpartition("@")[2]


async def claim(channels: Collection[Channel], most: int, *, but_to: Sequence[str] = ()) -> list[Delivery]:
    """Claim at most `most` messages on `channels` that are due now, those that wait longest, and none to the
    destinations `but_to`.

    A message that is not marked within DELIVERY_LEASE_SECONDS is due again. Any number of workers may claim at once.
    """
    now = clock.now()
    lease_ends = now + timedelta(seconds=settings.get().delivery_lease_seconds)
    params = {"channels": list(channels), "now": now, "most": most, "lease_ends": lease_ends, "but_to": but_to}
    lock, position = ("", "instr") if is_sqlite() else ("FOR UPDATE SKIP LOCKED", "strpos")
    async with unit_of_work():
        rows = await fetch_returning(_CLAIM.format(lock=lock, position=position), params)
        return await Delivery.filter(id__in=[row["id"] for row in rows]).order_by("queued_at", "id")


async def mark_sent(delivery: Delivery) -> None:
    """Mark it as sent, and drop what the secret of a link or a code is made of."""
    async with unit_of_work():
        kept = await Delivery.filter(id=delivery.id).select_for_update().get_or_none()
        if kept is None:
            return  # what it tells was removed while it was on its way
        delivery.status, delivery.sent_at = DeliveryStatus.SENT, clock.now()
        delivery.due_at = delivery.last_error = delivery.last_error_facts = None
        gone = {name: None for name, value in kept.data.items() if value is None}
        delivery.data = {name: value for name, value in delivery.data.items() if name not in _SEEDS} | gone
        await delivery.save(update_fields=["status", "sent_at", "due_at", *error_columns(None), "data"])


def error_columns(error: Sentence | str | None) -> dict[str, Any]:
    """The columns of a message that keep why it was not sent: a sentence, to be told in any language, or what a server
    said."""
    if not isinstance(error, Sentence):
        return {"last_error": error and error[:MAX_ERROR_LENGTH], "last_error_facts": None}
    facts = {name: fact[:MAX_ERROR_LENGTH] if isinstance(fact, str) else fact for name, fact in error.facts.items()}
    data = kept(error.about(**facts))
    return {"last_error": data["sentence"], "last_error_facts": data["facts"] or None}


def error_of(delivery: Row) -> Sentence | None:
    """Why the last try to send a message failed."""
    english = delivery["last_error"]
    return None if english is None else restored({"sentence": english, "facts": delivery["last_error_facts"]})


async def mark_failed(delivery: Delivery, error: Sentence | str, *, is_final: bool = False) -> bool:
    """Mark a try as failed; the next waits twice as long, from seconds to hours, until the tries run out.

    Returns whether there is no next try: they have run out, or `is_final`.
    """
    options = settings.get()
    if is_final or delivery.attempts >= options.delivery_attempts:
        changes: dict[str, Any] = {"status": DeliveryStatus.DEAD, "due_at": None}
    else:
        wait = options.delivery_first_retry_seconds * 2 ** (delivery.attempts - 1)
        wait = min(wait, options.delivery_max_retry_hours * 3600)
        changes = {"status": DeliveryStatus.FAILED, "due_at": clock.now() + timedelta(seconds=wait)}
    async with unit_of_work():
        # A worker that was slower than its lease says nothing about the try of another.
        mine = Delivery.filter(id=delivery.id, status=DeliveryStatus.QUEUED, attempts=delivery.attempts)
        return bool(await mine.update(**error_columns(error), **changes)) and changes["due_at"] is None


async def mark_dead(delivery: Delivery, error: Sentence | str) -> None:
    """Mark as undelivered what the next server on the way had accepted; it is not tried again."""
    async with unit_of_work():
        delivery.update_from_dict({"status": DeliveryStatus.DEAD, "due_at": None, **error_columns(error)})
        await delivery.save(update_fields=["status", "due_at", *error_columns(error)])


async def retry_delivery(delivery: Delivery, *, by: Viewer) -> None:
    """Try at once, and as often as if it were new; refuses with WRONG_STATE if it is sent, or on its way."""
    async with unit_of_work() as unit:
        if delivery.status is DeliveryStatus.SENT:
            raise Refusal(RefusalCode.WRONG_STATE, "This message has gone out already.", "id")
        if delivery.status is DeliveryStatus.QUEUED:
            raise Refusal(RefusalCode.WRONG_STATE, "This message is on its way already.", "id")
        delivery.status, delivery.attempts, delivery.due_at = DeliveryStatus.QUEUED, 0, clock.now()
        unit.has_deliveries = True
        await delivery.save(update_fields=["status", "attempts", "due_at"])
        unit.record(
            EventKind.DELIVERY_RETRIED,
            by,
            contact_id=delivery.contact_id,
            visibility=Visibility.STAFF_ONLY,
            delivery_id=str(delivery.id),
        )
