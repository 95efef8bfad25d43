"""Making digests: one that is due becomes a message like any other, with what its reader may see by then."""

from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import settings
from adapters import clock
from adapters.database.client import fetch, is_sqlite
from adapters.text.templates import render_subject
from models.access.sessions import viewer_of_person
from models.core.errors import Refusal, RefusalCode
from models.core.rows import Row, count, read_rows, select
from models.core.scope import Scope, all_of, among, any_of, equals, one_of, present, related
from models.core.viewer import Permission, Viewer
from models.invoices.rows import Invoice
from models.log.events import PROPERTY_KINDS, Event, EventKind
from models.log.unit_of_work import unit_of_work
from models.messages.deliveries import Addressee, Delivery, queue_email
from models.messages.digests import Digest, DigestEntry
from models.messages.sms_messages import SMS_STAFF
from models.orders.orders import Order
from models.people.contacts import Contact
from models.people.staff import StaffMember
from models.policy import visible

TEMPLATE: Final = "digest"
WORK: Final = {
    EventKind.ACCESS_REQUESTED: (Permission.MANAGE_PORTAL_ACCESS,),
    EventKind.SMS_RECEIVED: SMS_STAFF,
}
"""Kinds of events about no order or invoice that are work for staff with one of these permissions."""

_DUE = """
SELECT digest_id FROM digest_entries WHERE due_at <= :now AND NOT (digest_id IN :set_aside)
GROUP BY digest_id ORDER BY MIN(due_at), digest_id LIMIT :most
"""
_HOLD = "SELECT id FROM digests WHERE id = :id {lock}"


async def due_digests(set_aside: list[UUID], most: int) -> list[UUID]:
    """At most `most` digests that are due now, the longest due first, without those that are set aside."""
    params = {"now": clock.now(), "set_aside": set_aside, "most": most}
    return [row["digest_id"] for row in await read_rows(_DUE, params, digest_id=UUID)]


async def make_digest(digest_id: UUID) -> bool:
    """Queue one mail of all entries that wait in a digest, in one transaction; returns whether one was queued.

    Nothing is queued if another worker is at it, or if this period has had its digest: what came at its last moment
    waits for the next. The entries are dropped if the reader has no access or no address any more, or may see none.
    """
    async with unit_of_work() as unit:
        # No key: writing an entry, which refers to this row, is not to wait.
        lock = "" if is_sqlite() else "FOR NO KEY UPDATE SKIP LOCKED"
        if not await fetch(_HOLD.format(lock=lock), {"id": digest_id}):
            return False
        digest, now = await Digest.get(id=digest_id), clock.now()
        waiting = DigestEntry.filter(digest_id=digest_id, due_at__isnull=False)
        # Read first: what others commit from here on has not been looked at, and is not to be dropped.
        found = await waiting.values_list("id", flat=True)
        viewer, reader = await viewer_of_person(digest.contact_id, digest.staff_id), await _reader(digest)
        left = all_of(equals("digest_id", digest_id), present("due_at"))
        if viewer is None or reader is None or not await count(DigestEntry, all_of(left, _seen_by(viewer))):
            await DigestEntry.filter(id__in=found).delete()
            return False
        if digest.made_at is not None:
            due_at = digest.frequency.next_after(digest.made_at, ZoneInfo(reader.time_zone))
            if due_at > now:
                await waiting.update(due_at=due_at)
                return False
        delivery_id = queue_email(unit, TEMPLATE, reader, is_optional=True)
        await waiting.update(due_at=None, delivery_id=delivery_id)
        digest.made_at = now
        await digest.save(update_fields=["made_at"])
        return True


async def _reader(digest: Digest) -> Addressee | None:
    """The digest's owner at their present address for notices; None if they have none."""
    if digest.contact_id is None:
        member = await StaffMember.get(id=digest.staff_id)
        return Addressee.of(member, member.email)
    contact = await Contact.get(id=digest.contact_id)
    return Addressee.of(contact, contact.notices_to) if contact.notices_to is not None else None


async def contents(delivery: Delivery) -> dict[str, Any]:
    """The `groups` of a digest's template: its entries by order and invoice, in the order in which they happened.

    Entries that its reader may not see any more are left out. Refuses with NOT_FOUND if nothing is left.
    """
    entry = await DigestEntry.filter(delivery_id=delivery.id).select_related("digest").first()
    viewer = await viewer_of_person(entry.digest.contact_id, entry.digest.staff_id) if entry is not None else None
    rows: list[Row] = []
    if viewer is not None:
        columns = ("kind", "order_id", "invoice_id", "template", "data", "occurred_at")
        where = all_of(equals("delivery_id", delivery.id), _seen_by(viewer))
        rows = await select(DigestEntry, columns, where, order="digest_entries.occurred_at, digest_entries.id")
    if not rows:
        raise Refusal(RefusalCode.NOT_FOUND, "Its reader may no longer see anything that it tells of.")
    groups: dict[Any, dict[str, Any]] = {}
    for row in rows:
        is_of_row = row["kind"] not in WORK and (row["order_id"] or row["invoice_id"])
        about = is_of_row or row["data"]["url"]
        group = groups.setdefault(about, _group(row["data"]))
        group["entries"].append(_entry(row, delivery))
    return {"groups": list(groups.values())}


def _seen_by(viewer: Viewer) -> Scope:
    """Entries of events, and of orders, invoices and properties, that the viewer may see, and of work that waits for
    them."""
    orders = related("order_id", "orders", "id", visible(Order, viewer))
    invoices = related("invoice_id", "invoices", "id", visible(Invoice, viewer))
    work = [
        kind.value for kind, permissions in WORK.items() if any(viewer.may(permission) for permission in permissions)
    ]
    shown = any_of(orders, invoices, among("kind", PROPERTY_KINDS))
    return any_of(all_of(visible(Event, viewer), shown), one_of("kind", work))


def _group(data: dict[str, Any]) -> dict[str, Any]:
    names = ("order_number", "order_summary", "invoice_number", "listing_reference", "listing_headline", "url")
    about = {name: data.get(name) for name in names}
    return {**about, "entries": []}


def _entry(row: Row, delivery: Delivery) -> dict[str, Any]:
    data = {**row["data"], "operator_name": settings.get().operator_name}
    return {
        "title": render_subject(row["template"], delivery.locale, delivery.time_zone, data),
        "text": next(filter(None, map(data.get, ("note", "comment", "filename", "text", "reason"))), None),
        "occurred_at": row["occurred_at"].isoformat(),
    }
