"""The times of rows, of the creation and of the last change, and the lists that are filtered and sorted by them."""

from typing import Any, Final
from uuid import UUID

import pytest

from adapters.database.client import close_database, execute, fetch, is_sqlite
from latchkey.migrate import migrate
from models.core.database import open_database
from tests.support.cast import Cast
from tests.support.mutations import act, done, new_contact
from tests.support.orders import new_order, order_at
from tests.support.server import Client

ADDRESS: Final = {"line1": "4 Mill Lane", "city": "Leeds", "country": "GB"}
LINES: Final = [{"kind": "PART", "description": "Seal", "quantity": "1", "unitPrice": "9", "taxRate": "0"}]
TIMES: Final = "id version createdAt updatedAt"
NODE: Final = "query($id: ID!) { node(id: $id) { ... on %s { version createdAt updatedAt } } }"


async def made(sam: Client, ann: Client, cast: Cast, noun: str, name: str = "First") -> dict[str, Any]:
    """A new row of a noun, as staff see it."""
    invoice = {"customerId": cast.acme, "issue": False, "dueOn": "2030-01-01", "lines": LINES}
    member = {"customerId": cast.acme, "role": "MEMBER", "rights": ["ORDERS"]}
    inputs: dict[str, tuple[str, str, dict[str, Any]]] = {
        "Customer": ("customerCreate", "customer", {"name": name, "currency": "EUR"}),
        "Contact": ("contactCreate", "contact", {"name": name}),
        "Site": ("siteCreate", "site", {"name": name, "customerId": cast.acme, "address": ADDRESS}),
        "Asset": ("assetCreate", "asset", {"name": name, "customerId": cast.acme}),
        "Invoice": ("invoiceCreate", "invoice", invoice),
        "StaffRole": ("staffRoleSet", "staffRole", {"name": name, "permissions": []}),
    }
    if noun == "Recommendation":
        inputs[noun] = ("recommendationCreate", "recommendation", {"orderId": await new_order(ann), "title": name})
    if noun == "Membership":
        inputs[noun] = ("membershipSet", "membership", {"contactId": await new_contact(sam, email=None), **member})
    if noun == "Party":
        role = {"siteId": cast.quay_street, "contactId": cast.ben.id, "role": "LANDLORD"}
        inputs[noun] = ("partySet", "party", role)
    if noun == "AccessRequest":
        asked = {"customerId": cast.acme, "kind": "NEW_ACCOUNT", "name": name, "email": f"{name}@harbour.test"}
        inputs[noun] = ("accessRequestCreate", "accessRequest", asked)
    if noun == "StaffMember":
        role_id = (await made(sam, ann, cast, "StaffRole", f"{name}'s"))["id"]
        inputs[noun] = (
            "staffInvite",
            "staffMember",
            {"name": name, "email": f"{name}@latchkey.test", "roleId": role_id},
        )
    mutation, field, given = inputs[noun]
    by = ann if noun == "AccessRequest" else sam
    row: dict[str, Any] = (await done(by, mutation, f"{field} {{ {TIMES} }}", **given))[field]
    return row


def changing(noun: str, row: dict[str, Any], cast: Cast) -> tuple[str, str, dict[str, Any]]:
    """A mutation that changes a row, the field of its payload that has the row, and its input."""
    member = {"customerId": cast.acme, "contactId": row.get("contact"), "role": "MEMBER", "rights": ["INVOICES"]}
    role = {"siteId": cast.quay_street, "contactId": cast.ben.id, "role": "LANDLORD", "endsOn": "2030-01-01"}
    by_id: dict[str, Any] = {"id": row["id"]}
    return {
        "Customer": ("customerUpdate", "customer", {**by_id, "name": "Second"}),
        "Contact": ("contactUpdate", "contact", {**by_id, "name": "Second"}),
        "Site": ("siteUpdate", "site", {**by_id, "name": "Second"}),
        "Asset": ("assetUpdate", "asset", {**by_id, "name": "Second"}),
        "Invoice": ("invoiceIssue", "invoice", by_id),
        "Recommendation": ("recommendationWithdraw", "recommendation", by_id),
        "AccessRequest": ("accessRequestResolve", "accessRequest", {**by_id, "grant": False, "comment": "No"}),
        "Membership": ("membershipSet", "membership", member),
        "Party": ("partySet", "party", role),
        "StaffRole": ("staffRoleSet", "staffRole", {**by_id, "name": "Second", "permissions": []}),
        "StaffMember": ("staffUpdate", "staffMember", {**by_id, "isActive": True}),
    }[noun]


NOUNS: Final = (
    "Customer",
    "Contact",
    "Site",
    "Asset",
    "Invoice",
    "Recommendation",
    "AccessRequest",
    "Membership",
    "Party",
    "StaffRole",
    "StaffMember",
)


@pytest.mark.parametrize("noun", NOUNS)
async def test_a_row_tells_when_it_was_added_and_changed(noun: str, sam: Client, ann: Client, cast: Cast) -> None:
    row = await made(sam, ann, cast, noun)
    if noun == "Membership":
        found = await sam.data(
            "query($id: ID!) { node(id: $id) { ... on Membership { contact { id } } } }", {"id": row["id"]}
        )
        row["contact"] = found["node"]["contact"]["id"]
    assert row["version"] == 1 and row["createdAt"] == row["updatedAt"]

    mutation, field, given = changing(noun, row, cast)
    changed = (await done(sam, mutation, f"{field} {{ {TIMES} }}", **given, version=1))[field]
    assert changed["id"] == row["id"] and changed["version"] == 2
    assert changed["createdAt"] == row["createdAt"] < changed["updatedAt"]
    now = {name: changed[name] for name in ("version", "createdAt", "updatedAt")}
    assert (await sam.data(NODE % noun, {"id": row["id"]}))["node"] == now

    # Whoever has seen the first version alone is refused, and sees the row as it is now.
    stale = await act(sam, mutation, f"{field} {{ {TIMES} }}", **given, version=1)
    assert [error["code"] for error in stale["userErrors"]] == ["STALE_VERSION"]
    assert stale[field] == changed


async def test_a_removal_looks_at_the_version_and_names_what_went(sam: Client, ann: Client, cast: Cast) -> None:
    party = await made(sam, ann, cast, "Party")
    stale = await act(sam, "partyRemove", "removedId party { version }", id=party["id"], version=7)
    assert [error["code"] for error in stale["userErrors"]] == ["STALE_VERSION"]
    assert (stale["removedId"], stale["party"]) == (None, {"version": 1})
    gone = await done(sam, "partyRemove", "removedId party { version }", id=party["id"], version=1)
    assert (gone["removedId"], gone["party"]) == (party["id"], None)

    whose = {"customerId": cast.acme, "contactId": cast.ben.id}
    stale = await act(sam, "membershipRemove", "removedId membership { version }", **whose, version=7)
    assert [error["code"] for error in stale["userErrors"]] == ["STALE_VERSION"]
    assert (stale["removedId"], stale["membership"]) == (None, {"version": 1})
    gone = await done(sam, "membershipRemove", "removedId membership { version }", **whose, version=1)
    assert gone["removedId"] is not None and gone["membership"] is None

    # What is gone has no version any more.
    answer = await sam.graphql(
        """mutation($c: ID!, $p: ID!) { membershipSet(input: {customerId: $c, contactId: $p, role: MEMBER, rights: [],
        version: 1}) { membership { id } userErrors { code ... on StaleVersionError { currentVersion } } } }""",
        {"c": cast.acme, "p": cast.ben.id},
    )
    refused = {"code": "STALE_VERSION", "currentVersion": None}
    assert answer["data"]["membershipSet"] == {"membership": None, "userErrors": [refused]}


async def test_a_mark_looks_at_the_version_of_the_order(sam: Client, tom: Client, cast: Cast) -> None:
    order = await order_at(tom, cast.quay_street)
    assert (await done(sam, "ofPropertySet", "order { version }", id=order, ofProperty=True, version=1))["order"] == {
        "version": 2
    }
    stale = await act(sam, "ofPropertySet", "order { version }", id=order, ofProperty=False, version=1)
    assert [error["code"] for error in stale["userErrors"]] == ["STALE_VERSION"]
    assert stale["order"] == {"version": 2}


LISTS: Final = {
    "Customer": "customers",
    "Contact": "contacts",
    "Site": "sites",
    "Asset": "assets",
    "Invoice": "invoices",
    "Recommendation": "recommendations",
    "AccessRequest": "accessRequests",
    "StaffMember": "staffMembers",
}


@pytest.mark.parametrize("noun", LISTS)
async def test_a_list_is_filtered_and_sorted_by_the_last_change(
    noun: str, sam: Client, ann: Client, cast: Cast
) -> None:
    rows = [await made(sam, ann, cast, noun, name) for name in ("Avocet", "Bittern", "Curlew")]
    mutation, _, given = changing(noun, rows[0], cast)
    await done(sam, mutation, **given)
    expected = [rows[1]["id"], rows[2]["id"], rows[0]["id"]]
    query = f"""query($where: {noun}Where, $direction: SortDirection!, $after: String) {{
      {LISTS[noun]}(where: $where, sort: {{field: UPDATED_AT, direction: $direction}}, first: 1, after: $after) {{
        nodes {{ id updatedAt }} pageInfo {{ hasNextPage endCursor }} }} }}"""

    async def walked(direction: str, where: dict[str, Any]) -> list[str]:
        found, after, has_more = [], None, True
        while has_more:
            page = await sam.data(query, {"where": where, "direction": direction, "after": after})
            page = page[LISTS[noun]]
            found += [each["id"] for each in page["nodes"]]
            after, has_more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        return found

    since = {"updatedAt": {"gte": rows[0]["createdAt"]}}
    assert await walked("ASC", since) == expected
    assert await walked("DESC", since) == expected[::-1]
    since = {"updatedAt": {"gte": rows[2]["createdAt"]}}
    assert await walked("ASC", since) == expected[1:]
    until = {"updatedAt": {"gte": rows[0]["createdAt"], "lt": rows[2]["createdAt"]}}
    assert await walked("DESC", until) == [rows[1]["id"]]


async def test_lists_are_sorted_by_name_and_time_of_creation(sam: Client, ann: Client, cast: Cast) -> None:
    for noun in ("Customer", "Contact", "Site", "Asset", "StaffMember"):
        names = {"Dunlin": (await made(sam, ann, cast, noun, "Dunlin"))["id"]}
        names["Avocet"] = (await made(sam, ann, cast, noun, "Avocet"))["id"]
        query = f"""query($field: {noun}SortField!, $where: {noun}Where, $direction: SortDirection!) {{
          {LISTS[noun]}(where: $where, sort: {{field: $field, direction: $direction}}) {{ nodes {{ id }} }} }}"""
        for field, ascending in (("NAME", ["Avocet", "Dunlin"]), ("CREATED_AT", ["Dunlin", "Avocet"])):
            for direction, wanted in (("ASC", ascending), ("DESC", ascending[::-1])):
                page = await sam.data(query, {"field": field, "direction": direction})
                listed = [each["id"] for each in page[LISTS[noun]]["nodes"] if each["id"] in names.values()]
                assert listed == [names[name] for name in wanted], (noun, field, direction)


async def test_strangers_do_not_learn_when_a_contact_changed(
    sam: Client, zoe: Client, tom: Client, ann: Client, cast: Cast
) -> None:
    await done(sam, "partySet", siteId=cast.quay_street, contactId=zoe.id, role="LANDLORD")
    seen = await zoe.data("{ contacts { nodes { id createdAt updatedAt } } }")
    times = {each["id"]: (each["createdAt"], each["updatedAt"]) for each in seen["contacts"]["nodes"]}
    assert times[tom.id] == (None, None) and None not in times[zoe.id]
    long_ago = {"where": {"updatedAt": {"gte": "2001-01-01T00:00:00Z"}}}
    found = await zoe.data("query($where: ContactWhere) { contacts(where: $where) { nodes { id } } }", long_ago)
    assert [each["id"] for each in found["contacts"]["nodes"]] == [zoe.id]
    for field in ("CREATED_AT", "UPDATED_AT"):
        answer = await zoe.graphql(f"{{ contacts(sort: {{field: {field}, direction: ASC}}) {{ totalCount }} }}")
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    by_name = await zoe.data("{ contacts(sort: {field: NAME, direction: DESC}) { nodes { displayName } } }")
    assert [each["displayName"] for each in by_name["contacts"]["nodes"]] == ["Zoe", "Tom"]
    member = await ann.data("query($id: ID!) { node(id: $id) { ... on StaffMember { updatedAt } } }", {"id": sam.id})
    assert member["node"] == {"updatedAt": None}


ROLE: Final = UUID("0192f0c1-2a80-7000-8000-000000000001")  # made at 2024-11-03T06:40:44.160Z
PERSON: Final = UUID("0192f0c1-2a80-7000-8000-000000000002")


@pytest.mark.migrated_to("0028_mails_of_invoices")
async def test_older_rows_are_given_their_times(older_database: str) -> None:
    await open_database(older_database, 1)
    try:
        name_key = "name, name_key"
        await execute(f"INSERT INTO staff_roles (id, {name_key}, permissions) VALUES ('{ROLE}', 'Desk', 'desk', '[]')")
        await execute(
            f"""INSERT INTO contacts (id, version, {name_key}, display_name, time_zone, locale, created_at)
            VALUES ('{PERSON}', 3, 'Jo', 'jo', 'Jo', 'UTC', 'en', '2025-01-02 03:04:05+00:00')"""
        )
        for position, kind in enumerate(("CONTACT_CHANGED", "PORTAL_ACCESS_CHANGED"), start=1):
            await execute(
                f"""INSERT INTO events (position, kind, occurred_at, actor, visibility, contact_id, data)
                VALUES ({position}, '{kind}', '2025-02-0{position} 03:04:05+00:00', '{{}}', 'EVERYONE', '{PERSON}', '{{}}')"""
            )
    finally:
        await close_database()
    await migrate(older_database)
    await open_database(older_database, 1)
    try:
        columns = "created_at, updated_at"
        found = [
            *await fetch(f"SELECT version, {columns} FROM staff_roles"),
            *await fetch(f"SELECT version, {columns} FROM contacts"),
        ]
        shown = [tuple(str(each)[:19] for each in tuple(row)) for row in found]
        assert shown[0] == ("1", "2024-11-03 06:40:44", "2024-11-03 06:40:44")
        assert shown[1] == ("3", "2025-01-02 03:04:05", "2025-02-01 03:04:05")
        assert is_sqlite() or found[0]["created_at"].microsecond == 160000
    finally:
        await close_database()
