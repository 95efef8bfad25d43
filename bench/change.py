"""A change of status by hand: the same rows in the same transaction as the verb of Latchkey writes, and no rule asked.

The order, its event, and for everybody who follows the order a notification with its event and, for contacts, a mail.
"""

from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson
from uuid_utils.compat import uuid7

from models.log.cursors import encode

ORDER: Final = """
SELECT version, number, status, customer_id, site_id, problem_summary FROM orders WHERE id = $1 FOR UPDATE
"""
CHANGE: Final = """
UPDATE orders SET status = $2, version = version + 1, updated_at = $3 WHERE id = $1 AND version = $4 RETURNING version
"""
PEOPLE: Final = """
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
TAKE: Final = "SELECT take_positions($1::int) AS positions"
MOVED: Final = """
INSERT INTO events (position, kind, occurred_at, actor, visibility, customer_id, site_id, order_id, data)
VALUES ($1, 'ORDER_STATUS_CHANGED', $2, $3, 'EVERYONE', $4, $5, $6, $7)
"""
_TOLD: Final = """
INSERT INTO events (position, kind, occurred_at, actor, visibility, contact_id, staff_id, data)
VALUES ($1, 'NOTIFICATION_CREATED', $2, '{"kind": "SYSTEM", "id": null, "name": "System"}', 'EVERYONE', $3, $4, $5)
"""


async def change_status(pool: Any, order_id: UUID, status: str, staff_id: UUID) -> tuple[int, int, str]:
    """Move an order on; gives its new version, its number, and the cursor of the event. Who acts is not told."""
    now = datetime.now(UTC)
    async with pool.acquire() as connection, connection.transaction():
        order = await connection.fetchrow(ORDER, order_id)
        version = await connection.fetchval(CHANGE, order_id, status, now, order["version"])
        people = await connection.fetch(PEOPLE, order["customer_id"], staff_id)
        notified = await _tell(connection, order_id, order, status, people, now)
        position, *others = await connection.fetchval(TAKE, 1 + len(notified))
        actor = _data({"kind": "STAFF", "id": str(staff_id), "name": "Staff"})
        moved = _data({"from_status": order["status"], "to_status": status, "comment": None})
        await connection.execute(MOVED, position, now, actor, order["customer_id"], order["site_id"], order_id, moved)
        await connection.executemany(
            _TOLD,
            [
                (other, now, person["contact_id"], person["staff_id"], _data({"notification_id": str(key)}))
                for other, (key, person) in zip(others, notified, strict=True)
            ],
        )
    return version, order["number"], encode(position)


async def _tell(
    connection: asyncpg.Connection, order_id: UUID, order: Any, status: str, people: list[Any], now: datetime
) -> list[tuple[UUID, Any]]:
    """Write the notifications and mails; gives the notifications' identifiers and whom each is for."""
    reference, summary = f"SR-{order['number']:06}", order["problem_summary"]
    title = f"{reference} is now {status.replace('_', ' ').lower()}"
    notified = [(uuid7(), person) for person in people]
    await connection.executemany(
        _NOTIFICATION,
        [(key, one["contact_id"], one["staff_id"], title, summary, order_id, now) for key, one in notified],
    )
    words = {"order_number": reference, "order_summary": summary, "actor_name": "Staff", "status": status}
    mails = []
    for person in people:
        if person["email"]:
            data = _data({"recipient_name": person["name"], **words, "url": f"https://portal.test/orders/{reference}"})
            mails.append(
                (uuid7(), person["email"], data, person["locale"], person["time_zone"], person["contact_id"], now)
            )
    await connection.executemany(_DELIVERY, mails)
    return notified


def _data(value: dict[str, Any]) -> str:
    return orjson.dumps(value).decode()
