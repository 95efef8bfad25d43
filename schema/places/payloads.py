"""Payloads of the mutations of sites, roles on properties and assets."""

import strawberry

from models.people.contacts import Contact as ContactRow
from models.places.assets import Asset as AssetRow
from models.places.sites import Party as PartyRow
from models.places.sites import Site as SiteRow
from resolvers.core import values
from resolvers.core.relations import one
from schema.core.fields import object_type, relation
from schema.core.payloads import Payload
from schema.core.refs import LazyContact
from schema.places.types import Asset, Party, Site


@object_type
class ChangedSite(Payload):
    """The part of payloads of mutations that change a site."""

    site: Site | None = relation(one(SiteRow, "site_id"), "The site, as it is now.")


@object_type
class SiteCreatePayload(ChangedSite):
    """The result of `siteCreate`."""


@object_type
class SiteUpdatePayload(ChangedSite):
    """The result of `siteUpdate`."""


@object_type
class SiteArchivePayload(ChangedSite):
    """The result of `siteArchive`."""


@object_type
class SiteRestorePayload(ChangedSite):
    """The result of `siteRestore`."""


@object_type
class PartySetPayload(Payload):
    """The result of `partySet`."""

    party: Party | None = relation(one(PartyRow, "party_id"), "The role, as it is now.")
    site: Site | None = relation(one(SiteRow, "site_id"), "The property that it is on.")
    contact: LazyContact | None = relation(one(ContactRow, "contact_id"), "The contact who has it.")


@object_type
class PartyRemovePayload(Payload):
    """The result of `partyRemove`."""

    removed_id: strawberry.ID | None = relation(
        values.global_id_if_any("Party", "removed_id"), "The id of the role that was removed; null if none was."
    )
    party: Party | None = relation(
        one(PartyRow, "party_id"), "The role as it is now, if it has changed since; null if it was removed."
    )
    site: Site | None = relation(one(SiteRow, "site_id"), "The property that the role was on.")
    contact: LazyContact | None = relation(one(ContactRow, "contact_id"), "The contact who had it.")


@object_type
class ChangedAsset(Payload):
    """The part of payloads of mutations that change an asset."""

    asset: Asset | None = relation(one(AssetRow, "asset_id"), "The asset, as it is now.")


@object_type
class AssetCreatePayload(ChangedAsset):
    """The result of `assetCreate`."""


@object_type
class AssetUpdatePayload(ChangedAsset):
    """The result of `assetUpdate`."""


@object_type
class AssetArchivePayload(ChangedAsset):
    """The result of `assetArchive`."""


@object_type
class AssetRestorePayload(ChangedAsset):
    """The result of `assetRestore`."""
