"""The rent of tenancies."""

from datetime import date, datetime

import strawberry

from models.invoices.rows import Invoice as InvoiceRow
from models.tenancies.rows import Tenancy as TenancyRow
from resolvers.core import values
from resolvers.core.relations import one
from schema.core.fields import column, created_at, global_id, object_type, relation, updated_at
from schema.core.refs import LazyInvoice, LazyTenancy
from schema.core.types import Money, Node


@object_type
class RentCharge(Node):
    """The rent of some days of a tenancy. Whether it is paid, its invoice tells."""

    id: strawberry.ID = global_id("RentCharge")
    version: int = column("The number of changes to this row.")
    created_at: datetime = created_at("charge")
    updated_at: datetime = updated_at("charge")
    tenancy: LazyTenancy | None = relation(
        one(TenancyRow, "tenancy_id"), "The tenancy; null if the viewer no longer sees it.", ("tenancy_id",)
    )
    starts_on: date = column("The first day that it is for.")
    ends_on: date = column("The last day that it is for; earlier than it was once the tenancy ends before.")
    due_on: date = column("The day on which it is due.")
    amount: Money = relation(
        values.money("amount_minor"), "The rent of these days, without tax.", ("amount_minor", "currency")
    )
    invoice: LazyInvoice | None = relation(
        one(InvoiceRow, "invoice_id"),
        "The invoice by which it is charged; null if the viewer may not see it.",
        ("invoice_id",),
    )


@object_type
class RentDue:
    """Rent that will be charged."""

    starts_on: date = column("The first day that it is for.")
    ends_on: date = column("The last day that it is for.")
    due_on: date = column("The day on which it will be due.")
    amount: Money = column("The rent of these days without tax, as the tenancy is now.")
