"""Mutations of sites, roles on properties and assets."""

from resolvers.places import mutations as places
from schema.core.fields import object_type, root
from schema.places.payloads import (
    AssetArchivePayload,
    AssetCreatePayload,
    AssetRestorePayload,
    AssetUpdatePayload,
    PartyRemovePayload,
    PartySetPayload,
    SiteArchivePayload,
    SiteCreatePayload,
    SiteRestorePayload,
    SiteUpdatePayload,
)


@object_type
class PlaceMutations:
    """The mutations of sites, roles on properties and assets."""

    asset_create: AssetCreatePayload = root(places.asset_create, "Add an asset of a customer, or at a site.")
    asset_update: AssetUpdatePayload = root(
        places.asset_update,
        "Change an asset. Its old orders stay with the site and the customer that they were for.",
    )
    asset_archive: AssetArchivePayload = root(
        places.asset_archive,
        "Archive an asset: lists and searches no longer have it, no orders can be made for it, and its old ones stay. "
        "WRONG_STATE while orders are not finished.",
    )
    asset_restore: AssetRestorePayload = root(places.asset_restore, "Restore an archived asset.")
    site_create: SiteCreatePayload = root(places.site_create, "Add a customer's site, or a property.")
    site_update: SiteUpdatePayload = root(places.site_update, "Change a site or a property.")
    site_archive: SiteArchivePayload = root(
        places.site_archive,
        "Archive a site: lists and searches no longer have it, nothing new can be made for it, and its old orders and "
        "its assets stay. WRONG_STATE while orders are not finished, or people have roles that have not ended.",
    )
    site_restore: SiteRestorePayload = root(places.site_restore, "Restore an archived site.")
    party_set: PartySetPayload = root(places.party_set, "Give a contact a role on a property, or change its days.")
    party_remove: PartyRemovePayload = root(
        places.party_remove, "Remove a role on a property; its holder loses access at once."
    )
