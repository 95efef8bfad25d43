"""`latchkey migrate`."""

from adapters.database.client import close_database, is_sqlite
from adapters.database.configuration import sqlite_file
from latchkey.cli.console import out
from latchkey.cli.errors import Failed
from latchkey.migrate import lacking
from latchkey.migrate import migrate as apply
from latchkey.migration_plan import CHANGED, INDEXED, LOOKED_AT, Judge, planned, rows_of
from models.core.database import open_database
from models.log import positions
from models.log.unit_of_work import shielded

ESTIMATE = f"""\
{{total}} in all. Estimated by rows: for a million, {INDEXED:.0f} s to index, {CHANGED:.0f} s to change and
{LOOKED_AT} s to look at, as on two slow cores. Wide rows and a busy machine take several times as long."""
ON_SQLITE = "Stop all processes before: on SQLite nobody else can write meanwhile."


async def migrate(database_url: str) -> None:
    """Bring the database up to date and say what was done."""
    done = []

    def progress(event: str) -> None:
        what, _, name = event.partition(" ")
        if what == "apply_done":
            done.append(name)
            out.print(f"Applied {name}")
        else:
            status.update(f"Applying {name} …")

    with out.status("Looking at the database …") as status:
        await apply(database_url, progress)
    if not done:
        out.print("The database is up to date.")


async def finish(database_url: str) -> None:
    """Let transactions record events without waiting for each other, which the version before could not read.

    Raises Failed for a database that is not up to date.
    """
    await open_database(database_url, pool_size=2)
    try:
        if missing := await lacking():
            raise Failed(f"The database lacks {', '.join(missing)}. Run `latchkey migrate` first.")
        if not await positions.are_locked():
            out.print("There is nothing to finish.")
            return
        await shielded(positions.go_on)
        out.print("Finished. Processes of the version before cannot record anything any more.")
    finally:
        await close_database()


async def tell_plan(database_url: str) -> None:
    """Say what `migrate` would do, to how many rows, for how long, and who would wait. Changes nothing."""
    if database_url.startswith("sqlite") and not sqlite_file(database_url).exists():
        out.print("There is no database yet: `latchkey migrate` makes it.")
        return
    await open_database(database_url, pool_size=2)
    try:
        await _tell(await planned(database_url))
    finally:
        await close_database()


async def _tell(plan: list[tuple[str, str]]) -> None:
    judge, last, total = Judge(), "", 0.0
    steps = [(migration, statement, judge.effect(statement)) for migration, statement in plan]
    rows = await rows_of({effect.table for _, _, effect in steps if effect.table})
    for migration, statement, effect in steps:
        if migration != last:
            out.print(f"[bold]{migration}[/bold]")
            last = migration
        out.print(f"  {statement}", markup=False)
        many = rows.get(effect.table or "", 0)
        seconds = effect.seconds * many / 1_000_000
        total += seconds
        about = [f"{effect.table}: {many:,} rows"] * bool(many) + [_span(seconds)] * bool(seconds)
        about += [effect.waits] * (not is_sqlite())
        if about:
            out.print(f"      {', '.join(about)}", markup=False)
    if not steps:
        out.print("The database is up to date.")
        return
    out.print(ESTIMATE.format(total=_span(total).capitalize()))
    if is_sqlite():
        out.print(ON_SQLITE)


def _span(seconds: float) -> str:
    return "under a second" if seconds < 1 else f"about {seconds:,.0f} s"
