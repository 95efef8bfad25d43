"""The kept sums of invoices are those of their rows, whatever is done to these, by however many at once."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

import pytest

from adapters.database.client import close_database, execute, fetch
from latchkey.migrate import migrate
from models.core.database import open_database
from models.core.scope import EVERYTHING, NOTHING, Compared, Not, all_of, among, any_of, equals, one_of, present
from models.invoices.overdue import is_overdue
from models.invoices.rows import ApprovalStatus, PaymentStatus
from models.invoices.sums.folding import fold
from models.invoices.sums.kept import kept
from models.log.unit_of_work import shielded, unit_of_work

CUSTOMERS: Final = tuple(UUID(int=number) for number in (1, 2, 3))
DAY: Final = datetime(2026, 3, 1, tzinfo=UTC)
KEY: Final = "currency, payment_status, approval_status, is_issued, overdue_at"
NAMES: Final = ("n", "total", "credited", "paid")
SUMS: Final = "sum(n) AS n, sum(total_minor) AS total, sum(credited_minor) AS credited, sum(paid_minor) AS paid"
OF_ROWS: Final = f"""SELECT owner, {KEY}, {SUMS} FROM (
    SELECT {{owner}} AS owner, currency, payment_status, approval_status, issued_at IS NOT NULL AS is_issued,
    CASE WHEN payment_status = 'OUTSTANDING' THEN overdue_at END AS overdue_at, 1 AS n, total_minor, credited_minor,
    paid_minor FROM invoices) AS each GROUP BY owner, {KEY}"""
KEPT: Final = f"""SELECT customer_id AS owner, {KEY}, {SUMS}, count(*) AS rows FROM invoice_sums
    GROUP BY customer_id, {KEY} HAVING sum(n) <> 0"""

Sums = dict[tuple[Any, ...], tuple[int, ...]]


def by_key(rows: Any) -> Sums:
    """The sums of each owner, currency, status and time."""
    return {
        tuple(str(row[name]) for name in ("owner", *KEY.split(", "))): tuple(int(row[name]) for name in NAMES)
        for row in rows
    }


async def of_rows() -> Sums:
    """The sums of the invoices themselves, of each customer and of all."""
    return by_key([row for owner in ("customer_id", "NULL") for row in await fetch(OF_ROWS.format(owner=owner))])


def changes(random: Random) -> dict[str, Any]:
    """The columns of an invoice in any state."""
    total = random.randrange(1000, 2000)
    return {
        "currency": random.choice(("EUR", "JPY")),
        "payment_status": random.choice(tuple(PaymentStatus)),
        "approval_status": random.choice(tuple(ApprovalStatus)),
        "issued_at": random.choice((DAY, None)),
        "overdue_at": random.choice((DAY, DAY + timedelta(days=1), None)),
        "total_minor": total,
        "subtotal_minor": total,
        **{name: random.randrange(1000) for name in ("credited_minor", "paid_minor")},
    }


async def write(random: Random) -> None:
    """Add, change and remove invoices, some in a transaction."""
    mine: list[UUID] = []
    for _ in range(25):
        async with unit_of_work():
            for _ in range(random.randrange(1, 4)):
                await write_one(random, mine)


async def write_one(random: Random, mine: list[UUID]) -> None:
    """Add, change or remove an invoice."""
    values = changes(random)
    if not mine or random.random() < 0.5:
        mine.append(UUID(int=random.getrandbits(128)))
        fixed = {"id": mine[-1], "customer_id": random.choice(CUSTOMERS), "approval_mode": "OPERATOR_APPROVES"}
        row = {**values, **fixed, "version": 1, "due_on": date(2026, 2, 28), "created_at": DAY, "open_holds": 0}
        row |= {"tax_minor": 0, "number": random.randrange(2**31)}
        await execute(f"INSERT INTO invoices ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})", row)
    elif random.random() < 0.7:
        left_out = random.choice(("currency", "payment_status", "issued_at", "overdue_at", "paid_minor"))
        changed = ", ".join(f"{name} = :{name}" for name in values if name != left_out)
        await execute(f"UPDATE invoices SET {changed} WHERE id = :id", values | {"id": random.choice(mine)})
    else:
        await execute("DELETE FROM invoices WHERE id = :id", {"id": mine.pop()})


async def fold_all() -> None:
    """Put all rows together."""
    while await shielded(fold):
        pass


@pytest.mark.migrated_to("0050_api_keys")
async def test_kept_sums_are_those_of_the_rows(older_database: str) -> None:
    await open_database(older_database)
    try:
        for number, customer in enumerate(CUSTOMERS):
            await execute(
                """INSERT INTO customers (id, version, name, name_key, code, currency, created_at, approval_mode,
                approval_channel) VALUES (:id, 1, :name, :name, :name, 'EUR', :now, 'OPERATOR_APPROVES', 'EMAIL')""",
                {"id": customer, "name": f"c{number}", "now": DAY},
            )
        await shielded(write, Random(0))
    finally:
        await close_database()
    await migrate(older_database)
    await open_database(older_database)
    try:
        assert by_key(await fetch(KEPT)) == await of_rows() != {}
        await asyncio.gather(*(shielded(write, Random(seed)) for seed in (1, 2, 3, 4)), fold_all(), fold_all())
        assert by_key(await fetch(KEPT)) == await of_rows()
        assert max(row["rows"] for row in await fetch(KEPT)) > 1
        await fold_all()
        rows = await fetch(KEPT)
        assert by_key(rows) == await of_rows()
        assert {row["rows"] for row in rows} == {1}
    finally:
        await close_database()


def test_a_condition_that_asks_for_anything_else_reads_the_rows() -> None:
    paid, own = among("payment_status", [PaymentStatus.PAID]), one_of("customer_id", CUSTOMERS)
    assert kept(all_of(Not(any_of(paid, is_overdue(), NOTHING)), present("issued_at"))) == kept(EVERYTHING)
    assert kept(all_of(own, paid)) not in (None, kept(EVERYTHING))
    for other in (equals("order_id", DAY), present("overdue_at"), Compared("issued_at", "<", DAY), equals("id", 1)):
        assert kept(all_of(own, any_of(paid, Not(other)))) is None
