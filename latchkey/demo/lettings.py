"""The tenancies of the demo: one that goes on, one that ends, and one that follows it with rent in arrears."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from latchkey.demo.people import TENANTS, Cast
from latchkey.demo.stage import Story
from models.core.money import Money
from models.invoices.payments import PaymentMethod, record_payment
from models.invoices.rows import Invoice, PaymentStatus
from models.tenancies.lifecycle import activate, add_tenancy, due_tenancies, give_notice, tend
from models.tenancies.rows import NoticeSide, RentPeriod, Tenancy

FEE: Final = Decimal(10)
"""The operator's fee on rent, in percent."""
LATE: Final = timedelta(days=40)
"""The rent of the last days that a tenant who is late has not paid."""


def stories(cast: Cast) -> Iterator[Story]:
    """The stories of all tenancies, and of their rent from day to day."""
    today = cast.now.date()
    moved_out = today - timedelta(days=54)
    yield _let(cast, "quay", "ben", today - timedelta(days=400), "1250.00")
    yield _let(cast, "harbour", "grace", today - timedelta(days=800), "1080.00", moved_out)
    yield _let(cast, "harbour", "lena", moved_out + timedelta(days=7), "1150.00")
    yield _rents(cast)


async def _let(cast: Cast, place: str, tenant: str, starts_on: date, rent: str, ends_on: date | None = None) -> Story:
    """A tenancy is agreed, by now or weeks before it begins; its rent is charged since the demo's beginning."""
    diary, sam = cast.diary(65, f"tenancy of {tenant}"), cast.viewers["sam"]
    if starts_on > diary.at.date():
        diary = cast.diary(45, f"tenancy of {tenant}")
    terms: dict[str, Any] = {"rent": Money.of(Decimal(rent), "GBP"), "deposit": Money.of(Decimal(rent), "GBP")}
    terms |= {"deposit_held_by": "Deposit Guardians", "deposit_reference": f"DG-{starts_on:%y%m%d}", "fee_rate": FEE}
    terms["rent_period"] = RentPeriod.MONTHLY
    yield diary.at
    tenancy = await add_tenancy(
        cast.sites[place],
        cast.customers[tenant],
        [cast.contacts[tenant]],
        starts_on=starts_on,
        charged_from=max(starts_on, diary.at.date()),
        by=sam,
        **terms,
    )
    yield diary.after(2, 6)
    await activate(tenancy, by=sam)
    if ends_on is not None:
        yield diary.after(1, 6)
        await give_notice(await Tenancy.get(id=tenancy.id), ends_on, NoticeSide.TENANT, by=sam)


async def _rents(cast: Cast) -> Story:
    """Day by day rent is charged, as the worker would, and paid when it is due; Lena is late with hers."""
    tenants = {cast.customers[key].id: key for key in TENANTS}
    moment: datetime = cast.diary(64, "rents").at
    while moment < cast.now:
        yield moment
        await tend_what_is_due()
        for invoice in await Invoice.filter(customer_id__in=list(tenants), payment_status=PaymentStatus.OUTSTANDING):
            is_late = tenants[invoice.customer_id] == "lena" and invoice.due_on > (cast.now - LATE).date()
            if invoice.due_on <= moment.date() and not is_late:
                amount = Money(invoice.total_minor - invoice.paid_minor, invoice.currency)
                await record_payment(
                    invoice,
                    amount,
                    PaymentMethod.BANK_TRANSFER,
                    f"RENT {invoice.number}",
                    moment.date(),
                    by=cast.viewers["sam"],
                )
        moment += timedelta(days=1)


async def tend_what_is_due() -> None:
    """Charge the rent that is due by now, and end the tenancies that are over."""
    while due := await due_tenancies([], 100):
        for tenancy_id in due:
            await tend(tenancy_id)
