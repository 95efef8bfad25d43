"""`latchkey orders export`: orders leave whole, as they were at one moment, and can come in again as they left."""

import csv
import io
import json
import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from adapters.database.client import close_database
from latchkey.bulk.formats import COLUMNS, csv_lines, json_lines, read_csv, read_json
from latchkey.cli.commands import app
from latchkey.cli.progress import Meter
from models.core.database import open_database
from models.orders.export import ExportFilter, export_pages
from tests.support.cast import Cast
from tests.support.databases import ON_POSTGRESQL, ON_SQLITE
from tests.support.mutations import done
from tests.support.order_files import HEAD, imported, run
from tests.support.programs.commands import latchkey
from tests.support.server import Client

FORMULA = '=HYPERLINK("http://evil.test")'


async def some_orders(sam: Client, ann: Client, tom: Client, cast: Cast) -> None:
    """Orders of every sort, with texts that are hard to write down."""
    asset = {"name": 'Oven; "large"', "serialNumber": "-RX,4711", "manufacturer": "+Rational", "model": "@6"}
    given: dict[str, Any] = {
        "kind": "WALK_IN_REPAIR",
        "priority": "URGENT",
        "siteId": cast.acme_site,
        "newAsset": asset,
    }
    detail = "Since Monday.\n'It' clicks,\n\n\"loudly\" — 日本語 \U0001f525"
    first = (await done(ann, "orderCreate", "order { id }", **given, problemSummary=FORMULA, problemDetail=detail))[
        "order"
    ]["id"]
    for status in ("IN_PROGRESS", "READY_FOR_RETURN", "COMPLETED"):
        await done(sam, "orderStatusChange", id=first, status=status)
    plain = {"kind": "SERVICE_CALL", "problemSummary": "'tis cold"}
    planned = (await done(ann, "orderCreate", "order { id }", **plain))["order"]["id"]
    await done(sam, "orderSchedule", id=planned, scheduledFor="2031-03-04T09:00:00+01:00")
    await done(ann, "orderCreate", **plain, asDraft=True)
    called_off = (await done(ann, "orderCreate", "order { id }", **plain, asDraft=True))["order"]["id"]
    await done(ann, "orderCancel", id=called_off, reason="Never mind")
    await done(
        tom,
        "orderCreate",
        kind="SERVICE_CALL",
        siteId=cast.quay_street,
        problemSummary="'=1+1",
        newAsset={"name": "Boiler"},
    )


@ON_POSTGRESQL
async def test_an_export_is_imported_into_an_empty_database(
    tmp_path: Path, database: str, empty_database: str, sam: Client, ann: Client, tom: Client, cast: Cast
) -> None:
    await some_orders(sam, ann, tom, cast)
    whole = await run(tmp_path, database, "export")
    assert (whole.code, whole.err) == (0, "5 orders.\n")
    rows = list(csv.DictReader(io.StringIO(whole.out, newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert [row["number"] for row in rows] == ["SR-000001", "SR-000002", "", "", "SR-000003"]
    assert [row["status"] for row in rows] == ["COMPLETED", "SCHEDULED", "DRAFT", "CANCELLED", "SUBMITTED"]
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert (rows[0]["summary"], rows[0]["serial_number"]) == (f"'{FORMULA}", "'-RX,4711")
    assert (rows[1]["summary"], rows[4]["summary"]) == ("''tis cold", "''=1+1")
    assert rows[1]["scheduled_for"] == "2031-03-04T08:00:00Z"
    as_json = await run(tmp_path, database, "export", "--output", "orders.ndjson")
    assert (as_json.code, as_json.out) == (0, "") and not (tmp_path / "orders.ndjson.part").exists()
    exported = (tmp_path / "orders.ndjson").read_text()
    told = [json.loads(line) for line in exported.splitlines()]
    assert told[0]["summary"] == FORMULA and told[1]["asset"] is None

    assert (await latchkey(tmp_path, "migrate", DATABASE_URL=empty_database)).code == 0
    lacking = await imported(tmp_path, empty_database, whole.out)
    assert lacking.code == 1 and lacking.out == "5 rows: 0 new, 0 known, 5 refused.\n"
    assert lacking.err.startswith("line 5: customer_code: There is no such customer; --create makes what is missing.\n")
    taken = await imported(tmp_path, empty_database, whole.out, "--create")
    assert (taken.code, taken.err) == (0, "")
    assert taken.out == "5 rows: 5 new, 0 known, 0 refused, 6 customers, sites and assets made.\n"
    again = await run(tmp_path, empty_database, "import", "orders.ndjson", "--create")
    assert (again.code, again.out) == (0, "5 rows: 0 new, 5 known, 0 refused, 0 customers, sites and assets made.\n")
    back = await run(tmp_path, empty_database, "export")
    assert back.out == whole.out
    # And into where it came from, it changes nothing either.
    home = await imported(tmp_path, database, whole.out)
    assert home.out == "5 rows: 0 new, 5 known, 0 refused.\n"


@ON_SQLITE
async def test_an_export_has_the_chosen_orders(tmp_path: Path, database: str, ann: Client, zoe: Client) -> None:
    jobs = (
        "1,,SUBMITTED,SERVICE_CALL,ACME,,,,A,2020-01-01,\n"
        "2,,COMPLETED,SERVICE_CALL,ACME,,,,B,2020-01-02,2020-01-05\n"
        "3,,CANCELLED,SERVICE_CALL,ZENITH,,,,C,2020-01-03T10:00:00+02:00,\n"
    )
    assert (await imported(tmp_path, database, HEAD + jobs)).code == 0

    wanted: list[tuple[tuple[str, ...], str]] = [
        (("--since", "2020-01-02", "--until", "2020-01-03T08:00:00Z"), "B"),
        (("--since", "2020-01-03T08:00:00Z", "--status", "submitted", "--status", "CANCELLED"), "C"),
        (("--customer", "acme", "--status", "COMPLETED", "--status", "SUBMITTED"), "AB"),
    ]
    for options, told in wanted:
        ended = await run(tmp_path, database, "export", "--format", "ndjson", *options)
        assert ended.code == 0, ended
        assert "".join(json.loads(line)["summary"] for line in ended.out.splitlines()) == told
    nobodys = await run(tmp_path, database, "export", "--customer", "NOPE")
    assert (nobodys.code, nobodys.out, nobodys.err) == (1, "", "There is no customer with the code NOPE.\n")
    nowhere = await run(tmp_path, database, "export", "--output", "no/such/folder.csv")
    assert nowhere.err == "no/such/folder.csv cannot be written: No such file or directory.\n" and nowhere.code == 1


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--status", "DONE"), "Use one of DRAFT"),
        (("--since", "yesterday"), "Write it like 2024-03-14"),
        (("--until", "0001-01-01T00:00:00+14:00"), "Write it like 2024-03-14"),
        (("--format", "xml"), "Use csv or ndjson"),
        (("--output", "orders.xlsx"), "Use csv or ndjson"),
    ],
)
def test_an_option_that_means_nothing_is_refused_by_name(options: tuple[str, ...], reason: str) -> None:
    ended = CliRunner().invoke(app, ["orders", "export", *options])
    told = " ".join(re.sub(r"[│╭╰─╮╯]", " ", ended.output).split())
    assert ended.exit_code == 2 and reason in told


async def test_an_export_shows_one_moment_and_holds_nobody_up(
    tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def jobs(status: str, *names: str) -> str:
        return HEAD + "".join(f",J-{name},{status},SERVICE_CALL,ACME,,,,{name},2020-01-01,\n" for name in names)

    monkeypatch.setattr("models.orders.export.MAX_PAGE", 2)
    assert (await imported(tmp_path, database, jobs("SUBMITTED", "A", "B", "C", "D", "E"))).code == 0
    await open_database(database)
    try:
        read = export_pages(ExportFilter())
        orders = [*await anext(read)]
        # Another process writes, and does not wait for the reader.
        assert (await imported(tmp_path, database, jobs("SUBMITTED", "F", "G"))).code == 0
        async for page in read:
            orders += page
        assert [order["summary"] for order in orders] == ["A", "B", "C", "D", "E"]
        later = [order["summary"] async for page in export_pages(ExportFilter()) for order in page]
        assert later == ["A", "B", "C", "D", "E", "F", "G"]
    finally:
        await close_database()


TEXTS = (
    "=1",
    "+1",
    "-1",
    "@a",
    "\t=1",
    "\r=1",
    "'",
    "'=1",
    "''=1",
    "'tis",
    "a,b",
    'a"b',
    "a\nb",
    "a;b",
    " a ",
    "",
    "ÄÖ",
)


def test_every_text_comes_back_as_it_was_and_no_cell_is_a_formula() -> None:
    rows = [dict.fromkeys(COLUMNS, text) for text in TEXTS if text.strip()]
    written = csv_lines(rows, heading=True)
    cells = [cell for row in csv.reader(io.StringIO(written, newline="")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert [row for _, row in read_csv(io.StringIO(written, newline=""))] == rows
    rows = [dict.fromkeys(COLUMNS, text) for text in TEXTS]
    assert [row for _, row in read_json(io.StringIO(json_lines(rows), newline="\n"))] == rows


def test_progress_is_told_once_a_second_and_not_at_all_before() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for out, told in (
        (io.StringIO(), "1,500 rows, 25%\nline 7: no\n2,500 rows, 75%\n"),
        (Terminal(), "\r\x1b[K1,500 rows, 25%\r\x1b[Kline 7: no\n\r\x1b[K2,500 rows, 75%\r\x1b[K"),
    ):
        times = iter([0.0, 0.9, 1.1, 1.1, 2.0, 2.2, 2.2])
        meter = Meter("rows", out, partial(next, times))
        for count, done_so_far in ((1000, 0.1), (500, 0.25), (500, 0.5), (500, 0.75)):
            meter.add(count, done_so_far)
            if count == 500 and done_so_far == 0.25:
                meter.say("line 7: no")
        meter.clear()
        assert out.getvalue() == told
