"""Marking what is of the property: where the stopcock is, which boiler was put in. Later residents see it too.

Everything else that was said or photographed before their role began stays between those who were there.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from models.core.errors import Refusal, RefusalCode
from models.core.rows import distinct
from models.core.scope import Not, all_of, equals, one_of, related
from models.core.viewer import Permission, Viewer
from models.log.events import EventKind, Visibility
from models.log.unit_of_work import unit_of_work
from models.orders.attachments import Attachment
from models.orders.notes import Note
from models.orders.orders import Order
from models.places.sites import Site, SiteKind


async def mark_of_property(
    order: Order, entry: Note | Attachment | None, of_property: bool = True, *, field: str, by: Viewer
) -> None:
    """Mark an order, or a note or file of it, as of the property, or no longer.

    What is marked in an order makes the order so too. Refuses with FORBIDDEN who is no staff, WRONG_STATE an order
    at no property, INVALID what is for staff only.
    """
    async with unit_of_work() as unit:
        await expect_markable(order, entry.visibility if entry is not None else None, field, by=by)
        about: dict[str, Any] = {}
        if entry is not None:
            is_note = isinstance(entry, Note)
            about = {"note_id" if is_note else "attachment_id": str(entry.id)}
            changed = (
                await type(entry).filter(id=entry.id).exclude(of_property=of_property).update(of_property=of_property)
            )
            if is_note:
                await Attachment.filter(note_id=entry.id).update(of_property=of_property)
        else:
            changed = order.of_property is not of_property
        if (entry is None or of_property) and order.of_property is not of_property:
            await order.advance(of_property=of_property)
        if changed:
            unit.record(EventKind.ORDER_OF_PROPERTY_CHANGED, by, **order.log_keys, of_property=of_property, **about)


async def orders_at_no_property(order_ids: Collection[UUID]) -> set[UUID]:
    """Those of the orders that `mark_of_property` refuses to mark, because they are at no property."""
    at_property = related("site_id", "sites", "id", equals("kind", SiteKind.PROPERTY.value))
    return await distinct(Order, "id", all_of(one_of("id", order_ids), Not(at_property)))


async def expect_markable(order: Order, visibility: Visibility | None, field: str, *, by: Viewer) -> None:
    """Refuse like `mark_of_property` what cannot be marked; `visibility` is that of a note or file."""
    if not by.may(Permission.MANAGE_ORDERS):
        raise Refusal(RefusalCode.FORBIDDEN, "Only staff say what is of the property.", field)
    if not await Site.filter(id=order.site_id, kind=SiteKind.PROPERTY).exists():
        raise Refusal(RefusalCode.WRONG_STATE, "The order is at no property.", field)
    if visibility is Visibility.STAFF_ONLY:
        raise Refusal(RefusalCode.INVALID, "This is for staff only. Only what everyone may see is shown.", field)
