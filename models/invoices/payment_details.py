"""Payment details: the part of an invoice's document about paying it, and the code that a banking app reads."""

from typing import Any, Final

import segno
from segno import helpers

import settings
from adapters.text.locales import Formats
from models.core.money import Money, decimal
from models.invoices.rows import Invoice, PaymentStatus, invoice_reference
from models.invoices.swiss_bills import grouped, has_swiss_bill, swiss_bill
from models.people.customers import Customer

MAX_CENTS: Final = 99_999_999_999
"""The largest amount that fits into the code of the European Payments Council."""


def payment_details(
    invoice: Invoice, customer: Customer, formats: Formats, labels: dict[str, str]
) -> dict[str, Any] | None:
    """The data of a document about paying it; None if nothing is owed or no setting says how to pay."""
    options, owed = settings.get(), invoice.total_minor - invoice.paid_minor
    if invoice.payment_status is not PaymentStatus.OUTSTANDING or owed <= 0:
        return None
    if not options.payment_details and options.payment_iban is None:
        return None
    reference = invoice_reference(invoice.number)
    account: list[tuple[str, str | None]] = [
        (labels["account_holder"], options.account_holder if options.payment_iban else None),
        ("IBAN", grouped(options.payment_iban, 4) if options.payment_iban else None),
        ("BIC", options.payment_bic),
        (labels["reference"], reference),
        (labels["amount"], formats.money(Money(owed, invoice.currency).as_data())),
    ]
    slip = swiss_bill(invoice, customer, labels) if has_swiss_bill(invoice.currency, owed) else None
    has_code = invoice.currency == "EUR" and options.payment_iban is not None and slip is None
    return {
        "heading": labels["how_to_pay"],
        "lines": options.payment_details,
        "facts": [fact for fact in account if fact[1] is not None],
        "code": epc_code(owed, reference) if has_code else None,
        "code_label": labels["scan_to_pay"],
        "slip": slip,
    }


def epc_code(cents: int, reference: str) -> str | None:
    """The picture (SVG) of the code by which banking apps fill in a SEPA transfer; None above MAX_CENTS."""
    options = settings.get()
    if cents > MAX_CENTS:
        return None
    assert options.payment_iban is not None
    code: segno.QRCode = helpers.make_epc_qr(
        name=options.account_holder,
        iban=options.payment_iban,
        amount=decimal(cents, "EUR"),
        text=reference,
        bic=options.payment_bic,
    )
    return str(code.svg_inline(border=4))
