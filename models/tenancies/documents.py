"""Documents of a property or of a tenancy: certificates, inventories, contracts, each for those whom staff let see it.

One that expires is reminded of some days before, and on the day after its last one; it stays until it is removed.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from tortoise import fields

import settings
from adapters import clock
from adapters.text.sentences import Sentence
from models.core import text
from models.core.calendar import start_of, today
from models.core.entity import UtcDatetimeField, VersionedEntity
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.rows import locked
from models.core.scope import Compared, all_of, equals
from models.core.viewer import SYSTEM, PartyRole, Permission, Viewer
from models.files.removals import remove_from_storage
from models.files.uploads import Upload, use_upload
from models.log.events import EventKind
from models.log.unit_of_work import unit_of_work
from models.messages.audience import holders_of, recipients, staff_with
from models.messages.notifications import NotificationKind
from models.messages.notify import Subject, notify
from models.places.sites import Site, SiteKind, site_path
from models.tenancies.rows import Tenancy

DAY: Final = timedelta(days=1)
_TITLES: Final = {
    False: Sentence("{property}: {document} expires on {day}"),
    True: Sentence("{property}: {document} has expired"),
}
"""The titles of what people are reminded of, by whether it has happened."""


class DocumentKind(StrEnum):
    """The kinds of documents of a property."""

    GAS_SAFETY = "GAS_SAFETY"
    ELECTRICAL = "ELECTRICAL"
    ENERGY = "ENERGY"
    FIRE_SAFETY = "FIRE_SAFETY"
    INVENTORY = "INVENTORY"
    CONTRACT = "CONTRACT"
    OTHER = "OTHER"


USUALLY_SEEN_BY: Final = (PartyRole.LANDLORD, PartyRole.TENANT)


class PropertyDocument(VersionedEntity):
    """A file about a property or, with a tenancy, about that. `seen_by` are the roles whose holders see it; of a
    tenancy's only its own tenants do.

    `storage_key` is the identifier of the upload that it came by. At `reminds_at` people are reminded that it expires.
    """

    site: fields.ForeignKeyRelation[Site] = fields.ForeignKeyField(
        "models.Site", related_name="documents", on_delete=fields.RESTRICT
    )
    tenancy: fields.ForeignKeyNullableRelation[Tenancy] = fields.ForeignKeyField(
        "models.Tenancy", related_name="documents", null=True, on_delete=fields.RESTRICT
    )
    kind = fields.CharEnumField(DocumentKind, max_length=11)
    title = fields.CharField(max_length=200)
    issued_on: date | None = fields.DateField(null=True)
    expires_on: date | None = fields.DateField(null=True)
    seen_by: list[str] = fields.JSONField()
    filename = fields.CharField(max_length=255)
    content_type = fields.CharField(max_length=127)
    size = fields.BigIntField()
    sha256 = fields.CharField(max_length=64)
    storage_key = fields.CharField(max_length=255)
    added_by: dict[str, Any] = fields.JSONField()
    reminds_at: datetime | None = UtcDatetimeField(null=True)
    site_id: UUID
    tenancy_id: UUID | None

    class Meta:
        table = "property_documents"
        indexes = (("site_id", "created_at", "id"), ("tenancy_id", "created_at", "id"), ("expires_on", "id"))

    @property
    def log_keys(self) -> dict[str, Any]:
        """The columns by which an event about this document is found in the log, and what it says of who sees it."""
        tenancy = {} if self.tenancy_id is None else {"tenancy_id": str(self.tenancy_id)}
        return {"site_id": self.site_id, "document_id": str(self.id), "seen_by": list(self.seen_by), **tenancy}


def expect_document(title: str | None, issued_on: date | None, expires_on: date | None) -> None:
    """Refuse with all that is wrong with a document by itself."""
    faults = Faults()
    with faults.noted():
        if title is not None:
            text.line(title, "title")
    with faults.noted():
        if issued_on is not None and expires_on is not None and expires_on < issued_on:
            raise Refusal(RefusalCode.INVALID, "The document would expire before it was issued.", "expiresOn")
    faults.expect_none()


async def add_document(
    site: Site,
    tenancy: Tenancy | None,
    upload: Upload,
    kind: DocumentKind,
    title: str,
    *,
    issued_on: date | None,
    expires_on: date | None,
    seen_by: Sequence[PartyRole],
    by: Viewer,
) -> PropertyDocument:
    """File a complete upload; refuses with WRONG_STATE one that is not, and a place that is no property or archived."""
    async with unit_of_work() as unit:
        faults = Faults()
        with faults.noted():
            if site.kind is not SiteKind.PROPERTY:
                raise Refusal(RefusalCode.WRONG_STATE, "Only a property has documents.", "siteId")
        with faults.noted():
            site.expect_present("siteId")
        with faults.noted():
            if tenancy is not None and tenancy.site_id != site.id:
                raise Refusal(RefusalCode.INVALID, "The tenancy is of another property.", "tenancyId")
        with faults.noted():
            expect_document(title, issued_on, expires_on)
        faults.expect_none()
        content = await use_upload(upload, "uploadId")
        document = await PropertyDocument.create(
            site_id=site.id,
            tenancy_id=tenancy.id if tenancy else None,
            kind=kind,
            title=text.line(title, "title"),
            issued_on=issued_on,
            expires_on=expires_on,
            seen_by=_roles(seen_by),
            filename=upload.filename,
            content_type=content.type,
            size=upload.size,
            sha256=content.sha256,
            storage_key=str(upload.id),
            added_by=by.as_actor(),
            reminds_at=next_reminder(expires_on, today()),
        )
        unit.record(EventKind.DOCUMENT_ADDED, by, **document.log_keys)
        return document


def _roles(seen_by: Sequence[PartyRole]) -> list[str]:
    return [role.value for role in PartyRole if role in seen_by]


async def revise_document(document: PropertyDocument, *, by: Viewer, **given: Any) -> None:
    """Change what is given of a document; its file stays."""
    async with unit_of_work() as unit:
        days = {name: given.get(name, getattr(document, name)) for name in ("issued_on", "expires_on")}
        expect_document(given.get("title"), **days)
        if "title" in given:
            given["title"] = text.line(given["title"], "title")
        if "seen_by" in given:
            given["seen_by"] = _roles(given["seen_by"])
        if "expires_on" in given:
            given["reminds_at"] = next_reminder(given["expires_on"], today())
        await document.advance(**given)
        unit.record(EventKind.DOCUMENT_CHANGED, by, **document.log_keys)


async def remove_document(document: PropertyDocument, *, by: Viewer) -> None:
    """Remove a document with its bytes."""
    async with unit_of_work() as unit:
        await document.delete()
        await Upload.filter(id=UUID(document.storage_key)).delete()
        await remove_from_storage(unit, f"uploads/{document.storage_key}/")
        unit.record(EventKind.DOCUMENT_REMOVED, by, **document.log_keys)


def next_reminder(expires_on: date | None, day: date) -> datetime | None:
    """The first moment after a day at which people are reminded that a document expires, or has expired; None if none
    is left."""
    if expires_on is None:
        return None
    days = [expires_on - timedelta(days=ahead) for ahead in settings.get().document_reminder_days] + [expires_on + DAY]
    later = [each for each in days if each > day]
    return start_of(min(later)) if later else None


async def due_documents(set_aside: Sequence[UUID], most: int) -> list[UUID]:
    """At most so many documents that people are to be reminded of now, the longest due first, without those that are
    set aside."""
    due = PropertyDocument.filter(reminds_at__lte=clock.now()).exclude(id__in=set_aside)
    return [document.id for document in await due.order_by("reminds_at", "id").limit(most).only("id")]


async def remind_of_expiry(document_id: UUID) -> bool:
    """Remind the landlord, if they see it, and staff that a document expires; False if another worker was quicker."""
    async with unit_of_work() as unit:
        due = all_of(equals("id", document_id), Compared("reminds_at", "<=", clock.now()))
        document = await locked(PropertyDocument, due)
        if document is None or document.expires_on is None:
            return False
        await document.advance(reminds_at=next_reminder(document.expires_on, today()))
        event = unit.record(EventKind.DOCUMENT_EXPIRES, SYSTEM, **document.log_keys)
        kind, site = NotificationKind.DOCUMENT_EXPIRES, await Site.get(id=document.site_id)
        groups = [staff_with(Permission.MANAGE_PROPERTIES)]
        if PartyRole.LANDLORD in document.seen_by:
            groups.append(holders_of(site.id, ()))
        has_expired = document.expires_on < today()
        await notify(
            unit,
            event,
            kind,
            await recipients(kind, *groups),
            Subject("PropertyDocument", document.id, site_path(site.id)),
            title=_TITLES[has_expired].about(property=site.name, document=document.title, day=document.expires_on),
            body=f"{site.line1}, {site.city}",
            template="document_expires",
            data={
                "property_name": site.name,
                "document_title": document.title,
                "expires_on": document.expires_on.isoformat(),
                "has_expired": has_expired,
            },
            by=SYSTEM,
        )
    return True
