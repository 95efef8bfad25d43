"""Tens of thousands of orders: which way a page is read, whatever is searched for, filtered and sorted by.

The statements are those that the API has run, explained by the database that ran them.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import product
from typing import Any, Final

from adapters.database.client import fetch, is_sqlite
from models.core.search import FEW
from tests.support import volume
from tests.support.cast import Cast
from tests.support.server import Client

SEARCHES: Final = (
    None,
    "SR-004321",
    "4321",
    "SN-7123",
    "grinder",
    "oven",
    "unicorn",
    "customer 17",
    "o t h",
    "nobody",
)
INVOICE_SEARCHES: Final = (None, "INV-004321", "4321", "customer 17", "customer", "nobody")
SORTS: Final = tuple(
    {"field": field, "direction": direction}
    for field in ("CREATED_AT", "UPDATED_AT", "PRIORITY")
    for direction in ("ASC", "DESC")
)
INVOICE_SORTS: Final = tuple(
    {"field": field, "direction": direction}
    for field in ("ISSUED_AT", "DUE_ON", "TOTAL")
    for direction in ("ASC", "DESC")
)
READS: Final = ("Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Heap Scan")
BIG: Final = ("orders", "orders_search", "invoices", "invoices_search")
ORDERS: Final = 40_000
MAX_ROWS_LOOKED_AT: Final = ORDERS // 5
"""How many rows may be looked at for a page. Times are left out: what is of one time may stand at the far end of a list
that is sorted by something else, and the walk goes there."""

AT_ONCE: Final = 20
"""How many pages are asked for in one request."""

Statement = tuple[str, Mapping[str, Any]]


def wheres(cast: Cast) -> tuple[dict[str, Any] | None, ...]:
    """Filters by each column, that leave nearly all, many, few and no orders."""
    return (
        None,
        {"status": ["COMPLETED"]},
        {"status": ["AWAITING_PARTS"]},
        {"status": ["SUBMITTED", "IN_PROGRESS"]},
        {"status": ["DRAFT"]},
        {"priority": ["URGENT"]},
        {"priority": ["HIGH"]},
        {"kind": ["WALK_IN_REPAIR"]},
        {"customerId": cast.acme},
        {"siteId": cast.acme_site},
        {"technicianId": cast.rita.id},
        {"createdAt": {"gte": "2025-01-28T05:00:00Z"}},
        {"updatedAt": {"lt": "2025-01-02T00:00:00Z"}},
        {"status": ["COMPLETED"], "customerId": cast.acme, "kind": ["SERVICE_CALL"]},
    )


def invoice_wheres(cast: Cast) -> tuple[dict[str, Any] | None, ...]:
    """The same of invoices."""
    return (
        None,
        {"paymentStatus": ["PAID"]},
        {"customerId": cast.acme},
        {"issuedAt": {"gte": "2025-01-28T05:00:00Z"}},
    )


async def test_no_first_page_reads_or_sorts_a_whole_table(
    sam: Client, ann: Client, cast: Cast, reads_run: list[Statement]
) -> None:
    # On SQLite the steps are judged and not their rows: fewer orders do.
    await volume.fill(cast, ORDERS // 8 if is_sqlite() else ORDERS)
    filters, of_invoices = wheres(cast), invoice_wheres(cast)
    some = (None, {"field": "UPDATED_AT", "direction": "ASC"}, {"field": "PRIORITY", "direction": "DESC"})
    orders = [
        *product((None,), (None,), SORTS),
        *product(SEARCHES[1:], (None,), some),
        *product((None,), filters[1:], some),
        *product(("oven", "customer 17"), filters[1:], some[-1:]),
    ]
    invoices = [
        *product(INVOICE_SEARCHES, of_invoices, (None,)),
        *product((None, "customer"), (None, of_invoices[2]), INVOICE_SORTS),
    ]
    bad = [
        *await look("orders", orders, (sam, ann), reads_run),
        *await look("invoices", invoices, (sam, ann), reads_run),
    ]
    assert not bad, f"{len(bad)}:\n" + "\n".join(bad)


async def look(field: str, asked: list[Any], people: tuple[Client, ...], reads_run: list[Statement]) -> list[str]:
    """Ask for first pages, many in a request, and for the last where nothing is searched for; judge how each is read."""
    given = [(words, where, sort, last) for words, where, sort in asked for last in (None, 20)[: 1 + (words is None)]]
    judged: dict[str, list[str]] = {}
    for who in people:
        for start in range(0, len(given), AT_ONCE):
            await who.data(*document(field, given[start : start + AT_ONCE]))
            for sql, params in reads_run:
                if (statement := f"{sql} {params}"[:2000]) not in judged:
                    judged[statement] = await faults(sql, params)
            reads_run.clear()
    return [f"{fault}: {statement}" for statement, found in judged.items() for fault in found]


def document(field: str, given: list[Any]) -> tuple[str, dict[str, Any]]:
    """A query for pages of a list, by a search, a filter, a sort and a size each, and its variables."""
    kind = field.capitalize().removesuffix("s")
    arguments = (("search", "String"), ("where", f"{kind}Where"), ("sort", f"{kind}Sort"), ("last", "Int"))
    names = [f"${name}{each}: {typename}" for each in range(len(given)) for name, typename in arguments]
    fields = [
        f"p{each}: {field}({', '.join(f'{name}: ${name}{each}' for name, _ in arguments)}) {{ nodes {{ number }} }}"
        for each in range(len(given))
    ]
    values = {
        f"{name}{each}": value
        for each, page in enumerate(given)
        for (name, _), value in zip(arguments, page, strict=True)
    }
    return f"query({', '.join(names)}) {{ {' '.join(fields)} }}", values


async def faults(sql: str, params: Mapping[str, Any]) -> list[str]:
    """The faults in the way a statement is run."""
    if is_sqlite():
        steps = [row["detail"] for row in await fetch(f"EXPLAIN QUERY PLAN {sql}", params)]
        return [step for step in steps if step.startswith("SCAN") and " USING " not in step and "VIRTUAL" not in step]
    (row,) = await fetch(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params, planned_anew=True)
    steps = list(nodes(json.loads(row["QUERY PLAN"])[0]["Plan"]))
    looked_at = sum(rows_of(step) for step in steps if step["Node Type"] in READS)
    of_a_time = any(isinstance(value, datetime) for value in params.values())
    found = [f"{looked_at} rows looked at"] if looked_at > MAX_ROWS_LOOKED_AT and not of_a_time else []
    for step in steps:
        name, table = step["Node Type"], step.get("Relation Name")
        # The search for a common word stops when it has found enough to know that it is common.
        if name == "Seq Scan" and table in BIG and not (table.endswith("_search") and rows_of(step) <= FEW + 1):
            found.append(f"all of {table} read, {rows_of(step)} rows")
        if name == "Sort" and rows_of(step["Plans"][0]) > FEW:
            found.append(f"{rows_of(step['Plans'][0])} rows sorted")
    return found


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All steps of a plan."""
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def rows_of(step: dict[str, Any]) -> float:
    """The number of rows that a step has gone through."""
    passed: float = step["Actual Rows"] + step.get("Rows Removed by Filter", 0)
    return passed * float(step["Actual Loops"])
