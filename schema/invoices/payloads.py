"""Payloads of the mutations of invoices, payments and approvals."""

from models.invoices.credit_notes import CreditNote as CreditNoteRow
from models.invoices.payments import Payment as PaymentRow
from models.invoices.rows import Invoice as InvoiceRow
from models.people.customers import Customer as CustomerRow
from resolvers.core import values
from resolvers.core.relations import one
from resolvers.core.upserts import UpsertOutcome
from schema.core.fields import column, object_type, relation
from schema.core.payloads import Payload, PayloadWithWarnings, UserError
from schema.invoices.credit_types import CreditNote
from schema.invoices.part_types import Payment
from schema.invoices.types import Invoice
from schema.people.types import ApprovalPreferences, Customer


@object_type
class ChangedInvoice(PayloadWithWarnings):
    """The part of payloads of mutations that change an invoice."""

    invoice: Invoice | None = relation(one(InvoiceRow, "invoice_id"), "The invoice, as it is now.")


@object_type
class InvoiceCreatePayload(ChangedInvoice):
    """The result of `invoiceCreate`."""


@object_type
class InvoiceUpdatePayload(ChangedInvoice):
    """The result of `invoiceUpdate`."""


@object_type
class InvoiceIssuePayload(ChangedInvoice):
    """The result of `invoiceIssue`."""


@object_type
class InvoiceApprovePayload(ChangedInvoice):
    """The result of `invoiceApprove`."""


@object_type
class InvoiceApproveResult:
    """The result of one of several approvals."""

    invoice: Invoice | None = relation(
        one(InvoiceRow, "invoice_id"), "The invoice, as it is now; null if the viewer sees no such invoice."
    )
    user_errors: list[UserError] = column("The reasons for which this invoice was not approved; empty if it was.")


@object_type
class InvoicesApprovePayload(Payload):
    """The result of `invoicesApprove`."""

    results: list[InvoiceApproveResult] = relation(
        values.list_or_empty("results"), "One result for each invoice, in the order of the input."
    )


@object_type
class InvoiceUpsertResult:
    """The result for one of several invoices that were to be as given."""

    invoice: Invoice | None = relation(
        one(InvoiceRow, "invoice_id"), "The invoice, as it is now; null if it was refused."
    )
    outcome: UpsertOutcome | None = column("The outcome; null if it was refused.")
    user_errors: list[UserError] = column("The reasons for which nothing changed; empty if it is as given.")


@object_type
class InvoicesUpsertPayload(Payload):
    """The result of `invoicesUpsert`."""

    results: list[InvoiceUpsertResult] = relation(
        values.list_or_empty("results"), "One result for each item, in the order of the input."
    )


@object_type
class InvoiceDeclinePayload(ChangedInvoice):
    """The result of `invoiceDecline`."""


@object_type
class InvoiceHoldPayload(ChangedInvoice):
    """The result of `invoiceHold`."""


@object_type
class InvoiceReleasePayload(ChangedInvoice):
    """The result of `invoiceRelease`."""


@object_type
class InvoiceHandOverPayload(ChangedInvoice):
    """The result of `invoiceHandOver`."""


@object_type
class InvoiceVoidPayload(ChangedInvoice):
    """The result of `invoiceVoid`."""


@object_type
class InvoiceCreditCreatePayload(ChangedInvoice):
    """The result of `invoiceCreditCreate`."""

    credit_note: CreditNote | None = relation(one(CreditNoteRow, "credit_note_id"), "The credit note.")


@object_type
class PaymentRecordPayload(ChangedInvoice):
    """The result of `paymentRecord`."""

    payment: Payment | None = relation(one(PaymentRow, "payment_id"), "The recorded payment.")


@object_type
class PaymentReversePayload(ChangedInvoice):
    """The result of `paymentReverse`."""

    payment: Payment | None = relation(one(PaymentRow, "payment_id"), "The reversed payment.")


@object_type
class ApprovalPreferencesUpdatePayload(PayloadWithWarnings):
    """The result of `approvalPreferencesUpdate`."""

    approval_preferences: ApprovalPreferences | None = relation(
        one(CustomerRow, "customer_id"), "The approval settings, as they are now."
    )
    customer: Customer | None = relation(one(CustomerRow, "customer_id"), "The customer that they are of.")
