"""The customer, site and asset of an imported order: found by the names in its row, or made."""

from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from tortoise.expressions import Q

from latchkey.bulk.contacts import IMPORTER
from latchkey.bulk.formats import Row
from models.core import text
from models.core.currencies import DIGITS
from models.core.errors import Refusal, RefusalCode, within
from models.core.postal_addresses import Address
from models.core.viewer import SYSTEM
from models.people.customers import Customer, add_customer, checked_code
from models.places.assets import Asset, add_asset
from models.places.sites import Site, SiteKind, add_site

NO_CUSTOMER: Final = ("", "")
"""The key of the customer where a row names none."""
MAX_REMEMBERED: Final = 20_000
ADDRESS: Final = ("line1", "line2", "city", "region", "postal_code", "country")


@dataclass(frozen=True, slots=True)
class Place:
    """The customer, site and asset found so far; None for one that is not known."""

    customer_id: UUID | None = None
    site_id: UUID | None = None
    asset_id: UUID | None = None


class Places:
    """Finds what rows name, and remembers it. With `creates` it makes what is missing, and counts that in `made`."""

    def __init__(self, creates: bool) -> None:
        self.made = 0
        self._creates = creates
        self._customers: dict[tuple[str, str], Customer] = {}
        self._sites: dict[tuple[UUID | None, str, str], Site] = {}
        self._assets: dict[tuple[UUID | None, UUID | None, str, str], Asset] = {}

    def begin(self) -> None:
        """Count from nothing, and forget what was found where that has become much."""
        self.made = 0
        if len(self._customers) + len(self._sites) + len(self._assets) > MAX_REMEMBERED:
            self.forget()

    def forget(self) -> None:
        """Look for everything again: rows that were made may have been rolled back."""
        self._customers.clear()
        self._sites.clear()
        self._assets.clear()

    async def customer_id(self, row: Row) -> UUID | None:
        """The customer of the order, if known."""
        customer = await self._customer(row)
        if customer is not None or _customer_key(row) != NO_CUSTOMER:
            return customer.id if customer else None
        site = await self._site(row, None)
        return site.customer_id if site else None

    async def find(self, row: Row) -> Place:
        """The place in the row, as far as it is known; refuses names that several have, and a row that names nobody."""
        customer = await self._customer(row)
        is_new = customer is None and _customer_key(row) != NO_CUSTOMER
        if customer is None and not is_new and not row["site"].strip():
            raise Refusal(RefusalCode.REQUIRED, "Say for which customer, or at which site.", "customer_code")
        # What belongs to a customer that is not known is not known either.
        site = None if is_new else await self._site(row, customer.id if customer else None)
        customer_id = customer.id if customer else site.customer_id if site else None
        is_nowhere = customer_id is None and site is None
        asset = None if is_nowhere else await self._asset(row, customer_id, site.id if site else None)
        return Place(customer_id, site.id if site else None, asset.id if asset else None)

    async def make(self, place: Place, row: Row) -> Place:
        """The place with its missing parts made; refuses with NOT_FOUND if they are not to be made.

        Everything that may be refused is checked before the first is made.
        """
        missing = self._missing(place, row)
        if "customer" in missing:
            currency = row["currency"].strip().upper()
            customer = await add_customer(row["customer"], currency, row["customer_code"], by=IMPORTER)
            self._customers[_customer_key(row)] = customer
            place = replace(place, customer_id=customer.id)
        if "site" in missing:
            owner = await Customer.get_or_none(id=place.customer_id)
            kind = _site_kind(row, owner is not None)
            site = await add_site(row["site"], _address(row), kind=kind, customer=owner, by=SYSTEM)
            self._sites[_site_key(row, place.customer_id)] = site
            place = replace(place, site_id=site.id)
        if "asset" in missing:
            asset = await add_asset(
                row["asset"],
                customer_id=place.customer_id,
                site=await Site.get_or_none(id=place.site_id),
                serial_number=row["serial_number"],
                manufacturer=row["manufacturer"],
                model=row["model"],
                by=SYSTEM,
            )
            self._assets[_asset_key(row, place.customer_id, place.site_id)] = asset
            place = replace(place, asset_id=asset.id)
        self.made += len(missing)
        return place

    def _missing(self, place: Place, row: Row) -> list[str]:
        """The names in the row that are not known; refuses those that cannot be made."""
        names_customer = _customer_key(row) != NO_CUSTOMER
        ids = {"customer": place.customer_id, "site": place.site_id, "asset": place.asset_id}
        named = {"customer": names_customer, "site": row["site"].strip(), "asset": row["asset"].strip()}
        missing = [what for what in ids if named[what] and ids[what] is None]
        if missing and not self._creates:
            what = missing[0]
            column = "customer_code" if what == "customer" and row["customer_code"].strip() else what
            raise Refusal(
                RefusalCode.NOT_FOUND, "There is no such {what}; --create makes what is missing.", column, what=what
            )
        if "customer" in missing:
            _expect_customer(row)
        if "site" in missing:
            _site_kind(row, names_customer or place.customer_id is not None)
            with within(**{name: f"site_{name}" for name in ADDRESS}):
                _address(row).checked()
            text.line(row["site"], "site")
        if "asset" in missing:
            for column, most in (("asset", 200), ("serial_number", 100), ("manufacturer", 200), ("model", 200)):
                text.optional_line(row[column], column, most)
        return missing

    async def _customer(self, row: Row) -> Customer | None:
        key = _customer_key(row)
        if key == NO_CUSTOMER:
            return None
        if key not in self._customers:
            customers = await (Customer.filter(code=key[0]) if key[0] else Customer.filter(name_key=key[1])).limit(2)
            if len(customers) > 1:
                raise Refusal(RefusalCode.NOT_UNIQUE, "Several customers have this name. Give the code.", "customer")
            if not customers:
                return None
            self._customers[key] = customers[0]
        return self._customers[key]

    async def _site(self, row: Row, customer_id: UUID | None) -> Site | None:
        key = _site_key(row, customer_id)
        if not key[1]:
            return None
        if key not in self._sites:
            named = Site.filter(name_key=key[1])
            sites = await (named.filter(Q(customer_id=customer_id) | Q(customer_id=None)) if customer_id else named)
            if len(sites) > 1:
                sites = [site for site in sites if text.key(site.line1) == key[2]] or sites
            if len(sites) > 1:
                raise Refusal(
                    RefusalCode.NOT_UNIQUE, "Several sites have this name. Give site_line1, or customer.", "site"
                )
            if not sites:
                return None
            self._sites[key] = sites[0]
        return self._sites[key]

    async def _asset(self, row: Row, customer_id: UUID | None, site_id: UUID | None) -> Asset | None:
        key = _asset_key(row, customer_id, site_id)
        if not key[2] and not key[3]:
            return None
        if key not in self._assets:
            candidates = Asset.filter(customer_id=customer_id) if customer_id else Asset.filter(site_id=site_id)
            if key[2]:
                candidates = candidates.filter(serial_key=key[2])
            else:
                # Two sites may each have one that is called so.
                candidates = candidates.filter(name_key=key[3])
                if row["site"].strip():
                    candidates = candidates.filter(Q(site_id=site_id) | Q(site_id=None))
            assets = await candidates.limit(2)
            if len(assets) > 1:
                raise Refusal(RefusalCode.NOT_UNIQUE, "Several assets are called so. Give the serial number.", "asset")
            if not assets:
                if not key[3]:
                    raise Refusal(RefusalCode.NOT_FOUND, "There is no asset of this serial number.", "serial_number")
                return None
            self._assets[key] = assets[0]
        return self._assets[key]


def _customer_key(row: Row) -> tuple[str, str]:
    code = row["customer_code"].strip().upper()
    return (code, "") if code else ("", text.key(row["customer"]))


def _site_key(row: Row, customer_id: UUID | None) -> tuple[UUID | None, str, str]:
    return customer_id, text.key(row["site"]), text.key(row["site_line1"])


def _asset_key(row: Row, customer_id: UUID | None, site_id: UUID | None) -> tuple[UUID | None, UUID | None, str, str]:
    return customer_id, site_id, text.key(row["serial_number"]), text.key(row["asset"])


def _expect_customer(row: Row) -> None:
    text.line(row["customer"], "customer")
    if row["customer_code"].strip():
        checked_code(row["customer_code"], "customer_code")
    if row["currency"].strip().upper() not in DIGITS:
        raise Refusal(
            RefusalCode.INVALID,
            "A new customer needs a currency of ISO 4217 that one can pay in, like GBP.",
            "currency",
        )


def _address(row: Row) -> Address:
    parts = {name: row[f"site_{name}"].strip() for name in ADDRESS}
    return Address(**{**parts, "country": parts["country"].upper()})


def _site_kind(row: Row, has_customer: bool) -> SiteKind:
    name = row["site_kind"].strip().upper() or (SiteKind.BUSINESS if has_customer else SiteKind.PROPERTY).value
    if name not in list(SiteKind) or (name == SiteKind.BUSINESS and not has_customer):
        raise Refusal(RefusalCode.INVALID, "Use BUSINESS, for a site of a customer, or PROPERTY.", "site_kind")
    return SiteKind(name)
