"""Payloads of the mutations of notifications and messages."""

from models.messages.deliveries import Delivery as DeliveryRow
from models.messages.digests import DigestFrequency
from models.messages.inbound_mails import InboundMail as InboundMailRow
from resolvers import viewer
from resolvers.core.relations import one
from resolvers.messages import notifications
from schema.core.fields import object_type, relation
from schema.core.payloads import Payload
from schema.messages.types import Delivery, InboundMail, NotificationPreference


@object_type
class NotificationPreferencesUpdatePayload(Payload):
    """The result of `notificationPreferencesUpdate`."""

    preferences: list[NotificationPreference] | None = relation(
        notifications.preferences_set, "All preferences, as they are now."
    )
    digest_frequency: DigestFrequency | None = relation(
        notifications.digest_frequency_set, "The frequency of e-mails that can wait, as it is now."
    )


@object_type
class NotificationsMarkReadPayload(Payload):
    """The result of `notificationsMarkRead`."""

    unread_count: int | None = relation(
        viewer.unread_count_left, "The number of the viewer's notifications that are still unread, at most 10,000."
    )


@object_type
class DeliveryRetryPayload(Payload):
    """The result of `deliveryRetry`."""

    delivery: Delivery | None = relation(one(DeliveryRow, "delivery_id"), "The delivery, as it is now.")


@object_type
class InboundMailClearPayload(Payload):
    """The result of `inboundMailClear`."""

    inbound_mail: InboundMail | None = relation(
        one(InboundMailRow, "inbound_mail_id"), "The incoming e-mail, as it is now."
    )
