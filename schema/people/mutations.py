"""Mutations of customers, contacts, memberships and staff."""

from resolvers.people import mutations as people
from resolvers.people import staff_mutations as staff
from schema.core.fields import object_type, root
from schema.people.payloads import (
    ContactArchivePayload,
    ContactCreatePayload,
    ContactErasePayload,
    ContactRestorePayload,
    ContactUpdatePayload,
    CustomerArchivePayload,
    CustomerCreatePayload,
    CustomerRestorePayload,
    CustomerUpdatePayload,
    MembershipRemovePayload,
    MembershipSetPayload,
    ProfileUpdatePayload,
    StaffInvitePayload,
    StaffRoleRemovePayload,
    StaffRoleSetPayload,
    StaffUnlockPayload,
    StaffUpdatePayload,
)


@object_type
class PeopleMutations:
    """The mutations of customers, contacts, memberships and staff."""

    profile_update: ProfileUpdatePayload = root(
        people.profile_update, "Change the viewer's profile. A new mobile number has to be verified."
    )
    customer_create: CustomerCreatePayload = root(people.customer_create, "Add a customer.")
    customer_update: CustomerUpdatePayload = root(people.customer_update, "Change a customer.")
    customer_archive: CustomerArchivePayload = root(
        people.customer_archive,
        "Archive a customer: lists and searches no longer have it, its sites and its assets, nothing new can be made "
        "for it, and its old orders and invoices stay. Members who belong to no other customer and have no role on a "
        "property lose their portal access. WRONG_STATE while orders are not finished, invoices are not settled, or "
        "access requests or invitations are open.",
    )
    customer_restore: CustomerRestorePayload = root(
        people.customer_restore, "Restore an archived customer, without the portal access that ended."
    )
    contact_create: ContactCreatePayload = root(
        people.contact_create, "Add a contact, as a member of a customer if one is given."
    )
    contact_update: ContactUpdatePayload = root(
        people.contact_update,
        "Change a contact. Changing the address of a contact with portal access also requires MANAGE_PORTAL_ACCESS: "
        "it ends their sessions and links, and password resets go to the new address after a delay, or as soon as "
        "the old one agrees.",
    )
    contact_archive: ContactArchivePayload = root(
        people.contact_archive, "Archive a contact, which also revokes their portal access."
    )
    contact_erase: ContactErasePayload = root(
        people.contact_erase,
        "Erase a contact for good, because the person asked for it; it cannot be undone. Their access, memberships "
        "and roles end, and a pseudonym stands for their name, addresses and numbers, in all histories too. E-mails "
        "and texts from and to them are deleted; notes, files and decisions about orders and invoices stay, under the "
        "pseudonym. What they offered, asked about and looked for on the market ends. The only administrator or "
        "approver of a customer, a tenant, and somebody whose offer is accepted cannot be erased.",
    )
    contact_restore: ContactRestorePayload = root(
        people.contact_restore, "Restore an archived contact, without their portal access."
    )
    membership_set: MembershipSetPayload = root(
        people.membership_set, "Make a contact a member of a customer, or change their role and rights."
    )
    membership_remove: MembershipRemovePayload = root(
        people.membership_remove, "End a membership. Removing the last administrator succeeds with a warning."
    )
    staff_invite: StaffInvitePayload = root(
        staff.staff_invite, "Add a member of staff and send them an activation link."
    )
    staff_update: StaffUpdatePayload = root(
        staff.staff_update,
        "Change the role of a member of staff, or deactivate them, which ends their sessions at once.",
    )
    staff_unlock: StaffUnlockPayload = root(
        staff.staff_unlock, "Unlock a member of staff before the lock expires, and reset the count of wrong passwords."
    )
    staff_role_set: StaffRoleSetPayload = root(
        staff.staff_role_set,
        "Add a role or change its permissions; nobody can grant a permission that they do not have.",
    )
    staff_role_remove: StaffRoleRemovePayload = root(
        staff.staff_role_remove, "Remove a role. WRONG_STATE while a present or former member of staff has it."
    )
