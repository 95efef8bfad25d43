"""The operator's own people: what a role gives, what its giver must have, and that somebody always keeps MANAGE_STAFF."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from adapters import clock
from adapters.database.client import close_database, execute
from adapters.mail.catcher import MailCatcher
from latchkey.migrate import migrate
from models.core.database import open_database
from models.people.staff import StaffRole
from tests.support.cast import PASSWORD as CAST_PASSWORD
from tests.support.cast import Cast
from tests.support.mutations import (
    PASSWORD,
    accept,
    act,
    done,
    is_let_in,
    mail_to,
    refused,
    sign_in,
    token_in,
)
from tests.support.orders import new_order
from tests.support.server import Client, Server
from tests.support.sockets import live

STAFF = "{ staffMembers { nodes { id name isActive role { id name permissions } } } }"


async def role(sam: Client, name: str, *permissions: str, **given: Any) -> str:
    """Make a role, or change one; gives its id."""
    made = await done(sam, "staffRoleSet", "staffRole { id }", name=name, permissions=list(permissions), **given)
    found: str = made["staffRole"]["id"]
    return found


async def hired(server: Server, sam: Client, catcher: MailCatcher, name: str, role_id: str) -> tuple[str, str]:
    """Invite somebody, who accepts; gives their id and the token of their session."""
    email = f"{name.split(maxsplit=1)[0].lower()}@latchkey.test"
    made = await done(sam, "staffInvite", "staffMember { id isActive }", name=name, email=email, roleId=role_id)
    token = token_in(await mail_to(catcher, email, "activate"))
    return made["staffMember"]["id"], await accept(server, token)


async def test_staff_are_invited_into_a_role(server: Server, sam: Client, catcher: MailCatcher) -> None:
    desk = await role(sam, "Desk", "MANAGE_CONTACTS", "MANAGE_PORTAL_ACCESS")
    _, una = await hired(server, sam, catcher, "Una Upton", desk)
    seen = await server.graphql("{ viewer { kind permissions staffMember { name email role { name } } } }", token=una)
    assert seen["data"]["viewer"] == {
        "kind": "STAFF",
        "permissions": ["MANAGE_CONTACTS", "MANAGE_PORTAL_ACCESS"],
        "staffMember": {"name": "Una Upton", "email": "una@latchkey.test", "role": {"name": "Desk"}},
    }
    await sign_in(server, "UNA@latchkey.test")
    taken = {"name": "Una Two", "email": "una@LATCHKEY.test", "roleId": desk}
    assert await refused(sam, "staffInvite", **taken) == "NOT_UNIQUE"
    assert await refused(sam, "staffRoleSet", name="DESK", permissions=[]) == "NOT_UNIQUE"
    # A change of the role is a change for whoever has it, at once.
    await role(sam, "Desk", "MANAGE_CONTACTS", id=desk)
    seen = await server.graphql("{ viewer { permissions } }", token=una)
    assert seen["data"]["viewer"]["permissions"] == ["MANAGE_CONTACTS"]


async def test_staff_get_a_new_link_before_activation_too(server: Server, sam: Client, catcher: MailCatcher) -> None:
    desk = await role(sam, "Desk", "MANAGE_CONTACTS")
    await done(sam, "staffInvite", name="Una Upton", email="una@latchkey.test", roleId=desk)
    first = await mail_to(catcher, "una@latchkey.test", "activate")
    clock.advance(timedelta(days=8))
    late = {"token": token_in(first), "password": PASSWORD}
    assert await refused(server, "invitationAccept", **late) == "LINK_EXPIRED"
    await done(server, "passwordResetRequest", usernameOrEmail="una@latchkey.test")
    fresh = await mail_to(catcher, "una@latchkey.test", "activate", first.number)
    await accept(server, token_in(fresh))


async def test_nobody_gives_or_takes_what_they_lack(
    server: Server, sam: Client, rita: Client, catcher: MailCatcher
) -> None:
    roles = {
        member["role"]["name"]: member["role"]["id"] for member in (await sam.data(STAFF))["staffMembers"]["nodes"]
    }
    chief = await role(sam, "Chief", "MANAGE_STAFF", "MANAGE_CONTACTS")
    una_id, token = await hired(server, sam, catcher, "Una Upton", chief)
    una = Client(una_id, "Una Upton", "una@latchkey.test", "una@latchkey.test", token, server)
    assert await refused(una, "staffRoleSet", name="More", permissions=["MANAGE_INVOICES"]) == "FORBIDDEN"
    assert await refused(una, "staffRoleSet", id=chief, name="Chief", permissions=["MANAGE_STAFF", "VIEW_AUDIT"]) == (
        "FORBIDDEN"
    )
    assert await refused(una, "staffRoleSet", id=roles["Workshop"], name="Workshop", permissions=[]) == "FORBIDDEN"
    assert await refused(una, "staffUpdate", id=una_id, roleId=roles["Management"]) == "FORBIDDEN"
    assert await refused(una, "staffUpdate", id=sam.id, roleId=chief) == "FORBIDDEN"
    given = {"name": "Vic", "email": "vic@latchkey.test", "roleId": roles["Management"]}
    assert await refused(una, "staffInvite", **given) == "FORBIDDEN"
    await role(una, "Contacts", "MANAGE_CONTACTS")
    # To let somebody back in gives them their role again.
    assert await refused(una, "staffUpdate", id=rita.id, isActive=False) == "FORBIDDEN"
    await done(sam, "staffUpdate", id=rita.id, isActive=False)
    assert await refused(una, "staffUpdate", id=rita.id, isActive=True) == "FORBIDDEN"
    for query in ("{ staffMembers { totalCount } }", "{ staffRoles { id } }"):
        answer = await server.graphql(query, token=(await sign_in(server, "ann", CAST_PASSWORD)))
        assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_planners_of_orders_choose_from_the_staff(sam: Client, rita: Client) -> None:
    members = (await rita.data("{ staffMembers { nodes { id } } }"))["staffMembers"]["nodes"]
    assert {member["id"] for member in members} == {sam.id, rita.id}


async def test_staff_are_found_by_name_permission_and_presence(
    server: Server, sam: Client, rita: Client, catcher: MailCatcher
) -> None:
    listed = """query($where: StaffMemberWhere, $search: String, $after: String) {
      staffMembers(where: $where, search: $search, after: $after) { totalCount edges { cursor } nodes { name } } }"""

    async def names(**given: Any) -> list[str]:
        found = (await sam.data(listed, given))["staffMembers"]
        return [each["name"] for each in found["nodes"]]

    desk = await role(sam, "Desk", "MANAGE_CONTACTS", "VIEW_AUDIT")
    for name in ("de Boer", "Über Zoë"):
        await done(sam, "staffInvite", name=name, email=f"{name[0].encode().hex()}@desk.test", roleId=desk)
    await done(sam, "staffUpdate", id=rita.id, isActive=False)
    everybody = ["de Boer", "Rita Rowe", "Sam Sutton", "Über Zoë"]
    assert await names() == everybody
    cursor = (await sam.data(listed))["staffMembers"]["edges"][1]["cursor"]
    assert await names(after=cursor) == everybody[2:]
    assert await names(where={"isActive": True}) == ["de Boer", "Sam Sutton", "Über Zoë"]
    assert await names(where={"isActive": False}) == ["Rita Rowe"]
    assert await names(where={"permission": ["VIEW_AUDIT"]}) == ["de Boer", "Sam Sutton", "Über Zoë"]
    assert await names(where={"permission": ["MANAGE_ORDERS"]}) == ["Rita Rowe", "Sam Sutton"]
    assert await names(where={"permission": ["MANAGE_ORDERS"], "isActive": True}) == ["Sam Sutton"]
    assert await names(where={"permission": []}) == []
    assert [await names(search=words) for words in ("zoe", "DESK.test boer", "rita@", "nobody")] == [
        ["Über Zoë"],
        ["de Boer"],
        ["Rita Rowe"],
        [],
    ]


async def test_a_refused_list_leaves_the_rest_of_the_page(rita: Client) -> None:
    page = await rita.graphql(
        "{ viewer { kind } staffMembers { totalCount } staffRoles { id } deliveries { nodes { id } } }"
    )
    refusals = [(error["path"], error["extensions"]["code"]) for error in page["errors"]]
    assert refusals == [(["staffRoles"], "FORBIDDEN"), (["deliveries"], "FORBIDDEN")]
    assert page["data"]["viewer"] == {"kind": "STAFF"}
    assert page["data"]["staffMembers"] == {"totalCount": 2}
    assert (page["data"]["staffRoles"], page["data"]["deliveries"]) == (None, None)


async def test_deactivation_ends_sessions_at_once(
    server: Server, sam: Client, rita: Client, catcher: MailCatcher
) -> None:
    await done(server, "passwordResetRequest", usernameOrEmail="rita")
    reset = {"token": token_in(await mail_to(catcher, rita.email, "reset")), "password": PASSWORD}
    async with live(server, rita.token) as socket:
        await done(sam, "staffUpdate", id=rita.id, isActive=False)
        assert (await socket.closed())[0] == 4401
    assert not await is_let_in(server, rita.token)
    for name in ("rita", rita.email):
        assert await refused(server, "sessionCreate", username=name, password=CAST_PASSWORD) == "BAD_CREDENTIALS"
    assert await refused(server, "passwordReset", **reset) == "LINK_REVOKED"
    await done(sam, "staffUpdate", id=rita.id, isActive=True)
    assert not await is_let_in(server, rita.token)
    await sign_in(server, "rita", CAST_PASSWORD)


async def test_a_role_that_nobody_has_is_removed(sam: Client, rita: Client, ann: Client, cast: Cast) -> None:
    desk = await role(sam, "Desk", "MANAGE_CONTACTS")
    workshop = (await sam.data(STAFF))["staffMembers"]["nodes"][0]["role"]
    assert workshop["name"] == "Workshop"
    for by in (rita, ann):
        assert await refused(by, "staffRoleRemove", id=desk) == "FORBIDDEN"
    assert await refused(sam, "staffRoleRemove", id=cast.acme) == "NOT_FOUND"
    assert await refused(sam, "staffRoleRemove", id=workshop["id"]) == "WRONG_STATE"
    # Who no longer works here keeps the role, and may come back with it.
    await done(sam, "staffUpdate", id=rita.id, isActive=False)
    assert await refused(sam, "staffRoleRemove", id=workshop["id"]) == "WRONG_STATE"
    await done(sam, "staffUpdate", id=rita.id, roleId=desk)
    assert await refused(sam, "staffRoleRemove", id=workshop["id"], version=7) == "STALE_VERSION"
    removed = await done(sam, "staffRoleRemove", "removedId", id=workshop["id"], version=1)
    assert removed["removedId"] == workshop["id"]
    names = [each["name"] for each in (await sam.data("{ staffRoles { name } }"))["staffRoles"]]
    assert names == ["Desk", "Management"]
    answer = await act(sam, "staffRoleRemove", "removedId", id=workshop["id"])
    assert (answer["removedId"], answer["userErrors"][0]["code"]) == (None, "NOT_FOUND")


async def test_a_role_that_shrinks_closes_what_it_opened(server: Server, sam: Client, rita: Client) -> None:
    order = {"kind": "SERVICE_CALL", "problemSummary": "Cold", "priority": "HIGH"}
    assert (await act(rita, "orderCreate", **order))["userErrors"][0]["code"] != "FORBIDDEN"
    bare = await role(sam, "Onlooker")
    await done(sam, "staffUpdate", id=rita.id, roleId=bare)
    assert await refused(rita, "orderCreate", **order) == "FORBIDDEN"


async def test_somebody_keeps_manage_staff(server: Server, sam: Client, rita: Client) -> None:
    roles = {member["role"]["name"]: member["role"] for member in (await sam.data(STAFF))["staffMembers"]["nodes"]}
    management = roles["Management"]
    others = [name for name in management["permissions"] if name != "MANAGE_STAFF"]
    assert await refused(sam, "staffUpdate", id=sam.id, isActive=False) == "LAST_ADMIN"
    assert await refused(sam, "staffUpdate", id=sam.id, roleId=roles["Workshop"]["id"]) == "LAST_ADMIN"
    assert (
        await refused(sam, "staffRoleSet", id=management["id"], name="Management", permissions=others) == "LAST_ADMIN"
    )
    # Somebody who was invited and has not come yet is no replacement.
    await done(sam, "staffInvite", name="Una Upton", email="una@latchkey.test", roleId=management["id"])
    assert await refused(sam, "staffUpdate", id=sam.id, isActive=False) == "LAST_ADMIN"
    await done(sam, "staffUpdate", id=rita.id, roleId=management["id"])
    await done(rita, "staffUpdate", id=sam.id, isActive=False)
    assert await refused(rita, "staffUpdate", id=rita.id, isActive=False) == "LAST_ADMIN"
    assert not await is_let_in(server, sam.token)


async def test_two_managers_who_demote_each_other_leave_one(sam: Client, rita: Client) -> None:
    members = (await sam.data(STAFF))["staffMembers"]["nodes"]
    management, workshop = (
        next(m["role"]["id"] for m in members if m["role"]["name"] == name) for name in ("Management", "Workshop")
    )
    give = {"roleId": management}
    for number in range(10):
        # Whoever still has it gives it back to the other.
        await sam.graphql(TAKE, {"given": {"id": rita.id, **give}})
        await rita.graphql(TAKE, {"given": {"id": sam.id, **give}})
        how = {"roleId": workshop} if number % 2 else {"roleId": (await role(sam, f"Bare {number}"))}
        answers = await asyncio.gather(
            sam.graphql(TAKE, {"given": {"id": rita.id, **how}}), rita.graphql(TAKE, {"given": {"id": sam.id, **how}})
        )
        assert sorted(map(outcome, answers)) in (["DONE", "LAST_ADMIN"], ["DONE", "FORBIDDEN"])


TAKE = "mutation($given: StaffUpdateInput!) { staffUpdate(input: $given) { userErrors { code } } }"


def outcome(answer: dict[str, Any]) -> str:
    """The outcome of taking a role away: DONE, or the code of the error."""
    if "errors" in answer:
        return str(answer["errors"][0]["extensions"]["code"])
    errors = answer["data"]["staffUpdate"]["userErrors"]
    return str(errors[0]["code"]) if errors else "DONE"


async def test_two_members_of_one_name_are_told_apart(
    server: Server, sam: Client, ann: Client, catcher: MailCatcher
) -> None:
    invited: dict[str, Any] = {"name": "Sam Sutton", "email": "sutton@latchkey.test"}
    desk = await role(sam, "Desk", "MANAGE_ORDERS")
    made = await done(sam, "staffInvite", "staffMember { id }", roleId=desk, **invited)
    second = await accept(server, token_in(await mail_to(catcher, invited["email"], "activate")))
    order = await new_order(ann)
    for token in (sam.token, second):
        note = {"input": {"orderId": order, "body": "On my way."}}
        await server.graphql("mutation($input: NoteAddInput!) { noteAdd(input: $input) { entry { id } } }", note, token)
    actors = """query($id: ID!) { order(by: {id: $id}) { timeline(first: 3, oldestFirst: true) { nodes {
      actor { kind name contact { id } staffMember { id name email } } } } } }"""
    nodes = (await ann.data(actors, {"id": order}))["order"]["timeline"]["nodes"]
    own, *others = [node["actor"] for node in nodes]
    assert own == {"kind": "CONTACT", "name": "Ann", "contact": {"id": ann.id}, "staffMember": None}
    assert [other["name"] for other in others] == ["Sam Sutton"] * 2
    assert [other["staffMember"]["id"] for other in others] == [sam.id, made["staffMember"]["id"]]
    assert all(other["contact"] is None and other["staffMember"]["email"] is None for other in others)


@pytest.mark.migrated_to("0031_unit_prices")
async def test_a_permission_that_is_no_more_leaves_the_roles(older_database: str) -> None:
    await open_database(older_database)
    roles = {"Both": '["MANAGE_ORDERS", "MANAGE_PARTNERS"]', "One": '["MANAGE_PARTNERS"]', "None": '["VIEW_AUDIT"]'}
    for number, (name, permissions) in enumerate(roles.items(), start=1):
        key = f"{number}0000000-0000-7000-8000-000000000000"
        await execute(
            f"INSERT INTO staff_roles (id, name, name_key, permissions) VALUES ('{key}', '{name}', '{name}', '{permissions}')"
        )
    await close_database()
    await migrate(older_database)
    await open_database(older_database)
    try:
        left = {each.name: each.permissions for each in await StaffRole.all()}
    finally:
        await close_database()
    assert left == {"Both": ["MANAGE_ORDERS"], "One": [], "None": ["VIEW_AUDIT"]}
