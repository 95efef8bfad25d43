"""Invoices without a server around them: the database opened in the test, and invoices of Acme in any state."""

import io
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from pypdf import PdfReader

import settings
from adapters import clock
from adapters.database.client import close_database
from adapters.files import storage
from models.core.database import open_database
from models.core.viewer import ActorKind, MembershipGrant, MembershipRole, Permission, Right, Viewer
from models.invoices.billing import draft_invoice, issue
from models.invoices.pricing import Line
from models.invoices.rows import Invoice, LineKind
from models.log.unit_of_work import shielded, unit_of_work
from models.people.contacts import Contact
from models.people.customers import ApprovalMode, Customer, lock_customer
from resolvers.core.ids import decode
from settings import Settings
from tests.support.cast import Cast, Person

REPAIR = (
    Line(LineKind.PART, "Heating element, 2 kW", Decimal(1), Decimal("149.90"), Decimal(20)),
    Line(LineKind.LABOUR, "Labour", Decimal("1.5"), Decimal("58.00"), Decimal(20)),
    Line(LineKind.OTHER, "Delivery", Decimal(1), Decimal("7.50"), Decimal(0)),
)


@asynccontextmanager
async def opened(database: str, folder: Path, **changes: Any) -> AsyncIterator[None]:
    """The database, and a storage in `folder`, opened within the block; `changes` are settings."""
    usual: dict[str, Any] = {"secret_key": "tests know this key, and nobody else does", "data_dir": folder}
    options = Settings(**usual | {"database_url": database} | changes)
    settings.use(options)
    storage.use(storage.Storage(options.storage))
    await open_database(database)
    try:
        yield
    finally:
        await close_database()


def key(person: Person | str, kind: str = "Contact") -> UUID:
    """The key of a row of the cast, from its global id."""
    found = decode(person if isinstance(person, str) else person.id, kind)
    assert found is not None
    return found


async def acme(cast: Cast, **changes: Any) -> Customer:
    """Acme, with `changes` to its row."""
    customer_id = key(cast.acme, "Customer")
    if changes:
        await Customer.filter(id=customer_id).update(**changes)
    return await Customer.get(id=customer_id)


async def contact(person: Person, **changes: Any) -> Contact:
    """Somebody's row, with `changes` to it; a number is verified unless they say otherwise."""
    if changes:
        if "mobile" in changes:
            changes.setdefault("mobile_verified_at", clock.now() if changes["mobile"] else None)
        await Contact.filter(id=key(person)).update(**changes)
    return await Contact.get(id=key(person))


def as_contact(cast: Cast, person: Person) -> Viewer:
    """The person as an administrator of Acme with every right."""
    grant = MembershipGrant(key(cast.acme, "Customer"), MembershipRole.ADMIN, Right(15))
    return Viewer(ActorKind.CONTACT, person.name, contact_id=key(person), memberships=(grant,))


def as_staff(person: Person) -> Viewer:
    """The person as staff with every permission."""
    staff_id = key(person, "StaffMember")
    return Viewer(ActorKind.STAFF, person.name, staff_id=staff_id, permissions=frozenset(Permission))


async def issued(
    cast: Cast,
    lines: Sequence[Line] = REPAIR,
    *,
    mode: ApprovalMode = ApprovalMode.REVIEW_THEN_AUTO_APPROVE,
    due_on: date | None = None,
    **changes: Any,
) -> Invoice:
    """An invoice of Acme that has just been issued; `changes` are to Acme."""
    customer = await acme(cast, approval_mode=mode, **changes)

    async def add() -> Invoice:
        async with unit_of_work():
            # As `find` does for the mutation: a row that belongs to a customer is written by who holds the customer.
            await lock_customer(customer.id)
            day = due_on or clock.now().date() + timedelta(days=14)
            invoice = await draft_invoice(customer, None, lines, day, by=as_staff(cast.sam))
            await issue(invoice, by=as_staff(cast.sam))
            return invoice

    return await shielded(add)


def line(description: str, **changes: Any) -> Line:
    """A line with that description."""
    return replace(REPAIR[0], description=description, **changes)


def words(document: bytes) -> str:
    """The text that can be selected in a document, page by page, with single spaces."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages).split())
