"""`make migration` writes correct migrations, and applying them loses nothing in a database with rows."""

import asyncio
import inspect
import os
import shutil
import sys
from datetime import date
from pathlib import Path

import pytest
from tortoise.exceptions import IntegrityError
from uuid_utils.compat import uuid7

from adapters import clock
from adapters.database.client import close_database, execute, fetch, is_sqlite
from models.core.database import open_database
from models.people.contacts import Contact
from models.places.assets import Asset
from models.places.sites import Party
from tests.support.programs.commands import PATIENCE, Ended
from tests.support.repository import ROOT

MADE_SQLITE = "SELECT name FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
MADE_POSTGRESQL = """SELECT indexname AS name FROM pg_indexes
    WHERE schemaname = 'public' AND indexname <> 'uid_parties_site_id_498171'
    UNION SELECT tgname FROM pg_trigger UNION SELECT conname FROM pg_constraint WHERE contype = 'c'"""
ASSET = """INSERT INTO assets (id, version, name, name_key, search_words, created_at)
    VALUES (:id, 1, 'Boiler', 'boiler', 'boiler', :at)"""
PARTY_AGAIN = """INSERT INTO parties (id, version, site_id, contact_id, role, starts_on, created_at, updated_at)
    SELECT :id, version, site_id, contact_id, role, :day, created_at, updated_at FROM parties LIMIT 1"""
MIGRATE = "import asyncio, sys; from latchkey.migrate import migrate; asyncio.run(migrate(sys.argv[1]))"
TABLES = ("contacts", "assets", "parties", "orders", "memberships", "accounts")

COLUMNS = """    shoe_size = fields.IntField(db_default=40, db_index=True)
    employer = fields.ForeignKeyField("models.Customer", related_name=False, null=True)

    class Meta:"""
PET = '''"""Pets of contacts."""

from tortoise import fields

from models.core.entity import Entity


class Pet(Entity):
    """An animal."""

    owner = fields.ForeignKeyField("models.Contact", related_name=False, on_delete=fields.RESTRICT)
    name = fields.CharField(max_length=40)

    class Meta:
        table = "pets"
'''
CHECK = """from tortoise import migrations

from models.core.migration_operations import AddCheck


class Migration(migrations.Migration):
    dependencies = [("models", "LAST")]
    operations = [AddCheck("contacts", "short", "length({row}name) < 2")]
"""
CHANGES = [
    (Contact, "    class Meta:", COLUMNS),
    (Contact, 'max_length=35, default="en"', "max_length=35, null=True"),
    (
        Contact,
        "name_key = fields.CharField(max_length=400",
        "name_key = fields.CharField(db_index=True, max_length=400",
    ),
    # Triggers of orders name the table of assets.
    (Asset, "manufacturer = fields.CharField(max_length=200", "manufacturer = fields.CharField(max_length=300"),
    (Asset, "    model = fields.CharField(max_length=200, null=True)\n", ""),
    (Party, '("site", "contact", "role")', '("site", "contact", "role", "starts_on")'),
]
NEW_INDEXES = {"contacts_shoe_size_idx", "contacts_employer_id_idx", "contacts_name_key_idx", "pets_owner_id_idx"}
NOTHING = "Models and migrations agree: there is nothing to write.\n"


class Scratch:
    """A copy of the models that may be changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.models = folder / "models"
        shutil.copytree(ROOT / "models", self.models, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", folder)

    def migrations(self) -> list[Path]:
        """The files of the migrations, in order."""
        return sorted((self.models / "migrations").glob("0*.py"))

    def edit(self, model: type, before: str, after: str) -> None:
        """Replace text in the file of a model."""
        file = self.folder / Path(inspect.getfile(model)).relative_to(ROOT)
        text = file.read_text()
        assert before in text
        file.write_text(text.replace(before, after, 1))

    def add_pets(self) -> None:
        """Add a table."""
        (self.models / "core" / "pets.py").write_text(PET)
        every = self.models / "__init__.py"
        every.write_text(f"{every.read_text()}\nfrom models.core.pets import Pet\n\n__models__.append(Pet)\n")

    async def write(self, name: str) -> Ended:
        """Run what `make migration` runs."""
        return await self.run("-m", "latchkey.new_migration", name)

    async def run(self, *arguments: str) -> Ended:
        """Run Python here."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{self.folder}:{ROOT}"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(PATIENCE):
            out, err = await process.communicate()
        assert process.returncode is not None
        return Ended(process.returncode, out.decode(), err.decode())


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    """A copy of the models."""
    return Scratch(tmp_path / "scratch")


async def test_the_command_without_a_name_prints_its_usage(scratch: Scratch) -> None:
    ended = await scratch.write("")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("Usage: make migration NAME=")


async def test_nothing_is_written_when_nothing_is_missing(scratch: Scratch) -> None:
    before = scratch.migrations()
    # Words about a table are no part of it.
    scratch.edit(Asset, 'class Asset(Archivable):\n    """', 'class Asset(Archivable):\n    """Hear, hear. ')
    ended = await scratch.write("nothing")
    assert (ended.code, ended.out) == (0, NOTHING)
    assert scratch.migrations() == before


async def test_the_next_migration_is_written_as_the_others_are(scratch: Scratch) -> None:
    last = scratch.migrations()[-1].stem
    scratch.edit(
        Contact, "    class Meta:", "    nickname = fields.CharField(max_length=99, null=True)\n\n    class Meta:"
    )
    ended = await scratch.write("What friends  say!")
    name = f"{int(last[:4]) + 1:04}_what_friends_say"
    assert ended.out == (
        f"Wrote models/migrations/{name}.py. Review it with docs/tables.md:\n  Add field nickname to Contact\n"
    )
    written = scratch.migrations()[-1]
    assert written.stem == name
    assert f'dependencies = [("models", "{last}")]' in written.read_text()
    for check in (["check"], ["format", "--check"]):
        assert (await scratch.run("-m", "ruff", *check, str(written))).code == 0
    assert (await scratch.write("again")).out == NOTHING


@pytest.mark.parametrize(
    ("model", "before", "after", "advice"),
    [
        (Contact, "    class Meta:", "    age = fields.IntField(default=1)\n\n    class Meta:", "or a db_default="),
        (Contact, "archived_at = UtcDatetimeField", "archived_at = fields.DateField", "add a column, copy the values"),
        (Contact, "null=True, db_index=True", "null=True", "RedescribeField and DropIndex"),
        (
            Party,
            "unique_together = (",
            'indexes = (PartialIndex(fields=["role"]),)\n        unique_together = (',
            "BuildIndex",
        ),
        (Party, "unique_together = (", 'indexes = (("contact", "role"),)\n        unique_together = (', "contact_id"),
    ],
    ids=["no-value", "another-type", "no-index", "condition", "no-column"],
)
async def test_a_change_that_tables_with_rows_cannot_take_is_refused(
    scratch: Scratch, model: type, before: str, after: str, advice: str
) -> None:
    scratch.edit(
        model, "from tortoise import fields\n", "from tortoise import fields\nfrom tortoise.indexes import *\n"
    )
    scratch.edit(model, before, after)
    ended = await scratch.write("impossible")
    assert (ended.code, ended.out) == (1, "")
    assert advice in ended.err
    assert "Traceback" not in ended.err


async def test_a_table_with_rows_is_changed_and_keeps_what_it_had(scratch: Scratch, database: str) -> None:
    await open_database(database)
    await execute(ASSET, {"id": uuid7(), "at": clock.now()})
    before = await state()
    await close_database()
    for change in CHANGES:
        scratch.edit(*change)
    scratch.add_pets()
    assert (await scratch.write("much")).code == 0
    ended = await scratch.run("-c", MIGRATE, database)
    assert ended.code == 0, ended.err
    assert (await scratch.write("more")).out == NOTHING
    await open_database(database)
    try:
        after = await state()
        assert {name: after.get(name) for name in before} == before
        assert {name for name in after.keys() - before.keys() if name.endswith("_idx")} == NEW_INDEXES
        assert (await fetch("SELECT MIN(shoe_size) AS least FROM contacts"))[0]["least"] == 40
        await expect_guards()
    finally:
        await close_database()


async def test_a_check_that_is_not_true_of_a_row_is_refused(scratch: Scratch, database: str) -> None:
    last = scratch.migrations()[-1].stem
    (scratch.models / "migrations" / "9999_check.py").write_text(CHECK.replace("LAST", last))
    ended = await scratch.run("-c", MIGRATE, database)
    assert ended.code == 1
    assert ended.err.splitlines()[-1].startswith("tortoise.exceptions.IntegrityError: ")
    await open_database(database)
    try:
        assert not [name for name in await state() if name.startswith("contacts_short")]
    finally:
        await close_database()


async def expect_guards() -> None:
    """Constraints and search triggers work as before, except the key that was dropped."""
    with pytest.raises(IntegrityError):
        await execute("UPDATE contacts SET mobile = '+15551234567', mobile_verified_at = created_at")
    with pytest.raises(IntegrityError):
        await execute("UPDATE parties SET starts_on = '2026-01-01', ends_on = '2025-01-01'")
    await execute(PARTY_AGAIN, {"id": uuid7(), "day": date(2001, 1, 1)})
    await execute("UPDATE assets SET search_words = 'zeppelin'")
    found = "assets_search MATCH 'zeppelin'" if is_sqlite() else "words @@ 'zeppelin'::tsquery"
    assert len(await fetch(f"SELECT own_words FROM assets_search WHERE {found}")) == 1


async def state() -> dict[str, int]:
    """The names of all indexes, triggers and checks, and the tables with their number of rows."""
    names = [str(row["name"]) for row in await fetch(MADE_SQLITE if is_sqlite() else MADE_POSTGRESQL)]
    counted = {table: await fetch(f"SELECT COUNT(*) AS many FROM {table}") for table in TABLES}
    return dict.fromkeys(names, 1) | {table: rows[0]["many"] for table, rows in counted.items()}
