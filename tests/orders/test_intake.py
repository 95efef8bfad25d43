"""Intake: an order comes in whole, with its asset and its files, under a number of its own, or not at all."""

import asyncio
from typing import Any

import orjson
import pytest

from adapters.database.client import close_database, execute, fetch, is_sqlite
from latchkey.migrate import migrate
from models.core.database import open_database
from models.log.unit_of_work import UnitOfWork
from tests.support.cast import Cast
from tests.support.files import pdf, uploaded
from tests.support.mutations import act, done, refused
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

SHOWN = """order { id number status kind priority problemSummary problemDetail createdAt completedAt
  customer { id } site { id } asset { id name serialNumber manufacturer model customer { id } site { id } }
  attachments { nodes { filename } } }"""
KNOWN, UNKNOWN, PERSON = (f"00000000-0000-7000-8000-00000000000{n}" for n in range(3))
TABLES = ("orders", "assets", "attachments", "events", "notifications", "deliveries", "idempotency_keys")


async def order_of(by: Client, **given: Any) -> dict[str, Any]:
    """An order that was taken in."""
    made: dict[str, Any] = (await done(by, "orderCreate", SHOWN, **_with_what(given)))["order"]
    return made


def _with_what(given: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "SERVICE_CALL", "problemSummary": "Oven is cold"} | given


async def rows() -> dict[str, int]:
    """The number of rows in each table that an intake writes to, and the last order number."""
    counted = {table: int((await fetch(f"SELECT count(*) AS n FROM {table}"))[0]["n"]) for table in TABLES}
    return counted | {"last number": (await fetch("SELECT value FROM counters WHERE name = 'order'"))[0]["value"]}


async def test_an_order_is_taken_in_with_all_that_belongs_to_it(ann: Client, cast: Cast) -> None:
    photos = [await uploaded(ann, pdf(50 + each), f"page {each}.pdf") for each in range(2)]
    order = await order_of(
        ann,
        kind="WALK_IN_REPAIR",
        priority="URGENT",
        customerId=cast.acme,
        siteId=cast.acme_site,
        problemSummary="  Oven   is cold ",
        problemDetail="Since Monday.\nIt clicks.",
        newAsset={"name": "Oven 2", "serialNumber": "SN-77", "manufacturer": "Rational", "model": "iC6"},
        uploadIds=[photo["id"] for photo in photos],
    )
    asset = order.pop("asset")
    assert order.pop("createdAt") and order.pop("id")
    assert order == {
        "number": "SR-000001",
        "status": "SUBMITTED",
        "kind": "WALK_IN_REPAIR",
        "priority": "URGENT",
        "problemSummary": "Oven is cold",
        "problemDetail": "Since Monday.\nIt clicks.",
        "completedAt": None,
        "customer": {"id": cast.acme},
        "site": {"id": cast.acme_site},
        "attachments": {"nodes": [{"filename": "page 1.pdf"}, {"filename": "page 0.pdf"}]},
    }
    known = asset.pop("id")
    assert asset == {
        "name": "Oven 2",
        "serialNumber": "SN-77",
        "manufacturer": "Rational",
        "model": "iC6",
        "customer": {"id": cast.acme},
        "site": {"id": cast.acme_site},
    }
    # What is known by now need not be told again: the asset says whose it is, and where it stands.
    again = await order_of(ann, assetId=known)
    assert (again["asset"]["id"], again["customer"]["id"], again["site"]["id"]) == (known, cast.acme, cast.acme_site)
    assert (again["number"], again["priority"], again["status"]) == ("SR-000002", "NORMAL", "SUBMITTED")


async def test_a_draft_has_no_number_until_it_is_submitted(ann: Client, ben: Client) -> None:
    draft = await order_of(ann, asDraft=True, newAsset={"name": "Mixer"})
    assert (draft["number"], draft["status"]) == (None, "DRAFT")
    assert (await order_of(ben))["number"] == "SR-000001"
    submitted = await done(ann, "orderSubmit", SHOWN, id=draft["id"])
    assert (submitted["order"]["number"], submitted["order"]["status"]) == ("SR-000002", "SUBMITTED")
    # A draft that is called off never had one, and a number stays with what was called off.
    other = await order_of(ann, asDraft=True)
    called_off = await done(ann, "orderCancel", SHOWN, id=other["id"], reason="Never mind")
    assert called_off["order"]["number"] is None
    kept = await done(ann, "orderCancel", SHOWN, id=draft["id"], reason="Works again")
    assert kept["order"]["number"] == "SR-000002"
    assert (await order_of(ann))["number"] == "SR-000003"


async def test_a_refused_order_leaves_nothing_behind_and_no_gap(
    sam: Client, ann: Client, ben: Client, zoe: Client, tom: Client, cast: Cast
) -> None:
    first = await order_of(ann, newAsset={"name": "Oven"})
    used = await uploaded(ann, pdf(60))
    await done(ann, "attachmentAdd", orderId=first["id"], uploadId=used["id"])
    strangers = await uploaded(ben, pdf(70))
    before = await rows()
    asset = {"name": "Mixer", "serialNumber": "M-1"}
    for given, code, field in (
        ({"problemSummary": " "}, "REQUIRED", ["problemSummary"]),
        ({"problemSummary": "x" * 201}, "TOO_LONG", ["problemSummary"]),
        ({"problemDetail": "x" * 20_001}, "TOO_LONG", ["problemDetail"]),
        ({"uploadIds": [used["id"]]}, "WRONG_STATE", ["uploadIds", "0"]),
        ({"uploadIds": [strangers["id"]]}, "NOT_FOUND", ["uploadIds", "0"]),
        ({"siteId": cast.quay_street}, "NOT_FOUND", ["siteId"]),
        ({"customerId": cast.zenith}, "NOT_FOUND", ["customerId"]),
        ({"newAsset": asset | {"name": " "}}, "REQUIRED", ["newAsset", "name"]),
        ({"newAsset": asset | {"serialNumber": "x" * 101}}, "TOO_LONG", ["newAsset", "serialNumber"]),
        ({"newAsset": asset, "assetId": first["asset"]["id"]}, "INVALID", ["newAsset"]),
    ):
        answer = await act(ann, "orderCreate", "order { id }", **_with_what({"newAsset": asset} | given))
        assert [(error["code"], error["field"]) for error in answer["userErrors"]] == [(code, field)], given
        assert answer["order"] is None
        assert await rows() == before, given
    # Staff see everything, and still nothing is mixed up.
    for mixed, column in (
        ({"customerId": cast.acme, "siteId": cast.quay_street}, "siteId"),
        ({"customerId": cast.zenith, "assetId": first["asset"]["id"]}, "assetId"),
    ):
        answer = await act(sam, "orderCreate", **_with_what(mixed))
        assert [(error["code"], error["field"][0]) for error in answer["userErrors"]] == [("INVALID", column)]
    assert await refused(sam, "orderCreate", **_with_what({})) == "REQUIRED"
    assert await rows() == before
    assert (await order_of(ann, uploadIds=[(await uploaded(ann, pdf(80)))["id"]]))["number"] == "SR-000002"


async def test_a_tenant_orders_for_assets_at_the_property(tom: Client, zoe: Client, cast: Cast) -> None:
    made = await order_of(tom, siteId=cast.quay_street, newAsset={"name": "Boiler"})
    assert (made["number"], made["site"]["id"], made["customer"]) == ("SR-000001", cast.quay_street, None)
    seen = await zoe.data(
        "query($id: ID!) { order(by: {id: $id}) { customer { id } asset { name } } }", {"id": made["id"]}
    )
    assert seen["order"] == {"customer": {"id": cast.zenith}, "asset": {"name": "Boiler"}}
    assert await refused(tom, "orderCreate", **_with_what({"customerId": cast.zenith})) == "NOT_FOUND"
    assert await refused(tom, "orderCreate", **_with_what({})) == "REQUIRED"


async def test_a_repeated_key_makes_one_order_with_all_its_parts(ann: Client, ben: Client) -> None:
    photo = await uploaded(ann, pdf(90))
    given = _with_what({"newAsset": {"name": "Oven"}, "uploadIds": [photo["id"]], "idempotencyKey": "one"})
    answers = await asyncio.gather(*(act(ann, "orderCreate", SHOWN, **given) for _ in range(12)))
    assert answers[0]["userErrors"] == [] and answers[0]["order"]["number"] == "SR-000001"
    assert all(answer == answers[0] for answer in answers)
    assert await act(ann, "orderCreate", SHOWN, **given) == answers[0]
    counted = await rows()
    assert (counted["orders"], counted["assets"], counted["attachments"], counted["last number"]) == (1, 1, 1, 1)

    others: tuple[dict[str, Any], ...] = (
        {"problemSummary": "Another"},
        {"newAsset": {"name": "Mixer"}},
        {"asDraft": True},
        {"uploadIds": []},
    )
    for other in others:
        answer = await act(ann, "orderCreate", SHOWN, **given | other)
        [error] = answer["userErrors"]
        assert (error["code"], error["field"]) == ("IDEMPOTENCY_KEY_REUSED", ["idempotencyKey"])
        assert "key" in error["message"]
    note = await act(ann, "noteAdd", orderId=answers[0]["order"]["id"], body="Hello", idempotencyKey="one")
    assert note["userErrors"][0]["code"] == "IDEMPOTENCY_KEY_REUSED"
    assert await rows() == counted
    # Keys are each person's own.
    assert (await order_of(ben, idempotencyKey="one"))["number"] == "SR-000002"


async def test_a_key_whose_request_was_refused_may_be_used_again(ann: Client) -> None:
    assert await refused(ann, "orderCreate", **_with_what({"problemSummary": " ", "idempotencyKey": "k"})) == "REQUIRED"
    assert (await order_of(ann, idempotencyKey="k"))["number"] == "SR-000001"


async def test_two_inputs_under_one_key_at_once_are_one_order(ann: Client) -> None:
    wanted = [_with_what({"problemSummary": f"Thing {each % 2}", "idempotencyKey": "k"}) for each in range(10)]
    answers = await asyncio.gather(*(act(ann, "orderCreate", SHOWN, **given) for given in wanted))
    done_for = {answer["order"]["problemSummary"] for answer in answers if answer["order"]}
    codes = [error["code"] for answer in answers for error in answer["userErrors"]]
    assert len(done_for) == 1 and codes == ["IDEMPOTENCY_KEY_REUSED"] * 5
    assert (await rows())["orders"] == 1


async def test_an_order_tells_who_took_it_in(sam: Client, ann: Client, ben: Client, cast: Cast) -> None:
    for by, given in ((ann, {}), (ben, {}), (sam, {"customerId": cast.acme})):
        await order_of(by, **given)
    tells = "query($mine: Boolean) { orders(where: {mine: $mine}) { nodes { number createdBy { name kind } } } }"

    async def seen(by: Client, mine: bool | None) -> list[str]:
        return [each["createdBy"]["name"] for each in (await by.data(tells, {"mine": mine}))["orders"]["nodes"]]

    assert [await seen(ann, mine) for mine in (None, True, False)] == [
        ["Sam Sutton", "Ben", "Ann"],
        ["Ann"],
        ["Sam Sutton", "Ben"],
    ]
    assert await seen(sam, True) == ["Sam Sutton"]


@pytest.mark.migrated_to("0016_counted_from")
async def test_older_orders_are_given_their_creators(older_database: str) -> None:
    await open_database(older_database, 1)
    try:
        now = "CURRENT_TIMESTAMP || '+00:00'" if is_sqlite() else "now()"
        await execute(
            f"""INSERT INTO customers (id, version, name, name_key, code, currency, created_at, approval_mode,
            approval_channel, search_words) VALUES ('{PERSON}', 1, 'Acme', 'acme', 'A', 'EUR', {now}, 'REVIEW_AND_APPROVE',
            'EMAIL', '')"""
        )
        values = f"1, 'SERVICE_CALL', 2, 'DRAFT', 'Cold', '', '{PERSON}', "
        for order in (KNOWN, UNKNOWN):
            await execute(
                f"""INSERT INTO orders (id, version, kind, priority, status, problem_summary, search_words, customer_id,
                created_at, updated_at) VALUES ('{order}', {values} {now}, {now})"""
            )
        await execute(
            f"""INSERT INTO events (position, kind, occurred_at, actor, visibility, order_id, data)
            VALUES (1, 'ORDER_CREATED', {now}, '{{"kind": "STAFF", "id": "{PERSON}", "name": "Sam"}}', 'EVERYONE',
            '{KNOWN}', '{{}}')"""
        )
    finally:
        await close_database()
    await migrate(older_database)
    await open_database(older_database, 1)
    try:
        rows = await fetch("SELECT id, created_by, creator_id FROM orders ORDER BY id")
        assert [(str(row["id"]), str(row["creator_id"])) for row in rows] == [(KNOWN, PERSON), (UNKNOWN, "None")]
        assert orjson.loads(rows[0]["created_by"])["name"] == "Sam" and rows[1]["created_by"] is None
    finally:
        await close_database()


async def test_orders_submitted_at_once_have_numbers_without_gap_or_double(
    ann: Client, ben: Client, cast: Cast
) -> None:
    """New ones, drafts that are handed in, each of them twice, and refused ones in between."""
    drafts = [await order_of(ann, asDraft=True) for _ in range(8)]
    submits = [act(who, "orderSubmit", SHOWN, id=draft["id"]) for draft in drafts for who in (ann, ben)]
    creates = [act(ben, "orderCreate", SHOWN, **_with_what({"newAsset": {"name": "Oven"}})) for _ in range(8)]
    # Refused after its number was taken: a file that does not exist is the last thing that is looked at.
    refusals = [act(ann, "orderCreate", SHOWN, **_with_what({"uploadIds": [cast.acme]})) for _ in range(8)]
    answers = await asyncio.gather(*(one for three in zip(submits, creates + refusals, strict=True) for one in three))
    numbers = sorted(answer["order"]["number"] for answer in answers if answer["order"])
    assert numbers == [f"SR-{number:06}" for number in range(1, 17)]
    codes = sorted(error["code"] for answer in answers for error in answer["userErrors"])
    assert codes == ["NOT_FOUND"] * 8 + ["WRONG_STATE"] * 8


async def test_a_fault_at_the_very_end_gives_the_number_back(ann: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    before, flush = await rows(), UnitOfWork.flush

    async def fails(self: UnitOfWork) -> None:
        await flush(self)
        raise ValueError("the disk is full")

    given = _with_what({"newAsset": {"name": "Oven"}, "idempotencyKey": "k"})
    with monkeypatch.context() as patched:
        patched.setattr(UnitOfWork, "flush", fails)
        answer = await ann.server.client.post(
            "/graphql",
            json={
                "query": "mutation($i: OrderCreateInput!) { orderCreate(input: $i) { order { number } } }",
                "variables": {"i": given},
            },
            headers={"Authorization": f"Bearer {ann.token}"},
        )
    assert answer.json()["errors"][0]["extensions"]["code"] == "INTERNAL" and "SR-" not in answer.text
    assert await rows() == before
    assert (await order_of(ann, newAsset={"name": "Oven"}, idempotencyKey="k"))["number"] == "SR-000001"


async def test_an_archived_customer_is_no_choice_for_a_new_order(sam: Client, ann: Client, cast: Cast) -> None:
    other = (await done(sam, "customerCreate", "customer { id }", name="Harbour", currency="GBP"))["customer"]["id"]
    member = {"customerId": other, "contactId": ann.id, "role": "MEMBER", "rights": ["ORDERS"]}
    await done(sam, "membershipSet", **member)
    order = {"kind": "SERVICE_CALL", "problemSummary": "Door"}
    assert await refused(ann, "orderCreate", **order) == await refused(ann, "assetCreate", name="Oven") == "REQUIRED"
    await done(sam, "customerArchive", id=other)
    made = await done(ann, "orderCreate", "order { customer { id } }", **order)
    assert made["order"]["customer"]["id"] == cast.acme
    await done(ann, "assetCreate", name="Oven")
