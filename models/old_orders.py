"""Orders that ended long ago: taken out of the database with all that is theirs, and put back.

The log forgets their events too. What stays is one event for each order, with which caches and copies drop it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from tortoise.models import Model

from adapters.database.client import execute
from models.core.references import PartnerReference
from models.core.rows import Row, select
from models.core.scope import Compared, Not, Scope, SqlParams, all_of, among, any_of, one_of, related
from models.core.viewer import SYSTEM
from models.files.removals import remove_from_storage
from models.files.uploads import Upload, UploadPart
from models.invoices.credit_notes import CreditNote, CreditNoteLine
from models.invoices.payments import Payment
from models.invoices.reminder_schedule import Reminder
from models.invoices.rows import AWAITS_APPROVAL, DRAFT, ON_HOLD, OUTSTANDING, Invoice, InvoiceHold, InvoiceLine
from models.log.events import Event, EventKind
from models.log.unit_of_work import unit_of_work
from models.orders.attachments import Attachment
from models.orders.lifecycle import FINISHED
from models.orders.notes import Note
from models.orders.orders import Order, OrderTechnician
from models.orders.recommendations import Recommendation
from models.table_copies import columns, tables, write


def _of_orders(ids: Collection[UUID]) -> Scope:
    return one_of("order_id", ids)


def _of_invoices(ids: Collection[UUID]) -> Scope:
    return related("invoice_id", "invoices", "id", _of_orders(ids))


THEIRS: Final[Mapping[type[Model], Any]] = {
    Order: lambda ids: one_of("id", ids),
    OrderTechnician: _of_orders,
    Note: _of_orders,
    Recommendation: _of_orders,
    Attachment: _of_orders,
    Invoice: _of_orders,
    InvoiceLine: _of_invoices,
    InvoiceHold: _of_invoices,
    Payment: _of_invoices,
    Reminder: _of_invoices,
    CreditNote: _of_invoices,
    CreditNoteLine: lambda ids: related("credit_note_id", "credit_notes", "id", _of_invoices(ids)),
    PartnerReference: lambda ids: any_of(one_of("row_id", ids), related("row_id", "invoices", "id", _of_orders(ids))),
    Event: lambda ids: any_of(_of_orders(ids), _of_invoices(ids)),
}
"""The tables with rows of orders, and the condition for those of some orders."""
_NAME_THEM: Final[tuple[type[Model], ...]] = (PartnerReference, Event)
"""Tables whose rows name an order or an invoice, to which the database does not hold them."""


def is_old(before: datetime) -> Scope:
    """Orders that ended, and of which nothing has changed since a moment, nor is anything of their invoices open."""
    since = Compared("updated_at", ">=", before)
    open_invoices = any_of(DRAFT, OUTSTANDING, AWAITS_APPROVAL, ON_HOLD, since)
    return all_of(among("status", FINISHED), Not(since), Not(related("id", "invoices", "order_id", open_invoices)))


Whole = dict[str, list[Row]]
"""The rows of one order by table, each after those that its rows refer to."""


async def old_orders(before: datetime) -> list[UUID]:
    """The orders that can be taken out, the oldest first."""
    return [row["id"] for row in await select(Order, ("id",), is_old(before), order="created_at, id")]


async def whole_orders(order_ids: Collection[UUID]) -> dict[UUID, Whole]:
    """These orders with all rows that are theirs; orders that are not there are left out."""
    found = {model: await _rows(model, THEIRS[model](order_ids)) for model in tables() if model in THEIRS}
    owners = {UUID(row["storage_key"]): row["order_id"] for row in found[Attachment] if row["removed_at"] is None}
    found[Upload] = await _rows(Upload, one_of("id", list(owners)))
    found[UploadPart] = await _rows(UploadPart, one_of("upload_id", list(owners)))
    for late in _NAME_THEM:
        found[late] = found.pop(late)  # last: they may name an invoice alone
    orders: dict[UUID, Whole] = {row["id"]: {} for row in found[Order]}
    for model, rows in found.items():
        for row in rows:
            owner = row["id"] if model is Order else _owner(row, owners)
            if "id" in row:
                owners[row["id"]] = owner
            orders[owner].setdefault(model._meta.db_table, []).append(row)
    return orders


async def _rows(model: type[Model], where: Scope) -> list[Row]:
    return await select(model, columns(model), where)


def _owner(row: Row, owners: Mapping[Any, UUID]) -> UUID:
    """The order of a row: it names the order, or something whose order is known."""
    if row.get("order_id") is not None:
        return UUID(str(row["order_id"]))
    named = (row.get(name) for name in ("invoice_id", "credit_note_id", "upload_id", "row_id", "id"))
    return next(owners[key] for key in named if key is not None and key in owners)


def last_event(order: Whole) -> int:
    """The position of an order's last event, which is another one once anything of the order has changed."""
    return max((row["position"] for row in order[Event._meta.db_table]), default=0)


def uploads(order: Whole) -> list[UUID]:
    """The uploads of the order's files, each of which is a folder of the storage."""
    return [row["id"] for row in order.get(Upload._meta.db_table, ())]


async def take_out(read: Mapping[UUID, int], before: datetime) -> int:
    """Delete the orders that are still as they were read, by their last events; returns how many these are."""
    async with unit_of_work() as unit:
        await Order.filter(id__in=list(read)).order_by("id").select_for_update()
        still = await select(Order, ("id",), all_of(one_of("id", read), is_old(before)))
        found = await whole_orders([row["id"] for row in still])
        orders = {order_id: order for order_id, order in found.items() if last_event(order) == read[order_id]}
        keys = [key for order in orders.values() for key in uploads(order)]
        invoice_ids = [row["id"] for order in orders.values() for row in order.get(Invoice._meta.db_table, ())]
        await _delete(UploadPart, one_of("upload_id", keys))
        await _delete(Upload, one_of("id", keys))
        for model in reversed(tables()):
            if model in THEIRS and model not in _NAME_THEM:
                await _delete(model, THEIRS[model](list(orders)))
        await _delete(PartnerReference, one_of("row_id", [*orders, *invoice_ids]))
        # The database lets events go only when what they are about is gone.
        await _delete(Event, any_of(_of_orders(list(orders)), one_of("invoice_id", invoice_ids)))
        await remove_from_storage(unit, *(path for key in keys for path in (f"uploads/{key}/", f"thumbnails/{key}")))
        for order in orders.values():
            unit.record(EventKind.ORDER_ARCHIVED, SYSTEM, **_about(order))
    return len(orders)


async def _delete(model: type[Model], where: Scope) -> None:
    table, params = model._meta.db_table, SqlParams()
    await execute(f"DELETE FROM {table} WHERE {where.sql(table, params)}", params.values)


async def put_back(given: Sequence[Whole]) -> int:
    """Write the orders that are not there, as JSON has them; returns how many these are.

    Raises IntegrityError where a row contradicts what is there.
    """
    async with unit_of_work() as unit:
        ids = [UUID(order[Order._meta.db_table][0]["id"]) for order in given]
        there = {row["id"] for row in await select(Order, ("id",), one_of("id", ids))}
        orders = [order for order_id, order in zip(ids, given, strict=True) if order_id not in there]
        for model in tables():
            if rows := [row for order in orders for row in order.get(model._meta.db_table, ())]:
                missing = _defaults(model)
                await write(model._meta.db_table, columns(model), [{**missing, **row} for row in rows])
        for order in orders:
            unit.record(EventKind.ORDER_UNARCHIVED, SYSTEM, **_about(order))
    return len(orders)


def _defaults(model: type[Model]) -> Row:
    """The values of columns that a table has got since its rows were read."""
    fields = {column: model._meta.fields_map[name] for name, column in model._meta.fields_db_projection.items()}
    return {name: field.default() if callable(field.default) else field.default for name, field in fields.items()}


def _about(order: Whole) -> dict[str, Any]:
    """The contents of an event about the whole order, which may not be there: so its identifier is in the data."""
    [row] = order[Order._meta.db_table]
    return {
        "customer_id": row["customer_id"] and UUID(str(row["customer_id"])),
        "site_id": row["site_id"] and UUID(str(row["site_id"])),
        "order": str(row["id"]),
        "number": row["number"],
        "invoices": [str(invoice["id"]) for invoice in order.get(Invoice._meta.db_table, ())],
    }
