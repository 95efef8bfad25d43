"""External references: the ids that rows have in other systems, which staff give, see and find by."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest

from adapters.database.client import close_database, execute, fetch, is_sqlite
from latchkey.migrate import migrate
from models.core.database import open_database
from tests.support.cast import Cast
from tests.support.mutations import act, done, refused
from tests.support.orders import move
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

LINES = [{"kind": "PART", "description": "Seal", "quantity": "1", "unitPrice": "9.50", "taxRate": "0"}]
MILL = {"line1": "9 Mill Lane", "city": "Leeds", "country": "GB"}


@dataclass(frozen=True)
class Noun:
    """A type with an external reference, and what a new row of it needs besides."""

    name: str
    given: dict[str, Any]
    owner: str | None = "customerId"
    bad: dict[str, Any] = field(default_factory=lambda: {"name": " "})
    """A fault of the form beside that of the reference."""

    async def make(self, sam: Client, cast: Cast, **given: Any) -> dict[str, Any]:
        """A new row of Acme's."""
        made = await done(sam, f"{self.name}Create", self.selection, **self.input(cast), **given)
        row: dict[str, Any] = made[self.name]
        return row

    def input(self, cast: Cast) -> dict[str, Any]:
        """The input of a new row."""
        return self.given | ({self.owner: cast.acme} if self.owner else {})

    @property
    def selection(self) -> str:
        """The row in a payload."""
        return f"{self.name} {{ id externalReference }}"

    async def update(self, by: Client, row: dict[str, Any], reference: str | None, **given: Any) -> dict[str, Any]:
        """Change the reference; gives the payload, whatever came of it."""
        return await act(by, f"{self.name}Update", self.selection, id=row["id"], externalReference=reference, **given)

    async def found(self, by: Client, *references: str) -> list[str]:
        """The ids of what has one of these references, and is counted so."""
        kind = f"{self.name[0].upper()}{self.name[1:]}"
        query = f"""query($where: {kind}Where) {{ {self.name}s(where: $where) {{ totalCount nodes {{ id }} }} }}"""
        page = (await by.data(query, {"where": {"externalReference": references}}))[f"{self.name}s"]
        assert page["totalCount"] == len(page["nodes"])
        return [node["id"] for node in page["nodes"]]

    async def seen(self, by: Client, row: dict[str, Any]) -> Any:
        """The row by its id, as somebody sees it."""
        kind = f"{self.name[0].upper()}{self.name[1:]}"
        query = f"query($id: ID!) {{ node(id: $id) {{ ... on {kind} {{ id externalReference }} }} }}"
        return (await by.data(query, {"id": row["id"]}))["node"]


CUSTOMER = Noun("customer", {"name": "Harbour Cafe", "currency": "EUR"}, owner=None)
CONTACT = Noun("contact", {"name": "Jo Hill"})
SITE = Noun("site", {"name": "Mill", "address": MILL})
ASSET = Noun("asset", {"name": "Oven"})
ORDER = Noun("order", {"kind": "SERVICE_CALL", "problemSummary": "Cold"}, bad={"problemSummary": " "})
INVOICE = Noun("invoice", {"lines": LINES, "dueOn": "2030-01-01"}, bad={"lines": []})
NOUNS = [CUSTOMER, CONTACT, SITE, ASSET, ORDER, INVOICE]
every_noun = pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.name)


@every_noun
async def test_a_row_is_found_by_its_id_in_another_system(noun: Noun, sam: Client, cast: Cast) -> None:
    row = await noun.make(sam, cast, externalReference="  ERP  4711 ")
    other = await noun.make(sam, cast)
    assert (row["externalReference"], other["externalReference"]) == ("ERP 4711", None)
    assert await noun.found(sam, "ERP 4711", "ERP 4712", "a\nb") == [row["id"]]
    assert await noun.found(sam, "erp 4711") == await noun.found(sam) == []
    assert (await noun.seen(sam, row))["externalReference"] == "ERP 4711"


@every_noun
async def test_a_reference_changes_and_is_cleared(noun: Noun, sam: Client, cast: Cast) -> None:
    row = await noun.make(sam, cast, externalReference="A-1")
    for reference in ("A-1", "A-2", None):
        assert (await noun.update(sam, row, reference))[noun.name] == {"id": row["id"], "externalReference": reference}
    again = await noun.make(sam, cast, externalReference="A-2")
    assert await noun.found(sam, "A-1", "A-2") == [again["id"]]


@every_noun
async def test_a_reference_is_of_one_row_alone(noun: Noun, sam: Client, cast: Cast) -> None:
    await noun.make(sam, cast, externalReference="A-1")
    other = await noun.make(sam, cast)
    made = await act(sam, f"{noun.name}Create", **noun.input(cast), externalReference="A-1")
    for payload in (made, await noun.update(sam, other, " A-1")):
        [error] = payload["userErrors"]
        assert (error["code"], error["field"]) == ("NOT_UNIQUE", ["externalReference"])
        assert "A-1 is taken" in error["message"] and "clear it" in error["message"]


@every_noun
async def test_of_two_at_the_same_instant_one_gets_the_reference(noun: Noun, sam: Client, cast: Cast) -> None:
    given = noun.input(cast) | {"externalReference": "A-1"}
    answers = await asyncio.gather(*(act(sam, f"{noun.name}Create", **given) for _ in range(4)))
    codes = sorted(error["code"] for answer in answers for error in answer["userErrors"])
    assert codes == ["NOT_UNIQUE"] * 3 and len(await noun.found(sam, "A-1")) == 1


@every_noun
async def test_a_bad_reference_is_told_with_the_other_faults(noun: Noun, sam: Client, cast: Cast) -> None:
    row = await noun.make(sam, cast)
    for reference, code in (("x" * 101, "TOO_LONG"), ("a\nb", "INVALID")):
        made = await act(sam, f"{noun.name}Create", **noun.input(cast) | noun.bad, externalReference=reference)
        for payload in (made, await noun.update(sam, row, reference)):
            told = {(error["code"], *error["field"]) for error in payload["userErrors"]}
            assert (code, "externalReference") in told
        assert [error["field"] for error in made["userErrors"]] == [[*noun.bad], ["externalReference"]]
    many = {"where": {"externalReference": ["x"] * 101}}
    query = f"query($where: {noun.name.capitalize()}Where) {{ {noun.name}s(where: $where) {{ totalCount }} }}"
    [error] = (await sam.graphql(query, many))["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT" and "100" in error["message"]


@every_noun
async def test_only_staff_see_references_and_find_by_them(noun: Noun, sam: Client, ann: Client, cast: Cast) -> None:
    row = await noun.make(sam, cast, externalReference="A-1")
    if noun is CUSTOMER:
        rights = ["ORDERS", "INVOICES"]
        await done(sam, "membershipSet", customerId=row["id"], contactId=ann.id, role="ADMIN", rights=rights)
    assert await noun.seen(ann, row) == {"id": row["id"], "externalReference": None}
    assert await noun.found(ann, "A-1") == [] and await noun.found(sam, "A-1") == [row["id"]]


@pytest.mark.settings(customers_change_themselves=True)
async def test_contacts_may_not_give_references(sam: Client, ann: Client, cast: Cast) -> None:
    for noun, name in ((SITE, "name"), (ASSET, "name"), (ORDER, "problemSummary")):
        row = await noun.make(sam, cast)
        assert await refused(ann, f"{noun.name}Create", **noun.input(cast), externalReference="A-1") == "FORBIDDEN"
        await done(ann, f"{noun.name}Create", **noun.input(cast), externalReference=None)
        both = await act(ann, f"{noun.name}Update", id=row["id"], externalReference="A-1", **{name: "x" * 300})
        assert [(error["code"], error["field"]) for error in both["userErrors"]] == [
            ("FORBIDDEN", ["externalReference"]),
            ("TOO_LONG", [name]),
        ]
    assert await refused(ann, "customerUpdate", id=cast.acme, externalReference="A-1") == "FORBIDDEN"


async def test_an_erased_person_leaves_no_reference(sam: Client, cast: Cast) -> None:
    jo = await CONTACT.make(sam, cast, externalReference="Jo Hill 7")
    oven = await ASSET.make(sam, cast, externalReference="Jo Hill 7")
    await done(sam, "contactErase", id=jo["id"])
    assert await CONTACT.seen(sam, jo) == {"id": jo["id"], "externalReference": None}
    assert await ASSET.seen(sam, oven) == oven


OLD = ("01900000-0000-7000-8000-000000000001", "01900000-0000-7000-8000-000000000002")
BY = """query($by: %sRef!) { %s(by: $by) { id externalReference } }"""


@pytest.mark.parametrize("noun", [ORDER, INVOICE], ids=lambda noun: noun.name)
async def test_staff_open_a_row_by_its_id_in_another_system(noun: Noun, sam: Client, ann: Client, cast: Cast) -> None:
    row = await noun.make(sam, cast, externalReference="A 1")
    query = BY % (noun.name.capitalize(), noun.name)
    assert (await sam.data(query, {"by": {"externalReference": " A  1"}}))[noun.name] == row
    for by, reference in ((sam, "A 2"), (sam, ""), (sam, "x" * 101), (ann, "A 1")):
        assert (await by.data(query, {"by": {"externalReference": reference}}))[noun.name] is None
    assert (await ann.data(query, {"by": {"id": row["id"]}}))[noun.name] == row | {"externalReference": None}
    [error] = (await sam.graphql(query, {"by": {"id": row["id"], "externalReference": "A 1"}}))["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


async def test_finished_orders_and_invoices_get_references(sam: Client, cast: Cast) -> None:
    order = await ORDER.make(sam, cast)
    await move(sam, order["id"], "IN_PROGRESS")
    await move(sam, order["id"], "COMPLETED")
    invoice = await INVOICE.make(sam, cast)
    for noun, row in ((ORDER, order), (INVOICE, invoice)):
        assert (await noun.update(sam, row, "A-1"))[noun.name] == {"id": row["id"], "externalReference": "A-1"}
    late = {"priority": "HIGH"}, {"dueOn": "2031-01-01"}
    for noun, row, more in ((ORDER, order, late[0]), (INVOICE, invoice, late[1])):
        [error] = (await noun.update(sam, row, "A-2", **more))["userErrors"]
        assert error["code"] == "WRONG_STATE"


@pytest.mark.migrated_to("0041_external_references")
async def test_references_of_imported_orders_stay_with_the_orders(older_database: str) -> None:
    await open_database(older_database, 1)
    try:
        now = "CURRENT_TIMESTAMP || '+00:00'" if is_sqlite() else "now()"
        await execute(
            f"""INSERT INTO customers (id, version, name, name_key, code, currency, created_at, updated_at, approval_mode,
            approval_channel, search_words) VALUES ('{OLD[0]}', 1, 'Acme', 'acme', 'A', 'EUR', {now}, {now},
            'REVIEW_AND_APPROVE', 'EMAIL', '')"""
        )
        for number, order in enumerate(OLD):
            await execute(
                f"""INSERT INTO orders (id, version, kind, priority, status, problem_summary, search_words,
                customer_id, created_at, updated_at)
                VALUES ('{order}', 1, 'SERVICE_CALL', 2, 'DRAFT', 'Cold', '', '{OLD[0]}', {now}, {now})"""
            )
            if number:
                await execute(
                    f"INSERT INTO imported_orders (id, reference, order_id) VALUES ('{order}', 'J-7', '{order}')"
                )
    finally:
        await close_database()
    await migrate(older_database)
    await open_database(older_database, 1)
    try:
        rows = await fetch("SELECT id, external_reference FROM orders ORDER BY id")
        assert [(str(row["id"]), row["external_reference"]) for row in rows] == [(OLD[0], None), (OLD[1], "J-7")]
    finally:
        await close_database()
