"""A role on a property begins, and from then on shows what happens there; what is of the property it shows too."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from tortoise import Tortoise

from adapters import clock
from adapters.database.client import execute
from latchkey.migrate import migrate
from models.core.database import open_database
from models.core.viewer import ActorKind, PartyGrant, PartyRole, Viewer
from models.orders.orders import Order
from models.places.sites import Party
from tests.support.cast import Cast
from tests.support.mutations import done, refused
from tests.support.server import Client, Server
from tests.support.sockets import live
from tests.support.tenancies import (
    KEPT,
    LATER,
    OF_ONE,
    OF_ORDER,
    SECRET,
    WATCH,
    a_tenancy,
    bodies,
    day,
    move_out,
    tenant,
)


async def test_orders_marked_as_of_the_property_are_seen_by_later_tenants(
    server: Server, sam: Client, tom: Client, ben: Client, cast: Cast
) -> None:
    before = await a_tenancy(sam, tom, cast)
    kept = await done(sam, "noteAdd", "entry { id }", orderId=before.order, body=KEPT)
    await move_out(sam, cast, tom)
    await tenant(sam, cast, ben)
    assert await bodies(ben, before.order) is None
    async with live(server, ben.token) as socket:
        watch = await socket.subscribe(WATCH, {"after": (await ben.data("{ eventCursor }"))["eventCursor"]})
        await done(sam, "ofPropertySet", "order { ofProperty }", id=kept["entry"]["id"], ofProperty=True)
        marked = await watch.next()
        while marked["events"] == {}:
            marked = await watch.next()
        assert marked["events"] == {"kind": "ORDER_OF_PROPERTY_CHANGED", "order": {"number": before.number}}
        later = await done(sam, "noteAdd", orderId=before.order, body=LATER)
        assert later and (await watch.next())["events"]["kind"] in ("NOTE_ADDED", "NOTIFICATION_CREATED")
    seen = (await ben.data(OF_ORDER, {"id": before.order}))["order"]
    assert [each["body"] for each in seen["timeline"]["nodes"]] == [LATER, KEPT]
    assert seen["problemDetail"] is None and seen["nextStatuses"] == [] and seen["ofProperty"]
    assert seen["attachments"] == {"totalCount": 0, "nodes": []}
    # The words of the former tenant's files and notes are marked one by one.
    files = await sam.data(
        "query($id: ID!) { order(by: {id: $id}) { attachments { nodes { id } } } }", {"id": before.order}
    )
    first = files["order"]["attachments"]["nodes"][0]["id"]
    await done(sam, "ofPropertySet", id=first, ofProperty=True)
    shown = (await ben.data(OF_ORDER, {"id": before.order}))["order"]["attachments"]["nodes"]
    assert len(shown) == 1 and (await server.client.get(shown[0]["download"]["url"])).status_code == 200
    assert await refused(ben, "orderUpdate", id=before.order, problemSummary="Mine") == "FORBIDDEN"
    caught_up = await ben.data(
        "query($a: EventCursor!) { events(after: $a, first: 100) { nodes { kind } } }", {"a": before.start}
    )
    kinds = [each["kind"] for each in caught_up["events"]["nodes"]]
    assert kinds.count("NOTE_ADDED") == 2 and kinds.count("ATTACHMENT_ADDED") == 1
    # Nothing of an order is of the property once the order is not.
    async with live(server, ben.token) as socket:
        of_order = await socket.subscribe(OF_ONE, {"o": before.order})
        await done(sam, "ofPropertySet", id=before.order, ofProperty=False)
        while (message := await of_order.message())["type"] == "next":
            assert message["payload"]["data"]["orderEvents"] == {}
        assert message["type"] == "complete"
    assert await bodies(ben, before.order) is None


async def test_staff_alone_mark_orders_and_only_at_properties(
    sam: Client, tom: Client, zoe: Client, ann: Client, cast: Cast
) -> None:
    before = await a_tenancy(sam, tom, cast)
    for contact in (tom, zoe):
        assert await refused(contact, "noteAdd", orderId=before.order, body="Hi", ofProperty=True) == "FORBIDDEN"
    given: dict[str, Any] = {"orderId": before.order, "body": "Hush", "visibility": "STAFF_ONLY"}
    assert await refused(sam, "noteAdd", **given, ofProperty=True) == "INVALID"
    elsewhere = await done(ann, "orderCreate", "order { id }", kind="WALK_IN_REPAIR", problemSummary="Mixer")
    assert await refused(sam, "ofPropertySet", id=elsewhere["order"]["id"], ofProperty=True) == "WRONG_STATE"
    for wrong in (cast.quay_street, tom.id, "rubbish"):
        assert await refused(sam, "ofPropertySet", id=wrong, ofProperty=True) == "NOT_FOUND"


@pytest.mark.parametrize(
    ("role", "days", "sees"),
    [
        ("LANDLORD", {}, True),
        ("LANDLORD", {"startsOn": 0}, False),
        ("LANDLORD", {"startsOn": -1}, True),
        ("TENANT", {"startsOn": -1}, True),
        ("TENANT", {"startsOn": 0}, False),
        ("TENANT", {}, False),
        ("TENANT", {"startsOn": 1}, False),
        ("VENDOR", {"startsOn": -9}, False),
        ("APPLICANT", {}, False),
    ],
)
async def test_a_role_begins_with_its_first_day_or_when_it_is_given(
    sam: Client, tom: Client, ben: Client, cast: Cast, role: str, days: dict[str, int], sees: bool
) -> None:
    before = await a_tenancy(sam, tom, cast)
    await tenant(sam, cast, ben, role, **{name: day(ahead) for name, ahead in days.items()})
    assert (await bodies(ben, before.order) is not None) == sees
    clock.advance(timedelta(days=2))
    assert (await bodies(ben, before.order) is not None) == sees, "and so it stays"


async def test_a_returning_tenant_sees_nothing_of_the_time_between(
    sam: Client, tom: Client, ben: Client, cast: Cast
) -> None:
    first = await a_tenancy(sam, tom, cast)
    await tenant(sam, cast, tom, endsOn=day(0))
    assert await bodies(tom, first.order) == [SECRET], "its last day belongs to a role, and changes nothing before"
    clock.advance(timedelta(days=2))
    await tenant(sam, cast, ben)
    between = await done(
        ben, "orderCreate", "order { id }", kind="SERVICE_CALL", problemSummary="X", siteId=cast.quay_street
    )
    await tenant(sam, cast, tom)
    order = between["order"]["id"]
    assert await bodies(tom, order) is None and await bodies(tom, first.order) is None
    both = await done(
        tom, "orderCreate", "order { id }", kind="SERVICE_CALL", problemSummary="Y", siteId=cast.quay_street
    )
    assert await bodies(tom, both["order"]["id"]) == await bodies(ben, both["order"]["id"]) == []
    # What was a mistake is mended by saying when it really began.
    await tenant(sam, cast, tom, startsOn=day(-9))
    assert await bodies(tom, first.order) == [SECRET]


async def test_a_landlord_sees_no_roles_from_before_their_own(
    sam: Client, tom: Client, ben: Client, zoe: Client, cast: Cast
) -> None:
    await tenant(sam, cast, tom, endsOn=day(0))
    clock.advance(timedelta(days=3))
    await tenant(sam, cast, ben, "LANDLORD", startsOn=day(0))
    seen = await ben.data(
        "query($id: ID!, $tom: ID!) { site(id: $id) { parties { nodes { role } } } contact(id: $tom) { id } }",
        {"id": cast.quay_street, "tom": tom.id},
    )
    assert seen == {"site": {"parties": {"nodes": [{"role": "LANDLORD"}]}}, "contact": None}
    await tenant(sam, cast, ben, "LANDLORD", startsOn=day(-3))
    seen = await ben.data("query($id: ID!) { site(id: $id) { parties { nodes { role } } } }", {"id": cast.quay_street})
    assert [each["role"] for each in seen["site"]["parties"]["nodes"]] == ["TENANT", "LANDLORD"]


@pytest.mark.migrated_to("0020_resets_from")
async def test_older_roles_begin_when_they_were_added(older_database: str) -> None:
    """But a landlord's without a first day, who has been it all along; whatever there is, is not of the property."""
    await open_database(older_database)
    when, key = "'2025-01-01 00:00:00+00:00'", "10000000-0000-7000-8000-00000000000{}"
    await execute(
        f"""INSERT INTO contacts (id, version, name, name_key, display_name, time_zone, locale, created_at)
        VALUES ('{key.format(0)}', 1, 'Jo', 'jo', 'Jo', 'UTC', 'en', {when})"""
    )
    await execute(
        f"""INSERT INTO sites (id, version, kind, name, name_key, line1, city, country, created_at)
        VALUES ('{key.format(0)}', 1, 'PROPERTY', 'Quay', 'quay', '1 Quay', 'Bath', 'GB', {when})"""
    )
    await execute(
        f"""INSERT INTO orders (id, version, kind, priority, status, site_id, problem_summary, created_at, updated_at)
        VALUES ('{key.format(0)}', 1, 'SERVICE_CALL', 2, 'DRAFT', '{key.format(0)}', 'Cold', {when}, {when})"""
    )
    for number, (role, starts_on) in enumerate([("LANDLORD", "NULL"), ("TENANT", "NULL"), ("VENDOR", "'2024-05-01'")]):
        await execute(
            f"""INSERT INTO parties (id, site_id, contact_id, role, starts_on, created_at)
            VALUES ('{key.format(number)}', '{key.format(0)}', '{key.format(0)}', '{role}', {starts_on}, {when})"""
        )
    await Tortoise.close_connections()
    await migrate(older_database)
    await open_database(older_database)
    try:
        begins = {str(party.role): party.given_at for party in await Party.all()}
        (order,) = await Order.all()
    finally:
        await Tortoise.close_connections()
    added = datetime(2025, 1, 1, tzinfo=UTC)
    assert begins == {"LANDLORD": None, "TENANT": added, "VENDOR": added} and not order.of_property


def test_a_viewer_remembers_the_roles_of_one_day() -> None:
    grant = PartyGrant(uuid4(), PartyRole.TENANT, starts_on=None, ends_on=None, given_at=None)
    viewer = Viewer(kind=ActorKind.CONTACT, name="Ann", parties=(grant,))
    viewer.tenures(PartyRole.TENANT)
    of_one_day = len(viewer.remembered)
    clock.advance(timedelta(days=1))
    assert viewer.tenures(PartyRole.TENANT) == {grant.site_id: None}
    assert len(viewer.remembered) == of_one_day
