"""Payment details: the part of an invoice's document about paying it, and the codes that banking apps read.

The Swiss QR bill is the slip that banks in Switzerland and Liechtenstein read, by SIX's guidelines, version 2.3.
"""

from typing import Any, Final

import segno
from segno import helpers

import settings
from adapters.text.locales import Formats
from models.core.money import Money, decimal
from models.invoices.rows import Invoice, PaymentStatus, invoice_reference
from models.people.customers import Customer

MAX_CENTS: Final = 99_999_999_999
"""The largest amount that fits into the code of the European Payments Council, and into a Swiss bill."""
CURRENCIES: Final = ("CHF", "EUR")
MAX_FIELD_LENGTH: Final = 70
"""Characters of a name, a street."""
MAX_CITY_LENGTH: Final = 35
_CARRY: Final = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5)


def payment_details(
    invoice: Invoice, customer: Customer, formats: Formats, labels: dict[str, str]
) -> dict[str, Any] | None:
    """The data of a document about paying it; None if nothing is owed or no setting says how to pay."""
    options, owed = settings.get(), invoice.balance_minor
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


def has_swiss_bill(currency: str, cents: int) -> bool:
    """Whether an amount can be paid by such a slip: into an account there whose holder's address is known."""
    options = settings.get()
    is_there = options.payment_iban is not None and options.payment_iban[:2] in ("CH", "LI")
    return is_there and bool(options.payment_address) and currency in CURRENCIES and 0 < cents <= MAX_CENTS


def swiss_bill(invoice: Invoice, customer: Customer, labels: dict[str, str]) -> dict[str, Any]:
    """The slip for the balance of an invoice as data: its words, and its code as a picture (SVG) without the cross."""
    options = settings.get()
    iban, amount = options.payment_iban or "", decimal(invoice.balance_minor, invoice.currency)
    street, code, city, country = options.payment_address
    creditor = [
        "S",
        options.account_holder[:MAX_FIELD_LENGTH],
        street[:MAX_FIELD_LENGTH],
        "",
        code,
        city[:MAX_CITY_LENGTH],
        country,
    ]
    debtor, number = _debtor(customer), str(invoice.number)
    kind, reference = ("QRR", qr_reference(number)) if is_qr_iban(iban) else ("SCOR", creditor_reference(number))
    said = invoice_reference(invoice.number)
    lines = ["SPC", "0200", "1", iban, *creditor, *[""] * 7, f"{amount:.2f}", invoice.currency]
    lines += [*(debtor or [""] * 7), kind, reference, said, "EPD"]
    qr = segno.make("\n".join(lines), error="m", boost_error=False, encoding="utf-8", micro=False)
    return {
        "labels": {name.removeprefix("slip_"): text for name, text in labels.items() if name.startswith("slip_")},
        "creditor": [grouped(iban, 4), options.account_holder, street, f"{code} {city}"],
        "debtor": [debtor[1], debtor[2], f"{debtor[4]} {debtor[5]}"] if debtor else [],
        "reference": grouped(reference, 4) if kind == "SCOR" else f"{reference[:2]} {grouped(reference[2:], 5)}",
        "message": said,
        "currency": invoice.currency,
        "amount": f"{amount:,.2f}".replace(",", " "),
        "code": str(qr.svg_inline(border=0)),
    }


def _debtor(customer: Customer) -> list[str] | None:
    """The debtor's fields of the code; None for an address without a postal code, which is then written by hand."""
    address = customer.billing_address
    if address is None or not address["postal_code"]:
        return None
    name, street = customer.name[:MAX_FIELD_LENGTH], address["line1"][:MAX_FIELD_LENGTH]
    city = address["city"][:MAX_CITY_LENGTH]
    return ["S", name, street, "", address["postal_code"][:16], city, address["country"]]


def is_qr_iban(iban: str) -> bool:
    """Whether an account takes QR references and no others, which its bank's number says."""
    return "30000" <= iban[4:9] <= "31999"


def qr_reference(number: str) -> str:
    """A QR reference of 27 digits, the last of which checks the others: modulo 10, recursive."""
    digits, carry = number.rjust(26, "0"), 0
    for digit in digits:
        carry = _CARRY[(carry + int(digit)) % 10]
    return f"{digits}{(10 - carry) % 10}"


def creditor_reference(number: str) -> str:
    """A creditor reference of ISO 11649, like RF18 and what follows."""
    body = f"INV{number.rjust(6, '0')}"
    check = 98 - int("".join(str(int(letter, 36)) for letter in f"{body}RF00")) % 97
    return f"RF{check:02}{body}"


def grouped(text: str, size: int) -> str:
    """A long number in groups, as people read it."""
    return " ".join(text[at : at + size] for at in range(0, len(text), size))
