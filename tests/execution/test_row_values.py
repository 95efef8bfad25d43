"""The values that compiled reads write by themselves are those of graphql-core, also the rare ones."""

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.database.client import execute
from execution.operations import Operation
from models.orders.orders import Order
from resolvers.core.ids import decode_any
from tests.support.orders import new_order
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

TIMELINE = "query($id: ID!) { order(by: { id: $id }) { timeline(first: 1) { nodes { id } } } }"
AFAR = """
INSERT INTO events (position, kind, occurred_at, actor, visibility, customer_id, site_id, order_id, data)
SELECT CAST(:far AS bigint), kind, occurred_at, actor, visibility, customer_id, site_id, order_id, data
FROM events WHERE kind = 'ORDER_CREATED'
"""
CREATED = "{ orders { nodes { createdAt } } }"


@pytest.mark.parametrize("position", [(1 << 36) - 1, 1 << 36, (1 << 63) - 1])
async def test_ids_of_events_far_along_in_the_log(ann: Client, monkeypatch: pytest.MonkeyPatch, position: int) -> None:
    order = await new_order(ann)
    await execute(AFAR, {"far": position})
    compiled: Any = await ann.data(TIMELINE, {"id": order})
    [entry] = compiled["order"]["timeline"]["nodes"]
    assert decode_any(entry["id"]) == ("TimelineEntry", position)
    monkeypatch.setattr(Operation, "plan", lambda *_: None)
    assert await ann.data(TIMELINE, {"id": order}) == compiled


@pytest.mark.parametrize(
    ("microsecond", "text"),
    [(0, "09:00:05Z"), (500_000, "09:00:05.500000Z"), (120, "09:00:05.000120Z"), (123_456, "09:00:05.123456Z")],
)
async def test_moments_of_any_fraction(
    ann: Client, monkeypatch: pytest.MonkeyPatch, microsecond: int, text: str
) -> None:
    await new_order(ann)
    await Order.all().update(created_at=datetime(2026, 11, 27, 9, 0, 5, microsecond, UTC))
    compiled: Any = await ann.data(CREATED)
    assert compiled["orders"]["nodes"] == [{"createdAt": f"2026-11-27T{text}"}]
    monkeypatch.setattr(Operation, "plan", lambda *_: None)
    assert await ann.data(CREATED) == compiled
