"""The mutations of the documents of properties and tenancies."""

from typing import Any, Final

from execution.context import Info, viewer_of
from models.core.errors import Faults
from models.core.viewer import Permission
from models.files.uploads import Upload
from models.places.sites import Site
from models.tenancies.documents import (
    USUALLY_SEEN_BY,
    PropertyDocument,
    add_document,
    expect_document,
    remove_document,
    revise_document,
)
from models.tenancies.rows import Tenancy
from resolvers.core.declare import sent_fields
from resolvers.core.ids import find_named, find_node
from resolvers.core.mutations import mutation
from resolvers.core.rules import permission
from resolvers.tenancies.document_inputs import (
    PropertyDocumentAddInput,
    PropertyDocumentRemoveInput,
    PropertyDocumentUpdateInput,
)

FILES: Final = permission(Permission.MANAGE_PROPERTIES)
_KEPT: Final = ("kind", "title", "seen_by")
"""Fields that a document always has: null keeps them."""


def is_document(given: PropertyDocumentAddInput | PropertyDocumentUpdateInput) -> None:
    """A document, as far as it can be judged by itself."""
    expect_document(given.title or None, given.issued_on or None, given.expires_on or None)


@mutation(
    FILES,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND REQUIRED TOO_LONG WRONG_STATE",
    form=is_document,
)
async def property_document_add(info: Info, input: PropertyDocumentAddInput) -> dict[str, Any]:
    """File a document."""
    viewer, faults = viewer_of(info), Faults()
    with faults.noted():
        site = await find_node(Site, input.site_id, viewer, to="let", field="siteId")
    with faults.noted():
        upload = await find_node(Upload, input.upload_id, viewer, to="send", field="uploadId")
    tenancy = await find_named(Tenancy, input.tenancy_id, viewer, to="change", field="tenancyId", faults=faults)
    faults.expect_none()
    document = await add_document(
        site,
        tenancy,
        upload,
        input.kind,
        input.title,
        issued_on=input.issued_on,
        expires_on=input.expires_on,
        seen_by=USUALLY_SEEN_BY if input.seen_by is None else input.seen_by,
        by=viewer,
    )
    return {"property_document_id": document.id}


@mutation(
    FILES,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND REQUIRED STALE_VERSION TOO_LONG",
    form=is_document,
)
async def property_document_update(info: Info, input: PropertyDocumentUpdateInput) -> dict[str, Any]:
    """Change a document."""
    viewer = viewer_of(info)
    document = await find_node(PropertyDocument, input.id, viewer, to="change", version=input.version)
    given = sent_fields(input, "kind", "title", "issued_on", "expires_on", "seen_by")
    kept = {name: value for name, value in given.items() if value is not None or name not in _KEPT}
    await revise_document(document, **kept, by=viewer)
    return {"property_document_id": document.id}


@mutation(FILES, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION TOO_LONG")
async def property_document_remove(info: Info, input: PropertyDocumentRemoveInput) -> dict[str, Any]:
    """Remove a document with its file."""
    viewer = viewer_of(info)
    document = await find_node(PropertyDocument, input.id, viewer, to="change", version=input.version)
    await remove_document(document, by=viewer)
    return {"removed_id": document.id, "site_id": document.site_id}
