"""Payloads of the mutations of tenancies."""

from models.tenancies.rows import Tenancy as TenancyRow
from resolvers.core.relations import one
from schema.core.fields import object_type, relation
from schema.core.payloads import Payload
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
