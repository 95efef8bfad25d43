"""Archives: one zip file with old orders and their files, and a manifest by which it is checked. `orders.ndjson` has a
line for each order, with the rows of all tables that are its own."""

import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, Final
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

import orjson
from tortoise.exceptions import IntegrityError

from adapters import clock
from adapters.database.client import snapshot
from adapters.files.storage import Storage
from models.log.unit_of_work import retried
from models.old_orders import last_event, old_orders, put_back, take_out, uploads, whole_orders
from models.table_copies import line

FORMAT: Final = 1
BATCH: Final = 100
"""Orders that are read, deleted or written in one go."""
_MANIFEST: Final = "manifest.json"
_ORDERS: Final = "orders.ndjson"
_FILES: Final = "files/"


class ArchiveError(Exception):
    """An archive cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The contents of an archive: `before` is the moment since which nothing of its orders has changed, `migration` the
    last one that the database has had, `sha256` the hash of its lines."""

    format: int
    taken_at: datetime
    before: datetime
    migration: str
    orders: int
    files: int
    sha256: str


class Archive:
    """An archive that is open for reading; its manifest has been read."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        found: dict[str, Any] = json.loads(archive.read(_MANIFEST))
        if found["format"] != FORMAT:
            raise ArchiveError(f"The archive has format {found['format']}, and this version reads {FORMAT}.")
        moments = {name: datetime.fromisoformat(found[name]) for name in ("taken_at", "before")}
        self.manifest = Manifest(**{**found, **moments})

    def check(self, told: Callable[[int], None]) -> None:
        """Read all of it and compare it with its manifest; raises ArchiveError where something is missing."""
        count, digest = 0, sha256()
        with self._archive.open(_ORDERS) as lines:
            for text in lines:
                digest.update(text)
                count += 1
                told(1)
        files = [info for info in self._archive.infolist() if info.filename.startswith(_FILES)]
        if (count, digest.hexdigest(), len(files)) != (self.manifest.orders, self.manifest.sha256, self.manifest.files):
            raise ArchiveError("The archive is damaged: it has not what was written.")
        for info in files:
            with self._archive.open(info) as file:
                while file.read(1 << 20):
                    pass

    async def put_back(self, storage: Storage, told: Callable[[int], None]) -> int:
        """Put the files into the storage, and the orders that are not there into the database; returns how many.

        Raises ArchiveError where a row contradicts what is there; batches before it stay.
        """
        for info in self._archive.infolist():
            if info.filename.startswith(_FILES):
                await storage.put(info.filename.removeprefix(_FILES), self._archive.read(info))
        count = 0
        for orders in self._batches():
            try:
                count += await retried(partial(put_back, orders))
            except IntegrityError as error:
                raise ArchiveError(f"An order cannot be put back: {error}") from None
            told(len(orders))
        return count

    def _batches(self) -> Iterator[list[Any]]:
        with self._archive.open(_ORDERS) as lines:
            while batch := [orjson.loads(text) for text in islice(lines, BATCH)]:
                yield batch


@contextmanager
def opened(file: Path) -> Iterator[Archive]:
    """An archive, open for reading; raises ArchiveError where the file is none, or is damaged."""
    try:
        with ZipFile(file) as archive:
            yield Archive(archive)
    except (BadZipFile, zlib.error, KeyError, TypeError, ValueError) as error:
        raise ArchiveError(f"{file} is not an archive, or is damaged: {error}") from None


async def write_archive(
    file: Path, storage: Storage, before: datetime, migration: str, told: Callable[[int], None]
) -> dict[UUID, int]:
    """Write the orders of which nothing has changed since `before`; returns the position of each one's last event."""
    taken_at, last, files, digest = clock.now(), dict[UUID, int](), list[UUID](), sha256()
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        with archive.open(_ORDERS, "w", force_zip64=True) as lines:
            ids = await old_orders(before)
            for start in range(0, len(ids), BATCH):
                async with snapshot():
                    orders = await whole_orders(ids[start : start + BATCH])
                for order_id, order in orders.items():
                    text = line(order)
                    lines.write(text)
                    digest.update(text)
                    files += uploads(order)
                    last[order_id] = last_event(order)
                told(len(orders))
        count = await _write_files(archive, storage, files)
        manifest = Manifest(FORMAT, taken_at, before, migration, len(last), count, digest.hexdigest())
        archive.writestr(_MANIFEST, orjson.dumps(asdict(manifest), option=orjson.OPT_INDENT_2))
    return last


async def _write_files(archive: ZipFile, storage: Storage, upload_ids: list[UUID]) -> int:
    count = 0
    for upload_id in upload_ids:
        async for key in storage.keys(f"uploads/{upload_id}/"):
            data = await storage.find(key)
            if data is not None:
                archive.writestr(f"{_FILES}{key}", data, ZIP_STORED)
                count += 1
    return count


async def take_out_archived(last: Mapping[UUID, int], before: datetime, told: Callable[[int], None]) -> int:
    """Delete the orders that an archive has, but those that have changed since; returns how many these are."""
    count, ids = 0, list(last)
    for start in range(0, len(ids), BATCH):
        batch = {order_id: last[order_id] for order_id in ids[start : start + BATCH]}
        count += await retried(partial(take_out, batch, before))
        told(len(batch))
    return count
