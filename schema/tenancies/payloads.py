"""Payloads of the mutations of tenancies and of the documents of properties."""

import strawberry

from models.places.sites import Site as SiteRow
from models.tenancies.documents import PropertyDocument as PropertyDocumentRow
from models.tenancies.rows import Tenancy as TenancyRow
from resolvers.core import values
from resolvers.core.relations import one
from schema.core.fields import object_type, relation
from schema.core.payloads import Payload
from schema.places.types import Site
from schema.tenancies.document_types import PropertyDocument
from schema.tenancies.types import Tenancy


@object_type
class ChangedTenancy(Payload):
    """The part of payloads of mutations that change a tenancy."""

    tenancy: Tenancy | None = relation(one(TenancyRow, "tenancy_id"), "The tenancy, as it is now.")


@object_type
class TenancyCreatePayload(ChangedTenancy):
    """The result of `tenancyCreate`."""


@object_type
class TenancyUpdatePayload(ChangedTenancy):
    """The result of `tenancyUpdate`."""


@object_type
class TenancyTenantAddPayload(ChangedTenancy):
    """The result of `tenancyTenantAdd`."""


@object_type
class TenancyTenantRemovePayload(ChangedTenancy):
    """The result of `tenancyTenantRemove`."""


@object_type
class TenancyActivatePayload(ChangedTenancy):
    """The result of `tenancyActivate`."""


@object_type
class TenancyNoticeGivePayload(ChangedTenancy):
    """The result of `tenancyNoticeGive`."""


@object_type
class TenancyEndPayload(ChangedTenancy):
    """The result of `tenancyEnd`."""


@object_type
class ChangedDocument(Payload):
    """The part of payloads of mutations that change a document of a property."""

    document: PropertyDocument | None = relation(
        one(PropertyDocumentRow, "property_document_id"), "The document, as it is now."
    )


@object_type
class PropertyDocumentAddPayload(ChangedDocument):
    """The result of `propertyDocumentAdd`."""


@object_type
class PropertyDocumentUpdatePayload(ChangedDocument):
    """The result of `propertyDocumentUpdate`."""


@object_type
class PropertyDocumentRemovePayload(ChangedDocument):
    """The result of `propertyDocumentRemove`."""

    removed_id: strawberry.ID | None = relation(
        values.global_id_if_any("PropertyDocument", "removed_id"),
        "The id of the document that was removed; null if none was.",
    )
    site: Site | None = relation(one(SiteRow, "site_id"), "The property that it was of.")
