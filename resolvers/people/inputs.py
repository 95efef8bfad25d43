"""Enums and inputs of customers, contacts, memberships, and staff."""

from enum import StrEnum

import strawberry

from models.core.viewer import MembershipRole, Permission
from resolvers.core.declare import EXTERNAL_REFERENCE, IDEMPOTENCY_KEY, VERSION, about, describe, input_type
from resolvers.core.inputs import AddressInput
from resolvers.core.scalars import CountryCode, CurrencyCode, EmailAddress, Locale, PhoneNumber, TimeZone

describe(
    Permission,
    "The permissions that a role can give to staff. All staff may see customers' business.",
    MANAGE_CUSTOMERS="Add and change customers.",
    MANAGE_CONTACTS="Add, change, archive and restore contacts, and manage their memberships.",
    MANAGE_PORTAL_ACCESS="Give contacts access to the portal, revoke it, and see its history.",
    MANAGE_ORDERS="Create, schedule and work on orders, and recommend work.",
    MANAGE_INVOICES="Create and issue invoices, record payments, and decide on customers' behalf.",
    MANAGE_PROPERTIES="Add and change sites, the roles on properties, tenancies, and what is on the market.",
    MANAGE_PARTNERS="Make API keys for partners' programs, for any customers or all, and change and revoke them.",
    MANAGE_STAFF="Invite staff, and define roles and their permissions.",
    VIEW_AUDIT="See the history of portal access, and the messages that were sent.",
)
describe(
    MembershipRole,
    "The roles that a contact can have in a customer.",
    ADMIN="Administers the customer: requests accounts, and changes how invoices are approved.",
    MEMBER="Belongs to the customer.",
)


class MembershipRight(StrEnum):
    """The rights that a membership can give a contact for a customer."""

    ORDERS = "ORDERS"
    RECOMMENDATIONS = "RECOMMENDATIONS"
    INVOICES = "INVOICES"
    INVOICE_APPROVAL = "INVOICE_APPROVAL"


describe(
    MembershipRight,
    "The rights that a membership can give a contact for a customer.",
    ORDERS="See and create orders.",
    RECOMMENDATIONS="See orders, and answer recommendations.",
    INVOICES="See invoices.",
    INVOICE_APPROVAL="See invoices, and approve, decline and hold them.",
)


@input_type
class CustomerCreateInput:
    """A customer to add."""

    name: str = about("The name of the customer.")
    code: str | None = about(
        "A short, unique code of at most 20 letters A to Z, digits and hyphens; by default, one is generated."
    )
    currency: CurrencyCode = about("The currency of the customer's invoices, which cannot be changed later.")
    time_zone: TimeZone | None = about("The time zone in which the customer's days end; by default, the operator's.")
    billing_address: AddressInput | None = about("The billing address.")
    external_reference: str | None = about(EXTERNAL_REFERENCE)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class CustomerUpdateInput:
    """Changes to a customer; omitted fields keep their values."""

    id: strawberry.ID = about("The customer.")
    version: int | None = about(VERSION)
    name: str | None = about("The name of the customer.", strawberry.UNSET)
    code: str | None = about("A short, unique code.", strawberry.UNSET)
    time_zone: TimeZone | None = about(
        "The time zone in which the customer's days end; outstanding invoices become overdue by the new one from "
        "then on.",
        strawberry.UNSET,
    )
    billing_address: AddressInput | None = about(
        "The billing address, which replaces the present one as a whole; null removes it.",
        strawberry.UNSET,
    )
    external_reference: str | None = about(f"{EXTERNAL_REFERENCE} Null clears it.", strawberry.UNSET)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class CustomerArchiveInput:
    """A customer to archive: lists no longer have it, and orders still name it."""

    id: strawberry.ID = about("The customer.")
    version: int | None = about(VERSION)
    reason: str | None = about("The reason.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class CustomerRestoreInput:
    """An archived customer to restore, without the portal access that ended."""

    id: strawberry.ID = about("The customer.")
    version: int | None = about(VERSION)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class ContactCreateInput:
    """A contact to add, as a member of a customer if one is given."""

    customer_id: strawberry.ID | None = about("The customer that the contact belongs to.")
    name: str = about("The whole name, which only staff and colleagues see.")
    display_name: str | None = about(
        "The name that everybody sees; by default the first name without titles, if it can be derived from `name`."
    )
    email: EmailAddress | None = about("The e-mail address.")
    mobile: PhoneNumber | None = about(
        "The mobile number for text messages. It counts as verified, unless it is verified for somebody else."
    )
    country: CountryCode | None = about("The country that the contact is in.")
    time_zone: TimeZone | None = about(
        "The contact's time zone; by default suggested from country and number, otherwise the operator's."
    )
    locale: Locale | None = about(
        "The language of messages to the contact, the invitation included; by default, English."
    )
    role: MembershipRole = about("The contact's role in the customer.", MembershipRole.MEMBER)
    rights: list[MembershipRight] | None = about(
        "The contact's rights for the customer; by default, those usual for the role."
    )
    external_reference: str | None = about(EXTERNAL_REFERENCE)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class ContactUpdateInput:
    """Changes to a contact; omitted fields keep their values, and null clears a field."""

    id: strawberry.ID = about("The contact.")
    version: int | None = about(VERSION)
    name: str | None = about("The whole name, which only staff and colleagues see.", strawberry.UNSET)
    display_name: str | None = about("The name that everybody sees.", strawberry.UNSET)
    email: EmailAddress | None = about("The e-mail address.", strawberry.UNSET)
    mobile: PhoneNumber | None = about("The mobile number for text messages.", strawberry.UNSET)
    country: CountryCode | None = about("The country that the contact is in.", strawberry.UNSET)
    time_zone: TimeZone | None = about("The contact's time zone.", strawberry.UNSET)
    locale: Locale | None = about("The language of messages to the contact.", strawberry.UNSET)
    external_reference: str | None = about(f"{EXTERNAL_REFERENCE} Null clears it.", strawberry.UNSET)
    is_mobile_verified: bool | None = about(
        "True vouches that the number is the contact's, so that it counts as verified and gets texts; false "
        "withdraws that. If omitted or null, a new number entered by staff counts at once, unless it is verified "
        "for somebody else."
    )
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class ContactArchiveInput:
    """A contact to archive, which ends their portal access."""

    id: strawberry.ID = about("The contact.")
    version: int | None = about(VERSION)
    reason: str | None = about("The reason.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class ContactEraseInput:
    """A contact to erase for good."""

    id: strawberry.ID = about("The contact.")
    version: int | None = about(VERSION)
    reason: str | None = about(
        "The reason, such as the date of the person's request. It is kept; do not name them in it."
    )
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class ContactRestoreInput:
    """An archived contact to restore, without their portal access."""

    id: strawberry.ID = about("The contact.")
    version: int | None = about(VERSION)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class MembershipSetInput:
    """A membership to add or change."""

    customer_id: strawberry.ID = about("The customer.")
    contact_id: strawberry.ID = about("The contact.")
    version: int | None = about(f"{VERSION} It is that of the membership.")
    role: MembershipRole = about("The contact's role in the customer.")
    rights: list[MembershipRight] = about("The contact's rights for the customer.")
    reason: str | None = about("The reason.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class MembershipRemoveInput:
    """A membership to end."""

    customer_id: strawberry.ID = about("The customer.")
    contact_id: strawberry.ID = about("The contact.")
    version: int | None = about(f"{VERSION} It is that of the membership.")
    reason: str | None = about("The reason.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class ProfileInput:
    """The parts of a profile; omitted fields keep their values, and null clears a field."""

    name: str | None = about("The whole name.", strawberry.UNSET)
    display_name: str | None = about("The name that everybody sees.", strawberry.UNSET)
    mobile: PhoneNumber | None = about(
        "The mobile number for text messages, once it is verified by a code.", strawberry.UNSET
    )
    country: CountryCode | None = about("The country that the person is in.", strawberry.UNSET)
    time_zone: TimeZone | None = about("The person's time zone.", strawberry.UNSET)
    locale: Locale | None = about("The language of messages to the person.", strawberry.UNSET)


@input_type
class ProfileUpdateInput:
    """Changes to the viewer's profile."""

    version: int | None = about(VERSION)
    profile: ProfileInput = about("The changes.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class StaffInviteInput:
    """A member of staff to add and invite."""

    name: str = about("Their name.")
    email: EmailAddress = about("The address that the invitation is sent to.")
    role_id: strawberry.ID = about("Their role.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class StaffUpdateInput:
    """Changes to a member of staff; omitted fields keep their values."""

    id: strawberry.ID = about("The member of staff.")
    version: int | None = about(VERSION)
    role_id: strawberry.ID | None = about("Their role.", strawberry.UNSET)
    is_active: bool | None = about("Whether they work for the operator; false ends their sessions.", strawberry.UNSET)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class StaffUnlockInput:
    """A member of staff to unlock."""

    id: strawberry.ID = about("The member of staff.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class StaffRoleRemoveInput:
    """A staff role to remove, which nobody has."""

    id: strawberry.ID = about("The role.")
    version: int | None = about(VERSION)
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)


@input_type
class StaffRoleSetInput:
    """A staff role to add or change."""

    id: strawberry.ID | None = about("The role to change; if omitted, a new one is added.")
    version: int | None = about(VERSION)
    name: str = about("The name of the role.")
    permissions: list[Permission] = about("All permissions of the role.")
    idempotency_key: str | None = about(IDEMPOTENCY_KEY)
