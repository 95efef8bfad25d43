"""A customer's administrator asks for a colleague's account or reports a leaver; staff grant or refuse in one step."""

import asyncio
from typing import Any

from adapters.mail.catcher import MailCatcher
from tests.support.cast import Cast
from tests.support.mutations import accept, access, done, is_let_in, mail_to, new_contact, refused, token_in
from tests.support.server import Client, Server
from tests.support.sockets import live

LIST = "query($where: AccessRequestWhere) { accessRequests(where: $where) { totalCount nodes { status name kind comment resolvedBy { name } } } }"
MEMBERS = (
    "query($id: ID!) { customer(id: $id) { memberships(first: 50) { nodes { role rights contact { id name } } } } }"
)


async def ask(ann: Client, cast: Cast, **given: Any) -> str:
    """Ask for something for Acme; gives the id of the request."""
    made = await done(ann, "accessRequestCreate", "accessRequest { id status }", customerId=cast.acme, **given)
    assert made["accessRequest"]["status"] == "OPEN"
    request: str = made["accessRequest"]["id"]
    return request


async def test_an_account_is_granted_in_one_step(
    server: Server, sam: Client, ann: Client, cast: Cast, catcher: MailCatcher
) -> None:
    request = await ask(ann, cast, kind="NEW_ACCOUNT", name="Jo Hill", email="jo@acme.test", reason="Starts Monday")
    told = (await sam.data("{ notifications { nodes { kind title subject { __typename id } } } }"))["notifications"][
        "nodes"
    ]
    assert told == [
        {
            "kind": "ACCESS_REQUESTED",
            "title": "Ann of Acme Bakery asks for an account: Jo Hill",
            "subject": {"__typename": "AccessRequest", "id": request},
        }
    ]
    granted = await done(
        sam,
        "accessRequestResolve",
        "accessRequest { status contact { id name } resolvedBy { name } }",
        id=request,
        grant=True,
    )
    assert granted["accessRequest"]["status"] == "GRANTED"
    contact = granted["accessRequest"]["contact"]
    assert contact["name"] == "Jo Hill" and (await access(sam, contact["id"]))["status"] == "INVITED"
    members = (await ann.data(MEMBERS, {"id": cast.acme}))["customer"]["memberships"]["nodes"]
    assert {"role": "MEMBER", "rights": ["ORDERS", "RECOMMENDATIONS", "INVOICES"], "contact": contact} in members
    jo = await accept(server, token_in(await mail_to(catcher, "jo@acme.test", "activate")))
    assert await is_let_in(server, jo)
    await catcher.wait_for(lambda mail: ann.email in mail.to and "Jo Hill" in mail.text)
    assert await refused(sam, "accessRequestResolve", id=request, grant=False, comment="No") == "WRONG_STATE"

    # Who is known by the address already becomes a member and stays one person.
    again = await ask(ann, cast, kind="NEW_ACCOUNT", name="Jo H.", email="JO@acme.test")
    granted = await done(sam, "accessRequestResolve", "accessRequest { contact { id } }", id=again, grant=True)
    assert granted["accessRequest"]["contact"]["id"] == contact["id"]
    assert await is_let_in(server, jo)


async def test_a_request_carries_role_and_rights_and_is_one_for_one_person(
    sam: Client, ann: Client, ben: Client, cast: Cast, catcher: MailCatcher
) -> None:
    new = {"kind": "NEW_ACCOUNT", "name": "Jo Hill"}
    request = await ask(ann, cast, **new, email="Jo@Acme.test", role="ADMIN", rights=["ORDERS"])
    for email in ("jo@acme.test", "JO@ACME.TEST"):
        assert await ask(ann, cast, **new, email=email) == request
    assert await ask(ann, cast, **new, email="jo@acme.test", rights=["ORDERS", "INVOICES"], reason="Runs the shop") == (
        request
    )
    seen = (await sam.data("{ accessRequests { nodes { id role rights reason } } }"))["accessRequests"]["nodes"]
    assert seen == [{"id": request, "role": "ADMIN", "rights": ["ORDERS", "INVOICES"], "reason": "Runs the shop"}]
    assert (await sam.data("{ notifications { totalCount } }"))["notifications"] == {"totalCount": 1}
    answers = await asyncio.gather(*(ask(ann, cast, **new, email="al@acme.test") for _ in range(6)))
    assert len(set(answers)) == 1
    leaver = {"kind": "DEACTIVATION", "contactId": ben.id}
    assert await refused(ann, "accessRequestCreate", customerId=cast.acme, **leaver, role="ADMIN") == "INVALID"
    assert await ask(ann, cast, **leaver) == await ask(ann, cast, **leaver)

    await done(sam, "accessRequestResolve", id=request, grant=True)
    members = (await ann.data(MEMBERS, {"id": cast.acme}))["customer"]["memberships"]["nodes"]
    [jo] = [member for member in members if member["contact"]["name"] == "Jo Hill"]
    assert (jo["role"], jo["rights"]) == ("ADMIN", ["ORDERS", "INVOICES"])
    # Who is a member gets what is asked for them, and what was granted is over.
    more = await ask(ann, cast, **new, email="jo@acme.test", rights=["ORDERS", "INVOICE_APPROVAL"])
    assert more != request
    await done(sam, "accessRequestResolve", id=more, grant=True)
    members = (await ann.data(MEMBERS, {"id": cast.acme}))["customer"]["memberships"]["nodes"]
    [jo] = [member for member in members if member["contact"]["name"] == "Jo Hill"]
    assert (jo["role"], jo["rights"]) == ("ADMIN", ["ORDERS", "INVOICE_APPROVAL"])


async def test_a_refusal_has_a_reason_and_the_asker_is_told(
    sam: Client, ann: Client, cast: Cast, catcher: MailCatcher
) -> None:
    request = await ask(ann, cast, kind="NEW_ACCOUNT", name="Jo Hill", email="jo@acme.test")
    assert await refused(sam, "accessRequestResolve", id=request, grant=False) == "REQUIRED"
    await done(sam, "accessRequestResolve", id=request, grant=False, comment="Please ask Zoe first")
    await catcher.wait_for(lambda mail: ann.email in mail.to and "Please ask Zoe first" in mail.text)
    listed = (await ann.data(LIST, {"where": {"status": ["REFUSED"]}}))["accessRequests"]
    assert listed["nodes"] == [
        {
            "status": "REFUSED",
            "name": "Jo Hill",
            "kind": "NEW_ACCOUNT",
            "comment": "Please ask Zoe first",
            "resolvedBy": {"name": "Sam Sutton"},
        }
    ]
    found = await sam.data('{ contacts(search: "jo@acme.test") { totalCount } }')
    assert found["contacts"]["totalCount"] == 0


async def test_a_leavers_access_ends_at_once(
    server: Server, sam: Client, ann: Client, ben: Client, cast: Cast, catcher: MailCatcher
) -> None:
    request = await ask(ann, cast, kind="DEACTIVATION", contactId=ben.id, reason="Left on Friday")
    assert await is_let_in(server, ben.token)
    async with live(server, ben.token) as socket:
        await done(sam, "accessRequestResolve", id=request, grant=True)
        assert (await socket.closed())[0] == 4401
    assert (await access(sam, ben.id))["status"] == "DISABLED"
    members = (await ann.data(MEMBERS, {"id": cast.acme}))["customer"]["memberships"]["nodes"]
    assert [member["contact"]["id"] for member in members] == [ann.id]
    await catcher.wait_for(lambda mail: ann.email in mail.to and "Ben Booth" in mail.text)


async def test_a_leaver_who_belongs_elsewhere_keeps_what_is_there(
    server: Server, sam: Client, ann: Client, ben: Client, cast: Cast
) -> None:
    await done(sam, "membershipSet", customerId=cast.zenith, contactId=ben.id, role="MEMBER", rights=["ORDERS"])
    request = await ask(ann, cast, kind="DEACTIVATION", contactId=ben.id)
    await done(sam, "accessRequestResolve", id=request, grant=True)
    left = await ben.data("{ viewer { memberships { nodes { customer { id } } } } }")
    assert left["viewer"]["memberships"]["nodes"] == [{"customer": {"id": cast.zenith}}]
    # A role on a property that is over is no reason to stay.
    other = await new_contact(sam, customerId=cast.acme, role="MEMBER")
    await done(sam, "portalAccessEnable", contactId=other)
    over = {"startsOn": "2020-01-01", "endsOn": "2020-12-31"}
    await done(sam, "partySet", siteId=cast.quay_street, contactId=other, role="TENANT", **over)
    request = await ask(ann, cast, kind="DEACTIVATION", contactId=other)
    await done(sam, "accessRequestResolve", id=request, grant=True)
    assert (await access(sam, other))["status"] == "DISABLED"


async def test_only_a_customers_administrators_ask_and_only_staff_answer(
    sam: Client, rita: Client, ann: Client, ben: Client, zoe: Client, cast: Cast
) -> None:
    new = {"kind": "NEW_ACCOUNT", "name": "Jo Hill", "email": "jo@acme.test"}
    for person in (ben, sam):
        assert await refused(person, "accessRequestCreate", customerId=cast.acme, **new) == "FORBIDDEN"
    assert await refused(zoe, "accessRequestCreate", customerId=cast.acme, **new) == "NOT_FOUND"
    assert await refused(ann, "accessRequestCreate", customerId=cast.acme, **new | {"email": None}) in (
        "INVALID",
        "REQUIRED",
    )
    leaver = {"customerId": cast.acme, "kind": "DEACTIVATION"}
    assert await refused(ann, "accessRequestCreate", **leaver) == "REQUIRED"
    assert await refused(ann, "accessRequestCreate", **leaver, contactId=zoe.id) == "NOT_FOUND"
    request = await ask(ann, cast, **new)
    for person in (ann, rita):
        assert await refused(person, "accessRequestResolve", id=request, grant=True) == "FORBIDDEN"
    counts = {person.username: (await person.data(LIST))["accessRequests"]["totalCount"] for person in (sam, ann, zoe)}
    assert counts == {"sam": 1, "ann": 1, "zoe": 0}


REQUEST_EVENTS = """{ events(kinds: [ACCESS_REQUESTED, ACCESS_REQUEST_RESOLVED]) { nodes { kind
  ... on AccessRequestEvent { accessRequestId accessRequest { status comment } } } } }"""


async def test_administrators_and_staff_see_events_of_requests(
    sam: Client, rita: Client, ann: Client, ben: Client, zoe: Client, cast: Cast
) -> None:
    request = await ask(ann, cast, kind="NEW_ACCOUNT", name="Jo Hill", email="jo@acme.test")
    await done(sam, "accessRequestResolve", id=request, grant=False, comment="Not this year")
    now = {"accessRequestId": request, "accessRequest": {"status": "REFUSED", "comment": "Not this year"}}
    told = [{"kind": kind} | now for kind in ("ACCESS_REQUESTED", "ACCESS_REQUEST_RESOLVED")]
    for person, seen in ((ann, told), (sam, told), (rita, []), (ben, []), (zoe, [])):
        assert (await person.data(REQUEST_EVENTS))["events"]["nodes"] == seen, person.name
