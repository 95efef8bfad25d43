"""Taking bytes in: from a request to the storage, in parts of bounded size, hashed on the way and then looked at."""

import asyncio
import hashlib
import secrets
from collections import OrderedDict
from collections.abc import AsyncIterator
from typing import Any, Final
from uuid import UUID

from adapters.files import file_types, storage
from latchkey.files.buffers import PART_SIZE, Buffer
from latchkey.files.reading import StoredFile
from models.core.errors import Refusal, RefusalCode
from models.core.viewer import Viewer
from models.files.uploads import (
    Content,
    Part,
    Upload,
    delete_upload,
    open_upload,
    parts_of,
    record_parts,
    restart_upload,
)
from models.log.unit_of_work import shielded

MAX_REMEMBERED: Final = 1000
"""So many uploads' hashes are kept between requests; those of others are made in the end, from the storage."""


class Interrupted(Exception):
    """The sender went away, or sent nothing for too long."""


class Intake:
    """The bytes of one request on their way in: while one part is written, the next is taken in.

    `piecemeal` counts each part at once, so that the upload may be resumed; otherwise nothing counts before `finish`,
    and nothing is left behind where that is not reached.
    """

    def __init__(self, upload: Upload, *, piecemeal: bool) -> None:
        self._upload = upload
        self._piecemeal = piecemeal
        self._end = upload.received
        self._buffer = Buffer()
        self._writing: asyncio.Task[None] | None = None
        self._stored: list[Part] = []
        self._digest = _digest_at(upload.id, self._end)

    async def add(self, chunk: bytes) -> None:
        """Take bytes in; none at all means that the sender pauses. Refuses with TOO_LARGE the first byte too many."""
        is_pause, coming = not chunk, self._end + self._buffer.size + len(chunk)
        if coming > self._upload.size:
            raise Refusal(RefusalCode.TOO_LARGE, "The upload was announced with {size} bytes.", size=self._upload.size)
        while chunk:
            if self._buffer.size == PART_SIZE:
                await self._write()
            room = PART_SIZE - self._buffer.size
            await self._append(chunk[:room])
            chunk = chunk[room:]
        if is_pause and coming < self._upload.size:
            await self._write()

    async def finish(self) -> None:
        """Count everything that came."""
        await self._write()
        await self._written()
        await self._record()

    async def break_off(self) -> None:
        """Count what came so far where it may be resumed; else leave nothing behind."""
        if self._piecemeal:
            await self.finish()
        await self.discard()

    async def discard(self) -> None:
        """Leave nothing behind of what does not count."""
        if self._writing is not None:
            await asyncio.gather(self._writing, return_exceptions=True)
        self._buffer.close()
        await _remove(self._stored)

    async def _append(self, chunk: bytes) -> None:
        if not self._buffer.has_room(len(chunk)):
            # Who waits for memory holds none.
            await self._write()
            await self._written()
            await self._buffer.make_room(len(chunk))
        self._buffer.append(chunk)

    async def _write(self) -> None:
        await self._written()
        if self._buffer.size:
            key = f"{self._upload.folder}/{self._end:015}-{secrets.token_hex(8)}"
            self._stored.append(Part(self._end, self._buffer.size, key))
            self._end += self._buffer.size
            self._writing = asyncio.create_task(self._put(key, self._buffer))
            self._buffer = Buffer()

    async def _written(self) -> None:
        if self._writing is not None:
            await asyncio.shield(self._writing)
            self._writing = None

    async def _put(self, key: str, buffer: Buffer) -> None:
        try:
            with buffer.content() as content:
                hashed = asyncio.to_thread(self._digest.update, content) if self._digest else asyncio.sleep(0)
                await asyncio.gather(storage.current().put(key, content), hashed)
        finally:
            buffer.close()
        if self._piecemeal:
            await self._record()

    async def _record(self) -> None:
        parts, self._stored = self._stored, []
        if not parts:
            return
        try:
            content = await self._content(parts) if self._end == self._upload.size else None
            await shielded(record_parts, self._upload, parts, content)
        except Refusal as refusal:
            await _remove(parts)
            if refusal.code is RefusalCode.UNSUPPORTED_TYPE:
                await remove_upload(self._upload)
            raise
        _remember(self._upload.id, self._end, None if content else self._digest)

    async def _content(self, parts: list[Part]) -> Content:
        """The type and hash of the whole file; refuses with UNSUPPORTED_TYPE a type that is not taken."""
        file = StoredFile(await parts_of(self._upload.id) + parts)
        kind = await file_types.content_type(file.size, file.read)
        if kind is None:
            raise Refusal(RefusalCode.UNSUPPORTED_TYPE, "Files of this type are not taken.")
        return Content(kind, self._digest.hexdigest() if self._digest else await file.sha256())


async def store_bytes(upload: Upload, source: AsyncIterator[bytes], *, piecemeal: bool) -> None:
    """Store what `source` gives from the upload's `received` on; raises what it raises, and Refusal like `Intake`.

    `Interrupted` in the middle keeps what came, where `piecemeal` says so.
    """
    intake = Intake(upload, piecemeal=piecemeal)
    try:
        async for chunk in source:
            await intake.add(chunk)
            del chunk
        await intake.finish()
    except Interrupted:
        await asyncio.shield(intake.break_off())
        raise
    except BaseException:
        await asyncio.shield(intake.discard())
        raise


async def store_whole(upload: Upload, source: AsyncIterator[bytes]) -> None:
    """Store a whole file in place of what was received before; all of it or nothing. Raises like `store_bytes`."""
    if upload.received:
        await _remove(await shielded(restart_upload, upload))
    await store_bytes(upload, _exactly(upload.size, source), piecemeal=False)


async def store_upload(filename: str, content_type: str, data: bytes, *, by: Viewer) -> Upload:
    """A complete upload of bytes that are here already, such as a mail's attachment; refuses like `store_whole`."""
    upload = await shielded(open_upload, filename, content_type, len(data), by=by)

    async def source() -> AsyncIterator[bytes]:
        yield data

    await store_whole(upload, source())
    return upload


async def remove_upload(upload: Upload) -> None:
    """Take an upload that is not attached out of the world, with all its bytes."""
    await storage.current().delete([key async for key in storage.current().keys(upload.folder)])
    await shielded(delete_upload, upload)
    _remember(upload.id, 0, None)


async def _exactly(size: int, source: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    received = 0
    async for chunk in source:
        received += len(chunk)
        yield chunk
        del chunk
    if received != size:
        raise Refusal(
            RefusalCode.INVALID,
            "The upload was announced with {size} bytes, and {received} came.",
            size=size,
            received=received,
        )


async def _remove(parts: list[Part]) -> None:
    await storage.current().delete([part.key for part in parts])


_digests: "OrderedDict[UUID, tuple[int, Any]]" = OrderedDict()


def _digest_at(upload_id: UUID, offset: int) -> Any:
    """The running hash of an upload's first `offset` bytes; None where this process does not know it."""
    if offset == 0:
        return hashlib.sha256()
    hashed, digest = _digests.get(upload_id, (0, None))
    return digest.copy() if digest and hashed == offset else None


def _remember(upload_id: UUID, offset: int, digest: Any) -> None:
    _digests.pop(upload_id, None)
    if digest is not None:
        _digests[upload_id] = (offset, digest.copy())
        while len(_digests) > MAX_REMEMBERED:
            _digests.popitem(last=False)
