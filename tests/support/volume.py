"""A hundred thousand orders, written in SQL within seconds: what stands in a database that has been used for years."""

from importlib import import_module
from typing import Any, Final

from adapters.database.client import connection, execute, is_sqlite
from tests.support.cast import Cast
from tests.support.invoicing import key

ORDERS: Final = 100_000
CUSTOMERS: Final = 50
"""Acme is one of them, with every fiftieth order."""
_NUMBERS: Final = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})"
_SEARCH: Final[Any] = import_module("models.migrations.0005_search")
_LATE: Final[Any] = import_module("models.migrations.0057_late_words")


def _id(kind: str, number: str) -> str:
    padded = f"printf('%012d', {number})" if is_sqlite() else f"lpad(({number})::text, 12, '0')"
    found = f"('{kind:0<8}-0000-7000-8000-' || {padded})"
    return found if is_sqlite() else f"{found}::uuid"


def _moment(minutes: str) -> str:
    """That many minutes after New Year 2025."""
    if is_sqlite():
        return f"strftime('%Y-%m-%d %H:%M:%S+00:00', '2025-01-01', '+' || ({minutes}) || ' minutes')"
    return f"timestamptz '2025-01-01T00:00Z' + ({minutes}) * interval '1 minute'"


async def fill(cast: Cast, orders: int = ORDERS) -> None:
    """That many orders of fifty customers, each with ten assets at one site; one order in fifty is Acme's.

    Order n is of asset n % 500. Most are completed or submitted, one in a hundred waits for parts, and there are few
    of a high priority. "oven" is in every summary, "grinder" in one of a thousand and "unicorn" in one.
    """
    acme, site = str(key(cast.acme, "Customer")), str(key(cast.acme_site, "Site"))
    technician, cast_as = str(key(cast.rita, "StaffMember")), "" if is_sqlite() else "::uuid"
    modulo = "n % 50"
    customer = f"CASE {modulo} WHEN 0 THEN '{acme}'{cast_as} ELSE {_id('c', modulo)} END"
    place = f"CASE {modulo} WHEN 0 THEN '{site}'{cast_as} ELSE {_id('5', modulo)} END"
    chosen = """CASE WHEN n % 1000 = 7 THEN 'READY_FOR_RETURN' WHEN n % 100 = 3 THEN 'AWAITING_PARTS'
        WHEN n % 10 = 1 THEN 'SUBMITTED' WHEN n % 10 = 2 THEN 'IN_PROGRESS' ELSE 'COMPLETED' END"""
    word = "CASE WHEN n % 1000 = 17 THEN 'grinder' WHEN n = 4321 THEN 'unicorn' ELSE 'burner' END"
    await without_search()
    for statement in (
        f"""INSERT INTO customers (id, version, name, name_key, code, currency, created_at, approval_mode,
            approval_channel, search_words)
            {_NUMBERS.format(count=CUSTOMERS - 1)} SELECT {_id("c", "n")}, 1, 'Customer ' || n, 'customer ' || n,
            'K-' || n, 'EUR', {_moment("n")}, 'REVIEW_AND_APPROVE', 'EMAIL', 'customer ' || n FROM numbers""",
        f"""INSERT INTO sites (id, version, kind, name, name_key, line1, city, country, customer_id, created_at,
            search_words)
            {_NUMBERS.format(count=CUSTOMERS - 1)} SELECT {_id("5", "n")}, 1, 'BUSINESS', 'Works ' || n, 'works ' || n,
            n || ' Mill Lane', 'Leeds', 'GB', {_id("c", "n")}, {_moment("n")}, 'works mill lane leeds ' || n
            FROM numbers""",
        f"""INSERT INTO assets (id, version, name, name_key, serial_number, serial_key, customer_id, site_id, created_at,
            search_words)
            {_NUMBERS.format(count=10 * CUSTOMERS)} SELECT {_id("a", "n % 500")}, 1, 'Oven ' || n, 'oven ' || n,
            'SN-' || (7000 + n), 'sn-' || (7000 + n), {customer}, {place}, {_moment("n")},
            'oven sn ' || n || ' ' || (7000 + n) || ' sn' || (7000 + n) FROM numbers""",
        f"""INSERT INTO orders (id, version, number, kind, priority, status, customer_id, site_id, asset_id,
            problem_summary, search_words, created_at, updated_at)
            {_NUMBERS.format(count=orders)} SELECT {_id("0", "n")}, 1, n,
            CASE WHEN n % 200 = 9 THEN 'WALK_IN_REPAIR' ELSE 'SERVICE_CALL' END,
            CASE WHEN n % 500 = 11 THEN 4 WHEN n % 3 = 0 THEN 1 ELSE 2 END, {chosen}, {customer}, {place},
            {_id("a", "n % 500")}, 'The oven of line ' || n || ' has no ' || {word},
            'the oven of line has no ' || {word}, {_moment("n")}, {_moment("n + n * 7919 % 50000")} FROM numbers""",
        f"""INSERT INTO order_technicians (id, order_id, staff_id)
            SELECT id, id, '{technician}'{cast_as} FROM orders WHERE number % 100 = 3""",
        """INSERT INTO invoices (id, version, number, customer_id, order_id, currency, payment_status, approval_status,
            approval_mode, due_on, subtotal_minor, tax_minor, total_minor, paid_minor, open_holds, created_at, issued_at)
            SELECT id, 1, number, customer_id, id, 'EUR', CASE WHEN number % 300 = 5 THEN 'OUTSTANDING' ELSE 'PAID' END,
            CASE WHEN number % 300 = 5 THEN 'PENDING' ELSE 'APPROVED' END, 'REVIEW_AND_APPROVE', '2030-01-31',
            number, 0, number, 0, 0, created_at, created_at FROM orders WHERE number % 2 = 1""",
    ):
        await execute(statement)
    await with_search()
    await connection().execute_script("ANALYZE")


async def without_search() -> None:
    """Take the words and what keeps them away, as they were before their migration: row by row takes minutes."""
    for each in _SEARCH.TABLES:
        if not is_sqlite():
            await execute(f"DROP FUNCTION {each.index}_write CASCADE")
        for trigger in ("add", "change", "remove") if is_sqlite() else ():
            await execute(f"DROP TRIGGER {each.index}_{trigger}")
        for source in each.sources:
            drop = "DROP TRIGGER {}_{}" if is_sqlite() else "DROP FUNCTION {}_{} CASCADE"
            await execute(drop.format(each.index, source.name))
        await execute(f"DROP TABLE {each.index}")
        if is_sqlite():
            await execute(f"DROP TABLE {each.index}_rows")


async def with_search() -> None:
    """Bring the words and what keeps them back."""
    for statement in search_statements():
        await execute(statement)


def search_statements() -> list[str]:
    """The statements that bring the words, and what keeps them, back."""
    make = _SEARCH.sqlite if is_sqlite() else _SEARCH.postgresql
    late = [] if is_sqlite() else _LATE.functions()
    return [*(statement for each in _SEARCH.TABLES for statement in make(each)), *late]
