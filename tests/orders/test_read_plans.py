"""Reads that would grow with the tables are run along an index, whose name says which order or condition it has."""

import json
from collections.abc import Mapping
from typing import Any, Final

from adapters.database.client import connection, execute, fetch
from tests.support import volume
from tests.support.cast import Cast
from tests.support.databases import ON_POSTGRESQL
from tests.support.invoicing import key
from tests.support.server import Client

ORDERS: Final = 20_000
BY_UPDATE: Final = """{ orders(sort: {field: UPDATED_AT, direction: ASC},
    where: {createdAt: {gte: "2025-01-12T00:00:00Z", lt: "2025-01-13T00:00:00Z"}}) { nodes { number } } }"""
AWAITING_PARTS: Final = """{ orders(where: {status: [AWAITING_PARTS]}, sort: {field: PRIORITY, direction: DESC}) {
    nodes { number } } }"""
OF_STAFF: Final = {
    BY_UPDATE: "orders_updated_at_id_created_at_idx",
    "{ viewer { overview { unreadNotificationCount } } }": "notifications_staff_id_unread_idx",
    "{ orders(where: {status: [SUBMITTED]}) { nodes { number } } }": "orders_status_created_at_id_idx",
    "{ viewer { overview { outstandingInvoices { id } } } }": "invoices_payment_status_due_on_idx",
    "{ viewer { overview { awaitingMyApproval { id } } } }": "invoices_decided_by_staff_idx",
    "{ viewer { overview { pendingRecommendations { id } } } }": "recommendations_open_posted_at_idx",
}
OF_A_CUSTOMER: Final = {
    "{ notifications { nodes { id } } }": "orders_pkey",
    BY_UPDATE: "orders_customer_id_updated_at_id_created_at_idx",
    "{ viewer { overview { unreadNotificationCount } } }": "notifications_contact_id_unread_idx",
    AWAITING_PARTS: "orders_customer_id_status_created_at_id_idx",
}


@ON_POSTGRESQL
async def test_growing_tables_are_read_along_an_index(
    sam: Client, ann: Client, cast: Cast, reads_run: list[tuple[str, Mapping[str, Any]]]
) -> None:
    await volume.fill(cast, ORDERS)
    await add_the_rest(cast)
    for who, expected in ((sam, OF_STAFF), (ann, OF_A_CUSTOMER)):
        for query, index in expected.items():
            reads_run.clear()
            await who.data(query)
            used = [await indexes(sql, params) for sql, params in reads_run]
            assert any(index in each for each in used), f"{query}: {used}"


async def add_the_rest(cast: Cast) -> None:
    """Notifications and recommendations, most of them read and answered."""
    for column, person in (("staff_id", key(cast.sam, "StaffMember")), ("contact_id", key(cast.ann))):
        await execute(
            f"""INSERT INTO notifications (id, {column}, kind, title, body, subject_type, subject_id, created_at, read_at)
            SELECT uuidv7(), '{person}', 'ORDER_STATUS_CHANGED', 'Moved', 'Moved', 'Order', id, created_at,
            CASE WHEN number % 100 > 0 THEN created_at END FROM orders"""
        )
    await execute(
        """INSERT INTO recommendations (id, version, order_id, status, title, posted_at, posted_by, created_at, updated_at)
        SELECT uuidv7(), 1, id, CASE WHEN number > 19900 THEN 'PENDING' ELSE 'APPROVED' END, 'Burrs', created_at, '{}',
        created_at, created_at FROM orders"""
    )
    await connection().execute_script("ANALYZE")


async def indexes(sql: str, params: Mapping[str, Any]) -> set[str]:
    """The indexes that a statement uses, planned for these values."""
    (row,) = await fetch(f"EXPLAIN (FORMAT JSON) {sql}", params, planned_anew=True)
    found, steps = set(), [json.loads(row["QUERY PLAN"])[0]["Plan"]]
    for step in steps:
        steps += step.get("Plans", ())
        found |= {step["Index Name"]} if "Index Name" in step else set()
    return found
