"""The rows that a role on a property shows: what has happened there since it began, while it is in force.

It shows orders that were opened within the role, and of these what was added within the role. Older entries were
written and photographed when others lived or owned there. They are shown too if staff have marked them as of the
property: the order itself, and each note and file on its own.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from models.core.calendar import day_of
from models.core.rows import Row, select
from models.core.scope import (
    EVERYTHING,
    NOTHING,
    Scope,
    SqlParams,
    Together,
    all_of,
    among,
    any_of,
    equals,
    one_of,
)
from models.core.viewer import SEE_PROPERTY_ORDERS, PartyRole, Viewer
from models.log.events import ASSET_KINDS, ORDER_KINDS, PARTY_KINDS, SITE_KINDS
from models.orders.attachments import Attachment
from models.orders.beginnings import SITE, Beginnings, Since, by_beginning, happened_since, lasted_until
from models.orders.notes import Note
from models.orders.orders import Order

SEE_SITE: Final = tuple(PartyRole)
SEE_ASSETS: Final = (PartyRole.LANDLORD, PartyRole.TENANT)
SEE_ORDERS: Final = SEE_PROPERTY_ORDERS
SEE_PARTIES: Final = (PartyRole.LANDLORD,)

_OF_PROPERTY: Final = equals("of_property", True)
_ENTRIES: Final = (("notes", "note_id"), ("attachments", "attachment_id"))


def orders(viewer: Viewer) -> Scope:
    """The orders that the viewer sees through roles on properties."""
    return any_of(*(_opened(since, sites) for since, sites in by_beginning(viewer, SEE_ORDERS)))


def of_orders(viewer: Viewer, column: str, moment: str, kept: Scope = NOTHING) -> Scope:
    """Rows about the orders that the viewer sees through roles on properties, by an order's `id` in `column`.

    `moment` is the column that says when the row came to be; those that fulfil `kept` may be older than the role.
    """
    tenures = by_beginning(viewer, SEE_ORDERS)
    pairs = [(_opened(since, sites), happened_since(since, moment, of="orders")) for since, sites in tenures]
    if kept is not NOTHING and any(since is not None for since, _ in tenures):
        pairs.append((all_of(_OF_PROPERTY, one_of("site_id", viewer.properties(*SEE_ORDERS))), kept))
    return Together(column, "orders", tuple(pairs), any(isinstance(since, Beginnings) for since, _ in tenures))


def events(viewer: Viewer) -> Scope:
    """Events of the orders that the viewer sees through roles on properties, but nothing of proposals.

    Where an order is now says who sees it, and not where it was when something happened: `site_id` of the event.
    """
    kinds = [kind for kind in ORDER_KINDS if not kind.name.startswith("RECOMMENDATION_")]
    return all_of(among("kind", kinds), of_orders(viewer, "order_id", "occurred_at", MarkedEntry()))


def place_events(viewer: Viewer) -> Scope:
    """Events of the sites, the assets and the other people's roles that the viewer sees through roles on properties,
    since these began. An event of a role that was over by then is not among them, as the role is not."""
    seen = []
    for roles, kinds in ((SEE_SITE, SITE_KINDS), (SEE_ASSETS, ASSET_KINDS), (SEE_PARTIES, PARTY_KINDS)):
        for since, sites in by_beginning(viewer, roles):
            here = all_of(among("kind", kinds), one_of("site_id", sites))
            lasted = OfRoleUntil(since) if kinds is PARTY_KINDS else EVERYTHING
            seen.append(all_of(here, happened_since(since, "occurred_at"), lasted))
    return any_of(*seen)


def others(viewer: Viewer) -> Scope:
    """Other people's roles that the viewer sees: not those that were over before the viewer's own began."""
    return any_of(
        *(all_of(one_of("site_id", sites), lasted_until(since)) for since, sites in by_beginning(viewer, SEE_PARTIES))
    )


def covers(viewer: Viewer, site_id: UUID | None, moment: datetime) -> bool:
    """Whether a role of the viewer's that shows the property's orders had begun by then."""
    tenures = viewer.tenures(*SEE_ORDERS)
    since = tenures.get(site_id) if site_id is not None else None
    return site_id in tenures and (since is None or since <= moment)


def _opened(since: Since, sites: Collection[UUID]) -> Scope:
    return all_of(one_of("site_id", sites), any_of(happened_since(since, "created_at"), _OF_PROPERTY))


@dataclass(frozen=True, slots=True)
class MarkedEntry:
    """Events that added a note or a file which is marked as of the property."""

    def sql(self, table: str, params: SqlParams) -> str:
        exists = (
            f"EXISTS (SELECT 1 FROM {entries} WHERE {entries}.order_id = {table}.order_id AND "
            f"{_OF_PROPERTY.sql(entries, params)} AND CAST({entries}.id AS VARCHAR(36)) = {table}.data ->> '{key}')"
            for entries, key in _ENTRIES
        )
        return f"({' OR '.join(exists)})"

    def matches(self, row: Mapping[str, Any]) -> bool:
        """Whether it is one, of the marked entries that are at hand with its order."""
        return any(row["data"].get(key) in row["orders"]["marked"] for _, key in _ENTRIES)


@dataclass(frozen=True, slots=True)
class OfRoleUntil:
    """Events of roles that were not over, by their last day, when the viewer's began; None: of all that name a role."""

    since: Since

    def sql(self, table: str, params: SqlParams) -> str:
        named, ends_on = f"{table}.data ->> 'party_id' IS NOT NULL", f"{table}.data ->> 'ends_on'"
        if self.since is None:
            return named
        if isinstance(self.since, Beginnings):
            day = self.since.days.sql(f"{table}.{SITE}", params)
        else:
            day = params.add(day_of(self.since).isoformat())
        return f"({named} AND ({ends_on} IS NULL OR {ends_on} >= {day}))"

    def matches(self, row: Mapping[str, Any]) -> bool:
        """Whether it is one."""
        since, ends_on = self.since, row["data"].get("ends_on")
        moment = since.moments.values.get(row[SITE]) if isinstance(since, Beginnings) else since
        lasted = moment is None or ends_on is None or ends_on >= day_of(moment).isoformat()
        return "party_id" in row["data"] and lasted


async def orders_at_hand(keys: Collection[UUID]) -> dict[UUID, Row]:
    """The orders of events at hand as they are now, by id, with what `events` needs: each stands in its events as
    `orders`."""
    columns = ("id", "site_id", "created_at", "of_property")
    orders = {row["id"]: {**row, "marked": set()} for row in await select(Order, columns, one_of("id", keys))}
    marked = all_of(one_of("order_id", [key for key, row in orders.items() if row["of_property"]]), _OF_PROPERTY)
    if any(row["of_property"] for row in orders.values()):
        for model in (Note, Attachment):
            for entry in await select(model, ("id", "order_id"), marked):
                orders[entry["order_id"]]["marked"].add(str(entry["id"]))
    return orders
