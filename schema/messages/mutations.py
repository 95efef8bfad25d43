"""Mutations of notifications and messages."""

from resolvers.messages import mutations as messages
from schema.core.fields import object_type, root
from schema.messages.payloads import (
    DeliveryRetryPayload,
    InboundMailClearPayload,
    NotificationPreferencesUpdatePayload,
    NotificationsMarkReadPayload,
)


@object_type
class MessageMutations:
    """The mutations of notifications and messages."""

    notification_preferences_update: NotificationPreferencesUpdatePayload = root(
        messages.notification_preferences_update, "Change the viewer's notification preferences."
    )
    notifications_mark_read: NotificationsMarkReadPayload = root(
        messages.notifications_mark_read, "Mark notifications as read: the given ones, or all."
    )
    delivery_retry: DeliveryRetryPayload = root(
        messages.delivery_retry, "Send a failed message again; the count of attempts restarts."
    )
    inbound_mail_clear: InboundMailClearPayload = root(
        messages.inbound_mail_clear,
        "Mark an incoming e-mail that waited for staff as dealt with, which removes it from the list of open ones.",
    )
