"""Names for types that refer to one another in a circle."""

from typing import TYPE_CHECKING, Annotated, Any, ForwardRef

import strawberry

if TYPE_CHECKING:
    # Importing the types here would close the circle, and nothing in Python reads the fields that have them.
    LazyAsset = Any
    LazyAttachment = Any
    LazyContact = Any
    LazyCreditNote = Any
    LazyCustomer = Any
    LazyInboundMail = Any
    LazyInvoice = Any
    LazyInvoiceActivity = Any
    LazyInvoiceConnection = Any
    LazyListing = Any
    LazyListingActivity = Any
    LazyTenancyActivity = Any
    LazyMembership = Any
    LazyOffer = Any
    LazyOrder = Any
    LazyParty = Any
    LazyPortalAccess = Any
    LazyPortalActivity = Any
    LazyPropertyDocument = Any
    LazyRecommendation = Any
    LazySite = Any
    LazyStaffMember = Any
    LazyTenancy = Any
    LazyTimelineConnection = Any
    LazyViewing = Any
    LazyViewer = Any
else:

    def _lazy(name: str, module: str) -> Any:
        return Annotated[ForwardRef(name), strawberry.lazy(module)]

    LazyAsset = _lazy("Asset", "schema.places.types")
    LazyAttachment = _lazy("Attachment", "schema.orders.types")
    LazyContact = _lazy("Contact", "schema.people.types")
    LazyCreditNote = _lazy("CreditNote", "schema.invoices.credit_types")
    LazyCustomer = _lazy("Customer", "schema.people.types")
    LazyInboundMail = _lazy("InboundMail", "schema.messages.types")
    LazyInvoice = _lazy("Invoice", "schema.invoices.types")
    LazyInvoiceActivity = _lazy("InvoiceActivity", "schema.invoices.types")
    LazyInvoiceConnection = _lazy("InvoiceConnection", "schema.invoices.types")
    LazyListing = _lazy("Listing", "schema.market.types")
    LazyListingActivity = _lazy("ListingActivity", "schema.market.types")
    LazyTenancyActivity = _lazy("TenancyActivity", "schema.tenancies.history_types")
    LazyMembership = _lazy("Membership", "schema.people.types")
    LazyOffer = _lazy("Offer", "schema.market.offer_types")
    LazyOrder = _lazy("Order", "schema.orders.types")
    LazyParty = _lazy("Party", "schema.places.types")
    LazyPortalAccess = _lazy("PortalAccess", "schema.access.types")
    LazyPortalActivity = _lazy("PortalActivity", "schema.access.types")
    LazyPropertyDocument = _lazy("PropertyDocument", "schema.tenancies.document_types")
    LazyRecommendation = _lazy("Recommendation", "schema.orders.types")
    LazySite = _lazy("Site", "schema.places.types")
    LazyStaffMember = _lazy("StaffMember", "schema.people.staff_types")
    LazyTenancy = _lazy("Tenancy", "schema.tenancies.types")
    LazyTimelineConnection = _lazy("TimelineConnection", "schema.orders.timeline")
    LazyViewing = _lazy("Viewing", "schema.market.viewing_types")
    LazyViewer = _lazy("Viewer", "schema.viewer")
