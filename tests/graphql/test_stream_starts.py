"""A stream that starts now says from when on it listens."""

from tests.support.cast import Cast
from tests.support.orders import move, new_order
from tests.support.server import Client, Server
from tests.support.sockets import live

WATCH = "subscription($after: EventCursor) { orderEvents(after: $after, kinds: [ORDER_STATUS_CHANGED]) { cursor ... on OrderStatusChanged { toStatus } } }"
STATUSES = ("IN_PROGRESS", "AWAITING_PARTS", "IN_PROGRESS", "AWAITING_PARTS")


async def test_nothing_is_missed_after_the_first_checkpoint(
    server: Server, sam: Client, ann: Client, cast: Cast
) -> None:
    order = await new_order(ann)
    async with live(server, cast.ann.token) as socket:
        for status in STATUSES:
            stream = await socket.ask(WATCH)
            first = (await stream.next())["orderEvents"]
            await move(sam, order, status)
            moved = (await stream.next())["orderEvents"]
            assert (list(first), moved["toStatus"]) == (["cursor"], status)
            resumed = await socket.ask(WATCH, {"after": first["cursor"]})
            assert (await resumed.next())["orderEvents"] == moved
