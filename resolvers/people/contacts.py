"""The queries of contacts, and the parts of a person that each viewer may see."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from adapters.text.locales import Formats
from execution.compiled.shapes import Guarded, shaped
from execution.context import Info, viewer_of
from execution.paging import Listing
from execution.sorting import Sort
from models.access.accounts import PortalAccessStatus
from models.core.errors import RequestError
from models.core.rows import Row, select
from models.core.scope import EVERYTHING, NOTHING, Not, Scope, all_of, any_of, equals, one_of, present, related
from models.core.search import Inside, containing
from models.core.viewer import ActorKind, KeyScope, Viewer
from models.partners.sight import sees_everybody
from models.people.contacts import Contact
from models.people.customers import Customer
from models.people.memberships import Membership
from models.places.sites import Party
from models.policy import may_see_access, visible
from resolvers.core.connections import paged
from resolvers.core.external_references import in_external_references
from resolvers.core.filters import MAX_SEARCH_LENGTH, in_ids, in_range, in_values, is_present
from resolvers.core.relations import by_id
from resolvers.core.rules import SIGNED_IN, allow
from resolvers.core.sorts import by_name_and_times, chosen
from resolvers.core.values import by_viewer
from resolvers.people.list_inputs import ContactSort, ContactSortField, ContactWhere

T = TypeVar("T")

# A cursor contains the name that it sorts by, and only staff see everybody's whole name.
_SORTS: Final = by_name_and_times(ContactSortField)
_SORTS_BY_DISPLAY_NAME: Final = by_name_and_times(ContactSortField, "display_name")
_BY_NAME: Final = Sort("contact-NAME", _SORTS[ContactSortField.NAME])
_BY_DISPLAY_NAME: Final = Sort("person-NAME", _SORTS_BY_DISPLAY_NAME[ContactSortField.NAME])


def listing(
    viewer: Viewer, where: ContactWhere | None = None, search: str | None = None, sort: ContactSort | None = None
) -> Listing:
    """The contacts that the viewer may see, by name unless they are sorted."""
    if sort is not None and sort.field is not ContactSortField.NAME and not viewer.is_staff:
        raise RequestError("FORBIDDEN", "sort: only staff may sort contacts by time.")
    condition = all_of(visible(Contact, viewer), _filter(where, viewer), _search(search, viewer))
    if viewer.is_staff:
        order = chosen("contact", _SORTS, sort, _BY_NAME)
    else:
        order = chosen("person", _SORTS_BY_DISPLAY_NAME, sort, _BY_DISPLAY_NAME)
    return Listing(Contact, condition, order, is_filtered=bool(search))


contacts: Final = allow(SIGNED_IN, keys=KeyScope.READ_PEOPLE)(paged(listing))


def _filter(where: ContactWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return is_present("archived_at", False)
    conditions = [
        is_present("archived_at", where.is_archived),
        in_external_references(viewer, where.external_reference),
    ]
    if where.customer_id is not None:
        member = all_of(
            in_ids(viewer, "customer_id", where.customer_id, Customer, "customerId"), visible(Membership, viewer)
        )
        conditions.append(related("id", "memberships", "contact_id", member))
    if where.party_role is not None:
        party = all_of(in_values("role", where.party_role), visible(Party, viewer))
        conditions.append(related("id", "parties", "contact_id", party))
    if where.updated_at is not None:
        conditions.append(all_of(in_range("updated_at", where.updated_at), _known_to(viewer)))
    if where.portal_status is not None:
        if not may_see_access(viewer):
            raise RequestError("FORBIDDEN", "portalStatus: Requires permission MANAGE_PORTAL_ACCESS or VIEW_AUDIT.")
        conditions.append(any_of(*(_in_status(status) for status in where.portal_status)))
    return all_of(*conditions)


def _in_status(status: PortalAccessStatus) -> Scope:
    """Contacts with an account of this status; without an account, DISABLED. The rule is that of `Account.status`."""
    enabled, activated, invited = present("username"), present("activated_at"), present("invited_at")
    accounts = {
        PortalAccessStatus.DISABLED: enabled,
        PortalAccessStatus.ENABLED: all_of(enabled, Not(activated), Not(invited)),
        PortalAccessStatus.INVITED: all_of(enabled, Not(activated), invited),
        PortalAccessStatus.ACTIVE: all_of(enabled, activated),
    }
    in_status = related("id", "accounts", "contact_id", all_of(present("contact_id"), accounts[status]))
    return Not(in_status) if status is PortalAccessStatus.DISABLED else in_status


def _search(search: str | None, viewer: Viewer) -> Scope:
    if not search or not search.strip():
        return EVERYTHING
    words = search[:MAX_SEARCH_LENGTH]
    if sees_everybody(viewer):
        return Inside("search_words", words)
    return any_of(containing("display_words", words), all_of(_known_to(viewer), containing("search_words", words)))


def _known_to(viewer: Viewer) -> Scope:
    """The contacts whose whole name and addresses the viewer may see: all for staff, and for keys that see everybody;
    themselves and their colleagues for contacts."""
    if sees_everybody(viewer):
        return EVERYTHING
    own = equals("id", viewer.contact_id) if viewer.contact_id else NOTHING
    return any_of(own, related("id", "memberships", "contact_id", viewer.of_customers()))


@shaped(Guarded("name", _known_to, otherwise="display_name"))
def name(root: Row, info: Info) -> Awaitable[str] | str:
    """The whole name for staff, colleagues and the person; the display name for everybody else."""
    return _known(root, info, root["name"], root["display_name"])


def private(column: str) -> Callable[[Row, Info], Any]:
    """The resolver of a column for staff, colleagues and the person; None for everybody else."""

    @shaped(Guarded(column, _known_to))
    def resolve(root: Row, info: Info) -> Any:
        return _known(root, info, root[column], None)

    return resolve


def message_locale(root: Row, info: Info) -> Awaitable[str | None] | str | None:
    """The language of messages to the contact, for staff, colleagues and the person; English without translations."""
    return _known(root, info, Formats.of(root["locale"], "UTC").tag, None)


@by_viewer
def notification_email(viewer: Viewer, root: Row) -> str | None:
    """The address for notifications, for staff and the person; None for everybody else."""
    return root["notification_email"] if viewer.is_staff or root["id"] == viewer.contact_id else None


@by_viewer
def mobile_verified_at(viewer: Viewer, root: Row) -> datetime | None:
    """The time of the number's verification, for staff and the person; None for everybody else."""
    return root["mobile_verified_at"] if viewer.is_staff or root["id"] == viewer.contact_id else None


def _known(root: Row, info: Info, value: T, instead: T) -> Awaitable[T] | T:
    viewer = viewer_of(info)
    if sees_everybody(viewer) or root["id"] == viewer.contact_id:
        return value
    return _if_colleague(root["id"], info, value, instead)


async def _if_colleague(contact_id: UUID, info: Info, value: T, instead: T) -> T:
    async def load(keys: list[UUID]) -> list[bool]:
        where = all_of(one_of("contact_id", keys), viewer_of(info).of_customers())
        colleagues = {row["contact_id"] for row in await select(Membership, ("contact_id",), where)}
        return [key in colleagues for key in keys]

    return value if await info.context.loader("colleagues", lambda: load).load(contact_id) else instead


def acting_contact(root: Row, info: Info) -> Awaitable[Any] | None:
    """The contact who did something; None for other actors, and for contacts whom the viewer may not see."""
    if root["kind"] != ActorKind.CONTACT or not root["id"]:
        return None
    return by_id(info, Contact, UUID(root["id"]))
