"""Whether the viewer may do something to customers, contacts, memberships and staff now: what the pages' buttons are
shown by.

Each asks what the verb asks too.
"""

from collections.abc import Callable, Collection
from typing import Final
from uuid import UUID

from models.access.archiving import customers_in_use
from models.access.memberships import memberships_of_archived_customers
from models.access.staff_access import lacking, members_above, only_managers, roles_in_use
from models.core.rows import Row
from models.core.viewer import Permission, Viewer
from models.erasable import not_erasable
from models.permissions import (
    adds_site,
    asks_access,
    changes_company,
    changes_contact,
    makes_keys,
    opens_order,
    sets_approval,
)
from resolvers.core.values import by_viewer, unless


@by_viewer
def can_update_customer(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may change a customer."""
    return changes_company(viewer, root["id"])


def _archives_customer(viewer: Viewer, root: Row) -> bool:
    return root["archived_at"] is None and viewer.may(Permission.MANAGE_CUSTOMERS)


can_archive_customer: Final = unless(lambda _, ids: customers_in_use(ids), _archives_customer)


@by_viewer
def can_restore_customer(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may restore a customer."""
    return root["archived_at"] is not None and viewer.may(Permission.MANAGE_CUSTOMERS)


def _while_present(may: Callable[[Viewer, UUID], bool]) -> Callable[[Viewer, Row], bool]:
    """The rule for a customer, which nobody fulfils while it is archived."""
    return lambda viewer, root: root["archived_at"] is None and may(viewer, root["id"])


can_make_key: Final = by_viewer(_while_present(makes_keys))
can_open_order: Final = by_viewer(_while_present(opens_order))
can_add_site: Final = by_viewer(_while_present(adds_site))
can_request_access: Final = by_viewer(_while_present(asks_access))
can_add_member: Final = by_viewer(_while_present(lambda viewer, _: viewer.may(Permission.MANAGE_CONTACTS)))
can_invoice: Final = by_viewer(_while_present(lambda viewer, _: viewer.may(Permission.MANAGE_INVOICES)))


@by_viewer
def can_change_approval(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may change how invoices of a customer are approved."""
    return sets_approval(viewer, root["id"])


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


can_erase: Final = unless(lambda _, ids: not_erasable(ids), _erases)


def _changes_memberships(viewer: Viewer, root: Row) -> bool:
    return viewer.may(Permission.MANAGE_CONTACTS)


can_update_membership: Final = unless(lambda _, ids: memberships_of_archived_customers(ids), _changes_memberships)
can_remove_membership: Final = by_viewer(_changes_memberships)


def _manages_staff(viewer: Viewer, root: Row) -> bool:
    return viewer.may(Permission.MANAGE_STAFF)


def _deactivates(viewer: Viewer, root: Row) -> bool:
    return root["is_active"] and _manages_staff(viewer, root)


def _reactivates(viewer: Viewer, root: Row) -> bool:
    return not root["is_active"] and _manages_staff(viewer, root)


def _gives(viewer: Viewer, root: Row) -> bool:
    return _manages_staff(viewer, root) and not lacking(viewer, root["permissions"])


async def _who_stay(viewer: Viewer, member_ids: Collection[UUID]) -> set[UUID]:
    return await members_above(viewer, member_ids) | await only_managers(member_ids)


can_change_role: Final = unless(members_above, _manages_staff)
can_deactivate: Final = unless(_who_stay, _deactivates)
can_reactivate: Final = unless(members_above, _reactivates)
can_unlock: Final = by_viewer(_manages_staff)
can_update_role: Final = by_viewer(_gives)
can_remove_role: Final = unless(lambda _, ids: roles_in_use(ids), _gives)
