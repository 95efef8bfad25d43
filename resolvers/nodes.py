"""Reading anything by its global id."""

import asyncio
from collections.abc import Callable, Collection
from typing import Any, Final
from uuid import UUID

import strawberry
from tortoise.models import Model

from models.access_requests import AccessRequest
from models.assets import Asset
from models.attachments import Attachment
from models.contacts import Contact
from models.customers import Customer, Membership
from models.deliveries import Delivery
from models.errors import RequestError
from models.events import INVOICE_KINDS, TIMELINE, Event, EventKind
from models.inbound_mails import InboundMail
from models.invoices import Invoice
from models.notifications import Notification
from models.orders import Order
from models.recommendations import Recommendation
from models.rows import Row
from models.sessions import Session
from models.sites import Party, Site
from models.sms import SmsMessage
from models.staff import StaffMember, StaffRole
from models.uploads import Upload
from resolvers import timeline
from resolvers.context import Info, raw
from resolvers.ids import decode, decode_any
from resolvers.paging import LARGEST_PAGE
from resolvers.relations import by_id
from resolvers.rules import SIGNED_IN, allow
from resolvers.selection import columns

MODELS: Final[dict[str, type[Model]]] = {
    model.__name__: model
    for model in (
        AccessRequest,
        Asset,
        Attachment,
        Contact,
        Customer,
        Delivery,
        InboundMail,
        Invoice,
        Membership,
        Notification,
        Order,
        Party,
        Recommendation,
        Session,
        Site,
        SmsMessage,
        StaffMember,
        StaffRole,
        Upload,
    )
}
"""The tables whose rows are nodes of the same name."""

EVENTS: Final[dict[str, Collection[EventKind]]] = {
    "TimelineEntry": TIMELINE,
    "PortalActivity": (EventKind.PORTAL_ACCESS_CHANGED,),
    "InvoiceActivity": INVOICE_KINDS,
}
"""The nodes that are events, of these kinds."""


async def read(info: Info, typename: str, key: UUID | int) -> Row | None:
    """The node of a type and a key, with its type; None where there is none that the viewer may see."""
    wanted = columns(raw(info))
    if isinstance(key, UUID):
        row: Row | None = await by_id(info, MODELS[typename], key, wanted) if typename in MODELS else None  # type: ignore[misc]
        return row and {**row, "__typename": typename}
    if typename not in EVENTS:
        return None
    row = await by_id(info, Event, key, wanted | {"kind"})  # type: ignore[arg-type, misc]
    if row is None or row["kind"] not in EVENTS[typename]:
        return None
    return {**row, "__typename": timeline.typename(row) if typename == "TimelineEntry" else typename}


@allow(SIGNED_IN)
async def node(info: Info, id: strawberry.ID) -> Row | None:
    """Anything by its id; None where there is nothing that the viewer may see."""
    return await _node(info, id)


async def _node(info: Info, global_id: str) -> Row | None:
    found = decode_any(global_id)
    return await read(info, *found) if found else None


@allow(SIGNED_IN)
async def nodes(info: Info, ids: list[strawberry.ID]) -> list[Row | None]:
    """Several by their ids, in that order, with None where there is nothing that the viewer may see."""
    if len(ids) > LARGEST_PAGE:
        raise RequestError("BAD_USER_INPUT", f"ids: use at most {LARGEST_PAGE}.")
    return await asyncio.gather(*(_node(info, each) for each in ids))


def by_global_id(model: type[Model]) -> Callable[..., Any]:
    """The resolver of a root field that leads to one row of a table by its id."""

    @allow(SIGNED_IN)
    async def resolve(info: Info, id: strawberry.ID) -> Any:
        key = decode(id, model.__name__)
        return None if key is None else await by_id(info, model, key)  # type: ignore[misc]

    return resolve


customer: Final = by_global_id(Customer)
contact: Final = by_global_id(Contact)
site: Final = by_global_id(Site)
asset: Final = by_global_id(Asset)
