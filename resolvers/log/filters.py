"""The filter of events, which the query of the log and the streams share."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import strawberry
from strawberry.utils.str_converters import to_camel_case
from tortoise.models import Model

from models.core.errors import RequestError
from models.core.rows import select
from models.core.scope import EVERYTHING, Scope, all_of, equals, one_of
from models.core.viewer import Viewer
from models.invoices.rows import Invoice
from models.log.events import INTERNAL_KINDS, PASSING_KINDS, EventKind
from models.orders.orders import Order
from models.people.contacts import Contact
from models.people.customers import Customer
from models.places.sites import Site
from models.policy import visible
from resolvers.core import ids

KINDS: Final = tuple(kind for kind in EventKind if kind not in INTERNAL_KINDS)
"""The kinds of events that clients see."""


@dataclass(frozen=True, slots=True)
class EventFilter:
    """The events that a client asks for: a condition on them, and the rows that they have to be about."""

    scope: Scope
    named: tuple[tuple[type[Model], UUID], ...] = ()
    has_passing: bool = False
    """Whether events of PASSING_KINDS are among them."""

    async def is_seen_by(self, viewer: Viewer) -> bool:
        """Whether the viewer sees every row that is named."""
        for model, key in self.named:
            if not await select(model, ("id",), all_of(equals("id", key), visible(model, viewer)), limit=1):
                return False
        return True


async def event_filter(
    viewer: Viewer,
    kinds: Collection[EventKind] | None = None,
    *,
    of: Iterable[EventKind] | None = None,
    customer_id: strawberry.ID | None = None,
    order_id: strawberry.ID | None = None,
    invoice_id: strawberry.ID | None = None,
    contact_id: strawberry.ID | None = None,
    site_id: strawberry.ID | None = None,
) -> EventFilter:
    """A client's filter of events, out of the kinds in `of`; None: of all that clients see.

    RequestError BAD_USER_INPUT names a kind that is not among these, and the id of a row that the viewer does not see:
    otherwise a filter would reveal what an event is about.
    """
    offered = KINDS if of is None else tuple(of)
    for kind in kinds or ():
        if kind not in offered:
            raise RequestError("BAD_USER_INPUT", "kinds: there is no {kind} here.", kind=kind.value)
    asked = of if kinds is None else kinds
    scopes = [EVERYTHING if asked is None else one_of("kind", [kind.value for kind in asked])]
    named: list[tuple[type[Model], UUID]] = []
    for model, column, global_id in (
        (Customer, "customer_id", customer_id),
        (Order, "order_id", order_id),
        (Invoice, "invoice_id", invoice_id),
        (Contact, "contact_id", contact_id),
        (Site, "site_id", site_id),
    ):
        argument = to_camel_case(column)
        key = ids.filter_id(global_id, model.__name__, argument)
        if key is None:
            continue
        about = EventFilter(equals(column, key), ((model, key),))
        if not await about.is_seen_by(viewer):
            raise RequestError("BAD_USER_INPUT", "{argument}: nothing has this id.", argument=argument)
        scopes.append(about.scope)
        named.extend(about.named)
    return EventFilter(all_of(*scopes), tuple(named), not PASSING_KINDS.isdisjoint(offered if asked is None else asked))
