"""Whether the viewer may do something to a customer or a contact now: what the pages' buttons are shown by.

Each asks what the verb asks too.
"""

from typing import Final

from models.access.archiving import customers_in_use
from models.core.rows import Row
from models.core.viewer import Permission, Viewer
from models.erasure import only_approvers
from models.permissions import changes_company, changes_contact
from resolvers.core.values import by_viewer, unless


@by_viewer
def can_update_customer(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may change a customer."""
    return changes_company(viewer, root["id"])


def _archives_customer(viewer: Viewer, root: Row) -> bool:
    return root["archived_at"] is None and viewer.may(Permission.MANAGE_CUSTOMERS)


can_archive_customer: Final = unless(customers_in_use, _archives_customer)


@by_viewer
def can_restore_customer(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may restore a customer."""
    return root["archived_at"] is not None and viewer.may(Permission.MANAGE_CUSTOMERS)


can_update_contact: Final = by_viewer(changes_contact)


@by_viewer
def can_archive_contact(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may archive a contact."""
    return root["archived_at"] is None and changes_contact(viewer, root)


@by_viewer
def can_restore_contact(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may restore a contact."""
    return root["archived_at"] is not None and changes_contact(viewer, root)


def _erases(viewer: Viewer, root: Row) -> bool:
    return viewer.may(Permission.MANAGE_CONTACTS)


can_erase: Final = unless(only_approvers, _erases)
