"""Whether the viewer may do something to a site, a role on it or an asset now: what the pages' buttons are shown by.

Each asks what the verb asks too.
"""

from collections.abc import Callable
from typing import Final

from models.access.invitation_grounds import roles_without_invitation
from models.core.rows import Row
from models.core.viewer import Permission, Viewer
from models.market.archiving import sites_in_use
from models.orders.archiving import assets_in_use
from models.permissions import changes_asset, changes_site, opens_order
from models.places.sites import Party, SiteKind, roles_on_archived_sites, sites_of_archived_customers
from resolvers.core.values import by_viewer, unless


def _archives(permission: Permission) -> Callable[[Viewer, Row], bool]:
    return lambda viewer, root: root["archived_at"] is None and viewer.may(permission)


def _restores(permission: Permission) -> Callable[[Viewer, Row], bool]:
    return lambda viewer, root: root["archived_at"] is not None and viewer.may(permission)


can_update_site: Final = by_viewer(changes_site)
can_archive_site: Final = unless(lambda _, ids: sites_in_use(ids), _archives(Permission.MANAGE_PROPERTIES))
can_restore_site: Final = by_viewer(_restores(Permission.MANAGE_PROPERTIES))
can_update_asset: Final = by_viewer(changes_asset)
can_archive_asset: Final = unless(lambda _, ids: assets_in_use(ids), _archives(Permission.MANAGE_ORDERS))
can_restore_asset: Final = by_viewer(_restores(Permission.MANAGE_ORDERS))


def _opens_order(viewer: Viewer, root: Row) -> bool:
    return root["archived_at"] is None and opens_order(viewer, root["customer_id"], root["id"])


can_open_order: Final = unless(lambda _, ids: sites_of_archived_customers(ids), _opens_order)


@by_viewer
def can_give_role(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may give people roles on a site, which only a property has."""
    is_property = root["kind"] == SiteKind.PROPERTY and root["archived_at"] is None
    return is_property and viewer.may(Permission.MANAGE_PROPERTIES)


def _changes_parties(viewer: Viewer, root: Row) -> bool:
    return viewer.may(Permission.MANAGE_PROPERTIES)


def _invites(viewer: Viewer, root: Row) -> bool:
    return viewer.may(Permission.MANAGE_PORTAL_ACCESS) and not Party(ends_on=root["ends_on"]).has_ended


can_update_party: Final = unless(lambda _, ids: roles_on_archived_sites(ids), _changes_parties)
can_remove_party: Final = by_viewer(_changes_parties)
can_invite_party: Final = unless(lambda _, ids: roles_without_invitation(ids), _invites)
