"""Orders know when they were submitted and first responded to: what stands in their rows is what the log says."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

import orjson

from adapters import clock
from adapters.database.client import close_database, execute
from latchkey.migrate import migrate
from models.core.database import open_database
from models.core.rows import Row, read_rows, select
from models.core.scope import EVERYTHING
from models.core.viewer import ActorKind
from models.log.events import TIMELINE, EventKind, Visibility
from models.orders.lifecycle import OrderStatus
from models.orders.orders import Order
from tests.support.cast import Cast
from tests.support.files import pdf, uploaded
from tests.support.mutations import done
from tests.support.orders import new_order
from tests.support.server import Client

START: Final = datetime(2026, 3, 1, 9, 0, 0, 250_000, tzinfo=UTC)
CUSTOMER: Final = UUID(int=1000)
HOUR: Final = timedelta(hours=1)
SHOWN: Final = "query($id: ID!) { order(by: {id: $id}) { submittedAt firstResponseAt } }"
Moments = tuple[datetime | None, datetime | None]


def by_the_log(events: Sequence[Row]) -> Moments:
    """The moments of an order by its events, which are in their order."""
    submitted_at, first_response_at = None, None
    for event in events:
        if submitted_at is None:
            is_submission = event["data"].get("to_status") == OrderStatus.SUBMITTED
            submitted_at = event["occurred_at"] if is_submission else None
        elif first_response_at is None and is_response(event):
            first_response_at = max(event["occurred_at"], submitted_at)
    return submitted_at, first_response_at


def is_response(event: Row) -> bool:
    """Whether everybody sees in the timeline that staff did something."""
    is_shown = event["kind"] in TIMELINE and event["visibility"] == Visibility.EVERYONE
    return is_shown and event["actor"]["kind"] == ActorKind.STAFF


async def everything(id: UUID, random: Random, position: int) -> int:
    """An order with random events in the log, from this position on; gives the next position."""
    made = {"id": id, "version": 1, "number": position, "kind": "SERVICE_CALL", "priority": 2, "status": "SUBMITTED"}
    made |= {
        "customer_id": CUSTOMER,
        "problem_summary": "Oven",
        "created_at": START,
        "updated_at": START,
        "of_property": False,
    }
    await _insert("orders", made)
    submission = random.randrange(3)
    for entry in range(random.randrange(12)):
        is_step = entry <= submission
        kind = random.choice(("ORDER_CREATED", "ORDER_STATUS_CHANGED") if is_step else [*EventKind][1:20])
        actor = {"kind": random.choice([*ActorKind]), "id": None, "name": "Somebody"}
        status = "SUBMITTED" if entry == submission else "SCHEDULED" if entry > submission else "DRAFT"
        event = {
            "position": position,
            "kind": kind,
            "order_id": id,
            "occurred_at": START + random.randrange(-3, 9) * HOUR,
            "visibility": random.choice([*Visibility]),
            "actor": orjson.dumps(actor).decode(),
            "data": orjson.dumps({"to_status": status} if kind.endswith(("CREATED", "CHANGED")) else {}).decode(),
        }
        await _insert("events", event)
        position += 1
    return position + 1


async def _insert(table: str, row: dict[str, Any]) -> None:
    await execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})", row)


async def expect_what_the_log_says() -> dict[UUID, Moments]:
    """Compare all orders with their events; gives their moments."""
    names = ("id", "submitted_at", "first_response_at")
    rows = {
        row["id"]: (row["submitted_at"], row["first_response_at"]) for row in await select(Order, names, EVERYTHING)
    }
    events: dict[UUID, list[Row]] = {key: [] for key in rows}
    sql = "SELECT order_id, kind, occurred_at, visibility, actor, data FROM events ORDER BY position"
    for event in await read_rows(sql, {}, order_id=UUID, occurred_at=datetime):
        if event["order_id"] is not None:
            event |= {name: orjson.loads(event[name]) for name in ("actor", "data")}
            events[event["order_id"]].append(event)
    assert rows == {key: by_the_log(theirs) for key, theirs in events.items()}
    return rows


async def test_moments_are_those_of_the_log_before_and_after_the_migration(empty_database: str) -> None:
    random, position = Random(7), 1
    await migrate(empty_database, upto="0060_orders_of_customers_by_status")
    await open_database(empty_database)
    customer = {"id": CUSTOMER, "version": 1, "name": "A", "name_key": "a", "code": "A", "currency": "EUR"}
    times = {"created_at": START, "updated_at": START}
    await _insert("customers", {**customer, **times, "approval_mode": "OPERATOR_APPROVES", "approval_channel": "EMAIL"})
    for number in range(40):
        position = await everything(UUID(int=number), random, position)
    await close_database()
    await migrate(empty_database)
    await open_database(empty_database)
    try:
        before = await expect_what_the_log_says()
        for number in range(40, 80):
            position = await everything(UUID(int=number), random, position)
        after = await expect_what_the_log_says()
    finally:
        await close_database()
    for moments in (before, {key: each for key, each in after.items() if key not in before}):
        assert {(first is not None, then is not None) for first, then in moments.values()} == {
            (False, False),
            (True, False),
            (True, True),
        }


async def test_the_first_thing_that_staff_do_for_all_to_see_is_the_response(
    sam: Client, ann: Client, cast: Cast
) -> None:
    async def shown(order: str) -> tuple[bool, timedelta | None]:
        """Whether the order is submitted, and how long after that it was responded to."""
        found = (await ann.data(SHOWN, {"id": order}))["order"]
        submitted, responded = (each and datetime.fromisoformat(each) for each in found.values())
        return submitted is not None, responded - submitted if responded and submitted else None

    draft = await new_order(ann, asDraft=True)
    await done(sam, "noteAdd", orderId=draft, body="What is it?")
    assert await shown(draft) == (False, None)
    await done(ann, "orderSubmit", id=draft)
    of_staff = await new_order(sam, customerId=cast.acme)
    for order in (draft, of_staff):
        await done(ann, "noteAdd", orderId=order, body="Hm")
        await done(sam, "noteAdd", orderId=order, body="Hm", visibility="STAFF_ONLY")
        assert await shown(order) == (True, None)
    clock.advance(3 * HOUR)
    await done(sam, "orderAssign", id=draft, technicianIds=[cast.rita.id])
    work = {"work": "SITE_VISIT", "summary": "Seen", "occurredAt": "2026-02-01T09:00:00Z"}
    await done(sam, "workRecord", orderId=of_staff, **work)
    clock.advance(HOUR)
    for order in (draft, of_staff):
        await done(sam, "attachmentAdd", orderId=order, uploadId=(await uploaded(sam, pdf(60)))["id"])
    _, waited = await shown(draft)
    assert waited is not None and 3 * HOUR < waited < 4 * HOUR
    assert await shown(of_staff) == (True, timedelta())
    await expect_what_the_log_says()
