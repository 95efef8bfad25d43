"""`latchkey migrate --plan` tells of each statement what it costs, and changes nothing."""

from pathlib import Path

from adapters.database.client import close_database, execute, fetch
from latchkey.migrate import pending
from models.core.database import open_database
from tests.support.databases import Kind
from tests.support.programs.commands import latchkey

LAST = "0047_sorted_by_change"


async def test_the_plan_tells_statements_rows_and_who_waits(database: str, database_kind: Kind, tmp_path: Path) -> None:
    await open_database(database)
    await execute("DELETE FROM tortoise_migrations WHERE name >= :name", {"name": LAST})
    await execute("DROP INDEX staff_members_updated_at_id_idx")
    [staff] = await fetch("SELECT COUNT(*) AS many FROM staff_members")
    await close_database()
    plan = await latchkey(tmp_path, "migrate", "--plan", DATABASE_URL=database)
    assert (plan.code, plan.err) == (0, "")
    lines = plan.out.splitlines()
    assert LAST in lines
    concurrently, waits = ("CONCURRENTLY ", ", nobody waits") if database_kind == "postgresql" else ("", "")
    index = f"  CREATE INDEX {concurrently}staff_members_updated_at_id_idx ON staff_members (updated_at, id)"
    assert index in lines
    assert lines[lines.index(index) + 1] == f"      staff_members: {staff['many']} rows, under a second{waits}"
    assert "Under a second in all. Estimated by rows:" in plan.out
    assert ("Stop all processes before" in plan.out) == (database_kind == "sqlite")
    await open_database(database)
    assert LAST in await pending(database)
    await close_database()
    assert (await latchkey(tmp_path, "migrate", "--plan", DATABASE_URL=database)).out == plan.out


async def test_the_plan_makes_no_database(tmp_path: Path) -> None:
    file = tmp_path / "none.sqlite3"
    plan = await latchkey(tmp_path, "migrate", "--plan", DATABASE_URL=f"sqlite://{file}")
    assert plan.out == "There is no database yet: `latchkey migrate` makes it.\n"
    assert not file.exists()


async def test_the_plan_of_a_database_that_is_up_to_date_is_empty(database: str, tmp_path: Path) -> None:
    plan = await latchkey(tmp_path, "migrate", "--plan", DATABASE_URL=database)
    assert plan.out == "The database is up to date.\n"
