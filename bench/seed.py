"""The data that is measured on: fifty customers, made by the verbs, and in SQL 10,000 orders with 100,000 entries."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import asyncpg

from adapters import clock
from adapters.database.client import close_database
from latchkey.migrate import migrate
from models.access.accounts import Account, set_username
from models.access.memberships import set_membership
from models.access.portal_access import enable
from models.access.sessions import start_session
from models.core.database import open_database
from models.core.postal_addresses import Address
from models.core.viewer import SYSTEM, MembershipRole, Permission
from models.log.unit_of_work import shielded, unit_of_work
from models.people.contacts import Contact, add_contact
from models.people.customers import Customer, add_customer
from models.people.staff import StaffMember, add_role, add_staff
from models.places.assets import add_asset
from models.places.sites import SiteKind, add_site

CUSTOMERS: Final = 50
ORDERS: Final = 10_000
LONG_INTERVAL: Final = 100
"""Each hundredth order has 109 entries, the others have 9: 100,000 together."""
FOLLOWERS: Final = 4
"""The members of the customer whose orders are followed by many, and of another one."""


@dataclass(frozen=True)
class Owner:
    """A customer, its administrator and their token, and its orders with long timelines."""

    customer: UUID
    contact: UUID
    token: str
    long_orders: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Seeded:
    """The rows in the database. The first owner's colleagues follow orders too: `followers` are all their tokens. The
    second owner has as many colleagues, who follow nothing."""

    owners: list[Owner]
    staff: UUID
    staff_token: str
    followers: list[str]
    movable: list[UUID]
    """Orders that are IN_PROGRESS, none of the first two owners'."""
    compared: UUID
    """One more of these, to compare what the servers do."""
    followed: list[UUID]
    """Orders of the first owner that are IN_PROGRESS."""
    unfollowed: list[UUID]
    """Orders of the second owner that are IN_PROGRESS."""


async def seed(database_url: str) -> Seeded:
    """Migrate an empty database and fill it."""
    await migrate(database_url)
    await open_database(database_url)
    try:
        owners, staff, staff_token, followers = await shielded(_people)
    finally:
        await close_database()
    connection = await asyncpg.connect(database_url)
    try:
        for statement in (_ORDERS, _ENTRIES, _INVOICES, _RECOMMENDATIONS, _NOTIFICATIONS, *_COUNTERS):
            await connection.execute(statement)
        await connection.execute("VACUUM (ANALYZE, FREEZE)")
        return await _found(connection, owners, staff, staff_token, followers)
    finally:
        await connection.close()


async def _people() -> tuple[list[Owner], UUID, str, list[str]]:
    async with unit_of_work():
        member, staff_token = await staff_member({Permission.MANAGE_ORDERS})
        owners: list[Owner] = []
        followers: list[list[str]] = []
        for number in range(CUSTOMERS):
            customer = await add_customer(f"Customer {number}", "EUR", None, by=SYSTEM)
            person, token = await contact(customer, f"Contact {number}")
            owners.append(Owner(customer.id, person.id, token))
            await _places(customer, number)
            if number < 2:
                colleagues = [await contact(customer, f"Colleague {number} {each}") for each in range(1, FOLLOWERS)]
                followers.append([token, *(colleague[1] for colleague in colleagues)])
        return owners, member.id, staff_token, followers[0]


async def staff_member(permissions: set[Permission]) -> tuple[StaffMember, str]:
    """A member of staff with these permissions, and their token."""
    role = await add_role("Workshop", permissions, by=SYSTEM)
    member = await add_staff("Rita Rowe", "rita@latchkey.test", role, by=SYSTEM)
    account = await Account.create(staff_id=member.id, created_at=clock.now())
    await set_username(account, "rita")
    return member, await _sign_in(account)


async def contact(customer: Customer, name: str) -> tuple[Contact, str]:
    """An administrator of a customer, and their token."""
    username = name.lower().replace(" ", ".")
    person = await add_contact(name, display_name=name, email=f"{username}@people.test", country="GB", by=SYSTEM)
    await set_membership(customer, person, MembershipRole.ADMIN, None, by=SYSTEM)
    return person, await _sign_in(await enable(person, username, by=SYSTEM))


async def _sign_in(account: Account) -> str:
    account.activated_at = clock.now()
    await account.save(update_fields=["activated_at"])
    _, token = await start_session(account, "bench")
    return token


async def _places(customer: Customer, number: int) -> None:
    for place in range(2):
        address = Address(f"{number + 1} Mill Lane", "Leeds", "GB")
        site = await add_site(f"Site {number}-{place}", address, kind=SiteKind.BUSINESS, customer=customer, by=SYSTEM)
        for copy in range(2):
            serial = f"{number:03}-{place}{copy}"
            await add_asset(f"Machine {serial}", customer_id=customer.id, site=site, serial_number=serial, by=SYSTEM)


_ORDERS: Final = f"""
WITH places AS (
  SELECT id AS asset_id, site_id, customer_id, row_number() OVER (ORDER BY id) AS place FROM assets)
INSERT INTO orders (id, version, number, kind, priority, status, customer_id, site_id, asset_id, problem_summary,
  search_words, problem_detail, scheduled_for, created_at, updated_at, completed_at)
SELECT uuidv7(), 1 + n % 5, n, CASE n % 2 WHEN 0 THEN 'WALK_IN_REPAIR' ELSE 'SERVICE_CALL' END, 1 + n % 4,
  (ARRAY['SUBMITTED', 'SCHEDULED', 'IN_PROGRESS', 'AWAITING_PARTS', 'COMPLETED'])[1 + (n / 7) % 5],
  customer_id, site_id, asset_id, 'The oven of line ' || n || ' does not get hot',
  'the oven of line ' || n || ' does not get hot',
  CASE WHEN n % 3 > 0 THEN 'It takes an hour where it took ten minutes, and smells. Since ' || n || ' days.' END,
  CASE WHEN n % 4 = 0 THEN now() + n * interval '1 minute' END,
  now() - ({ORDERS} - n + 60) * interval '12 minutes', now() - ({ORDERS} - n) * interval '12 minutes',
  CASE WHEN (n / 7) % 5 = 4 THEN now() - ({ORDERS} - n) * interval '12 minutes' END
FROM generate_series(1, {ORDERS}) AS n
JOIN places ON place = 1 + (hashint4(n) & 1048575) % (SELECT count(*) FROM places)
"""

_ENTRIES: Final = f"""
WITH entries AS MATERIALIZED (
  SELECT o.id AS order_id, o.number, o.customer_id, o.site_id, entry, uuidv7() AS note_id,
    o.created_at + entry * interval '6 minutes' AS occurred_at,
    CASE WHEN entry = 1 THEN 'ORDER_CREATED' WHEN entry % 3 = 0 THEN 'NOTE_ADDED'
      WHEN entry % 7 = 0 THEN 'WORK_RECORDED' ELSE 'ORDER_STATUS_CHANGED' END AS kind,
    CASE WHEN entry % 3 = 0 AND (o.number + entry) % 20 = 0 THEN 'STAFF_ONLY' ELSE 'EVERYONE' END AS visibility
  FROM orders o
  CROSS JOIN LATERAL generate_series(1, CASE WHEN o.number % {LONG_INTERVAL} = 0 THEN 109 ELSE 9 END) AS entry),
written AS (
  INSERT INTO notes (id, order_id, body, visibility, created_at)
  SELECT note_id, order_id, 'We have looked at part ' || entry || ' of order ' || number || ' and will call you.',
    visibility, occurred_at FROM entries WHERE kind = 'NOTE_ADDED')
INSERT INTO events (position, kind, occurred_at, actor, visibility, customer_id, site_id, order_id, data)
SELECT (SELECT max(position) FROM events) + row_number() OVER (ORDER BY occurred_at, number, entry),
  kind, occurred_at, '{{"kind": "STAFF", "id": null, "name": "Rita Rowe"}}', visibility, customer_id, site_id, order_id,
  CASE kind WHEN 'ORDER_CREATED' THEN jsonb_build_object('to_status', 'SUBMITTED')
    WHEN 'NOTE_ADDED' THEN jsonb_build_object('note_id', note_id)
    WHEN 'WORK_RECORDED' THEN jsonb_build_object('work', 'PARTS_ORDERED', 'summary', 'Heating element ' || entry)
    ELSE jsonb_build_object('from_status', 'IN_PROGRESS', 'to_status', 'AWAITING_PARTS', 'comment',
      CASE WHEN entry % 2 = 0 THEN 'Waiting for the supplier' END) END
FROM entries
"""

_INVOICES: Final = """
INSERT INTO invoices (id, version, number, customer_id, order_id, currency, payment_status, approval_status,
  approval_mode, due_on, overdue_at, subtotal_minor, tax_minor, total_minor, paid_minor, open_holds, created_at,
  issued_at)
SELECT uuidv7(), 1, row_number() OVER (ORDER BY o.number), o.customer_id, o.id, 'EUR',
  CASE o.number % 3 WHEN 0 THEN 'PAID' ELSE 'OUTSTANDING' END,
  CASE o.number % 4 WHEN 0 THEN 'APPROVED' ELSE 'PENDING' END,
  'REVIEW_AND_APPROVE', CURRENT_DATE + o.number % 30, CURRENT_DATE + o.number % 30 + 1,
  o.number * 100, o.number * 19, o.number * 119, 0, 0,
  o.updated_at, o.updated_at
FROM orders o WHERE o.number % 20 = 0
"""

_RECOMMENDATIONS: Final = """
INSERT INTO recommendations (id, version, order_id, status, title, estimate_minor, currency, posted_at, posted_by)
SELECT uuidv7(), 1, id, CASE number % 3 WHEN 0 THEN 'APPROVED' ELSE 'PENDING' END, 'Replace the burrs of ' || number,
  number * 10, 'EUR', updated_at, '{"kind": "STAFF", "id": null, "name": "Rita Rowe"}'
FROM orders WHERE number % 25 = 0
"""

_NOTIFICATIONS: Final = """
INSERT INTO notifications (id, contact_id, kind, title, body, subject_type, subject_id, created_at, read_at)
SELECT uuidv7(), m.contact_id, 'ORDER_STATUS_CHANGED', 'Order ' || o.number || ' is now in progress', o.problem_summary,
  'Order', o.id, o.updated_at, CASE WHEN o.number % 2 = 0 THEN o.updated_at END
FROM orders o JOIN memberships m ON m.customer_id = o.customer_id WHERE o.number % 5 = 0
"""

_COUNTERS: Final = (
    "SELECT setval('event_positions', (SELECT max(position) FROM events))",
    "UPDATE counters SET value = (SELECT max(number) FROM orders) WHERE name = 'order'",
    "UPDATE counters SET value = (SELECT max(number) FROM invoices) WHERE name = 'invoice'",
)

_LONG: Final = f"SELECT id FROM orders WHERE customer_id = $1 AND number % {LONG_INTERVAL} = 0 ORDER BY number"
_IN_PROGRESS: Final = "SELECT id FROM orders WHERE status = 'IN_PROGRESS' AND {} ORDER BY number LIMIT 800"
_OF_ONE: Final = _IN_PROGRESS.format("customer_id = $1")
_OF_OTHERS: Final = _IN_PROGRESS.format("customer_id <> $1 AND customer_id <> $2")


async def _found(connection: Any, owners: list[Owner], staff: UUID, staff_token: str, followers: list[str]) -> Seeded:
    with_long = [
        Owner(owner.customer, owner.contact, owner.token, tuple(await _ids(connection, _LONG, owner.customer)))
        for owner in owners
    ]
    first, second = (owner.customer for owner in owners[:2])
    compared, *movable = await _ids(connection, _OF_OTHERS, first, second)
    return Seeded(
        owners=with_long,
        staff=staff,
        staff_token=staff_token,
        followers=followers,
        movable=movable,
        compared=compared,
        followed=await _ids(connection, _OF_ONE, first),
        unfollowed=await _ids(connection, _OF_ONE, second),
    )


async def _ids(connection: Any, statement: str, *values: object) -> list[UUID]:
    return [row["id"] for row in await connection.fetch(statement, *values)]
