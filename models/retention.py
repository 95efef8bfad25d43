"""Housekeeping: rows that nobody needs any more are deleted, a few at a time and by indexed columns. So are words for
search renewed that a renaming has left, as many rows belong to what was renamed (migration late_words).

The record of what happened is never deleted: requests for access, and the rows of customers, orders and invoices; of
the log, and of incoming messages, only what the operator says.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog

import settings
from adapters import clock
from adapters.database.client import execute, fetch, fetch_returning, is_sqlite
from models.log.unit_of_work import shielded, unit_of_work

log = structlog.get_logger()

BATCH_SIZE: Final = 500
"""Most rows of one transaction, so that none holds its locks for long."""
_LATE: Final = "searched = :searched AND source = :source AND source_id = :source_id AND after = :after"
MAX_BATCHES: Final = 20
"""Most transactions for one kind of rows in one go: messages wait for the same worker."""


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """Rows of a table that are deleted so many units of a setting after the moment in the column `since`."""

    table: str
    since: str
    setting: str
    condition: str = "1 = 1"
    unit: timedelta = timedelta(days=1)


RULES: Final = (
    RetentionRule("sessions", "ended_at", "keep_sessions_days"),
    RetentionRule("sessions", "expires_at", "keep_sessions_days"),
    # Staff see until when an open invitation was valid.
    RetentionRule(
        "links",
        "expires_at",
        "keep_links_days",
        "(purpose <> 'INVITATION' OR used_at IS NOT NULL OR superseded_at IS NOT NULL)",
    ),
    RetentionRule("mobile_codes", "expires_at", "keep_links_days"),
    RetentionRule("deliveries", "sent_at", "keep_deliveries_days", "status = 'SENT'"),
    RetentionRule("deliveries", "queued_at", "keep_dead_deliveries_days", "status = 'DEAD'"),
    # What staff have yet to look at stays, and so does what lies in the storage, which has a time of its own.
    RetentionRule(
        "inbound_mails",
        "received_at",
        "keep_inbound_mail_records_days",
        "(state IS NULL OR state <> 'OPEN') AND whole_size IS NULL",
    ),
    RetentionRule("sms_messages", "received_at", "keep_sms_messages_days"),
    RetentionRule("notifications", "read_at", "keep_notifications_days"),
    RetentionRule("webhook_deliveries", "updated_at", "keep_webhook_deliveries_days", "due_at IS NULL"),
    RetentionRule("idempotency_keys", "created_at", "idempotency_hours", unit=timedelta(hours=1)),
)

_DELETE = """
WITH old AS (SELECT id FROM {table} WHERE {since} < :before AND {condition} ORDER BY {since} LIMIT :most {lock})
DELETE FROM {table} WHERE id IN (SELECT id FROM old) RETURNING id
"""


async def delete_old_rows() -> bool:
    """Delete what is old by the settings, in short transactions; gives whether that was all there is.

    Any number of workers may do it at once: each takes other rows. Raises Unavailable if the database is away.
    """
    is_done, deleted = True, dict.fromkeys((rule.table for rule in RULES), 0)
    for rule in RULES:
        for _ in range(MAX_BATCHES):
            count = await shielded(_delete_some, rule)
            deleted[rule.table] += count
            if count < BATCH_SIZE:
                break
        else:
            is_done = False
    if any(deleted.values()):
        log.info("old rows were deleted", **deleted)
    return is_done


async def _delete_some(rule: RetentionRule) -> int:
    kept = getattr(settings.get(), rule.setting) * rule.unit
    if not kept:
        return 0
    lock = "" if is_sqlite() else "FOR UPDATE SKIP LOCKED"
    async with unit_of_work():
        statement = _DELETE.format(table=rule.table, since=rule.since, condition=rule.condition, lock=lock)
        rows = await fetch_returning(statement, {"before": clock.now() - kept, "most": BATCH_SIZE})
        if rows and rule.table == "deliveries":
            # What a digest was made of goes with it.
            await execute("DELETE FROM digest_entries WHERE delivery_id IN :ids", {"ids": [row["id"] for row in rows]})
        return len(rows)


async def renew_next_words() -> bool:
    """Change the words of the next thousand rows; gives whether there were any.

    Until then these are found by the former name. Two workers may do the same twice.
    """
    if is_sqlite():
        return False
    late = [dict(row) for row in await fetch("SELECT * FROM late_search_words LIMIT 1")]
    if not late:
        return False
    async with unit_of_work():
        # What was renamed is locked first, as by who renames it: the row of what is left comes after it.
        function = f"{late[0]['searched']}_search_{late[0]['source']}_next"
        params = {"source_id": late[0]["source_id"], "after": late[0]["after"]}
        [row] = await fetch(f"SELECT {function}(:source_id, :after) AS last_id", params)
        if row["last_id"] is None:
            await execute(f"DELETE FROM late_search_words WHERE {_LATE}", late[0])
        else:
            changes = late[0] | {"last_id": row["last_id"]}
            await execute(f"UPDATE late_search_words SET after = :last_id WHERE {_LATE}", changes)
    return True
