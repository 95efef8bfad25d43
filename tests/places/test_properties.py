"""People with roles on a property: how they are invited, what each role sees, and that it ends when the role does."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from adapters import clock
from adapters.mail.catcher import MailCatcher
from tests.support.cast import PASSWORD, Cast
from tests.support.mutations import (
    access,
    act,
    done,
    is_let_in,
    mail_to,
    new_contact,
    refused,
    token_in,
)
from tests.support.orders import move, order_at
from tests.support.server import Client, Server
from tests.support.sockets import live

PLACE = """query($site: ID!, $order: ID!) {
  site(id: $site) { name customer { name } orders { totalCount } assets { totalCount } parties { nodes { role contact { name } } } }
  sites { totalCount } order(by: {id: $order}) { number customer { name } invoices { totalCount } }
  orders { totalCount } assets { totalCount } viewer { parties { nodes { role } } } }"""
STREAM = "subscription($id: ID!) { orderEvents(orderId: $id) { ... on PortalEvent { kind } } }"


async def party(sam: Client, site: str, contact: str, role: str, **days: Any) -> str:
    """Give somebody a role on a property; gives its id."""
    made = await done(sam, "partySet", "party { id }", siteId=site, contactId=contact, role=role, **days)
    found: str = made["party"]["id"]
    return found


@pytest.mark.parametrize(
    ("role", "orders", "parties"),
    [
        ("LANDLORD", 1, ["TENANT", "LANDLORD"]),
        ("TENANT", 1, ["TENANT"]),
        ("VENDOR", 0, ["VENDOR"]),
        ("APPLICANT", 0, ["APPLICANT"]),
    ],
)
async def test_somebody_is_invited_from_their_role_and_sees_what_it_shows(
    server: Server,
    sam: Client,
    tom: Client,
    cast: Cast,
    catcher: MailCatcher,
    role: str,
    orders: int,
    parties: list[str],
) -> None:
    contact = await new_contact(sam)
    party_id = await party(sam, cast.quay_street, contact, role)
    order = await order_at(tom, cast.quay_street)
    await done(sam, "invitationSend", to={"partyId": party_id})
    mail = await mail_to(catcher, "jo@harbour.test", "activate")
    assert "12 Quay Street" in mail.text and "12 Quay Street" in mail.html
    assert f"{server.url}" in mail.text.replace(f"{server.url}/activate", ""), "the sign-in page is linked too"
    if role == "TENANT":
        await done(server, "passwordResetRequest", usernameOrEmail="jo@harbour.test")
        mail = await catcher.wait_for(lambda each: each.number > mail.number and "jo@harbour.test" in each.to)
        assert "12 Quay Street" in mail.text, "the link that replaces the first one is for the property, too"
    accepted = await done(server, "invitationAccept", "token site { id }", token=token_in(mail), password=PASSWORD)
    assert accepted["site"] == {"id": cast.quay_street}
    jo = accepted["token"]
    seen = (await server.graphql(PLACE, {"site": cast.quay_street, "order": order}, jo))["data"]
    assert seen["site"]["name"] == "12 Quay Street" and seen["sites"]["totalCount"] == 1
    assert [each["role"] for each in seen["site"]["parties"]["nodes"]] == parties
    assert seen["site"]["orders"]["totalCount"] == seen["orders"]["totalCount"] == orders
    assert seen["site"]["assets"]["totalCount"] == seen["assets"]["totalCount"] == orders
    assert (seen["order"] is not None) == bool(orders)
    # Nothing of the customer that looks after the property shows through.
    assert seen["site"]["customer"] is None and (seen["order"] or {"customer": None})["customer"] is None


@pytest.mark.parametrize("how", ["removed", "ended"])
async def test_a_role_that_is_over_closes_the_view_and_the_stream_at_once(
    server: Server, sam: Client, tom: Client, cast: Cast, how: str
) -> None:
    order = await order_at(tom, cast.quay_street)
    found = await tom.data("{ viewer { contact { parties { nodes { id } } } } }")
    party_id = found["viewer"]["contact"]["parties"]["nodes"][0]["id"]
    assert (await tom.data(PLACE, {"site": cast.quay_street, "order": order}))["orders"]["totalCount"] == 1
    await move(sam, order, "IN_PROGRESS")
    told = "{ notifications { totalCount } }"
    assert (await tom.data(told))["notifications"]["totalCount"] == 1
    async with live(server, tom.token) as socket:
        now = (await tom.data("{ eventCursor }"))["eventCursor"]
        of_order = await socket.subscribe(STREAM, {"id": order})
        everything = await socket.subscribe(
            "subscription($after: EventCursor) { events(after: $after) { ... on PortalEvent { kind } } }",
            {"after": now},
        )
        # An order that can still be seen goes on being told of, whatever happens to other people's roles.
        await party(sam, cast.quay_street, cast.ben.id, "LANDLORD")
        await move(sam, order, "AWAITING_PARTS")
        assert (await of_order.next())["orderEvents"]["kind"] == "ORDER_STATUS_CHANGED"
        if how == "removed":
            await done(sam, "partyRemove", id=party_id)
        else:
            yesterday = (clock.now() - timedelta(days=1)).date().isoformat()
            await party(sam, cast.quay_street, tom.id, "TENANT", endsOn=yesterday)
        assert (await of_order.message())["type"] == "complete"
        await move(sam, order, "IN_PROGRESS")
        again = await socket.subscribe(STREAM, {"id": order})
        assert "nothing has this id" in str((await again.message())["payload"])
        kinds = [(await everything.next())["events"]["kind"] for _ in range(3)]
        assert kinds.count("ORDER_STATUS_CHANGED") == 1 and not {"PARTY_CHANGED", "PARTY_REMOVED"}.isdisjoint(kinds)
        assert everything.is_silent
    seen = await tom.data(PLACE, {"site": cast.quay_street, "order": order})
    assert seen == {
        "site": None,
        "sites": {"totalCount": 0},
        "order": None,
        "orders": {"totalCount": 0},
        "assets": {"totalCount": 0},
        "viewer": {"parties": {"nodes": []}},
    }
    assert (await tom.data(told))["notifications"]["totalCount"] == 0
    assert await refused(tom, "noteAdd", orderId=order, body="Hello?") == "FORBIDDEN"
    file = {"filename": "key.jpg", "contentType": "image/jpeg", "size": 10}
    assert await refused(tom, "uploadCreate", **file) == "FORBIDDEN", "nor is a file announced"


@pytest.mark.settings(checkpoint_seconds=1)
async def test_a_role_whose_last_day_passes_is_over(server: Server, sam: Client, tom: Client, cast: Cast) -> None:
    order = await order_at(tom, cast.quay_street)
    await party(sam, cast.quay_street, tom.id, "TENANT", endsOn=clock.now().date().isoformat())
    place = {"site": cast.quay_street, "order": order}
    assert (await tom.data(PLACE, place))["orders"]["totalCount"] == 1
    async with live(server, tom.token) as socket:
        of_order = await socket.subscribe(STREAM, {"id": order})
        assert (await of_order.next())["orderEvents"] == {}
        clock.advance(timedelta(days=1))
        while (message := await of_order.message())["type"] == "next":
            assert message["payload"]["data"]["orderEvents"] == {}
        assert message["type"] == "complete"
    assert (await tom.data(PLACE, place))["orders"]["totalCount"] == 0


@pytest.mark.settings(time_zone="Pacific/Auckland", checkpoint_seconds=1)
async def test_the_days_of_a_role_are_the_operators(server: Server, sam: Client, tom: Client, cast: Cast) -> None:
    order = await order_at(tom, cast.quay_street)
    await done(sam, "ofPropertySet", id=order, ofProperty=True)
    place = {"site": cast.quay_street, "order": order}

    async def sees() -> int:
        found: int = (await tom.data(PLACE, place))["orders"]["totalCount"]
        return found

    auckland = ZoneInfo("Pacific/Auckland")
    day = clock.now().astimezone(auckland).date() + timedelta(days=2)
    begins = datetime.combine(day, time(), auckland)
    await party(sam, cast.quay_street, tom.id, "TENANT", startsOn=day.isoformat(), endsOn=day.isoformat())
    # Half a day before it does in Greenwich the day begins there, and ends.
    clock.advance(begins - clock.now() - timedelta(minutes=1))
    assert await sees() == 0
    clock.advance(timedelta(minutes=2))
    assert await sees() == 1
    async with live(server, tom.token) as socket:
        of_order = await socket.subscribe(STREAM, {"id": order})
        assert (await of_order.next())["orderEvents"] == {}
        ends = datetime.combine(day + timedelta(days=1), time(), auckland)
        clock.advance(ends - clock.now() - timedelta(minutes=1))
        assert (await of_order.next())["orderEvents"] == {}
        assert await sees() == 1
        clock.advance(timedelta(minutes=1))
        while (message := await of_order.message())["type"] == "next":
            assert message["payload"]["data"]["orderEvents"] == {}
        assert message["type"] == "complete"
    assert await sees() == 0


async def test_a_role_begins_on_its_first_day(sam: Client, ben: Client, tom: Client, cast: Cast) -> None:
    order = await order_at(tom, cast.quay_street)
    await done(sam, "ofPropertySet", id=order, ofProperty=True)
    tomorrow = clock.now().date() + timedelta(days=1)
    days = {"startsOn": tomorrow.isoformat(), "endsOn": (tomorrow + timedelta(days=3)).isoformat()}
    await party(sam, cast.quay_street, ben.id, "LANDLORD", **days)
    place = {"site": cast.quay_street, "order": order}
    assert (await ben.data(PLACE, place))["site"] is None
    clock.advance(timedelta(days=1))
    assert (await ben.data(PLACE, place))["order"] is not None
    clock.advance(timedelta(days=4))
    assert (await ben.data(PLACE, place))["order"] is None
    wrong = {"startsOn": tomorrow.isoformat(), "endsOn": clock.now().date().isoformat()}
    wrong = {"startsOn": wrong["endsOn"], "endsOn": wrong["startsOn"]}
    assert (
        await refused(sam, "partySet", siteId=cast.quay_street, contactId=ben.id, role="TENANT", **wrong) == "INVALID"
    )
    assert await refused(sam, "partySet", siteId=cast.acme_site, contactId=ben.id, role="TENANT") == "WRONG_STATE"


async def test_a_role_can_be_taken_from_a_contact_who_stays_elsewhere(
    server: Server, sam: Client, rita: Client, tom: Client, ben: Client, cast: Cast
) -> None:
    landlord = await party(sam, cast.quay_street, ben.id, "LANDLORD")
    await done(sam, "partyRemove", id=landlord)
    assert await is_let_in(server, ben.token)
    assert (await access(sam, ben.id))["status"] == "ACTIVE"
    assert await refused(sam, "partyRemove", id=landlord) == "NOT_FOUND"
    assert await refused(sam, "invitationSend", to={"partyId": landlord}) == "NOT_FOUND"
    for person in (rita, tom):
        assert (
            await refused(person, "partySet", siteId=cast.quay_street, contactId=ben.id, role="TENANT") == "FORBIDDEN"
        )
    answer = await act(sam, "partySet", "party { role }", siteId=cast.quay_street, contactId=ben.id, role="VENDOR")
    assert answer["party"] == {"role": "VENDOR"}
