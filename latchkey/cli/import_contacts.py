"""`latchkey contacts import`: contacts from a file, with a report of the rows that were refused and why."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from adapters.files.spreadsheets import Columns, NotReadable, one_line, read_lines, read_table
from adapters.mail.addresses import address_key
from latchkey.bulk.contacts import COLUMNS, REQUIRED_COLUMNS, Outcome, import_row
from latchkey.cli.console import configured, database, out, run
from latchkey.cli.errors import Failed
from models.core.errors import Refusal
from models.core.text import folded
from models.log.unit_of_work import retried, shielded

Row = tuple[int, dict[str, str] | str]
"""The line that a row ends on, and its values by column, or why it has none."""

_PROGRESS_INTERVAL: Final = 100
"""So many rows apart the progress is printed where there is no terminal to draw it on."""


def import_contacts(file: Path, *, invites: bool) -> None:
    """Take every row of the file for itself; raises Failed where some were refused, after all were tried."""
    configured()
    run(_import(_rows(file), invites))


def _rows(file: Path) -> list[Row]:
    try:
        with file.open("rb") as opened:
            rows = read_table(read_lines(opened), Columns(COLUMNS, REQUIRED_COLUMNS))
            return [(line, _cleaned(row)) for line, row in rows]
    except OSError as error:
        raise Failed(f"{file} cannot be read: {error.strerror}.") from None
    except NotReadable as error:
        raise Failed(f"{file}: {error}.") from None


def _cleaned(row: dict[str, str] | str) -> dict[str, str] | str:
    return row if isinstance(row, str) else {name: one_line(cell).strip() for name, cell in row.items()}


async def _import(rows: Sequence[Row], invites: bool) -> None:
    counts: Counter[str] = Counter()
    refused: list[str] = []
    untranslated: Counter[str] = Counter()
    seen: dict[str, tuple[int, str]] = {}
    columns = (TextColumn("Contacts"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    async with database():
        with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as progress:
            for number, (line, row) in enumerate(progress.track(rows)):
                if number and number % _PROGRESS_INTERVAL == 0 and not out.is_terminal:
                    out.print(f"{number} of {len(rows)} rows")
                outcome = _conflict(line, row, seen) or await _imported(row, invites)
                if isinstance(outcome, str):
                    refused.append(f"line {line}: {outcome}")
                    continue
                if outcome.known_as is not None:
                    notice = f"line {line}: the address is known as that of {outcome.known_as}, who stays as they are."
                    out.print(notice, markup=False)
                untranslated.update([outcome.untranslated] if outcome.untranslated else [])
                counts["new" if outcome.is_new else "changed" if outcome.is_changed else "unchanged"] += 1
                counts["invited"] += outcome.is_invited
    totals = [f"{counts[word]} {word}" for word in ("new", "changed", "unchanged", "invited")]
    out.print(f"{len(rows)} rows: {', '.join(totals)}, {len(refused)} refused.")
    for locale, people in untranslated.items():
        out.print(f"There are no translations for {locale}: {people} people with it are written to in English.")
    if refused:
        raise Failed("Refused, and everything else was done:\n" + "\n".join(refused))


def _conflict(line: int, row: dict[str, str] | str, seen: dict[str, tuple[int, str]]) -> str | None:
    """Why the row is not taken where the file has its address already, for somebody of another name."""
    if isinstance(row, str) or not row["email"]:
        return None
    first, name = seen.setdefault(address_key(row["email"]), (line, row["name"]))
    if folded(name) == folded(row["name"]):
        return None
    return f"email: line {first} has this address for {name}. Two people with one address have to be added by hand."


async def _imported(row: dict[str, str] | str, invites: bool) -> Outcome | str:
    """The result of a row, or why it was refused."""
    if isinstance(row, str):
        return row
    try:
        return await shielded(retried, lambda: import_row(row, invites=invites))
    except Refusal as refusal:
        return f"{refusal.field[0]}: {refusal}" if refusal.field else str(refusal)
