"""Bulk exports: rows that somebody sees, written to files by a worker, and the position in the log from which the
stream goes on. A due row, as messages are."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from tortoise import fields

import settings
from adapters import clock
from adapters.database.client import fetch_returning, is_sqlite
from models.core.entity import UtcDatetimeField, VersionedEntity
from models.core.errors import Refusal, RefusalCode
from models.core.rows import read_rows
from models.core.viewer import SYSTEM, KeyScope, Viewer
from models.files.removals import remove_from_storage
from models.log.events import EventKind, Visibility
from models.log.reading import end
from models.log.trimming import expect_whole
from models.log.unit_of_work import UnitOfWork, unit_of_work

MAX_UNFINISHED: Final = 3
"""Exports of one person or key that a worker has yet to finish."""
LEASE: Final = timedelta(minutes=5)
"""The time for which a worker holds an export, from the last page that it wrote down."""
MAX_CLAIMS: Final = 5
"""Times that an export is begun before it is given up."""


class BulkExportContent(StrEnum):
    """The contents of an export, each a file."""

    ORDERS = "ORDERS"
    TIMELINES = "TIMELINES"
    INVOICES = "INVOICES"
    PEOPLE = "PEOPLE"
    EVENTS = "EVENTS"
    TENANCIES = "TENANCIES"
    RENT_CHARGES = "RENT_CHARGES"


class BulkExportForm(StrEnum):
    """The forms of the files."""

    NDJSON = "NDJSON"
    CSV = "CSV"


class BulkExportStatus(StrEnum):
    """The status of an export."""

    WAITING = "WAITING"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"


SCOPES: Final = {
    BulkExportContent.ORDERS: KeyScope.READ_ORDERS,
    BulkExportContent.TIMELINES: KeyScope.READ_ORDERS,
    BulkExportContent.INVOICES: KeyScope.READ_INVOICES,
    BulkExportContent.PEOPLE: KeyScope.READ_PEOPLE,
    BulkExportContent.EVENTS: KeyScope.READ_EVENTS,
    BulkExportContent.TENANCIES: KeyScope.READ_INVOICES,
    BulkExportContent.RENT_CHARGES: KeyScope.READ_INVOICES,
}
"""The scope that an API key needs for each content."""


class BulkExport(VersionedEntity):
    """Files with what somebody sees: of a customer, or None: of all, and of what has changed after the position
    `since`, or None: ever.

    `position` is the end of the log before the first row was read. `files` lists the finished files with their sizes
    and numbers of rows. `due_at` is when a worker may begin, None once it is over; `claim` counts those who did: a
    worker whose claim is not the last one has lost it to another.
    """

    contact_id: UUID | None = fields.UUIDField(null=True)
    staff_id: UUID | None = fields.UUIDField(null=True)
    api_key_id: UUID | None = fields.UUIDField(null=True)
    contents: list[str] = fields.JSONField()
    form = fields.CharEnumField(BulkExportForm, max_length=6)
    customer_id: UUID | None = fields.UUIDField(null=True)
    since: int | None = fields.BigIntField(null=True)
    position: int | None = fields.BigIntField(null=True)
    status = fields.CharEnumField(BulkExportStatus, max_length=7)
    total_count: int | None = fields.BigIntField(null=True)
    row_count: int = fields.BigIntField(default=0)
    files: list[dict[str, Any]] = fields.JSONField(default=list)
    due_at = UtcDatetimeField(null=True)
    claim = fields.IntField(default=0)
    finished_at = UtcDatetimeField(null=True)
    expires_at = UtcDatetimeField(null=True)

    class Meta:
        table = "bulk_exports"
        indexes = (("expires_at", "id"),)

    @property
    def folder(self) -> str:
        """The folder of the storage that has its files."""
        return f"exports/{self.id}/"

    def file_folder(self, content: str) -> str:
        """The folder with the pieces of one file, as this claim writes it."""
        return f"{self.folder}{self.claim}/{content}"


async def request_export(
    contents: Sequence[BulkExportContent],
    form: BulkExportForm,
    *,
    customer_id: UUID | None,
    since: int | None,
    by: Viewer,
) -> BulkExport:
    """Have a worker write what `by` sees to files.

    Refuses with FORBIDDEN what a key has no scope for, with INVALID a position that the log does not have, and with
    WRONG_STATE one more than MAX_UNFINISHED at once. Raises like `expect_events`.
    """
    async with unit_of_work() as unit:
        for place, content in enumerate(contents):
            if not by.covers(SCOPES[content]):
                raise Refusal(
                    RefusalCode.FORBIDDEN,
                    "The API key needs {scope} for this.",
                    ("contents", str(place)),
                    scope=SCOPES[content].name,
                )
        if since is not None and since > (await end()).newest:
            raise Refusal(RefusalCode.INVALID, "The log does not have this position.", "since")
        await expect_events(contents, since, by)
        owner: dict[str, Any] = {"contact_id": by.contact_id, "staff_id": by.staff_id, "api_key_id": by.api_key_id}
        if await BulkExport.filter(**owner, due_at__not_isnull=True).count() >= MAX_UNFINISHED:
            raise Refusal(
                RefusalCode.WRONG_STATE,
                "{most} exports are not finished yet. Wait for one of them.",
                most=MAX_UNFINISHED,
            )
        export = await BulkExport.create(
            **owner,
            contents=[content.value for content in dict.fromkeys(contents)],
            form=form,
            customer_id=customer_id,
            since=since,
            status=BulkExportStatus.WAITING,
            due_at=clock.now(),
        )
        _record(unit, export, "REQUESTED", by)
        unit.has_deliveries = True
        return export


async def expect_events(contents: Sequence[str], since: int | None, by: Viewer) -> None:
    """Raise RequestError CURSOR_EXPIRED if the log may lack events after a position that are to be written; keys see
    none of those that it loses."""
    if since is not None and BulkExportContent.EVENTS in contents and not by.is_key:
        await expect_whole(since)


def _record(unit: UnitOfWork, export: BulkExport, change: str, by: Viewer) -> None:
    unit.record(
        EventKind.BULK_EXPORT_CHANGED,
        by,
        contact_id=export.contact_id,
        staff_id=export.staff_id,
        visibility=Visibility.STAFF_ONLY,
        bulk_export_id=str(export.id),
        change=change,
    )


_NEXT: Final = "SELECT MIN(due_at) AS due_at FROM bulk_exports WHERE due_at IS NOT NULL"


async def next_export_due_at() -> datetime | None:
    """The moment at which the next export is due, which may be past; None if nothing waits."""
    [row] = await read_rows(_NEXT, {}, due_at=datetime)
    due_at: datetime | None = row["due_at"]
    return due_at


_CLAIM: Final = """WITH due AS (SELECT id FROM bulk_exports WHERE due_at <= :now ORDER BY due_at, id LIMIT 1 {lock})
UPDATE bulk_exports SET claim = claim + 1, version = version + 1, due_at = :lease_ends, updated_at = :now,
  status = 'RUNNING', row_count = 0 WHERE id IN (SELECT id FROM due) RETURNING id"""


async def claim_export() -> BulkExport | None:
    """Claim the export that waits longest; None if nothing is due, or if it was given up instead."""
    now = clock.now()
    lock = "" if is_sqlite() else "FOR UPDATE SKIP LOCKED"
    async with unit_of_work() as unit:
        rows = await fetch_returning(_CLAIM.format(lock=lock), {"now": now, "lease_ends": now + LEASE})
        if not rows:
            return None
        export = await BulkExport.get(id=rows[0]["id"])
        if export.claim > MAX_CLAIMS:
            await _finish(unit, export, BulkExportStatus.FAILED)
            return None
        return export


async def mark_begun(export: BulkExport, position: int, total_count: int) -> bool:
    """Write down where the log ended, and how many rows there are; False if another worker has the export."""
    return await _advanced(export, position=position, total_count=total_count)


async def mark_written(export: BulkExport, row_count: int) -> bool:
    """Write down how many rows are written, and hold the export on; False if another worker has it."""
    return await _advanced(export, row_count=row_count)


async def _advanced(export: BulkExport, **changes: Any) -> bool:
    """Change an export that this worker holds, whatever version it has."""
    async with unit_of_work():
        now = clock.now()
        held = BulkExport.filter(id=export.id, claim=export.claim, due_at__not_isnull=True)
        return bool(await held.update(due_at=now + LEASE, updated_at=now, **changes))


async def mark_finished(export: BulkExport, files: Sequence[dict[str, Any]] | None) -> None:
    """End an export with its files, or None: without, as it cannot be made. Nothing if another worker has it."""
    async with unit_of_work() as unit:
        held = await BulkExport.filter(id=export.id, claim=export.claim).select_for_update().get_or_none()
        if held is None or held.due_at is None:
            return
        if files is None:
            await _finish(unit, held, BulkExportStatus.FAILED)
        else:
            await _finish(unit, held, BulkExportStatus.DONE, files=list(files))


async def _finish(unit: UnitOfWork, export: BulkExport, status: BulkExportStatus, **changes: Any) -> None:
    now = clock.now()
    kept = timedelta(hours=settings.get().keep_bulk_exports_hours)
    await export.advance(status=status, due_at=None, finished_at=now, expires_at=now + kept, **changes)
    _record(unit, export, status.value, SYSTEM)


async def remove_expired_exports(most: int) -> int:
    """Delete at most so many exports whose time is over, with their files; gives how many."""
    async with unit_of_work() as unit:
        old = BulkExport.filter(expires_at__lte=clock.now()).order_by("expires_at", "id").limit(most)
        exports = await old.select_for_update(skip_locked=True)
        await remove_exports(unit, exports)
        return len(exports)


async def remove_exports(unit: UnitOfWork, exports: Sequence[BulkExport]) -> None:
    """Delete exports with their files."""
    for export in exports:
        await export.delete()
        _record(unit, export, "REMOVED", SYSTEM)
    if exports:
        await remove_from_storage(unit, *(export.folder for export in exports))
