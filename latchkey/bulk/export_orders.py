"""Orders for files: a consistent view of them, read page by page."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from adapters.database.client import Record, fetch
from adapters.database.snapshot import snapshot
from latchkey.bulk.formats import Row
from models.core.references import order_reference
from models.orders.lifecycle import OrderPriority, OrderStatus
from models.people.customers import Customer

PAGE: Final = 500
_ORDERS: Final = """
SELECT o.id, o.number, i.reference, o.status, o.kind, o.priority,
  c.code AS customer_code, c.name AS customer, c.currency,
  s.name AS site, s.kind AS site_kind, s.line1 AS site_line1, s.line2 AS site_line2, s.city AS site_city,
  s.region AS site_region, s.postal_code AS site_postal_code, s.country AS site_country,
  a.name AS asset, a.serial_number, a.manufacturer, a.model, o.problem_summary AS summary, o.problem_detail AS detail,
  o.created_at, o.updated_at, o.scheduled_for, o.completed_at
FROM orders o LEFT JOIN imported_orders i ON i.order_id = o.id LEFT JOIN customers c ON c.id = o.customer_id
LEFT JOIN sites s ON s.id = o.site_id LEFT JOIN assets a ON a.id = o.asset_id
"""
_MOMENTS: Final = ("created_at", "updated_at", "scheduled_for", "completed_at")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which orders: taken in from `since` on and before `until`, in one of `statuses` (empty: any), of `customer`."""

    since: datetime | None = None
    until: datetime | None = None
    statuses: tuple[OrderStatus, ...] = ()
    customer: Customer | None = None


async def pages(chosen: Chosen) -> AsyncIterator[list[Row]]:
    """The chosen orders as they are at the moment of the first page, oldest first; nobody who writes has to wait."""
    conditions: dict[str, tuple[str, Any]] = {
        "since": ("o.created_at >= :since", chosen.since),
        "until": ("o.created_at < :until", chosen.until),
        "statuses": ("o.status IN :statuses", list(chosen.statuses) or None),
        "customer": ("o.customer_id = :customer", chosen.customer.id if chosen.customer else None),
    }
    given = {name: value for name, (_, value) in conditions.items() if value is not None}
    where = " AND ".join(["o.id > :after", *(conditions[name][0] for name in given)])
    sql = f"{_ORDERS} WHERE {where} ORDER BY o.id LIMIT {PAGE}"
    after = UUID(int=0)
    async with snapshot():
        while records := await fetch(sql, {**given, "after": after}):
            yield [_row(record) for record in records]
            after = UUID(str(records[-1]["id"]))


def _row(record: Record) -> Row:
    row = {name: "" if record[name] is None else str(record[name]) for name in record.keys() if name != "id"}  # noqa: SIM118
    row |= {name: _moment(record[name]) for name in _MOMENTS}
    row["priority"] = OrderPriority(record["priority"]).name
    # A draft has no number. Its identifier tells it from others when it is imported.
    row["reference"] = row["reference"] or ("" if record["number"] else str(record["id"]))
    row["number"] = order_reference(record["number"]) if record["number"] else ""
    return row


def _moment(value: datetime | str | None) -> str:
    if value is None:
        return ""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
