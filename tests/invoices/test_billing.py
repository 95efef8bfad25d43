"""To whom an invoice is addressed, as its country writes that, and how it is paid."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from pydantic import ValidationError
from segno import helpers

from adapters import clock
from models.core.money import Money
from models.core.postal_addresses import Address, address_lines
from models.invoices.documents import invoice_pdf
from models.invoices.payment_details import creditor_reference, epc_code, is_qr_iban, qr_reference
from models.invoices.payments import PaymentMethod, record_payment
from models.invoices.statements import statement_pdf
from models.log.unit_of_work import shielded
from settings import Settings
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.invoicing import acme, as_staff, issued, opened, words
from tests.support.mutations import act, done
from tests.support.server import Client

ENGLISH = Locale("en")
MILL_LANE = {"line1": "3 Mill Lane", "line2": "Unit 4", "city": "Leeds", "region": None, "postalCode": "LS1 4AB"}
IBAN = "DE89 3704 0044 0532 0130 00"


@pytest.fixture
async def house(database: str, tmp_path: Path) -> AsyncIterator[None]:
    paid = {"payment_details": ["Please pay within 14 days."], "payment_iban": IBAN, "payment_bic": "cobadeffxxx"}
    async with opened(database, tmp_path, operator_name="Brightwell Repairs", **paid):
        yield


@pytest.mark.parametrize(
    ("country", "address", "lines"),
    [
        ("GB", ("3 Mill Lane", "Leeds", None, "LS1 4AB"), ["3 Mill Lane", "Leeds", "LS1 4AB", "United Kingdom"]),
        ("DE", ("Hauptstr. 1", "Berlin", None, "10115"), ["Hauptstr. 1", "10115 Berlin", "Germany"]),
        (
            "US",
            ("500 Main St", "Springfield", "IL", "62701"),
            ["500 Main St", "Springfield, IL 62701", "United States"],
        ),
        ("CH", ("Bahnhofstr. 1", "Zürich", None, "8001"), ["Bahnhofstr. 1", "CH-8001 Zürich", "Switzerland"]),
        ("HU", ("Fő utca 1", "Budapest", None, "1011"), ["Budapest", "Fő utca 1", "1011", "Hungary"]),
        ("AE", ("شارع 12", "دبي", None, None), ["شارع 12", "دبي", "United Arab Emirates"]),
        ("IE", ("1 The Quay", "Cork", None, None), ["1 The Quay", "Cork", "Ireland"]),
    ],
)
def test_an_address_has_the_order_of_its_country(
    country: str, address: tuple[str, str, str | None, str | None], lines: list[str]
) -> None:
    line1, city, region, code = address
    given = {"line1": line1, "line2": None, "city": city, "region": region, "postal_code": code, "country": country}
    assert address_lines("Acme", given, ENGLISH) == ["Acme", *lines]


def test_a_japanese_address_runs_from_postcode_to_name() -> None:
    given = Address("霞が関1-2-3", "千代田区", "JP", region="東京都", postal_code="100-8913").checked()
    assert address_lines("株式会社", given, ENGLISH) == [
        "〒100-8913",
        "東京都",
        "千代田区霞が関1-2-3",
        "株式会社",
        "Japan",
    ]


def test_nothing_of_an_address_is_lost_whatever_the_country() -> None:
    for country in sorted(str(code) for code in ENGLISH.territories if re.fullmatch("[A-Z]{2}", str(code))):
        given = {"line1": "Street 1", "city": "Town", "region": "Region", "postal_code": "123", "country": country}
        told = "\n".join(address_lines("Acme", {**given, "line2": "Floor"}, ENGLISH))
        for part in (*given.values(), "Floor", "Acme"):
            assert part in told or part == country
        assert "%" not in told
        bare = address_lines("Acme", {**given, "line2": None, "region": None, "postal_code": None}, ENGLISH)
        assert all(re.search(r"\w", line) for line in bare)


async def test_a_customer_has_a_billing_address(cast: Cast, sam: Client, ann: Client) -> None:
    fields = "customer { id billingAddress { line1 line2 city region postalCode country } }"
    given = {**MILL_LANE, "country": "GB"}
    new = (await done(sam, "customerCreate", fields, name="Finch", currency="EUR", billingAddress=given))["customer"]
    assert new["billingAddress"] == given
    kept = (await done(sam, "customerUpdate", fields, id=new["id"], name="Finch & Son"))["customer"]
    assert kept["billingAddress"] == given
    bad = {**given, "city": " "}
    (error,) = (await act(sam, "customerUpdate", id=new["id"], billingAddress=bad))["userErrors"]
    assert (error["code"], error["field"]) == ("REQUIRED", ["billingAddress", "city"])
    none = (await done(sam, "customerUpdate", fields, id=new["id"], billingAddress=None))["customer"]
    assert none["billingAddress"] is None
    await done(sam, "customerUpdate", id=cast.acme, billingAddress=given)
    seen = await ann.data(
        "query($id: ID!) { node(id: $id) { ... on Customer { billingAddress { city } } } }", {"id": cast.acme}
    )
    assert seen["node"]["billingAddress"] == {"city": "Leeds"}


@pytest.mark.usefixtures("house")
class TestDocuments:
    async def test_an_invoice_says_to_whom_for_what_and_how_to_pay(self, cast: Cast) -> None:
        address = Address("Hauptstr. 1", "Berlin", "DE", line2="Hof 2", postal_code="10115").checked()
        customer = await acme(cast, billing_address=address)
        invoice = await issued(cast)
        text = words(await invoice_pdf(invoice, "en", "UTC"))
        assert "Bill to Acme Bakery Hauptstr. 1 Hof 2 10115 Berlin Germany" in text
        for part in ("Parts 1 Heating element", "Subtotal €149.90 Labour 2 Labour", "Subtotal €87.00 Other 3 Delivery"):
            assert part in text
        for part in ("Please pay within 14 days.", "Account holder Brightwell Repairs", f"IBAN {IBAN}", "COBADEFFXXX"):
            assert part in text
        assert "Reference INV-000001 Amount €291.78 Scan to pay" in text
        today = clock.now().date()
        statement = words(await statement_pdf(customer, today - timedelta(days=1), today, "de", "UTC"))
        assert "10115 Berlin Deutschland" in statement
        # A corrected address is told, and what is paid is not to be paid again.
        await acme(cast, billing_address={**address, "line1": "Hauptstr. 11"})
        assert "Hauptstr. 11 Hof 2" in words(await invoice_pdf(invoice, "en", "UTC"))
        total = Money(invoice.total_minor, invoice.currency)
        await shielded(record_payment, invoice, total, PaymentMethod.CARD, None, today, by=as_staff(cast.sam))
        assert "How to pay" not in words(await invoice_pdf(invoice, "en", "UTC"))

    @ON_SQLITE
    async def test_the_code_says_what_is_owed(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        invoice = await issued(cast)
        pay = Money.of(Decimal("91.78"), "EUR")
        await shielded(
            record_payment, invoice, pay, PaymentMethod.CARD, None, clock.now().date(), by=as_staff(cast.sam)
        )
        said: list[dict[str, Any]] = []
        make = helpers.make_epc_qr

        def noted(**given: Any) -> Any:
            said.append(given)
            return make(**given)

        monkeypatch.setattr(helpers, "make_epc_qr", noted)
        await invoice_pdf(invoice, "en", "UTC")
        assert said == [
            {
                "name": "Brightwell Repairs",
                "iban": IBAN.replace(" ", ""),
                "amount": Decimal("200.00"),
                "text": "INV-000001",
                "bic": "COBADEFFXXX",
            }
        ]
        assert epc_code(10**11, "INV-000001") is None


@ON_SQLITE
async def test_an_invoice_paid_into_switzerland_ends_with_a_slip(database: str, tmp_path: Path, cast: Cast) -> None:
    account = {"payment_iban": "CH93 0076 2011 6238 5295 7", "payment_address": "Bahnhofstrasse 1, 8001, Zürich, CH"}
    async with opened(database, tmp_path, operator_name="Brightwell Repairs", **account):
        code = MILL_LANE["postalCode"]
        for address in (None, Address("3 Mill Lane", "Leeds", "GB", postal_code=code).checked()):
            await acme(cast, billing_address=address)
            text = words(await invoice_pdf(await issued(cast), "de", "Europe/Zurich"))
            slip = text[text.index("Empfangsschein") :]
            for part in ("Zahlteil", "CH93 0076 2011 6238 5295 7", "Bahnhofstrasse 1 8001 Zürich", "EUR", "291.78"):
                assert part in slip
            assert ("Zahlbar durch (Name/Adresse)" in slip) == (address is None)
            assert ("Acme Bakery 3 Mill Lane LS1 4AB Leeds" in slip) == (address is not None)
            assert "Zum Bezahlen" not in text


def test_references_check_themselves() -> None:
    # The examples of the Swiss guidelines, and of ISO 11649.
    assert qr_reference("21000000000313947143000901") == "210000000003139471430009017"
    assert (is_qr_iban("CH4431999123000889012"), is_qr_iban("CH9300762011623852957")) == (True, False)
    for number in ("1", "87", "1234567"):
        reference = creditor_reference(number)
        assert int("".join(str(int(letter, 36)) for letter in reference[4:] + reference[:4])) % 97 == 1
        assert reference.endswith(f"INV{int(number):06}")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"payment_iban": "DE89 3704 0044 0532 0130 01"}, "typing error"),
        ({"payment_iban": "nonsense"}, "must be an IBAN"),
        ({"payment_bic": "COBA"}, "must be a BIC"),
        ({"payment_address": "Bahnhofstrasse 1, 8001 Zürich"}, "must be four parts"),
    ],
)
def test_an_account_with_a_typing_error_is_refused(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Settings(secret_key="tests know this key, and nobody else does", **given)
