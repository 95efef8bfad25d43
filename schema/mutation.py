"""Every mutation: takes one `input`, gives a payload with `userErrors`."""

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
    description="What can be done. Every mutation happens whole or not at all: an empty list of userErrors means that "
    "it happened, any other that nothing did."
)
class Mutation:
    """The root of mutations."""

    session_create: SessionPayload = root(
        session_mutations.session_create,
        "Sign in with a username, or with an e-mail address where it belongs to one account. The answer is the same "
        "for unknown names and wrong passwords. A session over which somebody signs in ends.",
    )
    session_revoke: ResultPayload = root(
        session_mutations.session_revoke, "End this session, another one of one's own, or all of them."
    )
    invitation_accept: SessionPayload = root(
        session_mutations.invitation_accept,
        "Use an invitation: set the first password and, where given, the profile. The account becomes active and is "
        "signed in. A link works once.",
    )
    password_reset_request: ResultPayload = root(
        session_mutations.password_reset_request,
        "Have a reset link sent, or before activation a fresh activation link, to everybody who has this name or "
        "address. The answer is always the same.",
    )
    password_reset: PasswordResetPayload = root(
        session_mutations.password_reset,
        "Use a reset link: sets the password, ends every session, and every limit that wrong passwords have met.",
    )
    password_change: SessionPayload = root(
        session_mutations.password_change, "Change one's own password, which ends every other session."
    )
    profile_update: ContactPayload = root(
        people.profile_update, "Change one's own profile. Another mobile number has to be verified."
    )
    mobile_verification_request: ResultPayload = root(
        address_mutations.mobile_verification_request,
        "Have a code of six digits sent by text to a mobile number. The answer is the same where none is sent, as too "
        "many went to that number today or its holder wrote STOP. A newer code ends the one before.",
    )
    mobile_verification_confirm: ContactPayload = root(
        address_mutations.mobile_verification_confirm,
        "Give the code that came by text: its number becomes the profile's and counts, and does so for nobody else any "
        "more. A code that is wrong, too old or used is INVALID; five wrong ones end it.",
    )
    email_change_request: ResultPayload = root(
        address_mutations.email_change_request,
        "Have a link sent to a new e-mail address that confirms it. The old one stays until then, and is told. The "
        "answer is the same where the address is another account's, whose owner is told.",
    )
    email_change_confirm: ResultPayload = root(
        address_mutations.email_change_confirm,
        "Use the link that was sent to a new e-mail address: it becomes the contact's.",
    )
    email_change_agree: ResultPayload = root(
        address_mutations.email_change_agree,
        "Use the link that the old address got when staff changed it: password resets go to the new one at once.",
    )
    notification_email_request: ResultPayload = root(
        address_mutations.notification_email_request,
        "Have notices sent to another address than that for signing in: a link goes there that confirms it.",
    )
    notification_email_confirm: ResultPayload = root(
        address_mutations.notification_email_confirm,
        "Use the link that was sent to an address for notices: they go there from then on. What is about signing in "
        "does not.",
    )
    notification_preferences_update: NotificationPreferencesPayload = root(
        messages.notification_preferences_update, "Change how one is told of things, by kind."
    )
    notifications_mark_read: ResultPayload = root(
        messages.notifications_mark_read, "Mark notifications as read, the named ones or all."
    )

    order_create: OrderPayload = root(
        orders.order_create,
        "Ask for work: a walk-in repair or a service call, for an asset that exists or a new one. Submitted orders get "
        "their number at once, drafts when they are submitted.",
    )
    order_update: OrderPayload = root(orders.order_update, "Change what is given of an order that is not finished.")
    order_submit: OrderPayload = root(orders.order_submit, "Submit a draft, which gives it its number.")
    order_cancel: OrderPayload = root(orders.order_cancel, "Cancel an order before work on it starts.")
    note_add: TimelinePayload = root(orders.note_add, "Write a note on an order's timeline.")
    of_property_set: OrderPayload = root(
        orders.of_property_set,
        "Mark an order, or a note or file of it, as of the property, or no longer: people whose role on the property "
        "begins later see of what was before only what is marked.",
    )
    upload_create: UploadPayload = root(
        files.upload_create, "Announce a file; its bytes are then sent to the address that this gives."
    )
    attachment_add: AttachmentPayload = root(
        orders.attachment_add, "Attach a finished upload to an order, where everybody who follows it is told."
    )
    order_status_change: OrderPayload = root(
        orders.order_status_change,
        "Move an order along. A move that its lifecycle does not know is refused with WRONG_STATE and the legal moves.",
    )
    order_schedule: OrderPayload = root(
        orders.order_schedule, "Plan when an order is worked on; one that is SUBMITTED becomes SCHEDULED."
    )
    order_assign: OrderPayload = root(orders.order_assign, "Say who works on an order, in place of who did.")
    work_record: TimelinePayload = root(
        orders.work_record, "Put parts ordered, parts received or a visit on an order's timeline."
    )
    recommendation_create: RecommendationPayload = root(
        recommendation_mutations.recommendation_create,
        "Propose work on an order, with an estimate, and ask the customer.",
    )
    recommendation_respond: RecommendationPayload = root(
        recommendation_mutations.recommendation_respond,
        "Approve or decline a recommendation, which is final, or ask for clarification.",
    )
    recommendation_reply: RecommendationPayload = root(
        recommendation_mutations.recommendation_reply,
        "Reply to a customer's question about a recommendation, or say more about it unasked; with another detail or "
        "estimate where those change. It waits for the customer's answer again, who is told.",
    )
    recommendation_withdraw: RecommendationPayload = root(
        recommendation_mutations.recommendation_withdraw, "Take back a recommendation that has no final answer."
    )
    asset_create: AssetPayload = root(places.asset_create, "Add an asset of a customer, or at a site.")
    asset_update: AssetPayload = root(
        places.asset_update,
        "Change an asset. Moving it to another site or customer leaves its old orders where they were.",
    )

    invoice_create: InvoicePayload = root(
        invoices.invoice_create, "Write an invoice for a customer and, unless `issue` is false, issue it."
    )
    invoice_issue: InvoicePayload = root(
        invoices.invoice_issue, "Number a draft and send it to the customer; the review clock starts."
    )
    invoice_approve: InvoicePayload = root(
        invoices.invoice_approve, "Approve an invoice as its approver, or as staff on the customer's behalf."
    )
    invoice_decline: InvoicePayload = root(
        invoices.invoice_decline, "Decline an invoice as its approver, or as staff on the customer's behalf."
    )
    invoice_hold: InvoicePayload = root(
        invoices.invoice_hold, "Hold an invoice: stops approval and the review clock. There may be several holds."
    )
    invoice_release: InvoicePayload = root(
        invoices.invoice_release, "End every open hold of an invoice; the review clock starts anew."
    )
    invoice_hand_over: InvoicePayload = root(
        invoices.invoice_hand_over,
        "Let another member of the customer decide on a pending invoice; the review clock starts anew.",
    )
    invoice_void: InvoicePayload = root(
        invoices.invoice_void, "Take an invoice back for good; not one that money was received for."
    )
    payment_record: InvoicePayload = root(
        invoices.payment_record, "Note money received. The invoice is PAID when it comes to the total or more."
    )
    approval_preferences_update: ApprovalPreferencesPayload = root(
        invoices.approval_preferences_update,
        "Change how a customer's invoices are approved from now on; running review clocks stay as they are.",
    )

    customer_create: CustomerPayload = root(people.customer_create, "Add a customer.")
    customer_update: CustomerPayload = root(people.customer_update, "Change a customer.")
    contact_create: ContactPayload = root(
        people.contact_create, "Add a person, as a member of a customer where one is named."
    )
    contact_update: ContactPayload = root(
        people.contact_update,
        "Change a person. To change the address of somebody who has portal access takes MANAGE_PORTAL_ACCESS too: it "
        "ends their sessions and links, and resets go to the new one after a delay, or when the old one agrees.",
    )
    contact_archive: ContactPayload = root(
        people.contact_archive, "Put a person away, which revokes their portal access too."
    )
    contact_restore: ContactPayload = root(
        people.contact_restore, "Bring an archived person back, without their portal access."
    )
    membership_set: MembershipPayload = root(
        people.membership_set, "Make a person a member of a customer, or change what they may do."
    )
    membership_remove: ResultPayload = root(
        people.membership_remove, "End a membership. That of the last administrator ends with a warning."
    )
    site_create: SitePayload = root(places.site_create, "Add a customer's site, or a property.")
    site_update: SitePayload = root(places.site_update, "Change a site or a property.")
    party_set: PartyPayload = root(places.party_set, "Give a person a role on a property, or change its days.")
    party_remove: ResultPayload = root(
        places.party_remove, "Take a role on a property away; what it let its holder see is closed at once."
    )

    portal_access_enable: ContactPayload = root(
        portal_access_mutations.portal_access_enable,
        "Give a contact a username (a readable one is made where none is named) and, unless told otherwise, send the "
        "invitation.",
    )
    username_change: ContactPayload = root(
        portal_access_mutations.username_change, "Change a contact's username; an empty one revokes access."
    )
    invitation_send: ContactPayload = root(
        portal_access_mutations.invitation_send,
        "Send an activation link, enabling access first where it is not. Older links end.",
    )
    invitations_send: InvitationsPayload = root(
        portal_access_mutations.invitations_send, "Invite up to 500 people, with one result each, in their order."
    )
    invitation_cancel: ContactPayload = root(
        portal_access_mutations.invitation_cancel, "End the invitation that is out."
    )
    password_reset_start: ContactPayload = root(
        portal_access_mutations.password_reset_start, "Send a contact a reset link. Staff never see or set a password."
    )
    portal_access_revoke: ContactPayload = root(
        portal_access_mutations.portal_access_revoke,
        "End a contact's access: username, password, sessions, links and open streams.",
    )
    account_unlock: ContactPayload = root(
        portal_access_mutations.account_unlock,
        "End the lock of an account before its time, and every limit that wrong passwords have met.",
    )
    delivery_retry: DeliveryPayload = root(
        messages.delivery_retry, "Send a message again that did not get through; its tries start anew."
    )
    inbound_mail_clear: InboundMailPayload = root(
        messages.inbound_mail_clear,
        "Say that somebody has looked after a mail that waited for staff; the list of open ones has it no more.",
    )
    access_request_create: AccessRequestPayload = root(
        portal_access_mutations.access_request_create,
        "Ask for a colleague's account, with role and rights, or to end the access of a colleague who leaves. To ask "
        "again while a request for the same person is open gives that one, with what is new in it.",
    )
    access_request_resolve: AccessRequestPayload = root(
        portal_access_mutations.access_request_resolve,
        "Grant a request, which makes contact, membership and invitation or ends the access, or refuse it with a "
        "reason.",
    )

    staff_invite: StaffPayload = root(people.staff_invite, "Add a member of staff and send them an activation link.")
    staff_update: StaffPayload = root(
        people.staff_update, "Change a member's role, or deactivate them, which ends their sessions at once."
    )
    staff_unlock: StaffPayload = root(
        people.staff_unlock, "End a member's lock before its time, and every limit that wrong passwords have met."
    )
    staff_role_set: StaffRolePayload = root(
        people.staff_role_set, "Make a role or change what it permits; nobody can give what they lack."
    )
