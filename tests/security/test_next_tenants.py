"""The next tenant sees no words or pictures of the former one, nor of an order that moves away."""

from typing import Any

import pytest

from adapters.mail.catcher import MailCatcher
from latchkey.worker.relay import Worker
from tests.support.attacks import sweep
from tests.support.cast import Cast
from tests.support.files import bearer
from tests.support.mutations import done, refused
from tests.support.queries import remember_every_document
from tests.support.server import Client, Server
from tests.support.sockets import live
from tests.support.tenancies import FILE, LATER, OF_ONE, SECRET, WATCH, WORK, a_tenancy, bodies, day, move_out, tenant


@pytest.mark.settings(**sweep.LIMITS)
async def test_the_next_tenant_finds_nothing_of_the_former_one_anywhere(
    server: Server, sam: Client, tom: Client, ben: Client, zoe: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember_every_document(monkeypatch)
    before = await a_tenancy(sam, tom, cast)
    await move_out(sam, cast, tom)
    await tenant(sam, cast, ben, startsOn=day(0))
    words = (before.number, SECRET, "cold", "zenith")
    shown = await sweep.everything(
        ben, [before.order, *before.ids, cast.quay_street, cast.zenith, tom.id], before.start, words
    )
    site = [answer for query, answer in shown.items() if query.startswith("{ sites")]
    assert any("12 Quay Street" in answer for answer in site), "the home itself is theirs to see"
    for query, answer in shown.items():
        for secret in (SECRET, FILE, WORK, before.number, "Tom", "Zenith", before.order):
            assert secret not in answer.replace(f'"{secret}', "", 0), (
                f"{secret} shows in {query[:300]}: {answer[:2000]}"
            )
    async with live(server, ben.token) as socket:
        everything = await socket.subscribe(WATCH, {"after": before.start})
        of_order = await socket.subscribe(
            OF_ONE, {"o": before.order, "a": (await sam.data("{ eventCursor }"))["eventCursor"]}
        )
        assert "nothing has this id" in str((await of_order.message())["payload"])
        await done(sam, "noteAdd", orderId=before.order, body=LATER)
        new = await done(
            ben,
            "orderCreate",
            "order { id number }",
            kind="SERVICE_CALL",
            problemSummary="Tap",
            siteId=cast.quay_street,
        )
        seen: list[dict[str, Any]] = []
        while not seen or seen[-1].get("kind") != "ORDER_CREATED":
            seen.append((await everything.next())["events"])
        assert seen[-1]["order"]["number"] == new["order"]["number"]
        assert {each["kind"] for each in seen if each} <= {"PARTY_CHANGED", "ORDER_CREATED"}, seen
    for word in ("orders(search", "order(by: {id", "events(after"):
        answers = await sweep.everything(zoe, [before.order], before.start, [SECRET], only=word)
        assert any(SECRET in answer for answer in answers.values()), "the sweep looks where it would be seen"
    # It is no secret from those who were there: whose house it is, and who looks after it.
    assert await bodies(zoe, before.order) == [LATER, SECRET]
    refusals = [await refused(ben, "noteAdd", orderId=before.order, body="Hello?")]
    refusals.append(await refused(ben, "orderCancel", id=before.order, reason="No"))
    assert refusals == ["NOT_FOUND", "NOT_FOUND"]
    assert (await server.client.get(before.url, headers=bearer(ben))).status_code in (403, 404), "nor a link of Tom's"


async def test_the_next_tenant_is_told_of_their_own_orders_alone(
    server: Server, sam: Client, tom: Client, ben: Client, cast: Cast, catcher: MailCatcher
) -> None:
    before = await a_tenancy(sam, tom, cast)
    await move_out(sam, cast, tom)
    await tenant(sam, cast, ben)
    await done(sam, "noteAdd", orderId=before.order, body=LATER)
    own = await done(
        ben, "orderCreate", "order { id }", kind="SERVICE_CALL", problemSummary="Tap", siteId=cast.quay_street
    )
    await done(sam, "noteAdd", orderId=own["order"]["id"], body="We come tomorrow")
    await catcher.wait_for(lambda mail: "ben@people.test" in mail.to and "We come tomorrow" in mail.text)
    told = (await ben.data("{ notifications { nodes { body } } }"))["notifications"]["nodes"]
    assert [each["body"] for each in told] == ["We come tomorrow"]
    await catcher.wait_for(lambda mail: "zoe@people.test" in mail.to and LATER in mail.text)
    told_later = {address for mail in catcher.messages() if LATER in mail.text for address in mail.to}
    assert told_later == {"zoe@people.test"}


async def test_an_order_that_leaves_a_property_takes_its_history_along(
    server: Server, sam: Client, tom: Client, zoe: Client, cast: Cast
) -> None:
    address = {"line1": "9 Elm Row", "city": "Bath", "country": "GB"}
    other = await done(
        sam, "siteCreate", "site { id }", kind="PROPERTY", name="Elm Row", customerId=cast.zenith, address=address
    )
    before = await a_tenancy(sam, tom, cast)
    async with live(server, tom.token) as socket:
        of_order = await socket.subscribe(
            OF_ONE, {"o": before.order, "a": (await sam.data("{ eventCursor }"))["eventCursor"]}
        )
        await done(sam, "orderUpdate", id=before.order, siteId=other["site"]["id"])
        while (message := await of_order.message())["type"] == "next":
            pass
        assert message["type"] == "complete"
        everything = await socket.subscribe(WATCH, {"after": before.start})
        new = await done(
            tom, "orderCreate", "order { number }", kind="SERVICE_CALL", problemSummary="Tap", siteId=cast.quay_street
        )
        kinds = []
        while (event := (await everything.next())["events"])["kind"] != "ORDER_CREATED":
            kinds.append(event["kind"])
        assert event["order"]["number"] == new["order"]["number"] and set(kinds) <= {
            "NOTIFICATION_CREATED",
            "ASSET_CREATED",
        }, kinds
    for each in before.ids:
        assert (await tom.data("query($id: ID!) { node(id: $id) { id } }", {"id": each}))["node"] is None
    page = "query($a: EventCursor!) { events(after: $a, first: 100) { nodes { kind } } }"
    caught_up = (await tom.data(page, {"a": before.start}))["events"]["nodes"]
    assert {each["kind"] for each in caught_up} <= {"NOTIFICATION_CREATED", "ORDER_CREATED", "ASSET_CREATED"}, caught_up
    assert (await tom.data("{ notifications { totalCount } }"))["notifications"]["totalCount"] == 0
    # Who is at the other property sees the order and its past, as does the customer.
    await done(sam, "partySet", siteId=other["site"]["id"], contactId=tom.id, role="LANDLORD")
    assert await bodies(tom, before.order) == await bodies(zoe, before.order) == [SECRET]
    kinds = [each["kind"] for each in (await tom.data(page, {"a": before.start}))["events"]["nodes"]]
    assert kinds.count("NOTE_ADDED") == 1


@pytest.mark.without_worker
async def test_a_mail_that_waited_until_the_role_was_over_is_not_sent(
    sam: Client, tom: Client, cast: Cast, catcher: MailCatcher
) -> None:
    before = await a_tenancy(sam, tom, cast)
    await done(sam, "noteAdd", orderId=before.order, body=LATER)
    await move_out(sam, cast, tom)
    while await Worker(catcher.url).run_due():
        pass
    told = {address for mail in catcher.messages() for address in mail.to}
    assert "zoe@people.test" in told and "tom@people.test" not in told
    sent = await sam.data("{ deliveries(first: 100) { nodes { recipient status lastError } } }")
    failed = [each for each in sent["deliveries"]["nodes"] if each["recipient"] == "tom@people.test"]
    assert failed and {each["status"] for each in failed} == {"DEAD"}
