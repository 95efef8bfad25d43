"""The policy: who may see what, and who may do what. Every read and every change starts here.

`visible` gives the condition that a viewer's rows fulfil; `find` gives one row, allowed for a verb. What a viewer may
not see does not exist for them (NOT_FOUND); what they see but may not do is FORBIDDEN.

A membership shows all of a customer, also what was before it began. An API key sees what a member of its customers, or
of all, sees with the rights that its scopes give, but people only with a scope for them. A role on a property shows,
while it is in force, what has happened since it began, and of what was before only what is marked as of the property
(`tenures`):

| role      | the property | its assets | its orders, from then on | other people's roles, from then on |
|-----------|--------------|------------|--------------------------|------------------------------------|
| LANDLORD  | yes          | yes        | yes                      | yes                                |
| TENANT    | yes          | yes        | yes                      | no                                 |
| VENDOR    | yes          | no         | no                       | no                                 |
| APPLICANT | yes          | no         | no                       | no                                 |

Of the tenancies of the property, their rent and the invoices for it, a LANDLORD sees those that were not over by then,
a TENANT their own, once agreed, and the other roles nothing. A document names the roles whose holders see it.
What is on the market, a LANDLORD and a VENDOR see with its viewings and offers, an APPLICANT with their own, and a
TENANT by its viewings alone. docs/property.md has each field.
Members of a customer with a right to see its invoices see the tenancies that it pays for, once they are agreed.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar
from uuid import UUID

from models.access.accounts import Account
from models.access.requests import AccessRequest
from models.access.sessions import Session
from models.core.entity import Entity
from models.core.errors import Refusal, RefusalCode
from models.core.rows import locked
from models.core.scope import (
    EVERYTHING,
    NOTHING,
    Scope,
    all_of,
    among,
    any_of,
    equals,
    one_of,
    present,
    related,
)
from models.core.viewer import SEES_INVOICES, SEES_ORDERS, Permission, Viewer
from models.files.uploads import Upload
from models.invoices.credit_notes import CreditNote
from models.invoices.payments import Payment
from models.invoices.rows import Invoice, InvoiceHold, InvoiceLine
from models.log.events import (
    ACCESS_REQUEST_KINDS,
    API_KEY_KINDS,
    ARCHIVE_KINDS,
    CONTACT_KINDS,
    CUSTOMER_KINDS,
    INTERNAL_KINDS,
    INVOICE_KINDS,
    MEMBERSHIP_KINDS,
    ORDER_KINDS,
    PARTY_KINDS,
    PERSONAL_KINDS,
    PLACE_KINDS,
    WEBHOOK_KINDS,
    Event,
    EventKind,
    Visibility,
)
from models.market import sight as market
from models.messages.deliveries import Delivery
from models.messages.inbound_mails import MAIL_STAFF, InboundMail
from models.messages.notifications import Notification
from models.messages.sms_messages import SMS_STAFF, SmsMessage
from models.orders import sight as order_sight
from models.orders import tenures
from models.orders.attachments import Attachment
from models.orders.notes import Note
from models.orders.orders import Order
from models.orders.recommendations import Recommendation
from models.partners import sight
from models.partners.exports import BulkExport
from models.partners.keys import ApiKey
from models.partners.webhooks import Webhook, WebhookDelivery
from models.people.contacts import Contact
from models.people.customers import Customer
from models.people.memberships import Membership
from models.people.staff import StaffMember, StaffRole
from models.permissions import MAY
from models.places.assets import Asset
from models.places.sites import Party, Site
from models.tenancies import sight as tenancy_sight
from models.tenancies.charges import RentCharge
from models.tenancies.documents import PropertyDocument
from models.tenancies.rows import Tenancy

E = TypeVar("E", bound=Entity)

PORTAL_STAFF: Final = (Permission.MANAGE_PORTAL_ACCESS, Permission.VIEW_AUDIT)


def visible(model: type, viewer: Viewer) -> Scope:
    """The condition that the rows of `model` which the viewer may see fulfil."""
    return _VISIBLE[model](viewer)


def may_see_access(viewer: Viewer, contact_id: UUID | None = None) -> bool:
    """Whether the viewer may see everybody's portal access, or that of this contact because it is their own."""
    own = contact_id is not None and contact_id == viewer.contact_id
    return own or any(viewer.may(permission) for permission in PORTAL_STAFF)


def _customers(viewer: Viewer) -> Scope:
    return EVERYTHING if viewer.is_staff else viewer.of_customers(column="id")


def _memberships(viewer: Viewer) -> Scope:
    if viewer.is_staff:
        return EVERYTHING
    return any_of(sight.of_people(viewer), _is("contact_id", viewer.contact_id))


def _contacts(viewer: Viewer) -> Scope:
    if sight.sees_everybody(viewer):
        return EVERYTHING
    return any_of(
        _is("id", viewer.contact_id),
        related("id", "memberships", "contact_id", sight.of_people(viewer)),
        related("id", "parties", "contact_id", tenures.others(viewer)),
    )


def _accounts(viewer: Viewer) -> Scope:
    return EVERYTHING if may_see_access(viewer) else _is("contact_id", viewer.contact_id)


def _sites(viewer: Viewer) -> Scope:
    if viewer.is_staff:
        return EVERYTHING
    return any_of(viewer.of_customers(SEES_ORDERS), one_of("id", viewer.properties(*tenures.SEE_SITE)))


def _parties(viewer: Viewer) -> Scope:
    if sight.sees_everybody(viewer):
        return EVERYTHING
    own = all_of(_is("contact_id", viewer.contact_id), one_of("site_id", viewer.properties(*tenures.SEE_SITE)))
    return any_of(own, tenures.others(viewer))


def _assets(viewer: Viewer) -> Scope:
    if viewer.is_staff:
        return EVERYTHING
    return any_of(viewer.of_customers(SEES_ORDERS), one_of("site_id", viewer.properties(*tenures.SEE_ASSETS)))


def _invoices(viewer: Viewer) -> Scope:
    if viewer.is_staff:
        return EVERYTHING
    own, rent = viewer.of_customers(SEES_INVOICES), tenancy_sight.rent(viewer)
    own = any_of(own, *rent) if rent else own
    return own if sight.sees_drafts(viewer) else all_of(own, present("issued_at"))


def _parts_of_invoices(viewer: Viewer) -> Scope:
    """Lines, holds and payments are visible to those who see the invoice."""
    return EVERYTHING if viewer.is_staff else related("invoice_id", "invoices", "id", _invoices(viewer))


def _tenancies(viewer: Viewer) -> Scope:
    return EVERYTHING if viewer.is_staff else tenancy_sight.tenancies(viewer)


def _charges(viewer: Viewer) -> Scope:
    return EVERYTHING if viewer.is_staff else related("tenancy_id", "tenancies", "id", _tenancies(viewer))


def _documents(viewer: Viewer) -> Scope:
    return EVERYTHING if viewer.is_staff else tenancy_sight.documents(viewer)


def _access_requests(viewer: Viewer) -> Scope:
    if viewer.may(Permission.MANAGE_PORTAL_ACCESS):
        return EVERYTHING
    return one_of("customer_id", viewer.administered_customers())


def _mine(viewer: Viewer) -> Scope:
    return _is("contact_id", viewer.contact_id) if viewer.contact_id else _is("staff_id", viewer.staff_id)


def _notifications(viewer: Viewer) -> Scope:
    """A contact keeps a notification for as long as they may see its subject."""
    if viewer.is_staff:
        return _mine(viewer)
    seen = any_of(
        related("subject_id", "orders", "id", viewer.of_customers(SEES_ORDERS), by_row=True),
        tenures.of_orders(viewer, "subject_id", "created_at"),
        related("subject_id", "invoices", "id", _invoices(viewer), by_row=True),
        related("subject_id", "listings", "id", market.listings(viewer), by_row=True),
        related("subject_id", "viewings", "id", market.viewings(viewer), by_row=True),
        related("subject_id", "webhooks", "id", sight.webhooks(viewer), by_row=True),
        related("subject_id", "api_keys", "id", sight.keys(viewer), by_row=True),
        related("subject_id", "tenancies", "id", _tenancies(viewer), by_row=True),
        related("subject_id", "property_documents", "id", _documents(viewer), by_row=True),
    )
    return all_of(_mine(viewer), seen)


def _events(viewer: Viewer) -> Scope:
    """An order's customer never changes, and so stands in its events too; where it is may change, and stands in it."""
    for_me = all_of(among("kind", PERSONAL_KINDS), _mine(viewer))
    if viewer.is_staff:
        hidden = {*INTERNAL_KINDS, *PERSONAL_KINDS}
        hidden |= set() if may_see_access(viewer) else {EventKind.PORTAL_ACCESS_CHANGED}
        hidden |= set() if viewer.may(Permission.MANAGE_PORTAL_ACCESS) else {*ACCESS_REQUEST_KINDS}
        hidden |= set() if viewer.may(Permission.MANAGE_PARTNERS) else {*API_KEY_KINDS, *WEBHOOK_KINDS}
        return any_of(among("kind", (kind for kind in EventKind if kind not in hidden)), for_me)
    about_me = (EventKind.PORTAL_ACCESS_CHANGED, *CONTACT_KINDS, *MEMBERSHIP_KINDS, *PARTY_KINDS)
    own_orders = viewer.of_customers(SEES_ORDERS)
    shown = all_of(
        among("visibility", [Visibility.EVERYONE]),
        any_of(
            for_me,
            all_of(among("kind", CUSTOMER_KINDS), viewer.of_customers()),
            all_of(among("kind", MEMBERSHIP_KINDS), sight.of_people(viewer)),
            among(
                "kind", (*CONTACT_KINDS, EventKind.CONTACT_ERASED, *PARTY_KINDS) if sight.sees_everybody(viewer) else ()
            ),
            all_of(among("kind", about_me), _is("contact_id", viewer.contact_id)),
            all_of(among("kind", (*ORDER_KINDS, *ARCHIVE_KINDS, *PLACE_KINDS)), own_orders),
            tenures.events(viewer),
            tenures.place_events(viewer),
            market.events(viewer),
            tenancy_sight.events(viewer),
            tenancy_sight.document_events(viewer),
            all_of(among("kind", INVOICE_KINDS), viewer.of_customers(SEES_INVOICES)),
            all_of(
                among("kind", (*API_KEY_KINDS, *WEBHOOK_KINDS, *ACCESS_REQUEST_KINDS)),
                one_of("customer_id", viewer.administered_customers()),
            ),
        ),
    )
    return any_of(shown, sight.internal_events(viewer)) if viewer.is_key else shown


def _is(column: str, key: UUID | None) -> Scope:
    """Rows with this key in a column; none without a key, as a row may lack one too."""
    return NOTHING if key is None else equals(column, key)


_VISIBLE: Final[Mapping[type, Callable[[Viewer], Scope]]] = {
    Customer: _customers,
    Membership: _memberships,
    Contact: _contacts,
    Account: _accounts,
    StaffMember: lambda viewer: EVERYTHING,
    StaffRole: lambda viewer: EVERYTHING if viewer.is_staff else NOTHING,
    Site: _sites,
    Party: _parties,
    Asset: _assets,
    Order: order_sight.orders,
    Note: order_sight.entries("created_at"),
    Attachment: order_sight.attachments,
    Recommendation: order_sight.recommendations,
    Invoice: _invoices,
    InvoiceLine: _parts_of_invoices,
    CreditNote: _parts_of_invoices,
    InvoiceHold: _parts_of_invoices,
    Payment: _parts_of_invoices,
    Tenancy: _tenancies,
    RentCharge: _charges,
    PropertyDocument: _documents,
    Notification: _notifications,
    Delivery: lambda viewer: EVERYTHING if any(viewer.may(one) for one in PORTAL_STAFF) else NOTHING,
    SmsMessage: lambda viewer: EVERYTHING if any(viewer.may(one) for one in SMS_STAFF) else NOTHING,
    InboundMail: lambda viewer: EVERYTHING if any(viewer.may(one) for one in MAIL_STAFF) else NOTHING,
    AccessRequest: _access_requests,
    Session: lambda viewer: _is("account_id", viewer.account_id),
    ApiKey: sight.keys,
    Webhook: sight.webhooks,
    WebhookDelivery: lambda viewer: related("webhook_id", "webhooks", "id", sight.webhooks(viewer)),
    Upload: sight.own,
    BulkExport: sight.own,
    **market.VISIBLE,
    Event: _events,
}


async def find(model: type[E], entity_id: UUID, viewer: Viewer, *, to: str, field: str | Sequence[str] = "id") -> E:
    """One row that the viewer may see, allowed for the verb `to`; locked until the end of a transaction.

    Refuses with NOT_FOUND what the viewer may not see, FORBIDDEN what they see but may not do.
    """
    entity = await locked(model, all_of(equals("id", entity_id), visible(model, viewer)))
    if entity is None:
        raise Refusal(RefusalCode.NOT_FOUND, "Nothing has this id.", field)
    allowed = to == "see" or MAY[model, to](viewer, entity)
    if not (allowed if isinstance(allowed, bool) else await allowed):
        raise Refusal(RefusalCode.FORBIDDEN, "You may see this, but not do this.", field)
    return entity
