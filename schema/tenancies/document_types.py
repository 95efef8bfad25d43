"""The documents of properties and tenancies."""

from datetime import date, datetime

import strawberry

from models.core.viewer import PartyRole
from models.places.sites import Site as SiteRow
from models.tenancies.documents import DocumentKind
from models.tenancies.rows import Tenancy as TenancyRow
from resolvers.core.relations import one
from resolvers.core.scalars import ByteCount
from resolvers.tenancies import documents
from schema.core.fields import column, created_at, global_id, object_type, relation, updated_at
from schema.core.refs import LazySite, LazyTenancy
from schema.core.types import Actor, Node
from schema.files.types import Download


@object_type
class PropertyDocument(Node):
    """A certificate, a contract or another file about a property, or about a tenancy of it."""

    id: strawberry.ID = global_id("PropertyDocument")
    version: int = column("The number of changes to this row; send it back with a change.")
    created_at: datetime = created_at("document")
    updated_at: datetime = updated_at("document")
    site: LazySite | None = relation(
        one(SiteRow, "site_id"), "The property; null if the viewer may not see it.", ("site_id",)
    )
    tenancy: LazyTenancy | None = relation(
        one(TenancyRow, "tenancy_id"), "The tenancy that it is about, if it is about one.", ("tenancy_id",)
    )
    kind: DocumentKind = column("The kind of document.")
    title: str = column("The title.")
    issued_on: date | None = column("The day on which it was issued.")
    expires_on: date | None = column("The last day on which it is valid; null if it does not expire.")
    is_expired: bool = relation(documents.is_expired, "Whether its last day is over.", ("expires_on",))
    seen_by: list[PartyRole] = column("The roles on the property whose holders see it, besides staff.")
    filename: str = column("The file name.")
    content_type: str = column("The media type, as detected from the content.")
    size: ByteCount = column("The size of the file in bytes.")
    sha256: str = column("The SHA-256 of its content, in hexadecimal.")
    added_by: Actor = column("The person who filed it.")
    download: Download = relation(
        documents.download,
        "The temporary address at which the viewer may download the file.",
        ("id", "filename", "content_type", "size"),
    )
    viewer_can_change: bool = relation(
        documents.can_change,
        "Whether the viewer may change and remove it: `propertyDocumentUpdate`, `propertyDocumentRemove`.",
    )
