"""The next moment at which something is due: a message, a digest, a reminder, the end of an invoice's review, a
warning before the end of an API key, rent to charge, or a document that expires."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from models.core.channels import Channel
from models.core.rows import read_rows

_NEXT: Final = """
SELECT MIN(due_at) AS due_at FROM (
  SELECT MIN(due_at) AS due_at FROM deliveries WHERE channel IN :channels
  UNION ALL SELECT MIN(due_at) FROM digest_entries WHERE NOT (digest_id IN :set_aside)
  UNION ALL SELECT MIN(due_at) FROM reminders WHERE NOT (id IN :set_aside)
  UNION ALL SELECT MIN(auto_approves_at) FROM invoices
    WHERE auto_approves_at IS NOT NULL AND NOT (id IN :set_aside)
  UNION ALL SELECT MIN(remind_at) FROM viewings WHERE remind_at IS NOT NULL AND NOT (id IN :set_aside)
  UNION ALL SELECT MIN(warns_at) FROM api_keys WHERE NOT (id IN :set_aside)
  UNION ALL SELECT MIN(acts_at) FROM tenancies WHERE acts_at IS NOT NULL AND NOT (id IN :set_aside)
  UNION ALL SELECT MIN(reminds_at) FROM property_documents
    WHERE reminds_at IS NOT NULL AND NOT (id IN :set_aside)) AS nearest
"""

_OLDEST: Final = """
SELECT 'email' AS kind, MIN(due_at) AS due_at FROM deliveries WHERE channel = 'EMAIL'
UNION ALL SELECT 'sms', MIN(due_at) FROM deliveries WHERE channel = 'SMS'
UNION ALL SELECT 'digest', MIN(due_at) FROM digest_entries
UNION ALL SELECT 'reminder', MIN(due_at) FROM reminders
UNION ALL SELECT 'approval', MIN(auto_approves_at) FROM invoices WHERE auto_approves_at IS NOT NULL
UNION ALL SELECT 'viewing', MIN(remind_at) FROM viewings WHERE remind_at IS NOT NULL
UNION ALL SELECT 'warning', MIN(warns_at) FROM api_keys
UNION ALL SELECT 'tenancy', MIN(acts_at) FROM tenancies WHERE acts_at IS NOT NULL
UNION ALL SELECT 'document', MIN(reminds_at) FROM property_documents WHERE reminds_at IS NOT NULL
UNION ALL SELECT 'export', MIN(due_at) FROM bulk_exports WHERE due_at IS NOT NULL
"""


async def oldest_due() -> dict[str, datetime | None]:
    """The moment at which the first row of each kind is due, which may be past; None if nothing of it waits."""
    return {row["kind"]: row["due_at"] for row in await read_rows(_OLDEST, {}, due_at=datetime)}


async def next_due_at(channels: Collection[Channel], set_aside: Collection[UUID]) -> datetime | None:
    """The moment at which the next row is due, which may be past; None if nothing waits.

    Of messages only those on `channels` count, of everything else what is not `set_aside`.
    """
    params = {"channels": list(channels), "set_aside": list(set_aside)}
    [row] = await read_rows(_NEXT, params, due_at=datetime)
    due_at: datetime | None = row["due_at"]
    return due_at
