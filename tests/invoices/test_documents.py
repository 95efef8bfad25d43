"""Documents through the front door: by signed addresses, for those who may see them, in the reader's language."""

from collections.abc import Callable
from typing import Any

import pytest

from models.access.memberships import remove_membership
from models.access.sessions import Session
from models.invoices.approval import approve
from models.log.unit_of_work import shielded
from models.people.memberships import Membership
from resolvers.core.ids import encode
from tests.support.cast import Cast
from tests.support.invoicing import as_contact, as_staff, contact, issued, key, words
from tests.support.server import Client, Server

pytestmark = pytest.mark.without_worker

PDF = """query($id: ID!) { invoice(by: {id: $id}) {
  pdf { url expiresAt filename contentType size } approvedBy } }"""
STATEMENT = """query($id: ID!, $from: Date!, $to: Date!) { customer(id: $id) {
  statement(startsOn: $from, endsOn: $to) { pdf { url filename } csv { url filename contentType } } } }"""
YEAR = {"from": "2026-01-01", "to": "2030-12-31"}


async def address(by: Client, invoice: Any) -> dict[str, Any]:
    """The address at which somebody may fetch an invoice."""
    found: dict[str, Any] = (await by.data(PDF, {"id": encode("Invoice", invoice.id)}))["invoice"]["pdf"]
    return found


async def test_an_invoice_is_fetched_as_a_document(cast: Cast, server: Server, ann: Client) -> None:
    invoice = await issued(cast)
    await contact(cast.ann, locale="de-DE", time_zone="Europe/Berlin")
    await shielded(approve, invoice, None, by=as_contact(cast, cast.ann))
    pdf = await address(ann, invoice)
    assert (pdf["filename"], pdf["contentType"], pdf["size"]) == ("INV-000001.pdf", "application/pdf", None)
    answer = await server.client.get(pdf["url"])
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith('attachment; filename="INV-000001.pdf"')
    assert answer.headers["x-content-type-options"] == "nosniff"
    text = words(answer.content)
    assert "Rechnung an Acme Bakery" in text
    assert "Freigegeben Ann Archer" in text
    assert "(Berlin)" in text

    part = await server.client.get(pdf["url"], headers={"Range": "bytes=0-4"})
    assert (part.status_code, part.content) == (206, b"%PDF-")
    beyond = await server.client.get(pdf["url"], headers={"Range": "bytes=99999999-"})
    assert beyond.status_code == 416
    head = await server.client.head(pdf["url"])
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(answer.content))


async def test_the_address_is_one_sessions_and_one_documents(
    cast: Cast, server: Server, ann: Client, ben: Client, zoe: Client, forget_viewers: Callable[[], None]
) -> None:
    invoice, other = await issued(cast), await issued(cast)
    assert (await zoe.data(PDF, {"id": encode("Invoice", invoice.id)}))["invoice"] is None
    url = (await address(ann, invoice))["url"]
    assert (await server.client.get(url.partition("?")[0])).status_code == 403
    elsewhere = url.replace(encode("Invoice", invoice.id), encode("Invoice", other.id))
    assert (await server.client.get(elsewhere)).status_code == 403
    # What its holder may not see any more is gone, and so is what an ended session fetched.
    bens = (await address(ben, invoice))["url"]
    membership = await Membership.get(contact_id=key(cast.ben))
    await shielded(remove_membership, membership, by=as_staff(cast.sam))
    assert (await server.client.get(bens)).status_code == 404
    await Session.filter(account__contact_id=key(cast.ann)).update(ended_at=invoice.issued_at)
    forget_viewers()
    assert (await server.client.get(url)).status_code == 401


async def test_a_draft_is_for_staff(cast: Cast, server: Server, sam: Client) -> None:
    created = await sam.data(
        """mutation($customer: ID!) { invoiceCreate(input: {customerId: $customer, issue: false, dueOn: "2030-01-01",
        lines: [{kind: PART, description: "Seal", quantity: 2, unitPrice: 4.5, taxRate: 20}]}) {
        invoice { pdf { url filename } } userErrors { message } } }""",
        {"customer": cast.acme},
    )
    pdf = created["invoiceCreate"]["invoice"]["pdf"]
    assert pdf["filename"] == "DRAFT.pdf"
    assert "Draft invoice" in words((await server.client.get(pdf["url"])).content)


async def test_a_statement_is_fetched_as_a_document_and_as_a_table(cast: Cast, server: Server, ann: Client) -> None:
    await issued(cast)
    statement = (await ann.data(STATEMENT, {"id": cast.acme, **YEAR}))["customer"]["statement"]
    assert statement["pdf"]["filename"] == "ACME 2026-01-01 to 2030-12-31.pdf"
    assert "Statement of account" in words((await server.client.get(statement["pdf"]["url"])).content)
    table = await server.client.get(statement["csv"]["url"])
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert ",invoice,INV-000001,291.78,0.00,0.00,291.78,EUR" in table.text
    further = statement["csv"]["url"].replace("2026-01-01", "2025-01-01")
    assert (await server.client.get(further)).status_code == 403


@pytest.mark.parametrize(
    "period", [{"from": "2026-01-02", "to": "2026-01-01"}, {"from": "1990-01-01", "to": "2026-01-01"}]
)
async def test_an_impossible_period_is_bad_input(ann: Client, cast: Cast, period: dict[str, str]) -> None:
    answer = await ann.graphql(STATEMENT, {"id": cast.acme, **period})
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_statement_is_for_those_who_see_invoices(cast: Cast, sam: Client, ben: Client) -> None:
    await sam.data(
        """mutation($customer: ID!, $contact: ID!) { membershipSet(input: {customerId: $customer, contactId: $contact,
        role: MEMBER, rights: [ORDERS]}) { userErrors { message } } }""",
        {"customer": cast.acme, "contact": cast.ben.id},
    )
    assert (await ben.data(STATEMENT, {"id": cast.acme, **YEAR}))["customer"]["statement"] is None
