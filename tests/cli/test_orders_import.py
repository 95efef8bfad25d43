"""`latchkey orders import`: old jobs come in once, as they were, and what cannot have been is refused by line."""

import asyncio
import io
import re
from pathlib import Path

import pytest

from adapters.database.client import fetch
from adapters.files.spreadsheets import NotReadable, read_lines
from latchkey.bulk.formats import COLUMNS, read_csv
from tests.support.cast import Cast
from tests.support.databases import ON_POSTGRESQL, ON_SQLITE
from tests.support.mutations import done
from tests.support.order_files import HEAD, imported, run
from tests.support.programs.commands import Ended
from tests.support.server import Client

SHOWN = """query($by: OrderRef!) { order(by: $by) { number status kind priority problemSummary createdAt updatedAt
  completedAt customer { name } site { name } asset { name } statusRibbon { status state reachedAt }
  timeline { nodes { occurredAt actor { name kind } ... on StatusChange { fromStatus toStatus } } } } }"""


TABLES = ("orders", "customers", "sites", "assets", "events", "notifications", "deliveries")


async def counted() -> dict[str, int]:
    """The number of rows in each table that an import may write to."""
    return {table: int((await fetch(f"SELECT count(*) AS n FROM {table}"))[0]["n"]) for table in TABLES}


@ON_POSTGRESQL
async def test_old_jobs_keep_their_dates_and_numbers_and_nobody_is_told(
    tmp_path: Path, database: str, sam: Client, ann: Client, cast: Cast
) -> None:
    await done(ann, "orderCreate", kind="SERVICE_CALL", problemSummary="The first here")
    start, before = (await sam.data("{ eventCursor }"))["eventCursor"], await counted()
    jobs = (
        "SR-000145,,completed,walk-in repair,acme,acme bakehouse,Oven,RX-1,Cold,2019-03-04,2019-03-09T10:00:00+01:00\n"
        ",J-7,IN_PROGRESS,SERVICE_CALL,ACME,,Oven,rx-1,Loud,2019-04-01T08:00:00Z,\n"
        "77,J-8,CANCELLED,SERVICE_CALL,ACME,,,,Dark,2018-01-01,\n"
        ",J-9,DRAFT,SERVICE_CALL,,12 Quay Street,,,Wet,2020-01-01,\n"
    )
    taken = await imported(tmp_path, database, "\ufeff" + HEAD + jobs, "--create")
    assert (taken.code, taken.err) == (0, "")
    assert taken.out == "4 rows: 4 new, 0 known, 0 refused, 1 customers, sites and assets made.\n"
    after = await counted()
    changed = {table: after[table] - before[table] for table in TABLES if after[table] != before[table]}
    assert changed == {"orders": 4, "assets": 1, "events": 8}

    old = (await ann.data(SHOWN, {"by": {"number": "SR-000145"}}))["order"]
    assert (old["status"], old["kind"], old["priority"]) == ("COMPLETED", "WALK_IN_REPAIR", "NORMAL")
    assert (old["createdAt"], old["completedAt"]) == ("2019-03-04T00:00:00Z", "2019-03-09T09:00:00Z")
    assert (old["site"]["name"], old["asset"]["name"]) == ("Acme Bakehouse", "Oven")
    imports = {"name": "Import", "kind": "SYSTEM"}
    assert old["timeline"]["nodes"] == [
        {"occurredAt": "2019-03-09T09:00:00Z", "actor": imports, "fromStatus": "SUBMITTED", "toStatus": "COMPLETED"},
        {"occurredAt": "2019-03-04T00:00:00Z", "actor": imports, "fromStatus": None, "toStatus": "SUBMITTED"},
    ]
    reached = {step["status"]: step["reachedAt"] for step in old["statusRibbon"]}
    assert (reached["SUBMITTED"], reached["COMPLETED"]) == ("2019-03-04T00:00:00Z", "2019-03-09T09:00:00Z")
    # What had no number got the next one, and so does whatever comes after it. What is found is found by its words.
    found = await ann.data('{ orders(search: "loud") { nodes { number asset { serialNumber } } } }')
    assert found["orders"]["nodes"] == [{"number": "SR-000146", "asset": {"serialNumber": "RX-1"}}]
    new = await done(ann, "orderCreate", "order { number }", kind="SERVICE_CALL", problemSummary="New")
    assert new["order"]["number"] == "SR-000147"
    await done(sam, "orderStatusChange", id=await id_of(sam, "SR-000146"), status="COMPLETED")

    kinds = "query($c: EventCursor!) { events(after: $c, first: 100) { nodes { kind } } }"
    seen = [event["kind"] for event in (await ann.data(kinds, {"c": start}))["events"]["nodes"]]
    assert seen[:6] == ["ASSET_CREATED", *["ORDER_CREATED", "ORDER_STATUS_CHANGED"] * 2, "ORDER_CREATED"]
    # Again, at the same instant and after orders went on: it stays as it is.
    both = await asyncio.gather(*(imported(tmp_path, database, HEAD + jobs, name=f"{n}.csv") for n in range(2)))
    assert [ended.out for ended in both] == ["4 rows: 0 new, 4 known, 0 refused.\n"] * 2
    assert (await ann.data(SHOWN, {"by": {"number": "SR-000146"}}))["order"]["status"] == "COMPLETED"


async def id_of(sam: Client, number: str) -> str:
    """An order's id, by its number."""
    found: str = (await sam.data("query($n: String!) { order(by: {number: $n}) { id } }", {"n": number}))["order"]["id"]
    return found


@ON_POSTGRESQL
async def test_two_imports_at_once_take_each_job_once(tmp_path: Path, database: str, sam: Client, ann: Client) -> None:
    jobs = HEAD + "".join(f",J-{n},SUBMITTED,SERVICE_CALL,ACME,,,,Job {n},2020-01-01,\n" for n in range(700))
    ended = await asyncio.gather(
        *(imported(tmp_path, database, jobs, name=f"{n}.csv") for n in range(2)),
        *(done(ann, "orderCreate", "order { number }", kind="SERVICE_CALL", problemSummary="Live") for _ in range(10)),
    )
    new = [int(each.out.split(": ")[1].split(" new")[0]) for each in ended if isinstance(each, Ended)]
    assert sum(new) == 700 and all(each.code == 0 for each in ended if isinstance(each, Ended))
    numbers = [row["number"] for row in await fetch("SELECT number FROM orders")]
    assert sorted(numbers) == list(range(1, 711))


@ON_SQLITE
async def test_rows_that_are_refused_are_told_with_their_line_and_reason(
    tmp_path: Path, database: str, sam: Client, ann: Client
) -> None:
    await done(ann, "orderCreate", kind="SERVICE_CALL", problemSummary="The first here")
    before = await counted()
    wrong = {
        ",,COMPLETED,SERVICE_CALL,ACME,,,,Cold,2020-01-01,": "reference: Give a number or a reference",
        "SR-x,,COMPLETED,SERVICE_CALL,ACME,,,,Cold,2020-01-01,": "number: Write a number like SR-000145 or 145.",
        "INV-000012,,COMPLETED,SERVICE_CALL,ACME,,,,Cold,2020-01-01,": "number: Write a number",
        "1,,SUBMITTED,SERVICE_CALL,ACME,,,,Cold,2020-01-01,": "number: Another order has this number.",
        "9,,DRAFT,SERVICE_CALL,ACME,,,,Cold,2020-01-01,": "number: A draft has no number.",
        "9,,DONE,SERVICE_CALL,ACME,,,,Cold,2020-01-01,": "status: Use DRAFT, SUBMITTED",
        "9,,READY_FOR_RETURN,SERVICE_CALL,ACME,,,,Cold,2020-01-01,": "status: Only a WALK_IN_REPAIR",
        "9,,COMPLETED,REPAIR,ACME,,,,Cold,2020-01-01,": "kind: Use WALK_IN_REPAIR or SERVICE_CALL.",
        "9,,COMPLETED,SERVICE_CALL,,,,,Cold,2020-01-01,": "customer_code: Say for which customer, or at which site.",
        "9,,COMPLETED,SERVICE_CALL,NOPE,,,,Cold,2020-01-01,": "customer: Fill this in.",
        "9,,COMPLETED,SERVICE_CALL,ACME,Nowhere,,,Cold,2020-01-01,": "site_line1: Fill this in.",
        "9,,COMPLETED,SERVICE_CALL,ACME,,,RX-9,Cold,2020-01-01,": "serial_number: There is no asset",
        f"9,,COMPLETED,SERVICE_CALL,ACME,,{'x' * 201},,Cold,2020-01-01,": "asset: Use at most 200 characters.",
        "9,,COMPLETED,SERVICE_CALL,ACME,,,,,2020-01-01,": "summary: Fill this in.",
        "9,,COMPLETED,SERVICE_CALL,ACME,,,,Cold,,": "created_at: Fill this in.",
        "9,,COMPLETED,SERVICE_CALL,ACME,,,,Cold,01/02/2020,": "created_at: Write it like 2024-03-14",
        "9,,COMPLETED,SERVICE_CALL,ACME,,,,Cold,2999-01-01,": "created_at: This is in the future.",
        "9,,COMPLETED,SERVICE_CALL,ACME,,,,Cold,2020-01-01,2019-12-31": "completed_at: This is before the order",
        "9,,SUBMITTED,SERVICE_CALL,ACME,,,,Cold,2020-01-01,2020-01-02": "completed_at: Only an order that is COMPLETED",
        "9,,SUBMITTED,SERVICE_CALL,ACME,,,,Cold,2020-01-01,,more": "there are more values than columns",
    }
    good = "SR-000009,,SUBMITTED,SERVICE_CALL,ACME,,,,Cold,2020-01-01,\n"
    twice = "9,,SUBMITTED,SERVICE_CALL,ACME,,,,Cold,2020-01-01,\n9,,SUBMITTED,SERVICE_CALL,ZENITH,,,,Cold,2020-01-01,\n"
    ended = await imported(tmp_path, database, HEAD + "\n".join(wrong) + "\n" + good + twice, "--create")
    assert ended.code == 1
    expected = f"{len(wrong) + 3} rows: 1 new, 1 known, {len(wrong) + 1} refused, 0 customers, sites and assets made.\n"
    assert ended.out == expected
    *lines, last = ended.err.splitlines()
    assert last == f"{len(wrong) + 1} rows were refused, and everything else was done."
    for number, (line, reason) in enumerate(zip(lines, wrong.values(), strict=False), 2):
        assert line.startswith(f"line {number}: {reason}"), line
    assert lines[-1] == f"line {len(wrong) + 4}: number: Another order has this number."
    after = await counted()
    assert {table: after[table] - before[table] for table in TABLES if after[table] != before[table]} == {
        "orders": 1,
        "events": 1,
    }


@ON_SQLITE
async def test_two_of_one_name_are_told_apart_or_refused(
    tmp_path: Path, database: str, ann: Client, cast: Cast
) -> None:
    """Ovens: one at each of two sites, and two at the second of them, of which a serial number tells which."""
    head = (
        "reference,status,kind,customer,site,site_line1,site_city,site_country,asset,serial_number,summary,created_at\n"
    )

    def job(reference: str, site: str, serial: str = "") -> str:
        named = f"{site},{f'{site} Lane' if site else ''},Leeds,GB,Oven,{serial}"
        return f"{reference},SUBMITTED,SERVICE_CALL,ACME bakery,{named},{reference},2020-01-01\n"

    jobs = job("A", "Mill") + job("B", "Bridge") + job("C", "Bridge", "RX-1") + job("D", "Mill")
    first = await imported(tmp_path, database, head + jobs, "--create")
    assert first.out == "4 rows: 4 new, 0 known, 0 refused, 5 customers, sites and assets made.\n", first
    found = await ann.data('{ orders(search: "Mill") { nodes { problemSummary asset { id } } } }')
    assert len({order["asset"]["id"] for order in found["orders"]["nodes"]}) == 1 and len(found["orders"]["nodes"]) == 2
    second = await imported(tmp_path, database, head + job("E", "") + job("F", "", "rx-1") + job("G", "Bridge") + jobs)
    assert (second.code, second.out) == (1, "7 rows: 1 new, 4 known, 2 refused.\n")
    reason = "asset: Several assets are called so. Give the serial number."
    assert second.err.splitlines()[:2] == [f"line 2: {reason}", f"line 4: {reason}"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "there is no column status, kind, summary, created_at"),
        (HEAD.replace("asset", "thing").encode(), "columns that mean nothing: thing"),
        (HEAD.replace("asset", "site").encode(), "the column site is there twice"),
        (HEAD.encode() + b"1\n" + b'"open,', "line 3: unexpected end of data"),
        (HEAD.encode() + "Zoë".encode("latin-1"), "line 2 is not UTF-8"),
        (HEAD.encode() + b"x" * 1_000_001, "line 2 is longer than 1000000 bytes"),
    ],
)
def test_a_file_that_is_no_list_of_orders_is_not_read_any_further(content: bytes, reason: str) -> None:
    with pytest.raises(NotReadable, match=re.escape(reason)):
        list(read_csv(read_lines(io.BytesIO(content))))


@ON_SQLITE
async def test_rows_read_before_a_file_breaks_are_imported(tmp_path: Path, database: str) -> None:
    broken = HEAD + "9,,SUBMITTED,SERVICE_CALL,ACME,,,,Cold,2020-01-01,\n" + '"open,'
    ended = await imported(tmp_path, database, broken)
    assert (ended.code, ended.out) == (1, "1 rows: 1 new, 0 known, 0 refused.\n")
    assert ended.err == "The file cannot be read any further: line 3: unexpected end of data.\n"
    objects = '{"status": "DRAFT"\n[]\n{"shoe": 1}\n{"summary": true}\n'
    ended = await imported(tmp_path, database, objects, name="jobs.ndjson")
    assert ended.code == 1 and ended.err.splitlines()[1:] == [
        "line 2: a line has to be an object",
        f"line 3: shoe means nothing. The names are {', '.join(COLUMNS)}",
        "line 4: summary: use a text, or null",
        "4 rows were refused, and everything else was done.",
    ]
    for name, reason in (("jobs.xlsx", "is neither .csv nor .ndjson"), ("nowhere.csv", "cannot be read")):
        ended = await run(tmp_path, database, "import", name)
        assert ended.code == 1 and reason in ended.err and "Traceback" not in ended.err
