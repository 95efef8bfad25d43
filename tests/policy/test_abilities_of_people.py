"""The mutations do what `viewerCan...` of customers, their people, access requests, messages and staff says."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from adapters import clock
from models.messages.deliveries import Delivery, DeliveryStatus
from tests.support.cast import Cast
from tests.support.mutations import act, done, new_contact, refused
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

Names = dict[str, str]
"""Global ids by the names of an input: of the row itself, and of what the verbs on it name besides."""
Build = Callable[[Client, Client, Cast], Awaitable[Names]]
ADDRESS = {"line1": "1 Mill Lane", "city": "Leeds", "country": "GB"}
ROLE = {"role": "MEMBER", "rights": ["ORDERS"]}
LINES = [{"kind": "PART", "description": "Seal", "quantity": 1, "unitPrice": 100, "taxRate": 0}]
NUMBERS = count()


def new_address() -> str:
    """An address that nobody has yet."""
    return f"jo{next(NUMBERS)}@harbour.test"


async def member(sam: Client, ann: Client, cast: Cast) -> Names:
    """A membership of somebody who belongs to a new customer alone."""
    made = await done(sam, "customerCreate", "customer { id }", name="Harbour Cafe", currency="GBP")
    who = {"customerId": made["customer"]["id"], "contactId": await new_contact(sam, email=new_address())}
    made = await done(sam, "membershipSet", "membership { id }", **who, **ROLE)
    return {"id": made["membership"]["id"], **who}


async def company(sam: Client, ann: Client, cast: Cast) -> Names:
    """A new customer that ann administers, and somebody who does not belong to it."""
    made = await done(sam, "customerCreate", "customer { id }", name="Harbour Cafe", currency="GBP")
    this: str = made["customer"]["id"]
    await done(sam, "membershipSet", customerId=this, contactId=cast.ann.id, role="ADMIN", rights=["ORDERS"])
    return {"id": this, "contactId": await new_contact(sam, email=new_address())}


async def tenant(sam: Client, ann: Client, cast: Cast, **given: Any) -> Names:
    """A role on a new property of somebody who has not been invited yet."""
    address = given.pop("email", new_address())
    place = {"kind": "PROPERTY", "name": "Mill", "customerId": cast.acme, "address": ADDRESS}
    site = (await done(sam, "siteCreate", "site { id }", **place))["site"]["id"]
    who = {"siteId": site, "contactId": given.pop("contactId", None) or await new_contact(sam, email=address)}
    made = await done(sam, "partySet", "party { id }", **who, role="TENANT", **given)
    return {"id": made["party"]["id"], **who}


async def tenant_without_address(sam: Client, ann: Client, cast: Cast) -> Names:
    return await tenant(sam, ann, cast, email=None)


async def tenant_who_signs_in(sam: Client, ann: Client, cast: Cast) -> Names:
    return await tenant(sam, ann, cast, contactId=cast.ben.id)


async def former_tenant(sam: Client, ann: Client, cast: Cast) -> Names:
    return await tenant(sam, ann, cast, endsOn=(clock.now() - timedelta(days=2)).date().isoformat())


async def request(sam: Client, ann: Client, cast: Cast) -> Names:
    """A request of ann's for a colleague's account."""
    colleague = {"kind": "NEW_ACCOUNT", "name": "Jo Hill", "email": new_address()}
    made = await done(ann, "accessRequestCreate", "accessRequest { id }", customerId=cast.acme, **colleague)
    return {"id": made["accessRequest"]["id"]}


def message(status: DeliveryStatus) -> Build:
    """A message in that state."""

    async def built(sam: Client, ann: Client, cast: Cast) -> Names:
        jo = await new_contact(sam, email=new_address())
        await done(sam, "invitationSend", to={"contactId": jo})
        await Delivery.filter(status=DeliveryStatus.QUEUED).update(status=status)
        query = "query($jo: [ID!]) { deliveries(where: {contactId: $jo}) { nodes { id } } }"
        return {"id": (await sam.data(query, {"jo": [jo]}))["deliveries"]["nodes"][0]["id"]}

    return built


def after(build: Build, verb: str, by_name: dict[str, str], **more: Any) -> Build:
    """The state that a mutation makes of another; `by_name` has the names that the fields of its input have there."""

    async def built(sam: Client, ann: Client, cast: Cast) -> Names:
        names = await build(sam, ann, cast)
        await done(sam, verb, **{field: names[name] for field, name in by_name.items()}, **more)
        return names

    return built


Verb = tuple[str, Callable[[Names], dict[str, Any]]]
NOUNS: dict[str, tuple[dict[str, Verb], list[Build]]] = {
    "Membership": (
        {
            "Update": (
                "membershipSet",
                lambda row: {"customerId": row["customerId"], "contactId": row["contactId"], **ROLE},
            ),
            "Remove": (
                "membershipRemove",
                lambda row: {"customerId": row["customerId"], "contactId": row["contactId"]},
            ),
        },
        [
            member,
            after(member, "customerArchive", {"id": "customerId"}),
            after(member, "contactArchive", {"id": "contactId"}),
        ],
    ),
    "Customer": (
        {
            "OpenOrder": (
                "orderCreate",
                lambda row: {"customerId": row["id"], "kind": "WALK_IN_REPAIR", "problemSummary": "Cold"},
            ),
            "AddSite": ("siteCreate", lambda row: {"customerId": row["id"], "name": "Mill", "address": ADDRESS}),
            "AddMember": (
                "membershipSet",
                lambda row: {"customerId": row["id"], "contactId": row["contactId"], **ROLE},
            ),
            "RequestAccess": (
                "accessRequestCreate",
                lambda row: {"customerId": row["id"], "kind": "NEW_ACCOUNT", "name": "Jo", "email": new_address()},
            ),
            "Invoice": (
                "invoiceCreate",
                lambda row: {"customerId": row["id"], "dueOn": "2030-01-31", "lines": LINES},
            ),
            "ChangeApproval": (
                "approvalPreferencesUpdate",
                lambda row: {"customerId": row["id"], "channel": "EMAIL"},
            ),
        },
        [company, after(company, "customerArchive", {"id": "id"})],
    ),
    "Party": (
        {
            "Update": (
                "partySet",
                lambda row: {"siteId": row["siteId"], "contactId": row["contactId"], "role": "TENANT"},
            ),
            "Invite": ("invitationSend", lambda row: {"to": {"partyId": row["id"]}}),
            "Remove": ("partyRemove", lambda row: {"id": row["id"]}),
        },
        [
            tenant,
            tenant_without_address,
            tenant_who_signs_in,
            former_tenant,
            after(former_tenant, "siteArchive", {"id": "siteId"}),
            after(tenant, "contactArchive", {"id": "contactId"}),
        ],
    ),
    "AccessRequest": (
        {"Resolve": ("accessRequestResolve", lambda row: {"id": row["id"], "grant": True})},
        [request, after(request, "accessRequestResolve", {"id": "id"}, grant=False, comment="No")],
    ),
    "Delivery": (
        {"Retry": ("deliveryRetry", lambda row: {"id": row["id"]})},
        [message(status) for status in DeliveryStatus],
    ),
}
"""The verbs of each type and their inputs, with what ends the row last, and its states."""


async def works(by: Client, verb: Verb, names: Names) -> bool:
    """Whether a mutation has happened."""
    mutation, given = verb
    return not (await act(by, mutation, **given(names)))["userErrors"]


@pytest.mark.parametrize("noun", NOUNS)
async def test_the_abilities_are_those_of_the_verbs(
    sam: Client, rita: Client, ann: Client, cast: Cast, noun: str
) -> None:
    verbs, states = NOUNS[noun]
    fields = " ".join(f"viewerCan{verb}" for verb in verbs)
    asked = f"query($id: ID!) {{ node(id: $id) {{ ... on {noun} {{ {fields} }} }} }}"
    for build in states:
        names = await build(sam, ann, cast)
        for by in (ann, rita, sam):
            said = (await by.data(asked, {"id": names["id"]}))["node"]
            for verb, mutation in verbs.items():
                is_so = said is not None and said[f"viewerCan{verb}"]
                row = await build(sam, ann, cast) if is_so else names
                assert await works(by, mutation, row) == is_so, (build, by.name, verb)


STAFF = """query($id: ID!) { node(id: $id) { ... on StaffMember { isActive
  viewerCanChangeRole viewerCanDeactivate viewerCanReactivate viewerCanUnlock } } }"""
OWN_ROLE = "{ viewer { staffMember { role { id } } } }"
STAFF_ROLE = "query($id: ID!) { node(id: $id) { ... on StaffRole { viewerCanUpdate viewerCanRemove viewerCanGive } } }"


async def role(sam: Client, *permissions: str) -> str:
    """A new role; gives its id."""
    given = {"name": f"Role {next(NUMBERS)}", "permissions": list(permissions)}
    made: str = (await done(sam, "staffRoleSet", "staffRole { id }", **given))["staffRole"]["id"]
    return made


async def colleague(sam: Client, role_id: str, *, is_active: bool = True) -> str:
    """A new member of staff with a role; gives their id."""
    made = await done(sam, "staffInvite", "staffMember { id }", name="Una Upton", email=new_address(), roleId=role_id)
    this: str = made["staffMember"]["id"]
    if not is_active:
        await done(sam, "staffUpdate", id=this, isActive=False)
    return this


async def changes_staff(by: Client, verb: str, this: str, bare: str) -> bool:
    """Whether somebody of the staff is changed as the verb says."""
    if verb == "Unlock":
        return not (await act(by, "staffUnlock", id=this))["userErrors"]
    if verb == "ChangeRole":
        return not (await act(by, "staffUpdate", id=this, roleId=bare))["userErrors"]
    is_active = verb == "Reactivate"
    was_active = (await by.data(STAFF, {"id": this}))["node"]["isActive"]
    return not (await act(by, "staffUpdate", id=this, isActive=is_active))["userErrors"] and was_active != is_active


async def test_the_abilities_of_staff_are_those_of_their_verbs(sam: Client, rita: Client, ann: Client) -> None:
    assert not (await sam.data(STAFF, {"id": sam.id}))["node"]["viewerCanDeactivate"]
    assert await refused(sam, "staffUpdate", id=sam.id, isActive=False) == "LAST_ADMIN"
    bare, chief = await role(sam), await role(sam, "MANAGE_STAFF", "MANAGE_ORDERS")
    await done(sam, "staffUpdate", id=rita.id, roleId=chief)
    above = await role(sam, "MANAGE_STAFF", "VIEW_AUDIT")
    for role_id in (bare, above):
        for is_active in (True, False):
            this = await colleague(sam, role_id, is_active=is_active)
            for by in (ann, rita, sam):
                said = (await by.data(STAFF, {"id": this}))["node"]
                assert said["isActive"] == is_active
                for verb in ("Unlock", "ChangeRole", "Deactivate", "Reactivate"):
                    is_so = said[f"viewerCan{verb}"]
                    row = await colleague(sam, role_id, is_active=is_active) if is_so else this
                    assert await changes_staff(by, verb, row, bare) == is_so, (role_id == above, by.name, verb)
    # Nobody removes who is above them. Of two who manage, either may go, and then nobody any more.
    assert not (await rita.data(STAFF, {"id": sam.id}))["node"]["viewerCanDeactivate"]
    assert await refused(rita, "staffUpdate", id=sam.id, isActive=False) == "FORBIDDEN"
    await done(sam, "staffUpdate", id=rita.id, roleId=(await sam.data(OWN_ROLE))["viewer"]["staffMember"]["role"]["id"])
    assert (await rita.data(STAFF, {"id": sam.id}))["node"]["viewerCanDeactivate"]
    await done(rita, "staffUpdate", id=sam.id, isActive=False)
    assert not (await rita.data(STAFF, {"id": rita.id}))["node"]["viewerCanDeactivate"]


async def test_the_abilities_of_roles_are_those_of_their_verbs(sam: Client, rita: Client, ann: Client) -> None:
    await done(sam, "staffUpdate", id=rita.id, roleId=await role(sam, "MANAGE_STAFF", "MANAGE_ORDERS"))
    for permissions in (["MANAGE_ORDERS"], ["VIEW_AUDIT"]):
        for is_used in (False, True):
            for by in (ann, rita, sam):
                this = await role(sam, *permissions)
                if is_used:
                    await colleague(sam, this)
                said = (await by.data(STAFF_ROLE, {"id": this}))["node"] or dict.fromkeys(
                    ("viewerCanUpdate", "viewerCanRemove", "viewerCanGive"), False
                )
                how = {"id": this, "name": f"Role {next(NUMBERS)}", "permissions": []}
                una = {"name": "Una Upton", "email": new_address(), "roleId": this}
                spare = this if is_used else await role(sam, *permissions)
                tried = {
                    "viewerCanRemove": await act(by, "staffRoleRemove", id=spare),
                    "viewerCanGive": await act(by, "staffInvite", **una),
                    "viewerCanUpdate": await act(by, "staffRoleSet", **how),
                }
                assert said == {name: not made["userErrors"] for name, made in tried.items()}, (by.name, permissions)
