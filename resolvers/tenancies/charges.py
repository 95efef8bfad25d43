"""The rent of tenancies: what has been charged, what is charged next, and what is owed."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Final
from uuid import UUID

from adapters.database.client import fetch
from execution.context import Info
from execution.paging import Listing
from execution.sorting import Key, Sort
from models.core.money import decimal
from models.core.rows import Row
from models.core.scope import Not, Scope, SqlParams, all_of, among, one_of, present
from models.core.viewer import Viewer
from models.invoices.overdue import is_overdue
from models.invoices.rows import PaymentStatus
from models.policy import visible
from models.tenancies.charges import RentCharge
from models.tenancies.schedule import next_due
from resolvers.invoices.totals import balance

_LATEST: Final = Sort("rent-charge", (Key("starts_on", date), Key("id", UUID)), descending=True)
_COUNTS: Final = all_of(present("issued_at"), Not(among("payment_status", [PaymentStatus.VOID])))
"""Invoices that are issued and not void."""
SCHEDULE: Final = (
    *("state", "starts_on", "ends_on", "charged_until", "rent_due_from", "rent_period", "rent_minor", "currency"),
)
"""The columns of a tenancy from which its next charge follows."""


def listing(viewer: Viewer) -> Listing:
    """The charges that the viewer may see, the latest first."""
    return Listing(RentCharge, visible(RentCharge, viewer), _LATEST)


def next_charge(root: Row) -> Row | None:
    """The rent that is charged next; None if none is."""
    due = next_due(root)
    if due is None:
        return None
    amount = {"amount": decimal(due.amount_minor, root["currency"]), "currency": root["currency"]}
    return {"starts_on": due.starts_on, "ends_on": due.ends_on, "due_on": due.starts_on, "amount": amount}


def owed(where: Callable[[], Scope]) -> Callable[[Row, Info], Awaitable[Row]]:
    """The resolver of the amount that is owed for a tenancy by its invoices that meet a condition.

    One statement adds up those of all tenancies of a level; whoever sees a tenancy may know.
    """

    async def load(tenancies: list[UUID]) -> list[int]:
        params = SqlParams()
        amount, of_these = balance(where(), params), one_of("tenancy_id", tenancies).sql("invoices", params)
        sql = f"SELECT tenancy_id, sum({amount}) AS owed FROM invoices WHERE {of_these} GROUP BY tenancy_id"
        sums = {str(row["tenancy_id"]): int(row["owed"]) for row in await fetch(sql, params.values)}
        return [sums.get(str(tenancy), 0) for tenancy in tenancies]

    async def resolve(root: Row, info: Info) -> Row:
        minor = await info.context.loader(("owed", where), lambda: load).load(root["id"])
        return {"amount": decimal(minor, root["currency"]), "currency": root["currency"]}

    return resolve


balance_owed: Final = owed(lambda: _COUNTS)
arrears: Final = owed(is_overdue)
