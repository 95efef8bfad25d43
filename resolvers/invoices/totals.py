"""What a list of invoices comes to, by currency: added up by the database, over the whole list and not its page."""

from typing import Any, Final
from uuid import UUID

from adapters.database.client import fetch
from execution.context import Info, raw
from execution.loading import Read
from models.core.money import decimal
from models.core.rows import Row
from models.core.scope import EVERYTHING, Not, Scope, SqlParams, all_of, equals, one_of
from models.invoices.overdue import is_overdue
from models.invoices.rows import OUTSTANDING, Invoice, PaymentStatus
from resolvers.core.paging import Listing

_BALANCE: Final = "invoices.total_minor - invoices.paid_minor"
_NOT_VOID: Final = Not(equals("payment_status", PaymentStatus.VOID.value))
SUMS: Final = ("total", "paid", "outstanding", "overdue")


def totals(root: Row, info: Info) -> Any:
    """The sums of a list of invoices: one statement for all lists of a level, and only where they are selected."""
    listing: Listing = root["listing"]

    def reader() -> Read:
        async def load(parents: list[UUID | None]) -> list[list[Row]]:
            found = await _added_up(listing, parents)
            return [found.get(str(parent), []) for parent in parents]

        return load

    return info.context.loader(("totals", *map(id, raw(info).field_nodes)), reader).load(root["parent"])


async def _added_up(listing: Listing, parents: list[UUID | None]) -> dict[str, list[Row]]:
    """The sums by parent (None where the list belongs to nothing), each with its currencies by name."""
    params, group = SqlParams(), "invoices.currency"
    sums = {
        "total": _sum("invoices.total_minor", _NOT_VOID, params),
        "paid": _sum("invoices.paid_minor", EVERYTHING, params),
        "outstanding": _sum(_BALANCE, OUTSTANDING, params),
        "overdue": _sum(_BALANCE, is_overdue(), params),
    }
    where, parent = listing.rows, "NULL"
    if listing.parent is not None:
        where, parent = all_of(one_of(listing.parent, parents), where), f"invoices.{listing.parent}"
        group = f"{parent}, {group}"
    chosen = ", ".join(f"{sql} AS {name}" for name, sql in sums.items())
    sql = f"""SELECT {parent} AS parent, invoices.currency, count(*) AS n, {chosen} FROM invoices
        WHERE {where.sql(Invoice._meta.db_table, params)} GROUP BY {group} ORDER BY invoices.currency"""
    found: dict[str, list[Row]] = {}
    for row in await fetch(sql, params.values):
        currency = row["currency"]
        amounts = {name: {"amount": decimal(int(row[name]), currency), "currency": currency} for name in SUMS}
        found.setdefault(str(row["parent"]), []).append({"currency": currency, "count": row["n"], **amounts})
    return found


def _sum(amount: str, where: Scope, params: SqlParams) -> str:
    return f"sum(CASE WHEN {where.sql('invoices', params)} THEN {amount} ELSE 0 END)"
