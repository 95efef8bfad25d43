"""An invoice is overdue from the first instant of the day after it was due, where the customer is."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from adapters import clock
from adapters.database.client import execute
from adapters.text.locales import Formats
from latchkey.migrate import migrate
from models.invoices.documents import invoice_document
from models.invoices.overdue import overdue_from
from models.invoices.rows import Invoice
from models.people.customers import Customer
from resolvers.core.ids import encode
from settings import Settings
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.invoicing import issued, key, opened
from tests.support.mutations import act, done, new_invoice
from tests.support.server import Client, Server
from tests.support.sockets import live

LIST = """query($overdue: Boolean!, $customer: ID!) {
  invoices(where: {isOverdue: $overdue}) { nodes { number isOverdue } totalCount }
  customer(id: $customer) { timeZone invoices(where: {isOverdue: $overdue}) { nodes { number } } } }"""
STREAM = """subscription($after: EventCursor!, $where: InvoiceWhere) {
  invoiceEvents(after: $after, where: $where) { ... on InvoiceEvent { kind invoice { isOverdue } } } }"""
MINUTE = timedelta(minutes=1)
TOTAL = {"amount": "291.78", "currency": "EUR"}
"""What an issued invoice comes to."""


def in_days(days: int) -> date:
    """A day soon, before sessions end."""
    return clock.now().date() + timedelta(days=days)


def midnight_after(day: date, zone: str) -> datetime:
    """The moment at which a day is over in a zone."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)


async def pay(sam: Client, invoice: Invoice) -> None:
    """Record what an invoice comes to."""
    payment = {"amount": TOTAL, "method": "BANK_TRANSFER", "receivedOn": clock.now().date().isoformat()}
    await done(sam, "paymentRecord", invoiceId=encode("Invoice", invoice.id), **payment)


async def is_late(by: Client, cast: Cast, moment: datetime) -> bool:
    """Whether the one invoice that is seen is overdue at a moment: every way of asking says the same."""
    clock.advance(moment - clock.now())
    late = await by.data(LIST, {"overdue": True, "customer": cast.acme})
    other = await by.data(LIST, {"overdue": False, "customer": cast.acme})
    found = bool(late["invoices"]["nodes"])
    assert all(node["isOverdue"] for node in late["invoices"]["nodes"])
    assert not any(node["isOverdue"] for node in other["invoices"]["nodes"])
    assert late["invoices"]["totalCount"] == len(late["invoices"]["nodes"])
    assert bool(late["customer"]["invoices"]["nodes"]) is found
    return found


@pytest.mark.parametrize(
    ("zone", "day", "instant"),
    [
        ("UTC", date(2026, 1, 31), "2026-02-01T00:00:00+00:00"),
        ("Pacific/Kiritimati", date(2026, 1, 31), "2026-01-31T10:00:00+00:00"),
        ("Pacific/Pago_Pago", date(2026, 1, 31), "2026-02-01T11:00:00+00:00"),
        ("America/St_Johns", date(2026, 1, 31), "2026-02-01T03:30:00+00:00"),
        ("America/St_Johns", date(2026, 7, 31), "2026-08-01T02:30:00+00:00"),
        # The days on which the clocks change, at two in the morning: midnight is before that.
        ("America/St_Johns", date(2026, 3, 7), "2026-03-08T03:30:00+00:00"),
        ("America/St_Johns", date(2026, 3, 8), "2026-03-09T02:30:00+00:00"),
        ("America/St_Johns", date(2026, 10, 31), "2026-11-01T02:30:00+00:00"),
        ("America/St_Johns", date(2026, 11, 1), "2026-11-02T03:30:00+00:00"),
        # Where midnight itself is left out, and where it comes twice.
        ("Africa/Cairo", date(2026, 4, 23), "2026-04-23T22:00:00+00:00"),
        ("America/Havana", date(2026, 10, 31), "2026-11-01T04:00:00+00:00"),
        # A day that never was: Samoa went from the 29th to the 31st.
        ("Pacific/Apia", date(2011, 12, 29), "2011-12-30T10:00:00+00:00"),
    ],
)
def test_the_day_ends_where_the_customer_is(zone: str, day: date, instant: str) -> None:
    assert overdue_from(day, zone).isoformat() == instant


@settings(deadline=None, max_examples=500)
@given(st.sampled_from(sorted(available_timezones())), st.dates(date(2000, 1, 1), date(2037, 12, 30)))
@example("Asia/Beirut", date(2026, 3, 28))
@example("America/Asuncion", date(2015, 10, 3))
def test_overdue_begins_with_the_next_day_in_every_zone(zone: str, day: date) -> None:
    instant = overdue_from(day, zone)
    before = instant - timedelta(microseconds=1)
    assert before.astimezone(ZoneInfo(zone)).date() <= day < instant.astimezone(ZoneInfo(zone)).date()


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/St_Johns", "Pacific/Pago_Pago"])
async def test_the_midnight_of_the_customer_counts_and_no_other(
    cast: Cast, sam: Client, ann: Client, zone: str
) -> None:
    day = in_days(3)
    await issued(cast, due_on=day, time_zone=zone)
    midnight = midnight_after(day, zone)
    for moment, expected in ((midnight - MINUTE, False), (midnight + MINUTE, True)):
        assert await is_late(sam, cast, moment) is expected
        assert await is_late(ann, cast, moment) is expected


async def test_a_change_of_zone_moves_outstanding_invoices_along(cast: Cast, sam: Client, ann: Client) -> None:
    day = in_days(3)
    first, later, paid = [await issued(cast, due_on=due) for due in (day, day + timedelta(days=30), day)]
    await pay(sam, paid)
    changed = await done(sam, "customerUpdate", "customer { timeZone }", id=cast.acme, timeZone="Pacific/Kiritimati")
    assert changed["customer"]["timeZone"] == "Pacific/Kiritimati"
    for invoice in (first, later):
        moved = await Invoice.get(id=invoice.id)
        assert moved.overdue_at == midnight_after(invoice.due_on, "Pacific/Kiritimati")
        assert moved.version == invoice.version, "a change that somebody makes to the invoice is not stale by it"
    assert not await is_late(ann, cast, midnight_after(day, "Pacific/Kiritimati") - MINUTE)
    assert await is_late(ann, cast, midnight_after(day, "Pacific/Kiritimati") + MINUTE)
    # West of where it was: it is not late yet after all.
    await done(sam, "customerUpdate", id=cast.acme, timeZone="America/St_Johns")
    assert not await is_late(ann, cast, midnight_after(day, "Pacific/Kiritimati") + 2 * MINUTE)


async def test_an_invoice_issued_during_a_zone_change_has_one_zone(cast: Cast, sam: Client, ann: Client) -> None:
    day, zones = in_days(3), ("Pacific/Kiritimati", "America/St_Johns")
    for turn in range(10):
        drafts = [await new_invoice(sam, cast.acme, day) for _ in range(2)]
        await asyncio.gather(
            done(sam, "invoiceIssue", id=drafts[0]),
            done(sam, "customerUpdate", id=cast.acme, timeZone=zones[turn % 2]),
            done(sam, "invoiceIssue", id=drafts[1]),
        )
        zone = (await Customer.get(id=key(cast.acme, "Customer"))).time_zone
        instants = set(await Invoice.all().values_list("overdue_at", flat=True))
        assert instants == {midnight_after(day, zone)}


async def test_a_stream_of_overdue_ones_goes_by_the_clock_of_each_event(
    cast: Cast, server: Server, sam: Client, ann: Client
) -> None:
    invoice = await issued(cast, due_on=in_days(1))
    this = encode("Invoice", invoice.id)
    async with live(server, ann.token) as socket:
        after = (await ann.data("{ eventCursor }"))["eventCursor"]
        stream = await socket.subscribe(STREAM, {"after": after, "where": {"isOverdue": True}})
        everything = await socket.subscribe(STREAM, {"after": after})
        await done(sam, "invoiceHold", id=this)
        assert (await everything.next())["invoiceEvents"]["kind"] == "INVOICE_HELD"
        clock.advance(timedelta(days=3))
        await done(sam, "invoiceRelease", id=this)
        event = (await stream.next())["invoiceEvents"]
        while event == {}:
            event = (await stream.next())["invoiceEvents"]
        assert event == {"kind": "INVOICE_RELEASED", "invoice": {"isOverdue": True}}


async def test_the_document_says_so_too(cast: Cast, sam: Client) -> None:
    day = in_days(3)
    invoice = await issued(cast, due_on=day, time_zone="Pacific/Kiritimati")
    midnight = midnight_after(day, "Pacific/Kiritimati")
    with clock.moved_to(midnight - MINUTE):
        before = await invoice_document(invoice, Formats.of("en-GB", "UTC"))
    with clock.moved_to(midnight + MINUTE):
        after = await invoice_document(invoice, Formats.of("en-GB", "UTC"))
    assert (before["state"]["text"], after["state"]["text"]) == ("Outstanding", "Overdue")


async def test_a_paid_void_or_unissued_invoice_is_never_overdue(cast: Cast, sam: Client) -> None:
    day = in_days(1)
    await new_invoice(sam, cast.acme, day)
    void, paid = await issued(cast, due_on=day), await issued(cast, due_on=day)
    await done(sam, "invoiceVoid", id=encode("Invoice", void.id), reason="A mistake")
    await pay(sam, paid)
    clock.advance(timedelta(days=5))
    found = await sam.data(LIST, {"overdue": True, "customer": cast.acme})
    assert (found["invoices"]["nodes"], found["customer"]["invoices"]["nodes"]) == ([], [])


async def test_a_zone_is_the_operators_until_another_is_given(sam: Client, ann: Client, cast: Cast) -> None:
    made = await done(sam, "customerCreate", "customer { timeZone }", name="Atoll", currency="AUD")
    assert made["customer"]["timeZone"] == "UTC"
    made = await done(
        sam, "customerCreate", "customer { id timeZone }", name="Rock", currency="CAD", timeZone="America/St_Johns"
    )
    assert made["customer"]["timeZone"] == "America/St_Johns"
    kept = await done(sam, "customerUpdate", "customer { timeZone }", id=made["customer"]["id"], name="The Rock")
    assert kept["customer"]["timeZone"] == "America/St_Johns"
    assert (await ann.data(LIST, {"overdue": True, "customer": cast.acme}))["customer"]["timeZone"] == "UTC"


@pytest.mark.settings(time_zone="Europe/Vienna")
async def test_the_operators_zone_is_a_setting(sam: Client) -> None:
    made = await done(sam, "customerCreate", "customer { timeZone }", name="Prater", currency="EUR")
    assert made["customer"]["timeZone"] == "Europe/Vienna"


@ON_SQLITE
@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "Europe", "europe/london", "UTC+1"])
async def test_an_unknown_zone_is_refused(sam: Client, cast: Cast, zone: str) -> None:
    for name, rest in (("customerCreate", {"name": "A", "currency": "EUR"}), ("customerUpdate", {"id": cast.acme})):
        (error,) = (await act(sam, name, **rest, timeZone=zone))["userErrors"]
        assert (error["code"], error["field"]) == ("INVALID", ["timeZone"])


@pytest.mark.parametrize("zone", ["Mars/Olympus", "Europe", "../etc/passwd"])
def test_a_setting_with_an_unknown_zone_is_refused_by_name(zone: str) -> None:
    with pytest.raises(ValidationError, match="IANA"):
        Settings(time_zone=zone)


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
async def test_a_due_date_beyond_the_calendar_is_refused(sam: Client, cast: Cast, day: str) -> None:
    lines = [{"kind": "PART", "description": "Seal", "quantity": 1, "unitPrice": 1, "taxRate": 0}]
    (error,) = (await act(sam, "invoiceCreate", customerId=cast.acme, dueOn=day, lines=lines))["userErrors"]
    assert (error["code"], error["field"]) == ("INVALID", ["dueOn"])


@pytest.mark.parametrize("zone", ["America/St_Johns"])
@pytest.mark.migrated_to("0008_clarifications")
async def test_a_customer_from_before_gets_the_operators_zone(older_database: str, tmp_path: Path, zone: str) -> None:
    async with opened(older_database, tmp_path, time_zone=zone):
        await execute(OLD_CUSTOMER)
        await execute(OLD_INVOICE)
        await migrate(older_database)
    async with opened(older_database, tmp_path):
        assert (await Customer.get()).time_zone == zone
        assert (await Invoice.get()).overdue_at == midnight_after(date(2026, 1, 31), zone)
        # Kept in the form in which moments are compared.
        assert await Invoice.filter(overdue_at__gte=midnight_after(date(2026, 1, 31), zone)).count() == 1
        assert await Invoice.filter(overdue_at__gt=midnight_after(date(2026, 1, 31), zone)).count() == 0


OLD_CUSTOMER = """INSERT INTO customers (id, version, name, name_key, code, currency, created_at, approval_mode,
  approval_channel) VALUES ('0190a6e0-0000-7000-8000-000000000001', 1, 'Old', 'old', 'OLD', 'EUR',
  '2026-01-01 00:00:00+00:00', 'REVIEW_AND_APPROVE', 'EMAIL')"""
OLD_INVOICE = """INSERT INTO invoices (id, version, number, customer_id, currency, payment_status, approval_status,
  approval_mode, due_on, subtotal_minor, tax_minor, total_minor, paid_minor, open_holds, created_at, issued_at) VALUES
  ('0190a6e0-0000-7000-8000-000000000002', 1, 1, '0190a6e0-0000-7000-8000-000000000001', 'EUR', 'OUTSTANDING',
  'PENDING', 'REVIEW_AND_APPROVE', '2026-01-31', 100, 0, 100, 0, 0, '2026-01-01 00:00:00+00:00',
  '2026-01-01 00:00:00+00:00')"""
