"""Giving rows the ids that they have in the system of a program."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from models.core.references import reference_columns
from models.core.viewer import Viewer
from models.invoices.history import facts
from models.invoices.rows import Invoice
from models.log.events import EventKind, Visibility
from models.log.unit_of_work import unit_of_work
from models.orders.orders import Order
from models.people.contacts import Contact
from models.people.customers import CompanyChange, Customer
from models.places.assets import Asset
from models.places.sites import Site
from models.tenancies.announcing import facts_of_tenancy
from models.tenancies.rows import Tenancy

Named = Customer | Contact | Site | Asset | Order | Invoice | Tenancy
"""What other systems have ids for."""


async def name_row(row: Named, reference: str | None, *, by: Viewer) -> None:
    """Give a row an external reference, or (None) take it away, whatever state the row is in.

    Nobody is notified. Refuses with NOT_UNIQUE that of another row.
    """
    async with unit_of_work() as unit:
        await row.advance(**await reference_columns(type(row), row.id, reference, by=by))
        unit.record(by=by, **await _EVENTS[type(row)](row, by))


async def _of_customer(customer: Customer, by: Viewer) -> dict[str, Any]:
    change = {"change": CompanyChange.DETAILS.value, "site_name": None}
    return {"kind": EventKind.CUSTOMER_CHANGED, "customer_id": customer.id, **change}


async def _of_contact(contact: Contact, by: Viewer) -> dict[str, Any]:
    return {"kind": EventKind.CONTACT_CHANGED, "contact_id": contact.id, "change": "revised"}


async def _of_site(site: Site, by: Viewer) -> dict[str, Any]:
    change = {"change": CompanyChange.SITE_CHANGED.value, "site_name": site.name}
    return {"kind": EventKind.SITE_CHANGED, **site.log_keys, **change}


async def _of_asset(asset: Asset, by: Viewer) -> dict[str, Any]:
    return {"kind": EventKind.ASSET_CHANGED, **asset.log_keys}


async def _of_order(order: Order, by: Viewer) -> dict[str, Any]:
    return {"kind": EventKind.ORDER_UPDATED, **order.log_keys, "change": "details"}


async def _of_invoice(invoice: Invoice, by: Viewer) -> dict[str, Any]:
    kind = EventKind.INVOICE_CHANGED
    return {"kind": kind, "comment": None, "visibility": Visibility.STAFF_ONLY, **await facts(invoice, kind, by)}


async def _of_tenancy(tenancy: Tenancy, by: Viewer) -> dict[str, Any]:
    return {"kind": EventKind.TENANCY_CHANGED, **facts_of_tenancy(tenancy)}


_EVENTS: Final[Mapping[type[Named], Callable[[Any, Viewer], Awaitable[dict[str, Any]]]]] = {
    Customer: _of_customer,
    Contact: _of_contact,
    Site: _of_site,
    Asset: _of_asset,
    Order: _of_order,
    Invoice: _of_invoice,
    Tenancy: _of_tenancy,
}
"""The event of each kind of row, as the verbs that change it record it."""
