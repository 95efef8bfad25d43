"""Enums and inputs of customers, contacts, their memberships, and staff."""

from enum import StrEnum

import strawberry

from models.access.accounts import PortalAccessStatus
from models.core.viewer import MembershipRole, PartyRole, Permission
from resolvers.core.declare import IDEMPOTENCY_KEY, VERSION, about, describe, input_type
from resolvers.core.inputs import AddressInput
from resolvers.core.scalars import CountryCode, CurrencyCode, EmailAddress, Locale, PhoneNumber, TimeZone

describe(
    Permission,
    "What a role lets a member of staff do. Every member of staff may look at customers' business.",
    MANAGE_CUSTOMERS="Add and change customers.",
    MANAGE_CONTACTS="Add, change, archive and restore contacts, and say which customers they belong to.",
    MANAGE_PORTAL_ACCESS="Let contacts into the portal and keep them out, and see how that went.",
    MANAGE_ORDERS="Take in, plan and work on orders, and recommend work.",
    MANAGE_INVOICES="Write and issue invoices, note payments, and decide for customers.",
    MANAGE_PROPERTIES="Add and change sites, and the roles on properties.",
    MANAGE_STAFF="Invite staff, and say what each role may do.",
    MANAGE_PARTNERS="Let partners' programs in and keep them out.",
    VIEW_AUDIT="See the history of portal access and the messages that were sent.",
)
describe(
    MembershipRole,
    "What a contact is to a customer.",
    ADMIN="Administers the customer: asks for accounts, and says how invoices are approved.",
    MEMBER="Belongs to the customer.",
)


class MembershipRight(StrEnum):
    """What a membership lets a contact do for a customer."""

    ORDERS = "ORDERS"
    RECOMMENDATIONS = "RECOMMENDATIONS"
    INVOICES = "INVOICES"
    INVOICE_APPROVAL = "INVOICE_APPROVAL"


describe(
    MembershipRight,
    "What a membership lets a contact do for a customer.",
    ORDERS="See orders, and hand them in.",
    RECOMMENDATIONS="See orders, and answer recommendations.",
    INVOICES="See invoices.",
    INVOICE_APPROVAL="See invoices, and approve, decline and hold them.",
)
describe(
    PortalAccessStatus,
    "How far a contact's portal access has come.",
    DISABLED="There is no username.",
    ENABLED="There is a username, and no invitation is out.",
    INVITED="An invitation is out and has not been used.",
    ACTIVE="The contact has set a password.",
)


@input_type
class CustomerWhere:
    """Which customers: those that fulfil every condition that is given."""

    id: list[strawberry.ID] | None = about("One of these.")
    has_administrator: bool | None = about(
        "Administered by somebody who has portal access, or by nobody; only staff may ask this."
    )


@input_type
class CustomerCreateInput:
    """A customer to add."""

    name: str = about("What the customer is called.")
    code: str | None = about(
        "A short code of its own: letters A to Z, digits and dashes, at most 20; left out, one is made."
    )
    currency: CurrencyCode = about("The currency of its invoices, for good.")
    time_zone: TimeZone | None = about("The zone in which its days end; left out, the operator's.")
    billing_address: AddressInput | None = about("Where its invoices are addressed to.")


@input_type
class CustomerUpdateInput:
    """What to change of a customer; what is left out stays as it is."""

    id: strawberry.ID = about("The customer.")
    version: int | None = about(VERSION)
    name: str | None = about("What the customer is called.", strawberry.UNSET)
    code: str | None = about("A short code of its own.", strawberry.UNSET)
    time_zone: TimeZone | None = about(
        "The zone in which its days end; outstanding invoices are overdue by the new one from then on.",
        strawberry.UNSET,
    )
    billing_address: AddressInput | None = about(
        "Where its invoices are addressed to; the whole address in place of the old one, null for none.",
        strawberry.UNSET,
    )


@input_type
class ContactWhere:
    """Which contacts: those that fulfil every condition that is given."""

    customer_id: strawberry.ID | None = about("Members of this customer.")
    portal_status: list[PortalAccessStatus] | None = about(
        "With portal access in one of these states, for viewers who may see that."
    )
    party_role: list[PartyRole] | None = about("With one of these roles on some property.")
    is_archived: bool | None = about("Archived, or not; null for both.", False)


@input_type
class ContactCreateInput:
    """A contact to add, as a member of a customer where one is named."""

    customer_id: strawberry.ID | None = about("The customer that the contact belongs to.")
    name: str = about("The whole name, for staff and colleagues.")
    display_name: str | None = about(
        "The name that everyone sees; left out, the first name where `name` tells it, without titles."
    )
    email: EmailAddress | None = about("Where mail goes to.")
    mobile: PhoneNumber | None = about(
        "Where text messages go to; it counts as verified, unless it counts for somebody else."
    )
    country: CountryCode | None = about("The country that the contact is in.")
    time_zone: TimeZone | None = about(
        "The zone of their times; left out, suggested from country and number, else the operator's."
    )
    locale: Locale | None = about("The language that they are written to in, the invitation too; left out, English.")
    role: MembershipRole | None = about("What the contact is to the customer.", MembershipRole.MEMBER)
    rights: list[MembershipRight] | None = about("What they may do for it; left out, what is usual for the role.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class ContactUpdateInput:
    """What to change of a contact; what is left out stays as it is, null empties it."""

    id: strawberry.ID = about("The contact.")
    version: int | None = about(VERSION)
    name: str | None = about("The whole name, for staff and colleagues.", strawberry.UNSET)
    display_name: str | None = about("The name that everyone sees.", strawberry.UNSET)
    email: EmailAddress | None = about("Where mail goes to.", strawberry.UNSET)
    mobile: PhoneNumber | None = about("Where text messages go to.", strawberry.UNSET)
    country: CountryCode | None = about("The country that the contact is in.", strawberry.UNSET)
    time_zone: TimeZone | None = about("The zone of their times.", strawberry.UNSET)
    locale: Locale | None = about("The language that they are written to in.", strawberry.UNSET)
    is_mobile_verified: bool | None = about(
        "True vouches that the number is the contact's, so that it counts and gets texts; false takes that back. Left "
        "out or null, another number that you write down counts at once, unless it counts for somebody else."
    )


@input_type
class ContactArchiveInput:
    """A contact to put away, which ends their portal access."""

    id: strawberry.ID = about("The contact.")
    version: int | None = about(VERSION)
    reason: str | None = about("Why.")


@input_type
class ContactRestoreInput:
    """An archived contact to bring back, without their portal access."""

    id: strawberry.ID = about("The contact.")
    version: int | None = about(VERSION)


@input_type
class MembershipSetInput:
    """A contact's place in a customer, to make or to change."""

    customer_id: strawberry.ID = about("The customer.")
    contact_id: strawberry.ID = about("The contact.")
    role: MembershipRole = about("What the contact is to the customer.")
    rights: list[MembershipRight] = about("What they may do for the customer.")
    reason: str | None = about("Why.")


@input_type
class MembershipRemoveInput:
    """A contact's place in a customer, to end."""

    customer_id: strawberry.ID = about("The customer.")
    contact_id: strawberry.ID = about("The contact.")
    reason: str | None = about("Why.")


@input_type
class ProfileInput:
    """What people say about themselves; what is left out stays as it is, null empties it."""

    name: str | None = about("The whole name.", strawberry.UNSET)
    display_name: str | None = about("The name that everyone sees.", strawberry.UNSET)
    mobile: PhoneNumber | None = about("Where text messages go to, once it is verified by a code.", strawberry.UNSET)
    country: CountryCode | None = about("The country that the contact is in.", strawberry.UNSET)
    time_zone: TimeZone | None = about("The zone of their times.", strawberry.UNSET)
    locale: Locale | None = about("The language that they are written to in.", strawberry.UNSET)


@input_type
class ProfileUpdateInput:
    """What to change of the viewer's own profile."""

    version: int | None = about(VERSION)
    profile: ProfileInput = about("What to change.")


@input_type
class StaffInviteInput:
    """A member of staff to add and to send an invitation to."""

    name: str = about("Their name.")
    email: EmailAddress = about("Where the invitation goes to.")
    role_id: strawberry.ID = about("Their role.")


@input_type
class StaffUpdateInput:
    """What to change of a member of staff; what is left out stays as it is."""

    id: strawberry.ID = about("The member of staff.")
    role_id: strawberry.ID | None = about("Their role.", strawberry.UNSET)
    is_active: bool | None = about("Whether they work here; false ends their sessions.", strawberry.UNSET)


@input_type
class StaffUnlockInput:
    """A member of staff whom wrong passwords keep out."""

    id: strawberry.ID = about("The member of staff.")


@input_type
class StaffRoleSetInput:
    """A role of staff, to add or to change."""

    id: strawberry.ID | None = about("The role to change; left out, a new one is added.")
    name: str = about("What it is called.")
    permissions: list[Permission] = about("Everything that it lets its holders do.")
