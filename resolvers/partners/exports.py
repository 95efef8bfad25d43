"""Bulk exports: the enums, the input, the mutation, and the fields of a row."""

from enum import StrEnum
from typing import Any, Final

import strawberry

from execution.context import Info, viewer_of
from execution.paging import Listing
from execution.sorting import Sort
from models.access.signed_urls import signed_address
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.rows import Row
from models.core.scope import all_of
from models.core.viewer import Viewer
from models.log import cursors
from models.partners.exports import BulkExport, BulkExportContent, BulkExportForm, BulkExportStatus, request_export
from models.people.customers import Customer
from models.policy import visible
from resolvers.core import ids
from resolvers.core.connections import paged
from resolvers.core.declare import IDEMPOTENCY_KEY, about, describe, input_type
from resolvers.core.filters import in_range, in_values
from resolvers.core.ids import find_named
from resolvers.core.inputs import DateTimeRange, SortDirection
from resolvers.core.mutations import mutation
from resolvers.core.rules import ANY_KEY, SIGNED_IN, allow
from resolvers.core.scalars import EventCursor
from resolvers.core.sorts import by_times, chosen
from resolvers.partners.webhook_mutations import position_of

describe(
    BulkExportContent,
    "The contents of a bulk export, each a file. An API key needs the scope that shows it.",
    ORDERS="Orders.",
    TIMELINES="The entries of the timelines of orders, each with the `orderId`.",
    INVOICES="Invoices with their lines.",
    PEOPLE="Contacts with their memberships.",
    EVENTS="Events of the log, as webhooks without a selection post them.",
    TENANCIES="Tenancies, with their balance and arrears.",
    RENT_CHARGES="The rent that has been charged for tenancies.",
)
describe(
    BulkExportForm,
    "The forms of the files of a bulk export.",
    NDJSON="An object of JSON in each line.",
    CSV="A table with a heading. Fields of objects are columns like `customer.id`, and lists are JSON.",
)
describe(
    BulkExportStatus,
    "The statuses of a bulk export.",
    WAITING="It waits for a worker.",
    RUNNING="It is being written.",
    DONE="Its files can be downloaded.",
    FAILED="It could not be made: whoever asked for it lost access, or sees something else by now. Ask again.",
)
TYPES: Final = {BulkExportForm.NDJSON: "application/x-ndjson", BulkExportForm.CSV: "text/csv; charset=utf-8"}


@input_type
class BulkExportCreateInput:
    """A bulk export to make."""

    contents: list[BulkExportContent] = about("The contents, at least one; each becomes a file.")
    form: BulkExportForm = about("The form of the files.", BulkExportForm.NDJSON)
    customer_id: strawberry.ID | None = about(
        "The customer to whom everything belongs; by default, everything that the viewer sees."
    )
    since: EventCursor | None = about(
        "A cursor of the log, such as the `cursor` of an earlier export: only what events after it are about. By "
        "default, everything."
    )
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class BulkExportWhere:
    """A filter of bulk exports; all given conditions have to be met."""

    status: list[BulkExportStatus] | None = about("With one of these statuses.")
    updated_at: DateTimeRange | None = about("Last changed, or else asked for, in this range.")


class BulkExportSortField(StrEnum):
    """The fields that bulk exports can be sorted by."""

    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"


describe(
    BulkExportSortField,
    "The fields that bulk exports can be sorted by.",
    CREATED_AT="Time at which it was asked for.",
    UPDATED_AT="Time of the last change, or else that at which it was asked for.",
)


@input_type
class BulkExportSort:
    """A sort order of bulk exports."""

    field: BulkExportSortField = about("The field to sort by.")
    direction: SortDirection = about("The direction.")


_SORTS: Final = by_times(BulkExportSortField, "created_at")
_NEWEST: Final = Sort("bulk-export-CREATED_AT", _SORTS[BulkExportSortField.CREATED_AT], descending=True)


@allow(SIGNED_IN, keys=ANY_KEY)
@paged
def bulk_exports(viewer: Viewer, where: BulkExportWhere | None = None, sort: BulkExportSort | None = None) -> Listing:
    """The bulk exports that the viewer asked for and that are not deleted yet, newest first unless they are sorted."""
    condition = visible(BulkExport, viewer)
    if where is not None:
        condition = all_of(condition, in_values("status", where.status), in_range("updated_at", where.updated_at))
    return Listing(BulkExport, condition, chosen("bulk-export", _SORTS, sort, _NEWEST))


@mutation(
    SIGNED_IN,
    keys=ANY_KEY,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND REQUIRED WRONG_STATE",
)
async def bulk_export_create(info: Info, input: BulkExportCreateInput) -> dict[str, Any]:
    """Have what the viewer sees written to files."""
    viewer, faults = viewer_of(info), Faults()
    customer = await find_named(Customer, input.customer_id, viewer, to="see", field="customerId", faults=faults)
    with faults.noted():
        if not input.contents:
            raise Refusal(RefusalCode.REQUIRED, "Give at least one of the contents.", "contents")
    since = None
    with faults.noted():
        since = position_of(input.since, "since") if input.since is not None else None
    faults.expect_none()
    customer_id = customer.id if customer else None
    export = await request_export(input.contents, input.form, customer_id=customer_id, since=since, by=viewer)
    return {"bulk_export_id": export.id}


def cursor(root: Row) -> str | None:
    """The position in the log after which the stream goes on; None while the export waits."""
    return None if root["position"] is None else cursors.encode(root["position"])


def since(root: Row) -> str | None:
    """The position in the log after which everything is; None if it is everything."""
    return None if root["since"] is None else cursors.encode(root["since"])


def filename(content: str, form: str) -> str:
    """The name of a file of an export: orders.ndjson."""
    return f"{content.lower()}.{form.lower()}"


def files(root: Row, info: Info) -> list[Row]:
    """The files of an export, each with its address for the viewer."""
    viewer, form = viewer_of(info), BulkExportForm(root["form"])
    return [
        {
            "content": BulkExportContent(file["content"]),
            "row_count": file["rows"],
            "download": {
                **signed_address(
                    f"/exports/{ids.encode('BulkExport', root['id'])}/{filename(file['content'], form)}", viewer
                ),
                "filename": filename(file["content"], form),
                "content_type": TYPES[form],
                "size": file["size"],
            },
        }
        for file in root["files"]
    ]
