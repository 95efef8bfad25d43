"""Every mutation: it takes one `input` and returns a payload with `userErrors`."""

import strawberry

from resolvers.access import address_mutations, portal_access_mutations, session_mutations
from resolvers.files import mutations as files
from resolvers.invoices import mutations as invoices
from resolvers.messages import mutations as messages
from resolvers.orders import mutations as orders
from resolvers.orders import recommendation_mutations
from resolvers.people import mutations as people
from resolvers.places import mutations as places
from schema.core.fields import root
from schema.payloads import (
    AccessRequestPayload,
    ApprovalPreferencesPayload,
    AssetPayload,
    AttachmentPayload,
    ContactPayload,
    CustomerPayload,
    DeliveryPayload,
    InboundMailPayload,
    InvitationsPayload,
    InvoicePayload,
    MembershipPayload,
    NotificationPreferencesPayload,
    OrderPayload,
    PartyPayload,
    PasswordResetPayload,
    RecommendationPayload,
    ResultPayload,
    SessionPayload,
    SitePayload,
    StaffPayload,
    StaffRolePayload,
    TimelinePayload,
    UploadPayload,
)


@strawberry.type(
    description="Changes. Every mutation happens completely or not at all: if userErrors is empty it happened, "
    "otherwise nothing changed."
)
class Mutation:
    """The root of mutations."""

    session_create: SessionPayload = root(
        session_mutations.session_create,
        "Sign in with a username, or with an e-mail address that belongs to only one account. The response is the "
        "same for unknown names and wrong passwords. If the request has a session, that session ends.",
    )
    session_revoke: ResultPayload = root(
        session_mutations.session_revoke, "End this session, another session of the viewer, or all of them."
    )
    invitation_accept: SessionPayload = root(
        session_mutations.invitation_accept,
        "Accept an invitation: set the first password and, if given, the profile. The account becomes active and is "
        "signed in. A link works once.",
    )
    password_reset_request: ResultPayload = root(
        session_mutations.password_reset_request,
        "Send a reset link, or before activation a new activation link, to everybody with this username or address. "
        "The response is always the same.",
    )
    password_reset: PasswordResetPayload = root(
        session_mutations.password_reset,
        "Set a new password with a reset link. It ends every session, and resets the count of wrong passwords.",
    )
    password_change: SessionPayload = root(
        session_mutations.password_change, "Change the viewer's password, which ends all their other sessions."
    )
    profile_update: ContactPayload = root(
        people.profile_update, "Change the viewer's profile. A new mobile number has to be verified."
    )
    mobile_verification_request: ResultPayload = root(
        address_mutations.mobile_verification_request,
        "Send a code of six digits by text to a mobile number. The response is the same if none is sent because too "
        "many went to that number today or its holder wrote STOP. A newer code replaces an older one.",
    )
    mobile_verification_confirm: ContactPayload = root(
        address_mutations.mobile_verification_confirm,
        "Verify a mobile number with the code that was sent to it: the number becomes the viewer's, and is no "
        "longer anybody else's verified number. A wrong, expired or used code is INVALID; after five wrong ones the "
        "code ends.",
    )
    email_change_request: ResultPayload = root(
        address_mutations.email_change_request,
        "Send a confirmation link to a new e-mail address. The old address stays until the link is used, and is "
        "notified. The response is the same if the address is another account's, whose owner is notified.",
    )
    email_change_confirm: ResultPayload = root(
        address_mutations.email_change_confirm,
        "Confirm a new e-mail address with the link that was sent to it: it becomes the contact's.",
    )
    email_change_agree: ResultPayload = root(
        address_mutations.email_change_agree,
        "Agree to an address that staff set, with the link that the old address got: password resets go to the new "
        "address at once.",
    )
    notification_email_request: ResultPayload = root(
        address_mutations.notification_email_request,
        "Send a confirmation link to an address that notifications are to go to instead of the address for signing in.",
    )
    notification_email_confirm: ResultPayload = root(
        address_mutations.notification_email_confirm,
        "Confirm an address for notifications with the link that was sent to it: they go there from then on. "
        "E-mails about signing in do not.",
    )
    notification_preferences_update: NotificationPreferencesPayload = root(
        messages.notification_preferences_update, "Change the viewer's notification preferences."
    )
    notifications_mark_read: ResultPayload = root(
        messages.notifications_mark_read, "Mark notifications as read: the given ones, or all."
    )

    order_create: OrderPayload = root(
        orders.order_create,
        "Create an order: a walk-in repair or a service call, for an existing asset or a new one. A submitted order "
        "gets its number at once, a draft when it is submitted.",
    )
    order_update: OrderPayload = root(orders.order_update, "Change the details of an order that is not finished.")
    order_submit: OrderPayload = root(orders.order_submit, "Submit a draft, which assigns its number.")
    order_cancel: OrderPayload = root(orders.order_cancel, "Cancel an order before work on it starts.")
    note_add: TimelinePayload = root(orders.note_add, "Add a note to an order's timeline.")
    of_property_set: OrderPayload = root(
        orders.of_property_set,
        "Mark an order, or one of its notes or files, as of the property, or remove the mark: of anything older "
        "than their role, people whose role on the property begins later see only what is marked.",
    )
    upload_create: UploadPayload = root(
        files.upload_create, "Announce a file; its bytes are then sent to the address in the payload."
    )
    attachment_add: AttachmentPayload = root(
        orders.attachment_add, "Attach a finished upload to an order. Everybody who follows the order is notified."
    )
    order_status_change: OrderPayload = root(
        orders.order_status_change,
        "Change the status of an order. A move that the lifecycle does not allow is refused with WRONG_STATE, and "
        "the message names the legal ones.",
    )
    order_schedule: OrderPayload = root(
        orders.order_schedule, "Schedule the work on an order; a SUBMITTED order becomes SCHEDULED."
    )
    order_assign: OrderPayload = root(
        orders.order_assign, "Assign technicians to an order, replacing those assigned before."
    )
    work_record: TimelinePayload = root(
        orders.work_record, "Record parts ordered, parts received or a visit on an order's timeline."
    )
    recommendation_create: RecommendationPayload = root(
        recommendation_mutations.recommendation_create,
        "Recommend work on an order, with an estimate, and ask the customer.",
    )
    recommendation_respond: RecommendationPayload = root(
        recommendation_mutations.recommendation_respond,
        "Approve or decline a recommendation, which is final, or ask for clarification.",
    )
    recommendation_reply: RecommendationPayload = root(
        recommendation_mutations.recommendation_reply,
        "Reply to a customer's question about a recommendation, or add to it, optionally with a new detail or "
        "estimate. It awaits the customer's answer again, and the customer is notified.",
    )
    recommendation_withdraw: RecommendationPayload = root(
        recommendation_mutations.recommendation_withdraw, "Withdraw a recommendation that has no final answer."
    )
    asset_create: AssetPayload = root(places.asset_create, "Add an asset of a customer, or at a site.")
    asset_update: AssetPayload = root(
        places.asset_update,
        "Change an asset. Its old orders stay with the site and the customer that they were for.",
    )

    invoice_create: InvoicePayload = root(
        invoices.invoice_create, "Create an invoice for a customer and, unless `issue` is false, issue it."
    )
    invoice_issue: InvoicePayload = root(
        invoices.invoice_issue, "Issue a draft: assign its number, send it to the customer, start the review clock."
    )
    invoice_approve: InvoicePayload = root(
        invoices.invoice_approve, "Approve an invoice as its approver, or as staff on the customer's behalf."
    )
    invoice_decline: InvoicePayload = root(
        invoices.invoice_decline, "Decline an invoice as its approver, or as staff on the customer's behalf."
    )
    invoice_hold: InvoicePayload = root(
        invoices.invoice_hold,
        "Put an invoice on hold, which stops its approval and its review clock. An invoice can have several holds.",
    )
    invoice_release: InvoicePayload = root(
        invoices.invoice_release, "Release all open holds of an invoice; the review clock restarts."
    )
    invoice_hand_over: InvoicePayload = root(
        invoices.invoice_hand_over,
        "Ask another member of the customer to decide on a pending invoice; the review clock restarts.",
    )
    invoice_void: InvoicePayload = root(
        invoices.invoice_void, "Void an invoice permanently. An invoice with payments cannot be voided."
    )
    payment_record: InvoicePayload = root(
        invoices.payment_record, "Record a payment. The invoice becomes PAID when the payments reach its total."
    )
    approval_preferences_update: ApprovalPreferencesPayload = root(
        invoices.approval_preferences_update,
        "Change the approval settings of a customer for invoices issued from now on; running review clocks do not "
        "change.",
    )

    customer_create: CustomerPayload = root(people.customer_create, "Add a customer.")
    customer_update: CustomerPayload = root(people.customer_update, "Change a customer.")
    contact_create: ContactPayload = root(
        people.contact_create, "Add a contact, as a member of a customer if one is given."
    )
    contact_update: ContactPayload = root(
        people.contact_update,
        "Change a contact. Changing the address of a contact with portal access also requires MANAGE_PORTAL_ACCESS: "
        "it ends their sessions and links, and password resets go to the new address after a delay, or as soon as "
        "the old one agrees.",
    )
    contact_archive: ContactPayload = root(
        people.contact_archive, "Archive a contact, which also revokes their portal access."
    )
    contact_restore: ContactPayload = root(
        people.contact_restore, "Restore an archived contact, without their portal access."
    )
    membership_set: MembershipPayload = root(
        people.membership_set, "Make a contact a member of a customer, or change their role and rights."
    )
    membership_remove: ResultPayload = root(
        people.membership_remove, "End a membership. Removing the last administrator succeeds with a warning."
    )
    site_create: SitePayload = root(places.site_create, "Add a customer's site, or a property.")
    site_update: SitePayload = root(places.site_update, "Change a site or a property.")
    party_set: PartyPayload = root(places.party_set, "Give a contact a role on a property, or change its days.")
    party_remove: ResultPayload = root(
        places.party_remove, "Remove a role on a property; its holder loses access at once."
    )

    portal_access_enable: ContactPayload = root(
        portal_access_mutations.portal_access_enable,
        "Give a contact a username (by default a readable one made from the name) and, unless `sendInvitation` is "
        "false, send the invitation.",
    )
    username_change: ContactPayload = root(
        portal_access_mutations.username_change, "Change a contact's username; an empty one revokes access."
    )
    invitation_send: ContactPayload = root(
        portal_access_mutations.invitation_send,
        "Send an activation link, after enabling access if necessary. Older links end.",
    )
    invitations_send: InvitationsPayload = root(
        portal_access_mutations.invitations_send,
        "Invite up to 500 people; the payload has one result for each, in their order.",
    )
    invitation_cancel: ContactPayload = root(portal_access_mutations.invitation_cancel, "Cancel the open invitation.")
    password_reset_start: ContactPayload = root(
        portal_access_mutations.password_reset_start, "Send a contact a reset link. Staff never see or set a password."
    )
    portal_access_revoke: ContactPayload = root(
        portal_access_mutations.portal_access_revoke,
        "Revoke a contact's access: username, password, sessions, links and open streams.",
    )
    account_unlock: ContactPayload = root(
        portal_access_mutations.account_unlock,
        "Unlock an account before the lock expires, and reset the count of wrong passwords.",
    )
    delivery_retry: DeliveryPayload = root(
        messages.delivery_retry, "Send a failed message again; the count of attempts restarts."
    )
    inbound_mail_clear: InboundMailPayload = root(
        messages.inbound_mail_clear,
        "Mark an incoming e-mail that waited for staff as dealt with, which removes it from the list of open ones.",
    )
    access_request_create: AccessRequestPayload = root(
        portal_access_mutations.access_request_create,
        "Request an account for a colleague, with role and rights, or the end of a leaver's access. If a request "
        "for the same person is open, that request is updated and returned.",
    )
    access_request_resolve: AccessRequestPayload = root(
        portal_access_mutations.access_request_resolve,
        "Grant a request, which creates contact, membership and invitation or ends the access, or refuse it with a "
        "reason.",
    )

    staff_invite: StaffPayload = root(people.staff_invite, "Add a member of staff and send them an activation link.")
    staff_update: StaffPayload = root(
        people.staff_update,
        "Change the role of a member of staff, or deactivate them, which ends their sessions at once.",
    )
    staff_unlock: StaffPayload = root(
        people.staff_unlock, "Unlock a member of staff before the lock expires, and reset the count of wrong passwords."
    )
    staff_role_set: StaffRolePayload = root(
        people.staff_role_set,
        "Add a role or change its permissions; nobody can grant a permission that they do not have.",
    )
