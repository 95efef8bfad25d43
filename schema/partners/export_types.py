"""Bulk exports and their files."""

from datetime import datetime

import strawberry

from models.partners.exports import BulkExportContent, BulkExportForm, BulkExportStatus
from models.people.customers import Customer as CustomerRow
from resolvers.core import values
from resolvers.core.relations import one
from resolvers.core.scalars import EventCursor
from resolvers.partners import exports
from schema.core.fields import column, created_at, global_id, object_type, relation, updated_at
from schema.core.refs import LazyCustomer
from schema.core.types import Node
from schema.files.types import Download


@object_type
class BulkExportFile:
    """One file of a bulk export."""

    content: BulkExportContent = column("The content.")
    row_count: int = column("The number of rows in it.")
    download: Download = column("The temporary address of the file.")


@object_type
class BulkExport(Node):
    """Files with what somebody sees, written by a worker. Only whoever asked for it sees it, and until `expiresAt`."""

    id: strawberry.ID = global_id("BulkExport")
    version: int = column("The number of changes to this row.")
    created_at: datetime = created_at("export")
    updated_at: datetime = updated_at("export")
    status: BulkExportStatus = column("The status.")
    contents: list[BulkExportContent] = column("The contents.")
    form: BulkExportForm = column("The form of the files.")
    customer: LazyCustomer | None = relation(
        one(CustomerRow, "customer_id"), "The customer to whom everything belongs; null for all.", ("customer_id",)
    )
    since: EventCursor | None = relation(
        exports.since, "The cursor after which something happened to everything in it; null for everything.", ("since",)
    )
    cursor: EventCursor | None = relation(
        exports.cursor,
        "The end of the log before the first row was read; null while it waits. Rows are as new or newer, and events "
        "go to it exactly: read `events` after it to keep the copy.",
        ("position",),
    )
    total_row_count: int | None = relation(
        values.column("total_count"), "The number of rows to write; null while it waits.", ("total_count",)
    )
    row_count: int = column("The number of rows that are written.")
    files: list[BulkExportFile] = relation(exports.files, "The files; none before it is done.", ("id", "form", "files"))
    finished_at: datetime | None = column("Time at which it was done, or failed; null before.")
    expires_at: datetime | None = column("Time at which it is deleted with its files; null before it is done.")
