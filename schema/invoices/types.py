"""Invoices and their approval."""

from datetime import date, datetime
from decimal import Decimal

import strawberry

from models.invoices.history import ClockChange
from models.invoices.rows import ApprovalStatus, ApprovedBy, HoldSource, LineKind, PaymentStatus
from models.log.events import EventKind
from models.orders.orders import Order as OrderRow
from models.people.contacts import Contact as ContactRow
from models.people.customers import ApprovalMode
from models.people.customers import Customer as CustomerRow
from resolvers.core import values
from resolvers.core.connections import connection
from resolvers.core.declare import describe
from resolvers.core.relations import one
from resolvers.core.scalars import CurrencyCode
from resolvers.files import files
from resolvers.invoices import history as invoice_history
from resolvers.invoices import invoices
from resolvers.invoices import totals as invoice_totals
from schema.core.fields import column, global_id, object_type, relation
from schema.core.refs import LazyContact, LazyCustomer, LazyInvoiceActivity, LazyOrder
from schema.core.types import Actor, Connection, Money, Node
from schema.files.types import Download

describe(
    ApprovedBy,
    "In which capacity an invoice was approved.",
    APPROVER="By the customer's approver.",
    OPERATOR="By the operator, for the customer.",
    AUTOMATIC="By the clock, when the review period ended.",
)
describe(
    ClockChange,
    "What became of the review clock, which approves an invoice when the review period ends.",
    STARTED="It began to run.",
    STARTED_ANEW="It began again with the whole period: a hold was released, or somebody else is asked.",
    PAUSED="It stands still until the holds are released.",
    STOPPED="It ended: the invoice was decided, by it or by somebody, or taken back.",
)


@object_type
class InvoiceLine:
    """One thing that an invoice charges for."""

    kind: LineKind = column("What it charges for.")
    description: str = column("What it is.")
    quantity: Decimal = relation(values.trimmed_decimal("quantity"), "How many, or how much.", ("quantity",))
    unit_price: Money = relation(values.money("unit_price_minor"), "The price of one, untaxed.", ("unit_price_minor",))
    tax_rate: Decimal = relation(
        values.trimmed_decimal("tax_rate"), "The tax on it, in percent: 20 for 20 %.", ("tax_rate",)
    )
    total: Money = relation(values.money("total_minor"), "The price of all, untaxed.", ("total_minor",))


@object_type
class InvoiceHold:
    """A hold on an invoice, which stops its approval and its clock until it is released."""

    source: HoldSource = column("How it reached the operator.")
    reason: str | None = column("Why.")
    placed_at: datetime = column("When it was placed.")
    placed_by: Actor = column("Who placed it.")
    released_at: datetime | None = column("When it was released; null while it holds.")
    released_by: Actor | None = column("Who released it.")


@object_type
class Payment:
    """Money received for an invoice."""

    amount: Money = relation(values.money("amount_minor"), "How much.", ("amount_minor",))
    method: str = column("How it came.")
    reference: str | None = column("What was written on it.")
    received_on: date = column("The day on which it came.")


@object_type
class Origin:
    """From where something was done."""

    peer: str = column("The network address of the request.")
    user_agent: str | None = column("What the program that sent it said about itself.")


@object_type
class InvoiceActivity(Node):
    """One thing that happened to an invoice."""

    id: strawberry.ID = global_id("InvoiceActivity", "position")
    kind: EventKind = column("What happened.")
    occurred_at: datetime = column("When.")
    actor: Actor = column("Who did it.")
    detail: str | None = relation(
        invoice_history.detail, "What was said about it, how much was paid, or who was reminded.", ("data",)
    )
    capacity: ApprovedBy | None = relation(
        values.event_data("capacity"), "In which capacity it was approved or declined; null for all else.", ("data",)
    )
    hold_source: HoldSource | None = relation(
        values.event_data("source"), "How a hold reached the operator; null for all else.", ("data",)
    )
    approver: Actor | None = relation(
        values.event_data("approver"),
        "Who is asked from then on, when it is issued or its approver changes; null where every member with the right "
        "INVOICE_APPROVAL is, and for all else.",
        ("data",),
    )
    clock: ClockChange | None = relation(
        values.event_data("clock"),
        "What became of the review clock; null where it went on, or there was none.",
        ("data",),
    )
    auto_approves_at: datetime | None = relation(
        invoice_history.auto_approves_at,
        "When the clock approves it, as things stood then; null where none ran.",
        ("data",),
    )
    amount: Money | None = relation(
        values.event_money("payment"), "How much was received; null for all else.", ("data",)
    )
    origin: Origin | None = relation(
        invoice_history.origin,
        "From where it was done, for staff with permission MANAGE_INVOICES or VIEW_AUDIT; null for everybody else, and "
        "where no request did it: the clock, a text message.",
        ("data",),
    )


@object_type
class Invoice(Node):
    """What a customer owes for some work: three separate facts are whether it is paid, approved, and held."""

    id: strawberry.ID = global_id("Invoice")
    version: int = column("Counts the changes to this row; send it back with a change.")
    number: str = relation(invoices.number, "Its number, like `INV-000087`; `DRAFT` before it is issued.", ("number",))
    customer: LazyCustomer = relation(one(CustomerRow, "customer_id"), "Who owes it.", ("customer_id",))
    order: LazyOrder | None = relation(one(OrderRow, "order_id"), "The order that it is for.", ("order_id",))
    payment_status: PaymentStatus = column("Whether it is paid.")
    approval_status: ApprovalStatus = column("Whether it is approved.")
    is_on_hold: bool = relation(invoices.is_on_hold, "Whether a hold is open.", ("open_holds",))
    is_overdue: bool = relation(
        invoices.is_overdue,
        "Whether it is outstanding and past its due date: from the first instant of the next day in the customer's "
        "time zone.",
        ("payment_status", "overdue_at"),
    )
    issued_at: datetime | None = column("When it was issued.")
    due_on: date | None = column("When it is due.")
    lines: list[InvoiceLine] = relation(invoices.lines, "What it charges for.", ("id", "currency"))
    subtotal: Money = relation(
        values.money("subtotal_minor"), "What its lines come to, without tax.", ("subtotal_minor", "currency")
    )
    tax: Money = relation(values.money("tax_minor"), "The tax on its lines.", ("tax_minor", "currency"))
    total: Money = relation(values.money("total_minor"), "What it comes to, with tax.", ("total_minor", "currency"))
    paid: Money = relation(values.money("paid_minor"), "What has been received for it.", ("paid_minor", "currency"))
    balance: Money = relation(
        invoices.balance,
        "What is still to be paid; below zero where too much was paid.",
        ("total_minor", "paid_minor", "currency"),
    )
    payments: list[Payment] = relation(invoices.payments, "The money received, oldest first.", ("id", "currency"))
    holds: list[InvoiceHold] = relation(invoices.holds, "Its holds, oldest first.", ("id", "currency"))
    approval_mode: ApprovalMode = column("How it is approved, as that stood when it was issued.")
    approver: LazyContact | None = relation(
        one(ContactRow, "approver_id"),
        "Who is asked; where nobody is named, every member with the right INVOICE_APPROVAL.",
        ("approver_id",),
    )
    needs_approver_since: datetime | None = column(
        "Since when it awaits an approval that nobody of the customer could be asked for: no clock runs, until "
        "somebody who may approve it can sign in, or staff hand it over or decide. Null otherwise."
    )
    pdf: Download = relation(
        files.invoice_pdf, "The invoice as a document, in the language of who fetches it.", ("id", "number")
    )
    auto_approves_at: datetime | None = column(
        "When the clock approves it; null while it is held, and where no clock runs, as nobody can answer or the mode "
        "has none."
    )
    decided_at: datetime | None = column("When it was approved or declined.")
    decided_by: Actor | None = column("Who approved or declined it.")
    approved_by: ApprovedBy | None = column("In which capacity it was approved.")
    decision_comment: str | None = column("What was said about it.")
    viewer_can_approve: bool = relation(
        invoices.viewer_can_approve,
        "Whether the viewer may approve it as it stands.",
        ("payment_status", "approval_status", "open_holds", "customer_id", "approval_mode", "approver_id"),
    )
    history: Connection[LazyInvoiceActivity] = relation(
        connection(invoice_history.history, "invoice_id"), "What happened to it, newest first.", ("id",)
    )


@object_type
class InvoiceTotals:
    """What the invoices of a list in one currency come to. Those that are void are counted and come to nothing."""

    currency: CurrencyCode = column("The currency.")
    count: int = column("How many of the list are in it.")
    total: Money = column("What they come to, with tax.")
    paid: Money = column("What has been received for them.")
    outstanding: Money = column("What is still to be paid of those that are outstanding.")
    overdue: Money = column("The part of it that is overdue.")


@object_type
class InvoiceConnection(Connection[Invoice]):
    """A page of a list."""

    totals: list[InvoiceTotals] = relation(
        invoice_totals.totals,
        "What the whole list comes to, and not only the page, by currency; added up only where it is asked for. With "
        "`first: 0` no invoice is read.",
    )
