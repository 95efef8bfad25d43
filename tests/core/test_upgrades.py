"""An upgrade stops nobody: no statement of a new migration makes others wait, and the last release runs on what it leaves.

Each check is also given a planted violation.
"""

from typing import Final

import pytest

from adapters.database.client import close_database, fetch
from latchkey.migrate import migrate
from latchkey.migration_plan import PYTHON, Judge, Waits, planned
from models.core.database import open_database
from tests.support.databases import ON_POSTGRESQL

LAST_RELEASE: Final = "0031_unit_prices"
"""The last migration of the last release, see docs/decisions/0035-upgrades-while-serving.md."""
SMALL: Final = {"staff_roles"}
"""Tables in which a business has some dozens of rows, so that they may be changed at once."""
LOOKED_AT: Final = {
    "0032_row_times date_staff_roles": "some dozens of rows",
    "0034_no_partners remove": "some dozens of rows",
    "0036_erased_contacts let_renaming_through": "replaces a function",
    "0050_api_keys permit": "some dozens of rows",
    "0051_invoice_sums keep": "makes a table, and triggers in a moment",
    "0052_word_ends make": "makes a function",
    "0054_archives let_old_events_go": "makes a function, and another trigger in a moment",
    "0056_open_positions open_positions": "makes what nobody uses yet",
    "0057_late_words replace": "makes a table, and replaces functions",
    "0058_trimmed_log let_passing_events_go": "replaces a function",
    "0061_order_moments keep": "makes a function, and a trigger in a moment",
}
"""Operations in Python, and why nobody waits for them."""
EVERY_WAIT: Final = (Waits.WRITERS, Waits.ALL)
EXPECTED = """SELECT table_name AS made, column_name AS name,
    is_nullable = 'NO' AND column_default IS NULL AS is_expected
    FROM information_schema.columns WHERE table_schema = 'public'"""


@ON_POSTGRESQL
async def test_no_statement_of_a_new_migration_makes_others_wait(empty_database: str) -> None:
    await open_database(empty_database)
    plan = await planned(empty_database)
    await close_database()
    judge, found, python = Judge(), [], set()
    for migration, statement in plan:
        effect = judge.effect(statement)
        if migration <= LAST_RELEASE:
            judge.new.clear()
        elif statement.startswith(PYTHON):
            python.add(f"{migration} {statement.removeprefix(PYTHON).split(':')[0].strip()}")
        elif effect.waits in EVERY_WAIT and effect.table not in SMALL:
            found.append(f"{migration}: {statement}")
    assert len(plan) > 200
    assert found == [], "models/core/migrating/operations.py has the operation during which nobody waits"
    assert python == set(LOOKED_AT), "say here why nobody waits"


@ON_POSTGRESQL
@pytest.mark.migrated_to(LAST_RELEASE)
async def test_the_last_release_runs_on_the_new_tables(older_database: str) -> None:
    before = await columns(older_database)
    await migrate(older_database)
    after = await columns(older_database)
    assert sorted(before.keys() - after.keys()) == [], "the last release reads this: drop it one release later"
    tables = {table for table, _ in before}
    added = sorted(key for key in after.keys() - before.keys() if key[0] in tables)
    assert len(added) > 20
    assert [key for key in added if after[key]] == [], "the last release adds rows without this: it needs a default"
    assert [key for key in before if after[key] and not before[key]] == [], "the last release may leave this out"


async def columns(url: str) -> dict[tuple[str, str], bool]:
    """Table and column of all that there are, and whether whoever adds a row has to name it."""
    await open_database(url)
    try:
        rows = await fetch(EXPECTED)
        return {(row["made"], row["name"]): bool(row["is_expected"]) for row in rows}
    finally:
        await close_database()


@pytest.mark.parametrize(
    ("statement", "waits"),
    [
        ("CREATE INDEX CONCURRENTLY a_b_idx ON a (b)", Waits.NOBODY),
        ("CREATE UNIQUE INDEX a_b_idx ON a (b)", Waits.WRITERS),
        ('CREATE INDEX "a_b_idx" ON "a" (b)', Waits.WRITERS),
        ("DROP INDEX CONCURRENTLY IF EXISTS a_b_idx", Waits.NOBODY),
        ("DROP INDEX a_b_idx", Waits.FOR_A_MOMENT),
        ('ALTER TABLE "a" ADD COLUMN "b" VARCHAR(20)', Waits.FOR_A_MOMENT),
        ('ALTER TABLE "a" ADD COLUMN "b" INT NOT NULL DEFAULT 0', Waits.FOR_A_MOMENT),
        ('ALTER TABLE "a" ADD COLUMN "b" TIMESTAMPTZ NOT NULL DEFAULT now()', Waits.FOR_A_MOMENT),
        ('ALTER TABLE "a" ADD COLUMN "b" UUID NOT NULL DEFAULT gen_random_uuid()', Waits.ALL),
        ('ALTER TABLE "a" ADD COLUMN "b" VARCHAR(20) UNIQUE', Waits.ALL),
        ('ALTER TABLE "a" ADD COLUMN "b" INT NOT NULL', Waits.ALL),
        ("ALTER TABLE a ADD CONSTRAINT a_b CHECK (b > 0)", Waits.ALL),
        ('ALTER TABLE "a" ADD CONSTRAINT a_b FOREIGN KEY (b) REFERENCES c (id)', Waits.ALL),
        ("ALTER TABLE a ADD CONSTRAINT a_b CHECK (b > 0) NOT VALID", Waits.FOR_A_MOMENT),
        ("ALTER TABLE a ADD CONSTRAINT a_b UNIQUE USING INDEX a_b", Waits.FOR_A_MOMENT),
        ("ALTER TABLE a VALIDATE CONSTRAINT a_b", Waits.NOBODY),
        ('ALTER TABLE "a" ALTER COLUMN "b" SET NOT NULL', Waits.ALL),
        ('ALTER TABLE "a" ALTER COLUMN "b" DROP NOT NULL', Waits.FOR_A_MOMENT),
        ('ALTER TABLE "a" ALTER COLUMN "b" TYPE BIGINT', Waits.ALL),
        ('ALTER TABLE "a" ALTER COLUMN "b" TYPE VARCHAR(300)', Waits.FOR_A_MOMENT),
        ("UPDATE a SET b = 1", Waits.WRITERS),
        ("DELETE FROM a WHERE b = 1", Waits.WRITERS),
        ("UPDATE a SET b = 1 WHERE (b = 2) AND id > :after AND id <= :last", Waits.NOBODY),
    ],
)
def test_a_statement_tells_who_waits_for_it(statement: str, waits: Waits) -> None:
    effect = Judge().effect(statement)
    assert effect.waits == waits
    assert effect.table == (None if statement.startswith("DROP INDEX") else "a")


def test_nobody_waits_for_a_table_that_is_new() -> None:
    judge = Judge()
    judge.effect('CREATE TABLE "a" ("id" UUID)')
    assert judge.effect("CREATE INDEX a_b_idx ON a (b)").waits == Waits.NOBODY
    assert judge.effect("CREATE INDEX c_b_idx ON c (b)").waits == Waits.WRITERS


def test_a_column_whose_check_was_validated_is_not_looked_at_again() -> None:
    judge = Judge()
    judge.effect("ALTER TABLE a VALIDATE CONSTRAINT a_b_given")
    assert judge.effect('ALTER TABLE "a" ALTER COLUMN "b" SET NOT NULL').waits == Waits.FOR_A_MOMENT
    assert judge.effect('ALTER TABLE "a" ALTER COLUMN "c" SET NOT NULL').waits == Waits.ALL
