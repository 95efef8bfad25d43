"""A customer's administrators change their own company's details and sites, and staff hear of it."""

from typing import Any

import pytest

from tests.support.cast import Cast
from tests.support.mutations import act, done, refused
from tests.support.server import Client, Server

ADDRESS = {"line1": "9 Harbour Row", "city": "Leeds", "country": "GB"}
KNOWN = "{ notifications(first: 100) { nodes { kind title subject { id } } } }"


async def told(by: Client) -> list[tuple[str, str]]:
    """The notifications of staff about changes of customers, oldest first."""
    nodes = (await by.data(KNOWN))["notifications"]["nodes"]
    return [(each["title"], each["subject"]["id"]) for each in nodes[::-1] if each["kind"] == "CUSTOMER_CHANGED"]


async def test_an_administrator_changes_their_own_company(server: Server, sam: Client, ann: Client, cast: Cast) -> None:
    shown = "customer { name billingAddress { city } }"
    changed = await done(ann, "customerUpdate", shown, id=cast.acme, name="Acme Bakers", billingAddress=ADDRESS)
    assert changed["customer"] == {"name": "Acme Bakers", "billingAddress": {"city": "Leeds"}}
    added = await done(
        ann, "siteCreate", "site { id name customer { id } }", name="Second shop", customerId=cast.acme, address=ADDRESS
    )
    assert added["site"]["customer"]["id"] == cast.acme
    await done(ann, "siteUpdate", "site { id }", id=added["site"]["id"], name="Third shop")
    assert await told(sam) == [
        ("Ann changed the details of Acme Bakers", cast.acme),
        ("Ann added a site to Acme Bakers", cast.acme),
        ("Ann changed a site of Acme Bakers", cast.acme),
    ]
    mail = await server.mail.wait_for(lambda each: "changed the site Third shop" in each.text)
    assert mail.to == ("sam@latchkey.test",) and "/customers/ACME" in mail.text


async def test_fields_of_the_operator_are_not_the_customers(ann: Client, ben: Client, zoe: Client, cast: Cast) -> None:
    for changes in ({"code": "BEST"}, {"timeZone": "Asia/Tokyo"}, {"name": "Best", "code": "BEST"}):
        assert await refused(ann, "customerUpdate", id=cast.acme, **changes) == "FORBIDDEN"
    site: dict[str, Any] = {"name": "Mine", "customerId": cast.acme, "address": ADDRESS}
    assert await refused(ann, "siteCreate", **site, kind="PROPERTY") == "FORBIDDEN"
    assert await refused(zoe, "siteUpdate", id=cast.quay_street, name="Mine") == "FORBIDDEN"
    assert await refused(zoe, "customerUpdate", id=cast.acme, name="Mine") == "NOT_FOUND"
    for mutation, given in (("customerUpdate", {"id": cast.acme, "name": "Ours"}), ("siteCreate", site)):
        assert await refused(ben, mutation, **given) == "FORBIDDEN"


@pytest.mark.settings(customers_change_themselves=False)
async def test_the_operator_can_reserve_changes_for_staff(sam: Client, ann: Client, cast: Cast) -> None:
    site = {"name": "Second shop", "customerId": cast.acme, "address": ADDRESS}
    assert await refused(ann, "customerUpdate", id=cast.acme, name="Acme Bakers") == "FORBIDDEN"
    assert await refused(ann, "siteCreate", **site) == "FORBIDDEN"
    assert await refused(ann, "siteUpdate", id=cast.acme_site, name="Second shop") == "FORBIDDEN"
    assert (await act(sam, "siteCreate", "site { id }", **site))["userErrors"] == []
    assert await told(sam) == []


async def test_a_dispatcher_adds_the_site_of_an_order(rita: Client, cast: Cast) -> None:
    site: dict[str, Any] = {"name": "Second shop", "customerId": cast.acme, "address": ADDRESS}
    added = (await done(rita, "siteCreate", "site { id }", **site))["site"]["id"]
    order = {"kind": "SERVICE_CALL", "problemSummary": "Cold", "siteId": added}
    assert (await done(rita, "orderCreate", "order { site { id } }", **order))["order"]["site"]["id"] == added
    assert await refused(rita, "siteCreate", **site, kind="PROPERTY") == "FORBIDDEN"
    assert await refused(rita, "siteUpdate", id=added, name="Third shop") == "FORBIDDEN"


async def test_changes_of_a_company_are_events(sam: Client, ann: Client, zoe: Client, cast: Cast) -> None:
    start = (await sam.data("{ eventCursor }"))["eventCursor"]
    await done(sam, "customerUpdate", "customer { id }", id=cast.acme, name="Acme Bakers")
    events = """query($after: EventCursor!) { events(after: $after, first: 100) { nodes { kind actor { name }
      ... on CustomerEvent { customer { name } } } } }"""
    seen = {by.name: (await by.data(events, {"after": start}))["events"]["nodes"] for by in (sam, ann, zoe)}
    changed = [{"kind": "CUSTOMER_CHANGED", "actor": {"name": "Sam Sutton"}, "customer": {"name": "Acme Bakers"}}]
    assert seen == {"Sam Sutton": changed, "Ann Archer": changed, "Zoe Zimmer": []}
