"""The verbs that a viewer may do to a row that they see; to see it is no verb of its own. `policy.find` asks here."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import settings
from adapters import clock
from models.access.requests import AccessRequest
from models.access.sessions import Session
from models.core.scope import Scope
from models.core.viewer import SEES_INVOICES, SEES_ORDERS, KeyScope, Permission, Right, Viewer
from models.files.uploads import Upload
from models.invoices.audience import asked_of
from models.invoices.payments import Payment
from models.invoices.rows import (
    AWAITS_APPROVAL,
    CAN_BE_APPROVED,
    CAN_BE_VOIDED,
    DRAFT,
    ON_HOLD,
    TAKES_CREDIT,
    TAKES_PAYMENTS,
    Invoice,
)
from models.market.rights import MAY as OF_THE_MARKET
from models.messages.deliveries import Delivery
from models.messages.inbound_mails import CLEAR_MAIL, InboundMail
from models.orders import tenures
from models.orders.attachments import Attachment
from models.orders.orders import Order
from models.orders.recommendations import Recommendation
from models.partners.keys import ApiKey
from models.partners.webhooks import Webhook, WebhookDelivery
from models.people.contacts import Contact
from models.people.customers import Customer
from models.people.memberships import Membership
from models.people.staff import StaffMember, StaffRole
from models.places.assets import Asset
from models.places.sites import Party, Site, SiteKind
from models.tenancies.documents import PropertyDocument
from models.tenancies.rows import Tenancy
from models.tenancies.sight import sees_fees

REMOVES_OWN: Final = timedelta(hours=24)
"""Contacts may remove what they wrote or attached for this long."""

Rule = Callable[[Viewer, Any], bool]


def _staff(permission: Permission) -> Rule:
    return lambda viewer, row: viewer.may(permission)


def _orders_work(viewer: Viewer, customer_id: UUID | None, site_id: UUID | None = None) -> bool:
    on_property = site_id is not None and site_id in viewer.properties(*tenures.SEE_ORDERS)
    own = viewer.has_right(customer_id, SEES_ORDERS) and viewer.covers(KeyScope.WRITE_ORDERS)
    return viewer.may(Permission.MANAGE_ORDERS) or own or on_property


def sees_whole_order(viewer: Viewer, order: Mapping[str, Any]) -> bool:
    """Whether the viewer may see all words of an order, not just that it is of the property."""
    own = viewer.is_staff or viewer.has_right(order["customer_id"], SEES_ORDERS)
    return own or tenures.covers(viewer, order["site_id"], order["created_at"])


def changes_order(viewer: Viewer, order: Mapping[str, Any]) -> bool:
    """Whether the viewer may change an order."""
    if viewer.is_staff:
        return viewer.may(Permission.MANAGE_ORDERS)
    return sees_whole_order(viewer, order) and viewer.covers(KeyScope.WRITE_ORDERS)


def removes(viewer: Viewer, actor: Mapping[str, Any], moment: datetime) -> bool:
    """Whether the viewer may remove words or a file, by who added it and when: staff, or for a day who added it."""
    own = viewer.actor_id is not None and actor["id"] == str(viewer.actor_id) and viewer.covers(KeyScope.WRITE_ORDERS)
    return viewer.may(Permission.MANAGE_ORDERS) or (own and clock.now() - moment < REMOVES_OWN)


def writes_on_order(viewer: Viewer, order: Mapping[str, Any]) -> bool:
    """Whether the viewer may add notes and files to an order."""
    return _orders_work(viewer, order["customer_id"], order["site_id"])


def _decides(viewer: Viewer, invoice: Mapping[str, Any]) -> bool:
    """Whether the viewer may decide on an invoice: a contact whom it asks, or staff."""
    return viewer.may(Permission.MANAGE_INVOICES) or asked_of(viewer).matches(invoice)


def _holds(viewer: Viewer, invoice: Mapping[str, Any]) -> bool:
    return viewer.may(Permission.MANAGE_INVOICES) or viewer.has_right(invoice["customer_id"], Right.INVOICE_APPROVAL)


def _manages(viewer: Viewer, invoice: Mapping[str, Any]) -> bool:
    return viewer.may(Permission.MANAGE_INVOICES)


def drafts_invoices(viewer: Viewer, customer_id: UUID | None) -> bool:
    """Whether the viewer may draft, change and issue invoices of a customer: staff, and keys with a scope for it."""
    by_key = KeyScope.WRITE_INVOICES in viewer.scopes and viewer.has_right(customer_id, Right.INVOICES)
    return viewer.may(Permission.MANAGE_INVOICES) or by_key


def _drafts(viewer: Viewer, invoice: Mapping[str, Any]) -> bool:
    return drafts_invoices(viewer, invoice["customer_id"])


INVOICE_VERBS: Final[Mapping[str, tuple[Scope, Rule]]] = {
    "approve": (CAN_BE_APPROVED, _decides),
    "decline": (AWAITS_APPROVAL, _decides),
    "hold": (AWAITS_APPROVAL, _holds),
    "release": (ON_HOLD, _holds),
    "hand_over": (AWAITS_APPROVAL, _decides),
    "update": (DRAFT, _drafts),
    "issue": (DRAFT, _drafts),
    "void": (CAN_BE_VOIDED, _manages),
    "record_payment": (TAKES_PAYMENTS, _manages),
    "credit": (TAKES_CREDIT, _manages),
}
"""The state in which an invoice can be treated so, and who may do it then."""


def can_now(viewer: Viewer, verb: str, invoice: Mapping[str, Any]) -> bool:
    """Whether the viewer may do this to an invoice that they see, in its present state."""
    state, rule = INVOICE_VERBS[verb]
    return state.matches(invoice) and rule(viewer, invoice)


def answers_for(viewer: Viewer, customer_id: UUID | None) -> bool:
    """Whether the viewer may answer recommendations on orders of a customer."""
    return viewer.has_right(customer_id, Right.RECOMMENDATIONS)


async def _answers(viewer: Viewer, recommendation: Recommendation) -> bool:
    return answers_for(viewer, (await recommendation.order).customer_id)


def changes_company(viewer: Viewer, customer_id: UUID | None) -> bool:
    """Whether the viewer may change a customer's name and billing address."""
    return viewer.may(Permission.MANAGE_CUSTOMERS) or _changes_own_company(viewer, customer_id)


def _changes_own_company(viewer: Viewer, customer_id: UUID | None) -> bool:
    return settings.get().customers_change_themselves and customer_id in viewer.administered_customers()


def opens_order(viewer: Viewer, customer_id: UUID | None, site_id: UUID | None = None) -> bool:
    """Whether the viewer may open orders of a customer, or at a site of it, and add assets there."""
    return _orders_work(viewer, customer_id, site_id)


def adds_site(viewer: Viewer, customer_id: UUID | None) -> bool:
    """Whether the viewer may add sites of a customer."""
    return (
        viewer.may(Permission.MANAGE_PROPERTIES)
        or viewer.may(Permission.MANAGE_ORDERS)
        or _changes_own_company(viewer, customer_id)
    )


def asks_access(viewer: Viewer, customer_id: UUID | None) -> bool:
    """Whether the viewer may ask the operator for accounts of colleagues at a customer, and for their end."""
    return customer_id in viewer.administered_customers()


def sets_approval(viewer: Viewer, customer_id: UUID | None) -> bool:
    """Whether the viewer may change how invoices of a customer are approved."""
    return viewer.may(Permission.MANAGE_INVOICES) or customer_id in viewer.administered_customers()


def changes_site(viewer: Viewer, site: Mapping[str, Any]) -> bool:
    """Whether the viewer may change a site."""
    own = site["kind"] == SiteKind.BUSINESS and _changes_own_company(viewer, site["customer_id"])
    return viewer.may(Permission.MANAGE_PROPERTIES) or own


def changes_asset(viewer: Viewer, asset: Mapping[str, Any]) -> bool:
    """Whether the viewer may change an asset."""
    return _orders_work(viewer, asset["customer_id"])


def clears_mail(viewer: Viewer) -> bool:
    """Whether the viewer looks after mails that wait for somebody."""
    return any(viewer.may(permission) for permission in CLEAR_MAIL)


def changes_contact(viewer: Viewer, contact: Mapping[str, Any]) -> bool:
    """Whether the viewer may change, archive and restore a contact."""
    return viewer.may(Permission.MANAGE_CONTACTS) and contact["erased_at"] is None


def makes_keys(viewer: Viewer, customer_id: UUID | None) -> bool:
    """Whether the viewer may make API keys for a customer, or (None) for all of them."""
    return viewer.may(Permission.MANAGE_PARTNERS) or customer_id in viewer.administered_customers()


def changes_key(viewer: Viewer, key: Mapping[str, Any]) -> bool:
    """Whether the viewer may change, rotate and revoke an API key or one of its webhooks, and make others of its
    owner."""
    return makes_keys(viewer, key["customer_id"])


MAY: Final[Mapping[tuple[type, str], Any]] = {
    (Customer, "see_invoices"): lambda viewer, row: viewer.is_staff or viewer.has_right(row.id, SEES_INVOICES),
    (Customer, "change"): _staff(Permission.MANAGE_CUSTOMERS),
    (Customer, "change_details"): lambda viewer, row: changes_company(viewer, row.id),
    (Customer, "add_member"): _staff(Permission.MANAGE_CONTACTS),
    (Customer, "add_site"): lambda viewer, row: adds_site(viewer, row.id),
    (Customer, "open_order"): lambda viewer, row: opens_order(viewer, row.id),
    (Customer, "invoice"): lambda viewer, row: drafts_invoices(viewer, row.id),
    (Customer, "ask_access"): lambda viewer, row: asks_access(viewer, row.id),
    (Customer, "set_approval"): lambda viewer, row: sets_approval(viewer, row.id),
    (Contact, "change"): lambda viewer, row: changes_contact(viewer, vars(row)),
    (Contact, "erase"): _staff(Permission.MANAGE_CONTACTS),
    (Contact, "take_role"): lambda viewer, row: viewer.may(Permission.MANAGE_PROPERTIES) and row.erased_at is None,
    (Contact, "manage_access"): lambda viewer, row: (
        viewer.may(Permission.MANAGE_PORTAL_ACCESS) and row.erased_at is None
    ),
    (Membership, "change"): _staff(Permission.MANAGE_CONTACTS),
    (Site, "change"): lambda viewer, row: changes_site(viewer, vars(row)),
    (Site, "archive"): _staff(Permission.MANAGE_PROPERTIES),
    (Site, "give_role"): _staff(Permission.MANAGE_PROPERTIES),
    (Site, "open_order"): lambda viewer, row: opens_order(viewer, row.customer_id, row.id),
    (Party, "change"): _staff(Permission.MANAGE_PROPERTIES),
    (Party, "invite"): _staff(Permission.MANAGE_PORTAL_ACCESS),
    (Site, "let"): _staff(Permission.MANAGE_PROPERTIES),
    (Contact, "live_in"): lambda viewer, row: viewer.may(Permission.MANAGE_PROPERTIES) and row.erased_at is None,
    (Customer, "pay_rent"): _staff(Permission.MANAGE_PROPERTIES),
    (PropertyDocument, "change"): _staff(Permission.MANAGE_PROPERTIES),
    (Tenancy, "see_statement"): lambda viewer, row: sees_fees(viewer, row.site_id),
    (Tenancy, "change"): _staff(Permission.MANAGE_PROPERTIES),
    (Asset, "change"): lambda viewer, row: changes_asset(viewer, vars(row)),
    (Asset, "archive"): _staff(Permission.MANAGE_ORDERS),
    (Order, "change"): lambda viewer, row: changes_order(viewer, vars(row)),
    (Order, "note"): lambda viewer, row: writes_on_order(viewer, vars(row)),
    (Order, "manage"): _staff(Permission.MANAGE_ORDERS),
    (Attachment, "remove"): lambda viewer, row: removes(viewer, row.uploaded_by, row.uploaded_at),
    (Recommendation, "respond"): _answers,
    (Recommendation, "manage"): _staff(Permission.MANAGE_ORDERS),
    (Invoice, "decide"): lambda viewer, row: _decides(viewer, vars(row)),
    (Invoice, "hold"): lambda viewer, row: _holds(viewer, vars(row)),
    (Invoice, "hand_over"): lambda viewer, row: _decides(viewer, vars(row)),
    (Invoice, "draft"): lambda viewer, row: _drafts(viewer, vars(row)),
    (Invoice, "manage"): _staff(Permission.MANAGE_INVOICES),
    (Payment, "reverse"): _staff(Permission.MANAGE_INVOICES),
    (StaffMember, "assign"): _staff(Permission.MANAGE_ORDERS),
    (StaffMember, "change"): _staff(Permission.MANAGE_STAFF),
    (StaffRole, "change"): _staff(Permission.MANAGE_STAFF),
    (AccessRequest, "resolve"): _staff(Permission.MANAGE_PORTAL_ACCESS),
    (Delivery, "retry"): _staff(Permission.MANAGE_PORTAL_ACCESS),
    (InboundMail, "clear"): lambda viewer, row: clears_mail(viewer),
    (Session, "end"): lambda viewer, row: True,
    (Customer, "make_key"): lambda viewer, row: makes_keys(viewer, row.id),
    (ApiKey, "change"): lambda viewer, row: changes_key(viewer, vars(row)),
    (Webhook, "change"): lambda viewer, row: changes_key(viewer, vars(row)),
    (WebhookDelivery, "repeat"): lambda viewer, row: True,
    (Upload, "send"): lambda viewer, row: True,
    **OF_THE_MARKET,
}
"""The rule for each verb on a row; the viewer sees the row already."""
