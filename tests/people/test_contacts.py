"""Contacts and who belongs to whom: what staff change, what people say of themselves, and the last administrator."""

import asyncio
import itertools
from typing import Any

import pytest

from adapters.database.client import close_database
from models.access.memberships import remove_membership
from models.core.database import open_database
from models.core.errors import Refusal, RefusalCode
from models.core.viewer import SYSTEM, MembershipRole
from models.log.unit_of_work import shielded, unit_of_work
from models.people.memberships import Membership
from tests.support.cast import Cast
from tests.support.mutations import access, act, done, is_let_in, new_contact, refused
from tests.support.server import Client, Server
from tests.support.sockets import live

pytestmark = pytest.mark.without_worker

ALL_RIGHTS = ["ORDERS", "RECOMMENDATIONS", "INVOICES", "INVOICE_APPROVAL"]
WHO = """query($id: ID!) { contact(id: $id) {
  name displayName email mobile country timeZone memberships { nodes { role rights customer { id } } } } }"""


async def make(sam: Client, customer: str, contact: str, role: str, rights: list[str] = ALL_RIGHTS) -> dict[str, Any]:
    """Make somebody a member of a customer, whatever comes of it."""
    return await act(
        sam, "membershipSet", "membership { id }", customerId=customer, contactId=contact, role=role, rights=rights
    )


async def test_a_contact_is_added_changed_archived_and_restored(sam: Client, cast: Cast) -> None:
    contact = await new_contact(
        sam, "Jo Hill", mobile="+64211234567", customerId=cast.acme, role="MEMBER", rights=["ORDERS"]
    )
    seen = (await sam.data(WHO, {"id": contact}))["contact"]
    assert seen == {
        "name": "Jo Hill",
        "displayName": "Jo",
        "email": "jo@harbour.test",
        "mobile": "+64211234567",
        "country": None,
        "timeZone": "Pacific/Auckland",
        "memberships": {"nodes": [{"role": "MEMBER", "rights": ["ORDERS"], "customer": {"id": cast.acme}}]},
    }
    changed = await done(
        sam, "contactUpdate", "contact { version }", id=contact, version=1, name="Jo Dale", mobile=None
    )
    assert changed["contact"] == {"version": 2}
    assert await refused(sam, "contactUpdate", id=contact, version=1, name="Jo Field") == "STALE_VERSION"
    assert await refused(sam, "contactUpdate", id=contact, country="UK") == "INVALID"
    await done(sam, "contactArchive", id=contact, version=2)
    listed = 'query($where: ContactWhere) { contacts(where: $where, search: "jo dale") { totalCount } }'
    counts = [(await sam.data(listed, {"where": {"isArchived": put_away}}))["contacts"] for put_away in (False, True)]
    assert [found["totalCount"] for found in counts] == [0, 1]
    await done(sam, "contactRestore", id=contact)
    seen = (await sam.data(WHO, {"id": contact}))["contact"]
    assert (seen["name"], seen["mobile"]) == ("Jo Dale", None)
    assert len(seen["memberships"]["nodes"]) == 1


async def test_a_contact_has_its_own_rights_at_each_customer(sam: Client, ann: Client, cast: Cast) -> None:
    await make(sam, cast.zenith, ann.id, "MEMBER", ["ORDERS"])
    own = "{ viewer { memberships { nodes { role rights customer { id } } } } }"
    seen = (await ann.data(own))["viewer"]["memberships"]["nodes"]
    assert seen == [
        {"role": "ADMIN", "rights": ALL_RIGHTS, "customer": {"id": cast.acme}},
        {"role": "MEMBER", "rights": ["ORDERS"], "customer": {"id": cast.zenith}},
    ]
    await done(sam, "membershipRemove", customerId=cast.zenith, contactId=ann.id)
    assert await refused(sam, "membershipRemove", customerId=cast.zenith, contactId=ann.id) == "NOT_FOUND"
    assert len((await ann.data(own))["viewer"]["memberships"]["nodes"]) == 1


async def test_only_staff_with_the_permission_change_contacts(rita: Client, ann: Client, cast: Cast) -> None:
    for person in (rita, ann):
        assert await refused(person, "contactCreate", name="Jo") == "FORBIDDEN"
        assert await refused(person, "contactUpdate", id=ann.id, name="Jo") == "FORBIDDEN"
        assert await refused(person, "membershipRemove", customerId=cast.acme, contactId=ann.id) == "FORBIDDEN"


WARNINGS = "warnings { code customer { id hasAdministrator } }"


async def depose(by: Client, cast: Cast, how: str, contact: str) -> list[dict[str, Any]]:
    """Take away what makes somebody an administrator; gives what staff are warned of."""
    if how == "remove":
        answer = await done(by, "membershipRemove", WARNINGS, customerId=cast.acme, contactId=contact, reason="Left")
    elif how == "demote":
        member = {"customerId": cast.acme, "contactId": contact, "role": "MEMBER", "rights": ALL_RIGHTS}
        answer = await done(by, "membershipSet", WARNINGS, **member, reason="Left")
    elif how == "revoke":
        answer = await done(by, "portalAccessRevoke", WARNINGS, contactId=contact, reason="Left")
    elif how == "clear":
        answer = await done(by, "usernameChange", WARNINGS, contactId=contact, username="", reason="Left")
    elif how == "archive":
        answer = await done(by, "contactArchive", WARNINGS, id=contact, reason="Left")
    else:
        asked = {"kind": "DEACTIVATION", "customerId": cast.acme, "contactId": contact, "reason": "Left"}
        ann = by.server.client_of(cast.ann)
        request = (await done(ann, "accessRequestCreate", "accessRequest { id }", **asked))["accessRequest"]["id"]
        answer = await done(by, "accessRequestResolve", WARNINGS, id=request, grant=True)
    warnings: list[dict[str, Any]] = answer["warnings"]
    return warnings


REINSTATE = f"""mutation($acme: ID!, $ann: ID!, $ben: ID!) {{ {
    " ".join(
        f'''{who}1: contactRestore(input: {{id: ${who}}}) {{ userErrors {{ code }} }}
        {who}2: membershipSet(input: {{customerId: $acme, contactId: ${who}, role: ADMIN, rights: [ORDERS]}}) {{ userErrors {{ code }} }}
        {who}3: portalAccessEnable(input: {{contactId: ${who}, sendInvitation: false}}) {{ userErrors {{ code }} }}'''
        for who in ("ann", "ben")
    )
} }}"""
WAYS = ["remove", "demote", "revoke", "clear", "archive", "grant"]
TOLD = """query($after: EventCursor!) { events(after: $after, first: 100) { nodes {
  ... on PortalAccessEvent { reason contact { id } } ... on ContactEvent { reason contact { id } }
  ... on MembershipEvent { reason contact { id } } } } }"""
WITHOUT = "{ customers(where: {hasAdministrator: false}) { nodes { id } } }"


@pytest.mark.parametrize("how", WAYS)
async def test_staff_shut_the_last_administrator_out_and_are_warned(
    server: Server, sam: Client, ann: Client, ben: Client, cast: Cast, how: str
) -> None:
    # Somebody who cannot sign in is no replacement for somebody who can.
    await new_contact(sam, customerId=cast.acme, role="ADMIN")
    assert (await sam.data(WITHOUT))["customers"]["nodes"] == []
    before = (await sam.data("{ eventCursor }"))["eventCursor"]
    async with live(server, ann.token) as socket:
        lost = {"code": "NO_ADMINISTRATOR", "customer": {"id": cast.acme, "hasAdministrator": False}}
        assert await depose(sam, cast, how, ann.id) == [lost]
        if how in ("revoke", "clear", "archive", "grant"):
            assert (await socket.closed())[0] == 4401
    assert await is_let_in(server, ann.token) == (how in ("remove", "demote"))
    assert (await sam.data(WITHOUT))["customers"]["nodes"] == [{"id": cast.acme}]
    told = (await sam.data(TOLD, {"after": before}))["events"]["nodes"]
    assert {"reason": "Left", "contact": {"id": ann.id}} in told
    # With another administrator nothing has to be said.
    await make(sam, cast.acme, ben.id, "ADMIN")
    assert (await sam.data(WITHOUT))["customers"]["nodes"] == []


async def test_the_lack_of_an_administrator_is_shown_to_staff_alone(ann: Client, sam: Client, cast: Cast) -> None:
    seen = "query($id: ID!) { customer(id: $id) { hasAdministrator } }"
    assert (await ann.data(seen, {"id": cast.acme}))["customer"] == {"hasAdministrator": None}
    assert (await sam.data(seen, {"id": cast.acme}))["customer"] == {"hasAdministrator": True}
    answer = await ann.graphql(WITHOUT)
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_only_staff_leave_a_customer_without_an_administrator(database: str, cast: Cast) -> None:
    async def by_others() -> None:
        async with unit_of_work():
            membership = await Membership.get(role=MembershipRole.ADMIN, customer__code="ACME")
            with pytest.raises(Refusal, match="last administrator") as refusal:
                await remove_membership(membership, by=SYSTEM)
            assert refusal.value.code is RefusalCode.LAST_ADMIN

    await open_database(database)
    try:
        await shielded(by_others)
    finally:
        await close_database()


async def test_one_of_two_who_remove_the_last_administrators_is_warned(
    sam: Client, ann: Client, ben: Client, cast: Cast
) -> None:
    ways = ("remove", "demote", "revoke", "archive")
    for one, other in itertools.product(ways, ways):
        await sam.data(REINSTATE, {"acme": cast.acme, "ann": ann.id, "ben": ben.id})
        warned = await asyncio.gather(depose(sam, cast, one, ann.id), depose(sam, cast, other, ben.id))
        assert sorted(map(len, warned)) == [0, 1], (one, other)


async def test_people_change_their_own_details(sam: Client, ann: Client, rita: Client) -> None:
    complete = "{ viewer { isProfileComplete contact { version } } }"
    before = (await ann.data(complete))["viewer"]
    assert not before["isProfileComplete"]
    changed = await done(
        ann,
        "profileUpdate",
        "contact { name displayName mobile country timeZone locale }",
        version=before["contact"]["version"],
        profile={
            "displayName": "Annie",
            "mobile": "+49 30 123456",
            "country": "DE",
            "timeZone": "Europe/Berlin",
            "locale": "de",
        },
    )
    assert changed["contact"] == {
        "name": "Ann Archer",
        "displayName": "Annie",
        "mobile": "+4930123456",
        "country": "DE",
        "timeZone": "Europe/Berlin",
        "locale": "de",
    }
    assert (await ann.data(complete))["viewer"]["isProfileComplete"]
    await done(ann, "profileUpdate", profile={"mobile": None})
    assert not (await ann.data(complete))["viewer"]["isProfileComplete"]
    for wrong in ({"mobile": "12"}, {"country": "XX"}, {"timeZone": "Mars/Base"}, {"locale": "no such"}, {"name": ""}):
        assert await refused(ann, "profileUpdate", profile=wrong) in ("INVALID", "REQUIRED")
    assert await refused(ann, "profileUpdate", version=1, profile={"name": "Ann"}) == "STALE_VERSION"
    assert await refused(rita, "profileUpdate", profile={"name": "Rita"}) == "FORBIDDEN"
    assert (await access(sam, ann.id))["username"] == "ann"


async def test_the_whole_name_is_for_staff_colleagues_and_the_person(
    sam: Client, rita: Client, ann: Client, ben: Client, zoe: Client, tom: Client, cast: Cast
) -> None:
    await done(sam, "contactUpdate", id=tom.id, mobile="+447911123456")
    everything = {"name": "Tom Tully", "email": tom.email, "mobile": "+447911123456"}
    query = "query($id: ID!) { contact(id: $id) { name email mobile } }"
    for person in (sam, rita, tom):
        assert (await person.data(query, {"id": tom.id}))["contact"] == everything
    for person in (ann, zoe):
        assert (await person.data(query, {"id": tom.id}))["contact"] is None

    # A landlord of the property sees who else has a role there, by the name that everyone sees.
    await done(sam, "partySet", siteId=cast.quay_street, contactId=ben.id, role="LANDLORD")
    assert (await ben.data(query, {"id": tom.id}))["contact"] == {"name": "Tom", "email": None, "mobile": None}
    found = "query($words: String!) { contacts(search: $words) { totalCount } }"
    for words, count in (("tom", 1), ("tully", 0), (tom.email, 0)):
        assert (await ben.data(found, {"words": words}))["contacts"] == {"totalCount": count}
    assert (await tom.data(query, {"id": ben.id}))["contact"] is None

    # Colleagues see the whole name.
    assert (await ben.data(query, {"id": ann.id}))["contact"]["name"] == "Ann Archer"
    await make(sam, cast.acme, tom.id, "MEMBER")
    assert (await ben.data(query, {"id": tom.id}))["contact"] == everything
