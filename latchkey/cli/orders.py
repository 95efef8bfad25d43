"""`latchkey orders export` and `latchkey orders import`: orders to and from files, in bounded memory."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

import typer

from adapters.files.spreadsheets import BOM, NotReadable, read_lines
from latchkey.bulk.formats import Row, csv_lines, json_lines, read_csv, read_json, row_of
from latchkey.bulk.import_orders import Imported, import_rows
from latchkey.bulk.matching import Places
from latchkey.cli.console import configured, database, out, run
from latchkey.cli.errors import Failed
from latchkey.cli.progress import Meter
from models.log.unit_of_work import retried, shielded
from models.orders.export import ExportFilter, export_pages
from models.orders.lifecycle import OrderStatus
from models.people.customers import Customer

BATCH_SIZE: Final = 500
"""Rows that are taken in one transaction: others who write wait for as long as that lasts."""
DELIMITERS: Final = {"comma": ",", "semicolon": ";", "tab": "\t"}
FORMS: Final = {".csv": "csv", ".ndjson": "ndjson", ".jsonl": "ndjson"}


@dataclass(frozen=True, slots=True)
class Table:
    """The form of CSV: its first characters, and the delimiter between values."""

    start: str
    delimiter: str

    @classmethod
    def of(cls, has_bom: bool, delimiter: str) -> "Table":
        """As the command line says it."""
        if delimiter not in DELIMITERS:
            raise typer.BadParameter(f"Use one of {', '.join(DELIMITERS)}.", param_hint="--delimiter")
        return cls(BOM if has_bom else "", DELIMITERS[delimiter])


def export_orders(
    output: Path | None,
    form: str | None,
    since: str | None,
    until: str | None,
    statuses: Sequence[str],
    code: str | None,
    table: Table,
) -> None:
    """Write the orders to a file, which appears when it is whole, or to standard output."""
    form = form or (FORMS.get(output.suffix.lower(), "") if output else "csv")
    if form not in FORMS.values():
        raise typer.BadParameter("Use csv or ndjson, or name the file so.", param_hint="--format")
    chosen = ExportFilter(
        _moment(since, "--since"), _moment(until, "--until"), tuple(_status(name) for name in statuses)
    )
    configured()
    try:
        with _written(output) as file:
            run(_export(file, form, chosen, code, table))
    except BrokenPipeError:
        # Who reads has had enough, like `head`. Nothing more is written, not even at the end of the process.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise Failed("Nobody reads what is exported any more.") from None
    except OSError as error:
        raise Failed(f"{output or 'Standard output'} cannot be written: {error.strerror}.") from None


def _status(name: str) -> OrderStatus:
    if name.upper() not in list(OrderStatus):
        raise typer.BadParameter(f"Use one of {', '.join(OrderStatus)}.", param_hint="--status")
    return OrderStatus(name.upper())


def _moment(value: str | None, option: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if value else None
        return moment and (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC))
    except (ValueError, OverflowError):
        raise typer.BadParameter("Write it like 2024-03-14 or 2024-03-14T09:30:00Z.", param_hint=option) from None


@contextmanager
def _written(output: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that comes to its place when all of it is there."""
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = output.with_name(f"{output.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)


async def _export(file: BinaryIO, form: str, chosen: ExportFilter, code: str | None, table: Table) -> None:
    meter = Meter("orders")
    async with database():
        if code is not None:
            customer = await Customer.get_or_none(code=code.strip().upper())
            if customer is None:
                raise Failed(f"There is no customer with the code {code}.")
            chosen = replace(chosen, customer_id=customer.id)
        if form == "csv":
            file.write(table.start.encode() + csv_lines([], heading=True, delimiter=table.delimiter).encode())
        async for page in export_pages(chosen):
            rows = map(row_of, page)
            is_csv = form == "csv"
            text = csv_lines(rows, heading=False, delimiter=table.delimiter) if is_csv else json_lines(rows)
            file.write(text.encode())
            meter.add(len(page))
    meter.clear()
    print(f"{meter.count} orders.", file=sys.stderr)


def import_orders(file: Path, *, creates: bool) -> None:
    """Take every row of the file; raises Failed where some were refused, after all were tried."""
    if file.suffix.lower() not in FORMS:
        raise Failed(f"{file} is neither .csv nor .ndjson.")
    configured()
    try:
        with file.open("rb") as opened:
            run(_import(opened, FORMS[file.suffix.lower()], creates))
    except OSError as error:
        raise Failed(f"{file} cannot be read: {error.strerror}.") from None


async def _import(file: BinaryIO, form: str, creates: bool) -> None:
    meter, total, refused = Meter("rows"), Imported(), 0
    size = max(os.fstat(file.fileno()).st_size, 1)
    places = Places(creates)
    rows = (read_csv if form == "csv" else read_json)(read_lines(file))
    async with database():
        unreadable = None
        while unreadable is None:
            batch, unreadable = _batch(rows)
            if not batch:
                break
            imported = await shielded(retried, partial(import_rows, batch, places))
            for line, reason in imported.refused:
                meter.say(f"line {line}: {reason}")
            total.new += imported.new
            total.known += imported.known
            total.made += imported.made
            refused += len(imported.refused)
            meter.add(len(batch), min(file.tell() / size, 1))
    meter.clear()
    made = f", {total.made} customers, sites and assets made" if creates else ""
    out.print(f"{meter.count} rows: {total.new} new, {total.known} known, {refused} refused{made}.")
    if unreadable is not None:
        raise Failed(f"The file cannot be read any further: {unreadable}.")
    if refused:
        raise Failed(f"{refused} rows were refused, and everything else was done.")


def _batch(rows: Iterator[tuple[int, Row | str]]) -> tuple[list[tuple[int, Row | str]], str | None]:
    """The next rows, and why there are no more where the file cannot be read any further."""
    batch: list[tuple[int, Row | str]] = []
    try:
        while len(batch) < BATCH_SIZE:
            batch.append(next(rows))
    except StopIteration:
        pass
    except NotReadable as error:
        return batch, str(error)
    return batch, None
