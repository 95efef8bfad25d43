"""The rows of bulk exports: their identifiers page by page, each after those before it, out of what a viewer sees.

Nothing is locked and no snapshot is kept: a row is as new as the export's position in the log, or newer, and whatever
came after that position comes once more by the stream.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tortoise.models import Model

from adapters.database.client import fetch
from models.core.rows import Row, select
from models.core.scope import EVERYTHING, Compared, Scope, SqlParams, all_of, among, equals, related
from models.core.viewer import Viewer
from models.invoices.rows import Invoice
from models.log.events import TIMELINE, Event
from models.log.reading import COLUMNS
from models.orders.orders import Order
from models.partners.exports import BulkExport, BulkExportContent
from models.people.contacts import Contact
from models.policy import visible
from models.tenancies.charges import RentCharge
from models.tenancies.rows import Tenancy

PAGE: Final = 100
"""Rows that are read at a time."""
_KEYS: Final[dict[BulkExportContent, tuple[type[Model], str]]] = {
    BulkExportContent.ORDERS: (Order, "order_id"),
    BulkExportContent.INVOICES: (Invoice, "invoice_id"),
    BulkExportContent.PEOPLE: (Contact, "contact_id"),
}
"""The tables of contents that are rows, and the column by which events name one."""
_IN_DATA: Final[dict[BulkExportContent, tuple[type[Model], str]]] = {
    BulkExportContent.TENANCIES: (Tenancy, "tenancy_id"),
    BulkExportContent.RENT_CHARGES: (RentCharge, "charge_id"),
}
"""The same, of those that events name in their data."""


def chosen(export: BulkExport, content: BulkExportContent, position: int, viewer: Viewer) -> tuple[type[Model], Scope]:
    """The table of a content, and the condition for the rows of it that go into the file.

    What has changed after a position is what events after it name.
    """
    news = all_of(
        Compared("position", ">", export.since) if export.since is not None else EVERYTHING,
        Compared("position", "<=", position),
    )
    if content in _IN_DATA:
        model, key = _IN_DATA[content]
        changed: Scope = EVERYTHING if export.since is None else NamedInData(key, news)
        of_customer = _of_customer(export, "customer_id")
        if model is RentCharge:
            of_customer = related("tenancy_id", "tenancies", "id", of_customer)
        return model, all_of(visible(model, viewer), changed, of_customer)
    if content not in _KEYS:
        kinds = among("kind", TIMELINE) if content is BulkExportContent.TIMELINES else EVERYTHING
        return Event, all_of(visible(Event, viewer), kinds, news, _of_customer(export, "customer_id"))
    model, named_in = _KEYS[content]
    changed = EVERYTHING if export.since is None else related("id", "events", named_in, news)
    of_customer = _of_customer(export, "customer_id")
    if model is Contact and export.customer_id is not None:
        of_customer = related("id", "memberships", "contact_id", of_customer)
    return model, all_of(visible(model, viewer), changed, of_customer)


@dataclass(frozen=True, slots=True)
class NamedInData:
    """Rows whose identifier is in the data of events that fulfil a condition."""

    key: str
    where: Scope

    def sql(self, table: str, params: SqlParams) -> str:
        named = f"SELECT events.data ->> '{self.key}' FROM events WHERE {self.where.sql('events', params)}"
        return f"CAST({table}.id AS VARCHAR(36)) IN ({named})"

    def matches(self, row: Mapping[str, Any]) -> bool:
        raise TypeError("whether events name a row has to be asked of the database")


def _of_customer(export: BulkExport, column: str) -> Scope:
    return EVERYTHING if export.customer_id is None else equals(column, export.customer_id)


async def count_rows(model: type[Model], where: Scope) -> int:
    """The number of rows that fulfil a condition, however many these are."""
    table, params = model._meta.db_table, SqlParams()
    [row] = await fetch(f"SELECT count(*) AS n FROM {table} WHERE {where.sql(table, params)}", params.values)
    return int(row["n"])


async def pages(model: type[Model], where: Scope) -> AsyncIterator[list[Row]]:
    """The keys of these rows, and events as they are, in the order of the keys, at most PAGE at a time."""
    key = model._meta.db_pk_column
    names = COLUMNS if model is Event else frozenset([key])
    after: Scope = EVERYTHING
    while rows := await select(model, names, all_of(where, after), order=f"{model._meta.db_table}.{key}", limit=PAGE):
        yield rows
        after = Compared(key, ">", rows[-1][key])
