"""Filling an empty database with the demo data, all or nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import chain
from typing import Final

import settings
from adapters import clock
from adapters.security import rate_limits
from latchkey.demo import access, invoices, lettings, market, orders
from latchkey.demo.people import Cast, assemble
from latchkey.demo.stage import play
from models.log.unit_of_work import shielded, unit_of_work
from models.messages.deliveries import Delivery, mark_sent
from models.people.customers import Customer
from models.people.staff import StaffMember

OPERATOR_NAME: Final = "Brightwell Repairs"
OPENED: Final = 66
"""Working days from the beginning of the demo until today: a quarter of a year."""
LEFT_TO_SEND: Final = ("invitation", "recommendation_posted", "invoice_awaiting_approval")
"""The newest of each of these mails is left for the worker, so that there is something in the mailbox."""
LOCKED_MINUTES: Final = 60 * 24 * 365
"""Long enough for the locked account to be locked still when somebody looks at it."""


LOCKED_AFTER: Final = 6
"""As many wrong passwords as somebody tries in the story."""


class NotEmpty(Exception):
    """The database has data that is not the demo's."""


async def is_seeded() -> bool:
    """Whether the open database has the demo data; raises NotEmpty where it has other data."""
    if await StaffMember.filter(email_key="sam@brightwell.test").exists():
        return True
    if await Customer.exists() or await StaffMember.exists():
        raise NotEmpty
    return False


async def seed(progress: Callable[[float], None]) -> None:
    """Fill the open, empty database, all or nothing; `progress` is told how much is done, from 0 to 1."""
    usual, counted = settings.get(), rate_limits.current()
    settings.use(usual.model_copy(update={"lock_minutes": LOCKED_MINUTES, "lock_after_failures": LOCKED_AFTER}))
    # Three months of attempts in three seconds are not what is to be limited.
    rate_limits.use(rate_limits.Limiter())
    try:
        await shielded(_seed, progress)
    finally:
        settings.use(usual)
        rate_limits.use(counted)


async def _seed(progress: Callable[[float], None]) -> None:
    now = clock.now()
    cast = Cast(now)
    begins = cast.diary(OPENED, "beginning").at

    def at(moment: datetime) -> None:
        progress(min(1.0, (moment - begins) / (now - begins)))

    async with unit_of_work() as unit:
        with clock.moved_to(begins):
            await assemble(cast)
        stories = (part.stories(cast) for part in (access, orders, invoices, lettings, market))
        await play(unit, chain.from_iterable(stories), at)
        await invoices.remind_of_what_is_due()
        await lettings.tend_what_is_due()
        await unit.write_rows()
        await _post_what_is_old()


async def _post_what_is_old() -> None:
    """Nobody wants three months of mail at once: it went out when it was written, but for the latest."""
    mails = await Delivery.filter(due_at__isnull=False).order_by("queued_at", "id")
    newest = {mail.template: mail.id for mail in mails}
    kept = {newest[template] for template in LEFT_TO_SEND}
    for mail in mails:
        if mail.id not in kept:
            with clock.moved_to(mail.queued_at + timedelta(seconds=2)):
                await mark_sent(mail)
