"""The same pages, changes and streams in the words of each server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Final
from uuid import UUID

from bench import operations
from bench.load import request
from bench.measure import Told, Turn, streams
from bench.peers.servers import GRAPHQL_WS, MERCURIUS, MERCURIUS_TUNED, POSTGRAPHILE
from bench.seed import Seeded
from bench.servers import Server
from bench.sockets import Count, GraphQLSubscriber, Subscriber
from resolvers.core.ids import encode

LATCHKEY: Final = "Latchkey"
BARE: Final = "bare"

_OVERVIEW: Final = operations.OVERVIEW.replace(
    "query Overview { viewer", "query($contact: ID!, $customer: ID!) { viewer(contact: $contact, customer: $customer)"
)
_ORDERS: Final = operations.ORDERS.replace("query Orders", "query($customer: ID!)").replace(
    "orders(first: 50)", "orders(customer: $customer, first: 50)"
)
_ORDER: Final = operations.ORDER.replace("order(by: {id: $id})", "order(id: $id)")
_MOVE: Final = """
mutation($id: ID!, $status: String!, $staff: ID!) { orderStatusChange(id: $id, status: $status, staff: $staff) {
  order { id status version } userErrors { code message } } }
"""
_FOLLOW: Final = "subscription { orderEvents { cursor toStatus order { number } } }"

_ROW: Final = """
rowId version number kind priority status problemSummary problemDetail scheduledFor createdAt updatedAt completedAt
asset: assetByAssetId { rowId name serialNumber } site: siteBySiteId { rowId name line1 city country }
"""
_EVENTS: Final = """
timeline: eventsByOrderId(first: %d, orderBy: POSITION_DESC, condition: {visibility: "EVERYONE"}) {
  nodes { position kind occurredAt actorName data body } }
"""
_ORDERS_OF_TABLES: Final = f"""
query($customer: UUID!) {{
  orders: allOrders(condition: {{customerId: $customer}}, first: 50, orderBy: [CREATED_AT_DESC, ROW_ID_DESC]) {{
    nodes {{ {_ROW} {_EVENTS % 5} }} pageInfo {{ hasNextPage }} }} }}
"""
_ORDER_OF_TABLES: Final = f"""
query($id: UUID!) {{ order: orderByRowId(rowId: $id) {{
  {_ROW} customer: customerByCustomerId {{ name }} {_EVENTS % 100} }} }}
"""

Requests = Mapping[str, Sequence[bytes]]
"""The requests to each server, in the same order of customers."""


@dataclass(frozen=True)
class Page:
    """A page that all servers have that are named here."""

    name: str
    requests: Requests


def pages(seeded: Seeded) -> list[Page]:
    """The overview, the list of orders, and the page of one order."""
    overview, orders, order = operations.reads(seeded)
    contacts = [
        {"contact": encode("Contact", owner.contact), "customer": encode("Customer", owner.customer)}
        for owner in seeded.owners
    ]
    customers = [{"customer": each["customer"]} for each in contacts]
    rows = [{"customer": str(owner.customer)} for owner in seeded.owners]
    long_orders = [order for owner in seeded.owners for order in owner.long_orders]
    ids = [{"id": encode("Order", order)} for order in long_orders]
    keys = [{"id": str(order)} for order in long_orders]
    return [
        Page(overview.name, _of_both(overview) | _of_mercurius(_OVERVIEW, contacts)),
        Page(
            orders.name,
            {**_of_both(orders), **_of_mercurius(_ORDERS, customers), POSTGRAPHILE: _all(_ORDERS_OF_TABLES, rows)},
        ),
        Page(
            order.name,
            {**_of_both(order), **_of_mercurius(_ORDER, ids), POSTGRAPHILE: _all(_ORDER_OF_TABLES, keys)},
        ),
    ]


def _of_both(read: operations.Read) -> dict[str, Sequence[bytes]]:
    return {BARE: [pair[1] for pair in read.pairs], LATCHKEY: [pair[0] for pair in read.pairs]}


def _of_mercurius(query: str, variables: Sequence[dict[str, str]]) -> dict[str, Sequence[bytes]]:
    return dict.fromkeys((MERCURIUS, MERCURIUS_TUNED), _all(query, variables))


def _all(query: str, variables: Sequence[dict[str, str]]) -> list[bytes]:
    return [_graphql(query, each) for each in variables]


def _graphql(query: str, variables: dict[str, str]) -> bytes:
    return request("POST", "/graphql", None, {"query": query, "variables": variables})


def changes(seeded: Seeded, servers: Mapping[str, Server]) -> dict[str, Turn]:
    """Changes of status without end, of orders that each server has for itself."""
    names = (BARE, LATCHKEY, MERCURIUS)
    orders = {name: seeded.movable[place :: len(names)] for place, name in enumerate(names)}
    return {name: Turn(servers[name], cycle(_there_and_back(name, seeded, orders[name]))) for name in names}


def followed(seeded: Seeded, servers: Mapping[str, Server], cursor: str) -> dict[str, Told]:
    """The same of one order for each server, of which Latchkey's subscribers follow only its own."""
    subscriber = {
        BARE: lambda count: Subscriber("/moves", None, count),
        LATCHKEY: streams(seeded.followers, cursor),
        GRAPHQL_WS: _follow,
    }
    orders = {BARE: seeded.unfollowed[0], LATCHKEY: seeded.followed[0], GRAPHQL_WS: seeded.unfollowed[1]}
    return {
        name: Told(servers[name], cycle(_there_and_back(name, seeded, [orders[name]])), subscriber=subscriber[name])
        for name in subscriber
    }


def _follow(count: Count) -> Subscriber:
    return GraphQLSubscriber(None, _FOLLOW, {}, count)


def _there_and_back(name: str, seeded: Seeded, orders: Sequence[UUID]) -> list[bytes]:
    return [change(name, seeded, order, status) for status in ("AWAITING_PARTS", "IN_PROGRESS") for order in orders]


def change(name: str, seeded: Seeded, order: UUID, status: str) -> bytes:
    """One change of status by that server."""
    if name in (BARE, LATCHKEY):
        return operations.move(seeded, order, status)[name == BARE]
    variables = {"id": encode("Order", order), "status": status, "staff": encode("StaffMember", seeded.staff)}
    return _graphql(_MOVE, variables)
