"""Digests in tests: people who want them, news to tell, and workers."""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from adapters import clock
from adapters.mail.catcher import CaughtMail, MailCatcher
from latchkey.worker.relay import Worker
from models.access.sessions import viewer_of_person
from models.core.viewer import Viewer
from models.invoices.approval import approve
from models.invoices.rows import Invoice
from models.log.events import Visibility
from models.log.unit_of_work import shielded, unit_of_work
from models.messages.digests import DigestFrequency, choose_digest
from models.orders.intake import open_order
from models.orders.lifecycle import OrderKind, OrderPriority
from models.orders.notes import add_note
from models.orders.orders import Order
from tests.support.cast import Cast, Person
from tests.support.invoicing import as_contact, as_staff, key

LONDON = ZoneInfo("Europe/London")


def a_moment(text: str, zone: ZoneInfo = LONDON) -> datetime:
    """That moment, by the clocks there."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


async def as_they_stand(person: Person) -> Viewer:
    """A contact, as a viewer."""
    viewer = await viewer_of_person(key(person), None)
    assert viewer is not None
    return viewer


async def choose(person: Person, frequency: DigestFrequency) -> None:
    """A contact wants their e-mails so often."""
    await shielded(choose_digest, frequency, by=await as_they_stand(person))


async def an_order(cast: Cast) -> Order:
    """An order of Acme."""
    return await shielded(_an_order, cast)


async def _an_order(cast: Cast) -> Order:
    return await open_order(
        by=as_contact(cast, cast.ann),
        kind=OrderKind.WALK_IN_REPAIR,
        priority=OrderPriority.NORMAL,
        customer_id=key(cast.acme, "Customer"),
        site=None,
        asset=None,
        problem_summary="Oven does not heat",
    )


async def write(cast: Cast, order: Order, text: str) -> None:
    """Sam writes a note that everybody reads."""

    async def add() -> None:
        async with unit_of_work():
            await add_note(await Order.get(id=order.id), text, Visibility.EVERYONE, by=as_staff(cast.sam))

    await shielded(add)


async def pay(cast: Cast, invoice: Invoice) -> None:
    """Ann approves an invoice, so that others are told."""

    await shielded(approve, await Invoice.get(id=invoice.id), "All is well", by=as_contact(cast, cast.ann))


async def run_out(catcher: MailCatcher, workers: int = 1) -> None:
    """Let so many workers do all that is due."""

    async def work(one: Worker) -> None:
        while await one.run_due():
            pass

    await asyncio.gather(*(work(Worker(catcher.url)) for _ in range(workers)))


def to(person: Person, mails: Iterable[CaughtMail]) -> list[CaughtMail]:
    """The mails to somebody."""
    return [mail for mail in mails if person.email in mail.to]


def next_morning() -> datetime:
    """The next eight o'clock in London."""
    now = clock.now().astimezone(LONDON)
    today = now.replace(hour=8, minute=0, second=0, microsecond=0)
    return today if today > now else a_moment(f"{now.date() + timedelta(days=1)}T08:00")
