"""Enums and inputs of sessions, passwords, addresses, invitations and portal access."""

import strawberry

from models.access.requests import AccessRequestKind, AccessRequestStatus
from models.core.viewer import MembershipRole
from resolvers.core.declare import IDEMPOTENCY_KEY, about, describe, input_type, one_of_type
from resolvers.core.scalars import EmailAddress, PhoneNumber
from resolvers.people.inputs import MembershipRight, ProfileInput

describe(
    AccessRequestKind,
    "What a customer's administrator asks for.",
    NEW_ACCOUNT="An account for a colleague.",
    DEACTIVATION="The end of a leaver's access.",
)
describe(
    AccessRequestStatus,
    "Where an access request stands.",
    OPEN="Nobody has answered it yet.",
    GRANTED="It was done.",
    REFUSED="It was not done.",
)


@input_type
class PasswordStrengthInput:
    """A password to measure. It is not kept."""

    password: str = about("The password.")
    link_token: str | None = about("The token of the link it is for, so that the person's own words count against it.")


@input_type
class SessionCreateInput:
    """Who signs in."""

    username: str = about("The username, or the e-mail address where it is one person's.")
    password: str = about("The password.")
    device_token: str | None = about(
        "What a sign-in, a reset or a change of the password gave as `deviceToken`, for programs that keep no cookies: "
        "where it is sent, strangers' wrong passwords do not keep the person out."
    )


@input_type
class SessionRevokeInput:
    """Which sessions to end; with neither field this one."""

    id: strawberry.ID | None = about("One of the viewer's sessions.")
    everywhere: bool | None = about("All of the viewer's sessions.", False)


@input_type
class InvitationAcceptInput:
    """An invitation to accept."""

    token: str = about("The token of its link.")
    password: str = about("The password to sign in with from now on.")
    profile: ProfileInput | None = about("What the contact says about themselves.")


@input_type
class PasswordResetRequestInput:
    """Who has forgotten their password."""

    username_or_email: str = about("The username, or the e-mail address: of several who share it each gets a link.")


@input_type
class PasswordResetInput:
    """A new password in place of a forgotten one."""

    token: str = about("The token of the link that was sent.")
    password: str = about("The new password.")


@input_type
class PasswordChangeInput:
    """A new password."""

    current_password: str = about("The password until now.")
    new_password: str = about("The password from now on.")


@input_type
class EmailChangeRequestInput:
    """A new e-mail address, to be confirmed from its mailbox."""

    email: EmailAddress = about("The new address.")
    current_password: str = about("The password.")


@input_type
class EmailChangeConfirmInput:
    """A new e-mail address to confirm."""

    token: str = about("The token of the link that was sent to it.")


@input_type
class NotificationEmailRequestInput:
    """An address for notices, to be confirmed from its mailbox."""

    email: EmailAddress | None = about("The address; null lets notices go to that for signing in, at once.")
    current_password: str = about("The password.")


@input_type
class NotificationEmailConfirmInput:
    """An address for notices to confirm."""

    token: str = about("The token of the link that was sent to it.")


@input_type
class EmailChangeAgreeInput:
    """A change of address that staff made, to agree to."""

    token: str = about("The token of the link that was sent to the old address.")


@input_type
class PortalAccessEnableInput:
    """Portal access to give to a contact."""

    contact_id: strawberry.ID = about("The contact.")
    username: str | None = about("The username; left out, one is made of the name.")
    send_invitation: bool | None = about("Send the invitation at once.", True)


@one_of_type
class InvitationTarget:
    """Who to invite: a contact, or somebody with a role on a property, whose mail then speaks of that property."""

    contact_id: strawberry.ID | None = about("The contact.")
    party_id: strawberry.ID | None = about("The role on a property, a Party.")


@input_type
class InvitationSendInput:
    """An invitation to send. It enables access where that has not been done, and ends every older link."""

    to: InvitationTarget = about("Who to invite.")
    username: str | None = about("The username; left out, the one there is, or one that is made of the name.")


@input_type
class InvitationsSendInput:
    """Invitations to send."""

    to: list[InvitationTarget] = about("Who to invite, up to 500.")


@input_type
class InvitationCancelInput:
    """An invitation to take back."""

    contact_id: strawberry.ID = about("The contact.")


@input_type
class UsernameChangeInput:
    """A username to change."""

    contact_id: strawberry.ID = about("The contact.")
    username: str = about("The new username; an empty one revokes access.")
    reason: str | None = about("Why access is revoked, where it is.")


@input_type
class PasswordResetStartInput:
    """A contact to send a link to, by which they set a new password."""

    contact_id: strawberry.ID = about("The contact.")


@input_type
class PortalAccessRevokeInput:
    """Portal access to end, with its sessions, links and open streams."""

    contact_id: strawberry.ID = about("The contact.")
    reason: str | None = about("Why.")


@input_type
class AccountUnlockInput:
    """A lock to end before its time, with every limit that wrong passwords have met."""

    contact_id: strawberry.ID = about("The contact.")


@input_type
class AccessRequestWhere:
    """Which access requests: those that fulfil every condition that is given."""

    status: list[AccessRequestStatus] | None = about("In one of these statuses.")
    customer_id: strawberry.ID | None = about("Of this customer.")


@input_type
class AccessRequestCreateInput:
    """An account to ask for, for a colleague, or a leaver's access to ask the end of."""

    customer_id: strawberry.ID = about("The customer.")
    kind: AccessRequestKind = about("What to ask for.")
    name: str | None = about("The colleague's name, for a new account.")
    email: EmailAddress | None = about("The colleague's e-mail address, for a new account.")
    contact_id: strawberry.ID | None = about("The colleague who leaves.")
    role: MembershipRole | None = about("What a new colleague is to be; left out, MEMBER, or what they are already.")
    rights: list[MembershipRight] | None = about("What they are to do; left out, what is usual for the role.")
    reason: str | None = about("Why.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class AccessRequestResolveInput:
    """An answer to an access request."""

    id: strawberry.ID = about("The request.")
    grant: bool = about("Do it, or refuse it.")
    comment: str | None = about("What to say about it.")


@input_type
class MobileVerificationRequestInput:
    """A mobile number to prove by a code that is sent to it."""

    mobile: PhoneNumber | None = about("The number, which becomes the profile's; left out, the one that is there.")


@input_type
class MobileVerificationConfirmInput:
    """The code that came by text."""

    code: str = about("The six digits.")
