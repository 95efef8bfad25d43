"""Lists of invoices: what a filter, a search or a sort promises, for each who looks, page by page while rows change."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from adapters import clock
from models.core.money import Money
from models.core.viewer import SYSTEM
from models.invoices.approval import approve, decline, hold
from models.invoices.billing import draft_invoice, issue, void
from models.invoices.payments import PaymentMethod, record_payment
from models.invoices.pricing import Line
from models.invoices.rows import HoldSource, Invoice, LineKind
from models.log.unit_of_work import shielded
from models.people.customers import ApprovalMode, Customer
from resolvers.core.ids import encode
from tests.support.cast import Cast
from tests.support.invoicing import as_contact, as_staff, key
from tests.support.mutations import done
from tests.support.orders import new_order
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

FIELDS = """id number customer { id name } order { id } paymentStatus approvalStatus isOnHold isOverdue issuedAt dueOn
  total { amount } viewerCanApprove"""
LIST = f"""query($where: InvoiceWhere, $search: String, $sort: InvoiceSort, $first: Int, $after: String, $last: Int,
  $before: String) {{ invoices(where: $where, search: $search, sort: $sort, first: $first, after: $after, last: $last,
  before: $before) {{ totalCount nodes {{ {FIELDS} }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"""
OF_CUSTOMER = """query($id: ID!, $where: InvoiceWhere, $search: String, $sort: InvoiceSort) { customer(id: $id) {
  invoices(where: $where, search: $search, sort: $sort, first: 100) { totalCount nodes { number } } } }"""

Node = dict[str, Any]


async def listed(by: Client, **given: Any) -> dict[str, Any]:
    """A page of invoices."""
    found: dict[str, Any] = (await by.data(LIST, {"first": 100} | given if "last" not in given else given))["invoices"]
    return found


async def numbers(by: Client, where: dict[str, Any] | None = None, **given: Any) -> list[str | None]:
    """The numbers of a whole list, in its order; None for a draft."""
    found = await listed(by, where=where, **given)
    assert found["totalCount"] == len(found["nodes"])
    return [node["number"] for node in found["nodes"]]


async def written(
    customer: str, price: int, *, due_in: int = 30, order: str | None = None, mode: ApprovalMode | None = None
) -> Invoice:
    """A draft for a customer, approved in a mode once it is issued."""
    found = await Customer.get(id=key(customer, "Customer"))
    if mode is not None:
        await Customer.filter(id=found.id).update(approval_mode=mode)
    line = Line(LineKind.PART, "Seal", Decimal(1), Decimal(price), Decimal(0))
    due_on = clock.now().date() + timedelta(days=due_in)
    invoice: Invoice = await shielded(draft_invoice, found, None, [line], due_on, by=SYSTEM)
    if order is not None:
        await Invoice.filter(id=invoice.id).update(order_id=key(order, "Order"))
    return invoice


async def sent(customer: str, price: int, **about: Any) -> Invoice:
    """An invoice that has been issued."""
    invoice = await written(customer, price, **about)
    await shielded(issue, invoice, by=SYSTEM)
    return invoice


async def pay(invoice: Invoice, amount: int) -> None:
    """Note money received."""
    money = Money.of(Decimal(amount), invoice.currency)
    await shielded(record_payment, invoice, money, PaymentMethod.CASH, None, clock.now().date(), by=SYSTEM)


@pytest.fixture
async def orders(cast: Cast, server: object, ann: Client, zoe: Client) -> dict[str, str]:
    """An order of each customer, and invoices in every state: INV-000001 to 8 are Acme's, 9 and 10 Zenith's.

    Ann is Acme's approver. Of Zenith's, whoever has the right is asked about the first, the operator about the second.
    """
    found = {"acme": await new_order(ann), "zenith": await new_order(zoe)}
    await Customer.filter(id=key(cast.acme, "Customer")).update(approver_id=key(cast.ann))
    await written(cast.acme, 5, due_in=2)
    await sent(cast.acme, 100, order=found["acme"])
    held = await sent(cast.acme, 90)
    await shielded(hold, held, HoldSource.EMAIL, None, by=as_staff(cast.sam))
    approved = await sent(cast.acme, 80, due_in=20)
    await shielded(approve, approved, None, by=as_contact(cast, cast.ann))
    declined = await sent(cast.acme, 70, due_in=-5)
    await shielded(decline, declined, None, by=as_contact(cast, cast.ann))
    await pay(await sent(cast.acme, 60, due_in=-5), 60)
    await pay(await sent(cast.acme, 50, due_in=-5), 20)
    voided = await sent(cast.acme, 40, due_in=-5)
    await shielded(void, voided, "A mistake", by=SYSTEM)
    late = await sent(cast.acme, 100, due_in=-1)
    await shielded(hold, late, HoldSource.PHONE, None, by=as_staff(cast.sam))
    await sent(cast.zenith, 30, order=found["zenith"])
    await sent(cast.zenith, 20, due_in=-2, mode=ApprovalMode.OPERATOR_APPROVES)
    return found


def named(*each: int) -> set[str]:
    """Numbers as people say them."""
    return {f"INV-{number:06}" for number in each}


ACME = named(*range(1, 9))
ZENITH = named(9, 10)
Condition = Callable[[Node], bool]

CONDITIONS: list[tuple[str, Any, Condition]] = [
    *(("paymentStatus", [each], lambda node, each=each: node["paymentStatus"] == each)
      for each in ("DRAFT", "OUTSTANDING", "PAID", "VOID")),
    ("paymentStatus", ["PAID", "VOID"], lambda node: node["paymentStatus"] in ("PAID", "VOID")),
    ("paymentStatus", [], lambda node: False),
    *(("approvalStatus", [each], lambda node, each=each: node["approvalStatus"] == each)
      for each in ("NOT_ASKED", "PENDING", "APPROVED", "DECLINED")),
    *(("isOnHold", each, lambda node, each=each: node["isOnHold"] is each) for each in (True, False)),
    *(("isOverdue", each, lambda node, each=each: node["isOverdue"] is each) for each in (True, False)),
]  # fmt: skip
"""What a filter says, and the same said of an invoice as it is shown."""


async def test_each_sees_the_invoices_that_are_theirs_to_see(
    sam: Client, rita: Client, ann: Client, ben: Client, zoe: Client, tom: Client, orders: dict[str, str]
) -> None:
    assert set(await numbers(sam)) == set(await numbers(rita)) == ACME | ZENITH | {None}
    assert set(await numbers(ann)) == set(await numbers(ben)) == ACME
    assert set(await numbers(zoe)) == ZENITH
    assert await numbers(tom) == []


async def test_filters_keep_what_they_say_alone_and_together(
    sam: Client, ann: Client, ben: Client, zoe: Client, cast: Cast, orders: dict[str, str]
) -> None:
    assert len(await numbers(sam, {"isOverdue": True})) == 4
    for by in (sam, ann, ben, zoe):
        everything = (await listed(by))["nodes"]
        for name, value, condition in CONDITIONS:
            expected = {node["number"] for node in everything if condition(node)}
            assert set(await numbers(by, {name: value})) == expected, (name, value)
        for (one, first, fits), (other, second, suits) in product(CONDITIONS[1:2], CONDITIONS[-6:]):
            expected = {node["number"] for node in everything if fits(node) and suits(node)}
            assert set(await numbers(by, {one: first, other: second})) == expected
        for customer in (cast.acme, cast.zenith):
            expected = {node["number"] for node in everything if node["customer"]["id"] == customer}
            assert set(await numbers(by, {"customerId": customer})) == expected
            found = (await by.data(OF_CUSTOMER, {"id": customer}))["customer"]
            assert {node["number"] for node in found["invoices"]["nodes"]} == expected if found else not expected
        for order in orders.values():
            expected = {node["number"] for node in everything if node["order"] and node["order"]["id"] == order}
            assert set(await numbers(by, {"orderId": order})) == expected


async def test_awaiting_my_approval_lists_what_i_may_approve(
    sam: Client, rita: Client, ann: Client, ben: Client, zoe: Client, cast: Cast, orders: dict[str, str]
) -> None:
    # Of staff only where the customer wants it, and of the customer's people only the approver.
    expected = {sam: named(10), rita: set(), ann: named(1, 5, 6), ben: set(), zoe: named(9)}
    for by, awaited in expected.items():
        found = await numbers(by, {"awaitingMyApproval": True})
        everything = await numbers(by)
        assert set(found) == awaited
        assert set(await numbers(by, {"awaitingMyApproval": False})) == set(everything) - awaited
        if by not in (sam, rita):
            nodes = (await listed(by))["nodes"]
            assert {node["number"] for node in nodes if node["viewerCanApprove"]} == awaited
    # Somebody else becomes the approver: it awaits them instead.
    rights = {"role": "MEMBER", "rights": ["INVOICE_APPROVAL"]}
    await done(sam, "membershipSet", customerId=cast.acme, contactId=cast.ben.id, **rights)
    first = (await listed(ann, search="INV-000001"))["nodes"][0]["id"]
    await done(ann, "invoiceHandOver", id=first, approverId=cast.ben.id)
    assert set(await numbers(ben, {"awaitingMyApproval": True})) == named(1)
    assert set(await numbers(ann, {"awaitingMyApproval": True})) == named(5, 6)


async def test_a_search_finds_number_order_and_customer_among_what_one_sees(
    sam: Client, ann: Client, ben: Client, zoe: Client, cast: Cast, orders: dict[str, str]
) -> None:
    for by, own in ((sam, ACME | ZENITH | {None}), (ann, ACME), (ben, ACME), (zoe, ZENITH)):
        for words in ("INV-000002", "inv-000002", "INV-2"):
            assert set(await numbers(by, search=words)) == named(2) & own
        assert set(await numbers(by, search="SR-000002")) == named(9) & own
        assert set(await numbers(by, search="bakery")) == (ACME | {None}) & own
        assert set(await numbers(by, search="ZENITH")) == ZENITH & own
        assert await numbers(by, search="nothing of the kind") == []
        assert set(await numbers(by, {"isOverdue": True}, search="acme")) == named(4, 6, 8) & own
        found = (await by.data(OF_CUSTOMER, {"id": cast.acme, "search": "INV-000002"}))["customer"]
        assert found is None if by is zoe else [node["number"] for node in found["invoices"]["nodes"]] == ["INV-000002"]


KEYS: dict[str, Callable[[Node], Any]] = {
    "ISSUED_AT": lambda node: node["issuedAt"],
    "DUE_ON": lambda node: node["dueOn"],
    "TOTAL": lambda node: Decimal(node["total"]["amount"]),
}


async def test_sorts_are_what_they_say(ann: Client, zoe: Client, sam: Client, orders: dict[str, str]) -> None:
    for by, (field, of) in product((ann, zoe), KEYS.items()):
        up, down = [
            (await listed(by, sort={"field": field, "direction": direction}))["nodes"] for direction in ("ASC", "DESC")
        ]
        assert [of(node) for node in up] == sorted(of(node) for node in up)
        # Those that are equal have an order too, or pages would not be stable.
        assert up == down[::-1]
    newest = (await listed(ann))["nodes"]
    assert newest == (await listed(ann, sort={"field": "ISSUED_AT", "direction": "DESC"}))["nodes"]
    # A draft has its place by when it was written: it was the first.
    assert (await numbers(sam))[-1] is None


async def paged(by: Client, size: int, backward: bool, meanwhile: Callable[[int], Any], **given: Any) -> list[Node]:
    """A whole list read page by page; after each page something happens. In the list's order, whichever the way."""
    pages: list[list[Node]] = []
    cursor = None
    while True:
        page = {"last": size, "before": cursor} if backward else {"first": size, "after": cursor}
        found = await listed(by, **given, **page)
        pages.append(found["nodes"])
        info = found["pageInfo"]
        if not info["hasPreviousPage" if backward else "hasNextPage"]:
            return [node for nodes in (pages[::-1] if backward else pages) for node in nodes]
        cursor = info["startCursor" if backward else "endCursor"]
        await meanwhile(len(pages))


async def nothing(_page: int) -> None:
    """Nothing happens."""


async def test_pages_come_to_the_whole_list_in_both_directions(
    sam: Client, ann: Client, orders: dict[str, str]
) -> None:
    sorts = [None, *({"field": field, "direction": way} for field, way in product(KEYS, ("ASC", "DESC")))]
    for sort in sorts:
        whole = (await listed(ann, sort=sort))["nodes"]
        for backward in (False, True):
            assert await paged(ann, 3, backward, nothing, sort=sort) == whole


@pytest.mark.parametrize("backward", [False, True], ids=["forward", "backward"])
@pytest.mark.parametrize("field", KEYS)
async def test_pages_neither_skip_nor_repeat_while_rows_change(
    sam: Client, ann: Client, cast: Cast, orders: dict[str, str], field: str, backward: bool
) -> None:
    """While the approver pages, invoices are issued before and behind the place, and others are paid or void."""
    where, sort = {"paymentStatus": ["OUTSTANDING"]}, {"field": field, "direction": "DESC"}
    before = [node["id"] for node in (await listed(ann, where=where, sort=sort))["nodes"]]
    gone: list[str] = []

    async def change(page: int) -> None:
        if page > 2:
            return
        for price, due_in in ((1, -9), (500, 300), (85, 10)):
            await sent(cast.acme, price, due_in=due_in)
        # The one that the next page would begin with leaves the list.
        rest = before[len(gone) + page * 2 :] if not backward else before[: -(len(gone) + page * 2)][::-1]
        if page == 1:
            gone.append(rest[0])
            invoice = await Invoice.get(id=key(rest[0], "Invoice"))
            await pay(invoice, 1000)

    found = [node["id"] for node in await paged(ann, 2, backward, change, where=where, sort=sort)]
    assert len(found) == len(set(found))
    assert [each for each in found if each in before] == [each for each in before if each not in gone]
    assert len(gone) == 1


async def test_a_cursor_is_good_for_its_own_sort_only(ann: Client, orders: dict[str, str]) -> None:
    cursor = (await listed(ann, first=1))["pageInfo"]["endCursor"]
    for sort in ({"field": "TOTAL", "direction": "DESC"}, {"field": "ISSUED_AT", "direction": "ASC"}):
        answer = await ann.graphql(LIST, {"first": 1, "after": cursor, "sort": sort})
        assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_an_id_of_something_else_is_bad_input(ann: Client, cast: Cast) -> None:
    for where in (
        {"customerId": cast.ann.id},
        {"orderId": "nonsense"},
        {"customerId": encode("Invoice", key(cast.ann))},
    ):
        answer = await ann.graphql(LIST, {"where": where})
        assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
