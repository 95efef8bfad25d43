"""Mutations of tenancies and of the documents of properties."""

from resolvers.tenancies import document_mutations as documents
from resolvers.tenancies import mutations as tenancies
from schema.core.fields import object_type, root
from schema.tenancies.payloads import (
    PropertyDocumentAddPayload,
    PropertyDocumentRemovePayload,
    PropertyDocumentUpdatePayload,
    TenancyActivatePayload,
    TenancyCreatePayload,
    TenancyEndPayload,
    TenancyNoticeGivePayload,
    TenancyTenantAddPayload,
    TenancyTenantRemovePayload,
    TenancyUpdatePayload,
)


@object_type
class TenancyMutations:
    """The mutations of tenancies and of the documents of properties."""

    tenancy_create: TenancyCreatePayload = root(
        tenancies.tenancy_create,
        "Propose a tenancy of a property, which staff and the landlord see until it is agreed.",
    )
    tenancy_update: TenancyUpdatePayload = root(
        tenancies.tenancy_update,
        "Change the terms of a tenancy that has not ended. Rent that is charged already stays as it is. WRONG_STATE "
        "for days on which the property is let already.",
    )
    tenancy_tenant_add: TenancyTenantAddPayload = root(
        tenancies.tenancy_tenant_add,
        "Add a tenant. Once the tenancy is agreed, the contact has the role TENANT on the property for its days.",
    )
    tenancy_tenant_remove: TenancyTenantRemovePayload = root(
        tenancies.tenancy_tenant_remove,
        "Remove a tenant, who loses the role TENANT on the property at once, unless another tenancy gives it.",
    )
    tenancy_activate: TenancyActivatePayload = root(
        tenancies.tenancy_activate,
        "Agree to a proposed tenancy: its tenants have the role TENANT on the property for its days. WRONG_STATE if it "
        "has no tenant, and if the property is let on some of its days already: of two at the same moment one wins.",
    )
    tenancy_notice_give: TenancyNoticeGivePayload = root(
        tenancies.tenancy_notice_give,
        "Give notice of a tenancy that is in force: it ends with its last day, and so do the roles of its tenants.",
    )
    tenancy_end: TenancyEndPayload = root(
        tenancies.tenancy_end,
        "End a tenancy with a day, today or earlier. One that is not agreed, or has not begun, is withdrawn.",
    )
    property_document_add: PropertyDocumentAddPayload = root(
        documents.property_document_add,
        "File a complete upload as a document of a property or of a tenancy of it, for the roles that see it.",
    )
    property_document_update: PropertyDocumentUpdatePayload = root(
        documents.property_document_update, "Change the title, the days or the readers of a document."
    )
    property_document_remove: PropertyDocumentRemovePayload = root(
        documents.property_document_remove, "Remove a document with its file."
    )
