"""Payloads of the mutations of customers, contacts, memberships and staff."""

import strawberry

from models.people.contacts import Contact as ContactRow
from models.people.customers import Customer as CustomerRow
from models.people.memberships import Membership as MembershipRow
from models.people.staff import StaffMember as StaffMemberRow
from models.people.staff import StaffRole as StaffRoleRow
from resolvers.core import values
from resolvers.core.relations import one
from schema.core.fields import object_type, relation
from schema.core.payloads import Payload, PayloadWithWarnings
from schema.people.staff_types import StaffMember, StaffRole
from schema.people.types import Contact, Customer, Membership


@object_type
class ChangedCustomer(Payload):
    """The part of payloads of mutations that change a customer."""

    customer: Customer | None = relation(one(CustomerRow, "customer_id"), "The customer, as it is now.")


@object_type
class CustomerCreatePayload(ChangedCustomer):
    """The result of `customerCreate`."""


@object_type
class CustomerUpdatePayload(ChangedCustomer):
    """The result of `customerUpdate`."""


@object_type
class CustomerArchivePayload(ChangedCustomer):
    """The result of `customerArchive`."""


@object_type
class CustomerRestorePayload(ChangedCustomer):
    """The result of `customerRestore`."""


@object_type
class ChangedContact(PayloadWithWarnings):
    """The part of payloads of mutations that change a contact or their portal access."""

    contact: Contact | None = relation(one(ContactRow, "contact_id"), "The contact, as they are now.")


@object_type
class ContactCreatePayload(ChangedContact):
    """The result of `contactCreate`."""


@object_type
class ContactUpdatePayload(ChangedContact):
    """The result of `contactUpdate`."""


@object_type
class ContactArchivePayload(ChangedContact):
    """The result of `contactArchive`."""


@object_type
class ContactErasePayload(ChangedContact):
    """The result of `contactErase`."""


@object_type
class ContactRestorePayload(ChangedContact):
    """The result of `contactRestore`."""


@object_type
class ProfileUpdatePayload(ChangedContact):
    """The result of `profileUpdate`."""


@object_type
class MembershipSetPayload(PayloadWithWarnings):
    """The result of `membershipSet`."""

    membership: Membership | None = relation(one(MembershipRow, "membership_id"), "The membership, as it is now.")
    customer: Customer | None = relation(one(CustomerRow, "customer_id"), "The customer that it is of.")
    contact: Contact | None = relation(one(ContactRow, "contact_id"), "The contact who has it.")


@object_type
class MembershipRemovePayload(PayloadWithWarnings):
    """The result of `membershipRemove`."""

    removed_id: strawberry.ID | None = relation(
        values.global_id_if_any("Membership", "removed_id"), "The id of the membership that ended; null if none did."
    )
    membership: Membership | None = relation(
        one(MembershipRow, "membership_id"), "The membership as it is now, if it has changed since; null if it ended."
    )
    customer: Customer | None = relation(one(CustomerRow, "customer_id"), "The customer that the membership was of.")
    contact: Contact | None = relation(one(ContactRow, "contact_id"), "The contact who had it.")


@object_type
class ChangedStaffMember(Payload):
    """The part of payloads of mutations that change a member of staff."""

    staff_member: StaffMember | None = relation(
        one(StaffMemberRow, "staff_member_id"), "The member of staff, as they are now."
    )


@object_type
class StaffInvitePayload(ChangedStaffMember):
    """The result of `staffInvite`."""


@object_type
class StaffUpdatePayload(ChangedStaffMember):
    """The result of `staffUpdate`."""


@object_type
class StaffUnlockPayload(ChangedStaffMember):
    """The result of `staffUnlock`."""


@object_type
class StaffRoleSetPayload(Payload):
    """The result of `staffRoleSet`."""

    staff_role: StaffRole | None = relation(one(StaffRoleRow, "staff_role_id"), "The staff role, as it is now.")


@object_type
class StaffRoleRemovePayload(Payload):
    """The result of `staffRoleRemove`."""

    removed_id: strawberry.ID | None = relation(
        values.global_id_if_any("StaffRole", "removed_id"), "The id of the role that was removed; null if none was."
    )
