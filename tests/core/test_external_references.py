"""External references: the ids that rows have in other systems, which staff give, see and find by."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.support.cast import Cast
from tests.support.mutations import act, done, refused
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

MILL = {"line1": "9 Mill Lane", "city": "Leeds", "country": "GB"}


@dataclass(frozen=True)
class Noun:
    """A type with an external reference, and what a new row of it needs besides."""

    name: str
    given: dict[str, Any]
    owner: str | None = "customerId"
    changed: dict[str, Any] = field(default_factory=dict)

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
NOUNS = [CUSTOMER, CONTACT, SITE, ASSET]
FAULTS = ([["name"], ["externalReference"]],)
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
    bad = {"name": " "}
    for reference, code in (("x" * 101, "TOO_LONG"), ("a\nb", "INVALID")):
        made = await act(sam, f"{noun.name}Create", **noun.input(cast) | bad, externalReference=reference)
        for payload in (made, await noun.update(sam, row, reference)):
            told = {(error["code"], *error["field"]) for error in payload["userErrors"]}
            assert (code, "externalReference") in told
        assert [error["field"] for error in made["userErrors"]] in FAULTS
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
    for noun in (SITE, ASSET):
        row = await noun.make(sam, cast)
        assert await refused(ann, f"{noun.name}Create", **noun.input(cast), externalReference="A-1") == "FORBIDDEN"
        await done(ann, f"{noun.name}Create", **noun.input(cast), externalReference=None)
        both = await act(ann, f"{noun.name}Update", id=row["id"], externalReference="A-1", name="x" * 300)
        assert [(error["code"], error["field"]) for error in both["userErrors"]] == [
            ("FORBIDDEN", ["externalReference"]),
            ("TOO_LONG", ["name"]),
        ]
    assert await refused(ann, "customerUpdate", id=cast.acme, externalReference="A-1") == "FORBIDDEN"


async def test_an_erased_person_leaves_no_reference(sam: Client, cast: Cast) -> None:
    jo = await CONTACT.make(sam, cast, externalReference="Jo Hill 7")
    oven = await ASSET.make(sam, cast, externalReference="Jo Hill 7")
    await done(sam, "contactErase", id=jo["id"])
    assert await CONTACT.seen(sam, jo) == {"id": jo["id"], "externalReference": None}
    assert await ASSET.seen(sam, oven) == oven
