"""Sessions, passwords, links, and contacts' access to the portal."""

from datetime import datetime
from typing import Final

import strawberry

from models.access.accounts import PortalAccessStatus
from models.access.links import LinkStatus
from models.access.portal_access import PortalActivityKind
from models.access.requests import AccessRequestKind, AccessRequestStatus
from models.core.viewer import MembershipRole
from models.people.contacts import Contact as ContactRow
from models.people.customers import Customer as CustomerRow
from resolvers import viewer
from resolvers.access import abilities, portal_access
from resolvers.core import values
from resolvers.core.connections import connection
from resolvers.core.declare import describe
from resolvers.core.relations import one
from resolvers.core.scalars import CountryCode, EmailAddress, TimeZone
from resolvers.people import customers
from resolvers.people.inputs import MembershipRight
from schema.core.fields import column, created_at, global_id, object_type, relation, updated_at
from schema.core.refs import LazyContact, LazyCustomer, LazyPortalActivity
from schema.core.types import Actor, Connection, Node

describe(
    LinkStatus,
    "Whether a link works and, if not, why.",
    VALID="The link works.",
    EXPIRED="The link has expired.",
    USED="The link has been used.",
    SUPERSEDED="A newer link was sent.",
    CANCELLED="The link was cancelled.",
    REVOKED="The access that the link was for has ended.",
    OUTDATED="The password or the e-mail address, for example, has changed since the link was sent.",
    INVALID="No link has this token.",
)
describe(
    PortalActivityKind,
    "The kinds of changes of a contact's portal access.",
    USERNAME_ASSIGNED="Access was enabled with a username.",
    USERNAME_CHANGED="The username was changed.",
    INVITATION_SENT="An invitation was sent.",
    INVITATION_RESENT="Another invitation was sent, which ended the previous one.",
    INVITATION_CANCELLED="The invitation was cancelled.",
    ACTIVATED="The invitation was accepted and a password was set.",
    SIGNED_IN="The contact signed in.",
    SIGN_IN_FAILED="A sign-in failed because of a wrong password.",
    LOCKED="Too many wrong passwords from unknown devices locked the account for unknown devices, for some time.",
    UNLOCKED="Staff ended the lock and reset the count of wrong passwords.",
    PASSWORD_RESET_REQUESTED="A link to set a new password was requested.",  # noqa: S106
    PASSWORD_RESET_STARTED="Staff sent a link to set a new password.",  # noqa: S106
    PASSWORD_CHANGED="The password was changed.",  # noqa: S106
    EMAIL_CHANGE_REQUESTED="The contact requested a change of their e-mail address.",
    EMAIL_CHANGED="The contact confirmed a new e-mail address, or staff changed it.",
    NOTIFICATION_EMAIL_REQUESTED="The contact gave an address for notifications, which has to be confirmed.",
    MOBILE_CODE_REQUESTED="The contact requested a code for a mobile number.",
    NOTIFICATION_EMAIL_CHANGED="The contact changed the e-mail address that notifications go to.",
    EMAIL_CHANGE_AGREED="The owner of the old e-mail address agreed to the new one that staff had set.",
    ACCESS_REVOKED="Staff revoked the access.",
    CONTACT_ARCHIVED="The contact was archived, which ended the access.",
    CONTACT_RESTORED="The contact was restored, without the access.",
)


@object_type
class Session(Node):
    """A session of the viewer: one place where they are signed in."""

    id: strawberry.ID = global_id("Session")
    created_at: datetime = column("Time of sign-in.")
    updated_at: datetime = updated_at("session")
    last_used_at: datetime = column("Time of the last use, to within five minutes.")
    expires_at: datetime = column("Time at which the session ends unless it is used before.")
    user_agent: str | None = column("The user agent of the program that signed in.")
    is_current: bool = relation(viewer.is_current, "Whether this session made the request.", ("id",))


@object_type
class PasswordPolicy:
    """The policy for passwords."""

    min_length: int = column("The minimum number of characters.")
    max_length: int = column("The maximum number of characters.")
    requires_letter: bool = column("Whether a letter is required.")
    requires_digit: bool = column("Whether a digit is required.")
    min_score: int = column("The minimum score, from 0 to 4; see `passwordStrength`.")


@object_type
class PasswordStrength:
    """An estimate of how hard a password is to guess."""

    score: int = column("From 0, guessed at once, to 4, hard to guess.")
    is_acceptable: bool = column("Whether the policy accepts the password.")
    warning: str | None = column("The weakness of the password; never null if it is not acceptable.")
    suggestions: list[str] = column("Suggestions that would make the password stronger.")


@object_type
class InvitationPreview:
    """The details of an invitation that the holder of its link may see before using it. Reading them does not use the
    link."""

    status: LinkStatus = column("Whether the link works. If it does not, the other fields are empty.")
    email: EmailAddress | None = column("The address that the invitation was sent to.")
    username: str | None = column("The username to sign in with once the invitation is accepted.")
    name: str | None = column("The name of the invited person.")
    operator_name: str = column("The name of the operator, who invites.")
    expires_at: datetime | None = column("Time at which the link expires.")
    suggested_country: CountryCode | None = column("The country that the contact is probably in.")
    suggested_time_zone: TimeZone | None = column("The time zone that the contact is probably in.")


@object_type
class PortalActivity(Node):
    """A change of a contact's portal access, or a sign-in."""

    id: strawberry.ID = global_id("PortalActivity", "position")
    kind: PortalActivityKind = relation(values.event_data("activity"), "The kind of change.", ("data",))
    occurred_at: datetime = column("Time of the change.")
    actor: Actor = column("The person or program that made the change.")
    detail: str | None = relation(
        values.event_words("detail"), "A detail of the change, such as a reason or an address.", ("data",)
    )


_STATUS: Final = ("username", "activated_at", "invited_at")
"""The columns that the status of portal access is made of."""


@object_type
class PortalAccess:
    """The state of a contact's access to the portal."""

    status: PortalAccessStatus = relation(portal_access.status, "The status of the access.", _STATUS)
    username: str | None = column("The username to sign in with.")
    is_locked: bool = relation(
        portal_access.is_locked,
        "Whether the account is locked because of too many wrong passwords from unknown devices. People who are "
        "signed in, or who sign in on a device that they have used before, are not affected.",
        ("locked_until",),
    )
    invited_at: datetime | None = column("Time of the last invitation.")
    invitation_expires_at: datetime | None = relation(
        portal_access.invitation_expires_at,
        "Time at which the open invitation expires; null if there is none.",
        ("id", "invited_at", "activated_at"),
    )
    activated_at: datetime | None = column("Time at which the contact set a password.")
    last_signed_in_at: datetime | None = column("Time of the contact's last sign-in.")
    viewer_can_invite: bool = relation(
        abilities.can_invite,
        "Whether the viewer may invite the contact, for the first time or again: `invitationSend`, "
        "`portalAccessEnable`.",
        (*_STATUS, "contact_id"),
    )
    viewer_can_cancel_invitation: bool = relation(
        abilities.can_cancel_invitation,
        "Whether the viewer may end the open invitation: `invitationCancel`.",
        _STATUS,
    )
    viewer_can_change_username: bool = relation(
        abilities.can_change_username,
        "Whether the viewer may give the contact a username, or another one: `usernameChange`.",
        ("contact_id",),
    )
    viewer_can_start_password_reset: bool = relation(
        abilities.can_start_password_reset,
        "Whether the viewer may send the contact a reset link: `passwordResetStart`. False for a while after staff "
        "have changed the e-mail address.",
        (*_STATUS, "resets_from"),
    )
    viewer_can_revoke: bool = relation(
        abilities.can_end, "Whether the viewer may end the access: `portalAccessRevoke`.", ("username",)
    )
    viewer_can_unlock: bool = relation(
        abilities.can_end,
        "Whether the viewer may end a lock, and the limits that wrong passwords have met: `accountUnlock`. There may "
        "be limits without a lock, so it does not depend on `isLocked`.",
        ("username",),
    )
    history: Connection[LazyPortalActivity] = relation(
        connection(portal_access.history, "contact_id", key="contact_id"),
        "The changes of the access, newest first.",
        ("contact_id",),
    )


@object_type
class AccessRequest(Node):
    """A request of a customer's administrator to the operator: an account for a colleague, or the end of a leaver's
    access."""

    id: strawberry.ID = global_id("AccessRequest")
    version: int = column("The number of changes to this row; send it back with a change.")
    created_at: datetime = created_at("request")
    updated_at: datetime = updated_at("request")
    kind: AccessRequestKind = column("The kind of request.")
    status: AccessRequestStatus = column("The status of the request.")
    customer: LazyCustomer = relation(one(CustomerRow, "customer_id"), "The customer.", ("customer_id",))
    requested_by: Actor = column("The person who made the request.")
    name: str | None = column("The colleague's name.")
    email: EmailAddress | None = column("The colleague's e-mail address.")
    contact: LazyContact | None = relation(
        one(ContactRow, "contact_id"), "The colleague's contact, if there is one.", ("contact_id",)
    )
    role: MembershipRole | None = column("The role that the colleague is to have, if specified.")
    rights: list[MembershipRight] | None = relation(
        customers.rights_asked, "The rights that the colleague is to have, if specified.", ("rights",)
    )
    reason: str | None = column("The reason for the request.")
    requested_at: datetime = column("Time of the request.")
    resolved_at: datetime | None = column("Time at which the request was granted or refused.")
    resolved_by: Actor | None = column("The person who granted or refused the request.")
    comment: str | None = column("The comment of the person who granted or refused the request.")
    viewer_can_resolve: bool = relation(
        abilities.can_resolve,
        "Whether the viewer may grant or refuse the request: `accessRequestResolve`.",
        ("status",),
    )
