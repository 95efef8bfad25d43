"""Telling people: notifications in the portal and messages, written in the transaction of what they tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from tortoise import fields

import settings
from adapters import clock
from adapters.database.client import Record, fetch
from adapters.text.templates import sms_names
from models.core.calendar import today
from models.core.entity import Entity, UtcDatetimeField
from models.core.viewer import SEE_PROPERTY_ORDERS, SYSTEM, PartyGrant, Permission, Right, Viewer
from models.log.events import Event, EventKind, Visibility
from models.log.unit_of_work import UnitOfWork, unit_of_work
from models.messages.deliveries import Addressee, has_texts_left, queue_email, queue_sms
from models.messages.digests import DigestFrequency, can_wait, gather
from models.messages.reply_addresses import answerable


class NotificationKind(StrEnum):
    """What a notification is about."""

    ORDER_STATUS_CHANGED = "ORDER_STATUS_CHANGED"
    NOTE_ADDED = "NOTE_ADDED"
    ATTACHMENT_ADDED = "ATTACHMENT_ADDED"
    VISIT_SCHEDULED = "VISIT_SCHEDULED"
    RECOMMENDATION_POSTED = "RECOMMENDATION_POSTED"
    RECOMMENDATION_ANSWERED = "RECOMMENDATION_ANSWERED"
    RECOMMENDATION_REPLIED = "RECOMMENDATION_REPLIED"
    INVOICE_ISSUED = "INVOICE_ISSUED"
    INVOICE_APPROVED = "INVOICE_APPROVED"
    INVOICE_DECLINED = "INVOICE_DECLINED"
    INVOICE_HELD = "INVOICE_HELD"
    INVOICE_RELEASED = "INVOICE_RELEASED"
    INVOICE_PAID = "INVOICE_PAID"
    INVOICE_REMINDER = "INVOICE_REMINDER"
    INVOICE_OVERDUE = "INVOICE_OVERDUE"
    INVOICE_NEEDS_APPROVER = "INVOICE_NEEDS_APPROVER"
    ACCESS_REQUESTED = "ACCESS_REQUESTED"
    SMS_RECEIVED = "SMS_RECEIVED"
    CUSTOMER_CHANGED = "CUSTOMER_CHANGED"
    MAIL_RECEIVED = "MAIL_RECEIVED"


WAITS_FOR_STAFF: Final = frozenset(
    {
        NotificationKind.ACCESS_REQUESTED,
        NotificationKind.SMS_RECEIVED,
        NotificationKind.MAIL_RECEIVED,
        NotificationKind.INVOICE_NEEDS_APPROVER,
        NotificationKind.CUSTOMER_CHANGED,
    }
)
"""Kinds that wait for a member of staff, and that only staff are told of: by e-mail too, unless they say otherwise."""


class Notification(Entity):
    """Something that one person is told in the portal."""

    contact_id: UUID | None = fields.UUIDField(null=True)
    staff_id: UUID | None = fields.UUIDField(null=True)
    kind = fields.CharEnumField(NotificationKind, max_length=24)
    title = fields.CharField(max_length=300)
    body = fields.TextField()
    subject_type = fields.CharField(max_length=20)
    subject_id: UUID = fields.UUIDField()
    created_at = UtcDatetimeField()
    read_at = UtcDatetimeField(null=True)

    class Meta:
        table = "notifications"
        indexes = (("contact_id", "created_at"), ("staff_id", "created_at"))


@dataclass(frozen=True, slots=True)
class Subject:
    """What a notification leads to: an entity, its name and its page in the portal."""

    type: str
    id: UUID
    path: str

    @property
    def url(self) -> str:
        """The address of its page in the portal."""
        return f"{settings.get().portal}{self.path}"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who is to be told, and how they want it. `mobile` is a verified number, None where they want no texts.

    `digest_id` is where their mails that can wait are gathered, None where nothing is.
    """

    contact_id: UUID | None
    staff_id: UUID | None
    name: str
    email: str | None
    mobile: str | None
    locale: str
    time_zone: str
    by_email: bool
    by_sms: bool
    in_app: bool
    digest_id: UUID | None
    digest: DigestFrequency

    @property
    def can_get_sms(self) -> bool:
        """Whether a text message would reach them."""
        return self.mobile is not None and settings.get().sends_sms

    def is_reached(self, *, by_sms: bool) -> bool:
        """Whether they are told at all, as they want it, of something that may come by text."""
        return self.in_app or (self.by_email and bool(self.email)) or (self.can_get_sms and (by_sms or self.by_sms))


_PEOPLE = """contacts.id AS contact_id, NULL AS staff_id, contacts.display_name AS name,
  COALESCE(contacts.notification_email, contacts.email) AS email,
  contacts.locale, contacts.time_zone, CASE WHEN contacts.mobile_verified_at IS NOT NULL
    AND contacts.mobile NOT IN (SELECT number FROM sms_opt_outs) THEN contacts.mobile END AS mobile"""
_WANTS = """COALESCE(p.email, {email}) AS by_email, COALESCE(p.in_app, 1 = 1) AS in_app,
  COALESCE(p.sms, 1 = 0) AS by_sms, COALESCE(d.frequency, 'AT_ONCE') AS digest,
  CASE WHEN d.frequency <> 'AT_ONCE' THEN d.id END AS digest_id"""
_ACTIVE = """JOIN accounts ON accounts.contact_id = contacts.id AND accounts.username IS NOT NULL
  AND accounts.activated_at IS NOT NULL
LEFT JOIN notification_preferences p ON p.contact_id = contacts.id AND p.kind = :kind
LEFT JOIN digests d ON d.contact_id = contacts.id"""

_MEMBERS = f"""
SELECT {_PEOPLE}, {_WANTS.format(email="1 = 1")} FROM contacts {_ACTIVE}
WHERE contacts.archived_at IS NULL AND contacts.id IN (
  SELECT contact_id FROM memberships WHERE customer_id = :customer_id AND (rights & :rights) <> 0)
"""
_PARTIES = f"""
SELECT {_PEOPLE}, {_WANTS.format(email="1 = 1")}, parties.site_id, parties.role,
  CAST(parties.starts_on AS VARCHAR(10)) AS starts_on, CAST(parties.ends_on AS VARCHAR(10)) AS ends_on, parties.given_at
FROM parties JOIN contacts ON contacts.id = parties.contact_id {_ACTIVE}
WHERE contacts.archived_at IS NULL AND parties.site_id = :site_id AND parties.role IN :roles
"""
_STAFF = f"""
SELECT NULL AS contact_id, s.id AS staff_id, s.name, s.email, NULL AS mobile, s.locale, s.time_zone, r.permissions,
       {_WANTS.format(email=":waits")},
       CASE WHEN t.id IS NULL THEN 0 ELSE 1 END AS is_assigned
FROM staff_members s JOIN staff_roles r ON r.id = s.role_id
LEFT JOIN order_technicians t ON t.staff_id = s.id AND t.order_id = :order_id
LEFT JOIN notification_preferences p ON p.staff_id = s.id AND p.kind = :kind
LEFT JOIN digests d ON d.staff_id = s.id
WHERE s.is_active
"""


async def members_with(customer_id: UUID | None, rights: Right, kind: NotificationKind) -> list[Recipient]:
    """The active members of a customer who have at least one of `rights`."""
    if customer_id is None:
        return []
    return _told(await fetch(_MEMBERS, {"customer_id": customer_id, "rights": int(rights), "kind": kind}))


async def parties_of(site_id: UUID | None, kind: NotificationKind, opened_at: datetime | None) -> list[Recipient]:
    """The people whose role on a property, in force today, shows an order that was opened then, or (None) is of the
    property; nobody of proposals."""
    if site_id is None or kind.name.startswith("RECOMMENDATION_"):
        return []
    rows = await fetch(_PARTIES, {"site_id": site_id, "roles": SEE_PROPERTY_ORDERS, "kind": kind})
    return _told([row for row in rows if PartyGrant.of(row).shows(opened_at, today())])


async def staff_with(
    permission: Permission, kind: NotificationKind, order_id: UUID | None = None, and_also: UUID | None = None
) -> list[Recipient]:
    """The order's technicians where it has any, else all active staff who have the permission; and one more."""
    rows = await fetch(_STAFF, {"kind": kind, "order_id": order_id, "waits": kind in WAITS_FOR_STAFF})
    able = [row for row in rows if f'"{permission}"' in row["permissions"]]
    concerned = [row for row in rows if row["is_assigned"]] or able
    return _told([row for row in rows if row in concerned or _uuid(row["staff_id"]) == and_also])


def _told(rows: Sequence[Record]) -> list[Recipient]:
    return [
        Recipient(
            contact_id=_uuid(row["contact_id"]),
            staff_id=_uuid(row["staff_id"]),
            name=row["name"],
            email=row["email"],
            mobile=row["mobile"],
            locale=row["locale"],
            time_zone=row["time_zone"],
            by_email=bool(row["by_email"]),
            by_sms=bool(row["by_sms"]),
            in_app=bool(row["in_app"]),
            digest_id=_uuid(row["digest_id"]),
            digest=DigestFrequency(row["digest"]),
        )
        for row in rows
    ]


def _uuid(value: Any) -> UUID | None:
    return value if value is None or isinstance(value, UUID) else UUID(value)


async def tell(
    unit: UnitOfWork,
    event: Event,
    kind: NotificationKind,
    people: Sequence[Recipient],
    subject: Subject,
    *,
    title: str,
    body: str,
    template: str,
    data: dict[str, Any],
    by: Viewer,
    by_sms: bool = False,
) -> None:
    """Tell each of `people` once, but not the one who acted: a notification, its event, and a message.

    The message is a mail with a link, which may wait for a digest, a text message that says where to sign in, or both,
    as they want it; with `by_sms` it is a text instead of a mail for all whom one reaches, while the day has some.
    """
    once = {person.contact_id or person.staff_id: person for person in people}
    for person_id, person in once.items():
        if person_id == by.person_id:
            continue
        if event.visibility is Visibility.STAFF_ONLY and person.contact_id is not None:
            raise AssertionError("a contact was to be told of what only staff may see")
        if person.in_app:
            notification = await Notification.create(
                contact_id=person.contact_id,
                staff_id=person.staff_id,
                kind=kind,
                title=title[:300],
                body=body,
                subject_type=subject.type,
                subject_id=subject.id,
                created_at=clock.now(),
            )
            created, key = EventKind.NOTIFICATION_CREATED, str(notification.id)
            unit.record(created, SYSTEM, contact_id=person.contact_id, staff_id=person.staff_id, notification_id=key)
        wants_text = person.can_get_sms and (by_sms or person.by_sms)
        is_text = wants_text and await has_texts_left(person.contact_id)
        if is_text:
            await _text(unit, person, template, {**data, "title": title, **answerable(event, data, person.staff_id)})
        if (person.by_email or wants_text != is_text) and person.email and not (is_text and by_sms):
            await _mail(unit, person, person.email, event, template, {**data, "url": subject.url})


async def _mail(
    unit: UnitOfWork, person: Recipient, address: str, event: Event, template: str, data: dict[str, Any]
) -> None:
    if person.digest_id is not None and can_wait(template, data):
        due_at = person.digest.next_after(clock.now(), ZoneInfo(person.time_zone))
        await gather(event, template, data, digest_id=person.digest_id, due_at=due_at)
        return
    await queue_email(
        unit,
        template,
        Addressee(address, person.name, person.locale, person.time_zone, person.contact_id),
        is_optional=True,
        **data,
        **answerable(event, data, person.staff_id),
    )


async def _text(unit: UnitOfWork, person: Recipient, template: str, data: dict[str, Any]) -> None:
    assert person.mobile is not None
    await queue_sms(
        unit,
        template if template in sms_names() else "notification",
        Addressee(person.mobile, person.name, person.locale, person.time_zone, person.contact_id),
        **data,
    )


async def mark_read(viewer: Viewer, ids: Sequence[UUID] | None) -> int:
    """Mark the viewer's notifications as read, these or (None) all; gives how many were unread."""
    async with unit_of_work() as unit:
        mine = Notification.filter(contact_id=viewer.contact_id, staff_id=viewer.staff_id, read_at=None)
        mine = mine if ids is None else mine.filter(id__in=list(ids))
        read = await mine.update(read_at=clock.now())
        if read:
            unit.record(EventKind.NOTIFICATIONS_READ, viewer, contact_id=viewer.contact_id, staff_id=viewer.staff_id)
        return read
