"""Tenancies."""

from datetime import date, datetime
from decimal import Decimal

import strawberry

from models.people.customers import Customer as CustomerRow
from models.places.sites import Site as SiteRow
from models.tenancies.rows import NoticeSide, RentPeriod, TenancyState
from resolvers.core import values
from resolvers.core.connections import connection
from resolvers.core.relations import one
from resolvers.files import files
from resolvers.invoices import invoices
from resolvers.tenancies import charges as rent_charges
from resolvers.tenancies import documents, history, tenancies
from schema.core.fields import column, created_at, external_reference, global_id, object_type, relation, updated_at
from schema.core.refs import (
    LazyContact,
    LazyCustomer,
    LazyInvoiceConnection,
    LazyPropertyDocument,
    LazySite,
    LazyTenancyActivity,
)
from schema.core.types import Connection, Money, Node
from schema.files.types import Statement
from schema.tenancies.charge_types import RentCharge, RentDue


@object_type
class Tenancy(Node):
    """The letting of a property to its tenants, from the first day to the last."""

    id: strawberry.ID = global_id("Tenancy")
    version: int = column("The number of changes to this row; send it back with a change.")
    created_at: datetime = created_at("tenancy")
    updated_at: datetime = updated_at("tenancy")
    external_reference: str | None = external_reference("tenancy")
    site: LazySite | None = relation(
        one(SiteRow, "site_id"), "The property; null if the viewer may not see it.", ("site_id",)
    )
    customer: LazyCustomer | None = relation(
        one(CustomerRow, "customer_id"),
        "The customer that pays the rent; null if the viewer may not see the customer.",
        ("customer_id",),
    )
    tenants: list[LazyContact] = relation(
        tenancies.tenants, "The tenants whom the viewer may see, in the order in which they were added.", ("id",)
    )
    state: TenancyState = column("The state.")
    starts_on: date = column("The first day.")
    ends_on: date | None = column("The last day; null if it goes on until notice is given.")
    rent: Money = relation(
        values.money("rent_minor"), "The rent of one period, without tax.", ("rent_minor", "currency")
    )
    rent_period: RentPeriod = column("The period for which rent is charged.")
    rent_due_from: date = column("The first day of a whole rent period, from which all others are counted.")
    fee_rate: Decimal | None = relation(
        tenancies.fee_rate,
        "The operator's fee in percent of the rent that comes in, for staff and landlords; null for others.",
        ("fee_rate", "site_id"),
    )
    rent_tax_rate: Decimal | None = relation(
        tenancies.rent_tax_rate,
        "The tax on the rent in percent, which its invoices have beside the rent; null if there is none.",
        ("rent_tax_rate",),
    )
    deposit: Money | None = relation(
        values.money("deposit_minor"), "The deposit; null if there is none.", ("deposit_minor", "currency")
    )
    deposit_held_by: str | None = column("The scheme, bank or person that holds the deposit.")
    deposit_reference: str | None = column("The reference of the deposit there.")
    notice_given_on: date | None = column("The day on which notice was given.")
    notice_by: NoticeSide | None = column("The side that gave notice.")
    activated_at: datetime | None = column("Time at which it was agreed; null if it is not, or never was in force.")
    ended_at: datetime | None = column("Time at which it was ended; null while it goes on.")
    charges: Connection[RentCharge] = relation(
        connection(rent_charges.listing, "tenancy_id"), "The rent that has been charged, the latest first.", ("id",)
    )
    next_charge: RentDue | None = relation(
        rent_charges.next_charge,
        "The rent that is charged next; null if none is, because the tenancy is not in force or ends before.",
        rent_charges.SCHEDULE,
    )
    balance: Money = relation(
        rent_charges.balance_owed,
        "The amount that is owed for the tenancy by all its invoices, due or not; below zero it is owed to the "
        "customer.",
        ("id", "currency"),
    )
    arrears: Money = relation(rent_charges.arrears, "The amount that is overdue.", ("id", "currency"))
    invoices: LazyInvoiceConnection = relation(
        connection(invoices.listing, "tenancy_id"), "The invoices for the tenancy.", ("id",)
    )
    documents: Connection[LazyPropertyDocument] = relation(
        connection(documents.listing, "tenancy_id"),
        "The documents of the tenancy that the viewer may see, newest first.",
        ("id",),
    )
    statement: Statement | None = relation(
        files.tenancy_statement,
        "The money that came in for the tenancy in a period, what work at the property cost, the operator's fees, and "
        "what is due to the landlord after each; null for others than staff and the landlord.",
        ("id", "site_id"),
        arguments={"starts_on": "The first day.", "ends_on": "The last day, included."},
    )
    history: Connection[LazyTenancyActivity] = relation(
        connection(history.history, "tenancy_id"),
        "The history of the tenancy, newest first: of each viewer since what they see it by began.",
        ("id",),
    )
    viewer_can_update: bool = relation(
        tenancies.can_change, "Whether the viewer may change it, and add and remove tenants.", ("state",)
    )
    viewer_can_activate: bool = relation(
        tenancies.can_activate, "Whether the viewer may agree to it: `tenancyActivate`.", ("state",)
    )
    viewer_can_give_notice: bool = relation(
        tenancies.can_give_notice, "Whether the viewer may give notice of it: `tenancyNoticeGive`.", ("state",)
    )
    viewer_can_end: bool = relation(tenancies.can_change, "Whether the viewer may end it: `tenancyEnd`.", ("state",))
