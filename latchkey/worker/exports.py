"""The relay of bulk exports: it writes what somebody asked for to files, as they see it.

Any number of relays may run, in any process. An export is in the hands of one of them at a time, with a lease: what a
relay that dies held is begun again when the lease ends.
"""

from datetime import timedelta
from typing import Any, Final

import orjson
import structlog

from adapters import clock, wakeups
from adapters.database.client import clock_skew
from adapters.errors import Unavailable
from execution.context import Context
from execution.running import run_unmetered
from latchkey.bulk.formats import csv_lines
from latchkey.files.pieces import PieceWriter
from latchkey.graphql import errors
from latchkey.graphql.responses import encoded
from models.access.sessions import viewer_of_person
from models.core.errors import RequestError
from models.core.rows import Row
from models.core.viewer import Viewer
from models.export_rows import chosen, count_rows, pages
from models.log.reading import head
from models.log.restores import is_held
from models.log.unit_of_work import shielded
from models.partners import exports
from models.partners.exports import BulkExport, BulkExportContent, BulkExportForm
from models.partners.key_viewers import viewer_of_key
from resolvers.core import ids
from resolvers.partners.export_documents import ORDER_OF_ENTRY, cells, columns, document
from resolvers.partners.selections import operation_of
from schema.build import schema

log = structlog.get_logger()

_TYPES: Final = {
    BulkExportContent.ORDERS: "Order",
    BulkExportContent.INVOICES: "Invoice",
    BulkExportContent.PEOPLE: "Contact",
    BulkExportContent.TENANCIES: "Tenancy",
    BulkExportContent.RENT_CHARGES: "RentCharge",
}
"""The types of the rows of contents that have ids of their own."""
LOOK_INTERVAL: Final = timedelta(seconds=2)
"""The longest wait between two looks for exports that are due, without any wake-up."""


class NotExportable(Exception):
    """An export cannot be made: whoever asked for it has no access any more, or sees something else by now."""


class ExportRelay:
    """One relay, which makes one export after the other."""

    async def run(self) -> None:
        """Work until cancelled; an export that is not finished then is begun again by another."""
        while True:
            if not await self._step():
                await wakeups.current().wait("exports", at_most=LOOK_INTERVAL.total_seconds())

    async def run_due(self) -> int:
        """Make the exports that are due now; gives how many these were."""
        made = 0
        with clock.ahead_by(await clock_skew()):
            while (export := await shielded(exports.claim_export)) is not None:
                await _make(export)
                made += 1
        return made

    async def _step(self) -> bool:
        """Make an export that is due, and tell whether there was one; never raises."""
        try:
            if await is_held():
                return False
            with clock.ahead_by(await clock_skew()):
                due_at = await exports.next_export_due_at()
                if due_at is None or due_at > clock.now():
                    return False
                export = await shielded(exports.claim_export)
                if export is not None:
                    await _make(export)
                return export is not None
        except Unavailable as error:
            log.warning("exports wait: the database or the storage is away", error=str(error))
        except Exception:
            log.exception("exports wait: a fault")
        return False


async def _make(export: BulkExport) -> None:
    """Write the files of an export; nothing more where another relay has it meanwhile."""
    try:
        viewer = await _owner(export)
        await exports.expect_events(export.contents, export.since, viewer)
        # Before the first row: whatever happens from now on comes by the stream, too.
        position = await head()
        contents = [BulkExportContent(content) for content in export.contents]
        parts = {content: chosen(export, content, position, viewer) for content in contents}
        total = sum([await count_rows(*part) for part in parts.values()])
        if not await shielded(exports.mark_begun, export, position, total):
            return
        files, written = list[dict[str, Any]](), 0
        for content, part in parts.items():
            writer = PieceWriter(export.file_folder(content))
            rows = 0
            if export.form is BulkExportForm.CSV:
                await writer.write(csv_lines((), heading=True, columns=columns(schema._schema, content)).encode())
            async for page in pages(*part):
                if (await _owner(export)).rights != viewer.rights:
                    raise NotExportable("what they see has changed meanwhile")
                found = await _rows(export, content, page, viewer)
                await writer.write(_text(export, content, found))
                rows, written = rows + len(found), written + len(page)
                if not await shielded(exports.mark_written, export, written):
                    return
            files.append({"content": content.value, "size": await writer.close(), "rows": rows})
    except (NotExportable, RequestError) as error:
        log.info("an export was given up", id=str(export.id), reason=str(error))
        await shielded(exports.mark_finished, export, None)
        return
    await shielded(exports.mark_finished, export, files)


async def _owner(export: BulkExport) -> Viewer:
    """The viewer who asked for an export, as they stand now; raises NotExportable or RequestError if they may come in
    no more."""
    if export.api_key_id is not None:
        return await viewer_of_key(export.api_key_id)
    viewer = await viewer_of_person(export.contact_id, export.staff_id)
    if viewer is None:
        raise NotExportable("the person has no access any more")
    return viewer


async def _rows(export: BulkExport, content: BulkExportContent, page: list[Row], viewer: Viewer) -> list[Row]:
    """The rows of a page as the viewer sees them, without those that they do not see any more."""
    if content is BulkExportContent.EVENTS:
        return await _events(page, viewer)
    if content is BulkExportContent.TIMELINES:
        keys = [ids.encode("TimelineEntry", row["position"]) for row in page]
        entries = await _nodes(content, keys, viewer)
        return [
            {ORDER_OF_ENTRY: ids.encode("Order", row["order_id"]), **entry}
            for row, entry in zip(page, entries, strict=True)
            if entry is not None
        ]
    keys = [ids.encode(_TYPES[content], row["id"]) for row in page]
    return [row for row in await _nodes(content, keys, viewer) if row is not None]


async def _events(page: list[Row], viewer: Viewer) -> list[Row]:
    """Events as they are posted to webhooks; raises Unavailable."""
    operation, found = await operation_of(schema._schema, None, viewer), list[Row]()
    for event in page:
        result = await operation.result(event, _context(viewer))
        if any(map(errors.is_unavailable, result.errors or ())):
            raise Unavailable("an event of an export cannot be read")
        if not result.errors and result.data is not None:
            found.append(result.data["events"])
    return found


async def _nodes(content: BulkExportContent, keys: list[str], viewer: Viewer) -> list[Row | None]:
    """The rows with these ids, None for those that the viewer does not see; raises Unavailable, and NotExportable where
    the whole is refused."""
    result = await run_unmetered(schema._schema, document(content), _context(viewer), {"ids": keys})
    if any(map(errors.is_unavailable, result.errors or ())):
        raise Unavailable("rows of an export cannot be read")
    if result.data is None or result.data["nodes"] is None:
        raise NotExportable(str(result.errors))
    return list(result.data["nodes"])


def _context(viewer: Viewer) -> Context:
    return Context(viewer=viewer, token=None, peer="", user_agent=None)


def _text(export: BulkExport, content: BulkExportContent, rows: list[Row]) -> bytes:
    if export.form is BulkExportForm.NDJSON:
        return b"".join(encoded(row) + b"\n" for row in rows)
    names = columns(schema._schema, content)
    # A moment is text only when it is written.
    written = orjson.loads(encoded(rows))
    table = [dict.fromkeys(names, "") | {name: _cell(value) for name, value in cells(row)} for row in written]
    return csv_lines(table, heading=False, columns=names).encode()


def _cell(value: Any) -> str:
    """A value as text: nothing for None, and JSON for what is neither text nor None."""
    return value or "" if value is None or isinstance(value, str) else encoded(value).decode()
