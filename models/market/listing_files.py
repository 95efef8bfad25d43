"""The photographs, floor plans and brochures of a listing."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from tortoise import fields

from adapters import clock
from models.core import text
from models.core.entity import DatedEntity, DatedManager, UtcDatetimeField
from models.core.errors import Refusal, RefusalCode
from models.core.viewer import Viewer
from models.files.removals import remove_from_storage
from models.files.uploads import Upload, use_upload
from models.log.events import EventKind
from models.log.unit_of_work import unit_of_work
from models.market.listings import Listing
from models.orders.attachments import PICTURES

MAX_FILES: Final = 100


class ListingFileKind(StrEnum):
    """The kinds of files of a listing."""

    PHOTO = "PHOTO"
    FLOOR_PLAN = "FLOOR_PLAN"
    BROCHURE = "BROCHURE"


class ListingFile(DatedEntity):
    """A stored file of a listing, in the place `position` among those of its kind.

    `storage_key` is the identifier of the upload that it came by, whose parts hold its bytes.
    """

    listing: fields.ForeignKeyRelation[Listing] = fields.ForeignKeyField(
        "models.Listing", related_name="files", on_delete=fields.RESTRICT
    )
    kind = fields.CharEnumField(ListingFileKind, max_length=10)
    position = fields.IntField()
    caption = fields.CharField(max_length=200, null=True)
    filename = fields.CharField(max_length=255)
    content_type = fields.CharField(max_length=127)
    size = fields.BigIntField()
    sha256 = fields.CharField(max_length=64)
    storage_key = fields.CharField(max_length=255)
    uploaded_at = UtcDatetimeField()
    uploaded_by: dict[str, Any] = fields.JSONField()
    listing_id: UUID

    ADDED_AT = "uploaded_at"

    class Meta:
        table = "listing_files"
        manager = DatedManager()


async def add_listing_files(
    listing: Listing, uploads: Sequence[Upload], kind: ListingFileKind, caption: str | None, *, by: Viewer
) -> None:
    """Add complete uploads after the files that the listing has.

    Refuses with WRONG_STATE an upload that is incomplete or used, INVALID a photograph that is no picture, and TOO_LONG
    more than 100 files.
    """
    async with unit_of_work() as unit:
        caption = text.optional_line(caption, "caption")
        count = await ListingFile.filter(listing_id=listing.id).count()
        if count + len(uploads) > MAX_FILES:
            raise Refusal(RefusalCode.TOO_LONG, "A listing has at most {most} files.", "uploadIds", most=MAX_FILES)
        for place, upload in enumerate(uploads):
            field = ("uploadIds", str(place))
            content = await use_upload(upload, field)
            if kind is ListingFileKind.PHOTO and content.type not in PICTURES:
                raise Refusal(RefusalCode.INVALID, "A photo is a JPEG, PNG, GIF or WebP file.", field)
            await ListingFile.create(
                listing_id=listing.id,
                kind=kind,
                position=count + place + 1,
                caption=caption,
                filename=upload.filename,
                content_type=content.type,
                size=upload.size,
                sha256=content.sha256,
                storage_key=str(upload.id),
                uploaded_at=clock.now(),
                uploaded_by=by.as_actor(),
            )
        await listing.advance()
        unit.record(EventKind.LISTING_CHANGED, by, **listing.log_keys, price=None)


async def remove_listing_file(file: ListingFile, *, by: Viewer) -> Listing:
    """Remove a file with its bytes; gives its listing."""
    async with unit_of_work() as unit:
        listing = await file.listing
        await file.delete()
        await Upload.filter(id=UUID(file.storage_key)).delete()
        await remove_from_storage(unit, f"uploads/{file.storage_key}/", f"thumbnails/{file.storage_key}")
        await listing.advance()
        unit.record(EventKind.LISTING_CHANGED, by, **listing.log_keys, price=None)
        return listing
