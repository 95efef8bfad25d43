"""Lists of invoices as bookkeepers need them: by numbers, days, customers and approvers, in the order of numbers."""

from typing import Any

import pytest

from adapters.database.client import fetch, is_sqlite
from tests.support.cast import Cast
from tests.support.mutations import done
from tests.support.orders import new_order
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

LIST = """query($where: InvoiceWhere, $sort: InvoiceSort, $first: Int, $after: String, $last: Int, $before: String) {
  invoices(where: $where, sort: $sort, first: $first, after: $after, last: $last, before: $before) { totalCount
  nodes { number total { amount } } pageInfo { endCursor startCursor hasNextPage } } }"""
LINES = [{"kind": "PART", "description": "Seal", "quantity": 1, "unitPrice": 100, "taxRate": 0}]


async def made(sam: Client, customer: str, due_on: str, **given: Any) -> str:
    """An invoice; gives its id."""
    given = {"customerId": customer, "lines": LINES, "dueOn": due_on} | given
    this: str = (await done(sam, "invoiceCreate", "invoice { id }", **given))["invoice"]["id"]
    return this


async def some(sam: Client, cast: Cast) -> list[str]:
    """Two of Acme, one of Zenith, and a draft, which is due first."""
    days = ((cast.acme, "2030-01-02"), (cast.zenith, "2030-01-03"), (cast.acme, "2030-01-04"))
    ids = [await made(sam, customer, day) for customer, day in days]
    return [*ids, await made(sam, cast.acme, "2030-01-01", issue=False)]


async def numbers(by: Client, where: dict[str, Any] | None = None, **given: Any) -> list[int | None]:
    """The numbers that a list has."""
    page = (await by.data(LIST, {"where": where, **given}))["invoices"]
    return [node["number"] and int(node["number"][4:]) for node in page["nodes"]]


async def test_invoices_are_found_by_what_stands_on_paper(cast: Cast, sam: Client, ann: Client) -> None:
    await some(sam, cast)
    by_number = {"field": "NUMBER", "direction": "ASC"}
    for where, expected in (
        ({"number": ["INV-000003", "inv-1", "INV-9", "word"]}, [1, 3]),
        ({"number": []}, []),
        ({"dueOn": {"gte": "2030-01-02", "lte": "2030-01-03"}}, [1, 2]),
        ({"dueOn": {"lte": "2030-01-02"}}, [1, None]),
        ({"dueOn": {"gte": "2030-01-04"}}, [3]),
        ({"customerId": [cast.acme]}, [1, 3, None]),
        ({"customerId": [cast.acme, cast.zenith]}, [1, 2, 3, None]),
        ({"customerId": cast.zenith}, [2]),
        ({"orderId": []}, []),
    ):
        assert await numbers(sam, where, sort=by_number) == expected, where
    # Of another customer nothing is found, whatever is named.
    assert await numbers(ann, {"customerId": [cast.acme, cast.zenith]}, sort=by_number) == [1, 3]
    assert await numbers(ann, {"number": ["INV-2"]}) == []


async def test_invoices_are_found_by_order_and_approver(cast: Cast, sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    first, second = await made(sam, cast.acme, "2030-01-02", orderId=order), await made(sam, cast.acme, "2030-01-02")
    await done(sam, "invoiceHandOver", id=second, approverId=cast.ann.id)
    assert await numbers(sam, {"orderId": [order]}) == [1]
    assert await numbers(sam, {"approverId": [cast.ann.id, cast.ben.id]}) == [2]
    assert await numbers(sam, {"approverId": [cast.ben.id]}) == []
    paid = {"amount": {"amount": "40", "currency": "EUR"}, "method": "CASH", "receivedOn": "2026-01-01"}
    await done(sam, "paymentRecord", invoiceId=first, **paid)
    assert await numbers(sam, {"isPartlyPaid": True}) == [1]
    assert await numbers(sam, {"isPartlyPaid": False}) == [2]
    await done(sam, "paymentRecord", invoiceId=first, **paid | {"amount": {"amount": "60", "currency": "EUR"}})
    assert await numbers(sam, {"isPartlyPaid": True}) == []


async def test_a_filter_that_names_too_many_is_refused(cast: Cast, sam: Client) -> None:
    for where in ({"number": ["INV-1"] * 101}, {"customerId": [cast.acme] * 101}, {"approverId": [cast.acme]}):
        answer = await sam.graphql(LIST, {"where": where})
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"], where


@pytest.mark.parametrize(
    ("field", "expected"), [("NUMBER", [1, 2, 3, None]), ("DUE_ON", [None, 1, 2, 3]), ("TOTAL", None)]
)
async def test_every_order_is_paged_forwards_and_backwards(
    cast: Cast, sam: Client, field: str, expected: list[int | None] | None
) -> None:
    await some(sam, cast)
    for direction in ("ASC", "DESC"):
        sort = {"field": field, "direction": direction}
        whole = await numbers(sam, sort=sort)
        if expected is not None:
            assert whole == (expected if direction == "ASC" else expected[::-1])
        forwards, after = [], None
        backwards, before = [], None
        for _ in range(4):
            page = (await sam.data(LIST, {"sort": sort, "first": 1, "after": after}))["invoices"]
            forwards += page["nodes"]
            after = page["pageInfo"]["endCursor"]
            page = (await sam.data(LIST, {"sort": sort, "last": 1, "before": before}))["invoices"]
            backwards += page["nodes"]
            before = page["pageInfo"]["startCursor"]
        assert [each["number"] and int(each["number"][4:]) for each in forwards] == whole
        assert forwards == backwards[::-1]


async def test_the_order_by_number_has_an_index(cast: Cast, sam: Client, statements: list[str]) -> None:
    await sam.data(LIST, {"sort": {"field": "NUMBER", "direction": "DESC"}, "first": 1})
    assert any("ORDER BY COALESCE(invoices.number, 2147483647) DESC" in each for each in statements)
    indexes = "sqlite_master WHERE type = 'index'" if is_sqlite() else "pg_indexes"
    column = "sql" if is_sqlite() else "indexdef"
    found = await fetch(f"SELECT {column} AS text FROM {indexes}")
    assert any("COALESCE(number, 2147483647), id)" in (row["text"] or "") for row in found)
