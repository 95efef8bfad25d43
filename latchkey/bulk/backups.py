"""Backups: one zip file with the rows of all tables, the stored files, and a manifest by which it is checked.

The rows are those of one moment. Files are read after them, so that every file that a row names is there; one without a
row does no harm. Both databases write and read the same form.
"""

import json
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import orjson
from tortoise.exceptions import IntegrityError

from adapters import clock
from adapters.database.client import snapshot, transaction
from adapters.files.storage import Storage
from models.core.rows import Row
from models.restoring import hold
from models.table_copies import PAGE_SIZE, Kind, columns, first_filled, line, pages, tables, write

FORMAT: Final = 1
_MANIFEST: Final = "manifest.json"
_SECRET: Final = "secret_key"  # noqa: S105 - the name of a member
_FILES: Final = "files/"


class BackupError(Exception):
    """A backup cannot be read or restored; the message says why."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a backup: its columns with their kinds, the number of its rows, and the hash of their lines."""

    name: str
    columns: dict[str, Kind]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The contents of a backup. `migration` is the last one that its tables have had."""

    format: int
    taken_at: datetime
    migration: str
    tables: list[Table]
    files: int
    has_secret: bool


class Backup:
    """A backup that is open for reading; its manifest has been read."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        found: dict[str, Any] = json.loads(archive.read(_MANIFEST))
        if found["format"] != FORMAT:
            raise BackupError(f"The backup has format {found['format']}, and this version reads {FORMAT}.")
        found["taken_at"] = datetime.fromisoformat(found["taken_at"])
        found["tables"] = [Table(**table) for table in found["tables"]]
        self.manifest = Manifest(**found)

    def secret(self) -> str | None:
        """The key with which links and downloads are signed, if it is in the backup."""
        return self._archive.read(_SECRET).decode() if self.manifest.has_secret else None

    def check(self, told: Callable[[int], None]) -> None:
        """Read all of it and compare it with its manifest; raises BackupError where something is missing or damaged."""
        for table in self.manifest.tables:
            count, digest = 0, sha256()
            with self._archive.open(_member(table.name)) as lines:
                for text in lines:
                    digest.update(text)
                    count += 1
            if (count, digest.hexdigest()) != (table.rows, table.sha256):
                raise BackupError(f"The backup is damaged: the rows of {table.name} are not those that were written.")
            told(count)
        files = self._files()
        if len(files) != self.manifest.files:
            raise BackupError(f"The backup is damaged: it has {len(files)} files of {self.manifest.files}.")
        for info in files:
            with self._archive.open(info) as file:
                while file.read(1 << 20):
                    pass

    async def load(self, told: Callable[[int], None], *, holds: bool) -> None:
        """Write all rows to a database that has only just been made, all or nothing; with `holds`, due work then waits.

        Raises BackupError where it has rows already, or where the backup's rows contradict each other.
        """
        async with transaction():
            if filled := await first_filled([table.name for table in self.manifest.tables]):
                raise BackupError(f"The database has rows in {filled}: restore into one that is new.")
            for table in self.manifest.tables:
                try:
                    for rows in self._rows(table):
                        await write(table.name, table.columns, rows)
                        told(len(rows))
                except IntegrityError as error:
                    raise BackupError(f"The rows of {table.name} cannot be restored: {error}") from None
            if holds:  # from the first moment: what follows a restore may be broken off
                await hold(self.manifest.taken_at)

    def _rows(self, table: Table) -> Iterator[list[Row]]:
        with self._archive.open(_member(table.name)) as lines:
            batch: list[Row] = []
            for text in lines:
                batch.append(orjson.loads(text))
                if len(batch) == PAGE_SIZE:
                    yield batch
                    batch = []
            if batch:
                yield batch

    async def load_files(self, storage: Storage) -> None:
        """Put every file into the storage."""
        for info in self._files():
            await storage.put(info.filename.removeprefix(_FILES), self._archive.read(info))

    def _files(self) -> list[ZipInfo]:
        return [info for info in self._archive.infolist() if info.filename.startswith(_FILES)]


@contextmanager
def opened(file: Path) -> Iterator[Backup]:
    """A backup, open for reading; raises BackupError where the file is none, or is damaged."""
    try:
        with ZipFile(file) as archive:
            yield Backup(archive)
    except (BadZipFile, zlib.error, KeyError, ValueError) as error:
        raise BackupError(f"{file} is not a backup, or is damaged: {error}") from None


async def back_up(
    file: Path, storage: Storage | None, secret: str | None, migration: str, told: Callable[[int], None]
) -> None:
    """Write a backup of the open database, with the files of a storage and the secret where these are given.

    `migration` is the last one that the database has had; `told` gets the number of rows of each step.
    """
    taken_at, written = clock.now(), list[Table]()
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        async with snapshot():
            for model in tables():
                name = model._meta.db_table
                with archive.open(_member(name), "w", force_zip64=True) as member:
                    count, digest = await _write_lines(member, pages(model), told)
                written.append(Table(name, columns(model), count, digest))
        files = 0 if storage is None else await _write_files(archive, storage)
        if secret is not None:
            archive.writestr(_SECRET, secret)
        manifest = Manifest(FORMAT, taken_at, migration, written, files, secret is not None)
        archive.writestr(_MANIFEST, orjson.dumps(asdict(manifest), option=orjson.OPT_INDENT_2))


async def _write_files(archive: ZipFile, storage: Storage) -> int:
    count = 0
    async for key in storage.keys(""):
        data = await storage.find(key)
        if data is not None:  # it may have been removed since it was listed
            archive.writestr(f"{_FILES}{key}", data, ZIP_STORED)
            count += 1
    return count


async def _write_lines(
    member: IO[bytes], rows: AsyncIterator[list[Row]], told: Callable[[int], None]
) -> tuple[int, str]:
    count, digest = 0, sha256()
    async for page in rows:
        text = b"".join(map(line, page))
        member.write(text)
        digest.update(text)
        count += len(page)
        told(len(page))
    return count, digest.hexdigest()


def _member(table: str) -> str:
    return f"tables/{table}.ndjson"
