"""Compiled reads leave to resolvers what only these can report, and the answer is that of graphql-core."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from adapters import clock
from adapters.database.client import execute
from execution.compiled import readings
from execution.operations import Operation
from models import policy
from models.core.scope import NOTHING
from models.orders.orders import Order
from tests.support.cast import Cast
from tests.support.mutations import done, new_invoice
from tests.support.orders import new_order
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

ORDERS = "{ orders { nodes { number status } } }"


@pytest.fixture
def by_core(ann: Client, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """Asks as Ann, without plans and compiled reads."""

    async def ask(query: str) -> Any:
        with monkeypatch.context() as patched:
            patched.setattr(Operation, "plan", lambda *_: None)
            return await ann.graphql(query)

    return ask


async def bails(ann: Client, by_core: Callable[[str], Any], query: str, reason: str) -> None:
    """Asserts that a query's compiled read ends for this reason, and that its answer is that of graphql-core."""
    readings.counted.clear()
    answer = await ann.graphql(query)
    assert readings.counted[reason]
    expected = await by_core(query)
    assert answer["errors"]
    assert told(answer) == told(expected)


def told(answer: Any) -> Any:
    """The data of an answer, and the places and codes of its errors: the id of a fault is another each time."""
    return answer["data"], sorted((error["path"], error["extensions"]["code"]) for error in answer["errors"])


async def recommended(sam: Client, order: str) -> None:
    """Recommend something on an order."""
    await done(sam, "recommendationCreate", orderId=order, title="New element")


async def test_an_enum_value_that_nobody_knows(ann: Client, by_core: Any) -> None:
    await new_order(ann)
    assert "errors" not in await ann.graphql(ORDERS)
    await execute("UPDATE orders SET status = 'NONSENSE'")
    await bails(ann, by_core, ORDERS, "Bail")


async def test_null_where_none_may_be(sam: Client, ann: Client, by_core: Any) -> None:
    await recommended(sam, await new_order(ann))
    await execute("UPDATE recommendations SET posted_by = :actor", {"actor": json.dumps({"kind": "STAFF"})})
    await bails(ann, by_core, "{ orders { nodes { recommendations { nodes { postedBy { name } } } } } }", "Bail")


async def test_an_error_of_a_resolver(sam: Client, ann: Client, cast: Cast, by_core: Any) -> None:
    await new_invoice(sam, cast.acme, clock.now().date(), issue=True)
    await execute("UPDATE invoice_lines SET kind = 'ODD'")
    await bails(ann, by_core, "{ invoices { nodes { number lines { kind } } } }", "errors of resolvers")


async def test_a_row_of_which_nothing_can_be_made(ann: Client, by_core: Any) -> None:
    await new_order(ann)
    await execute("UPDATE orders SET kind = 'NONSENSE'")
    await bails(ann, by_core, "{ orders { nodes { number statusRibbon { status } } } }", "Bail")


async def test_an_argument_at_fault_within(ann: Client, by_core: Any) -> None:
    await new_order(ann)
    await bails(ann, by_core, "{ orders { nodes { timeline(first: 1000) { totalCount } } } }", "RequestError")


async def test_a_required_row_that_the_viewer_may_not_see(
    sam: Client, ann: Client, by_core: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await recommended(sam, await new_order(ann))
    query = "{ viewer { overview { pendingRecommendations { title order { number } } } } }"
    assert "errors" not in await ann.graphql(query)
    monkeypatch.setitem(policy._VISIBLE, Order, lambda viewer: NOTHING)
    await bails(ann, by_core, query.replace("title", "id"), "Bail")


async def test_a_change_whose_payload_cannot_be_compiled_is_made_once(ann: Client) -> None:
    query = """mutation { orderCreate(input: {kind: SERVICE_CALL, problemSummary: "Once"}) {
      order { number customer { name orders(first: 1000) { totalCount } } } } }"""
    answer = await ann.graphql(query)
    assert answer["errors"][0]["path"] == ["orderCreate", "order", "customer", "orders"]
    assert (await ann.data("{ orders { totalCount } }"))["orders"]["totalCount"] == 1
