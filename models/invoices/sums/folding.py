"""Rows of the kept sums that are put together."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from adapters.database.client import Record, execute_many, fetch_returning
from models.invoices.sums.kept import KEY, SUMS
from models.log.unit_of_work import unit_of_work

MAX_ROWS: Final = 5000
"""Rows that are put together in one transaction."""


async def fold() -> bool:
    """Put at most 5000 rows that are new together with those of the same key; gives whether more may be left."""
    names = (*KEY, *SUMS)
    returning = f"RETURNING {', '.join(names)}"
    async with unit_of_work():
        new = await fetch_returning(
            f"""DELETE FROM invoice_sums WHERE id IN (
                SELECT id FROM invoice_sums WHERE NOT is_folded ORDER BY id LIMIT {MAX_ROWS}) {returning}""",
            {},
        )
        customers = {row["customer_id"] for row in new}
        of_all = " OR customer_id IS NULL" if None in customers else ""
        old = await fetch_returning(
            f"DELETE FROM invoice_sums WHERE is_folded AND (customer_id IN :customers{of_all}) {returning}",
            {"customers": list(customers - {None})},
        )
        if rows := _together([*old, *new]):
            values = ", ".join(f":{name}" for name in names)
            await execute_many(
                f"INSERT INTO invoice_sums ({', '.join(names)}, is_folded) VALUES ({values}, TRUE)", rows
            )
    return len(new) == MAX_ROWS


def _together(rows: Sequence[Record]) -> list[dict[str, Any]]:
    """One row for each key, with what its rows come to, but for those that come to nothing."""
    sums: defaultdict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0] * len(SUMS))
    for row in rows:
        found = sums[tuple(row[name] for name in KEY)]
        for place, name in enumerate(SUMS):
            found[place] += row[name]
    return [dict(zip((*KEY, *SUMS), (*key, *found), strict=True)) for key, found in sums.items() if any(found)]
