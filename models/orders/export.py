"""Orders for files: a consistent view of them, read page by page."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from adapters.database.client import snapshot
from models.core.rows import Row, read_rows
from models.orders.lifecycle import OrderStatus

MAX_PAGE: Final = 500
"""Most orders that are read at a time."""
_ORDERS: Final = """
SELECT o.id, o.number, o.external_reference AS reference, o.status, o.kind, o.priority,
  c.code AS customer_code, c.name AS customer, c.currency,
  s.name AS site, s.kind AS site_kind, s.line1 AS site_line1, s.line2 AS site_line2, s.city AS site_city,
  s.region AS site_region, s.postal_code AS site_postal_code, s.country AS site_country,
  a.name AS asset, a.serial_number, a.manufacturer, a.model, o.problem_summary AS summary, o.problem_detail AS detail,
  o.created_at, o.updated_at, o.scheduled_for, o.completed_at
FROM orders o LEFT JOIN customers c ON c.id = o.customer_id
LEFT JOIN sites s ON s.id = o.site_id LEFT JOIN assets a ON a.id = o.asset_id
"""


_MOMENTS: Final = dict.fromkeys(("created_at", "updated_at", "scheduled_for", "completed_at"), datetime)


@dataclass(frozen=True, slots=True)
class ExportFilter:
    """Which orders: taken in from `since` on and before `until`, in one of `statuses` (empty: any), of a customer."""

    since: datetime | None = None
    until: datetime | None = None
    statuses: tuple[OrderStatus, ...] = ()
    customer_id: UUID | None = None


async def export_pages(chosen: ExportFilter) -> AsyncIterator[list[Row]]:
    """The orders as they are at the moment of the first page, oldest first; nobody who writes has to wait.

    Each has what its row in a file says, under the names of its columns.
    """
    conditions: dict[str, tuple[str, Any]] = {
        "since": ("o.created_at >= :since", chosen.since),
        "until": ("o.created_at < :until", chosen.until),
        "statuses": ("o.status IN :statuses", list(chosen.statuses) or None),
        "customer": ("o.customer_id = :customer", chosen.customer_id),
    }
    params = {name: value for name, (_, value) in conditions.items() if value is not None}
    where = " AND ".join(["o.id > :after", *(conditions[name][0] for name in params)])
    sql = f"{_ORDERS} WHERE {where} ORDER BY o.id LIMIT {MAX_PAGE}"
    after = UUID(int=0)
    async with snapshot():
        while rows := await read_rows(sql, {**params, "after": after}, id=UUID, **_MOMENTS):
            yield rows
            after = rows[-1]["id"]
