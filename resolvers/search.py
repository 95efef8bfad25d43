"""The search over all nouns at once, for the bar at the top of a page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from tortoise.models import Model

from adapters.database.reading import read
from adapters.mail.addresses import address_key
from execution.columns import columns
from execution.context import Info, raw, viewer_of
from execution.limits import DEFAULT_PAGE, MAX_PAGE_SIZE
from execution.paging import Listing
from models.core import text
from models.core.errors import RequestError
from models.core.references import number_of_reference
from models.core.rows import Row, select
from models.core.scope import all_of, any_of, equals
from models.core.viewer import Viewer
from models.invoices.credit_notes import CreditNote
from models.invoices.rows import Invoice
from models.orders.orders import Order
from models.people.contacts import Contact
from models.people.customers import Customer
from models.places.assets import Asset
from models.places.sites import Site
from models.policy import visible
from resolvers.core.filters import normalised_search
from resolvers.core.rules import ANY_KEY, SIGNED_IN, allow
from resolvers.invoices import invoices
from resolvers.orders import orders
from resolvers.people import contacts, customers
from resolvers.places import assets, sites


class SearchType(StrEnum):
    """The types of results."""

    ORDER = "ORDER"
    INVOICE = "INVOICE"
    CUSTOMER = "CUSTOMER"
    CONTACT = "CONTACT"
    SITE = "SITE"
    ASSET = "ASSET"
    CREDIT_NOTE = "CREDIT_NOTE"


@dataclass(frozen=True, slots=True)
class _Noun:
    """A table that is searched as its list is. `names` are the columns by which people call a row, for staff and for
    contacts: a row that is called exactly so comes first, and a row whose name begins so comes next. `prefix` begins
    the numbers of rows that have one, like SR."""

    model: type[Model]
    listing: Callable[..., Listing]
    names: tuple[str, ...]
    names_for_contacts: tuple[str, ...]
    prefix: str = ""

    async def found(self, info: Info, words: str, first: int) -> list[Row]:
        """The best and newest rows in which the viewer finds the words, at most `first`, each with its rank.

        Of a table in which very many rows have the words, the first of its list stand for the newest.
        """
        viewer, table = viewer_of(info), self.model._meta.db_table
        listing = self.listing(viewer, search=words)
        called = self._called(words, viewer)
        wanted = {*columns(raw(info), "node"), *called, "id", "created_at"}
        few = await read(listing.search.by_ids(table)) if listing.search else None
        is_common = listing.search is not None and few is listing.search
        order = listing.sort.sql(table) if is_common else f"{table}.created_at DESC, {table}.id DESC"
        where = all_of(listing.where, few) if few is not None else listing.where
        rows = await select(self.model, wanted, where, order=order, limit=first)
        if len(rows) == first and called:
            exact = all_of(where, any_of(*(equals(column, value) for column, value in called.items())))
            rows += await select(self.model, wanted, exact, order=order, limit=first)
        return [{**row, "rank": _rank(row, called)} for row in {row["id"]: row for row in rows}.values()]

    def _called(self, words: str, viewer: Viewer) -> dict[str, Any]:
        """The values of the columns of names in a row that is called exactly so."""
        names = self.names if viewer.is_staff else self.names_for_contacts
        values = {column: _FORMS.get(column, text.key)(words) for column in names}
        number = self.prefix and number_of_reference(words if "-" in words else f"{self.prefix}-{words}", self.prefix)
        return values | {"number": number} if isinstance(number, int) else values


def _rank(row: Row, called: Mapping[str, Any]) -> int:
    """0 for a row that is called exactly so, 1 for one whose name begins so, 2 for any other."""
    if any(row[column] == value for column, value in called.items()):
        return 0
    names = ((row[column], value) for column, value in called.items() if isinstance(row[column], str))
    return 1 if any(name.startswith(value) for name, value in names) else 2


_FORMS: Final[Mapping[str, Callable[[str], Any]]] = {
    "code": lambda words: words.strip().upper(),
    "display_name": str.strip,
    "email_key": address_key,
}
"""The forms in which columns have names; all others have them as `text.key` makes them."""

_NOUNS: Final[Mapping[SearchType, _Noun]] = {
    SearchType.ORDER: _Noun(Order, orders.listing, (), (), prefix="SR"),
    SearchType.INVOICE: _Noun(Invoice, invoices.listing, (), (), prefix="INV"),
    SearchType.CUSTOMER: _Noun(Customer, customers.listing, ("name_key", "code"), ("name_key", "code")),
    SearchType.CONTACT: _Noun(Contact, contacts.listing, ("name_key", "email_key"), ("display_name",)),
    SearchType.SITE: _Noun(Site, sites.listing, ("name_key",), ("name_key",)),
    SearchType.ASSET: _Noun(Asset, assets.listing, ("name_key", "serial_key"), ("name_key", "serial_key")),
}


@allow(SIGNED_IN, keys=ANY_KEY)
async def search(info: Info, query: str, types: list[SearchType] | None = None, first: int = DEFAULT_PAGE) -> list[Row]:
    """The rows in which the viewer finds the words, the best and newest first; none for a blank query."""
    if not 0 <= first <= MAX_PAGE_SIZE:
        raise RequestError("BAD_USER_INPUT", "{argument}: use 0 to {most}.", argument="first", most=MAX_PAGE_SIZE)
    words = normalised_search(query)
    if words is None or first == 0:
        return []
    found: list[Row] = []
    for kind, noun in _NOUNS.items():
        if types is None or kind in types:
            typed = {"type": kind.value, "__typename": noun.model.__name__}
            found += [row | typed for row in await noun.found(info, words, first)]
    if types is None or SearchType.CREDIT_NOTE in types:
        found += await _credit_notes(info, words)
    found.sort(key=lambda row: row["created_at"], reverse=True)
    found.sort(key=lambda row: row["rank"])
    return [{"type": row["type"], "node": row} for row in found[:first]]


async def _credit_notes(info: Info, words: str) -> list[Row]:
    """The credit note that the viewer sees and that has this number, which is all by which one is found."""
    number = number_of_reference(words if "-" in words else f"CN-{words}", "CN")
    if number is None:
        return []
    wanted = {*columns(raw(info), "node"), "id", "issued_at"}
    rows = await select(CreditNote, wanted, all_of(equals("number", number), visible(CreditNote, viewer_of(info))))
    typed = {"type": SearchType.CREDIT_NOTE.value, "__typename": "CreditNote", "rank": 0}
    return [{**row, **typed, "created_at": row["issued_at"]} for row in rows]
