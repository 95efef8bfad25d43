"""Every query."""

import strawberry

from models.access.links import LinkStatus
from resolvers import nodes as by_id
from resolvers import viewer
from resolvers.access import links, portal_access
from resolvers.core.scalars import EventCursor
from resolvers.invoices import invoices
from resolvers.log import events
from resolvers.messages import incoming, notifications
from resolvers.orders import orders, recommendations
from resolvers.people import contacts, customers, staff
from resolvers.places import assets, sites
from schema.access.types import AccessRequest, InvitationPreview, PasswordPolicy, PasswordStrength
from schema.core.fields import root
from schema.core.types import Connection, Node
from schema.invoices.types import Invoice, InvoiceConnection
from schema.log.types import EventPage
from schema.messages.types import Delivery, InboundMail, Notification, SmsMessage
from schema.orders.types import Order, Recommendation
from schema.people.types import Contact, Customer, StaffMember, StaffRole
from schema.places.types import Asset, Site
from schema.viewer import Portal, Viewer


@strawberry.type(description="What can be read. Whatever a viewer may not see does not exist for them.")
class Query:
    """The root of queries."""

    password_policy: PasswordPolicy = root(links.password_policy, "The rule that passwords are held to.")
    password_strength: PasswordStrength = root(
        links.password_strength,
        "How strong a password would be, judged by the rule that decides: for the strength meter while somebody types.",
    )
    invitation: InvitationPreview = root(
        links.invitation, "What the holder of an activation link may know before using it. Looking never uses it up."
    )
    password_reset_link: LinkStatus = root(
        links.password_reset_link, "Whether a password reset link works. Looking never uses it up."
    )
    email_change_link: LinkStatus = root(
        links.email_change_link,
        "Whether the link works that confirms an e-mail address, or agrees to one from the old address. Looking "
        "never uses it up.",
    )
    portal: Portal = root(viewer.portal, "The business whose portal this is, and where it is reached.")
    viewer: Viewer | None = root(viewer.viewer, "Who is signed in; null when nobody is.")

    node: Node | None = root(by_id.node, "Anything by its id.")
    nodes: list[Node | None] = root(by_id.nodes, "Several by their ids, in that order.")
    customer: Customer | None = root(by_id.customer, "One customer.")
    customers: Connection[Customer] = root(customers.customers, "Customers, by name.")
    contact: Contact | None = root(by_id.contact, "One person.")
    contacts: Connection[Contact] = root(contacts.contacts, "People, by name.")
    site: Site | None = root(by_id.site, "One site or property.")
    sites: Connection[Site] = root(sites.sites, "Sites and properties, by name.")
    asset: Asset | None = root(by_id.asset, "One asset.")
    assets: Connection[Asset] = root(assets.assets, "Assets, by name.")
    order: Order | None = root(orders.order, "One order, by its id or its number.")
    orders: Connection[Order] = root(
        orders.orders,
        "Orders. The search looks at number, asset name and serial number, site, customer and problem summary.",
    )
    recommendations: Connection[Recommendation] = root(
        recommendations.recommendations, "Recommendations, newest first."
    )
    invoice: Invoice | None = root(invoices.invoice, "One invoice, by its id or its number.")
    invoices: InvoiceConnection = root(
        invoices.invoices, "Invoices. The search looks at number, order number and customer."
    )
    deliveries: Connection[Delivery] = root(
        notifications.deliveries, "Messages sent or still to be sent, newest first, without what they say."
    )
    sms_messages: Connection[SmsMessage] = root(
        incoming.sms_messages, "Text messages that came in and what became of each, newest first."
    )
    inbound_mails: Connection[InboundMail] = root(
        incoming.inbound_mails,
        "Answers to our e-mails and what became of each, newest first; those in state OPEN wait for staff.",
    )
    notifications: Connection[Notification] = root(
        notifications.notifications, "The viewer's own notifications, newest first."
    )
    event_cursor: EventCursor = root(
        events.event_cursor,
        "The end of the event log now: read it, in a request of its own, before a snapshot, then subscribe after it, "
        "and nothing is missed.",
    )
    events: EventPage = root(
        events.events,
        "What happened after a cursor, oldest first.",
        {"after": "Where to start: what comes after this cursor.", "first": "How many at most, 1 to 500."},
    )
    username_suggestion: str = root(
        portal_access.username_suggestion, "A readable username for a contact that nobody has."
    )
    username_available: bool = root(
        portal_access.username_available,
        "Whether a username could be given, whatever its case and form: nobody else has it as a username or an e-mail "
        "address.",
        {"contact_id": "For whom, whose own address may be their username; left out, for somebody without an address."},
    )
    access_requests: Connection[AccessRequest] = root(
        portal_access.access_requests, "Requests of customers' administrators for accounts, newest first."
    )
    staff_members: list[StaffMember] = root(staff.staff_members, "Everybody who works for the operator, by name.")
    staff_roles: list[StaffRole] = root(staff.staff_roles, "The roles that staff can have, by name.")
