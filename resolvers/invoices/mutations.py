"""The mutations of invoices, payments and approvals."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from adapters.text.sentences import Sentence
from execution.context import Info, viewer_of
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.money import Money
from models.core.viewer import KeyScope, Permission, Right
from models.invoices.approval import approve, decline, hold, release
from models.invoices.approvers import hand_over, set_approval
from models.invoices.billing import void
from models.invoices.payments import Payment, expect_payment, record_payment, reverse_payment
from models.invoices.rows import HoldSource, Invoice
from models.people.contacts import Contact
from models.people.customers import Customer
from models.policy import find
from resolvers.core.forms import COMMENT, REASON, fields, is_reason
from resolvers.core.ids import MAX_IDS, decode, find_named, find_node, required_ids
from resolvers.core.mutations import mutation, one_by_one
from resolvers.core.rules import Rule, permission, right
from resolvers.invoices.inputs import (
    ApprovalPreferencesUpdateInput,
    InvoiceApproveInput,
    InvoiceApproveItemInput,
    InvoiceDeclineInput,
    InvoiceHandOverInput,
    InvoiceHoldInput,
    InvoiceReleaseInput,
    InvoicesApproveInput,
    InvoiceVoidInput,
)
from resolvers.invoices.payment_inputs import PaymentRecordInput, PaymentReverseInput

DECIDES: Final = right(Right.INVOICE_APPROVAL, Permission.MANAGE_INVOICES)
MANAGES_INVOICES: Final = permission(Permission.MANAGE_INVOICES)
PREFERENCES: Final = Rule(
    Sentence("Requires an administrator of the customer, or permission MANAGE_INVOICES."),
    lambda viewer: viewer.may(Permission.MANAGE_INVOICES) or bool(viewer.administered_customers()),
)


@mutation(
    DECIDES,
    keys=KeyScope.DECIDE_INVOICES,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE",
    form=COMMENT,
)
async def invoice_approve(info: Info, input: InvoiceApproveInput) -> dict[str, Any]:
    """Approve an invoice."""
    viewer = viewer_of(info)
    invoice = await find_node(Invoice, input.id, viewer, to="decide", version=input.version)
    await approve(invoice, input.comment, by=viewer)
    return {"invoice_id": invoice.id}


@mutation(
    DECIDES,
    keys=KeyScope.DECIDE_INVOICES,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND REQUIRED STALE_VERSION TOO_LONG WRONG_STATE",
    transaction=False,
)
async def invoices_approve(info: Info, input: InvoicesApproveInput) -> dict[str, Any]:
    """Approve many invoices, each independently, so that one refusal does not stop the others."""
    viewer = viewer_of(info)
    _expect_each_once([item.id for item in input.items])

    async def change(item: InvoiceApproveItemInput) -> UUID:
        invoice = await find_node(Invoice, item.id, viewer, to="decide", version=item.version)
        await approve(invoice, input.comment, by=viewer)
        return invoice.id

    results = await one_by_one(info, "invoices_approve", input, "items", change)
    return {
        "results": [
            {"invoice_id": decode(item.id, "Invoice"), "user_errors": errors}
            for item, (_, errors) in zip(input.items, results, strict=True)
        ]
    }


def _expect_each_once(global_ids: Sequence[str]) -> None:
    """Refuse with REQUIRED no items, with TOO_LONG more than 100, and with INVALID each that is named again."""
    if not global_ids:
        raise Refusal(RefusalCode.REQUIRED, "Name at least one invoice.", "items")
    if len(global_ids) > MAX_IDS:
        raise Refusal(RefusalCode.TOO_LONG, "Name at most {most} invoices.", "items", most=MAX_IDS)
    faults = Faults()
    for place, each in enumerate(global_ids):
        with faults.noted():
            if each in global_ids[:place]:
                raise Refusal(RefusalCode.INVALID, "This invoice is named twice.", ["items", str(place), "id"])
    faults.expect_none()


@mutation(
    DECIDES,
    keys=KeyScope.DECIDE_INVOICES,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE",
    form=COMMENT,
)
async def invoice_decline(info: Info, input: InvoiceDeclineInput) -> dict[str, Any]:
    """Decline an invoice."""
    viewer = viewer_of(info)
    invoice = await find_node(Invoice, input.id, viewer, to="decide", version=input.version)
    await decline(invoice, input.comment, by=viewer)
    return {"invoice_id": invoice.id}


@mutation(
    DECIDES,
    keys=KeyScope.DECIDE_INVOICES,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE",
    form=REASON,
)
async def invoice_hold(info: Info, input: InvoiceHoldInput) -> dict[str, Any]:
    """Put an invoice on hold, which stops its approval and its review clock."""
    viewer, faults = viewer_of(info), Faults()
    with faults.noted():
        invoice = await find_node(Invoice, input.id, viewer, to="hold", version=input.version)
    with faults.noted():
        if input.source is not HoldSource.PORTAL and not viewer.is_staff:
            raise Refusal(RefusalCode.FORBIDDEN, "Only staff may give another source than PORTAL.", "source")
    faults.expect_none()
    await hold(invoice, input.source, input.reason, by=viewer)
    return {"invoice_id": invoice.id}


@mutation(
    DECIDES,
    keys=KeyScope.DECIDE_INVOICES,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND REQUIRED STALE_VERSION TOO_LONG WRONG_STATE",
    form=COMMENT,
)
async def invoice_release(info: Info, input: InvoiceReleaseInput) -> dict[str, Any]:
    """Release holds, by default all, and restart the review clock after the last one."""
    viewer, faults, holds = viewer_of(info), Faults(), None
    with faults.noted():
        invoice = await find_node(Invoice, input.id, viewer, to="hold", version=input.version)
    with faults.noted():
        holds = None if input.hold_ids is None else required_ids(input.hold_ids, "InvoiceHold", "holdIds")
    faults.expect_none()
    await release(invoice, input.comment, holds, by=viewer)
    return {"invoice_id": invoice.id}


@mutation(
    DECIDES,
    keys=KeyScope.DECIDE_INVOICES,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE",
    form=COMMENT,
)
async def invoice_hand_over(info: Info, input: InvoiceHandOverInput) -> dict[str, Any]:
    """Hand an invoice over to another approver."""
    viewer, faults = viewer_of(info), Faults()
    with faults.noted():
        invoice = await find_node(Invoice, input.id, viewer, to="hand_over", version=input.version)
    with faults.noted():
        approver = await find_node(Contact, input.approver_id, viewer, to="see", field="approverId")
    faults.expect_none()
    await hand_over(invoice, approver, input.comment, by=viewer)
    return {"invoice_id": invoice.id}


@mutation(
    MANAGES_INVOICES,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND REQUIRED STALE_VERSION TOO_LONG WRONG_STATE",
    form=fields(reason=is_reason),
)
async def invoice_void(info: Info, input: InvoiceVoidInput) -> dict[str, Any]:
    """Void an invoice."""
    viewer = viewer_of(info)
    invoice = await find_node(Invoice, input.id, viewer, to="manage", version=input.version)
    await void(invoice, input.reason, by=viewer)
    return {"invoice_id": invoice.id}


@mutation(
    MANAGES_INVOICES,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND NOT_UNIQUE STALE_VERSION TOO_LONG WRONG_STATE",
    form=lambda given: expect_payment(given.reference, given.received_on, given.method_detail),
)
async def payment_record(info: Info, input: PaymentRecordInput) -> dict[str, Any]:
    """Record a payment for an invoice."""
    viewer = viewer_of(info)
    invoice = await find_node(Invoice, input.invoice_id, viewer, to="manage", field="invoiceId", version=input.version)
    amount = Money.of(input.amount.amount, input.amount.currency, kept=invoice.currency)
    payment = await record_payment(
        invoice,
        amount,
        input.method,
        input.reference,
        input.received_on,
        detail=input.method_detail,
        allow_duplicate=input.allow_duplicate,
        by=viewer,
    )
    return {"invoice_id": invoice.id, "payment_id": payment.id}


@mutation(
    MANAGES_INVOICES,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND REQUIRED STALE_VERSION TOO_LONG WRONG_STATE",
    form=fields(reason=is_reason),
)
async def payment_reverse(info: Info, input: PaymentReverseInput) -> dict[str, Any]:
    """Take back a payment."""
    viewer = viewer_of(info)
    payment = await find_node(Payment, input.id, viewer, to="reverse")
    invoice = await find(Invoice, payment.invoice_id, viewer, to="manage")
    invoice.expect_version(input.version)
    await reverse_payment(payment, invoice, input.reason, by=viewer)
    return {"invoice_id": invoice.id, "payment_id": payment.id}


@mutation(PREFERENCES, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND STALE_VERSION TOO_LONG")
async def approval_preferences_update(info: Info, input: ApprovalPreferencesUpdateInput) -> dict[str, Any]:
    """Change the approval settings of a customer for invoices issued from now on."""
    viewer, faults = viewer_of(info), Faults()
    with faults.noted():
        customer = await find_node(
            Customer, input.customer_id, viewer, to="set_approval", field="customerId", version=input.version
        )
    approver = await find_named(Contact, input.approver_id, viewer, to="see", field="approverId", faults=faults)
    faults.expect_none()
    mode, channel = input.mode or None, input.channel or None
    await set_approval(customer, mode=mode, channel=channel, approver=approver, by=viewer)
    return {"customer_id": customer.id}
