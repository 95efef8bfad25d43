"""Search: each word that is typed begins a word of what is found, on both databases alike, and is never out of date."""

import asyncio
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from tortoise import Tortoise

from adapters import clock
from adapters.database.client import execute, fetch, is_sqlite
from latchkey.migrate import migrate
from models.core.database import open_database
from models.core.search import document
from models.core.viewer import SYSTEM
from models.invoices.customers import revise_customer
from models.log.unit_of_work import shielded, unit_of_work
from models.orders.intake import open_order
from models.orders.lifecycle import OrderKind, OrderPriority, OrderStatus
from models.orders.orders import Order
from models.people.customers import Customer
from tests.support.cast import Cast, engage
from tests.support.invoicing import key, opened
from tests.support.mutations import done
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

ORDERS = "query($words: String!) { orders(search: $words) { totalCount nodes { number } } }"
INVOICES = "query($words: String!) { invoices(search: $words) { totalCount nodes { number } } }"
ASSETS = "query($words: String!) { assets(search: $words) { nodes { name } } }"

SUMMARY = "The oven's door won't close: Größe 5, ΟΔΟΣ, re\u0301sume\u0301, हिन्दी"
ASSET = {"name": "Deck oven T-1000", "serialNumber": "SN-1234/AB", "manufacturer": "Œuvre Fours"}
LINES = [{"kind": "PART", "description": "Gasket", "quantity": "1", "unitPrice": "10", "taxRate": "0"}]


async def an_order(by: Client, cast: Cast, summary: str = SUMMARY, **given: Any) -> dict[str, Any]:
    """An order at the bakehouse."""
    given = {"kind": "SERVICE_CALL", "siteId": cast.acme_site, "newAsset": ASSET, "problemSummary": summary} | given
    made = await done(by, "orderCreate", "order { id number asset { id } }", **given)
    order: dict[str, Any] = made["order"]
    return order


async def finds(by: Client, words: str, query: str = ORDERS) -> list[str]:
    """The numbers of what is found, which are as many as the count says."""
    ((_, found),) = (await by.data(query, {"words": words})).items()
    assert found["totalCount"] == len(found["nodes"])
    return [node["number"] for node in found["nodes"]]


FOUND = (
    *("SR-000001", "sr-1", "SR000001", "1", "000001", "SN-1234/AB", "sn1234", "1234", "1234/ab", "ab", "t1000"),
    *("T-1000", "deck OVEN", "oven deck", "ov do", "bakehouse", "mill lane", "acme bakery", "leeds", "ACME", "©acme"),
    *(
        "œuvre",
        "  oven  ",
        "GRÖSSE",
        "grösse",
        "gro\u0308ße",
        "οδος",
        "ΟΔΟΣ",
        "RÉSUMÉ",
        "résumé",
        "resume",
        "grosse",
        "हिन्दी",
        "हि",
        "５",
    ),
    *("oven's", "won't close", "wont", "(oven)", "oven*", "SN-1234/AB oven bakery 1"),
)
NOT_FOUND = (
    *("ven", "SR-000002", "SR-0000011", "2", "234", "n1234", "sn 123 6", "oven unicorn", "no1"),
    *("%", "_", "!", "\u20ac", "*", '"', "'", "\\", "-", "\u0301", "№1", "№sr1", "sr", "oven:*x", "hi there oven"),
    *("OR", "oven OR unicorn", "NOT unicorn", "NEAR(oven deck)", "own_words : oven", "oven | unicorn", "!unicorn"),
)


async def test_an_order_is_found_where_each_word_begins_one_of_its_words(sam: Client, ann: Client, cast: Cast) -> None:
    number = [(await an_order(ann, cast))["number"]]
    for words in FOUND:
        assert await finds(ann, words) == await finds(sam, words) == number, words
    for words in NOT_FOUND:
        assert await finds(ann, words) == await finds(sam, words) == [], words


async def test_blanks_search_for_nothing_and_a_long_search_is_cut(sam: Client, ann: Client, cast: Cast) -> None:
    order = await an_order(ann, cast)
    for words in (" ", "\u3000\t", "", "oven " * 39 + "deck unicorn", " ".join(["oven"] * 16 + ["unicorn"])):
        assert await finds(sam, words) == [order["number"]]
    assert await finds(sam, " ".join(["oven"] * 15 + ["unicorn"])) == []


async def test_a_renamed_order_is_found_by_its_new_words_alone(sam: Client, ann: Client, cast: Cast) -> None:
    order = await an_order(ann, cast)
    number, asset = [order["number"]], order["asset"]["id"]
    assert await finds(sam, "bakery") == await finds(sam, "sn1234") == await finds(sam, "mill") == number
    await done(sam, "customerUpdate", id=cast.acme, name="Brioche Brothers")
    await done(sam, "siteUpdate", id=cast.acme_site, name="Patisserie")
    await done(sam, "assetUpdate", id=asset, serialNumber="ZX-9")
    await done(sam, "orderUpdate", id=order["id"], problemSummary="It squeaks")
    for words in ("bakery", "bakehouse", "sn1234", "door"):
        assert await finds(sam, words) == [], words
    for words in ("brioche", "patisserie mill", "zx9", "squeaks", "deck", "1", "squeaks zx9 brioche patisserie 1"):
        assert await finds(sam, words) == number, words
    other = (await an_order(sam, cast, "Another", newAsset={"name": "Slicer"}))["asset"]["id"]
    await done(sam, "orderUpdate", id=order["id"], assetId=other)
    assert (await finds(sam, "slicer"))[-1:] == number
    assert await finds(sam, "zx9") == []
    await done(sam, "assetUpdate", id=asset, name="Unicorn")
    assert await finds(sam, "unicorn") == []


async def test_a_former_owner_does_not_find_an_assets_new_name(sam: Client, ann: Client, cast: Cast) -> None:
    order = await an_order(ann, cast)
    asset = order["asset"]["id"]
    await done(sam, "assetUpdate", id=asset, customerId=cast.zenith)
    await done(sam, "assetUpdate", id=asset, name="Unicorn")
    assert await finds(ann, "unicorn") == await finds(sam, "unicorn") == []
    assert await finds(ann, "sn1234") == await finds(sam, "sn1234") == [order["number"]]


async def test_a_draft_is_found_by_its_number_once_it_has_one(ann: Client, cast: Cast) -> None:
    order = await an_order(ann, cast, asDraft=True)
    assert await finds(ann, "SR-1") == []
    assert await finds(ann, "oven") == [order["number"]]
    await done(ann, "orderSubmit", id=order["id"])
    assert await finds(ann, "SR-1") == ["SR-000001"]


async def test_notes_and_details_are_not_searched(sam: Client, ann: Client, cast: Cast) -> None:
    order = await an_order(ann, cast, problemDetail="A smell of elderberries")
    await done(sam, "noteAdd", orderId=order["id"], body="They never pay", visibility="STAFF_ONLY")
    for words in ("never", "pay", "elderberries"):
        assert await finds(ann, words) == await finds(sam, words) == []


async def test_nobody_finds_what_they_may_not_see(
    sam: Client, ann: Client, zoe: Client, tom: Client, cast: Cast
) -> None:
    await an_order(ann, cast)
    flat: dict[str, Any] = {"siteId": cast.quay_street, "newAsset": {"name": "Boiler"}, "problemSummary": "It is cold"}
    await an_order(tom, cast, **flat)
    for words in ("oven", "acme", "SR-1", "sn1234"):
        assert await finds(zoe, words) == await finds(tom, words) == [], words
    assert await finds(zoe, "zenith cold") == await finds(tom, "quay cold") == ["SR-000002"]
    # Whose property it is, tom does not see; he must not learn it letter by letter.
    assert await finds(tom, "zenith") == await finds(tom, "z") == []


async def test_invoices_are_found_by_number_order_and_customer(
    sam: Client, ann: Client, zoe: Client, cast: Cast
) -> None:
    order = await an_order(ann, cast, asDraft=True)
    given: dict[str, Any] = {"customerId": cast.acme, "dueOn": "2030-01-31", "lines": LINES, "issue": False}
    other = (await done(sam, "invoiceCreate", "invoice { id }", **given))["invoice"]["id"]
    invoice = (await done(sam, "invoiceCreate", "invoice { id }", orderId=order["id"], **given))["invoice"]["id"]
    assert len(await finds(sam, "acme", INVOICES)) == 2
    assert await finds(ann, "acme", INVOICES) == []
    await done(sam, "invoiceIssue", id=other)
    await an_order(ann, cast)
    await done(ann, "orderSubmit", id=order["id"])
    await done(sam, "invoiceIssue", id=invoice)
    for words in ("INV-000002", "inv2", "2", "SR-000002", "sr2 bakery"):
        assert await finds(sam, words, INVOICES) == await finds(ann, words, INVOICES) == ["INV-000002"], words
    for words in ("INV-3", "SR-1", "oven", "gasket"):
        assert await finds(sam, words, INVOICES) == [], words
    await done(sam, "customerUpdate", id=cast.acme, name="Brioche Brothers", code="BB")
    assert len(await finds(ann, "brioche bb", INVOICES)) == 2
    assert await finds(ann, "bakery", INVOICES) == await finds(zoe, "brioche", INVOICES) == []


async def test_assets_sites_and_customers_are_found_by_their_words(sam: Client, ann: Client, cast: Cast) -> None:
    await an_order(ann, cast)
    for words in ("SN-1234", "sn1234ab", "1234", "deck", "œuvre"):
        assert (await ann.data(ASSETS, {"words": words}))["assets"]["nodes"] == [{"name": ASSET["name"]}], words
    assert (await ann.data(ASSETS, {"words": "n1234"}))["assets"]["nodes"] == []
    query = "query($w: String!) { sites(search: $w) { nodes { name } } customers(search: $w) { nodes { name } } }"
    assert await sam.data(query, {"w": "bake"}) == {
        "sites": {"nodes": [{"name": "Acme Bakehouse"}]},
        "customers": {"nodes": [{"name": "Acme Bakery"}]},
    }
    assert await sam.data(query, {"w": "acme b 3"}) == {
        "sites": {"nodes": [{"name": "Acme Bakehouse"}]},
        "customers": {"nodes": []},
    }
    assert (await sam.data(query, {"w": "bristol"}))["sites"]["nodes"] == [{"name": "12 Quay Street"}]
    assert (await sam.data(query, {"w": "zenith l"}))["customers"]["nodes"] == [{"name": "Zenith Lettings"}]


async def test_orders_made_during_a_rename_are_found_by_the_new_name(database: str, cast: Cast, tmp_path: Path) -> None:
    customer_id = key(cast.acme, "Customer")

    async def take_in(number: int) -> None:
        await open_order(
            by=SYSTEM,
            kind=OrderKind.WALK_IN_REPAIR,
            priority=OrderPriority.NORMAL,
            customer_id=customer_id,
            site=None,
            asset=None,
            problem_summary=f"Order {number}",
        )

    async def rename(number: int) -> None:
        async with unit_of_work():
            customer = await Customer.select_for_update().get(id=customer_id)
            await revise_customer(customer, name=f"Name{number}", by=SYSTEM)

    async with opened(database, tmp_path):
        for round_ in range(5):
            tasks = [shielded(take_in, each) for each in range(6)]
            await asyncio.gather(*tasks[:3], shielded(rename, round_), *tasks[3:])
            assert await stale() == []


async def test_orders_that_are_written_many_at_once_are_found_too(database: str, cast: Cast, tmp_path: Path) -> None:
    async with opened(database, tmp_path):
        now = clock.now()
        given = {"kind": OrderKind.WALK_IN_REPAIR, "priority": OrderPriority.LOW, "status": OrderStatus.SUBMITTED}
        await Order.bulk_create(
            [
                Order(
                    **given,
                    number=each,
                    customer_id=key(cast.acme, "Customer"),
                    problem_summary=f"Slicer-{each}",
                    created_at=now,
                    updated_at=now,
                )
                for each in (1, 2)
            ]
        )
        found = {row["own_words"] for row in await fetch("SELECT own_words FROM orders_search")}
        assert found == {f"slicer {each} slicer{each} №sr{each}" for each in (1, 2)}


async def stale() -> list[str]:
    """The orders whose customer's words in the index are not the customer's."""
    id_ = "(SELECT id FROM orders_search_rows WHERE row_id = orders.id)" if is_sqlite() else "orders.id"
    place = "rowid" if is_sqlite() else "id"
    rows = await fetch(
        f"""SELECT orders.problem_summary, customers.search_words,
        (SELECT customer_words FROM orders_search WHERE orders_search.{place} = {id_}) AS found
        FROM orders JOIN customers ON customers.id = orders.customer_id"""
    )
    return [f"{row['found']}" for row in rows if row["found"] != " ".join(f"©{w}" for w in row["search_words"].split())]


@pytest.mark.migrated_to("0004_sms")
async def test_rows_older_than_the_search_are_found(older_database: str) -> None:
    """The migration finds rows in the tables as they were."""
    search: Any = import_module("models.migrations.0005_search")
    await open_database(older_database)
    customer, asset, order = (f"'{number}0000000-0000-7000-8000-000000000000'" for number in (1, 2, 3))
    when = "'2025-01-01 00:00:00+00:00'"
    await execute(
        f"""INSERT INTO customers (id, version, name, name_key, code, currency, created_at, approval_mode,
        approval_channel) VALUES ({customer}, 1, 'Größe & Sons', 'grösse & sons', 'G-1', 'EUR', {when},
        'REVIEW_AND_APPROVE', 'EMAIL')"""
    )
    await execute(
        f"""INSERT INTO assets (id, version, name, name_key, serial_number, serial_key, customer_id, created_at)
        VALUES ({asset}, 1, 'Oven', 'oven', 'SN-1/2', 'sn-1/2', {customer}, {when})"""
    )
    await execute(
        f"""INSERT INTO orders (id, version, number, kind, priority, status, customer_id, asset_id, problem_summary,
        created_at, updated_at) VALUES ({order}, 1, 7, 'SERVICE_CALL', 2, 'SUBMITTED', {customer}, {asset},
        'It''s cold', {when}, {when})"""
    )
    await Tortoise.close_connections()
    await migrate(older_database)
    await open_database(older_database)
    try:
        (found,) = await fetch("SELECT own_words, asset_words, site_words, customer_words FROM orders_search")
        assert dict(found) == {
            "own_words": "it s its cold №sr7",
            "asset_words": "oven sn 1 2 sn12",
            "site_words": "",
            "customer_words": "©grosse ©groesse ©sons ©g ©1 ©g1",
        }
        for table, columns in search.FOUND_BY.items():
            for row in await fetch(f"SELECT search_words, {', '.join(columns)} FROM {table}"):
                assert row["search_words"] == document(*(row[column] for column in columns))
    finally:
        await Tortoise.close_connections()
    assert (await engage(older_database)).acme
