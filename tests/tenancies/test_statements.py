"""The statement of a tenancy has what came in, what work cost, the fees and the balance, for those whom it concerns."""

import csv
import io
from typing import Any

import pytest

from tests.support.cast import Cast
from tests.support.lettings.making import agreed, day, landlord, worked
from tests.support.mutations import done
from tests.support.orders import order_at
from tests.support.server import Client, Server

STATEMENT = """query($id: ID!, $from: Date!, $to: Date!) { tenancy(id: $id) {
  charges { nodes { invoice { id } } }
  statement(startsOn: $from, endsOn: $to) { pdf { url filename } csv { url } csvForExcel { url } } } }"""
pytestmark = pytest.mark.without_worker


async def statement(by: Client, tenancy: str, start: int = -1, end: int = 40) -> dict[str, Any]:
    """A tenancy with its statement of some days from today, as somebody sees it."""
    given = {"id": tenancy, "from": day(start), "to": day(end)}
    found: dict[str, Any] = (await by.data(STATEMENT, given))["tenancy"]
    return found


async def table(server: Server, url: str) -> list[list[str]]:
    """The rows of a statement but for their days and currency."""
    text = (await server.client.get(url)).text
    return [row[1:-1] for row in csv.reader(io.StringIO(text))]


async def test_a_statement_adds_up_rent_costs_and_fees(
    server: Server, sam: Client, ben: Client, ann: Client, tom: Client, cast: Cast
) -> None:
    await landlord(sam, cast, ann)
    tenancy = (await agreed(sam, cast, ben, feeRate="10.5"))["id"]
    await worked()
    invoice = (await statement(sam, tenancy))["charges"]["nodes"][0]["invoice"]["id"]
    money = {"method": "CASH", "receivedOn": day(0)}
    amounts = [{"amount": amount, "currency": "GBP"} for amount in ("600", "300.03")]
    first, _ = [
        await done(sam, "paymentRecord", "payment { id }", invoiceId=invoice, **money, amount=amount)
        for amount in amounts
    ]
    await done(sam, "paymentReverse", id=first["payment"]["id"], reason="Bounced")
    order = await order_at(tom, cast.quay_street)
    line = {"kind": "LABOUR", "description": "Tap", "quantity": "1", "unitPrice": "80", "taxRate": "25"}
    given = {"customerId": cast.zenith, "orderId": order, "dueOn": day(9), "lines": [line]}
    work = (await done(sam, "invoiceCreate", "invoice { id lines { id } }", **given))["invoice"]
    taken = [{"lineId": work["lines"][0]["id"], "amount": "20"}]
    await done(sam, "invoiceCreditCreate", invoiceId=work["id"], reason="Too much", lines=taken)

    files = (await statement(ann, tenancy))["statement"]
    rows = await table(server, files["csv"]["url"])
    assert rows[0] == ["entry", "reference", "rent", "cost", "fee", "balance"]
    assert [[row[0], *row[2:]] for row in rows[1:]] == [
        ["opening", "", "", "", "0.00"],
        ["rent", "600.00", "0.00", "63.00", "537.00"],
        ["rent", "300.03", "0.00", "31.50", "805.53"],
        ["reversal", "-600.00", "0.00", "-63.00", "268.53"],
        ["cost", "0.00", "100.00", "0.00", "168.53"],
        ["credit", "0.00", "-25.00", "0.00", "193.53"],
        ["closing", "", "", "", "193.53"],
    ]
    assert (await server.client.get(files["csvForExcel"]["url"])).content.startswith(b"\xef\xbb\xbf")
    document = await server.client.get(files["pdf"]["url"])
    assert document.content.startswith(b"%PDF") and "Tenancy statement" in document.headers["content-disposition"]
    later = (await statement(ann, tenancy, 1))["statement"]
    assert [row[-1] for row in (await table(server, later["csv"]["url"]))[1:]] == ["193.53"] * 2
    assert (await statement(ben, tenancy))["statement"] is None, "a tenant sees no fees"
    await done(sam, "partySet", siteId=cast.quay_street, contactId=ann.id, role="LANDLORD", endsOn=day(-1))
    assert (await server.client.get(files["csv"]["url"])).status_code == 404
