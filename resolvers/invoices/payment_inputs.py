"""Enums and inputs of payments."""

from datetime import date

import strawberry

from models.invoices.payments import PaymentMethod
from resolvers.core.declare import IDEMPOTENCY_KEY, VERSION, about, describe, input_type
from resolvers.core.inputs import MoneyInput

describe(
    PaymentMethod,
    "The methods of payment.",
    BANK_TRANSFER="A bank transfer.",
    CARD="A credit or debit card.",
    CASH="Cash.",
    CHEQUE="A cheque.",
    DIRECT_DEBIT="A direct debit.",
    ONLINE="An online payment, by a payment service.",
    OTHER="Another method; `methodDetail` may name it.",
)


@input_type
class PaymentRecordInput:
    """A payment that was received for an invoice."""

    invoice_id: strawberry.ID = about("The invoice.")
    version: int | None = about(VERSION)
    amount: MoneyInput = about("The amount, in the invoice's currency.")
    method: PaymentMethod = about("The method of payment.")
    method_detail: str | None = about("More about the method, such as the payment service, at most 60 characters.")
    reference: str | None = about("The reference given with the payment.")
    received_on: date = about("The day on which the payment was received.")
    allow_duplicate: bool = about(
        "True records it even if a payment of this amount with this reference has been recorded for the invoice; "
        "otherwise that is refused with NOT_UNIQUE. Reversed payments do not count.",
        False,
    )
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class PaymentReverseInput:
    """A payment to reverse: it was recorded by mistake, or the bank has returned it."""

    id: strawberry.ID = about("The payment.")
    version: int | None = about(
        "The version of the invoice that the client last read. If it has changed since, the mutation is refused with "
        "`STALE_VERSION`."
    )
    reason: str = about("The reason, which the customer sees too.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)
