"""People learn each other's names where they meet, nothing by guessing ids, and an ended role lets nobody in."""

from datetime import timedelta
from typing import Any

import pytest

from adapters import clock
from adapters.mail.catcher import MailCatcher
from tests.support.cast import Cast
from tests.support.mutations import PASSWORD, act, done, mail_to, new_contact, refused, token_in
from tests.support.orders import new_order
from tests.support.server import Client, Server

PERSON = """query($id: ID!) { contact(id: $id) { name displayName email mobile country timeZone locale messageLocale createdAt archivedAt
  memberships { nodes { id } } portalAccess { status } } }"""
COUNTS = """query($customer: ID!, $site: [ID!], $asset: [ID!], $order: ID!) {
  byCustomer: orders(where: {customerId: [$customer]}) { totalCount }
  bySite: orders(where: {siteId: $site}) { totalCount }
  byAsset: orders(where: {assetId: $asset}) { totalCount }
  assets(where: {customerId: [$customer]}) { totalCount }
  sites(where: {customerId: [$customer]}) { totalCount }
  contacts(where: {customerId: [$customer]}) { totalCount }
  invoices(where: {orderId: [$order]}) { totalCount }
  ofCustomer: invoices(where: {customerId: [$customer]}) { totalCount }
  recommendations(where: {customerId: [$customer], orderId: [$order]}) { totalCount } }"""
LINE = {"kind": "PART", "description": "Tap", "quantity": "1", "unitPrice": "10", "taxRate": "0"}


async def counts(by: Client, **ids: str) -> dict[str, int]:
    """The number of rows in each list that is filtered by these ids."""
    found = await by.data(COUNTS, ids)
    return {name: each["totalCount"] for name, each in found.items()}


async def test_a_filter_by_what_one_may_not_see_finds_nothing(
    sam: Client, tom: Client, ann: Client, ben: Client, cast: Cast
) -> None:
    given: dict[str, Any] = {"kind": "SERVICE_CALL", "problemSummary": "Cold", "siteId": cast.quay_street}
    made = await done(tom, "orderCreate", "order { id asset { id } }", newAsset={"name": "Boiler"}, **given)
    order, asset = made["order"]["id"], made["order"]["asset"]["id"]
    whose = {"customer": cast.zenith, "site": cast.quay_street, "asset": asset, "order": order}
    # Tom sees the order, the boiler and the house, but not that they are Zenith's.
    found = await counts(tom, **whose)
    assert found.pop("bySite") == found.pop("byAsset") == 1 and set(found.values()) == {0}, found
    assert (await counts(sam, **whose))["byCustomer"] == 1
    # Ben sees an invoice, and not for which order it is.
    order = await new_order(ann)
    await done(sam, "invoiceCreate", customerId=cast.acme, orderId=order, dueOn="2030-01-31", lines=[LINE])
    await done(sam, "membershipSet", customerId=cast.acme, contactId=ben.id, role="MEMBER", rights=["INVOICES"])
    found = await counts(ben, customer=cast.acme, order=order)
    assert found["ofCustomer"] == 1 and found["invoices"] == 0
    stream = await ben.graphql(
        "query($o: ID!) { invoices(where: {orderId: [$o]}) { nodes { id } totals { count } } }", {"o": order}
    )
    assert stream["data"]["invoices"] == {"nodes": [], "totals": []}


async def test_a_landlord_sees_the_name_of_an_applicant_and_no_more(sam: Client, ben: Client, cast: Cast) -> None:
    given = {"mobile": "+81312345678", "country": "JP", "locale": "ja"}
    applicant = await new_contact(sam, "Yuki Ito", displayName="Yuki", **given)
    for contact, role in ((applicant, "APPLICANT"), (ben.id, "LANDLORD")):
        await done(sam, "partySet", siteId=cast.quay_street, contactId=contact, role=role)
    seen = (await ben.data(PERSON, {"id": applicant}))["contact"]
    assert seen.pop("name") == seen.pop("displayName") == "Yuki" and seen.pop("memberships") == {"nodes": []}
    assert set(seen.values()) == {None}, seen
    own = (await ben.data(PERSON, {"id": ben.id}))["contact"]
    assert own["country"] == "GB" and own["timeZone"] == "Europe/London" and own["createdAt"]
    for words in ("Ito", "harbour"):
        found = await ben.data("query($s: String) { contacts(search: $s) { totalCount } }", {"s": words})
        assert found["contacts"]["totalCount"] == 0


async def test_customers_see_who_does_the_work_without_an_address(
    sam: Client, ann: Client, rita: Client, cast: Cast
) -> None:
    order = await new_order(ann)
    await done(sam, "orderAssign", id=order, technicianIds=[rita.id])
    query = """query($o: ID!, $r: ID!) { order(by: {id: $o}) { technicians { name email }
      timeline { nodes { ... on TechniciansAssigned { technicians { name email } } } } }
      node(id: $r) { ... on StaffMember { name email } } }"""
    seen = await ann.graphql(query, {"o": order, "r": rita.id})
    assert "@latchkey.test" not in str(seen) and seen["data"]["order"]["technicians"] == [
        {"name": "Rita Rowe", "email": None}
    ]
    assert (await sam.data(query, {"o": order, "r": rita.id}))["node"]["email"] == "rita@latchkey.test"


@pytest.mark.parametrize("how", ["ended", "removed"])
async def test_an_invitation_ends_with_the_role_that_it_was_for(
    server: Server, sam: Client, cast: Cast, catcher: MailCatcher, how: str
) -> None:
    jo = await new_contact(sam)
    role: dict[str, Any] = {"siteId": cast.quay_street, "contactId": jo, "role": "TENANT"}
    party = (await done(sam, "partySet", "party { id }", **role))["party"]["id"]
    await done(sam, "invitationSend", to={"partyId": party})
    token = token_in(mail := await mail_to(catcher, "jo@harbour.test", "activate"))
    if how == "removed":
        await done(sam, "partyRemove", id=party)
    else:
        await done(sam, "partySet", **role, endsOn=(clock.now() - timedelta(days=1)).date().isoformat())
        assert await refused(sam, "invitationSend", to={"partyId": party}) == "WRONG_STATE"
        many = await done(sam, "invitationsSend", "results { userErrors { code } }", to=[{"partyId": party}])
        assert many["results"][0]["userErrors"][0]["code"] == "WRONG_STATE"
    status = await server.graphql("query($t: String!) { invitation(token: $t) { status name email } }", {"t": token})
    assert status["data"]["invitation"] == {"status": "EXPIRED", "name": None, "email": None}
    assert await refused(server, "invitationAccept", token=token, password=PASSWORD) == "LINK_EXPIRED"
    await act(server, "passwordResetRequest", usernameOrEmail="jo@harbour.test")
    # A role to come is reason enough, and the link works again.
    await done(sam, "partySet", **role, startsOn=(clock.now() + timedelta(days=9)).date().isoformat())
    await done(server, "invitationAccept", token=token, password=PASSWORD)
    assert [each for each in catcher.messages() if "jo@harbour.test" in each.to and each.number > mail.number] == []
