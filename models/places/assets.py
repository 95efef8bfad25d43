"""Assets: the things that are repaired and looked after."""

from typing import Any
from uuid import UUID

from tortoise import fields
from uuid_utils.compat import uuid7

from models.core import text
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.references import reference_columns
from models.core.viewer import Viewer
from models.log.events import EventKind
from models.log.unit_of_work import unit_of_work
from models.people.archivable import Archivable
from models.people.customers import Customer
from models.places.sites import Site


class Asset(Archivable):
    """A machine, a boiler, a door: something with a history of work."""

    name = fields.CharField(max_length=200)
    name_key = fields.CharField(max_length=400)
    serial_number = fields.CharField(max_length=100, null=True)
    serial_key = fields.CharField(max_length=200, null=True, db_index=True)
    manufacturer = fields.CharField(max_length=200, null=True)
    model = fields.CharField(max_length=200, null=True)
    external_reference = fields.CharField(max_length=100, null=True)
    customer: fields.ForeignKeyNullableRelation[Customer] = fields.ForeignKeyField(
        "models.Customer", related_name="assets", null=True, on_delete=fields.RESTRICT
    )
    site: fields.ForeignKeyNullableRelation[Site] = fields.ForeignKeyField(
        "models.Site", related_name="assets", null=True, on_delete=fields.RESTRICT
    )
    customer_id: UUID | None
    site_id: UUID | None

    FOUND_BY = ("name", "serial_number", "manufacturer", "model")

    class Meta:
        table = "assets"
        indexes = (("created_at", "id"), ("updated_at", "id"))

    @property
    def log_keys(self) -> dict[str, Any]:
        """The columns by which an event about this asset is found in the log, and the asset that it names."""
        return {"customer_id": self.customer_id, "site_id": self.site_id, "asset_id": str(self.id)}


async def add_asset(
    name: str,
    *,
    customer_id: UUID | None,
    site: Site | None,
    serial_number: str | None = None,
    manufacturer: str | None = None,
    model: str | None = None,
    external_reference: str | None = None,
    by: Viewer,
) -> Asset:
    """Add an asset of a customer, at a site, or both; refuses with REQUIRED if neither is named.

    Refuses with WRONG_STATE a customer or a site that is archived, NOT_UNIQUE the external reference of another asset.
    """
    async with unit_of_work() as unit:
        if site is not None:
            customer_id = customer_id or site.customer_id
        if customer_id is None and site is None:
            raise Refusal(RefusalCode.REQUIRED, "Give the customer or the site of the asset.", "customerId")
        expect_same_customer(customer_id, site)
        faults, asset_id, reference = Faults(), uuid7(), dict[str, Any]()
        with faults.noted():
            if customer_id is not None:
                (await Customer.get(id=customer_id)).expect_present("customerId")
        with faults.noted():
            if site is not None:
                site.expect_present("siteId")
        with faults.noted():
            name = text.line(name, "name")
        with faults.noted():
            serial = text.optional_line(serial_number, "serialNumber", 100)
        with faults.noted():
            manufacturer = text.optional_line(manufacturer, "manufacturer")
        with faults.noted():
            model = text.optional_line(model, "model")
        with faults.noted():
            reference = await reference_columns(Asset, asset_id, external_reference, by=by)
        faults.expect_none()
        asset = await Asset.create(
            id=asset_id,
            name=name,
            name_key=text.key(name),
            serial_number=serial,
            serial_key=text.key(serial) if serial else None,
            manufacturer=manufacturer,
            model=model,
            **reference,
            customer_id=customer_id,
            site_id=site.id if site else None,
        )
        unit.record(EventKind.ASSET_CREATED, by, **asset.log_keys)
        return asset


async def revise_asset(
    asset: Asset, *, customer: Customer | None = None, site: Site | None = None, by: Viewer, **given: str | None
) -> None:
    """Change what is given; its old orders stay with their site and customer.

    An asset of another customer than its site's leaves that site. Refuses with WRONG_STATE a customer or a site that is
    archived, and with NOT_UNIQUE the external reference of another asset.
    """
    async with unit_of_work() as unit:
        changes: dict[str, Any] = {}
        faults = Faults()
        with faults.noted():
            if "name" in given:
                changes["name"] = text.line(given["name"] or "", "name")
                changes["name_key"] = text.key(changes["name"])
        with faults.noted():
            if "serial_number" in given:
                serial = text.optional_line(given["serial_number"], "serialNumber", 100)
                changes |= {"serial_number": serial, "serial_key": text.key(serial) if serial else None}
        for name in ("manufacturer", "model"):
            with faults.noted():
                if name in given:
                    changes[name] = text.optional_line(given[name], name)
        with faults.noted():
            if "external_reference" in given:
                changes |= await reference_columns(Asset, asset.id, given["external_reference"], by=by)
        with faults.noted():
            if customer is not None:
                customer.expect_present("customerId")
                changes["customer_id"] = customer.id
                stands = await Site.get_or_none(id=asset.site_id)
                if stands is not None and stands.customer_id not in (None, customer.id):
                    changes["site_id"] = None
        with faults.noted():
            if site is not None:
                site.expect_present("siteId")
                expect_same_customer(customer.id if customer else asset.customer_id, site)
                changes["site_id"] = site.id
        faults.expect_none()
        await asset.advance(**changes)
        unit.record(EventKind.ASSET_CHANGED, by, **asset.log_keys)


def expect_same_customer(customer_id: UUID | None, site: Site | None) -> None:
    """Refuse with INVALID a site that belongs to another customer."""
    if site is not None and customer_id is not None and site.customer_id not in (None, customer_id):
        raise Refusal(RefusalCode.INVALID, "The site belongs to another customer.", "siteId")
