"""Invoices and their approval."""

from datetime import date, datetime
from typing import Any, Final

import strawberry

from models.invoices.history import ClockChange
from models.invoices.rows import ApprovalStatus, ApprovedBy, HoldSource, PaymentStatus
from models.log.events import EventKind
from models.orders.orders import Order as OrderRow
from models.people.contacts import Contact as ContactRow
from models.people.customers import ApprovalMode
from models.people.customers import Customer as CustomerRow
from models.tenancies.rows import Tenancy as TenancyRow
from resolvers.core import values
from resolvers.core.connections import connection
from resolvers.core.declare import describe
from resolvers.core.relations import one
from resolvers.core.scalars import CurrencyCode
from resolvers.files import files
from resolvers.invoices import credit_notes, invoices
from resolvers.invoices import history as invoice_history
from resolvers.invoices import totals as invoice_totals
from schema.core.fields import column, created_at, external_reference, global_id, object_type, relation, updated_at
from schema.core.refs import LazyContact, LazyCreditNote, LazyCustomer, LazyInvoiceActivity, LazyOrder, LazyTenancy
from schema.core.types import Actor, Connection, Money, Node
from schema.files.types import Download
from schema.invoices.part_types import InvoiceHold, InvoiceLine, Payment

describe(
    ApprovedBy,
    "The capacity in which an invoice was approved or declined.",
    APPROVER="By the customer's approver.",
    OPERATOR="By the operator, on the customer's behalf.",
    AUTOMATIC="Automatically, at the end of the review period.",
)
describe(
    ClockChange,
    "The changes of the review clock, which approves an invoice at the end of the review period.",
    STARTED="The clock started.",
    STARTED_ANEW="The clock restarted with the whole period: the holds were released, or somebody else was asked.",
    PAUSED="The clock is paused until the holds are released.",
    STOPPED="The clock ended: the invoice was approved, declined or voided, or nothing is owed for it since a credit "
    "note.",
)


_DECIDE: Final = (
    "payment_status",
    "approval_status",
    "open_holds",
    "total_minor",
    "paid_minor",
    "credited_minor",
    "customer_id",
    "approval_mode",
    "approver_id",
)
"""The columns that decide what a viewer may do to an invoice."""


def _viewer_can(verb: str, words: str) -> Any:
    return relation(invoices.viewer_can(verb), f"Whether the viewer may {words} in its present state.", _DECIDE)


@object_type
class Origin:
    """The origin of a request."""

    peer: str = column("The network address of the request.")
    user_agent: str | None = column("The user agent of the program that sent the request.")


@object_type
class InvoiceActivity(Node):
    """An entry of an invoice's history."""

    id: strawberry.ID = global_id("InvoiceActivity", "position")
    kind: EventKind = column("The kind of event.")
    occurred_at: datetime = column("Time of the event.")
    actor: Actor = column("The person or program that caused the event.")
    detail: str | None = relation(
        invoice_history.detail,
        "The comment, the amount of a payment, or the names of the people who were reminded.",
        ("data",),
    )
    capacity: ApprovedBy | None = relation(
        values.event_data("capacity"),
        "The capacity in which the invoice was approved or declined; null for other events.",
        ("data",),
    )
    hold_source: HoldSource | None = relation(
        values.event_data("source"),
        "The channel by which a hold reached the operator; null for other events.",
        ("data",),
    )
    approver: Actor | None = relation(
        values.event_data("approver"),
        "The approver from then on, if the invoice was issued or its approver changed; null for other events, and "
        "if every member with the right INVOICE_APPROVAL is asked.",
        ("data",),
    )
    clock: ClockChange | None = relation(
        values.event_data("clock"),
        "The change of the review clock; null if it did not change, or if there is none.",
        ("data",),
    )
    auto_approves_at: datetime | None = relation(
        invoice_history.auto_approves_at,
        "Time at which the clock would approve the invoice, as of the event; null if no clock ran.",
        ("data",),
    )
    amount: Money | None = relation(
        values.event_money("payment", "credit"),
        "The amount of a payment, of its reversal or of a credit note; null for other events.",
        ("data",),
    )
    credit_note: LazyCreditNote | None = relation(
        credit_notes.of_event, "The credit note, if one was issued; null for other events.", ("data",)
    )
    origin: Origin | None = relation(
        invoice_history.origin,
        "The origin of the request, for staff with permission MANAGE_INVOICES or VIEW_AUDIT; null for others, and "
        "if the event was not caused by a request, but by the clock or a text message.",
        ("data",),
    )


@object_type
class Invoice(Node):
    """A customer's debt for some work. It has three independent states: payment, approval, and holds."""

    id: strawberry.ID = global_id("Invoice")
    version: int = column("The number of changes to this row; send it back with a change.")
    created_at: datetime = created_at("invoice")
    updated_at: datetime = updated_at("invoice")
    number: str | None = relation(
        invoices.number, "The invoice number, like `INV-000087`; null before it is issued.", ("number",)
    )
    external_reference: str | None = external_reference("invoice")
    customer: LazyCustomer | None = relation(
        one(CustomerRow, "customer_id"),
        "The customer that owes it; null for viewers who see the invoice only through a tenancy.",
        ("customer_id",),
    )
    order: LazyOrder | None = relation(one(OrderRow, "order_id"), "The order that it is for.", ("order_id",))
    tenancy: LazyTenancy | None = relation(
        one(TenancyRow, "tenancy_id"), "The tenancy that it charges rent or something else for.", ("tenancy_id",)
    )
    payment_status: PaymentStatus = column("The payment status.")
    approval_status: ApprovalStatus = column("The approval status.")
    is_on_hold: bool = relation(invoices.is_on_hold, "Whether a hold is open.", ("open_holds",))
    is_overdue: bool = relation(
        invoices.is_overdue,
        "Whether it is outstanding and past its due date: from the first instant of the next day in the customer's "
        "time zone.",
        ("payment_status", "overdue_at"),
    )
    issued_at: datetime | None = column("Time of issue.")
    due_on: date | None = column("The due date.")
    lines: list[InvoiceLine] = relation(invoices.lines, "The items that it charges for.", ("id", "currency"))
    subtotal: Money = relation(
        values.money("subtotal_minor"), "The sum of its lines, without tax.", ("subtotal_minor", "currency")
    )
    tax: Money = relation(values.money("tax_minor"), "The tax on its lines.", ("tax_minor", "currency"))
    total: Money = relation(values.money("total_minor"), "The sum of its lines, with tax.", ("total_minor", "currency"))
    paid: Money = relation(
        values.money("paid_minor"), "The amount received for it, without reversed payments.", ("paid_minor", "currency")
    )
    credited: Money = relation(
        values.money("credited_minor"), "The amount credited, with tax.", ("credited_minor", "currency")
    )
    balance: Money = relation(
        invoices.balance,
        "The amount still to be paid: the total without what was credited and paid. Below zero it is money that is "
        "owed to the customer.",
        ("total_minor", "credited_minor", "paid_minor", "currency"),
    )
    credit_notes: list[LazyCreditNote] = relation(
        invoices.credit_notes, "Its credit notes, oldest first.", ("id", "currency")
    )
    payments: Connection[Payment] = relation(
        connection(invoices.payments, "invoice_id"), "The payments received, oldest first, reversed ones too.", ("id",)
    )
    holds: list[InvoiceHold] = relation(invoices.holds, "Its holds, oldest first.", ("id", "currency"))
    approval_mode: ApprovalMode = column("The approval mode, copied from the customer's settings at issue.")
    approver: LazyContact | None = relation(
        one(ContactRow, "approver_id"),
        "The contact asked to approve; null if every member with the right INVOICE_APPROVAL is asked.",
        ("approver_id",),
    )
    needs_approver_since: datetime | None = column(
        "Time since which it awaits approval although no member of the customer can be asked; null otherwise. No "
        "clock runs until somebody who may approve it can sign in, or until staff hand it over or decide."
    )
    pdf: Download = relation(
        files.invoice_pdf, "The invoice as a PDF, in the language of the person who downloads it.", ("id", "number")
    )
    auto_approves_at: datetime | None = column(
        "Time at which the clock approves it; null while it is on hold, and if no clock runs, because nobody can be "
        "asked or the mode has none."
    )
    decided_at: datetime | None = column("Time at which it was approved or declined.")
    decided_by: Actor | None = column("The person or program that approved or declined it.")
    approved_by: ApprovedBy | None = column("The capacity in which it was approved.")
    decision_comment: str | None = column("The comment on the decision.")
    viewer_can_approve: bool = _viewer_can("approve", "approve it")
    viewer_can_decline: bool = _viewer_can("decline", "decline it")
    viewer_can_hold: bool = _viewer_can("hold", "put it on hold")
    viewer_can_release: bool = _viewer_can("release", "release its holds")
    viewer_can_hand_over: bool = _viewer_can("hand_over", "hand it over to another approver")
    viewer_can_update: bool = _viewer_can("update", "change it")
    viewer_can_issue: bool = _viewer_can("issue", "issue it")
    viewer_can_void: bool = _viewer_can("void", "void it")
    viewer_can_record_payment: bool = _viewer_can("record_payment", "record a payment for it")
    viewer_can_credit: bool = _viewer_can("credit", "write a credit note for it")
    history: Connection[LazyInvoiceActivity] = relation(
        connection(invoice_history.history, "invoice_id"), "The history of the invoice, newest first.", ("id",)
    )


@object_type
class InvoiceTotals:
    """The totals of the invoices of a list in one currency. Void invoices are counted, but add nothing."""

    currency: CurrencyCode = column("The currency.")
    count: int = column("The number of invoices in this currency.")
    total: Money = column("Their total, with tax.")
    credited: Money = column("The amount credited of them, with tax.")
    paid: Money = column("The amount received for them.")
    outstanding: Money = column("The amount still to be paid on outstanding invoices.")
    overdue: Money = column("The part of the outstanding amount that is overdue.")


@object_type
class InvoiceConnection(Connection[Invoice]):
    """A page of a list."""

    totals: list[InvoiceTotals] = relation(
        invoice_totals.totals,
        "The totals of the whole list, not only of the page, by currency; computed only if requested. With `first: "
        "0` no invoices are read.",
    )
