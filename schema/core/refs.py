"""Names for types that refer to one another in a circle."""

from typing import TYPE_CHECKING, Annotated

import strawberry

if TYPE_CHECKING:
    from schema.access.types import PortalAccess, PortalActivity
    from schema.invoices.types import Invoice, InvoiceActivity, InvoiceConnection
    from schema.messages.inbound_mails import InboundMail
    from schema.orders.recommendations import Recommendation
    from schema.orders.timeline import TimelineConnection
    from schema.orders.types import Attachment, Order
    from schema.people.types import Contact, Customer, Membership, StaffMember
    from schema.places.types import Asset, Party, Site

LazyAsset = Annotated["Asset", strawberry.lazy("schema.places.types")]
LazyAttachment = Annotated["Attachment", strawberry.lazy("schema.orders.types")]
LazyContact = Annotated["Contact", strawberry.lazy("schema.people.types")]
LazyCustomer = Annotated["Customer", strawberry.lazy("schema.people.types")]
LazyInboundMail = Annotated["InboundMail", strawberry.lazy("schema.messages.inbound_mails")]
LazyInvoice = Annotated["Invoice", strawberry.lazy("schema.invoices.types")]
LazyInvoiceActivity = Annotated["InvoiceActivity", strawberry.lazy("schema.invoices.types")]
LazyInvoiceConnection = Annotated["InvoiceConnection", strawberry.lazy("schema.invoices.types")]
LazyMembership = Annotated["Membership", strawberry.lazy("schema.people.types")]
LazyOrder = Annotated["Order", strawberry.lazy("schema.orders.types")]
LazyParty = Annotated["Party", strawberry.lazy("schema.places.types")]
LazyPortalAccess = Annotated["PortalAccess", strawberry.lazy("schema.access.types")]
LazyPortalActivity = Annotated["PortalActivity", strawberry.lazy("schema.access.types")]
LazyRecommendation = Annotated["Recommendation", strawberry.lazy("schema.orders.recommendations")]
LazySite = Annotated["Site", strawberry.lazy("schema.places.types")]
LazyStaffMember = Annotated["StaffMember", strawberry.lazy("schema.people.types")]
LazyTimelineConnection = Annotated["TimelineConnection", strawberry.lazy("schema.orders.timeline")]
