"""The requests to both servers: the same page as an operation of GraphQL and as an address of the bare endpoint."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Final
from uuid import UUID

from bench.load import request
from bench.seed import Seeded
from resolvers.core.ids import encode

OVERVIEW: Final = """
query Overview { viewer { kind contact { id displayName timeZone } overview {
  recentOrders { id number status priority problemSummary updatedAt }
  outstandingInvoices { id number dueOn balance { amount currency } }
  awaitingMyApproval { id number total { amount currency } }
  pendingRecommendations { id title estimate { amount currency } order { number } }
  latestNotifications { id kind title createdAt readAt }
  unreadNotificationCount } } }
"""
_FIELDS = """
id version number kind priority status problemSummary problemDetail scheduledFor createdAt updatedAt completedAt
asset { id name serialNumber } site { id name address { line1 city country } }
"""
_ENTRY = """
{ nodes { __typename id kind occurredAt actor { name } ... on StatusChange { fromStatus toStatus comment }
  ... on Note { body } ... on WorkRecorded { work summary } } }
"""
ORDERS: Final = f"""
query Orders {{ orders(first: 50) {{ nodes {{ {_FIELDS} timeline(first: 5) {_ENTRY} }} pageInfo {{ hasNextPage }} }} }}
"""
ORDER: Final = f"""
query Order($id: ID!) {{ order(by: {{id: $id}}) {{ {_FIELDS} customer {{ name }} timeline(first: 100) {_ENTRY} }} }}
"""
MOVE: Final = """
mutation Move($id: ID!, $status: OrderStatus!) { orderStatusChange(input: {id: $id, status: $status}) {
  order { id status version } userErrors { code message } } }
"""
FOLLOW: Final = """
subscription Follow($after: EventCursor) { orderEvents(after: $after, kinds: [ORDER_STATUS_CHANGED]) {
  cursor ... on OrderStatusChanged { toStatus order { number } } } }
"""
CURSOR: Final = "{ eventCursor }"

Pair = tuple[bytes, bytes]
"""A request to Latchkey, and the one to the bare endpoint whose answer has the same data."""


@dataclass(frozen=True)
class Read:
    """A page that is read again and again, of one customer after another."""

    name: str
    pairs: Sequence[Pair]


@dataclass(frozen=True)
class Moves:
    """Orders that go back and forth between two statuses; each server has orders of its own."""

    latchkey: Iterator[bytes]
    bare: Iterator[bytes]


def reads(seeded: Seeded) -> list[Read]:
    """The overview, the list of orders, and the page of one order."""
    overviews, lists, pages = [], [], []
    for owner in seeded.owners:
        overviews.append(
            (_graphql(OVERVIEW, owner.token), request("GET", f"/overview/{owner.contact}/{owner.customer}"))
        )
        lists.append((_graphql(ORDERS, owner.token), request("GET", f"/orders/{owner.customer}")))
        for order in owner.long_orders:
            variables = {"id": encode("Order", order)}
            pages.append((_graphql(ORDER, owner.token, variables), request("GET", f"/order/{order}")))
    return [Read("overview", overviews), Read("50 orders", lists), Read("order page", pages)]


def moves(seeded: Seeded) -> Moves:
    """Changes of status without end, half of the orders for each server."""
    half = len(seeded.movable) // 2
    return Moves(
        cycle([move[0] for move in _there_and_back(seeded, seeded.movable[:half])]),
        cycle([move[1] for move in _there_and_back(seeded, seeded.movable[half:])]),
    )


def followed_moves(seeded: Seeded) -> Moves:
    """The same of one order for each server. Latchkey's subscribers follow the one that it moves, and not the other:
    they would be told of it while something else is measured."""
    return Moves(
        cycle([move[0] for move in _there_and_back(seeded, seeded.followed[:1])]),
        cycle([move[1] for move in _there_and_back(seeded, seeded.unfollowed[:1])]),
    )


def _there_and_back(seeded: Seeded, orders: Sequence[UUID]) -> list[Pair]:
    return [move(seeded, order, status) for status in ("AWAITING_PARTS", "IN_PROGRESS") for order in orders]


def move(seeded: Seeded, order: UUID, status: str) -> Pair:
    """One change of status."""
    variables = {"id": encode("Order", order), "status": status}
    return (
        _graphql(MOVE, seeded.staff_token, variables),
        request("POST", f"/order/{order}/{status}/{seeded.staff}"),
    )


def event_cursor(seeded: Seeded) -> bytes:
    """The request for the end of the log."""
    return _graphql(CURSOR, seeded.staff_token)


def _graphql(query: str, token: str, variables: dict[str, str] | None = None) -> bytes:
    return request("POST", "/graphql", token, {"query": query, "variables": variables or {}})
