"""Enums and inputs of sessions, passwords, addresses, invitations and portal access."""

import strawberry

from models.access.requests import AccessRequestKind, AccessRequestStatus
from models.core.viewer import MembershipRole
from resolvers.core.declare import IDEMPOTENCY_KEY, VERSION, about, describe, input_type, one_of_type
from resolvers.core.scalars import EmailAddress, PhoneNumber
from resolvers.people.inputs import MembershipRight, ProfileInput

describe(
    AccessRequestKind,
    "The kinds of access requests.",
    NEW_ACCOUNT="An account for a colleague.",
    DEACTIVATION="The end of a leaver's access.",
)
describe(
    AccessRequestStatus,
    "The statuses of access requests.",
    OPEN="Not answered yet.",
    GRANTED="Granted and carried out.",
    REFUSED="Refused.",
)


@input_type
class PasswordStrengthInput:
    """A password to check. It is not stored."""

    password: str = about("The password.")
    link_token: str | None = about(
        "The token of the link that the password is for, so that words from the person's own details count against it."
    )


@input_type
class SessionCreateInput:
    """The credentials of a sign-in."""

    username: str = about("The username, or an e-mail address that belongs to only one person.")
    password: str = about("The password.")
    device_token: str | None = about(
        "The `deviceToken` of an earlier sign-in, password reset or password change, for programs that keep no "
        "cookies: with it, wrong passwords from unknown devices do not lock the person out."
    )


@input_type
class SessionRevokeInput:
    """The sessions to end; this one if neither field is set."""

    id: strawberry.ID | None = about("A session of the viewer.")
    everywhere: bool = about("All sessions of the viewer.", False)


@input_type
class InvitationAcceptInput:
    """An invitation to accept."""

    token: str = about("The token of the link.")
    password: str = about("The password to sign in with from now on.")
    profile: ProfileInput | None = about("The contact's profile.")


@input_type
class PasswordResetRequestInput:
    """The person who has forgotten their password."""

    username_or_email: str = about(
        "The username, or the e-mail address; each of several people with the same address gets a link."
    )


@input_type
class PasswordResetInput:
    """A new password to replace a forgotten one."""

    token: str = about("The token of the link that was sent.")
    password: str = about("The new password.")


@input_type
class PasswordChangeInput:
    """A change of the viewer's password."""

    current_password: str = about("The current password.")
    new_password: str = about("The new password.")


@input_type
class EmailChangeRequestInput:
    """A new e-mail address, to be confirmed from its mailbox."""

    email: EmailAddress = about("The new address.")
    current_password: str = about("The current password.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class EmailChangeConfirmInput:
    """A new e-mail address to confirm."""

    token: str = about("The token of the link that was sent to it.")


@input_type
class NotificationEmailRequestInput:
    """An address for notifications, to be confirmed from its mailbox."""

    email: EmailAddress | None = about("The address; null sends notifications to the address for signing in, at once.")
    current_password: str = about("The current password.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class NotificationEmailConfirmInput:
    """An address for notifications to confirm."""

    token: str = about("The token of the link that was sent to it.")


@input_type
class EmailChangeAgreeInput:
    """Agreement to an address that staff set."""

    token: str = about("The token of the link that was sent to the old address.")


@input_type
class PortalAccessEnableInput:
    """A contact to give portal access."""

    contact_id: strawberry.ID = about("The contact.")
    username: str | None = about("The username; by default, one made from the name.")
    send_invitation: bool = about("Whether to send the invitation at once.", True)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@one_of_type
class InvitationTarget:
    """The recipient of an invitation: a contact, or a person with a role on a property, in which case the e-mail
    mentions the property."""

    contact_id: strawberry.ID | None = about("The contact.")
    party_id: strawberry.ID | None = about("The role on a property, a Party.")


@input_type
class InvitationSendInput:
    """An invitation to send. It enables access if necessary, and ends all older links."""

    to: InvitationTarget = about("The recipient.")
    username: str | None = about("The username; by default, the present one, or one made from the name.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class InvitationsSendInput:
    """Invitations to send."""

    to: list[InvitationTarget] = about("The recipients, at most 500.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class InvitationCancelInput:
    """An invitation to cancel."""

    contact_id: strawberry.ID = about("The contact.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class UsernameChangeInput:
    """A change of a username."""

    contact_id: strawberry.ID = about("The contact.")
    username: str = about("The new username; an empty one revokes access.")
    reason: str | None = about("The reason for revoking access, if it is revoked.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class PasswordResetStartInput:
    """A contact to send a password reset link to."""

    contact_id: strawberry.ID = about("The contact.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class PortalAccessRevokeInput:
    """Portal access to revoke, with its sessions, links and open streams."""

    contact_id: strawberry.ID = about("The contact.")
    reason: str | None = about("The reason.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class AccountUnlockInput:
    """An account to unlock before the lock expires; the count of wrong passwords is reset too."""

    contact_id: strawberry.ID = about("The contact.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class AccessRequestCreateInput:
    """A request of an account for a colleague, or of the end of a leaver's access."""

    customer_id: strawberry.ID = about("The customer.")
    kind: AccessRequestKind = about("The kind of request.")
    name: str | None = about("The colleague's name, for a new account.")
    email: EmailAddress | None = about("The colleague's e-mail address, for a new account.")
    contact_id: strawberry.ID | None = about("The colleague who leaves.")
    role: MembershipRole | None = about(
        "The role of the new colleague; by default MEMBER, or the role that they already have."
    )
    rights: list[MembershipRight] | None = about(
        "The rights of the new colleague; by default, those usual for the role."
    )
    reason: str | None = about("The reason.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class AccessRequestResolveInput:
    """An answer to an access request."""

    id: strawberry.ID = about("The request.")
    version: int | None = about(VERSION)
    grant: bool = about("True grants the request, false refuses it.")
    comment: str | None = about("A comment.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class MobileVerificationRequestInput:
    """A mobile number to verify by a code that is sent to it."""

    mobile: PhoneNumber | None = about(
        "The number, which becomes the profile's; by default, the profile's present number."
    )
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class MobileVerificationConfirmInput:
    """The code that was sent by text."""

    code: str = about("The six digits.")
