"""Orders as clients make and move them, for tests that need one to watch."""

from tests.support.server import Client

MOVE = """mutation($id: ID!, $status: OrderStatus!) {
  orderStatusChange(input: {id: $id, status: $status}) { order { status } userErrors { code message } } }"""


async def new_order(by: Client) -> str:
    """Submit an order for a walk-in repair; gives its id."""
    answer = await by.data(
        """mutation { orderCreate(input: {
        kind: WALK_IN_REPAIR, problemSummary: "It squeaks", newAsset: {name: "Mixer"}}) {
        order { id } userErrors { code message field } } }"""
    )
    assert answer["orderCreate"]["userErrors"] == []
    order: str = answer["orderCreate"]["order"]["id"]
    return order
