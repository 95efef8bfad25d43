"""The people at a server's door, and what they have been refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from unittest.mock import patch

from tortoise.expressions import F

import settings
from models.core.entity import VersionedEntity
from tests.support.cast import Cast
from tests.support.mutations import done
from tests.support.partners.keys import new_key
from tests.support.server import Client, Server

Code = tuple[str, str]
"""A mutation, and a code of its errors."""
ERRORS = "userErrors { code field message ... on TooManyAttemptsError { retryAt } }"
OF_MANY: Final = ("invitationsSend", "invoicesApprove", "invoicesUpsert", "ordersUpdate", "ordersUpsert")
"""Mutations of many rows, with a result for each."""


@dataclass(frozen=True)
class Stage:
    """The people, the codes that they were given, and answers that were others than expected."""

    server: Server
    cast: Cast
    sam: Client
    rita: Client
    ann: Client
    ben: Client
    zoe: Client
    tom: Client
    given: set[Code] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    async def refused(self, by: Client | Server, name: str, code: str, at: str | None, /, **given: Any) -> None:
        """Run a mutation that has to be refused with this code at a field, written with dots."""
        kind = f"{name[0].upper()}{name[1:]}Input"
        shown = f"{ERRORS} results {{ {ERRORS} }}" if name in OF_MANY else ERRORS
        answer = await by.graphql(f"mutation($i: {kind}!) {{ {name}(input: $i) {{ {shown} }} }}", {"i": given})
        assert "errors" not in answer, answer["errors"]
        payload = answer["data"][name]
        errors = [error for each in (payload, *payload.get("results", ())) for error in each["userErrors"]]
        for error in errors:
            if (error["code"], error["field"]) == (code, at.split(".") if at else None):
                self.given.add((name, code))
                if error.get("retryAt", "") is None:
                    self.wrong.append(f"{name} does not say when")
                return
        self.wrong.append(f"{name} has no {code} at {at}: {errors}")

    async def refused_reference(self, noun: str, row: str, /, **given: Any) -> None:
        """Give a new row, and then `row`, the external reference that another one has."""
        known, at = {"externalReference": "A-1"}, "externalReference"
        await self.make(noun, **given, **known)
        await self.refused(self.sam, f"{noun}Create", "NOT_UNIQUE", at, **given, **known)
        await self.refused(self.sam, f"{noun}Update", "NOT_UNIQUE", at, id=row, **known)

    async def refused_upserts(
        self, name: str, scope: str, item: dict[str, Any], changed: dict[str, Any], /, **invalid: Any
    ) -> None:
        """Upsert what is no row, what a row keeps, what somebody else changes meanwhile, and what another program knows
        by this reference."""
        at = "items.0"
        await done(self.sam, name, items=[item])
        [wrong] = invalid
        await self.refused(self.sam, name, "INVALID", f"{at}.{wrong}", items=[item | invalid])
        new = item | {"externalReference": "U-2", "customerId": "garbage"}
        await self.refused(self.sam, name, "NOT_FOUND", f"{at}.customerId", items=[new])
        with others_are_quicker():
            await self.refused(self.sam, name, "STALE_VERSION", f"{at}.externalReference", items=[item | changed])
        of_zenith = await new_key(self.sam, scope, customerIds=[self.cast.zenith])
        hidden = item | {"customerId": self.cast.zenith}
        await self.refused(of_zenith, name, "NOT_UNIQUE", f"{at}.externalReference", items=[hidden])

    async def make(self, noun: str, /, **given: Any) -> str:
        """Let staff make something; gives its id."""
        made: str = (await done(self.sam, f"{noun}Create", f"{noun} {{ id }}", **given))[noun]["id"]
        return made

    async def archived_customer(self) -> str:
        """A customer whom Zoe administers, archived; gives its id."""
        customer = await self.make("customer", name="Harbour Cafe", currency="GBP")
        given = {"customerId": customer, "contactId": self.zoe.id, "role": "ADMIN", "rights": ["ORDERS"]}
        await done(self.sam, "membershipSet", **given)
        await done(self.sam, "customerArchive", id=customer)
        return customer


@contextmanager
def others_are_quicker() -> Iterator[None]:
    """In the block, every row that a mutation changes has been changed by somebody else a moment before."""
    original = VersionedEntity.advance

    async def late(self: VersionedEntity, **changes: Any) -> None:
        await type(self).filter(pk=self.id).update(version=F("version") + 1)
        await original(self, **changes)

    with patch.object(VersionedEntity, "advance", late):
        yield


@contextmanager
def with_settings(**changes: Any) -> Iterator[None]:
    """The running server with other settings, in the block."""
    before = settings.get()
    settings.use(before.model_copy(update=changes))
    try:
        yield
    finally:
        settings.use(before)
