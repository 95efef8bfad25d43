"""A change of status by hand: the same rows in the same transaction as the verb of Latchkey writes, and no rule asked.

The order, its event, and for everybody who follows the order a notification with its event and, for contacts, a mail.
"""

from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson
from uuid_utils.compat import uuid7

from models.cursors import encode

_ORDER: Final = (
    "SELECT version, number, status, customer_id, site_id, problem_summary FROM orders WHERE id = $1 FOR UPDATE"
)
_CHANGE: Final = """
UPDATE orders SET status = $2, version = version + 1, updated_at = $3 WHERE id = $1 AND version = $4 RETURNING version
"""
_PEOPLE: Final = """
SELECT c.id AS contact_id, NULL::uuid AS staff_id, c.display_name AS name, c.email, c.locale, c.time_zone
FROM memberships m JOIN contacts c ON c.id = m.contact_id JOIN accounts a ON a.contact_id = c.id
WHERE m.customer_id = $1 AND m.rights & 3 <> 0 AND c.archived_at IS NULL
  AND a.username IS NOT NULL AND a.activated_at IS NOT NULL
UNION ALL
SELECT NULL, s.id, s.name, NULL, NULL, NULL FROM staff_members s JOIN staff_roles r ON r.id = s.role_id
WHERE s.is_active AND s.id <> $2 AND r.permissions ? 'MANAGE_ORDERS'
"""
_NOTIFICATION: Final = """
INSERT INTO notifications (id, contact_id, staff_id, kind, title, body, subject_type, subject_id, created_at)
VALUES ($1, $2, $3, 'ORDER_STATUS_CHANGED', $4, $5, 'Order', $6, $7)
"""
_DELIVERY: Final = """
INSERT INTO deliveries (id, channel, recipient, template, data, locale, time_zone, contact_id, status, attempts,
  queued_at, due_at)
VALUES ($1, 'EMAIL', $2, 'order_status_changed', $3, $4, $5, $6, 'QUEUED', 0, $7, $7)
"""
_TAKE: Final = "UPDATE counters SET value = value + $1 WHERE name = 'event' RETURNING value"
_EVENT: Final = """
INSERT INTO events (position, kind, occurred_at, actor, visibility, customer_id, site_id, order_id, contact_id, staff_id,
  data)
VALUES ($1, $2, $3, $4, 'EVERYONE', $5, $6, $7, $8, $9, $10)
"""
_STAFF: Final = '{"kind": "STAFF", "id": null, "name": "Staff"}'
_SYSTEM: Final = '{"kind": "SYSTEM", "id": null, "name": "System"}'


async def change_status(pool: Any, order_id: UUID, status: str, staff_id: UUID) -> tuple[int, int, str]:
    """Move an order on; gives its new version, its number, and the cursor of the event. Who acts is not told."""
    now = datetime.now(UTC)
    async with pool.acquire() as connection, connection.transaction():
        order = await connection.fetchrow(_ORDER, order_id)
        version = await connection.fetchval(_CHANGE, order_id, status, now, order["version"])
        people = await connection.fetch(_PEOPLE, order["customer_id"], staff_id)
        position = await _write(connection, order_id, order, status, people, now)
    return version, order["number"], encode(position)


async def _write(
    connection: asyncpg.Connection, order_id: UUID, order: Any, status: str, people: list[Any], now: datetime
) -> int:
    reference = f"SR-{order['number']:06}"
    title = f"{reference} is now {status.replace('_', ' ').lower()}"
    notifications = [(uuid7(), person) for person in people]
    summary = order["problem_summary"]
    await connection.executemany(
        _NOTIFICATION,
        [(key, one["contact_id"], one["staff_id"], title, summary, order_id, now) for key, one in notifications],
    )
    told = {"order_number": reference, "order_summary": summary, "actor_name": "Staff", "status": status}
    await connection.executemany(
        _DELIVERY,
        [
            (
                uuid7(),
                one["email"],
                _data(told | {"recipient_name": one["name"]}),
                one["locale"],
                one["time_zone"],
                one["contact_id"],
                now,
            )
            for one in people
            if one["email"]
        ],
    )
    moved = _data({"from_status": order["status"], "to_status": status, "comment": None})
    events = [("ORDER_STATUS_CHANGED", _STAFF, order["customer_id"], order["site_id"], order_id, None, None, moved)]
    events += [
        (
            "NOTIFICATION_CREATED",
            _SYSTEM,
            None,
            None,
            None,
            one["contact_id"],
            one["staff_id"],
            _data({"notification_id": str(key)}),
        )
        for key, one in notifications
    ]
    last: int = await connection.fetchval(_TAKE, len(events))
    first = last - len(events) + 1
    await connection.executemany(
        _EVENT, [(first + place, kind, now, *rest) for place, (kind, *rest) in enumerate(events)]
    )
    return first


def _data(value: dict[str, Any]) -> str:
    return orjson.dumps(value).decode()
