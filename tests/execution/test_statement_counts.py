"""How many statements a read takes: it depends on the query and never on the rows."""

from typing import Any

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from adapters.database.client import connection
from tests.stories.test_story import MOVE, ok
from tests.support.cast import Cast
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

OVERVIEW = """{ viewer { overview {
  recentOrders { number status customer { name } site { name } }
  outstandingInvoices { number total { amount currency } }
  awaitingMyApproval { number }
  pendingRecommendations { title }
  latestNotifications { title createdAt }
  unreadNotificationCount } } }"""
ORDER_LIST = """{ orders(first: 50) { nodes { id number kind priority status problemSummary problemDetail createdAt updatedAt
  completedAt scheduledFor version asset { name serialNumber } site { name }
  timeline(first: 5) { nodes { __typename occurredAt actor { name } ... on StatusChange { from to comment } ... on Note { body } } }
  } pageInfo { hasNextPage endCursor } } }"""
ORDER_PAGE = """query($id: ID!) { order(by: {id: $id}) { number status statusRibbon { status state reachedAt } nextStatuses
  customer { name } technicians { name } recommendations { title status } invoices { number }
  timeline(first: 100) { nodes { __typename occurredAt actor { name } ... on Note { body } } } } }"""

NEW_ORDER = """mutation($site: ID!) { orderCreate(input: {kind: SERVICE_CALL, problemSummary: "Oven is cold", siteId: $site,
  newAsset: {name: "Oven", serialNumber: "O-1"}}) { order { id } userErrors { code message } } }"""

OF_THE_TAIL = "orders.of_property, orders.site_id FROM orders"
"""What the tail asks of the orders that new events are about."""
SIGNED_IN = 2
"""The statements that tell who asks: their session, and what they belong to."""


@pytest.fixture
def statements(server: object, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collects the SQL that the app runs."""
    client: Any = type(connection())
    original, seen = client.execute_query, []

    async def watched(self: BaseDBAsyncClient, query: str, values: list[Any] | None = None) -> Any:
        seen.append(query)
        return await original(self, query, values)

    monkeypatch.setattr(client, "execute_query", watched)
    return seen


def of_reads(statements: list[str]) -> int:
    """How many of the statements were reads of the request: the tail and the worker look for news by themselves."""
    of_others = (
        "events.position > ",
        OF_THE_TAIL,
        "deliveries",
        "digest_entries",
        "reminders",
        "auto_approves_at IS NOT NULL",
    )
    return sum(not any(mark in text for mark in of_others) for text in statements)


async def make_orders(sam: Client, ann: Client, site: str, count: int) -> str:
    """Orders with some history; gives the id of the last."""
    last = ""
    for _ in range(count):
        order = ok((await ann.data(NEW_ORDER, {"site": site}))["orderCreate"])["order"]["id"]
        ok((await sam.data(MOVE, {"id": order, "status": "IN_PROGRESS"}))["orderStatusChange"])
        note = 'mutation($id: ID!) { noteAdd(input: {orderId: $id, body: "Looked at it"}) { userErrors { code } } }'
        ok((await sam.data(note, {"id": order}))["noteAdd"])
        last = order
    return last


@pytest.mark.parametrize(
    ("query", "expected"), [(OVERVIEW, 8), (ORDER_LIST, 5), (ORDER_PAGE, 8)], ids=["overview", "list", "page"]
)
async def test_the_number_of_statements_does_not_grow_with_the_rows(
    sam: Client, ann: Client, cast: Cast, statements: list[str], query: str, expected: int
) -> None:
    counts = []
    for more in (2, 4):
        order = await make_orders(sam, ann, cast.acme_site, more)
        statements.clear()
        await ann.data(query, {"id": order} if "$id" in query else None)
        counts.append(of_reads(statements) - SIGNED_IN)
    assert counts == [expected, expected], "\n".join(statements)


async def test_only_what_is_selected_is_read(ann: Client, sam: Client, cast: Cast, statements: list[str]) -> None:
    await make_orders(sam, ann, cast.acme_site, 1)
    statements.clear()
    await ann.data("{ orders { nodes { number } } }")
    (orders,) = [text for text in statements if "FROM orders" in text and OF_THE_TAIL not in text]
    assert orders.startswith("SELECT orders.created_at, orders.id, orders.number FROM")
