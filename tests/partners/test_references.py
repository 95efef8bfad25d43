"""The ids that programs give to rows: each owner of keys has its own, and finds rows by them."""

from typing import Any

import pytest

from models.core.calendar import today
from models.log.reading import head
from tests.support.cast import Cast
from tests.support.lettings.making import agreed
from tests.support.mutations import done, new_invoice, refused
from tests.support.orders import new_order
from tests.support.partners.keys import EVERY_SCOPE, OF_CUSTOMERS, Program, new_key
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

NAMED = """node { id ... on Customer { externalReference } ... on Contact { externalReference }
  ... on Site { externalReference } ... on Asset { externalReference } ... on Order { externalReference }
  ... on Invoice { externalReference } ... on Tenancy { externalReference } }"""
LISTS = {"tenancy": "tenancies"}
"""The names of lists that are not the noun and an s."""


async def one_of_each(sam: Client, ann: Client, ben: Client, cast: Cast) -> dict[str, str]:
    """A row of each kind, of Acme's."""
    asset = await done(ann, "assetCreate", "asset { id }", name="Oven", customerId=cast.acme)
    return {
        "customer": cast.acme,
        "contact": ann.id,
        "site": cast.acme_site,
        "asset": asset["asset"]["id"],
        "order": await new_order(ann),
        "invoice": await new_invoice(sam, cast.acme, today(), issue=True),
        "tenancy": (await agreed(sam, cast, ben, customerId=cast.acme, rent={"amount": "1", "currency": "EUR"}))["id"],
    }


async def found(by: Client, noun: str, *references: str) -> list[dict[str, Any]]:
    """The rows that somebody finds by these references."""
    name = LISTS.get(noun, f"{noun}s")
    query = (
        f"query($r: [String!]) {{ {name}(where: {{externalReference: $r}}) {{ nodes {{ id externalReference }} }} }}"
    )
    nodes: list[dict[str, Any]] = (await by.data(query, {"r": references}))[name]["nodes"]
    return nodes


async def opened(by: Client, noun: str, reference: str) -> Any:
    """An order or an invoice, opened by its reference."""
    query = f"query($r: String!) {{ {noun}(by: {{externalReference: $r}}) {{ id externalReference }} }}"
    return (await by.data(query, {"r": reference}))[noun]


async def name(by: Program, row: str, reference: str | None, **given: Any) -> Any:
    """Let a program name a row; gives the row as the program sees it then."""
    return (await done(by, "externalReferenceSet", NAMED, id=row, externalReference=reference, **given))["node"]


async def test_each_owner_of_keys_has_references_of_its_own(sam: Client, ann: Client, ben: Client, cast: Cast) -> None:
    rights = ["ORDERS", "INVOICES"]
    await done(sam, "membershipSet", customerId=cast.zenith, contactId=ben.id, role="ADMIN", rights=rights)
    operators, own, other = [
        await new_key(sam, *EVERY_SCOPE, customerIds=[cast.acme]),
        await new_key(ann, *OF_CUSTOMERS),
        await new_key(ben, "READ_ORDERS", "WRITE_REFERENCES", customerIds=[cast.zenith]),
    ]
    rows = await one_of_each(sam, ann, ben, cast)
    for noun, row in rows.items():
        assert await name(own, row, "  K  7 ") == {"id": row, "externalReference": "K 7"}
        assert await found(sam, noun, "K 7") == await found(operators, noun, "K 7") == []
        assert await name(operators, row, "ERP 7") == {"id": row, "externalReference": "ERP 7"}
        assert await found(own, noun, "K 7", "ERP 7") == [{"id": row, "externalReference": "K 7"}]
        for staff in (sam, operators):
            assert await found(staff, noun, "ERP 7", "K 7") == [{"id": row, "externalReference": "ERP 7"}]
        assert await found(ann, noun, "ERP 7", "K 7") == []
        assert await refused(other, "externalReferenceSet", id=row, externalReference="Z") == "NOT_FOUND"
    assert await name(other, cast.zenith, "K 7") == {"id": cast.zenith, "externalReference": "K 7"}
    for noun in ("order", "invoice"):
        assert (await opened(own, noun, " K 7"))["id"] == (await opened(sam, noun, "ERP 7"))["id"] == rows[noun]
        assert await opened(own, noun, "ERP 7") is await opened(ann, noun, "K 7") is None


async def test_a_reference_of_a_program_moves_and_ends(sam: Client, ann: Client, cast: Cast) -> None:
    key, again = await new_key(ann, *OF_CUSTOMERS), await new_key(ann, "WRITE_REFERENCES", "READ_ORDERS")
    first, second = await new_order(key, externalReference="K-1"), await new_order(key)
    assert await found(again, "order", "K-1") == [{"id": first, "externalReference": "K-1"}]
    assert await refused(key, "orderUpdate", id=second, externalReference="K-1") == "NOT_UNIQUE"
    assert await refused(again, "externalReferenceSet", id=second, externalReference="K-1") == "NOT_UNIQUE"
    await done(key, "orderCancel", id=first, reason="Twice")
    before = await head()
    assert await name(again, first, "K-2") == {"id": first, "externalReference": "K-2"}
    assert await head() == before + 1
    await done(key, "orderUpdate", id=second, externalReference="K-1")
    await name(again, first, None)
    assert await found(key, "order", "K-1", "K-2") == [{"id": second, "externalReference": "K-1"}]
    site = await found(key, "site")
    assert (
        site == [] and await refused(again, "externalReferenceSet", id=again.id, externalReference="x") == "NOT_FOUND"
    )
    read_only = await new_key(ann, "READ_ORDERS")
    answer = await read_only.graphql(
        'mutation($id: ID!) { externalReferenceSet(input: {id: $id, externalReference: "x"}) { node { id } } }',
        {"id": first},
    )
    assert answer["errors"][0]["message"] == "An API key needs WRITE_REFERENCES."


async def test_an_erased_person_has_no_reference_for_programs(sam: Client, ann: Client, cast: Cast) -> None:
    key = await new_key(ann, "READ_PEOPLE", "WRITE_REFERENCES")
    person = await done(sam, "contactCreate", "contact { id }", name="Jo Hill", customerId=cast.acme)
    await name(key, person["contact"]["id"], "jo-hill")
    await name(key, cast.acme, "Jo Hill")
    await done(sam, "contactErase", id=person["contact"]["id"])
    assert await found(key, "contact", "jo-hill") == []
    await name(key, ann.id, "jo-hill")
    assert len(await found(key, "customer", "Jo Hill")) == 1
