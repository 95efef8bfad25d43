"""The viewer, and their landing page."""

import strawberry

from models.core.viewer import ActorKind, Permission
from models.messages.digests import DigestFrequency
from resolvers import viewer
from resolvers.core import values
from resolvers.messages import notifications
from schema.access.types import Session
from schema.core.fields import object_type, relation
from schema.core.types import Connection, Node
from schema.invoices.types import Invoice
from schema.market.interest_types import Requirement
from schema.market.offer_types import Offer
from schema.market.types import Listing
from schema.market.viewing_types import Attendance, Viewing
from schema.messages.types import Notification, NotificationPreference
from schema.orders.types import Order, Recommendation
from schema.partners.types import ApiKey
from schema.people.staff_types import StaffMember
from schema.people.types import Contact, Membership
from schema.places.types import Party
from schema.tenancies.document_types import PropertyDocument
from schema.tenancies.types import Tenancy

HOW_MANY = {"first": "Maximum number of items, at most 100."}


@object_type
class Overview(Node):
    """The data of the landing page, in one query. Its id is the person's own, so that a normalised cache merges what
    several queries ask of it."""

    id: strawberry.ID = relation(viewer.own_id("Overview"), "A global id: opaque, and permanent for each person.")
    recent_orders: list[Order] = relation(viewer.recent_orders, "The newest orders.", arguments=HOW_MANY)
    outstanding_invoices: list[Invoice] = relation(
        viewer.outstanding_invoices, "The invoices that are not paid in full, earliest due first.", arguments=HOW_MANY
    )
    awaiting_my_approval: list[Invoice] = relation(
        viewer.awaiting_my_approval, "The invoices that await the viewer's decision, oldest first.", arguments=HOW_MANY
    )
    pending_recommendations: list[Recommendation] = relation(
        viewer.pending_recommendations, "The recommendations without a final answer, oldest first.", arguments=HOW_MANY
    )
    tenancies: list[Tenancy] = relation(
        viewer.tenancies,
        "The tenancies that have not ended, the latest first: those of a landlord's properties, with what is in "
        "arrears, and a tenant's own, with the next charge and the balance.",
        arguments=HOW_MANY,
    )
    expiring_documents: list[PropertyDocument] = relation(
        viewer.expiring_documents,
        "The documents of properties that expire within 60 days or have expired, the earliest first.",
        arguments=HOW_MANY,
    )
    listings: list[Listing] = relation(
        viewer.listings,
        "The listings that are not completed, let or withdrawn, newest first: those of a landlord's or a vendor's "
        "properties, with their progress, and those that an applicant asked about or is looking for.",
        arguments=HOW_MANY,
    )
    upcoming_viewings: list[Viewing] = relation(
        viewer.upcoming_viewings,
        "The viewings to come, the next first: those of an owner's properties, of a tenant's home, and an applicant's "
        "own.",
        arguments=HOW_MANY,
    )
    released_feedback: list[Attendance] = relation(
        viewer.released_feedback,
        "The feedback on viewings that was released to the owners, the latest first: that on an owner's properties, "
        "and an applicant's own.",
        arguments=HOW_MANY,
    )
    open_offers: list[Offer] = relation(
        viewer.open_offers,
        "The offers that stand, last changed first: those for an owner's properties, and an applicant's own.",
        arguments=HOW_MANY,
    )
    requirements: list[Requirement] = relation(
        viewer.requirements,
        "The open requirements of the viewer, newest first; for staff, those of everybody.",
        arguments=HOW_MANY,
    )
    latest_notifications: list[Notification] = relation(
        viewer.latest_notifications, "The viewer's notifications, newest first.", arguments=HOW_MANY
    )
    unread_notification_count: int = relation(
        viewer.unread_notification_count, "The number of the viewer's unread notifications, at most 10,000."
    )
    open_inbound_mail_count: int = relation(
        viewer.open_inbound_mail_count,
        "The number of incoming e-mails that wait for staff, at most 10,000; 0 for viewers who may not see them.",
    )


@object_type
class Viewer(Node):
    """The person or program that made the request. Only they find it by its id."""

    id: strawberry.ID = relation(viewer.own_id("Viewer"), "A global id: opaque, and permanent for each person.")
    kind: ActorKind = relation(viewer.kind, "The kind of viewer.")
    contact: Contact | None = relation(viewer.contact, "The viewer as a contact; null for others.")
    staff_member: StaffMember | None = relation(
        viewer.staff_member, "The viewer as a member of staff; null for others."
    )
    api_key: ApiKey | None = relation(viewer.api_key, "The viewer as an API key; null for others.")
    permissions: list[Permission] = relation(
        viewer.permissions, "The permissions of the viewer's role; empty for all but staff."
    )
    memberships: Connection[Membership] = relation(
        viewer.memberships, "The viewer's memberships of customers, oldest first."
    )
    parties: Connection[Party] = relation(
        viewer.parties, "The viewer's roles on properties that are in force, oldest first."
    )
    is_profile_complete: bool = relation(
        viewer.is_profile_complete,
        "Whether the viewer has entered a country and a mobile number; always true for staff.",
    )
    overview: Overview = relation(values.empty_row, "The landing page.")
    sessions: Connection[Session] = relation(viewer.sessions, "The viewer's open sessions, last used first.")
    notification_preferences: list[NotificationPreference] = relation(
        notifications.preferences, "The viewer's preference for each kind of notification."
    )
    digest_frequency: DigestFrequency = relation(
        notifications.digest_frequency, "The frequency at which the viewer gets e-mails that can wait."
    )
