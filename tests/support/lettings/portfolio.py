"""A landlord with many properties, written as rows within a second: each is let, charged for and on the market."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from adapters import clock
from models.core import text
from models.core.viewer import PartyRole
from models.invoices.overdue import overdue_from
from models.invoices.rows import ApprovalStatus, Invoice, PaymentStatus
from models.market.listing_states import ListingKind, ListingStatus, PriceQualifier
from models.market.listings import Listing
from models.people.customers import ApprovalMode
from models.places.sites import Party, Site, SiteKind
from models.tenancies.charges import RentCharge
from models.tenancies.rows import RentPeriod, Tenancy, TenancyState, TenancyTenant

RENT = 100_000
"""Of each tenancy a month, in minor units: at every property with an even number one month is overdue."""
FIRST_NUMBER = 10_000
"""Of invoices and listings, far from those that the app gives."""


async def write_portfolio(landlord: UUID, tenant: UUID, customer: UUID, first: int, count: int) -> None:
    """Write so many properties of a landlord, numbered from `first` on, each with a tenancy, two charges and a listing.

    The landlord has had each role from another day on, so that none shows the same time as another.
    """
    today, now = clock.now().date(), clock.now()
    sites, parties, tenancies, tenants = list[Site](), list[Party](), list[Tenancy](), list[TenancyTenant]()
    invoices, charges, listings = list[Invoice](), list[RentCharge](), list[Listing]()
    for place in range(first, first + count):
        name = f"{place} Long Row"
        site = Site(kind=SiteKind.PROPERTY, name=name, name_key=text.key(name), line1=name, city="Leeds", country="GB")
        begun = today - timedelta(days=100 + place)
        role = Party(site_id=site.id, contact_id=landlord, role=PartyRole.LANDLORD, starts_on=begun, given_at=now)
        tenancy = Tenancy(
            site_id=site.id,
            customer_id=customer,
            state=TenancyState.ACTIVE,
            starts_on=today - timedelta(days=31),
            rent_minor=RENT,
            currency="GBP",
            rent_period=RentPeriod.MONTHLY,
            rent_due_from=today - timedelta(days=31),
            charged_until=today + timedelta(days=29),
            activated_at=now,
        )
        sites.append(site)
        parties.append(role)
        tenancies.append(tenancy)
        tenants.append(TenancyTenant(tenancy_id=tenancy.id, contact_id=tenant))
        for late in (True, False):
            due = today - timedelta(days=31 if late else 0)
            invoice = Invoice(
                number=FIRST_NUMBER + 2 * place + late,
                customer_id=customer,
                tenancy_id=tenancy.id,
                site_id=site.id,
                currency="GBP",
                payment_status=PaymentStatus.PAID if late and place % 2 else PaymentStatus.OUTSTANDING,
                approval_status=ApprovalStatus.APPROVED,
                approval_mode=ApprovalMode.REVIEW_AND_APPROVE,
                due_on=due,
                overdue_at=overdue_from(due, "UTC"),
                subtotal_minor=RENT,
                tax_minor=0,
                total_minor=RENT,
                paid_minor=RENT if late and place % 2 else 0,
                issued_at=now,
            )
            invoices.append(invoice)
            charges.append(
                RentCharge(
                    tenancy_id=tenancy.id,
                    starts_on=due,
                    ends_on=due + timedelta(days=29),
                    due_on=due,
                    amount_minor=RENT,
                    currency="GBP",
                    fee_rate=Decimal(8),
                    invoice_id=invoice.id,
                )
            )
        listings.append(
            Listing(
                number=FIRST_NUMBER + place,
                site_id=site.id,
                kind=ListingKind.TO_LET,
                status=ListingStatus.ON_THE_MARKET,
                headline=f"House at {name}",
                area="Leeds",
                price_minor=RENT,
                currency="GBP",
                price_qualifier=PriceQualifier.PER_MONTH,
            )
        )
    await Site.bulk_create(sites)
    await Party.bulk_create(parties)
    await Tenancy.bulk_create(tenancies)
    await TenancyTenant.bulk_create(tenants)
    await Invoice.bulk_create(invoices)
    await RentCharge.bulk_create(charges)
    await Listing.bulk_create(listings)
