"""Whether the viewer may do something to a site or an asset now: what the pages' buttons are shown by.

Each asks what the verb asks too.
"""

from collections.abc import Callable
from typing import Final

from models.core.rows import Row
from models.core.viewer import Permission, Viewer
from models.orders.archiving import assets_in_use, sites_in_use
from models.permissions import changes_asset, changes_site
from resolvers.core.values import by_viewer, unless


def _archives(permission: Permission) -> Callable[[Viewer, Row], bool]:
    return lambda viewer, root: root["archived_at"] is None and viewer.may(permission)


def _restores(permission: Permission) -> Callable[[Viewer, Row], bool]:
    return lambda viewer, root: root["archived_at"] is not None and viewer.may(permission)


can_update_site: Final = by_viewer(changes_site)
can_archive_site: Final = unless(sites_in_use, _archives(Permission.MANAGE_PROPERTIES))
can_restore_site: Final = by_viewer(_restores(Permission.MANAGE_PROPERTIES))
can_update_asset: Final = by_viewer(changes_asset)
can_archive_asset: Final = unless(assets_in_use, _archives(Permission.MANAGE_ORDERS))
can_restore_asset: Final = by_viewer(_restores(Permission.MANAGE_ORDERS))
