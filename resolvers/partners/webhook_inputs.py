"""Enums and inputs of webhooks."""

from enum import StrEnum

import strawberry

from models.log.events import EventKind
from models.partners.webhook_changes import WebhookChange
from models.partners.webhooks import WebhookDeliveryStatus, WebhookStatus
from resolvers.core.declare import IDEMPOTENCY_KEY, VERSION, about, describe, input_type
from resolvers.core.inputs import DateTimeRange, SortDirection
from resolvers.core.scalars import EventCursor

describe(
    WebhookStatus,
    "The statuses of a webhook.",
    ACTIVE="Events are posted to it as they happen.",
    FAILING="The last try failed, and is made again. No later event is posted before it succeeds.",
    PAUSED="Nothing is posted until somebody ends the pause: `webhookUpdate(isPaused: false)`. It goes on where it "
    "stopped.",
    STOPPED="Its API key is revoked or has expired. If a key that has expired is rotated, it goes on where it stopped.",
)
describe(
    WebhookChange,
    "The changes of a webhook.",
    CREATED="It was made.",
    UPDATED="Its address, its kinds, its selection or its pause was changed.",
    ROTATED="It got a new secret.",
    TESTED="A test was sent to it.",
    REDELIVERED="An event was sent to it once more.",
    REPLAYED="It began again after a position in the log.",
    PAUSED="It was paused, as every try had failed for three days.",
    DELETED="It was deleted.",
)
describe(
    WebhookDeliveryStatus,
    "The statuses of the delivery of an event to a webhook.",
    WAITING="It waits to be posted: a test, or an event once more.",
    DELIVERED="The last try had an answer with a status of 200 to 299.",
    FAILED="The last try failed. An event of a webhook that is not paused is tried again; a test is not.",
)


@input_type
class WebhookWhere:
    """A filter of webhooks; all given conditions have to be met."""

    status: list[WebhookStatus] | None = about("With one of these statuses.")
    api_key_id: list[strawberry.ID] | None = about("Of one of these API keys.")
    updated_at: DateTimeRange | None = about("Last changed, or else added, in this range. A delivery is no change.")


class WebhookSortField(StrEnum):
    """The fields that webhooks can be sorted by."""

    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"


describe(
    WebhookSortField,
    "The fields that webhooks can be sorted by.",
    CREATED_AT="Time at which it was made.",
    UPDATED_AT="Time of the last change, or else that at which it was made.",
)


@input_type
class WebhookSort:
    """A sort order of webhooks."""

    field: WebhookSortField = about("The field to sort by.")
    direction: SortDirection = about("The direction.")


@input_type
class WebhookDeliveryWhere:
    """A filter of deliveries to webhooks; all given conditions have to be met."""

    webhook_id: list[strawberry.ID] | None = about("To one of these webhooks.")
    status: list[WebhookDeliveryStatus] | None = about("With one of these statuses.")
    updated_at: DateTimeRange | None = about("Last tried, or else added, in this range.")


class WebhookDeliverySortField(StrEnum):
    """The fields that deliveries to webhooks can be sorted by."""

    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"


describe(
    WebhookDeliverySortField,
    "The fields that deliveries to webhooks can be sorted by.",
    CREATED_AT="Time at which it was first tried, or asked for.",
    UPDATED_AT="Time of the last try.",
)


@input_type
class WebhookDeliverySort:
    """A sort order of deliveries to webhooks."""

    field: WebhookDeliverySortField = about("The field to sort by.")
    direction: SortDirection = about("The direction.")


_URL = (
    "The address that events are posted to, at most 2000 characters: https, on the internet. Its host is looked up at "
    "each connection, and nothing is posted to private addresses. Redirects are not followed."
)
_SELECTION = (
    "The fields of `PortalEvent` that are posted of an event, in braces, as in "
    '"{ kind cursor ... on OrderEvent { order { id number status } } }". It is executed with what the API key may see '
    "at that moment. At most 10,000 characters, and as costly as one operation may be."
)


@input_type
class WebhookCreateInput:
    """A webhook to make."""

    api_key_id: strawberry.ID = about(
        "The API key with whose eyes events are read; it needs the scope READ_EVENTS. If it ends, so does the webhook."
    )
    url: str = about(_URL)
    kinds: list[EventKind] | None = about("The kinds of events to post; by default, all that the key sees.")
    selection: str | None = about(f"{_SELECTION} By default, ids and statuses.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class WebhookUpdateInput:
    """Changes to a webhook; omitted fields keep their values. After any change it is tried at once."""

    id: strawberry.ID = about("The webhook.")
    version: int | None = about(VERSION)
    url: str | None = about(_URL, strawberry.UNSET)
    kinds: list[EventKind] | None = about(
        "The kinds of events to post; null for all that the key sees.", strawberry.UNSET
    )
    selection: str | None = about(f"{_SELECTION} Null for ids and statuses.", strawberry.UNSET)
    is_paused: bool | None = about(
        "True pauses the webhook, false ends a pause: it goes on where it stopped.", strawberry.UNSET
    )
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class WebhookDeleteInput:
    """The webhook to delete."""

    id: strawberry.ID = about("The webhook.")
    version: int | None = about(VERSION)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class WebhookSecretRotateInput:
    """A new secret for a webhook."""

    id: strawberry.ID = about("The webhook.")
    version: int | None = about(VERSION)
    overlap_seconds: int = about(
        "The time for which the present secret signs too, at most 604800 seconds: 7 days. 0 ends it at once."
    )
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class WebhookTestInput:
    """The webhook to test."""

    id: strawberry.ID = about("The webhook.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class WebhookRedeliverInput:
    """The delivery to repeat."""

    id: strawberry.ID = about("The delivery.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class WebhookReplayInput:
    """The position at which a webhook begins again."""

    id: strawberry.ID = about("The webhook.")
    version: int | None = about(VERSION)
    after: EventCursor = about(
        "A cursor of an event, or of the log: the events after it are posted, in order, also those that were posted "
        "before. One further on leaves events out."
    )
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)
