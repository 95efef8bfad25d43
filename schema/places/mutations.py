"""Mutations of sites, roles on properties and assets."""

from resolvers.places import mutations as places
from schema.core.fields import object_type, root
from schema.places.payloads import (
    AssetCreatePayload,
    AssetUpdatePayload,
    PartyRemovePayload,
    PartySetPayload,
    SiteCreatePayload,
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
    site_create: SiteCreatePayload = root(places.site_create, "Add a customer's site, or a property.")
    site_update: SiteUpdatePayload = root(places.site_update, "Change a site or a property.")
    party_set: PartySetPayload = root(places.party_set, "Give a contact a role on a property, or change its days.")
    party_remove: PartyRemovePayload = root(
        places.party_remove, "Remove a role on a property; its holder loses access at once."
    )
