"""Customers, contacts, and memberships."""

from datetime import datetime
from typing import Any

import strawberry

from models.core.channels import Channel
from models.core.viewer import MembershipRole
from models.people.contacts import Contact as ContactRow
from models.people.customers import ApprovalMode
from models.people.customers import Customer as CustomerRow
from resolvers.access import portal_access
from resolvers.core import values
from resolvers.core.connections import connection
from resolvers.core.relations import one
from resolvers.core.scalars import CountryCode, CurrencyCode, EmailAddress, Locale, PhoneNumber, TimeZone
from resolvers.files import files
from resolvers.invoices import invoices
from resolvers.orders import orders
from resolvers.people import abilities, contacts, customers
from resolvers.people.inputs import MembershipRight
from resolvers.places import assets, sites
from schema.core.fields import column, created_at, external_reference, global_id, object_type, relation, updated_at
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
    """The approval settings of a customer. An invoice keeps the settings that it was issued with."""

    mode: ApprovalMode = relation(values.column("approval_mode"), "The approval mode.", ("approval_mode",))
    channel: Channel = relation(
        values.column("approval_channel"), "The channel by which the approver is asked.", ("approval_channel",)
    )
    approver: LazyContact | None = relation(
        one(ContactRow, "approver_id"),
        "The contact asked to approve; null if every member with the right INVOICE_APPROVAL is asked.",
        ("approver_id",),
    )
    updated_at: datetime | None = relation(
        values.column("approval_updated_at"), "Time of the last change.", ("approval_updated_at",)
    )
    updated_by: Actor | None = relation(
        values.column("approval_updated_by"), "The person who made the last change.", ("approval_updated_by",)
    )


APPROVAL_COLUMNS = ("approval_mode", "approval_channel", "approver_id", "approval_updated_at", "approval_updated_by")


@object_type
class Customer(Node):
    """A business or person that the operator works for."""

    id: strawberry.ID = global_id("Customer")
    version: int = column("The number of changes to this row; send it back with a change.")
    name: str = column("The name of the customer.")
    code: str = column("A short, unique code.")
    currency: CurrencyCode = column("The currency of the customer's invoices.")
    time_zone: TimeZone = column(
        "The time zone in which the customer's days end: invoices become overdue at midnight there."
    )
    billing_address: Address | None = relation(
        values.column("billing_address"), "The billing address.", ("billing_address",)
    )
    external_reference: str | None = external_reference("customer")
    created_at: datetime = created_at("customer")
    updated_at: datetime = updated_at("customer")
    archived_at: datetime | None = column("Time at which the customer was archived; null if it is not.")
    viewer_can_update: bool = relation(
        abilities.can_update_customer,
        "Whether the viewer may change its name and billing address: `customerUpdate`; staff may change the rest too.",
        ("id",),
    )
    viewer_can_archive: bool = relation(
        abilities.can_archive_customer,
        "Whether the viewer may archive it: `customerArchive`. False while something is unfinished: orders, invoices, "
        "tenancies that it pays for, access requests, or invitations of members who would lose their access.",
        ("id", "archived_at"),
    )
    viewer_can_restore: bool = relation(
        abilities.can_restore_customer, "Whether the viewer may restore it: `customerRestore`.", ("archived_at",)
    )
    viewer_can_create_api_key: bool = relation(
        abilities.can_make_key,
        "Whether the viewer may make an API key for the customer: `apiKeyCreate`.",
        ("id", "archived_at"),
    )
    viewer_can_open_order: bool = relation(
        abilities.can_open_order,
        "Whether the viewer may open orders of this customer: `orderCreate`. False while it is archived.",
        ("id", "archived_at"),
    )
    viewer_can_add_asset: bool = relation(
        abilities.can_open_order,
        "Whether the viewer may add assets of this customer: `assetCreate`. False while it is archived.",
        ("id", "archived_at"),
    )
    viewer_can_add_site: bool = relation(
        abilities.can_add_site,
        "Whether the viewer may add sites of this customer: `siteCreate`; properties are added by staff with "
        "MANAGE_PROPERTIES alone. False while it is archived.",
        ("id", "archived_at"),
    )
    viewer_can_add_member: bool = relation(
        abilities.can_add_member,
        "Whether the viewer may make contacts members of it: `membershipSet`. False while it is archived.",
        ("id", "archived_at"),
    )
    viewer_can_request_access: bool = relation(
        abilities.can_request_access,
        "Whether the viewer may ask the operator for accounts of colleagues, or for their end: `accessRequestCreate`. "
        "False while it is archived.",
        ("id", "archived_at"),
    )
    viewer_can_invoice: bool = relation(
        abilities.can_invoice,
        "Whether the viewer may make invoices for this customer: `invoiceCreate`. False while it is archived.",
        ("id", "archived_at"),
    )
    viewer_can_change_approval: bool = relation(
        abilities.can_change_approval,
        "Whether the viewer may change how its invoices are approved: `approvalPreferencesUpdate`.",
        ("id",),
    )
    has_administrator: bool | None = relation(
        customers.has_administrator,
        "Whether the customer has an administrator with portal access, for staff; null for others.",
        ("id",),
    )
    memberships: Connection[LazyMembership] = relation(
        connection(customers.memberships, "customer_id"), "The memberships of the customer, oldest first.", ("id",)
    )
    sites: Connection[LazySite] = relation(
        connection(sites.sites_by_name, "customer_id"), "The customer's sites that are not archived, by name.", ("id",)
    )
    assets: Connection[LazyAsset] = relation(
        connection(assets.assets_by_name, "customer_id"),
        "The customer's assets that are not archived, by name.",
        ("id",),
    )
    orders: Connection[LazyOrder] = relation(
        connection(orders.listing, "customer_id"), "The customer's orders.", ("id",)
    )
    invoices: LazyInvoiceConnection = relation(
        connection(invoices.listing, "customer_id"), "The customer's invoices.", ("id",)
    )
    statement: Statement | None = relation(
        files.statement,
        "The charges and payments of a period; null for viewers who may not see the invoices.",
        ("id", "code"),
        arguments={"starts_on": "The first day.", "ends_on": "The last day, included."},
    )
    approval_preferences: ApprovalPreferences = relation(
        values.same_row, "The approval settings for invoices issued from now on.", APPROVAL_COLUMNS
    )


@object_type
class Membership(Node):
    """A contact's membership of a customer. A person may belong to several customers, with different rights in each."""

    id: strawberry.ID = global_id("Membership")
    version: int = column("The number of changes to this row; send it back with a change.")
    created_at: datetime = created_at("membership")
    updated_at: datetime = updated_at("membership")
    customer: LazyCustomer = relation(one(CustomerRow, "customer_id"), "The customer.", ("customer_id",))
    contact: LazyContact = relation(one(ContactRow, "contact_id"), "The contact.", ("contact_id",))
    role: MembershipRole = column("The contact's role in the customer.")
    rights: list[MembershipRight] = relation(customers.rights, "The contact's rights for the customer.", ("rights",))
    viewer_can_update: bool = relation(
        abilities.can_update_membership,
        "Whether the viewer may change role and rights: `membershipSet`. False while the customer is archived.",
        ("id",),
    )
    viewer_can_remove: bool = relation(
        abilities.can_remove_membership, "Whether the viewer may end the membership: `membershipRemove`."
    )


def _private(name: str, description: str) -> Any:
    """A field of a contact that is kept from people who only meet the contact at a property."""
    return relation(
        contacts.private(name), f"{description}, for staff, colleagues and the person; null for others.", ("id", name)
    )


@object_type
class Contact(Node):
    """A person whom the operator deals with."""

    id: strawberry.ID = global_id("Contact")
    version: int = column("The number of changes to this row; send it back with a change.")
    name: str = relation(
        contacts.name,
        "The whole name, for staff, colleagues and the person; for others, the display name.",
        ("id", "name", "display_name"),
    )
    display_name: str = column("The name that everybody sees.")
    email: EmailAddress | None = _private("email", "The e-mail address")
    notification_email: EmailAddress | None = relation(
        contacts.notification_email,
        "The address that notifications go to instead of `email`, for staff and the person; null for others, and if "
        "they go to `email`.",
        ("id", "notification_email"),
    )
    mobile: PhoneNumber | None = _private("mobile", "The telephone number")
    mobile_verified_at: datetime | None = relation(
        contacts.mobile_verified_at,
        "Time at which the number was verified: confirmed by a code, or entered by staff. Only a verified number "
        "gets texts, and only texts from one are attributed to the contact. For staff and the person; null for "
        "others.",
        ("id", "mobile_verified_at"),
    )
    country: CountryCode | None = _private("country", "The country that the contact is in")
    time_zone: TimeZone | None = _private("time_zone", "The contact's time zone")
    locale: Locale | None = _private("locale", "The language chosen by or for the contact")
    external_reference: str | None = external_reference("contact")
    archived_at: datetime | None = _private("archived_at", "Time at which the contact was archived, null if not")
    erased_at: datetime | None = _private(
        "erased_at", "Time at which the contact was erased, since when they have a pseudonym, null if not"
    )
    viewer_can_update: bool = relation(
        abilities.can_update_contact, "Whether the viewer may change the contact: `contactUpdate`.", ("erased_at",)
    )
    viewer_can_archive: bool = relation(
        abilities.can_archive_contact,
        "Whether the viewer may archive the contact: `contactArchive`.",
        ("archived_at", "erased_at"),
    )
    viewer_can_restore: bool = relation(
        abilities.can_restore_contact,
        "Whether the viewer may restore the contact: `contactRestore`.",
        ("archived_at", "erased_at"),
    )
    viewer_can_erase: bool = relation(
        abilities.can_erase,
        "Whether the viewer may erase the contact: `contactErase`. False while an invoice awaits approval that only "
        "this person can give, they are a tenant of a tenancy that has not ended, or an offer of theirs is accepted. "
        "The only administrator of a customer is refused with LAST_ADMIN all the same.",
        ("id",),
    )
    message_locale: Locale | None = relation(
        contacts.message_locale,
        "The language of messages to the contact: `locale` if it has translations, otherwise the operator's "
        "English. For staff, colleagues and the person; null for others.",
        ("id", "locale"),
    )
    created_at: datetime | None = _private("created_at", "Time at which the contact was added")
    updated_at: datetime | None = _private(
        "updated_at", "Time of the last change of the contact, until the first that at which they were added"
    )
    memberships: Connection[Membership] = relation(
        connection(customers.memberships, "contact_id"),
        "The contact's memberships that the viewer may see, oldest first.",
        ("id",),
    )
    parties: Connection[LazyParty] = relation(
        connection(sites.parties, "contact_id"),
        "The contact's roles on properties that the viewer may see, oldest first.",
        ("id",),
    )
    portal_access: LazyPortalAccess | None = relation(
        portal_access.of_contact,
        "The state of the contact's portal access, for the contact and staff with permission MANAGE_PORTAL_ACCESS "
        "or VIEW_AUDIT; null for others, and while the contact has no e-mail address.",
        ("id", "email"),
    )
