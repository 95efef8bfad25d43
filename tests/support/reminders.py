"""Reminders in tests: moments by local clocks, invoices issued then, and workers that look later."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from adapters import clock
from latchkey.worker.relay import Worker
from models.core.money import Money
from models.invoices.approval import approve, decline, hold
from models.invoices.billing import void
from models.invoices.payments import PaymentMethod, record_payment
from models.invoices.reminder_schedule import Reminder
from models.invoices.rows import HoldSource, Invoice
from models.log.unit_of_work import shielded
from models.messages.deliveries import Delivery
from tests.support.cast import Cast
from tests.support.invoicing import acme, as_staff, issued, opened

TEMPLATES = ("invoice_review_reminder", "invoice_overdue")


@asynccontextmanager
async def british(database: str, folder: Path, cast: Cast) -> AsyncIterator[None]:
    """The database, in which Ann may approve invoices of Acme and Ben may see them; all are in England, on its clock."""
    async with opened(database, folder, holiday_calendar="GB-ENG"):
        await acme(cast, time_zone="Europe/London")
        yield


def local(text: str, zone: str = "Europe/London") -> datetime:
    """A moment as a clock in that zone shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


async def reminders_by(moment: datetime, workers: int = 1) -> Counter[str]:
    """Let workers do at that moment what is due; gives how many reminders each address has been sent so far."""
    with clock.moved_to(moment):
        here = [Worker() for _ in range(workers)]
        while sum(await asyncio.gather(*(one.run_due() for one in here))):
            pass
    return Counter(delivery.recipient for delivery in await Delivery.filter(template__in=TEMPLATES))


async def looks_at() -> datetime:
    """The moment at which the worker looks at the only reminder."""
    [reminder] = await Reminder.exclude(kind="OVERDUE")
    return reminder.due_at


async def issued_at(moment: datetime, cast: Cast, **changes: Any) -> Invoice:
    """An invoice of Acme that is issued at that moment, by default with a review of 48 hours."""
    with clock.moved_to(moment):
        return await issued(cast, **changes)


async def pay(invoice: Invoice, cast: Cast, amount: int | None = None) -> None:
    """Record what is owed, or so much of it in minor units."""
    money = Money(invoice.total_minor if amount is None else amount, invoice.currency)
    seen = await Invoice.get(id=invoice.id)
    await shielded(
        record_payment, seen, money, PaymentMethod.BANK_TRANSFER, None, date(2026, 1, 1), by=as_staff(cast.sam)
    )


async def end(invoice: Invoice, ending: str, cast: Cast) -> None:
    """Do to the invoice what nobody has to be reminded after."""
    sam, seen = as_staff(cast.sam), await Invoice.get(id=invoice.id)
    if ending == "pay":
        await pay(invoice, cast)
    elif ending == "hold":
        await shielded(hold, seen, HoldSource.PHONE, None, by=sam)
    elif ending == "void":
        await shielded(void, seen, "A mistake.", by=sam)
    else:
        await shielded(approve if ending == "approve" else decline, seen, None, by=sam)
