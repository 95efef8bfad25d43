"""Many at the same invoice at the same instant: one outcome, and one message to each who is told.

A race is drawn at random: who takes part, how often, and in which order they set off. What the log says must be one
of the ways in which it could have gone one after the other.
"""

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from adapters import clock
from adapters.database.client import fetch
from adapters.errors import Conflict
from latchkey.worker.relay import Worker
from models.core.errors import Refusal, RefusalCode
from models.invoices.approval import approve, decline, hold
from models.invoices.billing import void
from models.invoices.rows import ApprovalStatus, HoldSource, Invoice, InvoiceHold, PaymentStatus
from models.log.events import Event, EventKind
from models.log.unit_of_work import shielded
from tests.support.cast import Cast, Person
from tests.support.invoicing import as_contact, as_staff, issued, key, opened

RACES: Final = int(os.environ.get("RACES", "100"))
AT_A_TIME: Final = 4
"""Races that run side by side, so that they get in each other's way in the log too."""

WON: Final = {
    "approve": EventKind.INVOICE_APPROVED,
    "operator": EventKind.INVOICE_APPROVED,
    "clock": EventKind.INVOICE_APPROVED,
    "decline": EventKind.INVOICE_DECLINED,
    "hold": EventKind.INVOICE_HELD,
    "void": EventKind.INVOICE_VOIDED,
}
MAILS: Final = {
    EventKind.INVOICE_ISSUED: "invoice_awaiting_approval",
    EventKind.INVOICE_APPROVED: "invoice_approved",
    EventKind.INVOICE_DECLINED: "invoice_declined",
    EventKind.INVOICE_HELD: "invoice_held",
}


@pytest.fixture(autouse=True)
async def _house(database: str, tmp_path: Path) -> AsyncIterator[None]:
    async with opened(database, tmp_path, database_pool_size=10):
        yield


def runner(name: str, invoice_id: object, cast: Cast) -> Callable[[], Awaitable[None]]:
    """Somebody who looks at the invoice, and then acts on what they saw."""
    by = {"approve": as_contact(cast, cast.ann), "decline": as_contact(cast, cast.ann)}.get(name, as_staff(cast.sam))

    async def run() -> None:
        if name == "clock":
            await Worker().run_due()
            return
        seen = await Invoice.get(id=invoice_id)
        await asyncio.sleep(0)
        if name in ("approve", "operator"):
            await shielded(approve, seen, None, by=by)
        elif name == "decline":
            await shielded(decline, seen, None, by=by)
        elif name == "hold":
            await shielded(hold, seen, HoldSource.PHONE, None, by=by)
        else:
            await shielded(void, seen, "A mistake.", by=by)

    return run


def is_possible(told: list[EventKind]) -> bool:
    """Whether an invoice that awaits approval can go through these events, one after the other."""
    approval, payment, held = "PENDING", "OUTSTANDING", False
    for kind in told:
        if payment == "VOID":
            return False
        if kind is EventKind.INVOICE_VOIDED:
            payment = "VOID"
        elif approval != "PENDING" or (kind is EventKind.INVOICE_APPROVED and held):
            return False
        elif kind is EventKind.INVOICE_HELD:
            held = True
        else:
            approval = kind.value
    return True


async def race(drawn: random.Random, cast: Cast) -> Counter[str]:
    """Run one race and check what became of it; gives what was logged, by kind."""
    with clock.moved_to(clock.now() - timedelta(days=3)):
        invoice = await issued(cast)
    names = drawn.choices(sorted(WON), k=drawn.randint(2, 8))
    running = [runner(name, invoice.id, cast)() for name in names]
    results = await asyncio.gather(*running, return_exceptions=True)

    for result in results:
        if isinstance(result, Conflict):
            continue
        assert result is None or isinstance(result, Refusal), result
        if isinstance(result, Refusal):
            assert result.code in (RefusalCode.STALE_VERSION, RefusalCode.WRONG_STATE)
    events = await Event.filter(invoice_id=invoice.id).order_by("position")
    told = [event.kind for event in events][2:]
    assert is_possible(told), (names, told)
    decided = [kind for kind in told if kind in (EventKind.INVOICE_APPROVED, EventKind.INVOICE_DECLINED)]
    assert len(decided) <= 1
    # Whoever was not refused stands in the log, and nobody else does; the clock says nothing.
    won = Counter(WON[name] for name, result in zip(names, results, strict=True) if result is None and name != "clock")
    by_clock = [event for event in events if event.actor["kind"] == "SYSTEM"]
    assert won == Counter(event.kind for event in events[2:] if event not in by_clock)
    assert told, "somebody must have won"
    await _as_logged(await Invoice.get(id=invoice.id), told)
    await _each_told_once(invoice, events, cast.ann)
    return Counter(kind.value for kind in told)


async def _as_logged(invoice: Invoice, told: list[EventKind]) -> None:
    """The row says what the log says."""
    expected = ApprovalStatus.PENDING
    if EventKind.INVOICE_APPROVED in told:
        expected = ApprovalStatus.APPROVED
    if EventKind.INVOICE_DECLINED in told:
        expected = ApprovalStatus.DECLINED
    assert invoice.approval_status is expected
    assert (invoice.payment_status is PaymentStatus.VOID) == (EventKind.INVOICE_VOIDED in told)
    assert invoice.open_holds == told.count(EventKind.INVOICE_HELD)
    assert await InvoiceHold.filter(invoice_id=invoice.id).count() == invoice.open_holds
    assert invoice.version == 2 + len(told)


async def _each_told_once(invoice: Invoice, events: list[Event], ann: Person) -> None:
    """Ann has one mail for each event, but for what she did herself."""
    expected = Counter(
        MAILS[event.kind] for event in events if event.kind in MAILS and event.actor["id"] != str(key(ann))
    )
    mails = await fetch(
        "SELECT template FROM deliveries WHERE contact_id = :ann AND CAST(data AS VARCHAR) LIKE :about",
        {"ann": key(ann), "about": f"%INV-{invoice.number:06}%"},
    )
    assert Counter(mail["template"] for mail in mails) == expected


async def test_an_invoice_has_one_outcome_however_many_are_at_it(cast: Cast) -> None:
    drawn = random.Random(20261122)
    told: Counter[str] = Counter()
    for _ in range(RACES // AT_A_TIME):
        for found in await asyncio.gather(*(race(drawn, cast) for _ in range(AT_A_TIME))):
            told += found
    assert set(told) == {kind.value for kind in WON.values()}, "every way to win was seen"
