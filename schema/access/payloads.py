"""Payloads of the mutations of sessions, passwords, addresses, invitations and portal access."""

from models.access.requests import AccessRequest as AccessRequestRow
from models.access.sessions import Session as SessionRow
from models.people.contacts import Contact as ContactRow
from models.places.sites import Site as SiteRow
from resolvers import viewer
from resolvers.core import values
from resolvers.core.relations import one
from schema.access.types import AccessRequest, Session
from schema.core.fields import column, object_type, relation
from schema.core.payloads import Payload, PayloadWithWarnings, UserError
from schema.core.refs import LazyContact, LazySite, LazyViewer
from schema.people.payloads import ChangedContact


@object_type
class KnownDevice(Payload):
    """The part of payloads of mutations after which a device is known to the account."""

    device_token: str | None = column(
        "A token that identifies this device as known to the account. Programs keep it longer than the session and "
        "send it with the next sign-in; null if it is set as a cookie."
    )


@object_type
class PasswordResetPayload(KnownDevice):
    """The result of `passwordReset`."""


@object_type
class SignedIn(KnownDevice):
    """The part of payloads of mutations after which somebody is signed in."""

    session: Session | None = relation(one(SessionRow, "session_id"), "The session.")
    viewer: LazyViewer | None = relation(viewer.signed_in, "The person who is signed in.")


@object_type
class PasswordChangePayload(SignedIn):
    """The result of `passwordChange`."""


@object_type
class NewSession(SignedIn):
    """The part of payloads of mutations that begin a session."""

    token: str | None = column(
        "The bearer token of the new session, which is shown only once; null if it is set as a cookie."
    )


@object_type
class SessionCreatePayload(NewSession):
    """The result of `sessionCreate`."""


@object_type
class InvitationAcceptPayload(NewSession):
    """The result of `invitationAccept`."""

    site: LazySite | None = relation(
        one(SiteRow, "site_id"),
        "The property that the invitation was for, whose page opens first; null if it was for none, or the role there "
        "has not begun.",
    )


@object_type
class SessionRevokePayload(Payload):
    """The result of `sessionRevoke`."""

    viewer: LazyViewer | None = relation(
        viewer.signed_in, "The viewer with their remaining sessions; null if the session of this request ended."
    )


@object_type
class PasswordResetRequestPayload(Payload):
    """The result of `passwordResetRequest`, which tells nothing about accounts."""


@object_type
class MobileVerificationRequestPayload(Payload):
    """The result of `mobileVerificationRequest`."""


@object_type
class MobileVerificationConfirmPayload(ChangedContact):
    """The result of `mobileVerificationConfirm`."""


@object_type
class EmailChangeRequestPayload(Payload):
    """The result of `emailChangeRequest`."""


@object_type
class EmailChangeConfirmPayload(Payload):
    """The result of `emailChangeConfirm`."""


@object_type
class EmailChangeAgreePayload(Payload):
    """The result of `emailChangeAgree`."""


@object_type
class NotificationEmailRequestPayload(Payload):
    """The result of `notificationEmailRequest`."""


@object_type
class NotificationEmailConfirmPayload(Payload):
    """The result of `notificationEmailConfirm`."""


@object_type
class PortalAccessEnablePayload(ChangedContact):
    """The result of `portalAccessEnable`."""


@object_type
class UsernameChangePayload(ChangedContact):
    """The result of `usernameChange`."""


@object_type
class InvitationSendPayload(ChangedContact):
    """The result of `invitationSend`."""


@object_type
class InvitationCancelPayload(ChangedContact):
    """The result of `invitationCancel`."""


@object_type
class PasswordResetStartPayload(ChangedContact):
    """The result of `passwordResetStart`."""


@object_type
class PortalAccessRevokePayload(ChangedContact):
    """The result of `portalAccessRevoke`."""


@object_type
class AccountUnlockPayload(ChangedContact):
    """The result of `accountUnlock`."""


@object_type
class InvitationResult:
    """The result of one of several invitations."""

    contact: LazyContact | None = relation(one(ContactRow, "contact_id"), "The invited contact.")
    user_errors: list[UserError] = column("The reasons for which this invitation was not sent; empty if it was.")


@object_type
class InvitationsSendPayload(Payload):
    """The result of `invitationsSend`."""

    results: list[InvitationResult] = relation(
        values.list_or_empty("results"), "One result for each invitation, in the order of the input."
    )


@object_type
class ChangedAccessRequest(PayloadWithWarnings):
    """The part of payloads of mutations that change an access request."""

    access_request: AccessRequest | None = relation(
        one(AccessRequestRow, "access_request_id"), "The access request, as it is now."
    )


@object_type
class AccessRequestCreatePayload(ChangedAccessRequest):
    """The result of `accessRequestCreate`."""


@object_type
class AccessRequestResolvePayload(ChangedAccessRequest):
    """The result of `accessRequestResolve`."""
