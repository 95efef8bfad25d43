"""Events of rows that have no history of their own: they were added, changed or removed."""

import strawberry

from models.access.requests import AccessRequest as AccessRequestRow
from models.partners.key_changes import ApiKeyChange
from models.partners.keys import ApiKey as ApiKeyRow
from models.partners.webhook_changes import WebhookChange
from models.partners.webhooks import Webhook as WebhookRow
from models.people.contacts import Contact as ContactRow
from models.people.customers import Customer as CustomerRow
from models.people.memberships import Membership as MembershipRow
from models.people.staff import StaffMember as StaffRow
from models.people.staff import StaffRole as StaffRoleRow
from models.places.assets import Asset as AssetRow
from models.places.sites import Party as PartyRow
from models.places.sites import Site as SiteRow
from models.tenancies.documents import PropertyDocument as PropertyDocumentRow
from models.tenancies.rows import Tenancy as TenancyRow
from resolvers.core import values
from resolvers.core.relations import one
from resolvers.log import events
from schema.access.types import AccessRequest
from schema.core.fields import global_id, object_type, relation
from schema.core.types import Money
from schema.log.items import PortalEvent, PropertyEventOrCheckpoint
from schema.partners.types import ApiKey
from schema.partners.webhook_types import Webhook
from schema.people.staff_types import StaffMember, StaffRole
from schema.people.types import Contact, Customer, Membership
from schema.places.types import Asset, Party, Site
from schema.tenancies.document_types import PropertyDocument
from schema.tenancies.types import Tenancy


@object_type
class ContactEvent(PortalEvent):
    """A contact was added, changed, archived or restored."""

    contact: Contact | None = relation(
        one(ContactRow, "contact_id"),
        "The contact as they are now; null if the viewer no longer sees them.",
        ("contact_id",),
    )
    reason: str | None = relation(
        events.reason, "The reason, or another detail, if given; null for everybody but staff.", ("data",)
    )


@object_type
class MembershipEvent(PortalEvent):
    """A membership was added, changed or removed."""

    membership_id: strawberry.ID = relation(
        events.named_id("Membership", "membership_id"), "The id of the membership, also if it ended.", ("data",)
    )
    membership: Membership | None = relation(
        events.named(MembershipRow, "membership_id"),
        "The membership as it is now; null if it ended, or the viewer no longer sees it.",
        ("data",),
    )
    customer: Customer | None = relation(
        one(CustomerRow, "customer_id"), "The customer; null if the viewer no longer sees it.", ("customer_id",)
    )
    contact: Contact | None = relation(
        one(ContactRow, "contact_id"), "The contact; null if the viewer no longer sees them.", ("contact_id",)
    )
    reason: str | None = relation(events.reason, "The reason, if given; null for everybody but staff.", ("data",))


@object_type
class SiteEvent(PortalEvent):
    """A site was added, changed, archived or restored."""

    site_id: strawberry.ID = global_id("Site", "site_id")
    site: Site | None = relation(
        one(SiteRow, "site_id"), "The site as it is now; null if the viewer no longer sees it.", ("site_id",)
    )
    reason: str | None = relation(events.reason, "The reason, if given; null for everybody but staff.", ("data",))


@object_type
class PartyEvent(PortalEvent):
    """A role on a property was given, changed or removed."""

    party_id: strawberry.ID | None = relation(
        events.named_id("Party", "party_id"),
        "The id of the role, also if it was removed; null for an event from before roles stood in events.",
        ("data",),
    )
    party: Party | None = relation(
        events.named(PartyRow, "party_id"),
        "The role as it is now; null if it was removed, or the viewer no longer sees it.",
        ("data",),
    )
    site: Site | None = relation(
        one(SiteRow, "site_id"), "The property; null if the viewer no longer sees it.", ("site_id",)
    )
    contact: Contact | None = relation(
        one(ContactRow, "contact_id"), "The contact; null if the viewer no longer sees them.", ("contact_id",)
    )


@object_type
class AssetEvent(PortalEvent):
    """An asset was added, changed, archived or restored."""

    asset_id: strawberry.ID = relation(events.named_id("Asset", "asset_id"), "The id of the asset.", ("data",))
    asset: Asset | None = relation(
        events.named(AssetRow, "asset_id"),
        "The asset as it is now; null if the viewer no longer sees it.",
        ("data",),
    )
    reason: str | None = relation(events.reason, "The reason, if given; null for everybody but staff.", ("data",))


@object_type
class TenancyEvent(PortalEvent, PropertyEventOrCheckpoint):
    """A tenancy was proposed, changed, agreed or ended, notice of it was given, or rent was charged or taken back."""

    tenancy_id: strawberry.ID = relation(events.named_id("Tenancy", "tenancy_id"), "The id of the tenancy.", ("data",))
    tenancy: Tenancy | None = relation(
        events.named(TenancyRow, "tenancy_id"),
        "The tenancy as it is now; null if the viewer no longer sees it.",
        ("data",),
    )
    site: Site | None = relation(
        one(SiteRow, "site_id"), "The property; null if the viewer does not see it.", ("site_id",)
    )
    rent: Money | None = relation(
        values.event_money("rent"), "The rent that was charged, or is left of it; null for other events.", ("data",)
    )


@object_type
class PropertyDocumentEvent(PortalEvent, PropertyEventOrCheckpoint):
    """A document of a property was filed, changed or removed, or expires."""

    document_id: strawberry.ID = relation(
        events.named_id("PropertyDocument", "document_id"), "The id of the document, also if it was removed.", ("data",)
    )
    document: PropertyDocument | None = relation(
        events.named(PropertyDocumentRow, "document_id"),
        "The document as it is now; null if it was removed, or the viewer no longer sees it.",
        ("data",),
    )
    site: Site | None = relation(
        one(SiteRow, "site_id"), "The property; null if the viewer does not see it.", ("site_id",)
    )


@object_type
class CustomerEvent(PortalEvent):
    """A customer was added, changed, archived or restored."""

    customer: Customer | None = relation(
        one(CustomerRow, "customer_id"),
        "The customer as it is now; null if the viewer no longer sees it.",
        ("customer_id",),
    )
    reason: str | None = relation(events.reason, "The reason, if given; null for everybody but staff.", ("data",))


@object_type
class StaffEvent(PortalEvent):
    """A member of staff was added or changed."""

    staff_member: StaffMember = relation(
        events.subject(StaffRow, "staff_id"), "The member of staff, now.", ("staff_id",)
    )


@object_type
class StaffRoleEvent(PortalEvent):
    """A role of staff was added or changed."""

    staff_role_id: strawberry.ID = relation(
        events.named_id("StaffRole", "staff_role_id"), "The id of the role.", ("data",)
    )
    staff_role: StaffRole | None = relation(
        events.named(StaffRoleRow, "staff_role_id"), "The role as it is now; null if it was removed.", ("data",)
    )


@object_type
class ApiKeyEvent(PortalEvent):
    """An API key was made, changed, rotated or revoked."""

    api_key_id: strawberry.ID = relation(events.named_id("ApiKey", "api_key_id"), "The id of the key.", ("data",))
    api_key: ApiKey | None = relation(
        events.named(ApiKeyRow, "api_key_id"),
        "The key as it is now; null if the viewer no longer sees it.",
        ("data",),
    )
    change: ApiKeyChange = relation(values.event_data("change"), "The change.", ("data",))


@object_type
class AccessRequestEvent(PortalEvent):
    """A request for access was made, added to, granted or refused."""

    access_request_id: strawberry.ID = relation(
        events.named_id("AccessRequest", "access_request_id"), "The id of the request.", ("data",)
    )
    access_request: AccessRequest | None = relation(
        events.named(AccessRequestRow, "access_request_id"),
        "The request as it is now; null if the viewer no longer sees it.",
        ("data",),
    )


@object_type
class WebhookEvent(PortalEvent):
    """A webhook was made, changed, tested, replayed, paused or deleted."""

    webhook_id: strawberry.ID = relation(
        events.named_id("Webhook", "webhook_id"), "The id of the webhook, also if it was deleted.", ("data",)
    )
    webhook: Webhook | None = relation(
        events.named(WebhookRow, "webhook_id"),
        "The webhook as it is now; null if it was deleted, or the viewer no longer sees it.",
        ("data",),
    )
    webhook_change: WebhookChange = relation(values.event_data("change"), "The change.", ("data",))


@object_type
class OrderArchiveEvent(PortalEvent):
    """An order that ended long ago was taken out of the portal with all that is its own, or is back."""

    order_id: strawberry.ID = relation(
        events.named_id("Order", "order"), "The id of the order, also while it is not there.", ("data",)
    )
    order_number: str | None = relation(
        events.order_number, "The number of the order; null for a draft that was cancelled.", ("data",)
    )
    invoice_ids: list[strawberry.ID] = relation(
        events.invoice_ids, "The ids of its invoices, which went or came back with it.", ("data",)
    )


ROW_EVENTS = (
    ContactEvent,
    MembershipEvent,
    SiteEvent,
    PartyEvent,
    AssetEvent,
    CustomerEvent,
    StaffEvent,
    StaffRoleEvent,
    ApiKeyEvent,
    WebhookEvent,
    AccessRequestEvent,
    OrderArchiveEvent,
    TenancyEvent,
    PropertyDocumentEvent,
)
"""The types of these events."""
