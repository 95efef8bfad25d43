"""`latchkey contacts import`: contacts from a file, with a report of the rows that were refused and why."""

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from latchkey.cli.console import configured, database, out, run
from latchkey.cli.errors import Failed
from latchkey.importing import COLUMNS, NEEDED, Outcome, take
from models.errors import Refusal
from models.work import shielded
from resolvers.mutations import retried

Row = tuple[int, dict[str, str]]
"""The line that a row ends on, and its values by column."""

_OVERFULL: Final = "more"
_TOLD_EVERY: Final = 100
"""So many rows apart the progress is printed where there is no terminal to draw it on."""


def import_contacts(file: Path, *, invites: bool) -> None:
    """Take every row of the file for itself; raises Failed where some were refused, after all were tried."""
    configured()
    run(_import(_rows(file), invites))


def _rows(file: Path) -> list[Row]:
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    except OSError as error:
        raise Failed(f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Failed(f"{file} is not UTF-8. Save it as CSV in UTF-8.") from None
    heading = lines[0] if lines else ""
    reader = csv.DictReader(lines, delimiter=";" if heading.count(";") > heading.count(",") else ",", restkey=_OVERFULL)
    names = [name.strip().lower() for name in reader.fieldnames or []]
    reader.fieldnames = names
    if missing := [name for name in NEEDED if name not in names]:
        raise Failed(f"{file} has no column {', '.join(missing)}. The columns are {','.join(COLUMNS)}.")
    if unknown := [name for name in names if name not in COLUMNS]:
        raise Failed(f"{file} has columns that mean nothing: {', '.join(unknown)}. They are {','.join(COLUMNS)}.")
    try:
        return [(reader.line_num, _cleaned(row)) for row in reader]
    except csv.Error as error:
        raise Failed(f"{file} is no CSV file: line {reader.line_num}: {error}.") from None


def _cleaned(row: dict[str, str]) -> dict[str, str]:
    """Every column, empty where the row does not have it; what is too much stays, to be refused."""
    cleaned = {name: (row.get(name) or "").strip() for name in COLUMNS}
    return cleaned | ({_OVERFULL: ""} if _OVERFULL in row else {})


async def _import(rows: Sequence[Row], invites: bool) -> None:
    counts: Counter[str] = Counter()
    refused: list[str] = []
    columns = (TextColumn("Contacts"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    async with database():
        with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as progress:
            for number, (line, row) in enumerate(progress.track(rows)):
                if number and number % _TOLD_EVERY == 0 and not out.is_terminal:
                    out.print(f"{number} of {len(rows)} rows")
                outcome = await _taken(row, invites)
                if isinstance(outcome, str):
                    refused.append(f"line {line}: {outcome}")
                    continue
                counts["new" if outcome.is_new else "changed" if outcome.is_changed else "unchanged"] += 1
                counts["invited"] += outcome.is_invited
    told = [f"{counts[word]} {word}" for word in ("new", "changed", "unchanged", "invited")]
    out.print(f"{len(rows)} rows: {', '.join(told)}, {len(refused)} refused.")
    if refused:
        raise Failed("Refused, and everything else was done:\n" + "\n".join(refused))


async def _taken(row: dict[str, str], invites: bool) -> Outcome | str:
    """What a row came to, or why it was refused."""
    if _OVERFULL in row:
        return "there are more values than columns"
    try:
        return await shielded(retried, lambda: take(row, invites=invites))
    except Refusal as refusal:
        return f"{refusal.field[0]}: {refusal.message}" if refusal.field else refusal.message
