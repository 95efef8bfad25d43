"""Uploads: files on their way in, and afterwards the record of where their bytes are.

The bytes lie in the storage as parts, each an object of its own that is never written again. A part counts from the
moment it is recorded here, by compare-and-set on `received`: of two that send the same bytes one is recorded.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from tortoise import fields

import settings
from adapters import clock
from adapters.files.file_types import EXTENSIONS
from models.core import text
from models.core.characters import has_hidden
from models.core.entity import Entity, UtcDatetimeField
from models.core.errors import Refusal, RefusalCode
from models.core.viewer import Viewer
from models.log.unit_of_work import unit_of_work

MAX_OPEN: Final = 200
"""Uploads of one person that are not attached yet."""
GRACE: Final = timedelta(hours=1)
"""What has expired is removed so much later, when no request can still be writing to it."""
MAX_NAME_LENGTH: Final = 150


@dataclass(frozen=True, slots=True)
class Part:
    """Some bytes of a file, from the offset `start` on, and the key of the object that holds them."""

    start: int
    size: int
    key: str


@dataclass(frozen=True, slots=True)
class Content:
    """What a whole file turned out to be."""

    type: str
    sha256: str


class Upload(Entity):
    """A file that somebody sends. It is complete once all its bytes are recorded, and of a type that is taken."""

    contact_id: UUID | None = fields.UUIDField(null=True)
    staff_id: UUID | None = fields.UUIDField(null=True)
    filename = fields.CharField(max_length=255)
    declared_type = fields.CharField(max_length=127)
    size = fields.BigIntField()
    received = fields.BigIntField(default=0)
    content_type = fields.CharField(max_length=127, null=True)
    sha256 = fields.CharField(max_length=64, null=True)
    created_at = UtcDatetimeField()
    expires_at = UtcDatetimeField(null=True, db_index=True)
    completed_at = UtcDatetimeField(null=True)
    attached_at = UtcDatetimeField(null=True)

    class Meta:
        table = "uploads"
        indexes = (("contact_id", "created_at"), ("staff_id", "created_at"))

    @classmethod
    async def open(cls, filename: str, content_type: str, size: int, *, by: Viewer) -> "Upload":
        """Announce a file; refuses with TOO_LARGE over MAX_UPLOAD_BYTES, TOO_MANY_ATTEMPTS who has too many open."""
        options, now = settings.get(), clock.now()
        if size < 1:
            raise Refusal(RefusalCode.INVALID, "An empty file cannot be uploaded.", "size")
        if size > options.max_upload_bytes:
            raise Refusal(RefusalCode.TOO_LARGE, f"A file may have at most {options.max_upload_bytes} bytes.", "size")
        async with unit_of_work():
            owner: dict[str, Any] = {"contact_id": by.contact_id, "staff_id": by.staff_id}
            if await cls.filter(**owner, attached_at=None, expires_at__gt=now).count() >= MAX_OPEN:
                raise Refusal(RefusalCode.TOO_MANY_ATTEMPTS, "Attach or remove some of your uploads first.")
            return await cls.create(
                **owner,
                filename=safe_name(filename),
                declared_type=text.line(content_type, "contentType", 127),
                size=size,
                created_at=now,
                expires_at=now + timedelta(hours=options.upload_hours),
            )

    @classmethod
    async def expired(cls, most: int) -> "list[Upload]":
        """The uploads that expired an hour ago or earlier, at most so many, the oldest first."""
        return await cls.filter(expires_at__lt=clock.now() - GRACE).order_by("expires_at").limit(most)

    @property
    def is_open(self) -> bool:
        """Whether bytes may still come in."""
        return self.completed_at is None and self.expires_at is not None and self.expires_at > clock.now()

    async def record(self, parts: Sequence[Part], content: Content | None = None) -> None:
        """Count parts as received that follow what is here; with the last ones comes what the whole is.

        Refuses with STALE_VERSION where somebody else was quicker, or the upload is gone.
        """
        received = self.received + sum(part.size for part in parts)
        changes: dict[str, Any] = {"received": received}
        if content is not None:
            changes |= {"content_type": content.type, "sha256": content.sha256, "completed_at": clock.now()}
            changes["filename"] = name_with_ending(self.filename, content.type)
        async with unit_of_work():
            await self._change(**changes)
            await UploadPart.bulk_create(
                [
                    UploadPart(upload_id=self.id, start=part.start, size=part.size, storage_key=part.key)
                    for part in parts
                ]
            )

    async def restart(self) -> list[Part]:
        """Forget what was received; gives the parts, whose objects the caller has to remove. Refuses like `record`."""
        async with unit_of_work():
            parts = await self.parts()
            await self._change(received=0)
            await UploadPart.filter(upload_id=self.id).delete()
            return parts

    async def _change(self, **changes: Any) -> None:
        unchanged = Upload.filter(id=self.id, received=self.received, completed_at=None, expires_at__gt=clock.now())
        if not await unchanged.update(**changes):
            raise Refusal(RefusalCode.STALE_VERSION, "The upload has changed. Ask how much of it has been received.")
        self.update_from_dict(changes)

    async def discard(self) -> None:
        """Take the upload out of the world, unless it is attached; its objects are the caller's to remove."""
        async with unit_of_work():
            await Upload.filter(id=self.id, attached_at=None).delete()

    async def keep_for_good(self) -> None:
        """Note that an attached upload has been cleaned up after and no longer expires."""
        async with unit_of_work():
            await Upload.filter(id=self.id).exclude(attached_at=None).update(expires_at=None)

    async def parts(self) -> list[Part]:
        """Where the bytes are, in order."""
        return await parts_of(self.id)

    @property
    def folder(self) -> str:
        """The folder of the storage in which the parts lie."""
        return folder_of(self.id)

    async def use(self, field: str) -> Content:
        """Use the upload up for an attachment; refuses with WRONG_STATE one that is incomplete, expired or used."""
        used = await Upload.filter(
            id=self.id, completed_at__not_isnull=True, attached_at=None, expires_at__gt=clock.now()
        ).update(attached_at=clock.now())
        if not used or self.content_type is None or self.sha256 is None:
            why = "has been attached already" if self.attached_at else "is not complete, or has expired"
            raise Refusal(RefusalCode.WRONG_STATE, f"This upload {why}.", field)
        return Content(self.content_type, self.sha256)


class UploadPart(Entity):
    """One recorded part."""

    upload: fields.ForeignKeyRelation[Upload] = fields.ForeignKeyField(
        "models.Upload", related_name="upload_parts", on_delete=fields.CASCADE
    )
    start = fields.BigIntField()
    size = fields.IntField()
    storage_key = fields.CharField(max_length=255)
    upload_id: UUID

    class Meta:
        table = "upload_parts"
        unique_together = (("upload", "start"),)


async def parts_of(upload_id: UUID) -> list[Part]:
    """Where the bytes of an upload are, in order."""
    rows = await UploadPart.filter(upload_id=upload_id).order_by("start")
    return [Part(row.start, row.size, row.storage_key) for row in rows]


def folder_of(upload_id: UUID) -> str:
    """The folder of the storage in which the parts of an upload lie."""
    return f"uploads/{upload_id}"


def safe_name(name: str) -> str:
    """A filename that no system trips over: without folders, controls, hidden marks or reserved characters."""
    # Its end, where the ending is: normalising takes time by the square of the length.
    last = unicodedata.normalize("NFC", name[-1000:]).replace("\\", "/").rpartition("/")[2]
    kept = "".join(each for each in last if unicodedata.category(each)[0] != "C" and each not in '<>:"|?*')
    kept = " ".join(kept.split()).strip(" .")
    if kept and has_hidden(kept):
        kept = "".join(each for each in kept if not has_hidden(f"x{each}x")).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[: MAX_NAME_LENGTH - len(ending)].rstrip(' .') or 'file'}.{ending}"
    return kept[:MAX_NAME_LENGTH] or "file"


def name_with_ending(name: str, content_type: str) -> str:
    """The name with an ending that its content has: what is named like a program must not be opened as one."""
    endings = EXTENSIONS[content_type]
    return name if name.rpartition(".")[2].lower() in endings and "." in name else f"{name}.{endings[0]}"
