"""Customers, contacts, who belongs to whom, and the operator's staff."""

from datetime import datetime
from typing import Any

import strawberry

from models.core.channels import Channel
from models.core.viewer import MembershipRole, Permission
from models.people.contacts import Contact as ContactRow
from models.people.customers import ApprovalMode
from models.people.customers import Customer as CustomerRow
from models.people.memberships import Membership as MembershipRow
from resolvers.access import portal_access
from resolvers.core import values
from resolvers.core.connections import connection
from resolvers.core.relations import many, one
from resolvers.core.scalars import CountryCode, CurrencyCode, EmailAddress, Locale, PhoneNumber, TimeZone
from resolvers.files import files
from resolvers.invoices import invoices
from resolvers.orders import orders
from resolvers.people import contacts, customers, staff
from resolvers.people.inputs import MembershipRight
from resolvers.places import assets, sites
from resolvers.viewer import MEMBERSHIP_ORDER
from schema.core.fields import column, global_id, object_type, relation
from schema.core.refs import (
    LazyAsset,
    LazyContact,
    LazyCustomer,
    LazyInvoiceConnection,
    LazyMembership,
    LazyOrder,
    LazyParty,
    LazyPortalAccess,
    LazySite,
)
from schema.core.types import Actor, Address, Connection, Node
from schema.files.types import Statement


@object_type
class ApprovalPreferences:
    """How a customer's invoices are approved from now on; an invoice keeps the way it was issued with."""

    mode: ApprovalMode = relation(values.column("approval_mode"), "How they are approved.", ("approval_mode",))
    channel: Channel = relation(values.column("approval_channel"), "How the approver is asked.", ("approval_channel",))
    approver: LazyContact | None = relation(
        one(ContactRow, "approver_id"),
        "Who is asked; where nobody is named, every member with the right INVOICE_APPROVAL.",
        ("approver_id",),
    )
    updated_at: datetime | None = relation(
        values.column("approval_updated_at"), "When this was last changed.", ("approval_updated_at",)
    )
    updated_by: Actor | None = relation(
        values.column("approval_updated_by"), "Who last changed it.", ("approval_updated_by",)
    )


APPROVAL_COLUMNS = ("approval_mode", "approval_channel", "approver_id", "approval_updated_at", "approval_updated_by")


@object_type
class Customer(Node):
    """A business or person that the operator works for."""

    id: strawberry.ID = global_id("Customer")
    version: int = column("Counts the changes to this row; send it back with a change.")
    name: str = column("What the customer is called.")
    code: str = column("A short code of its own.")
    currency: CurrencyCode = column("The currency of its invoices.")
    time_zone: TimeZone = column("The zone in which its days end: its invoices are overdue from midnight there.")
    billing_address: Address | None = relation(
        values.column("billing_address"), "Where its invoices are addressed to.", ("billing_address",)
    )
    created_at: datetime = column("When the customer was added.")
    has_administrator: bool | None = relation(
        customers.has_administrator,
        "Whether somebody who has portal access administers it; only staff see that, others null.",
        ("id",),
    )
    memberships: Connection[LazyMembership] = relation(
        connection(customers.memberships, "customer_id"), "Who belongs to the customer, the longest first.", ("id",)
    )
    sites: Connection[LazySite] = relation(
        connection(sites.sites_by_name, "customer_id"), "The customer's sites, by name.", ("id",)
    )
    assets: Connection[LazyAsset] = relation(
        connection(assets.assets_by_name, "customer_id"), "The customer's assets, by name.", ("id",)
    )
    orders: Connection[LazyOrder] = relation(
        connection(orders.listing, "customer_id"), "The customer's orders.", ("id",)
    )
    invoices: LazyInvoiceConnection = relation(
        connection(invoices.listing, "customer_id"), "The customer's invoices.", ("id",)
    )
    statement: Statement | None = relation(
        files.statement,
        "What was charged and received in a period; null for who may not see the invoices.",
        ("id", "code"),
        arguments={"starts_on": "The first day.", "ends_on": "The last day, which belongs to it."},
    )
    approval_preferences: ApprovalPreferences = relation(
        values.same_row, "How its invoices are approved from now on.", APPROVAL_COLUMNS
    )


@object_type
class Membership(Node):
    """A contact's place in a customer. One person may belong to several customers, with other rights in each."""

    id: strawberry.ID = global_id("Membership")
    customer: LazyCustomer = relation(one(CustomerRow, "customer_id"), "The customer.", ("customer_id",))
    contact: LazyContact = relation(one(ContactRow, "contact_id"), "The contact.", ("contact_id",))
    role: MembershipRole = column("What the contact is to the customer.")
    rights: list[MembershipRight] = relation(customers.rights, "What the contact may do for the customer.", ("rights",))


def _private(name: str, description: str) -> Any:
    """A field of a contact that is nobody's business who only meets them at a property."""
    return relation(
        contacts.private(name), f"{description}, for staff, colleagues and the person; null for others.", ("id", name)
    )


@object_type
class Contact(Node):
    """A person whom the operator deals with."""

    id: strawberry.ID = global_id("Contact")
    version: int = column("Counts the changes to this row; send it back with a change.")
    name: str = relation(
        contacts.name,
        "The whole name, for staff, colleagues and the person; for everybody else the display name.",
        ("id", "name", "display_name"),
    )
    display_name: str = column("The name that everyone sees.")
    email: EmailAddress | None = _private("email", "The e-mail address")
    notification_email: EmailAddress | None = relation(
        contacts.notification_email,
        "Where notices go instead of to `email`, for staff and the person; null where they go to `email`.",
        ("id", "notification_email"),
    )
    mobile: PhoneNumber | None = _private("mobile", "The telephone number")
    mobile_verified_at: datetime | None = relation(
        contacts.mobile_verified_at,
        "Since when the number counts: it was proved by a code, or staff wrote it down. Only then texts go to it, and "
        "those that come from it count as the contact's. For staff and the person; null for everybody else.",
        ("id", "mobile_verified_at"),
    )
    country: CountryCode | None = _private("country", "The country that the contact is in")
    time_zone: TimeZone | None = _private("time_zone", "The zone in which they are told times")
    locale: Locale | None = _private("locale", "The language that they chose, or that staff chose for them")
    archived_at: datetime | None = _private(
        "archived_at", "When the contact was put away, null for those who are around"
    )
    message_locale: Locale | None = relation(
        contacts.message_locale,
        "The language that they are written to in: `locale` where there are translations, else the operator's English; "
        "for staff, colleagues and the person, null for others.",
        ("id", "locale"),
    )
    created_at: datetime | None = _private("created_at", "When the contact was added")
    memberships: list[Membership] = relation(
        many(MembershipRow, "contact_id", order=MEMBERSHIP_ORDER),
        "The customers that the contact belongs to, as far as the viewer may see them.",
        ("id",),
    )
    parties: list[LazyParty] = relation(
        sites.parties_of_contact, "The contact's roles on properties, as far as the viewer may see them.", ("id",)
    )
    portal_access: LazyPortalAccess | None = relation(
        portal_access.of_contact,
        "How far the contact's portal access has come; null while they have no e-mail address. Seen by the contact, "
        "and by staff with permission MANAGE_PORTAL_ACCESS or VIEW_AUDIT.",
        ("id", "email"),
    )


@object_type
class StaffRole(Node):
    """What a member of staff is, and may do."""

    id: strawberry.ID = global_id("StaffRole")
    name: str = column("What the role is called.")
    permissions: list[Permission] = relation(
        staff.permissions, "What it lets its holders do; only staff see that.", ("permissions",)
    )


@object_type
class StaffMember(Node):
    """Somebody who works for the operator."""

    id: strawberry.ID = global_id("StaffMember")
    name: str = column("Their name.")
    email: EmailAddress | None = relation(staff.email, "Their e-mail address; null for who is no staff.", ("email",))
    role: StaffRole = relation(staff.role, "Their role.", ("role_id",))
    is_active: bool = column("Whether they still work here.")
