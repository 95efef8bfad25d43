"""Whether the viewer may do something to a contact's portal access, or an access request, now: what the pages' buttons
are shown by.

Each asks what the verb asks too. Nobody sees the access of a contact who was erased.
"""

from execution.context import Info, viewer_of
from models.access.accounts import Account, PortalAccessStatus
from models.access.requests import IS_OPEN
from models.core.rows import Row
from models.core.viewer import Permission, Viewer
from models.people.contacts import Contact
from resolvers.access.portal_access import status
from resolvers.core.relations import load_row
from resolvers.core.values import by_viewer


async def can_invite(root: Row, info: Info) -> bool:
    """Whether the viewer may invite the contact, for the first time or again."""
    return status(root) is not PortalAccessStatus.ACTIVE and await can_change_username(root, info)


async def can_change_username(root: Row, info: Info) -> bool:
    """Whether the viewer may give the contact a username, or another one."""
    if not viewer_of(info).may(Permission.MANAGE_PORTAL_ACCESS):
        return False
    contact = await load_row(info, Contact, root["contact_id"], ("archived_at",))
    return contact is not None and contact["archived_at"] is None


@by_viewer
def can_cancel_invitation(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may end the open invitation."""
    return status(root) is PortalAccessStatus.INVITED and viewer.may(Permission.MANAGE_PORTAL_ACCESS)


@by_viewer
def can_start_password_reset(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may send the contact a reset link."""
    takes_resets = Account(resets_from=root["resets_from"]).takes_resets
    is_ready = status(root) is PortalAccessStatus.ACTIVE and takes_resets
    return is_ready and viewer.may(Permission.MANAGE_PORTAL_ACCESS)


@by_viewer
def can_end(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may revoke the access, or end a lock and the limits that wrong passwords have met."""
    return root["username"] is not None and viewer.may(Permission.MANAGE_PORTAL_ACCESS)


@by_viewer
def can_resolve(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may grant or refuse an access request."""
    return IS_OPEN.matches(root) and viewer.may(Permission.MANAGE_PORTAL_ACCESS)
