"""The viewer, and their landing page."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from tortoise.models import Model

from adapters import clock
from execution.columns import columns
from execution.compiled.shapes import DEFAULT_FIRST, Counted, First, Found, Inside, Told, shaped
from execution.context import Info, raw, viewer_of
from execution.limits import MAX_PAGE_SIZE
from execution.loading import Read
from execution.paging import Listing
from execution.sorting import Key, Sort
from models.access.sessions import Session
from models.core.calendar import today
from models.core.errors import RequestError
from models.core.rows import COUNTED, Row, count, select
from models.core.scope import EVERYTHING, NOTHING, Compared, Scope, all_of, among, equals
from models.core.viewer import Viewer
from models.invoices.audience import awaits_decision_of
from models.invoices.rows import OUTSTANDING, Invoice
from models.market.listings import Listing as ListingRow
from models.market.offers import STANDS, Offer
from models.market.requirements import Requirement
from models.market.viewings import AHEAD, Attendance, Viewing
from models.messages.inbound_mails import InboundMail, InboundMailState
from models.messages.notifications import Notification
from models.orders.orders import Order
from models.orders.recommendations import OPEN, Recommendation
from models.partners.keys import ApiKey
from models.people.contacts import Contact
from models.people.staff import StaffMember
from models.policy import visible
from models.tenancies.documents import PropertyDocument
from models.tenancies.rows import GOES_ON, Tenancy
from resolvers.core import ids
from resolvers.core.connections import paged
from resolvers.core.filters import is_present
from resolvers.core.relations import by_id
from resolvers.core.rules import ANY_KEY, ANYONE, allow
from resolvers.core.values import by_viewer
from resolvers.messages import notifications
from resolvers.people import customers
from resolvers.places import sites

EXPIRES_SOON: Final = timedelta(days=60)
"""The time ahead in which a document that expires is on the landing page."""
_LAST_USED: Final = Sort("session", (Key("last_used_at", datetime), Key("id", UUID)), descending=True)


@allow(ANYONE, keys=ANY_KEY)
@shaped(Inside())
async def viewer(info: Info) -> Row | None:
    """The root value of the viewer; None if nobody is signed in."""
    return None if info.context.viewer is None else {}


def signed_in(root: Row) -> Row | None:
    """The root value of the viewer after a mutation; None if it signed nobody in."""
    return {} if root["is_signed_in"] else None


def told(tell: Callable[[Viewer], Any]) -> Callable[[Info], Any]:
    """The resolver of a field that follows from the viewer alone."""

    @shaped(Told(tell))
    def resolve(info: Info) -> Any:
        return tell(viewer_of(info))

    return resolve


def own_id(typename: str) -> Callable[[Info], str]:
    """The resolver of the global id of a type that each person and each API key has one of."""

    def own(viewer: Viewer) -> str:
        assert viewer.actor_id is not None, "who is let in is a person or a key"
        return ids.encode(typename, viewer.actor_id)

    return told(own)


kind: Final = told(lambda viewer: viewer.kind.value)
permissions: Final = told(lambda viewer: sorted(viewer.permissions))


def own(model: type[Model], column: str) -> Callable[[Info], Awaitable[Any] | None]:
    """The resolver of the viewer's own row of a table, whose key is an attribute of the viewer; None without one."""

    def key(viewer: Viewer) -> tuple[str, UUID] | None:
        value = getattr(viewer, column)
        return None if value is None else ("id", value)

    @shaped(Found(model, key))
    def resolve(info: Info) -> Awaitable[Any] | None:
        return by_id(info, model, getattr(viewer_of(info), column))

    return resolve


contact: Final = own(Contact, "contact_id")
staff_member: Final = own(StaffMember, "staff_id")
api_key: Final = own(ApiKey, "api_key_id")


@paged
def memberships(viewer: Viewer) -> Listing:
    """The viewer's memberships of customers, oldest first; staff have none."""
    return _own(customers.memberships(viewer), viewer)


@paged
def parties(viewer: Viewer) -> Listing:
    """The viewer's roles on properties, oldest first; staff have none."""
    return _own(sites.parties(viewer), viewer)


def _own(listing: Listing, viewer: Viewer) -> Listing:
    own = equals("contact_id", viewer.contact_id) if viewer.contact_id else NOTHING
    return replace(listing, where=all_of(listing.where, own))


async def is_profile_complete(info: Info) -> bool:
    """Whether a contact has entered a country and a mobile number; always true for staff."""
    own = by_id(info, Contact, viewer_of(info).contact_id, {"country", "mobile"})
    profile = await own if own else None
    return profile is None or None not in (profile["country"], profile["mobile"])


@paged
def sessions(viewer: Viewer) -> Listing:
    """The viewer's open sessions, last used first."""
    is_open = all_of(is_present("ended_at", False), Compared("expires_at", ">", clock.now))
    return Listing(Session, all_of(visible(Session, viewer), is_open), _LAST_USED)


@by_viewer
def is_current(viewer: Viewer, root: Row) -> bool:
    """Whether this session made the request."""
    current: bool = root["id"] == viewer.session_id
    return current


def first_of(model: type[Model], order: str, where: Callable[[Viewer], Scope]) -> Callable[..., Awaitable[list[Row]]]:
    """The resolver of the first rows of a table that the viewer may see and that meet a condition."""

    @shaped(First(model, order, where))
    async def resolve(info: Info, first: int = DEFAULT_FIRST) -> list[Row]:
        if not 0 <= first <= MAX_PAGE_SIZE:
            raise RequestError("BAD_USER_INPUT", "{argument}: use 0 to {most}.", argument="first", most=MAX_PAGE_SIZE)
        viewer = viewer_of(info)
        condition = all_of(visible(model, viewer), where(viewer))
        return await select(model, columns(raw(info)) | {"id"}, condition, order=order, limit=first)

    return resolve


recent_orders: Final = first_of(Order, "orders.created_at DESC, orders.id DESC", lambda _: EVERYTHING)
outstanding_invoices: Final = first_of(Invoice, "invoices.due_on, invoices.id", lambda _: OUTSTANDING)
awaiting_my_approval: Final = first_of(Invoice, "invoices.issued_at, invoices.id", awaits_decision_of)
pending_recommendations: Final = first_of(
    Recommendation,
    "recommendations.posted_at, recommendations.id",
    lambda _: among("status", OPEN),
)
tenancies: Final = first_of(Tenancy, "tenancies.starts_on DESC, tenancies.id DESC", lambda _: GOES_ON)
expiring_documents: Final = first_of(
    PropertyDocument,
    "property_documents.expires_on, property_documents.id",
    lambda _: Compared("expires_on", "<=", lambda: today() + EXPIRES_SOON),
)
listings: Final = first_of(
    ListingRow, "listings.created_at DESC, listings.id DESC", lambda _: is_present("closed_at", False)
)
upcoming_viewings: Final = first_of(
    Viewing,
    "viewings.starts_at, viewings.id",
    lambda _: all_of(among("status", AHEAD), Compared("ends_at", ">", clock.now)),
)
released_feedback: Final = first_of(
    Attendance, "attendances.released_at DESC, attendances.id DESC", lambda _: is_present("released_at", True)
)
open_offers: Final = first_of(Offer, "offers.updated_at DESC, offers.id DESC", lambda _: STANDS)
requirements: Final = first_of(
    Requirement, "requirements.created_at DESC, requirements.id DESC", lambda _: is_present("closed_at", False)
)
latest_notifications: Final = first_of(
    Notification, "notifications.created_at DESC, notifications.id DESC", lambda _: EVERYTHING
)


def count_of(model: type[Model], where: Callable[[Viewer], Scope]) -> Callable[[Info], Awaitable[int]]:
    """The resolver of the number of rows that the viewer may see and that meet a condition, or COUNTED if there are
    more; counted once for all events of a page."""

    @shaped(Counted(model, where))
    def resolve(info: Info) -> Awaitable[int]:
        def reader() -> Read:
            viewer = viewer_of(info)
            condition = all_of(visible(model, viewer), where(viewer))

            async def load(keys: list[Any]) -> list[int]:
                return [min(await count(model, condition), COUNTED)] * len(keys)

            return load

        return info.context.loader(("count of", model), reader).load(viewer_of(info).actor_id)

    return resolve


unread_notification_count: Final = count_of(Notification, lambda _: notifications.unread())
open_inbound_mail_count: Final = count_of(InboundMail, lambda _: among("state", [InboundMailState.OPEN]))


async def unread_count_left(root: Row, info: Info) -> int | None:
    """The number of the viewer's unread notifications after a mutation; None if it was refused."""
    return await unread_notification_count(info) if root["is_marked"] else None
