"""Enums and inputs of invoices, payments and approvals."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

import strawberry

from models.core.channels import Channel
from models.invoices.rows import ApprovalStatus, HoldSource, LineKind, PaymentStatus
from models.people.customers import ApprovalMode
from resolvers.core.declare import (
    BY_EXTERNAL_REFERENCE,
    EXTERNAL_REFERENCE,
    IDEMPOTENCY_KEY,
    IN_EXTERNAL_REFERENCES,
    VERSION,
    about,
    describe,
    input_type,
    one_of_type,
)
from resolvers.core.inputs import DateRange, DateTimeRange, SortDirection

describe(
    PaymentStatus,
    "The payment statuses of invoices.",
    DRAFT="Not issued yet; it has no number, and only staff see it.",
    OUTSTANDING="Issued, and something is owed for it.",
    PAID="Nothing is owed for it any more: it is paid in full, or what is not paid is credited.",
    CREDITED="Credited in full. What was paid for it is owed to the customer.",
    VOID="Voided.",
)
describe(
    ApprovalStatus,
    "The approval statuses of invoices.",
    NOT_ASKED="Approval has not been requested yet.",
    PENDING="Awaiting a decision.",
    APPROVED="Approved.",
    DECLINED="Declined.",
)
describe(
    ApprovalMode,
    "The modes by which a customer's invoices are approved.",
    REVIEW_AND_APPROVE="The customer decides; without a decision nothing happens.",
    REVIEW_THEN_AUTO_APPROVE="The customer may decide or put it on hold during the review period; then the clock "
    "approves it.",
    OPERATOR_APPROVES="The operator approves on the customer's behalf.",
)
describe(
    HoldSource,
    "The channels by which a hold can reach the operator.",
    PORTAL="The portal.",
    SMS="A text message.",
    EMAIL="E-mail.",
    PHONE="Telephone.",
    LIVE_CHAT="Live chat.",
)
describe(
    LineKind,
    "The kinds of lines of an invoice.",
    PART="A part or material.",
    LABOUR="Labour.",
    OTHER="Another item.",
)


class InvoiceSortField(StrEnum):
    """The fields that invoices can be sorted by."""

    ISSUED_AT = "ISSUED_AT"
    DUE_ON = "DUE_ON"
    NUMBER = "NUMBER"
    TOTAL = "TOTAL"
    UPDATED_AT = "UPDATED_AT"


describe(
    InvoiceSortField,
    "The fields that invoices can be sorted by.",
    ISSUED_AT="Time of issue; for a draft, time of creation.",
    DUE_ON="Due date.",
    NUMBER="Number; drafts come after all numbers, as if theirs were the next.",
    TOTAL="Total, regardless of currency.",
    UPDATED_AT="Time of the last change.",
)


@input_type
class InvoiceSort:
    """A sort order of invoices."""

    field: InvoiceSortField = about("The field to sort by.")
    direction: SortDirection = about("The direction.")


@input_type
class InvoiceWhere:
    """A filter of invoices; all given conditions have to be met."""

    payment_status: list[PaymentStatus] | None = about("With one of these payment statuses.")
    approval_status: list[ApprovalStatus] | None = about("With one of these approval statuses.")
    is_on_hold: bool | None = about("True: on hold. False: not on hold.")
    is_overdue: bool | None = about(
        "True: outstanding and past the due date in the customer's time zone. False: all others."
    )
    awaiting_my_approval: bool | None = about("True: awaiting the viewer's decision. False: all others.")
    needs_approver: bool | None = about(
        "True: awaiting approval although no member of the customer can be asked. False: all others."
    )
    is_partly_paid: bool | None = about("True: outstanding, and some of it has been paid. False: all others.")
    number: list[str] | None = about("With one of these numbers, like `INV-000087`; at most 100.")
    external_reference: list[str] | None = about(IN_EXTERNAL_REFERENCES)
    customer_id: list[strawberry.ID] | None = about("Of one of these customers; at most 100.")
    order_id: list[strawberry.ID] | None = about("For one of these orders; at most 100.")
    tenancy_id: list[strawberry.ID] | None = about("For one of these tenancies; at most 100.")
    approver_id: list[strawberry.ID] | None = about("With one of these contacts as approver; at most 100.")
    due_on: DateRange | None = about("Due on a day in this range.")
    issued_at: DateTimeRange | None = about("Issued in this range.")
    updated_at: DateTimeRange | None = about("Last changed, or else added, in this range.")


@one_of_type
class InvoiceRef:
    """One invoice, by its id, by its number or by its id in another system."""

    id: strawberry.ID | None = about("The id.")
    number: str | None = about("The number, like `INV-000087`.")
    external_reference: str | None = about(BY_EXTERNAL_REFERENCE)


@one_of_type
class CreditNoteRef:
    """One credit note, by its id or by its number."""

    id: strawberry.ID | None = about("The id.")
    number: str | None = about("The number, like `CN-000012`.")


@input_type
class InvoiceLineInput:
    """An item to charge for."""

    kind: LineKind = about("The kind of item.")
    description: str = about("The description of the item, in one line.")
    quantity: Decimal = about("The quantity, with up to four decimal places; below zero for a discount.")
    unit_price: Decimal = about(
        "The price of one, without tax, in the customer's currency, with up to six decimal places; below zero for a "
        "discount, unless the quantity is."
    )
    tax_rate: Decimal = about("The tax rate in percent: 20 for 20 %.")


@input_type
class InvoiceCreateInput:
    """An invoice to create."""

    customer_id: strawberry.ID = about("The customer that owes it.")
    order_id: strawberry.ID | None = about("The order that it is for.")
    tenancy_id: strawberry.ID | None = about(
        "The tenancy that it charges something else for than rent, as a key that was lost. It needs no approval."
    )
    lines: list[InvoiceLineInput] = about("The items to charge for.")
    due_on: date = about("The due date.")
    external_reference: str | None = about(EXTERNAL_REFERENCE)
    issue: bool = about("True issues it at once; false keeps it as a draft.", True)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class InvoiceIssueInput:
    """A draft to issue."""

    id: strawberry.ID = about("The invoice.")
    version: int | None = about(VERSION)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class InvoiceApproveInput:
    """An invoice to approve."""

    id: strawberry.ID = about("The invoice.")
    version: int | None = about(VERSION)
    comment: str | None = about("A comment.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class InvoiceApproveItemInput:
    """One of several invoices to approve."""

    id: strawberry.ID = about("The invoice.")
    version: int | None = about(VERSION)


@input_type
class InvoicesApproveInput:
    """Invoices to approve, each by itself."""

    items: list[InvoiceApproveItemInput] = about("The invoices, 1 to 100, each once.")
    comment: str | None = about("A comment on each of them.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class InvoiceDeclineInput:
    """An invoice to decline."""

    id: strawberry.ID = about("The invoice.")
    version: int | None = about(VERSION)
    comment: str | None = about("A comment.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class InvoiceHoldInput:
    """A hold on an invoice, which stops its approval and its review clock."""

    id: strawberry.ID = about("The invoice.")
    version: int | None = about(VERSION)
    source: HoldSource = about("The channel by which the hold reached the operator.", HoldSource.PORTAL)
    reason: str | None = about("The reason.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class InvoiceReleaseInput:
    """An invoice to release from its holds; the review clock restarts after the last of them."""

    id: strawberry.ID = about("The invoice.")
    version: int | None = about(VERSION)
    hold_ids: list[strawberry.ID] | None = about("The open holds to end; by default, all.")
    comment: str | None = about("A comment.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class InvoiceHandOverInput:
    """An invoice for another approver to decide on; the review clock restarts."""

    id: strawberry.ID = about("The invoice.")
    version: int | None = about(VERSION)
    approver_id: strawberry.ID = about(
        "A member of the customer with the right `INVOICE_APPROVAL` and an active account."
    )
    comment: str | None = about("A comment.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class InvoiceVoidInput:
    """An invoice to void."""

    id: strawberry.ID = about("The invoice.")
    version: int | None = about(VERSION)
    reason: str = about("The reason.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class InvoiceCreditLineInput:
    """A line to credit: a quantity of it, or an amount; with neither, all that is left of it."""

    line_id: strawberry.ID = about("The line.")
    quantity: Decimal | None = about("The quantity to credit; of a line below zero, with the sign that it has there.")
    amount: Decimal | None = about("The amount to credit, without tax, in the invoice's currency; below zero if it is.")


@input_type
class InvoiceCreditCreateInput:
    """A credit note to issue for an invoice."""

    invoice_id: strawberry.ID = about("The invoice.")
    version: int | None = about(VERSION)
    reason: str = about("The reason, which the customer reads.")
    lines: list[InvoiceCreditLineInput] | None = about(
        "The lines to credit; by default, all that is left of the invoice."
    )
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class ApprovalPreferencesUpdateInput:
    """Changes to the approval settings of a customer; omitted fields keep their values."""

    customer_id: strawberry.ID = about("The customer.")
    version: int | None = about(VERSION)
    mode: ApprovalMode | None = about("The approval mode.", strawberry.UNSET)
    channel: Channel | None = about("The channel by which the approver is asked.", strawberry.UNSET)
    approver_id: strawberry.ID | None = about(
        "The approver: a member of the customer with the right INVOICE_APPROVAL. While they have no active account, "
        "the members who have both are asked instead.",
        strawberry.UNSET,
    )
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)
