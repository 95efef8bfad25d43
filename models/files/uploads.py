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
from models.core.entity import DatedEntity, DatedManager, Entity, UtcDatetimeField
from models.core.errors import Refusal, RefusalCode
from models.core.viewer import Viewer
from models.log.events import EventKind
from models.log.unit_of_work import unit_of_work

MAX_OPEN: Final = 200
"""Uploads of one person or key that are not attached yet."""
GRACE: Final = timedelta(hours=1)
"""Expired uploads are removed this much later, when no request can still be writing to them."""
MAX_TYPE: Final = 127
"""Characters of a declared type."""
MAX_NAME_LENGTH: Final = 150


@dataclass(frozen=True, slots=True)
class Part:
    """Some bytes of a file, from the offset `start` on, and the key of the object that holds them."""

    start: int
    size: int
    key: str


@dataclass(frozen=True, slots=True)
class Content:
    """The content type of a whole file, and its SHA-256."""

    type: str
    sha256: str


class Upload(DatedEntity):
    """A file that somebody sends. It is complete once all its bytes are recorded, and its content type is allowed."""

    contact_id: UUID | None = fields.UUIDField(null=True)
    staff_id: UUID | None = fields.UUIDField(null=True)
    api_key_id: UUID | None = fields.UUIDField(null=True)
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
        manager = DatedManager()
        indexes = (("contact_id", "created_at"), ("staff_id", "created_at"), ("api_key_id", "created_at"))

    @property
    def is_open(self) -> bool:
        """Whether bytes may still come in."""
        return self.completed_at is None and self.expires_at is not None and self.expires_at > clock.now()

    @property
    def folder(self) -> str:
        """The folder of the storage that has the parts."""
        return f"uploads/{self.id}"

    async def advance(self, **changes: Any) -> None:
        """Write `changes` if no more has been received meanwhile, else refuse with STALE_VERSION."""
        unchanged = Upload.filter(id=self.id, received=self.received, completed_at=None, expires_at__gt=clock.now())
        if not await unchanged.update(**changes):
            raise Refusal(RefusalCode.STALE_VERSION, "The upload has changed. Ask how much of it has been received.")
        self.update_from_dict(changes)


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


async def open_upload(filename: str, content_type: str, size: int, *, by: Viewer) -> Upload:
    """Announce a file; refuses with TOO_LARGE over MAX_UPLOAD_BYTES, TOO_MANY_ATTEMPTS who has too many open."""
    options, now = settings.get(), clock.now()
    if size < 1:
        raise Refusal(RefusalCode.INVALID, "An empty file cannot be uploaded.", "size")
    if size > options.max_upload_bytes:
        most = options.max_upload_bytes
        raise Refusal(RefusalCode.TOO_LARGE, "A file may have at most {maximum} bytes.", "size", maximum=most)
    async with unit_of_work() as unit:
        person: dict[str, Any] = {"contact_id": by.contact_id, "staff_id": by.staff_id}
        owner = person | {"api_key_id": by.api_key_id}
        waiting = Upload.filter(**owner, attached_at=None, expires_at__gt=now).order_by("expires_at")
        if len(first := await waiting.limit(MAX_OPEN)) == MAX_OPEN:
            raise Refusal(
                RefusalCode.TOO_MANY_ATTEMPTS,
                "Attach or remove some of your uploads first.",
                retry_at=first[0].expires_at,
            )
        upload = await Upload.create(
            **owner,
            filename=safe_name(filename),
            declared_type=text.line(content_type, "contentType", MAX_TYPE),
            size=size,
            created_at=now,
            expires_at=now + timedelta(hours=options.upload_hours),
        )
        unit.record(EventKind.UPLOAD_OPENED, by, **person, upload_id=str(upload.id))
        return upload


async def record_parts(upload: Upload, parts: Sequence[Part], content: Content | None = None) -> None:
    """Count parts as received that follow what is here; `content` comes with the last ones.

    Refuses with STALE_VERSION if somebody else was quicker, or the upload is gone.
    """
    changes: dict[str, Any] = {"received": upload.received + sum(part.size for part in parts)}
    if content is not None:
        changes |= {"content_type": content.type, "sha256": content.sha256, "completed_at": clock.now()}
        changes["filename"] = name_with_ending(upload.filename, content.type)
    async with unit_of_work():
        await upload.advance(**changes)
        await UploadPart.bulk_create(
            [UploadPart(upload_id=upload.id, start=part.start, size=part.size, storage_key=part.key) for part in parts]
        )


async def restart_upload(upload: Upload) -> list[Part]:
    """Forget what was received; gives the parts, whose objects the caller has to remove.

    Refuses like `record_parts`.
    """
    async with unit_of_work():
        parts = await parts_of(upload.id)
        await upload.advance(received=0)
        await UploadPart.filter(upload_id=upload.id).delete()
        return parts


async def delete_upload(upload: Upload) -> None:
    """Delete the upload unless it is attached; its objects are the caller's to remove."""
    async with unit_of_work():
        await Upload.filter(id=upload.id, attached_at=None).delete()


async def expired_uploads(most: int) -> list[Upload]:
    """At most `most` uploads that expired an hour ago or earlier, the oldest first."""
    return await Upload.filter(expires_at__lt=clock.now() - GRACE).order_by("expires_at").limit(most)


async def end_expiry(upload: Upload) -> None:
    """Let an attached upload no longer expire, once what was left over of it is removed."""
    async with unit_of_work():
        await Upload.filter(id=upload.id).exclude(attached_at=None).update(expires_at=None)


def expect_usable(upload: Upload, field: str | Sequence[str]) -> None:
    """Refuse with WRONG_STATE an upload that is incomplete, expired or used."""
    if upload.attached_at:
        raise Refusal(RefusalCode.WRONG_STATE, "This upload has been attached already.", field)
    if upload.completed_at is None or upload.expires_at is None or upload.expires_at <= clock.now():
        raise Refusal(RefusalCode.WRONG_STATE, "This upload is not complete, or has expired.", field)


async def use_upload(upload: Upload, field: str | Sequence[str]) -> Content:
    """Use the upload up for an attachment; refuses like `expect_usable`."""
    expect_usable(upload, field)
    complete = Upload.filter(id=upload.id, completed_at__not_isnull=True, attached_at=None, expires_at__gt=clock.now())
    used = await complete.update(attached_at=clock.now())
    if not used or upload.content_type is None or upload.sha256 is None:
        raise Refusal(RefusalCode.WRONG_STATE, "This upload has been attached already.", field)
    return Content(upload.content_type, upload.sha256)


async def is_kept(upload_id: UUID) -> bool:
    """Whether the upload is there: what came by it may have been removed."""
    return await Upload.filter(id=upload_id).exists()


async def parts_of(upload_id: UUID) -> list[Part]:
    """The parts that have the bytes of an upload, in order."""
    rows = await UploadPart.filter(upload_id=upload_id).order_by("start")
    return [Part(row.start, row.size, row.storage_key) for row in rows]


def safe_name(name: str) -> str:
    """A filename that no system trips over: without folders, controls, hidden marks or reserved characters."""
    # Its end, where the ending is: normalising takes time by the square of the length.
    last = unicodedata.normalize("NFC", name[-1000:]).replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C" and sign not in '<>:"|?*')
    kept = " ".join(kept.split()).strip(" .")
    if kept and has_hidden(kept):
        kept = "".join(sign for sign in kept if not has_hidden(f"x{sign}x")).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[: MAX_NAME_LENGTH - len(ending)].rstrip(' .') or 'file'}.{ending}"
    return kept[:MAX_NAME_LENGTH] or "file"


def name_with_ending(name: str, content_type: str) -> str:
    """The name with an ending that its content has: what is named like a program must not be opened as one."""
    endings = EXTENSIONS[content_type]
    return name if name.rpartition(".")[2].lower() in endings and "." in name else f"{name}.{endings[0]}"
