"""Objects of any type by their global ids."""

import asyncio
from collections.abc import Callable, Collection
from typing import Any, Final
from uuid import UUID

import strawberry
from tortoise.models import Model

from execution.columns import columns
from execution.compiled.shapes import Found, shaped
from execution.context import Info, raw, viewer_of
from execution.limits import MAX_PAGE_SIZE
from models.access.requests import AccessRequest
from models.access.sessions import Session
from models.core.errors import RequestError
from models.core.rows import Row
from models.core.viewer import KeyScope, Viewer
from models.files.uploads import Upload
from models.invoices.credit_notes import CreditNote
from models.invoices.payments import Payment
from models.invoices.rows import Invoice, InvoiceHold, InvoiceLine
from models.log.events import INVOICE_KINDS, LISTING_KINDS, TENANCY_KINDS, TIMELINE, Event, EventKind
from models.market.enquiries import Enquiry
from models.market.listing_files import ListingFile
from models.market.listings import Listing
from models.market.offers import Offer
from models.market.requirements import Requirement
from models.market.viewings import Attendance, Viewing
from models.messages.deliveries import Delivery
from models.messages.inbound_mails import InboundMail
from models.messages.notifications import Notification
from models.messages.sms_messages import SmsMessage
from models.orders.attachments import Attachment
from models.orders.orders import Order
from models.orders.recommendations import Recommendation
from models.partners.exports import BulkExport
from models.partners.keys import ApiKey
from models.partners.webhooks import Webhook, WebhookDelivery
from models.people.contacts import Contact
from models.people.customers import Customer
from models.people.memberships import Membership
from models.people.staff import StaffMember, StaffRole
from models.places.assets import Asset
from models.places.sites import Party, Site
from models.tenancies.charges import RentCharge
from models.tenancies.documents import PropertyDocument
from models.tenancies.rows import Tenancy
from resolvers.core.ids import decode_any
from resolvers.core.relations import found, key_in, load_row
from resolvers.core.rules import ANY_KEY, SIGNED_IN, allow
from resolvers.orders import timeline

MODELS: Final[dict[str, type[Model]]] = {
    model.__name__: model
    for model in (
        AccessRequest,
        ApiKey,
        Asset,
        Attachment,
        Attendance,
        BulkExport,
        Contact,
        CreditNote,
        Customer,
        Delivery,
        InboundMail,
        Enquiry,
        Invoice,
        InvoiceHold,
        InvoiceLine,
        Listing,
        ListingFile,
        Membership,
        Notification,
        Offer,
        Order,
        Party,
        Payment,
        PropertyDocument,
        Recommendation,
        RentCharge,
        Requirement,
        Session,
        Site,
        SmsMessage,
        StaffMember,
        StaffRole,
        Tenancy,
        Upload,
        Viewing,
        Webhook,
        WebhookDelivery,
    )
}
"""The tables whose rows are nodes of the same name."""

EVENTS: Final[dict[str, Collection[EventKind]]] = {
    "TimelineEntry": TIMELINE,
    "PortalActivity": (EventKind.PORTAL_ACCESS_CHANGED,),
    "InvoiceActivity": INVOICE_KINDS,
    "ListingActivity": LISTING_KINDS,
    "TenancyActivity": TENANCY_KINDS,
}
"""The kinds of events that are nodes, by the type of the node."""


OWN: Final = ("Viewer", "Overview")
"""The nodes of which each person has one, with the person's key."""


async def read(info: Info, typename: str, key: UUID | int) -> Row | None:
    """The node of a type and a key, with its type; None if the viewer sees no such node."""
    if typename in OWN:
        return {"__typename": typename} if key == viewer_of(info).actor_id else None
    selected = columns(raw(info))
    if isinstance(key, UUID):
        row = await load_row(info, MODELS[typename], key, selected) if typename in MODELS else None
        return row and {**row, "__typename": typename}
    if typename not in EVENTS:
        return None
    event = await load_row(info, Event, key, selected | {"kind"})
    if event is None or event["kind"] not in EVENTS[typename]:
        return None
    return {**event, "__typename": timeline.typename(event) if typename == "TimelineEntry" else typename}


@allow(SIGNED_IN, keys=ANY_KEY)
async def node(info: Info, id: strawberry.ID) -> Row | None:
    """The object of this id; None if the viewer may not see it."""
    return await _node(info, id)


async def _node(info: Info, global_id: str) -> Row | None:
    typed_key = decode_any(global_id)
    return await read(info, *typed_key) if typed_key else None


@allow(SIGNED_IN, keys=ANY_KEY)
async def nodes(info: Info, ids: list[strawberry.ID]) -> list[Row | None]:
    """The objects of these ids, in their order, with None for those that the viewer may not see."""
    if len(ids) > MAX_PAGE_SIZE:
        raise RequestError("BAD_USER_INPUT", "{argument}: use at most {most}.", argument="ids", most=MAX_PAGE_SIZE)
    return await asyncio.gather(*(_node(info, global_id) for global_id in ids))


def _node_of(model: type[Model], keys: KeyScope | None) -> Callable[..., Any]:
    """The resolver of a root field that returns one row of a table by its id, open to API keys with these scopes."""

    def key(viewer: Viewer, id: strawberry.ID) -> tuple[str, Any] | None:
        return key_in(model, id)

    @allow(SIGNED_IN, keys=keys)
    @shaped(Found(model, key))
    async def resolve(info: Info, id: strawberry.ID) -> Row | None:
        return await found(info, model, key(viewer_of(info), id))

    return resolve


customer: Final = _node_of(Customer, ANY_KEY)
contact: Final = _node_of(Contact, KeyScope.READ_PEOPLE)
site: Final = _node_of(Site, KeyScope.READ_ORDERS)
asset: Final = _node_of(Asset, KeyScope.READ_ORDERS)
api_key: Final = _node_of(ApiKey, None)
webhook: Final = _node_of(Webhook, None)
bulk_export: Final = _node_of(BulkExport, ANY_KEY)
