"""Mutations of sessions, passwords, addresses, invitations and portal access."""

from resolvers.access import address_mutations, portal_access_mutations, session_mutations
from schema.access.payloads import (
    AccessRequestCreatePayload,
    AccessRequestResolvePayload,
    AccountUnlockPayload,
    EmailChangeAgreePayload,
    EmailChangeConfirmPayload,
    EmailChangeRequestPayload,
    InvitationAcceptPayload,
    InvitationCancelPayload,
    InvitationSendPayload,
    InvitationsSendPayload,
    MobileVerificationConfirmPayload,
    MobileVerificationRequestPayload,
    NotificationEmailConfirmPayload,
    NotificationEmailRequestPayload,
    PasswordChangePayload,
    PasswordResetPayload,
    PasswordResetRequestPayload,
    PasswordResetStartPayload,
    PortalAccessEnablePayload,
    PortalAccessRevokePayload,
    SessionCreatePayload,
    SessionRevokePayload,
    UsernameChangePayload,
)
from schema.core.fields import object_type, root


@object_type
class AccessMutations:
    """The mutations of sessions, passwords, addresses, invitations and portal access."""

    session_create: SessionCreatePayload = root(
        session_mutations.session_create,
        "Sign in with a username, or with an e-mail address that belongs to only one account. The response is the "
        "same for unknown names and wrong passwords. If the request has a session, that session ends.",
    )
    session_revoke: SessionRevokePayload = root(
        session_mutations.session_revoke, "End this session, another session of the viewer, or all of them."
    )
    invitation_accept: InvitationAcceptPayload = root(
        session_mutations.invitation_accept,
        "Accept an invitation: set the first password and, if given, the profile. The account becomes active and is "
        "signed in. A link works once.",
    )
    password_reset_request: PasswordResetRequestPayload = root(
        session_mutations.password_reset_request,
        "Send a reset link, or before activation a new activation link, to everybody with this username or address. "
        "The response is always the same.",
    )
    password_reset: PasswordResetPayload = root(
        session_mutations.password_reset,
        "Set a new password with a reset link. It ends every session, and resets the count of wrong passwords.",
    )
    password_change: PasswordChangePayload = root(
        session_mutations.password_change, "Change the viewer's password, which ends all their other sessions."
    )
    mobile_verification_request: MobileVerificationRequestPayload = root(
        address_mutations.mobile_verification_request,
        "Send a code of six digits by text to a mobile number. The response is the same if none is sent because too "
        "many went to that number today or its holder wrote STOP. A newer code replaces an older one.",
    )
    mobile_verification_confirm: MobileVerificationConfirmPayload = root(
        address_mutations.mobile_verification_confirm,
        "Verify a mobile number with the code that was sent to it: the number becomes the viewer's, and is no "
        "longer anybody else's verified number. A wrong, expired or used code is INVALID; after five wrong ones the "
        "code ends.",
    )
    email_change_request: EmailChangeRequestPayload = root(
        address_mutations.email_change_request,
        "Send a confirmation link to a new e-mail address. The old address stays until the link is used, and is "
        "notified. The response is the same if the address is another account's, whose owner is notified.",
    )
    email_change_confirm: EmailChangeConfirmPayload = root(
        address_mutations.email_change_confirm,
        "Confirm a new e-mail address with the link that was sent to it: it becomes the contact's.",
    )
    email_change_agree: EmailChangeAgreePayload = root(
        address_mutations.email_change_agree,
        "Agree to an address that staff set, with the link that the old address got: password resets go to the new "
        "address at once.",
    )
    notification_email_request: NotificationEmailRequestPayload = root(
        address_mutations.notification_email_request,
        "Send a confirmation link to an address that notifications are to go to instead of the address for signing in.",
    )
    notification_email_confirm: NotificationEmailConfirmPayload = root(
        address_mutations.notification_email_confirm,
        "Confirm an address for notifications with the link that was sent to it: they go there from then on. "
        "E-mails about signing in do not.",
    )
    portal_access_enable: PortalAccessEnablePayload = root(
        portal_access_mutations.portal_access_enable,
        "Give a contact a username (by default a readable one made from the name) and, unless `sendInvitation` is "
        "false, send the invitation.",
    )
    username_change: UsernameChangePayload = root(
        portal_access_mutations.username_change, "Change a contact's username; an empty one revokes access."
    )
    invitation_send: InvitationSendPayload = root(
        portal_access_mutations.invitation_send,
        "Send an activation link, after enabling access if necessary. Older links end.",
    )
    invitations_send: InvitationsSendPayload = root(
        portal_access_mutations.invitations_send,
        "Invite up to 500 people; the payload has one result for each, in their order.",
    )
    invitation_cancel: InvitationCancelPayload = root(
        portal_access_mutations.invitation_cancel, "Cancel the open invitation."
    )
    password_reset_start: PasswordResetStartPayload = root(
        portal_access_mutations.password_reset_start, "Send a contact a reset link. Staff never see or set a password."
    )
    portal_access_revoke: PortalAccessRevokePayload = root(
        portal_access_mutations.portal_access_revoke,
        "Revoke a contact's access: username, password, sessions, links and open streams.",
    )
    account_unlock: AccountUnlockPayload = root(
        portal_access_mutations.account_unlock,
        "Unlock an account before the lock expires, and reset the count of wrong passwords.",
    )
    access_request_create: AccessRequestCreatePayload = root(
        portal_access_mutations.access_request_create,
        "Request an account for a colleague, with role and rights, or the end of a leaver's access. If a request "
        "for the same person is open, that request is updated and returned.",
    )
    access_request_resolve: AccessRequestResolvePayload = root(
        portal_access_mutations.access_request_resolve,
        "Grant a request, which creates contact, membership and invitation or ends the access, or refuse it with a "
        "reason.",
    )
