"""The queries of notifications, of preferences for them, and of deliveries."""

from collections.abc import Awaitable
from typing import Final

from tortoise.models import Model

import settings
from adapters.text.locales import Formats
from execution.context import Info, viewer_of
from execution.paging import Listing
from execution.sorting import Sort
from models.core.rows import Row, select
from models.core.scope import EVERYTHING, Scope, all_of, equals
from models.core.viewer import Permission, Viewer
from models.messages.deliveries import HAS_FAILED, Delivery, error_of
from models.messages.digests import Digest, DigestFrequency
from models.messages.notifications import Notification
from models.messages.preferences import NotificationPreference, kinds_for, usual_for
from models.people.contacts import Contact
from models.policy import PORTAL_STAFF, visible
from resolvers import nodes
from resolvers.core.connections import paged
from resolvers.core.filters import fulfils, in_ids, in_range, in_values, is_present
from resolvers.core.relations import Relation, load_row
from resolvers.core.rules import SIGNED_IN, allow, permission
from resolvers.core.sorts import by_times, chosen
from resolvers.core.values import by_viewer
from resolvers.messages.list_inputs import (
    DeliverySort,
    DeliverySortField,
    DeliveryWhere,
    NotificationSort,
    NotificationSortField,
    NotificationWhere,
)

_SORTS: Final = by_times(NotificationSortField, "created_at")
_NEWEST: Final = Sort("notification-CREATED_AT", _SORTS[NotificationSortField.CREATED_AT], descending=True)
_DELIVERY_SORTS: Final = by_times(DeliverySortField, "queued_at")
_NEWEST_DELIVERY: Final = Sort("delivery-CREATED_AT", _DELIVERY_SORTS[DeliverySortField.CREATED_AT], descending=True)


@allow(SIGNED_IN)
@paged
def notifications(
    viewer: Viewer, where: NotificationWhere | None = None, sort: NotificationSort | None = None
) -> Listing:
    """The viewer's own notifications, newest first unless they are sorted."""
    condition = all_of(visible(Notification, viewer), _notification_filter(where))
    return Listing(Notification, condition, chosen("notification", _SORTS, sort, _NEWEST))


def _notification_filter(where: NotificationWhere | None) -> Scope:
    if where is None:
        return EVERYTHING
    return all_of(
        in_values("kind", where.kind), fulfils(unread(), where.is_unread), in_range("updated_at", where.updated_at)
    )


def unread() -> Scope:
    """Notifications that have not been read."""
    return is_present("read_at", False)


async def subject(root: Row, info: Info) -> Row | None:
    """The subject of a notification; None if the viewer may no longer see it."""
    return await nodes.read(info, root["subject_type"], root["subject_id"])


def about(model: type[Model]) -> Relation:
    """The resolver of a field with the subject of a notification, if that is a row of this table."""

    def resolve(root: Row, info: Info) -> Awaitable[Row | None] | None:
        return load_row(info, model, root["subject_id"]) if root["subject_type"] == model.__name__ else None

    return resolve


def url(root: Row) -> str | None:
    """The address of the page in the portal that a notification leads to."""
    return None if root["path"] is None else f"{settings.get().portal_address}{root['path']}"


async def preferences(info: Info) -> list[Row]:
    """The viewer's preference for each kind of notification; the default if they have not set one."""
    viewer = viewer_of(info)
    rows = await select(NotificationPreference, ("kind", "email", "sms", "in_app"), _mine(viewer))
    chosen = {row["kind"]: row for row in rows}
    return [chosen.get(kind.value) or {"kind": kind.value, **usual_for(viewer, kind)} for kind in kinds_for(viewer)]


async def digest_frequency(info: Info) -> str:
    """The frequency at which the viewer gets the e-mails that can wait."""
    rows = await select(Digest, ("frequency",), _mine(viewer_of(info)))
    return rows[0]["frequency"] if rows else DigestFrequency.AT_ONCE.value


async def preferences_set(root: Row, info: Info) -> list[Row] | None:
    """The preferences after a mutation; None if it was refused."""
    return await preferences(info) if root["has_preferences"] else None


async def digest_frequency_set(root: Row, info: Info) -> str | None:
    """The frequency of digests after a mutation; None if it was refused."""
    return await digest_frequency(info) if root["has_preferences"] else None


def _mine(viewer: Viewer) -> Scope:
    return equals("contact_id", viewer.contact_id) if viewer.contact_id else equals("staff_id", viewer.staff_id)


@allow(permission(*PORTAL_STAFF))
@paged
def deliveries(viewer: Viewer, where: DeliveryWhere | None = None, sort: DeliverySort | None = None) -> Listing:
    """The messages that were sent or are to be sent, newest first unless they are sorted."""
    condition = all_of(visible(Delivery, viewer), _filter(where, viewer))
    return Listing(Delivery, condition, chosen("delivery", _DELIVERY_SORTS, sort, _NEWEST_DELIVERY))


def _filter(where: DeliveryWhere | None, viewer: Viewer) -> Scope:
    if where is None:
        return EVERYTHING
    return all_of(
        in_values("status", where.status),
        in_values("channel", where.channel),
        in_ids(viewer, "contact_id", where.contact_id, Contact, "contactId"),
        in_range("updated_at", where.updated_at),
    )


@by_viewer
def last_error(viewer: Viewer, root: Row) -> str | None:
    """The reason for which the last try to send a message failed."""
    why = error_of(root)
    return None if why is None else why.told(Formats.of(viewer.locale, viewer.time_zone))


@by_viewer
def can_retry(viewer: Viewer, root: Row) -> bool:
    """Whether the viewer may send a message again."""
    return HAS_FAILED.matches(root) and viewer.may(Permission.MANAGE_PORTAL_ACCESS)
