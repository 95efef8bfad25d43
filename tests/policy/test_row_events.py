"""The events of a row are seen by those who see the row, and a removal leaves its id."""

from typing import Any

from tests.support.cast import Cast
from tests.support.mutations import done
from tests.support.server import Client, Server
from tests.support.sockets import live

LIVE = "subscription($after: EventCursor) { events(after: $after) { ... on PortalEvent { kind } } }"
CHANGES = """query($after: EventCursor) { events(after: $after, first: 100) { nodes { kind actor { name }
  ... on AssetEvent { assetId asset { id } } ... on SiteEvent { siteId site { id } }
  ... on PartyEvent { partyId party { id } contact { id } }
  ... on MembershipEvent { membershipId membership { id } contact { id } reason }
  ... on StaffEvent { staffMember { id } } ... on StaffRoleEvent { staffRoleId staffRole { id } } } } }"""


async def changes(by: Client, after: str) -> list[dict[str, Any]]:
    """The events of rows that somebody sees after a position."""
    nodes = (await by.data(CHANGES, {"after": after}))["events"]["nodes"]
    return [each for each in nodes if not each["kind"].startswith(("NOTIFICATION", "PORTAL"))]


async def kinds_seen(after: str, *people: Client) -> list[list[str]]:
    """The kinds of these events, for each of some people."""
    return [[each["kind"] for each in await changes(by, after)] for by in people]


async def test_an_asset_is_told_of_to_those_who_see_it(
    sam: Client, ann: Client, ben: Client, zoe: Client, tom: Client, cast: Cast
) -> None:
    start = (await sam.data("{ eventCursor }"))["eventCursor"]
    own = (await done(ann, "assetCreate", "asset { id }", name="Oven", customerId=cast.acme))["asset"]["id"]
    await done(ann, "assetUpdate", id=own, name="Big oven")
    told = ["ASSET_CREATED", "ASSET_CHANGED"]
    assert await kinds_seen(start, sam, ann, ben, zoe, tom) == [told, told, told, [], []]
    assert {(each["assetId"], each["asset"]["id"]) for each in await changes(ben, start)} == {(own, own)}

    # On a property it is told of to those who live there, from then on; to a vendor it is not shown.
    there = (await done(sam, "assetCreate", "asset { id }", name="Boiler", siteId=cast.quay_street))["asset"]["id"]
    await done(sam, "partySet", siteId=cast.quay_street, contactId=ben.id, role="VENDOR")
    later = (await sam.data("{ eventCursor }"))["eventCursor"]
    await done(sam, "assetUpdate", id=there, name="Old boiler")
    await done(sam, "siteUpdate", id=cast.quay_street, name="Quay House")
    both = ["ASSET_CHANGED", "SITE_CHANGED"]
    assert await kinds_seen(later, tom, zoe, ben, ann) == [both, both, ["SITE_CHANGED"], []]
    assert "ASSET_CREATED" not in [each["kind"] for each in await changes(ann, later)]

    # Who moves in learns nothing of what was before.
    await done(sam, "partySet", siteId=cast.quay_street, contactId=ann.id, role="TENANT")
    assert await kinds_seen(later, ann) == [["PARTY_CHANGED"]]

    # With the right to invoices alone a member sees neither assets nor sites.
    await done(sam, "membershipSet", customerId=cast.acme, contactId=ben.id, role="MEMBER", rights=["INVOICES"])
    assert "ASSET_CREATED" not in [each["kind"] for each in await changes(ben, start)]


async def test_a_role_that_is_removed_leaves_its_id(
    sam: Client, zoe: Client, tom: Client, ben: Client, ann: Client, cast: Cast
) -> None:
    await done(sam, "partySet", siteId=cast.quay_street, contactId=ann.id, role="LANDLORD")
    start = (await sam.data("{ eventCursor }"))["eventCursor"]
    role = {"siteId": cast.quay_street, "contactId": ben.id, "role": "TENANT"}
    party = (await done(sam, "partySet", "party { id }", **role))["party"]["id"]
    seen = await changes(ann, start)
    assert [(each["partyId"], each["party"]["id"], each["contact"]["id"]) for each in seen] == [(party, party, ben.id)]
    await done(sam, "partyRemove", id=party)
    both = ["PARTY_CHANGED", "PARTY_REMOVED"]
    assert await kinds_seen(start, sam, ann, ben, tom) == [both, both, both, []]
    gone = (await changes(ann, start))[-1]
    assert (gone["partyId"], gone["party"]) == (party, None)

    # A landlord who comes later is not told of a tenancy that was over by then, even when it is put right.
    past = {"startsOn": "2020-01-01", "endsOn": "2020-12-31"}
    ended = (await done(sam, "partySet", "party { id }", **role, **past))["party"]["id"]
    since = {"siteId": cast.quay_street, "contactId": zoe.id, "role": "LANDLORD", "startsOn": "2024-01-01"}
    await done(sam, "partySet", **since)
    later = (await sam.data("{ eventCursor }"))["eventCursor"]
    await done(sam, "partySet", **role, **past | {"endsOn": "2020-11-30"})
    await done(sam, "partyRemove", id=ended)
    assert await kinds_seen(later, zoe, ann) == [[], both]


async def test_members_are_told_of_memberships_and_staff_of_staff(
    server: Server, sam: Client, rita: Client, ann: Client, ben: Client, zoe: Client, cast: Cast
) -> None:
    start = (await sam.data("{ eventCursor }"))["eventCursor"]
    async with live(server, ann.token) as socket:
        everything = await socket.subscribe(LIVE, {"after": start})
        of_staff = (await done(sam, "staffRoleSet", "staffRole { id }", name="Desk", permissions=[]))["staffRole"]["id"]
        await done(sam, "staffUpdate", id=rita.id, isActive=True)
        member = {"customerId": cast.acme, "contactId": ben.id}
        given = await done(sam, "membershipSet", "membership { id }", **member, role="MEMBER", rights=["ORDERS"])
        await done(sam, "membershipRemove", **member, reason="Left")
        for kind in ("MEMBERSHIP_CHANGED", "MEMBERSHIP_REMOVED"):
            assert (await everything.next())["events"]["kind"] == kind
    told = ["MEMBERSHIP_CHANGED", "MEMBERSHIP_REMOVED"]
    staff = ["STAFF_ROLE_CHANGED", "STAFF_CHANGED", *told]
    assert await kinds_seen(start, sam, rita, ann, ben, zoe) == [staff, staff, told, told, []]
    gone = (await changes(ann, start))[-1]
    assert (gone["membershipId"], gone["membership"], gone["reason"]) == (given["membership"]["id"], None, None)
    seen = await changes(rita, start)
    assert seen[0]["staffRole"] == {"id": of_staff} and seen[1]["staffMember"] == {"id": rita.id}
    assert seen[-1]["reason"] == "Left"
