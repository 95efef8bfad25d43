"""Conditions on invoices for which their kept sums tell enough."""

from collections.abc import Iterator
from typing import Final

from models.core.scope import AllOf, Among, AnyOf, Everything, Not, OneOf, Present, Scope
from models.invoices.overdue import is_overdue

KEY: Final = ("customer_id", "currency", "payment_status", "approval_status", "is_issued", "overdue_at")
SUMS: Final = ("n", "total_minor", "credited_minor", "paid_minor")
_ASKED: Final = frozenset({"customer_id", "currency", "payment_status", "approval_status", "issued_at", "overdue_at"})


def kept(where: Scope) -> str | None:
    """The kept sums of the invoices that meet a condition, as SQL that stands in FROM in place of the table; `n` is how
    many invoices there are in one of its rows.

    None if only the invoices themselves tell which they are.
    """
    asked = set(_columns(where))
    if not asked <= _ASKED:
        return None
    own = "IS NOT NULL" if "customer_id" in asked else "IS NULL"
    columns = ", ".join((*KEY, *SUMS))
    return f"""(SELECT {columns}, CASE WHEN is_issued THEN 1 END AS issued_at FROM invoice_sums
        WHERE customer_id {own}) AS invoices"""


def _columns(where: Scope) -> Iterator[str]:
    """The columns that a condition asks for; * is in what is not kept."""
    match where:
        case Everything():
            pass
        case OneOf(column, values):
            yield from [column] if values else []
        case Among(column, _):
            yield column
        case Present("issued_at"):
            yield "issued_at"
        case Not(part):
            yield from _columns(part)
        case AllOf() if where == is_overdue():
            yield "overdue_at"
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _columns(part)
        case _:
            yield "*"
