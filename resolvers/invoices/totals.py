"""The totals of a list of invoices by currency, of the whole list and not only its page: the database adds up the
invoices or, where these tell enough, their kept sums."""

from typing import Any, Final
from uuid import UUID

from adapters.database.client import fetch
from execution.context import Info, raw
from execution.loading import Read
from execution.paging import Listing, condition_of
from models.core.money import decimal
from models.core.rows import Row
from models.core.scope import Not, Scope, SqlParams, all_of, among, one_of
from models.invoices.overdue import is_overdue
from models.invoices.rows import OUTSTANDING, Invoice, PaymentStatus
from models.invoices.sums.kept import kept

_BALANCE: Final = "invoices.total_minor - invoices.credited_minor - invoices.paid_minor"
_NOT_VOID: Final = Not(among("payment_status", [PaymentStatus.VOID]))
SUMS: Final = ("total", "credited", "paid", "outstanding", "overdue")


def totals(root: Row, info: Info) -> Any:
    """The totals of a list of invoices; one statement adds up all lists of a level."""
    listing: Listing = root["listing"]

    def reader() -> Read:
        async def load(parents: list[UUID | None]) -> list[list[Row]]:
            sums = await _sums(listing, parents)
            return [sums.get(str(parent), []) for parent in parents]

        return load

    return info.context.loader(("totals", *map(id, raw(info).field_nodes)), reader).load(root["parent"])


async def _sums(listing: Listing, parents: list[UUID | None]) -> dict[str, list[Row]]:
    """The totals by parent (None for a list without one), each with its currencies in order of their codes."""
    params, group = SqlParams(), "invoices.currency"
    where, parent = await condition_of(listing), "NULL"
    if listing.parent is not None:
        where, parent = all_of(one_of(listing.parent, parents), where), f"invoices.{listing.parent}"
        group = f"{parent}, {group}"
    chosen = ", ".join(f"sum({sql}) AS {name}" for name, sql in amounts(params).items())
    sums = kept(where)
    source, count = (sums, "sum(invoices.n)") if sums else ("invoices", "count(*)")
    sql = f"""SELECT {parent} AS parent, invoices.currency, {count} AS n, {chosen} FROM {source}
        WHERE {where.sql(Invoice._meta.db_table, params)} GROUP BY {group} HAVING {count} > 0
        ORDER BY invoices.currency"""
    by_parent: dict[str, list[Row]] = {}
    for row in await fetch(sql, params.values):
        currency = row["currency"]
        money = {name: {"amount": decimal(int(row[name]), currency), "currency": currency} for name in SUMS}
        by_parent.setdefault(str(row["parent"]), []).append({"currency": currency, "count": int(row["n"]), **money})
    return by_parent


def amounts(params: SqlParams) -> dict[str, str]:
    """The amounts of an invoice that are added up, in minor units, as SQL."""
    return {
        "total": _amount("invoices.total_minor", _NOT_VOID, params),
        "credited": "invoices.credited_minor",
        "paid": "invoices.paid_minor",
        "outstanding": balance(OUTSTANDING, params),
        "overdue": balance(is_overdue(), params),
    }


def balance(where: Scope, params: SqlParams) -> str:
    """The amount that is still to be paid of an invoice that meets a condition, in minor units; zero for others."""
    return _amount(_BALANCE, where, params)


def _amount(sql: str, where: Scope, params: SqlParams) -> str:
    return f"CASE WHEN {where.sql('invoices', params)} THEN {sql} ELSE 0 END"
