"""Names for types that refer to one another in a circle."""

from typing import TYPE_CHECKING, Annotated

import strawberry

if TYPE_CHECKING:
    from schema.access import PortalAccess, PortalActivity
    from schema.inbound_mails import InboundMail
    from schema.invoices import Invoice, InvoiceActivity, InvoiceConnection
    from schema.orders import Attachment, Order
    from schema.people import Contact, Customer, Membership, StaffMember
    from schema.places import Asset, Party, Site
    from schema.recommendations import Recommendation
    from schema.timeline import TimelineConnection

LazyAsset = Annotated["Asset", strawberry.lazy("schema.places")]
LazyAttachment = Annotated["Attachment", strawberry.lazy("schema.orders")]
LazyContact = Annotated["Contact", strawberry.lazy("schema.people")]
LazyCustomer = Annotated["Customer", strawberry.lazy("schema.people")]
LazyInboundMail = Annotated["InboundMail", strawberry.lazy("schema.inbound_mails")]
LazyInvoice = Annotated["Invoice", strawberry.lazy("schema.invoices")]
LazyInvoiceActivity = Annotated["InvoiceActivity", strawberry.lazy("schema.invoices")]
LazyInvoiceConnection = Annotated["InvoiceConnection", strawberry.lazy("schema.invoices")]
LazyMembership = Annotated["Membership", strawberry.lazy("schema.people")]
LazyOrder = Annotated["Order", strawberry.lazy("schema.orders")]
LazyParty = Annotated["Party", strawberry.lazy("schema.places")]
LazyPortalAccess = Annotated["PortalAccess", strawberry.lazy("schema.access")]
LazyPortalActivity = Annotated["PortalActivity", strawberry.lazy("schema.access")]
LazyRecommendation = Annotated["Recommendation", strawberry.lazy("schema.recommendations")]
LazySite = Annotated["Site", strawberry.lazy("schema.places")]
LazyStaffMember = Annotated["StaffMember", strawberry.lazy("schema.people")]
LazyTimelineConnection = Annotated["TimelineConnection", strawberry.lazy("schema.timeline")]
