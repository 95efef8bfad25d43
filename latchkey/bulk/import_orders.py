"""Importing orders from another system: what a row says is checked, and what it names is found, or made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, TypeVar

from adapters import clock
from adapters.files.spreadsheets import one_line
from latchkey.bulk.contacts import IMPORTER
from latchkey.bulk.formats import Row
from latchkey.bulk.matching import Places
from models.core import text
from models.core.errors import Refusal, RefusalCode
from models.core.references import number_of_reference
from models.log.unit_of_work import unit_of_work
from models.orders.imported import Job, KnownOrder, import_orders, known_orders
from models.orders.lifecycle import OrderKind, OrderPriority, OrderStatus

E = TypeVar("E", bound=StrEnum)

MAX_NUMBER: Final = 999_999_999


@dataclass(slots=True)
class Imported:
    """The result of some rows: how many orders were new and known, what was made for them, and the refusals by line."""

    new: int = 0
    known: int = 0
    made: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


async def import_rows(rows: Sequence[tuple[int, Row | str]], places: Places) -> Imported:
    """Import rows, each with its line, in one transaction; a row that is refused leaves the others alone.

    Nobody is notified of anything.
    """
    places.begin()
    try:
        async with unit_of_work():
            return await _import(rows, places)
    except BaseException:
        places.forget()
        raise


async def _import(rows: Sequence[tuple[int, Row | str]], places: Places) -> Imported:
    imported, jobs = Imported(), []
    by_reference, by_number = await _known(rows)
    for line, row in rows:
        try:
            job = await _job(row, places, by_reference, by_number)
        except Refusal as refusal:
            named = f"{refusal.field[-1]}: " if refusal.field else ""
            imported.refused.append((line, f"{named}{refusal}"))
            continue
        if job is None:
            imported.known += 1
            continue
        jobs.append(job)
        is_now = KnownOrder(job.customer_id, job.created_at, job.number)
        by_reference |= {job.reference: is_now} if job.reference else {}
        by_number |= {job.number: is_now} if job.number else {}
    imported.new, imported.made = len(jobs), places.made
    await import_orders(jobs, by=IMPORTER)
    return imported


async def _known(rows: Sequence[tuple[int, Row | str]]) -> tuple[dict[str, KnownOrder], dict[int, KnownOrder]]:
    """The orders that rows may be about and that are there already, by their reference and by their number."""
    readable = [row for _, row in rows if not isinstance(row, str)]
    references = {row["reference"].strip() for row in readable} - {""}
    numbers = {number for row in readable if (number := _as_number(row["number"]))}
    return await known_orders(references, numbers)


def _as_number(value: str) -> int | None:
    value = value.strip()
    return number_of_reference(value if "-" in value else f"SR-{value}", "SR")


async def _job(
    row: Row | str, places: Places, by_reference: Mapping[str, KnownOrder], by_number: Mapping[int, KnownOrder]
) -> Job | None:
    """The order that a row tells of; None where it is known. Refuses, by column, what cannot have been."""
    if isinstance(row, str):
        raise Refusal(RefusalCode.INVALID, "{problem}", problem=row)
    row = {name: cell if name == "detail" else one_line(cell) for name, cell in row.items()}
    fields = _order_fields(row)
    number, reference = fields["number"], fields["reference"]
    same_reference = by_reference.get(reference) if reference else None
    if same_reference is not None:
        if number is not None and number != same_reference.number:
            raise Refusal(RefusalCode.NOT_UNIQUE, "The order of this reference has another number.", "number")
        return None
    if number in by_number:
        same_number = by_number[number]
        identity = (await places.customer_id(row), fields["created_at"])
        if reference or (same_number.customer_id, same_number.created_at) != identity:
            raise Refusal(RefusalCode.NOT_UNIQUE, "Another order has this number.", "number")
        return None
    place = await places.make(await places.find(row), row)
    return Job(**fields, customer_id=place.customer_id, site_id=place.site_id, asset_id=place.asset_id)


def _order_fields(row: Row) -> dict[str, Any]:
    """The columns of a row that are about the order itself, checked."""
    status, kind = _enum_value(OrderStatus, row, "status"), _enum_value(OrderKind, row, "kind")
    if status is OrderStatus.READY_FOR_RETURN and kind is not OrderKind.WALK_IN_REPAIR:
        raise Refusal(RefusalCode.INVALID, "Only a WALK_IN_REPAIR is READY_FOR_RETURN.", "status")
    created_at = _moment(row, "created_at")
    if created_at is None:
        raise Refusal(RefusalCode.REQUIRED, "Fill this in.", "created_at")
    completed_at = _moment(row, "completed_at", not_before=created_at)
    if completed_at is not None and status is not OrderStatus.COMPLETED:
        raise Refusal(RefusalCode.INVALID, "Only an order that is COMPLETED has this.", "completed_at")
    return {
        **_number_and_reference(row, status),
        "status": status,
        "kind": kind,
        "priority": _priority(row["priority"]),
        "summary": text.line(row["summary"], "summary"),
        "detail": text.optional_body(row["detail"], "detail"),
        "created_at": created_at,
        "updated_at": _moment(row, "updated_at", not_before=created_at) or completed_at or created_at,
        "scheduled_for": _moment(row, "scheduled_for", is_past=False),
        "completed_at": completed_at,
    }


def _number_and_reference(row: Row, status: OrderStatus) -> dict[str, Any]:
    """By what the order is known again: its number, its reference in the other system, or both."""
    number, reference = _as_number(row["number"]), text.optional_line(row["reference"], "reference", 100)
    if row["number"].strip() and not 0 < (number or 0) <= MAX_NUMBER:
        raise Refusal(RefusalCode.INVALID, "Write a number like SR-000145 or 145.", "number")
    if number is None and reference is None:
        raise Refusal(
            RefusalCode.REQUIRED, "Give a number or a reference, by which the row is known again.", "reference"
        )
    if number is not None and status is OrderStatus.DRAFT:
        raise Refusal(RefusalCode.INVALID, "A draft has no number.", "number")
    return {"number": number, "reference": reference}


def _enum_value(names: type[E], row: Row, column: str) -> E:
    value = row[column].strip().upper().replace(" ", "_").replace("-", "_")
    if value not in list(names):
        raise Refusal(RefusalCode.INVALID, "Use {values}.", column, values=[each.value for each in names])
    return names(value)


def _priority(value: str) -> OrderPriority:
    name = value.strip().upper() or OrderPriority.NORMAL.name
    if name not in OrderPriority.__members__:
        raise Refusal(RefusalCode.INVALID, "Use {values}.", "priority", values=list(OrderPriority.__members__))
    return OrderPriority[name]


def _moment(row: Row, column: str, *, not_before: datetime | None = None, is_past: bool = True) -> datetime | None:
    """A moment in UTC, which a value without an offset is taken to be in; a day alone is its first moment."""
    value = row[column].strip()
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refusal(RefusalCode.INVALID, "Write it like 2024-03-14 or 2024-03-14T09:30:00Z.", column) from None
    if is_past and moment > clock.now() + timedelta(minutes=1):
        raise Refusal(RefusalCode.INVALID, "This is in the future.", column)
    if not_before is not None and moment < not_before:
        raise Refusal(RefusalCode.INVALID, "This is before the order was taken in.", column)
    return moment
