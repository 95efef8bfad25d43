"""Every query."""

import strawberry

from models.access.links import LinkStatus
from resolvers import nodes as by_id
from resolvers import portal as portal_frame
from resolvers import search as all_nouns
from resolvers import viewer
from resolvers.access import links, portal_access
from resolvers.core.scalars import EventCursor
from resolvers.invoices import credit_notes, invoices
from resolvers.invoices import figures as invoice_figures
from resolvers.log import events
from resolvers.market import interest, offers, viewings
from resolvers.market import listings as market
from resolvers.messages import incoming, notifications
from resolvers.orders import figures as order_figures
from resolvers.orders import orders, recommendations
from resolvers.partners import exports, keys
from resolvers.partners import webhooks as webhook_lists
from resolvers.people import contacts, customers, staff
from resolvers.places import assets, sites
from resolvers.tenancies import documents, tenancies
from schema.access.types import AccessRequest, InvitationPreview, PasswordPolicy, PasswordStrength
from schema.core.fields import FIGURES, FILTERS, root
from schema.core.types import Connection, Node
from schema.invoices.credit_types import CreditNote
from schema.invoices.figure_types import InvoiceStats
from schema.invoices.types import Invoice, InvoiceConnection
from schema.log.types import PortalEventConnection
from schema.market.interest_types import Enquiry, Requirement
from schema.market.offer_types import Offer
from schema.market.types import Listing
from schema.market.viewing_types import Viewing
from schema.messages.types import Delivery, InboundMail, Notification, SmsMessage
from schema.orders.figure_types import OrderStats
from schema.orders.types import Order, Recommendation
from schema.partners.export_types import BulkExport
from schema.partners.types import ApiKey
from schema.partners.webhook_types import Webhook, WebhookDelivery
from schema.people.staff_types import StaffMember, StaffRole
from schema.people.types import Contact, Customer
from schema.places.types import Asset, Site
from schema.portal import Portal
from schema.search import SearchResult
from schema.tenancies.document_types import PropertyDocument
from schema.tenancies.types import Tenancy
from schema.viewer import Viewer


@strawberry.type(description="Reads. Anything that the viewer may not see is treated as if it did not exist.")
class Query:
    """The root of queries."""

    password_policy: PasswordPolicy = root(links.password_policy, "The policy for passwords.")
    password_strength: PasswordStrength | None = root(
        links.password_strength,
        "The strength of a password, judged by the rule that decides whether it is accepted. For a strength meter.",
    )
    invitation: InvitationPreview | None = root(
        links.invitation,
        "The details of an invitation, for the holder of its link. Reading them does not use the link.",
    )
    password_reset_link: LinkStatus | None = root(
        links.password_reset_link, "Whether a password reset link works. Checking does not use the link."
    )
    email_change_link: LinkStatus | None = root(
        links.email_change_link,
        "Whether a link works that confirms an e-mail address, or agrees to a new one from the old address. "
        "Checking does not use the link.",
    )
    portal: Portal = root(
        portal_frame.portal,
        "The frame of every page: the business that operates this portal, its addresses, and the limits that pages "
        "state.",
    )
    viewer: Viewer | None = root(viewer.viewer, "The signed-in viewer; null if nobody is signed in.")

    node: Node | None = root(by_id.node, "The object of this id; null if the viewer may not see it.")
    nodes: list[Node | None] | None = root(
        by_id.nodes, "The objects of these ids, in their order, with null for those that the viewer may not see."
    )
    search: list[SearchResult] | None = root(
        all_nouns.search,
        "Orders, invoices, customers, contacts, sites and assets at once, for a search bar: what has exactly this "
        "number, name, code or address first, then what has a name that begins so, then the rest, each newest first. "
        "Each type is searched as its own list is, and without a filter: archived contacts are left out.",
        {
            "query": "Words to search for, as in `search` of the lists; nothing is found for a blank query.",
            "types": "The types to search; by default, all.",
            "first": "Maximum number of results, at most 100.",
        },
    )
    customer: Customer | None = root(by_id.customer, "One customer.")
    customers: Connection[Customer] | None = root(customers.customers, "Customers, by name.")
    contact: Contact | None = root(by_id.contact, "One contact.")
    contacts: Connection[Contact] | None = root(contacts.contacts, "Contacts, by name.")
    site: Site | None = root(by_id.site, "One site or property.")
    sites: Connection[Site] | None = root(sites.sites, "Sites and properties, by name.")
    asset: Asset | None = root(by_id.asset, "One asset.")
    assets: Connection[Asset] | None = root(assets.assets, "Assets, by name.")
    tenancy: Tenancy | None = root(tenancies.tenancy, "One tenancy.")
    tenancies: Connection[Tenancy] | None = root(
        tenancies.tenancies, "Tenancies, the latest first. The search covers the name and the address of the property."
    )
    property_documents: Connection[PropertyDocument] | None = root(
        documents.documents, "The documents of properties and tenancies, newest first unless `sort` says otherwise."
    )
    order: Order | None = root(orders.order, "One order, by its id or its number.")
    orders: Connection[Order] | None = root(
        orders.orders,
        "Orders. The search covers number, asset name and serial number, site, customer and problem summary.",
    )
    order_stats: OrderStats | None = root(
        order_figures.order_stats,
        "Figures of the orders of a list, by group: how many there are, and how long people wait.",
        FIGURES,
    )
    recommendations: Connection[Recommendation] | None = root(
        recommendations.recommendations, "Recommendations, newest first unless `sort` says otherwise."
    )
    invoice: Invoice | None = root(invoices.invoice, "One invoice, by its id or its number.")
    credit_note: CreditNote | None = root(credit_notes.credit_note, "One credit note, by its id or its number.")
    invoices: InvoiceConnection | None = root(
        invoices.invoices, "Invoices. The search covers number, order number and customer."
    )
    invoice_stats: InvoiceStats | None = root(
        invoice_figures.invoice_stats,
        "Figures of the invoices of a list, by group and currency: how many there are, their amounts, what is overdue, "
        "and how soon they are approved and paid.",
        FIGURES,
    )
    listing: Listing | None = root(market.one_listing, "One listing, by its id or its reference.")
    listings: Connection[Listing] | None = root(
        market.listings,
        "Listings. The search covers headline and area and, for viewers who see the property, its name and address.",
    )
    enquiries: Connection[Enquiry] | None = root(
        interest.enquiries, "Enquiries about listings: the viewer's own, or for staff all."
    )
    requirements: Connection[Requirement] | None = root(
        interest.requirements, "Requirements of people who look for something: the viewer's own, or for staff all."
    )
    viewings: Connection[Viewing] | None = root(
        viewings.viewings, "Viewings that the viewer may see, the next first unless `sort` says otherwise."
    )
    offers: Connection[Offer] | None = root(
        offers.offers,
        "Offers for listings: the viewer's own, those for their properties or, for staff, all. Newest first unless "
        "`sort` says otherwise.",
    )
    deliveries: Connection[Delivery] | None = root(
        notifications.deliveries, "Messages that were sent or are to be sent, newest first, without their content."
    )
    sms_messages: Connection[SmsMessage] | None = root(
        incoming.sms_messages, "Incoming text messages with their outcomes, newest first."
    )
    inbound_mails: Connection[InboundMail] | None = root(
        incoming.inbound_mails,
        "Replies to our e-mails with their outcomes, newest first; those in state OPEN wait for staff.",
    )
    notifications: Connection[Notification] | None = root(
        notifications.notifications, "The viewer's own notifications, newest first."
    )
    event_cursor: EventCursor | None = root(
        events.event_cursor,
        "The cursor of the end of the event log. Read it, in a request of its own, before a snapshot, then "
        "subscribe after it, and no event is missed.",
    )
    events: PortalEventConnection | None = root(
        events.events,
        "The events of the log that the viewer may see, oldest first, from its beginning or after a cursor: exactly "
        "those of the stream `Subscription.events` with the same filter.",
        {**FILTERS, "after": "A cursor of an event, or of the log: return the events after it. Use it with `first`."},
    )
    username_suggestion: str | None = root(
        portal_access.username_suggestion, "A readable, available username for a contact."
    )
    username_available: bool | None = root(
        portal_access.username_available,
        "Whether a username is available: nobody else has it as a username or an e-mail address, regardless of case "
        "and Unicode form.",
        {
            "contact_id": "The contact who would get it, whose own address is allowed; by default, somebody without an "
            "address."
        },
    )
    access_requests: Connection[AccessRequest] | None = root(
        portal_access.access_requests, "Access requests of customers' administrators, newest first."
    )
    api_key: ApiKey | None = root(by_id.api_key, "One API key.")
    api_keys: Connection[ApiKey] | None = root(
        keys.api_keys, "The API keys that the viewer manages, newest first unless `sort` says otherwise."
    )
    bulk_export: BulkExport | None = root(
        by_id.bulk_export, "One bulk export by its id; null unless the viewer asked for it."
    )
    bulk_exports: Connection[BulkExport] | None = root(
        exports.bulk_exports,
        "The bulk exports that the viewer asked for, newest first unless `sort` says otherwise.",
    )
    webhook: Webhook | None = root(by_id.webhook, "One webhook.")
    webhooks: Connection[Webhook] | None = root(
        webhook_lists.webhooks,
        "The webhooks of API keys that the viewer manages, newest first unless `sort` says otherwise.",
    )
    webhook_deliveries: Connection[WebhookDelivery] | None = root(
        webhook_lists.webhook_deliveries,
        "The deliveries to these webhooks with their tries, newest first unless `sort` says otherwise.",
    )
    staff_members: Connection[StaffMember] | None = root(
        staff.staff_members,
        "Present and former members of staff, by name unless `sort` says otherwise.",
        {"sort": "The sort order; by default, by name."},
    )
    staff_roles: list[StaffRole] | None = root(staff.staff_roles, "All staff roles, by name.")
