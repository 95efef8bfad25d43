"""The viewer, and their landing page."""

from models.core.viewer import ActorKind, Permission
from models.messages.digests import DigestFrequency
from resolvers import viewer
from resolvers.core import values
from resolvers.messages import notifications
from schema.access.types import Session
from schema.core.fields import column, object_type, relation
from schema.invoices.types import Invoice
from schema.messages.types import Notification, NotificationPreference
from schema.orders.types import Order, Recommendation
from schema.people.types import Contact, Membership, StaffMember
from schema.places.types import Party

HOW_MANY = {"first": "How many at most, up to 100."}


@object_type
class Overview:
    """The landing page in one query."""

    recent_orders: list[Order] = relation(viewer.recent_orders, "The newest orders.", arguments=HOW_MANY)
    outstanding_invoices: list[Invoice] = relation(
        viewer.outstanding_invoices, "Invoices that are not paid in full, soonest due first.", arguments=HOW_MANY
    )
    awaiting_my_approval: list[Invoice] = relation(
        viewer.awaiting_my_approval, "Invoices that wait for the viewer's decision, oldest first.", arguments=HOW_MANY
    )
    pending_recommendations: list[Recommendation] = relation(
        viewer.pending_recommendations, "Recommendations without a final answer, oldest first.", arguments=HOW_MANY
    )
    latest_notifications: list[Notification] = relation(
        viewer.latest_notifications, "What the viewer was told last.", arguments=HOW_MANY
    )
    unread_notification_count: int = relation(
        viewer.unread_notification_count, "How much the viewer was told that they have not read."
    )
    open_inbound_mail_count: int = relation(
        viewer.open_inbound_mail_count, "How many mails that came in wait for staff; 0 for whoever may not see them."
    )


@object_type
class Viewer:
    """Who asks."""

    kind: ActorKind = relation(viewer.kind, "What they are.")
    contact: Contact | None = relation(viewer.contact, "Themselves, where a portal user looks.")
    staff_member: StaffMember | None = relation(viewer.staff_member, "Themselves, where a member of staff looks.")
    permissions: list[Permission] = relation(viewer.permissions, "What their role lets them do; contacts have none.")
    memberships: list[Membership] = relation(viewer.memberships, "The customers that they belong to.")
    parties: list[Party] = relation(viewer.parties, "Their roles on properties that are in force.")
    is_profile_complete: bool = relation(
        viewer.is_profile_complete, "Whether they have said their country and the number to reach them at."
    )
    overview: Overview = relation(values.empty_row, "The landing page.")
    sessions: list[Session] = relation(viewer.sessions, "Where they are signed in, last used first.")
    notification_preferences: list[NotificationPreference] = relation(
        notifications.preferences, "How they are told of each kind of thing."
    )
    digest_frequency: DigestFrequency = relation(
        notifications.digest_frequency, "How often they get the e-mails that can wait."
    )


@object_type
class Portal:
    """The business whose portal this is, as everybody may know it: for sign-in pages, feet and errors."""

    name: str = column("Its name.")
    url: str = column("The address of the portal, with which links in messages begin.")
    support_email: str | None = column("An address that its people read; null where none is set.")
    support_phone: str | None = column("A number that its people answer, as it is written; null where none is set.")
