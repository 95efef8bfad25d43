"""Lists of people and places: whatever can grow is paged, filters take several ids, and a person's page has an id."""

from typing import Any
from uuid import UUID

import pytest

from adapters.database.client import close_database, execute, fetch, is_sqlite
from latchkey.migrate import migrate
from models.core.database import open_database
from tests.support.cast import Cast
from tests.support.mutations import done, new_contact
from tests.support.server import Client, Server

pytestmark = pytest.mark.without_worker

OF_CONTACT = """query($id: ID!, $first: Int, $after: String) { contact(id: $id) {
  memberships(first: $first, after: $after) { totalCount nodes { customer { name } } pageInfo { hasNextPage endCursor } }
  parties(first: $first, after: $after) { totalCount nodes { role } pageInfo { hasNextPage endCursor } } } }"""
ME = """{ viewer { id overview { id } kind memberships { totalCount nodes { id } } parties { totalCount nodes { role } }
  sessions(first: 1) { totalCount nodes { isCurrent } pageInfo { hasNextPage } } } }"""
NODES = """query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Viewer { kind }
  ... on Overview { unreadNotificationCount } } }"""


async def customers(sam: Client, *names: str) -> list[str]:
    """New customers of these names; gives their ids."""
    made = [await done(sam, "customerCreate", "customer { id }", name=name, currency="EUR") for name in names]
    return [each["customer"]["id"] for each in made]


async def test_memberships_and_roles_are_paged(sam: Client, cast: Cast) -> None:
    contact = await new_contact(sam)
    for customer in await customers(sam, "First", "Second", "Third"):
        await done(sam, "membershipSet", customerId=customer, contactId=contact, role="MEMBER", rights=[])
    for role in ("VENDOR", "LANDLORD"):
        await done(sam, "partySet", siteId=cast.quay_street, contactId=contact, role=role)
    page = (await sam.data(OF_CONTACT, {"id": contact, "first": 2}))["contact"]
    assert [each["customer"]["name"] for each in page["memberships"]["nodes"]] == ["First", "Second"]
    assert (page["memberships"]["totalCount"], page["memberships"]["pageInfo"]["hasNextPage"]) == (3, True)
    assert [each["role"] for each in page["parties"]["nodes"]] == ["VENDOR", "LANDLORD"]
    assert (page["parties"]["totalCount"], page["parties"]["pageInfo"]["hasNextPage"]) == (2, False)
    rest = """query($id: ID!, $after: String) { contact(id: $id) {
      memberships(after: $after) { nodes { customer { name } } } } }"""
    found = await sam.data(rest, {"id": contact, "after": page["memberships"]["pageInfo"]["endCursor"]})
    assert found["contact"]["memberships"]["nodes"] == [{"customer": {"name": "Third"}}]


async def test_viewers_page_through_their_own_lists(server: Server, sam: Client, ann: Client, tom: Client) -> None:
    seen = {name: (await person.data(ME))["viewer"] for name, person in (("sam", sam), ("ann", ann), ("tom", tom))}
    counts = {name: (each["memberships"]["totalCount"], each["parties"]["totalCount"]) for name, each in seen.items()}
    assert counts == {"sam": (0, 0), "ann": (1, 0), "tom": (0, 1)}
    assert seen["sam"]["memberships"]["nodes"] == seen["sam"]["parties"]["nodes"] == []
    assert seen["ann"]["sessions"] == {
        "totalCount": 1,
        "nodes": [{"isCurrent": True}],
        "pageInfo": {"hasNextPage": False},
    }


async def test_the_page_of_a_person_has_an_id_that_only_they_can_read(sam: Client, ann: Client, ben: Client) -> None:
    own = {person.name: (await person.data(ME))["viewer"] for person in (sam, ann, ben)}
    ids = {name: [each["id"], each["overview"]["id"]] for name, each in own.items()}
    assert len({each for pair in ids.values() for each in pair}) == 6
    assert (await ann.data(ME))["viewer"]["id"] == own[ann.name]["id"]
    found = await ann.data(NODES, {"ids": ids[ann.name] + ids[ben.name] + ids[sam.name]})
    assert found["nodes"] == [
        {"__typename": "Viewer", "id": ids[ann.name][0], "kind": "CONTACT"},
        {"__typename": "Overview", "id": ids[ann.name][1], "unreadNotificationCount": 0},
        *[None] * 4,
    ]


async def test_filters_take_one_id_or_several(sam: Client, ann: Client, cast: Cast) -> None:
    [other] = await customers(sam, "Harbour Cafe")
    asset = {"name": "Oven"}
    for given in ({"customerId": cast.acme}, {"customerId": other}, {"siteId": cast.acme_site}):
        await done(sam, "assetCreate", **asset, **given)
    await new_contact(sam, "Jo Hill", "jo@harbour.test", customerId=other, role="MEMBER")

    async def count(by: Client, field: str, kind: str, **where: Any) -> int:
        query = f"query($where: {kind}) {{ {field}(where: $where) {{ totalCount }} }}"
        total: int = (await by.data(query, {"where": where}))[field]["totalCount"]
        return total

    assert await count(sam, "assets", "AssetWhere", customerId=other) == 1
    assert await count(sam, "assets", "AssetWhere", customerId=[other, cast.acme]) == 3
    assert await count(sam, "assets", "AssetWhere", customerId=[other, cast.acme], siteId=[cast.acme_site]) == 1
    assert await count(sam, "assets", "AssetWhere", customerId=[]) == 0
    assert await count(sam, "sites", "SiteWhere", customerId=[cast.acme, cast.zenith]) == 2
    assert await count(sam, "contacts", "ContactWhere", customerId=[cast.acme, other]) == 3
    assert await count(sam, "customers", "CustomerWhere", id=other) == 1
    assert await count(sam, "accessRequests", "AccessRequestWhere", customerId=[cast.acme, other]) == 0
    assert await count(sam, "deliveries", "DeliveryWhere", contactId=[ann.id, cast.ben.id]) == 0
    # What the viewer may not see finds nothing, also beside what they may.
    assert await count(ann, "assets", "AssetWhere", customerId=[other]) == 0
    assert await count(ann, "assets", "AssetWhere", customerId=[other, cast.acme]) == 2
    listed = "query($ids: [ID!]) { assets(where: {customerId: $ids}) { totalCount } }"
    for ids, sentence in (
        ([cast.acme] * 101, "customerId: use at most 100 ids."),
        ([cast.acme, cast.acme_site], "customerId: not the id of Customer."),
    ):
        [error] = (await sam.graphql(listed, {"ids": ids}))["errors"]
        assert (error["extensions"]["code"], error["message"]) == ("BAD_USER_INPUT", sentence)


@pytest.mark.migrated_to("0028_mails_of_invoices")
async def test_staff_from_before_are_listed_and_found_by_name(older_database: str) -> None:
    await open_database(older_database, 1)
    try:
        now = "CURRENT_TIMESTAMP || '+00:00'" if is_sqlite() else "now()"
        member = UUID(int=1)
        await execute(
            f"INSERT INTO staff_roles (id, name, name_key, permissions) VALUES ('{member}', 'Desk', 'desk', '[]')"
        )
        await execute(
            f"""INSERT INTO staff_members (id, name, email, email_key, role_id, is_active, time_zone, locale, created_at)
            VALUES ('{member}', 'Zoë de Boer', 'z@desk.test', 'z@desk.test', '{member}', {"1" if is_sqlite() else "true"},
            'UTC', 'en', {now})"""
        )
    finally:
        await close_database()
    await migrate(older_database)
    await open_database(older_database, 1)
    try:
        [row] = await fetch("SELECT name_key, search_words FROM staff_members")
        assert row["name_key"] == "zoë de boer" and "zoe" in row["search_words"].split()
    finally:
        await close_database()
