"""When something is due next: a message, a digest, a reminder, or the end of an invoice's review."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from adapters.database.client import fetch
from models.core.channels import Channel

_NEXT: Final = """
SELECT MIN(due_at) AS due_at FROM (
  SELECT MIN(due_at) AS due_at FROM deliveries WHERE channel IN :channels
  UNION ALL SELECT MIN(due_at) FROM digest_entries WHERE NOT (digest_id IN :set_aside)
  UNION ALL SELECT MIN(due_at) FROM reminders WHERE NOT (id IN :set_aside)
  UNION ALL SELECT MIN(auto_approves_at) FROM invoices
    WHERE auto_approves_at IS NOT NULL AND NOT (id IN :set_aside)) AS nearest
"""


async def next_due_at(channels: Collection[Channel], set_aside: Collection[UUID]) -> datetime | None:
    """When the next row is due, which may be past; None if nothing waits.

    Of messages only those on `channels` count, of digests, reminders and invoices those that are not `set_aside`.
    """
    [row] = await fetch(_NEXT, {"channels": list(channels), "set_aside": list(set_aside)})
    due_at: datetime | str | None = row["due_at"]
    return datetime.fromisoformat(due_at) if isinstance(due_at, str) else due_at
