"""Enums and inputs of invoices, payments and approvals."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

import strawberry

from models.core.channels import Channel
from models.invoices.rows import ApprovalStatus, HoldSource, LineKind, PaymentStatus
from models.people.customers import ApprovalMode
from resolvers.core.declare import IDEMPOTENCY_KEY, VERSION, about, describe, input_type, one_of_type
from resolvers.core.inputs import DateTimeRange, MoneyInput, SortDirection

describe(
    PaymentStatus,
    "Whether an invoice is paid.",
    DRAFT="Being written; it has no number yet, and only staff see it.",
    OUTSTANDING="Issued and not paid in full.",
    PAID="Paid in full.",
    VOID="Taken back.",
)
describe(
    ApprovalStatus,
    "Whether an invoice is approved.",
    NOT_ASKED="Nobody has been asked yet.",
    PENDING="Waiting for a decision.",
    APPROVED="Approved.",
    DECLINED="Declined.",
)
describe(
    ApprovalMode,
    "How a customer's invoices are approved.",
    REVIEW_AND_APPROVE="The customer decides; without a decision nothing happens.",
    REVIEW_THEN_AUTO_APPROVE="The customer may decide or hold it for some time; then the clock approves it.",
    OPERATOR_APPROVES="The operator approves for the customer.",
)
describe(
    HoldSource,
    "How a hold reached the operator.",
    PORTAL="In the portal.",
    SMS="By a text message.",
    EMAIL="By e-mail.",
    PHONE="By telephone.",
    LIVE_CHAT="In a chat.",
)
describe(
    LineKind,
    "What a line of an invoice charges for.",
    PART="A part or material.",
    LABOUR="Time worked.",
    OTHER="Something else.",
)


class InvoiceSortField(StrEnum):
    """What invoices are sorted by."""

    ISSUED_AT = "ISSUED_AT"
    DUE_ON = "DUE_ON"
    TOTAL = "TOTAL"


describe(
    InvoiceSortField,
    "What invoices are sorted by.",
    ISSUED_AT="When the invoice was issued; a draft by when it was written.",
    DUE_ON="When the invoice is due.",
    TOTAL="What the invoice comes to, whatever its currency.",
)


@input_type
class InvoiceSort:
    """How invoices are sorted."""

    field: InvoiceSortField = about("What they are sorted by.")
    direction: SortDirection = about("Which end comes first.")


@input_type
class InvoiceWhere:
    """Which invoices: those that fulfil every condition that is given."""

    payment_status: list[PaymentStatus] | None = about("In one of these payment statuses.")
    approval_status: list[ApprovalStatus] | None = about("In one of these approval statuses.")
    is_on_hold: bool | None = about("On hold, or not.")
    is_overdue: bool | None = about("Outstanding and past its due date in the customer's time zone, or not.")
    awaiting_my_approval: bool | None = about("Waiting for the viewer's decision, or not.")
    needs_approver: bool | None = about("Awaiting an approval that nobody of the customer could be asked for, or not.")
    customer_id: strawberry.ID | None = about("Of this customer.")
    order_id: strawberry.ID | None = about("For this order.")
    issued_at: DateTimeRange | None = about("Issued within this time.")


@one_of_type
class InvoiceRef:
    """One invoice, by its id or by its number."""

    id: strawberry.ID | None = about("Its id.")
    number: str | None = about("Its number, like `INV-000087`.")


@input_type
class InvoiceLineInput:
    """One thing to charge for."""

    kind: LineKind = about("What it charges for.")
    description: str = about("What it is, in one line.")
    quantity: Decimal = about("How many, or how much, with up to four digits after the point.")
    unit_price: Decimal = about("What one costs without tax, in the customer's currency.")
    tax_rate: Decimal = about("The tax on it, in percent: 20 for 20 %.")


@input_type
class InvoiceCreateInput:
    """An invoice to write."""

    customer_id: strawberry.ID = about("Who owes it.")
    order_id: strawberry.ID | None = about("The order that it is for.")
    lines: list[InvoiceLineInput] = about("What it charges for.")
    due_on: date = about("When it is due.")
    issue: bool | None = about("Issue it at once, instead of keeping it as a draft.", True)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class InvoiceIssueInput:
    """A draft to issue."""

    id: strawberry.ID = about("The invoice.")
    version: int | None = about(VERSION)


@input_type
class InvoiceDecisionInput:
    """A decision on an invoice."""

    id: strawberry.ID = about("The invoice.")
    version: int | None = about(VERSION)
    comment: str | None = about("What to say about it.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class InvoiceHoldInput:
    """A hold on an invoice, which stops its approval and its clock."""

    id: strawberry.ID = about("The invoice.")
    version: int | None = about(VERSION)
    source: HoldSource | None = about("How the hold reached the operator.", HoldSource.PORTAL)
    reason: str | None = about("Why.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class InvoiceReleaseInput:
    """An invoice to release from all its holds; its review clock starts anew."""

    id: strawberry.ID = about("The invoice.")
    version: int | None = about(VERSION)
    comment: str | None = about("What to say about it.")


@input_type
class InvoiceHandOverInput:
    """An invoice for somebody else to decide on; its review clock starts anew."""

    id: strawberry.ID = about("The invoice.")
    version: int | None = about(VERSION)
    approver_id: strawberry.ID = about(
        "A member of the customer with the right `INVOICE_APPROVAL` and an active account."
    )
    comment: str | None = about("What to say about it.")


@input_type
class InvoiceVoidInput:
    """An invoice to take back."""

    id: strawberry.ID = about("The invoice.")
    version: int | None = about(VERSION)
    reason: str = about("Why.")


@input_type
class PaymentRecordInput:
    """Money received for an invoice."""

    invoice_id: strawberry.ID = about("The invoice.")
    amount: MoneyInput = about("How much, in the invoice's currency.")
    method: str = about("How it came, like a bank transfer.")
    reference: str | None = about("What is written on it.")
    received_on: date = about("The day on which it came.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class ApprovalPreferencesUpdateInput:
    """How a customer's invoices are approved from now on; what is left out stays as it is."""

    customer_id: strawberry.ID = about("The customer.")
    mode: ApprovalMode | None = about("How they are approved.", strawberry.UNSET)
    channel: Channel | None = about("How the approver is asked.", strawberry.UNSET)
    approver_id: strawberry.ID | None = about(
        "Who is asked: a member of the customer with the right INVOICE_APPROVAL. While they have no active account, "
        "whoever has the right and one is asked instead.",
        strawberry.UNSET,
    )
