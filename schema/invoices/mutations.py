"""Mutations of invoices, payments and approvals."""

from resolvers.invoices import credit_notes, drafts, upserts
from resolvers.invoices import mutations as invoices
from schema.core.fields import object_type, root
from schema.invoices.payloads import (
    ApprovalPreferencesUpdatePayload,
    InvoiceApprovePayload,
    InvoiceCreatePayload,
    InvoiceCreditCreatePayload,
    InvoiceDeclinePayload,
    InvoiceHandOverPayload,
    InvoiceHoldPayload,
    InvoiceIssuePayload,
    InvoiceReleasePayload,
    InvoicesApprovePayload,
    InvoicesUpsertPayload,
    InvoiceUpdatePayload,
    InvoiceVoidPayload,
    PaymentRecordPayload,
    PaymentReversePayload,
)


@object_type
class InvoiceMutations:
    """The mutations of invoices, payments and approvals."""

    invoice_create: InvoiceCreatePayload = root(
        drafts.invoice_create, "Create an invoice for a customer and, unless `issue` is false, issue it."
    )
    invoice_update: InvoiceUpdatePayload = root(
        drafts.invoice_update,
        "Change a draft: its order, its due date, and its lines, which are replaced as a whole; those sent with their "
        "ids keep them. The external reference changes in any invoice.",
    )
    invoices_upsert: InvoicesUpsertPayload = root(
        upserts.invoices_upsert,
        "Create up to 200 invoices by their external references, or change drafts where they differ, and issue them "
        "unless `issue` is false, so that a repeated request changes nothing. Each is written completely or not at "
        "all, independently of the others.",
    )
    invoice_issue: InvoiceIssuePayload = root(
        drafts.invoice_issue, "Issue a draft: assign its number, send it to the customer, start the review clock."
    )
    invoice_approve: InvoiceApprovePayload = root(
        invoices.invoice_approve, "Approve an invoice as its approver, or as staff on the customer's behalf."
    )
    invoices_approve: InvoicesApprovePayload = root(
        invoices.invoices_approve,
        "Approve up to 100 invoices, each by itself, as `invoiceApprove` does: the refusal of one does not stop the "
        "others. With the same key again, those that were refused are tried again.",
    )
    invoice_decline: InvoiceDeclinePayload = root(
        invoices.invoice_decline, "Decline an invoice as its approver, or as staff on the customer's behalf."
    )
    invoice_hold: InvoiceHoldPayload = root(
        invoices.invoice_hold,
        "Put an invoice on hold, which stops its approval and its review clock. An invoice can have several holds.",
    )
    invoice_release: InvoiceReleasePayload = root(
        invoices.invoice_release,
        "Release open holds of an invoice, by default all; with the last one the review clock restarts.",
    )
    invoice_hand_over: InvoiceHandOverPayload = root(
        invoices.invoice_hand_over,
        "Ask another member of the customer to decide on a pending invoice; the review clock restarts.",
    )
    invoice_void: InvoiceVoidPayload = root(
        invoices.invoice_void, "Void an invoice permanently. An invoice with payments or credit notes cannot be voided."
    )
    invoice_credit_create: InvoiceCreditCreatePayload = root(
        credit_notes.invoice_credit_create,
        "Issue a credit note for an invoice, or for chosen lines of it: never for more than is left. The balance of "
        "the invoice falls; below zero it is money that is owed to the customer. Once nothing is owed, the review "
        "clock and the reminders stop.",
    )
    payment_record: PaymentRecordPayload = root(
        invoices.payment_record, "Record a payment. The invoice becomes PAID when the payments reach its total."
    )
    payment_reverse: PaymentReversePayload = root(
        invoices.payment_reverse,
        "Reverse a payment that was recorded by mistake or returned by the bank. It stays among the payments and "
        "counts no more: the balance opens again, and the invoice is OUTSTANDING unless the others reach its total.",
    )
    approval_preferences_update: ApprovalPreferencesUpdatePayload = root(
        invoices.approval_preferences_update,
        "Change the approval settings of a customer for invoices issued from now on; running review clocks do not "
        "change.",
    )
