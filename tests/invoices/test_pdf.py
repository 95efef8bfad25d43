"""Invoices and statements on paper: whole, the reader's own, selectable, the same each time, and never in the way."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pypdf import PageObject, PdfReader

from adapters import clock
from adapters.files import storage
from adapters.text import pdf
from adapters.text.locales import Formats
from latchkey.loop_monitor import BLOCKED_SECONDS, LoopMonitor
from models.core.errors import Refusal
from models.core.money import Money
from models.invoices.approval import approve
from models.invoices.billing import void
from models.invoices.documents import invoice_document, invoice_pdf
from models.invoices.payments import PaymentMethod, record_payment
from models.invoices.rows import Invoice, PaymentStatus
from models.invoices.statements import CSV_COLUMNS, statement_csv, statement_pdf
from models.log.unit_of_work import shielded
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.invoicing import REPAIR, acme, as_contact, as_staff, issued, line, opened, words

pytestmark = pytest.mark.without_worker

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'
MOMENT = datetime(2026, 3, 14, 23, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
async def _house(database: str, tmp_path: Path) -> AsyncIterator[None]:
    logo = tmp_path / "logo.svg"
    logo.write_text(LOGO)
    address = ["1 High Street", "Leeds LS1 4AB"]
    async with opened(database, tmp_path, operator_name="Brightwell Repairs", operator_address=address, logo_file=logo):
        yield


async def test_an_invoice_says_all_that_an_invoice_has_to(cast: Cast) -> None:
    with clock.moved_to(MOMENT):
        invoice = await issued(cast, due_on=date(2026, 3, 28))
        text = words(await invoice_pdf(invoice, "en-GB", "Europe/London"))
    for part in ("Invoice", "INV-000001", "Brightwell Repairs", "1 High Street", "Acme Bakery", "14 March 2026"):
        assert part in text
    for part in ("Heating element, 2 kW", "€149.90", "1.5", "€58.00", "€87.00", "20%", "OUTSTANDING".title()):
        assert part in text
    # 149.90 + 87.00 + 7.50 net; 20 % of the first two.
    for part in ("Subtotal €244.40", "Tax €47.38", "Total €291.78", "Balance due €291.78", "20% €236.90 €47.38"):
        assert part in text
    assert "Approved" not in text
    assert text.endswith("1 / 1")


async def test_the_stamp_tells_who_approved_and_when_in_the_readers_zone(cast: Cast) -> None:
    with clock.moved_to(MOMENT):
        invoice = await issued(cast)
        await shielded(approve, invoice, None, by=as_contact(cast, cast.ann))
        assert "Approved Ann Archer 14 March 2026, 23:30 (London)" in words(
            await invoice_pdf(invoice, "en-GB", "Europe/London")
        )
        german = words(await invoice_pdf(invoice, "de-DE", "Asia/Tokyo"))
    assert "Freigegeben Ann Archer 15. März 2026, 08:30 (Tokio)" in german
    assert "291,78 €" in german


async def test_payments_and_what_is_left_are_told(cast: Cast) -> None:
    invoice = await issued(cast)
    pay = [("200.00", PaymentMethod.CARD), ("91.78", PaymentMethod.BANK_TRANSFER)]
    for amount, method in pay:
        today = clock.now().date()
        await shielded(
            record_payment, invoice, Money.of(Decimal(amount), "EUR"), method, "R-1", today, by=as_staff(cast.sam)
        )
    text = words(await invoice_pdf(invoice, "en", "UTC"))
    for part in ("Card, R-1 €200.00", "Paid in full", "Balance due €0.00"):
        assert part in text


@ON_SQLITE
async def test_names_in_many_scripts_are_drawn_and_can_be_copied(cast: Cast) -> None:
    names = ["Łukasz Żółć", "Đặng Văn Hùng", "Ωμέγα υπηρεσία", "Ремонт духовки", "オーブン修理", "烤箱维修", "오븐"]
    names += ["ዳቦ ቤት", "🍞 Bread", "Office fluffier", "ბაკერი", "ພາສາລາວ", "מאפייה", "مخبز"]
    invoice = await issued(cast, [line(name) for name in names])
    document = await invoice_pdf(invoice, "en", "UTC")
    text = words(document)
    for name in names:
        assert name in text
    for page in PdfReader(io.BytesIO(document)).pages:
        for font in _fonts(page):
            described = font["/DescendantFonts"][0]["/FontDescriptor"]
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(described), "every font is in the file"


@ON_SQLITE
async def test_every_script_has_a_font_of_its_own(cast: Cast) -> None:
    named = {
        "ร้านเบเกอรี่ไทย": "NotoSansThai",
        "हार्ग्रीव्स बेकरी": "NotoSansDevanagari",
        "தமிழ் வெதுப்பகம்": "NotoSansTamil",
        "ዳቦ ቤት": "NotoSansEthiopic",
        "বেকারি": "NotoSansBengali",
        "מאפיית שלום": "LibertinusSerif",
        "مخبز السلام": "Vazirmatn-NL",
        "🍞": "NotoEmoji",
    }
    document = await invoice_pdf(await issued(cast, [line(name) for name in named]), "en", "UTC")
    fonts = [font["/BaseFont"] for page in PdfReader(io.BytesIO(document)).pages for font in _fonts(page)]
    assert [name for name in named.values() if not any(name in font for font in fonts)] == []
    assert len(document) < 200_000


def _fonts(page: PageObject) -> Iterable[Any]:
    fonts: dict[str, Any] = page["/Resources"]["/Font"]  # type: ignore[index]
    return fonts.values()


@ON_SQLITE
async def test_words_from_right_to_left_stand_in_their_own_direction(cast: Cast) -> None:
    """Words that follow them stand left of them, also in another script."""
    document = await invoice_pdf(await issued(cast, [line("מאפייה QXZ")]), "en", "UTC")
    placed: dict[str, float] = {}

    def note(text: str, at: list[float], within: list[float], *_: Any) -> None:
        placed.setdefault(text.strip(), at[4] + within[4])

    PdfReader(io.BytesIO(document)).pages[0].extract_text(visitor_text=note)
    (latin,) = [x for text, x in placed.items() if "QXZ" in text]
    (word,) = [x for text, x in placed.items() if "א" in text]
    assert latin < word


@ON_SQLITE
async def test_nobodys_text_is_markup(cast: Cast) -> None:
    evil = '#panic("x") *bold* $x^2$ \\ @ref <label> [a] #import "x" // no'
    assert evil in words(await invoice_pdf(await issued(cast, [line(evil)]), "en", "UTC"))


@ON_SQLITE
async def test_many_lines_go_on_over_pages_with_the_head_on_each(cast: Cast) -> None:
    invoice = await issued(cast, [line(f"Part {number} " + "x" * 200) for number in range(120)])
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(await invoice_pdf(invoice, "en", "UTC"))).pages]
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert f"{number} / {len(pages)}" in page
        assert "Description" in page or number == len(pages)


async def test_the_same_invoice_gives_the_same_bytes(cast: Cast) -> None:
    invoice = await issued(cast)
    data = await invoice_document(invoice, Formats.of("en", "UTC"))
    once, again = [await pdf.make("invoice", data) for _ in range(2)]
    assert once == again


async def test_a_document_is_made_once_for_each_version(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    invoice = await issued(cast)
    first = await invoice_pdf(invoice, "en", "UTC")
    made: list[str] = []
    make = pdf.make

    async def counted(template: str, *args: object, **named: object) -> bytes:
        made.append(template)
        return await make(template, *args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(pdf, "make", counted)
    assert await invoice_pdf(invoice, "en", "UTC") == first
    assert made == []
    await shielded(approve, invoice, None, by=as_contact(cast, cast.ann))
    assert await invoice_pdf(invoice, "en", "UTC") != first
    assert made == ["invoice"]
    # Being late is no change of the row, but it is told.
    with clock.moved_to(clock.now() + timedelta(days=30)):
        assert "Overdue" in words(await invoice_pdf(invoice, "en", "UTC"))
    assert len([name async for name in storage.current().keys(f"invoices/{invoice.id}")]) == 3


@ON_SQLITE
async def test_a_hundred_documents_at_once_do_not_stop_the_loop(cast: Cast) -> None:
    data = await invoice_document(await issued(cast, REPAIR * 3), Formats.of("en", "UTC"))
    monitor = LoopMonitor()
    watching = asyncio.create_task(monitor.run())
    await monitor.ticked()
    made = await asyncio.gather(*(pdf.make("invoice", {**data, "title": str(number)}) for number in range(100)))
    await monitor.ticked()
    watching.cancel()
    assert len(set(made)) == 100
    assert monitor.longest < 5 * BLOCKED_SECONDS


async def _statement(cast: Cast) -> None:
    """One invoice before March and two in it, one of them void, and a payment in March."""
    with clock.moved_to(datetime(2026, 2, 10, 12, tzinfo=UTC)):
        old = await issued(cast)
    with clock.moved_to(MOMENT):
        await issued(cast)
        voided = await issued(cast)
        await shielded(void, voided, "A mistake.", by=as_staff(cast.sam))
        pay = Money.of(Decimal("91.78"), "EUR")
        other, day = PaymentMethod.OTHER, date(2026, 3, 2)
        await shielded(record_payment, old, pay, other, None, day, detail="=1+1", by=as_staff(cast.sam))
    assert await Invoice.filter(payment_status=PaymentStatus.VOID).count() == 1


async def test_a_statement_adds_up(cast: Cast) -> None:
    await _statement(cast)
    customer = await acme(cast)
    text = words(await statement_pdf(customer, date(2026, 3, 1), date(2026, 3, 31), "en-GB", "Europe/London"))
    assert "1 March 2026 – 31 March 2026" in text
    for part in ("Opening balance €291.78", "Charged €291.78", "Received €91.78", "Closing balance €491.78"):
        assert part in text
    assert "INV-000002" in text
    assert "INV-000003" not in text


async def test_a_statement_is_there_for_spreadsheets_too(cast: Cast) -> None:
    await _statement(cast)
    content = await statement_csv(await acme(cast), date(2026, 3, 1), date(2026, 3, 31), "Europe/London")
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert [(row["date"], row["entry"], row["balance"]) for row in rows] == [
        ("2026-03-01", "opening", "291.78"),
        ("2026-03-02", "payment", "200.00"),
        ("2026-03-14", "invoice", "491.78"),
        ("2026-03-31", "closing", "491.78"),
    ]
    assert all(not row["reference"].startswith("=") for row in rows)


async def test_a_statement_counts_an_invoice_on_its_day_where_the_reader_is(cast: Cast) -> None:
    with clock.moved_to(datetime(2026, 3, 31, 23, 30, tzinfo=UTC)):
        await issued(cast)
    customer = await acme(cast)
    march = (date(2026, 3, 1), date(2026, 3, 31))
    assert "INV-000001" in (await statement_csv(customer, *march, "UTC")).decode()
    assert "INV-000001" not in (await statement_csv(customer, *march, "Asia/Tokyo")).decode()


async def test_a_statement_needs_a_period(cast: Cast) -> None:
    with pytest.raises(Refusal):
        await statement_csv(await acme(cast), date(2026, 3, 2), date(2026, 3, 1), "UTC")
