"""A tenancy is proposed, agreed, given notice of and over, and its tenants see the property for its days."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from adapters import clock
from latchkey.worker.relay import Worker
from tests.support.cast import Cast
from tests.support.lettings.making import TENANCY, agreed, day, landlord, proposed
from tests.support.mutations import act, done, new_contact, refused
from tests.support.server import Client

SEEN = """{ tenancies { nodes { id state site { name } customer { id } tenants { id } rent { amount currency } feeRate
  deposit { amount } depositHeldBy rentPeriod rentDueFrom viewerCanUpdate } } sites { nodes { id tenancies { totalCount } } } }"""
ROLES = """query($id: ID!) { site(id: $id) { parties { nodes { role contact { id } startsOn endsOn } } } }"""


async def seen(by: Client) -> list[dict[str, Any]]:
    """The tenancies that somebody sees."""
    found: list[dict[str, Any]] = (await by.data(SEEN))["tenancies"]["nodes"]
    return found


async def days_of(sam: Client, cast: Cast, who: Client) -> tuple[str | None, str | None] | None:
    """The days of somebody's role TENANT at 12 Quay Street; None without one."""
    found = (await sam.data(ROLES, {"id": cast.quay_street}))["site"]["parties"]["nodes"]
    own = [each for each in found if each["role"] == "TENANT" and each["contact"]["id"] == who.id]
    return (own[0]["startsOn"], own[0]["endsOn"]) if own else None


@pytest.mark.without_worker
async def test_a_tenancy_goes_from_proposal_to_its_end(sam: Client, ben: Client, zoe: Client, cast: Cast) -> None:
    await landlord(sam, cast, zoe)
    terms = {"feeRate": "8.5", "deposit": {"amount": "1500", "currency": "GBP"}, "depositHeldBy": " Deposit  Scheme "}
    tenancy = await proposed(sam, cast, ben, **terms)
    assert (tenancy["state"], tenancy["tenants"], await seen(ben)) == ("PROPOSED", [{"id": ben.id}], [])
    [of_landlord] = await seen(zoe)
    assert of_landlord == {
        "id": tenancy["id"],
        "state": "PROPOSED",
        "site": {"name": "12 Quay Street"},
        "customer": {"id": cast.zenith},
        "tenants": [],
        "rent": {"amount": "1000.00", "currency": "GBP"},
        "feeRate": "8.5",
        "deposit": {"amount": "1500.00"},
        "depositHeldBy": "Deposit Scheme",
        "rentPeriod": "MONTHLY",
        "rentDueFrom": day(0),
        "viewerCanUpdate": False,
    }
    changed = await done(sam, "tenancyUpdate", TENANCY, id=tenancy["id"], version=tenancy["version"], endsOn=day(365))
    agreed_to = await done(sam, "tenancyActivate", TENANCY, id=tenancy["id"], version=changed["tenancy"]["version"])
    assert (agreed_to["tenancy"]["state"], await days_of(sam, cast, ben)) == ("ACTIVE", (day(0), day(365)))
    [own] = await seen(ben)
    assert (own["tenants"], own["feeRate"], own["site"]) == ([{"id": ben.id}], None, {"name": "12 Quay Street"})
    assert (await seen(zoe))[0]["tenants"] == [{"id": ben.id}]
    assert await refused(sam, "tenancyUpdate", id=tenancy["id"], startsOn=day(1)) == "WRONG_STATE"
    given = {"id": tenancy["id"], "endsOn": day(30), "noticeBy": "TENANT"}
    await done(sam, "tenancyNoticeGive", **given)
    again = await done(
        sam, "tenancyNoticeGive", "tenancy { state endsOn noticeBy noticeGivenOn }", **given | {"endsOn": day(20)}
    )
    assert again["tenancy"] == {
        "state": "NOTICE_GIVEN",
        "endsOn": day(20),
        "noticeBy": "TENANT",
        "noticeGivenOn": day(0),
    }
    assert await days_of(sam, cast, ben) == (day(0), day(20))
    ended = await done(sam, "tenancyEnd", TENANCY, id=tenancy["id"])
    assert (ended["tenancy"]["state"], ended["tenancy"]["endsOn"]) == ("ENDED", day(0))
    assert await days_of(sam, cast, ben) == (day(0), day(0)) and len(await seen(ben)) == 1
    assert await refused(sam, "tenancyEnd", id=tenancy["id"]) == "WRONG_STATE"


@pytest.mark.without_worker
async def test_a_tenancy_ends_by_itself_after_its_last_day(sam: Client, ben: Client, zoe: Client, cast: Cast) -> None:
    await landlord(sam, cast, zoe)
    tenancy = await agreed(sam, cast, ben, endsOn=day(3))
    worker = Worker()
    clock.advance(timedelta(days=3))
    await worker.run_due()
    assert (await seen(ben))[0]["state"] == "ACTIVE"
    clock.advance(timedelta(days=1))
    assert await seen(ben) == [], "the role is over even before the worker comes"
    await worker.run_due()
    assert (await seen(zoe))[0]["state"] == "ENDED" and await seen(ben) == []
    told = await zoe.data("{ notifications { nodes { kind title url subject { id } } } }")
    titles = {each["title"]: each for each in told["notifications"]["nodes"]}
    has_ended = titles["12 Quay Street: the tenancy has ended"]
    assert has_ended["subject"] == {"id": tenancy["id"]}
    assert has_ended["url"].endswith(f"/sites/{cast.quay_street}"), "the page of the property"


@pytest.mark.without_worker
async def test_a_property_is_let_once_at_a_time(sam: Client, ben: Client, ann: Client, cast: Cast) -> None:
    first = await agreed(sam, cast, ben, startsOn=day(10), endsOn=day(20))
    for days in (
        {"startsOn": day(20)},
        {"startsOn": day(0), "endsOn": day(10)},
        {"startsOn": day(12), "endsOn": day(15)},
    ):
        second = await proposed(sam, cast, ann, **days)
        assert await refused(sam, "tenancyActivate", id=second["id"]) == "WRONG_STATE"
    after = await agreed(sam, cast, ann, startsOn=day(21))
    await agreed(sam, cast, ann, startsOn=day(0), endsOn=day(9))
    assert await refused(sam, "tenancyUpdate", id=first["id"], endsOn=day(25)) == "WRONG_STATE"
    given = {"endsOn": day(21), "noticeBy": "LANDLORD"}
    assert await refused(sam, "tenancyNoticeGive", id=first["id"], **given) == "WRONG_STATE"
    await done(sam, "tenancyEnd", id=after["id"])
    await done(sam, "tenancyUpdate", id=first["id"], endsOn=day(25))


@pytest.mark.without_worker
async def test_two_tenancies_agreed_at_once_have_one_winner(sam: Client, ben: Client, ann: Client, cast: Cast) -> None:
    made = [await proposed(sam, cast, each) for each in (ben, ann)] + [await proposed(sam, cast, ben, startsOn=day(5))]
    answers = await asyncio.gather(*(act(sam, "tenancyActivate", TENANCY, id=each["id"]) for each in made))
    won = [each["tenancy"]["id"] for each in answers if not each["userErrors"]]
    lost = [each["userErrors"][0]["code"] for each in answers if each["userErrors"]]
    assert (len(won), lost) == (1, ["WRONG_STATE"] * 2)
    in_force = await sam.data("{ tenancies(where: {state: [ACTIVE, NOTICE_GIVEN]}) { nodes { id } } }")
    assert [each["id"] for each in in_force["tenancies"]["nodes"]] == won


@pytest.mark.without_worker
async def test_the_role_of_a_tenant_follows_the_tenancy(sam: Client, ben: Client, ann: Client, cast: Cast) -> None:
    first = await agreed(sam, cast, ben, endsOn=day(10))
    await done(sam, "tenancyTenantAdd", id=first["id"], contactId=ann.id)
    assert await days_of(sam, cast, ann) == (day(0), day(10))
    assert await refused(sam, "tenancyTenantAdd", id=first["id"], contactId=ann.id) == "NOT_UNIQUE"
    await done(sam, "tenancyTenantRemove", id=first["id"], contactId=ann.id)
    assert await days_of(sam, cast, ann) is None and await seen(ann) == []
    assert await refused(sam, "tenancyTenantRemove", id=first["id"], contactId=ann.id) == "NOT_FOUND"
    assert await refused(sam, "tenancyTenantRemove", id=first["id"], contactId=ben.id) == "WRONG_STATE"
    # They stay on: the role goes on from the first tenancy to the second.
    second = await agreed(sam, cast, ben, startsOn=day(11), endsOn=day(20))
    assert await days_of(sam, cast, ben) == (day(0), day(20))
    clock.advance(timedelta(days=11))
    await Worker().run_due()
    assert [each["state"] for each in await seen(ben)] == ["ACTIVE", "ENDED"]
    await done(sam, "tenancyUpdate", id=second["id"], endsOn=None)
    assert await days_of(sam, cast, ben) == (day(-11), None)
    withdrawn = await agreed(sam, cast, ann, startsOn=day(-40), endsOn=day(-12))
    await done(sam, "tenancyEnd", id=withdrawn["id"], endedOn=day(-30))
    assert await days_of(sam, cast, ann) == (day(-40), day(-30))


@pytest.mark.without_worker
async def test_a_tenancy_that_never_began_leaves_no_role(sam: Client, ben: Client, cast: Cast) -> None:
    tenancy = await agreed(sam, cast, ben, startsOn=day(5))
    assert await days_of(sam, cast, ben) == (day(5), None)
    await done(sam, "tenancyEnd", id=tenancy["id"])
    assert await days_of(sam, cast, ben) is None
    proposal = await proposed(sam, cast)
    assert await refused(sam, "tenancyActivate", id=proposal["id"]) == "WRONG_STATE", "nobody would live there"
    await done(sam, "tenancyEnd", id=proposal["id"])


@pytest.mark.without_worker
async def test_tenancies_are_filtered_searched_and_sorted(sam: Client, ben: Client, ann: Client, cast: Cast) -> None:
    address = {"line1": "9 Mill Lane", "city": "Leeds", "country": "GB"}
    made = await done(sam, "siteCreate", "site { id }", name="Mill Cottage", kind="PROPERTY", address=address)
    mill = {"siteId": made["site"]["id"]}
    one, two = await agreed(sam, cast, ben, startsOn=day(-5)), await proposed(sam, cast, ann, **mill, endsOn=day(9))
    both = {one["id"], two["id"]}
    cases: list[tuple[str, set[str]]] = [
        ("", both),
        ("(where: {state: [PROPOSED]})", {two["id"]}),
        (f'(where: {{siteId: ["{cast.quay_street}"]}})', {one["id"]}),
        (f'(where: {{customerId: ["{cast.zenith}"]}})', both),
        (f'(where: {{customerId: ["{cast.acme}"]}})', set()),
        (f'(where: {{tenantId: ["{ann.id}"]}})', {two["id"]}),
        (f'(where: {{startsOn: {{lte: "{day(-1)}"}}}})', {one["id"]}),
        (f'(where: {{endsOn: {{lte: "{day(9)}"}}}})', {two["id"]}),
        ('(search: "mill")', {two["id"]}),
        ('(search: "quay")', {one["id"]}),
    ]
    for arguments, wanted in cases:
        found = (await sam.data(f"{{ tenancies{arguments} {{ nodes {{ id }} }} }}"))["tenancies"]["nodes"]
        assert {each["id"] for each in found} == wanted, arguments
    by_day = await sam.data("{ tenancies(sort: {field: STARTS_ON, direction: ASC}) { nodes { id } } }")
    assert [each["id"] for each in by_day["tenancies"]["nodes"]] == [one["id"], two["id"]]
    found = await sam.data("query($id: ID!) { tenancy(id: $id) { id } node(id: $id) { id } }", {"id": one["id"]})
    assert found == {"tenancy": {"id": one["id"]}, "node": {"id": one["id"]}}
    hidden = await ann.data("query($id: ID!) { tenancy(id: $id) { id } node(id: $id) { id } }", {"id": one["id"]})
    assert hidden == {"tenancy": None, "node": None}


@pytest.mark.without_worker
async def test_all_faults_of_a_tenancy_are_told_at_once(sam: Client, cast: Cast) -> None:
    jo = await new_contact(sam)
    given = {
        "siteId": cast.acme_site,
        "customerId": cast.zenith,
        "tenantIds": [jo, jo],
        "startsOn": day(5),
        "endsOn": day(4),
        "rent": {"amount": "10", "currency": "EUR"},
        "deposit": {"amount": "-1", "currency": "GBP"},
        "feeRate": "101",
        "rentDueFrom": day(600),
    }
    errors = (await act(sam, "tenancyCreate", **given))["userErrors"]
    assert {".".join(each["field"]): each["code"] for each in errors} == {
        "siteId": "WRONG_STATE",
        "tenantIds.1": "INVALID",
        "endsOn": "INVALID",
        "rentDueFrom": "INVALID",
        "feeRate": "INVALID",
        "rent.currency": "INVALID",
        "deposit.amount": "INVALID",
    }


async def test_only_staff_who_manage_properties_let_them(
    sam: Client, rita: Client, zoe: Client, ben: Client, cast: Cast
) -> None:
    await landlord(sam, cast, zoe)
    tenancy = await agreed(sam, cast, ben)
    for by in (rita, zoe, ben):
        assert await refused(by, "tenancyEnd", id=tenancy["id"]) == "FORBIDDEN"
    assert len(await seen(rita)) == 1, "all staff see"
