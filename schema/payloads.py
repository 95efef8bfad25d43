"""Payloads of mutations: the changed rows as they are now, or the errors."""

from models.access.requests import AccessRequest as AccessRequestRow
from models.access.sessions import Session as SessionRow
from models.core.errors import WarningCode
from models.files.uploads import Upload as UploadRow
from models.invoices.rows import Invoice as InvoiceRow
from models.messages.deliveries import Delivery as DeliveryRow
from models.messages.digests import DigestFrequency
from models.messages.inbound_mails import InboundMail as InboundMailRow
from models.orders.attachments import Attachment as AttachmentRow
from models.orders.orders import Order as OrderRow
from models.orders.recommendations import Recommendation as RecommendationRow
from models.people.contacts import Contact as ContactRow
from models.people.customers import Customer as CustomerRow
from models.people.memberships import Membership as MembershipRow
from models.people.staff import StaffMember as StaffMemberRow
from models.people.staff import StaffRole as StaffRoleRow
from models.places.assets import Asset as AssetRow
from models.places.sites import Party as PartyRow
from models.places.sites import Site as SiteRow
from resolvers import viewer
from resolvers.core import values
from resolvers.core.declare import describe
from resolvers.core.relations import one
from resolvers.messages import notifications
from resolvers.orders import timeline
from schema.access.types import AccessRequest, Session
from schema.core.fields import column, object_type, relation
from schema.core.types import UserError
from schema.files.types import Upload
from schema.invoices.types import Invoice
from schema.messages.types import Delivery, InboundMail, NotificationPreference
from schema.orders.timeline import TimelineEntry
from schema.orders.types import Attachment, Order, Recommendation
from schema.people.types import ApprovalPreferences, Contact, Customer, Membership, StaffMember, StaffRole
from schema.places.types import Asset, Party, Site
from schema.viewer import Viewer

USER_ERRORS = "The reasons for which nothing changed; empty if the mutation succeeded."
WARNINGS = "Problems to be aware of although the mutation succeeded."

describe(
    WarningCode,
    "Problems to be aware of although a mutation succeeded.",
    NO_ADMINISTRATOR="The customer no longer has an administrator: none of its members can request accounts.",
    NO_APPROVER="No member of the customer can approve an invoice: it waits, without a review clock, until staff "
    "decide how to proceed.",
    APPROVER_CANNOT_ANSWER="The approver cannot sign in yet, or receives no notifications: until that changes, "
    "others are asked.",
)


@object_type
class MutationWarning:
    """A problem to be aware of although the mutation succeeded."""

    code: WarningCode = column("The problem, for programs.")
    message: str = column("The problem, for people.")
    customer: Customer | None = relation(one(CustomerRow, "customer_id"), "The customer concerned.")


@object_type
class ResultPayload:
    """The outcome of a mutation that returns no row."""

    warnings: list[MutationWarning] = relation(values.list_or_empty("warnings"), WARNINGS)
    user_errors: list[UserError] = column(USER_ERRORS)


KNOWN_DEVICE = (
    "A token that identifies this device as known to the account. Programs keep it longer than the session and send "
    "it with the next sign-in; null if it is set as a cookie."
)


@object_type
class PasswordResetPayload:
    """The outcome of a password reset."""

    device_token: str | None = column(KNOWN_DEVICE)
    user_errors: list[UserError] = column(USER_ERRORS)


@object_type
class SessionPayload:
    """The new session and its viewer."""

    token: str | None = column(
        "The bearer token of the new session, which is shown only once; null if it is set as a cookie."
    )
    device_token: str | None = column(KNOWN_DEVICE)
    session: Session | None = relation(one(SessionRow, "session_id"), "The session.")
    viewer: Viewer | None = relation(viewer.signed_in, "The person who is signed in.")
    user_errors: list[UserError] = column(USER_ERRORS)


@object_type
class ContactPayload:
    """A contact, as it is now."""

    contact: Contact | None = relation(one(ContactRow, "contact_id"), "The contact.")
    warnings: list[MutationWarning] = relation(values.list_or_empty("warnings"), WARNINGS)
    user_errors: list[UserError] = column(USER_ERRORS)


@object_type
class CustomerPayload:
    """A customer, as it is now."""

    customer: Customer | None = relation(one(CustomerRow, "customer_id"), "The customer.")
    user_errors: list[UserError] = column(USER_ERRORS)


@object_type
class MembershipPayload:
    """A membership, as it is now."""

    membership: Membership | None = relation(one(MembershipRow, "membership_id"), "The membership.")
    warnings: list[MutationWarning] = relation(values.list_or_empty("warnings"), WARNINGS)
    user_errors: list[UserError] = column(USER_ERRORS)


@object_type
class SitePayload:
    """A site, as it is now."""

    site: Site | None = relation(one(SiteRow, "site_id"), "The site.")
    user_errors: list[UserError] = column(USER_ERRORS)


@object_type
class PartyPayload:
    """A role on a property, as it is now."""

    party: Party | None = relation(one(PartyRow, "party_id"), "The role.")
    user_errors: list[UserError] = column(USER_ERRORS)


@object_type
class AssetPayload:
    """An asset, as it is now."""

    asset: Asset | None = relation(one(AssetRow, "asset_id"), "The asset.")
    user_errors: list[UserError] = column(USER_ERRORS)


@object_type
class OrderPayload:
    """An order, as it is now."""

    order: Order | None = relation(one(OrderRow, "order_id"), "The order.")
    user_errors: list[UserError] = column(USER_ERRORS)


@object_type
class TimelinePayload:
    """A new entry of a timeline."""

    entry: TimelineEntry | None = relation(timeline.entry, "The entry.")
    order: Order | None = relation(one(OrderRow, "order_id"), "The order, as it is now.")
    user_errors: list[UserError] = column(USER_ERRORS)


@object_type
class UploadPayload:
    """An upload, as it is now."""

    upload: Upload | None = relation(one(UploadRow, "upload_id"), "The upload.")
    user_errors: list[UserError] = column(USER_ERRORS)


@object_type
class AttachmentPayload:
    """An attachment, as it is now."""

    attachment: Attachment | None = relation(one(AttachmentRow, "attachment_id"), "The attachment.")
    user_errors: list[UserError] = column(USER_ERRORS)


@object_type
class RecommendationPayload:
    """A recommendation, as it is now."""

    recommendation: Recommendation | None = relation(one(RecommendationRow, "recommendation_id"), "The recommendation.")
    user_errors: list[UserError] = column(USER_ERRORS)


@object_type
class InvoicePayload:
    """An invoice, as it is now."""

    invoice: Invoice | None = relation(one(InvoiceRow, "invoice_id"), "The invoice.")
    warnings: list[MutationWarning] = relation(values.list_or_empty("warnings"), WARNINGS)
    user_errors: list[UserError] = column(USER_ERRORS)


@object_type
class ApprovalPreferencesPayload:
    """The approval settings of a customer, as they are now."""

    approval_preferences: ApprovalPreferences | None = relation(
        one(CustomerRow, "customer_id"), "The approval settings."
    )
    warnings: list[MutationWarning] = relation(values.list_or_empty("warnings"), WARNINGS)
    user_errors: list[UserError] = column(USER_ERRORS)


@object_type
class NotificationPreferencesPayload:
    """The notification preferences of the viewer, as they are now."""

    preferences: list[NotificationPreference] | None = relation(
        notifications.preferences_set, "All preferences, as they are now."
    )
    digest_frequency: DigestFrequency | None = relation(
        notifications.digest_frequency_set, "The frequency of e-mails that can wait, as it is now."
    )
    user_errors: list[UserError] = column(USER_ERRORS)


@object_type
class InvitationResult:
    """The result of one of several invitations."""

    contact: Contact | None = relation(one(ContactRow, "contact_id"), "The invited contact.")
    user_errors: list[UserError] = column("The reasons for which this invitation was not sent; empty if it was.")


@object_type
class InvitationsPayload:
    """The results of several invitations."""

    results: list[InvitationResult] = relation(
        values.list_or_empty("results"), "One result for each invitation, in the order of the input."
    )
    user_errors: list[UserError] = column(USER_ERRORS)


@object_type
class DeliveryPayload:
    """A delivery, as it is now."""

    delivery: Delivery | None = relation(one(DeliveryRow, "delivery_id"), "The delivery.")
    user_errors: list[UserError] = column(USER_ERRORS)


@object_type
class InboundMailPayload:
    """An incoming e-mail, as it is now."""

    inbound_mail: InboundMail | None = relation(one(InboundMailRow, "inbound_mail_id"), "The e-mail.")
    user_errors: list[UserError] = column(USER_ERRORS)


@object_type
class AccessRequestPayload:
    """An access request, as it is now."""

    access_request: AccessRequest | None = relation(one(AccessRequestRow, "access_request_id"), "The request.")
    warnings: list[MutationWarning] = relation(values.list_or_empty("warnings"), WARNINGS)
    user_errors: list[UserError] = column(USER_ERRORS)


@object_type
class StaffPayload:
    """A member of staff, as they are now."""

    staff_member: StaffMember | None = relation(one(StaffMemberRow, "staff_member_id"), "The member of staff.")
    user_errors: list[UserError] = column(USER_ERRORS)


@object_type
class StaffRolePayload:
    """A staff role, as it is now."""

    staff_role: StaffRole | None = relation(one(StaffRoleRow, "staff_role_id"), "The role.")
    user_errors: list[UserError] = column(USER_ERRORS)
