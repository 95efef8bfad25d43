"""Sessions, passwords, links, and contacts' access to the portal."""

from datetime import datetime

import strawberry

from models.access.accounts import PortalAccessStatus
from models.access.links import LinkStatus
from models.access.portal_access import PortalActivityKind
from models.access.requests import AccessRequestKind, AccessRequestStatus
from models.core.viewer import MembershipRole
from models.people.contacts import Contact as ContactRow
from models.people.customers import Customer as CustomerRow
from resolvers import viewer
from resolvers.access import portal_access
from resolvers.core import values
from resolvers.core.connections import connection
from resolvers.core.declare import describe
from resolvers.core.relations import one
from resolvers.core.scalars import CountryCode, EmailAddress, TimeZone
from resolvers.people import customers
from resolvers.people.inputs import MembershipRight
from schema.core.fields import column, global_id, object_type, relation
from schema.core.refs import LazyContact, LazyCustomer, LazyPortalActivity
from schema.core.types import Actor, Connection, Node

describe(
    LinkStatus,
    "Whether a link works, and if not, why.",
    VALID="It works.",
    EXPIRED="It is too old.",
    USED="It has been used.",
    SUPERSEDED="A newer one was sent.",
    CANCELLED="It was taken back.",
    REVOKED="The access that it was for has ended.",
    OUTDATED="Something has changed since it was sent, like the password or the e-mail address.",
    INVALID="There is no such link.",
)
describe(
    PortalActivityKind,
    "What happened to a contact's portal access.",
    USERNAME_ASSIGNED="It was enabled with a username.",
    USERNAME_CHANGED="The username was changed.",
    INVITATION_SENT="An invitation was sent.",
    INVITATION_RESENT="Another invitation was sent, which ended the one before.",
    INVITATION_CANCELLED="The invitation was taken back.",
    ACTIVATED="The invitation was accepted and a password set.",
    SIGNED_IN="The contact signed in.",
    SIGN_IN_FAILED="Somebody tried to sign in with a wrong password.",
    LOCKED="Too many wrong passwords of strangers locked it for strangers, for some time.",
    UNLOCKED="Staff ended the lock, and what wrong passwords had met.",
    PASSWORD_RESET_REQUESTED="A link to set a new password was asked for.",  # noqa: S106
    PASSWORD_RESET_STARTED="Staff sent a link to set a new password.",  # noqa: S106
    PASSWORD_CHANGED="The password was changed.",  # noqa: S106
    EMAIL_CHANGE_REQUESTED="The contact asked to change their e-mail address.",
    EMAIL_CHANGED="The contact confirmed a new e-mail address, or staff changed it.",
    NOTIFICATION_EMAIL_CHANGED="The contact lets notices go to another e-mail address than that for signing in.",
    EMAIL_CHANGE_AGREED="The old e-mail address agreed to the one that staff set.",
    ACCESS_REVOKED="Staff ended it.",
    CONTACT_ARCHIVED="The contact was archived, which ended it.",
    CONTACT_RESTORED="The contact was restored, without it.",
)


@object_type
class Session(Node):
    """One place where the viewer is signed in."""

    id: strawberry.ID = global_id("Session")
    created_at: datetime = column("When they signed in.")
    last_used_at: datetime = column("When it was last used, to within five minutes.")
    expires_at: datetime = column("When it ends if it is not used until then.")
    user_agent: str | None = column("What the program that signed in said about itself.")
    is_current: bool = relation(viewer.is_current, "Whether it is the one that asks.", ("id",))


@object_type
class PasswordPolicy:
    """The rule that passwords are held to."""

    min_length: int = column("The fewest characters.")
    max_length: int = column("The most characters.")
    requires_letter: bool = column("Whether there has to be a letter.")
    requires_digit: bool = column("Whether there has to be a digit.")
    min_score: int = column("The least strength, from 0 to 4; see `passwordStrength`.")


@object_type
class PasswordStrength:
    """How hard a password is to guess."""

    score: int = column("From 0, guessed at once, to 4, hard to guess.")
    is_acceptable: bool = column("Whether the policy takes it.")
    warning: str | None = column("What is wrong with it; there always is something where it is not acceptable.")
    suggestions: list[str] = column("What would make it stronger.")


@object_type
class InvitationPreview:
    """What the holder of an invitation's link may know before using it. Looking never uses it up."""

    status: LinkStatus = column("Whether the link works. Where it does not, the other fields say nothing.")
    email: EmailAddress | None = column("Where the invitation was sent to.")
    username: str | None = column("The username to sign in with from then on.")
    name: str | None = column("Who was invited.")
    operator_name: str = column("Who invites.")
    expires_at: datetime | None = column("Until when the link works.")
    suggested_country: CountryCode | None = column("The country that the contact is likely to be in.")
    suggested_time_zone: TimeZone | None = column("The time zone that the contact is likely to be in.")


@object_type
class PortalActivity(Node):
    """One thing that happened to a contact's portal access."""

    id: strawberry.ID = global_id("PortalActivity", "position")
    kind: PortalActivityKind = relation(values.event_data("activity"), "What happened.", ("data",))
    occurred_at: datetime = column("When.")
    actor: Actor = column("Who did it.")
    detail: str | None = relation(values.event_data("detail"), "More about it, like a reason or an address.", ("data",))


@object_type
class PortalAccess:
    """How far a contact's access to the portal has come."""

    status: PortalAccessStatus = relation(
        portal_access.status, "How far it has come.", ("username", "activated_at", "invited_at")
    )
    username: str | None = column("The name to sign in with.")
    is_locked: bool = relation(
        portal_access.is_locked,
        "Whether many wrong passwords of strangers have locked it for now. Who is signed in, or signs in where they "
        "have before, is not kept out.",
        ("locked_until",),
    )
    invited_at: datetime | None = column("When the last invitation was sent.")
    invitation_expires_at: datetime | None = relation(
        portal_access.invitation_expires_at,
        "Until when the invitation that is out works.",
        ("id", "invited_at", "activated_at"),
    )
    activated_at: datetime | None = column("When the contact set a password.")
    last_signed_in_at: datetime | None = column("When the contact last signed in.")
    history: Connection[LazyPortalActivity] = relation(
        connection(portal_access.history, "contact_id", key="contact_id"),
        "What happened to it, newest first.",
        ("contact_id",),
    )


@object_type
class AccessRequest(Node):
    """What a customer's administrator asks of the operator: an account for a colleague, or the end of a leaver's."""

    id: strawberry.ID = global_id("AccessRequest")
    version: int = column("Counts the changes to this row.")
    kind: AccessRequestKind = column("What is asked for.")
    status: AccessRequestStatus = column("What came of it.")
    customer: LazyCustomer = relation(one(CustomerRow, "customer_id"), "The customer.", ("customer_id",))
    requested_by: Actor = column("Who asks.")
    name: str | None = column("The colleague's name.")
    email: EmailAddress | None = column("The colleague's e-mail address.")
    contact: LazyContact | None = relation(
        one(ContactRow, "contact_id"), "The colleague, where there is a contact.", ("contact_id",)
    )
    role: MembershipRole | None = column("What the colleague is to be, where that was said.")
    rights: list[MembershipRight] | None = relation(
        customers.rights_asked, "What the colleague is to do, where that was said.", ("rights",)
    )
    reason: str | None = column("Why it is asked.")
    requested_at: datetime = column("When it was asked.")
    resolved_at: datetime | None = column("When it was granted or refused.")
    resolved_by: Actor | None = column("Who granted or refused it.")
    comment: str | None = column("What was said about it when it was granted or refused.")
