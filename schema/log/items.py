"""Kinds of events, and what events and checkpoints have in common: each stream has an interface of its own."""

from datetime import datetime
from typing import Any, ClassVar

from graphql import GraphQLResolveInfo

from models.core.rows import Row
from models.log.events import EventKind
from resolvers.core.declare import describe
from resolvers.core.scalars import EventCursor
from resolvers.log import events
from schema.core.fields import column, interface_type, object_type, relation
from schema.core.types import Actor

describe(
    EventKind,
    "The kinds of events.",
    ORDER_CREATED="An order was created.",
    ORDER_UPDATED="The details of an order were changed.",
    ORDER_STATUS_CHANGED="The status of an order changed.",
    ORDER_SCHEDULED="The work on an order was scheduled.",
    ORDER_ASSIGNED="The technicians of an order were changed.",
    NOTE_ADDED="A note was added to an order.",
    NOTE_REDACTED="The words of a note, of recorded work or of a change of status were removed.",
    ATTACHMENT_ADDED="A file was added to an order.",
    ATTACHMENT_REMOVED="A file of an order was removed.",
    WORK_RECORDED="Work on an order was recorded.",
    ORDER_OF_PROPERTY_CHANGED="An order, or one of its notes or files, was marked as of the property, or the "
    "mark was removed.",
    RECOMMENDATION_POSTED="Staff recommended work on an order.",
    RECOMMENDATION_ANSWERED="The customer answered a recommendation, or asked a question about it.",
    RECOMMENDATION_REPLIED="Staff replied to a question about a recommendation, or added to it.",
    RECOMMENDATION_WITHDRAWN="Staff withdrew a recommendation.",
    RECOMMENDATION_FILE_REMOVED="A file of a recommendation was removed.",
    INVOICE_DRAFTED="An invoice was drafted. Only staff see this event.",
    INVOICE_CHANGED="A draft, or an invoice's external reference, was changed. Only staff see this event.",
    INVOICE_ISSUED="An invoice was issued.",
    INVOICE_APPROVED="An invoice was approved.",
    INVOICE_DECLINED="An invoice was declined.",
    INVOICE_HELD="An invoice was put on hold.",
    INVOICE_RELEASED="Holds of an invoice were released.",
    INVOICE_PAID="A payment for an invoice was received.",
    INVOICE_PAYMENT_REVERSED="A payment for an invoice was reversed, which opens its balance again.",
    INVOICE_CREDITED="A credit note for an invoice was issued.",
    INVOICE_VOIDED="An invoice was voided.",
    INVOICE_APPROVER_CHANGED="The approver of an invoice changed.",
    INVOICE_REMINDED="People were reminded of an invoice that awaits approval or is overdue; `detail` names them.",
    INVOICE_NEEDS_APPROVER="No member of the customer can approve an invoice, and staff have to decide how to "
    "proceed. For staff.",
    INVOICE_MESSAGE_RECEIVED="A reply to an e-mail about an invoice came in and waits for staff. Only staff see "
    "this event.",
    APPROVAL_PREFERENCES_CHANGED="The approval settings of a customer were changed.",
    PORTAL_ACCESS_CHANGED="The portal access of a contact changed.",
    CONTACT_CREATED="A contact was added.",
    CONTACT_CHANGED="A contact was changed, archived or restored.",
    CONTACT_ERASED="A contact was erased: from now on they have a pseudonym, also in earlier events.",
    MEMBERSHIP_CHANGED="A contact became a member of a customer, or their role or rights changed.",
    MEMBERSHIP_REMOVED="A membership ended.",
    SITE_CREATED="A site was added.",
    SITE_CHANGED="A site was changed, archived or restored.",
    PARTY_CHANGED="A role on a property was given, or its days were changed.",
    PARTY_REMOVED="A role on a property was removed.",
    ASSET_CREATED="An asset was added.",
    ASSET_CHANGED="An asset was changed, archived or restored.",
    STAFF_CHANGED="A member of staff was added or changed. Only staff see this event.",
    STAFF_ROLE_CHANGED="A role of staff was added or changed. Only staff see this event.",
    CUSTOMER_CREATED="A customer was added.",
    CUSTOMER_CHANGED="A customer was changed, archived or restored.",
    API_KEY_CHANGED="An API key was made, changed, rotated or revoked. Those who manage it see this event.",
    ACCESS_REQUESTED="A customer's administrator asked for a colleague's account, or for the end of one. "
    "Administrators of the customer and staff who give access see this event.",
    ACCESS_REQUEST_RESOLVED="A request for access was granted or refused. Administrators of the customer and staff who "
    "give access see this event.",
    WEBHOOK_CHANGED="A webhook was made, changed, tested, replayed, paused or deleted. Those who manage it see this "
    "event.",
    ORDER_ARCHIVED="The operator took an order that ended long ago out of the portal, with its invoices and events.",
    ORDER_UNARCHIVED="An order that was taken out is back, with its invoices and events.",
    ENQUIRY_OPENED="Somebody asked about a listing. They see this event, and staff.",
    ENQUIRY_CLOSED="An enquiry about a listing was closed. The applicant sees this event, and staff.",
    REQUIREMENT_CHANGED="Somebody said what they are looking for, changed it or stopped looking. They see this event, "
    "and staff.",
    REQUIREMENT_MATCHED="A listing came on the market that has what somebody is looking for. They see this event, and "
    "staff.",
    VIEWING_REQUESTED="An applicant asked for a viewing.",
    VIEWING_CONFIRMED="A viewing was confirmed; there is an event for each applicant.",
    VIEWING_MOVED="A viewing was moved to another time; there is an event for each applicant.",
    VIEWING_CANCELLED="A viewing was cancelled; there is an event for each applicant.",
    VIEWING_DONE="A viewing took place; there is an event for each applicant.",
    VIEWING_REMINDED="People were reminded of a viewing.",
    FEEDBACK_RECORDED="Feedback on a viewing was recorded. The applicant sees this event, and staff.",
    FEEDBACK_RELEASED="Feedback on a viewing was released to the owners. They see this event, and staff.",
    OFFER_MADE="An offer for a listing was made. Its applicant sees events of it, the owners and staff.",
    OFFER_RAISED="An offer was raised.",
    OFFER_WITHDRAWN="An offer was withdrawn.",
    OFFER_ACCEPTED="An offer was accepted.",
    OFFER_DECLINED="An offer was declined.",
    LISTING_CREATED="A listing of a property was prepared.",
    LISTING_CHANGED="A listing, or its files, was changed.",
    LISTING_STATUS_CHANGED="The status of a listing changed.",
    TENANCY_CREATED="A tenancy was proposed.",
    TENANCY_CHANGED="The terms or the tenants of a tenancy were changed.",
    TENANCY_ACTIVATED="A tenancy was agreed.",
    TENANCY_NOTICE_GIVEN="Notice of a tenancy was given.",
    TENANCY_ENDED="A tenancy ended.",
    TENANCY_RENT_CHARGED="Rent of a tenancy was charged.",
    TENANCY_RENT_REDUCED="Rent that was charged for days after the end of a tenancy was taken back.",
    DOCUMENT_ADDED="A document of a property was filed.",
    DOCUMENT_CHANGED="A document of a property was changed.",
    DOCUMENT_REMOVED="A document of a property was removed.",
    DOCUMENT_EXPIRES="A document of a property expires soon, or has expired.",
    NOTIFICATION_CREATED="The viewer received a notification.",
    NOTIFICATIONS_READ="The viewer marked notifications as read, in this client or another.",
)


@interface_type
class EventOrCheckpoint:
    """An event or a checkpoint, with its position in the log: an item of the stream `events`."""

    recognised_by: ClassVar[tuple[str, ...]] = ("kind", "contact_id")

    cursor: EventCursor = relation(events.cursor, "Its position in the log: resume a stream after it.", ("position",))
    occurred_at: datetime = column("Time of the event; for a checkpoint, the present.")

    @staticmethod
    def is_type_of(_row: Row, _info: GraphQLResolveInfo[Any]) -> bool:
        """True: an event is of the type of its field, or of the type that `resolve_type` returns."""
        return True

    @staticmethod
    def resolve_type(row: Row, _info: GraphQLResolveInfo[Any], _type: Any) -> str:
        """The type of an event, by its kind."""
        return events.typename(row)


@interface_type
class OrderEventOrCheckpoint(EventOrCheckpoint):
    """An item of the stream `orderEvents`: an event of an order, or a checkpoint."""


@interface_type
class InvoiceEventOrCheckpoint(EventOrCheckpoint):
    """An item of the stream `invoiceEvents`: an event of an invoice or of approval settings, or a checkpoint."""


@interface_type
class PropertyEventOrCheckpoint(EventOrCheckpoint):
    """An item of the stream `propertyEvents`: an event of a property, or a checkpoint."""


@interface_type
class NotificationEventOrCheckpoint(EventOrCheckpoint):
    """An item of the stream `notificationEvents`: an event of the viewer's notifications, or a checkpoint."""


@interface_type
class PortalAccessEventOrCheckpoint(EventOrCheckpoint):
    """An item of the stream `portalAccessEvents`: an event of somebody's portal access, or a checkpoint."""


@object_type
class Checkpoint(
    OrderEventOrCheckpoint,
    InvoiceEventOrCheckpoint,
    PropertyEventOrCheckpoint,
    NotificationEventOrCheckpoint,
    PortalAccessEventOrCheckpoint,
):
    """No event: a position up to which everything has been delivered."""


@interface_type
class PortalEvent(EventOrCheckpoint):
    """An event of the log."""

    kind: EventKind = column("The kind of event.")
    actor: Actor = column("The person or program that caused the event.")
