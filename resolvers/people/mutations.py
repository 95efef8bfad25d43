"""The mutations of customers, contacts, memberships, profiles and staff."""

from typing import Any, Final

from execution.context import Info, viewer_of
from models.access import address_changes, portal_access
from models.access.archiving import archive_customer, restore_customer
from models.access.memberships import remove_membership, set_membership
from models.access.mobile_codes import vouch_for_mobile
from models.core.errors import Faults, Refusal, RefusalCode, within
from models.core.rows import select
from models.core.scope import all_of, equals
from models.core.viewer import Permission, Right
from models.erasure import erase_contact
from models.invoices.customers import revise_customer
from models.people.contacts import Contact, add_contact, revise_contact
from models.people.customers import Customer, add_customer
from models.people.memberships import Membership
from models.policy import find, visible
from resolvers.core import ids
from resolvers.core.declare import sent_fields
from resolvers.core.forms import CONTACT, CUSTOMER, REASON
from resolvers.core.ids import find_named, find_node
from resolvers.core.inputs import postal_address
from resolvers.core.mutations import mutation
from resolvers.core.rules import CONTACTS, administrator, permission
from resolvers.people.inputs import (
    ContactArchiveInput,
    ContactCreateInput,
    ContactEraseInput,
    ContactRestoreInput,
    ContactUpdateInput,
    CustomerArchiveInput,
    CustomerCreateInput,
    CustomerRestoreInput,
    CustomerUpdateInput,
    MembershipRemoveInput,
    MembershipRight,
    MembershipSetInput,
    ProfileInput,
    ProfileUpdateInput,
)

MANAGES_CUSTOMERS: Final = permission(Permission.MANAGE_CUSTOMERS)
OWN_COMPANY: Final = administrator(Permission.MANAGE_CUSTOMERS)
MANAGES_CONTACTS: Final = permission(Permission.MANAGE_CONTACTS)


@mutation(MANAGES_CUSTOMERS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_UNIQUE REQUIRED TOO_LONG")
async def customer_create(info: Info, input: CustomerCreateInput) -> dict[str, Any]:
    """Add a customer."""
    customer = await add_customer(
        input.name,
        input.currency,
        input.code,
        time_zone=input.time_zone,
        billing_address=postal_address(input.billing_address) if input.billing_address else None,
        external_reference=input.external_reference,
        by=viewer_of(info),
    )
    return {"customer_id": customer.id}


@mutation(
    OWN_COMPANY,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND NOT_UNIQUE REQUIRED STALE_VERSION TOO_LONG",
    form=CUSTOMER,
)
async def customer_update(info: Info, input: CustomerUpdateInput) -> dict[str, Any]:
    """Change a customer."""
    viewer, restricted = viewer_of(info), sent_fields(input, "code", "time_zone", "external_reference")
    to = "change" if restricted else "change_details"
    customer = await find_node(Customer, input.id, viewer, to=to, version=input.version)
    changes = restricted | sent_fields(input, "name")
    for name, address in sent_fields(input, "billing_address").items():
        changes[name] = address and postal_address(address)
    await revise_customer(customer, by=viewer, **changes)
    return {"customer_id": customer.id}


@mutation(
    MANAGES_CUSTOMERS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE",
    form=REASON,
)
async def customer_archive(info: Info, input: CustomerArchiveInput) -> dict[str, Any]:
    """Archive a customer, and end the portal access of members who belong nowhere else."""
    viewer = viewer_of(info)
    customer = await find_node(Customer, input.id, viewer, to="change", version=input.version)
    await archive_customer(customer, input.reason, by=viewer)
    return {"customer_id": customer.id}


@mutation(MANAGES_CUSTOMERS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION WRONG_STATE")
async def customer_restore(info: Info, input: CustomerRestoreInput) -> dict[str, Any]:
    """Restore an archived customer."""
    viewer = viewer_of(info)
    customer = await find_node(Customer, input.id, viewer, to="change", version=input.version)
    await restore_customer(customer, by=viewer)
    return {"customer_id": customer.id}


@mutation(
    MANAGES_CONTACTS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND NOT_UNIQUE REQUIRED TOO_LONG WRONG_STATE",
    form=CONTACT,
)
async def contact_create(info: Info, input: ContactCreateInput) -> dict[str, Any]:
    """Add a contact, as a member of a customer if one is named."""
    viewer, faults = viewer_of(info), Faults()
    customer = await find_named(Customer, input.customer_id, viewer, to="add_member", field="customerId", faults=faults)
    faults.expect_none()
    contact = await add_contact(
        input.name,
        by=viewer,
        display_name=input.display_name,
        email=input.email,
        mobile=input.mobile,
        country=input.country,
        time_zone=input.time_zone,
        locale=input.locale,
        external_reference=input.external_reference,
        customer_id=customer.id if customer else None,
    )
    if customer is not None:
        await set_membership(customer, contact, input.role, rights_of(input.rights), by=viewer)
    return {"contact_id": contact.id}


def rights_of(names: list[MembershipRight] | None) -> Right | None:
    """The rights with these names as flags; None for None."""
    if names is None:
        return None
    rights = Right(0)
    for name in names:
        rights |= Right[name.value]
    return rights


@mutation(
    MANAGES_CONTACTS,
    codes="EMAIL_REQUIRED FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID NOT_FOUND NOT_UNIQUE REQUIRED STALE_VERSION "
    "TOO_LONG",
    form=CONTACT,
)
async def contact_update(info: Info, input: ContactUpdateInput) -> dict[str, Any]:
    """Change a contact."""
    viewer = viewer_of(info)
    contact = await find_node(Contact, input.id, viewer, to="change", version=input.version)
    changes = sent_fields(
        input, "name", "display_name", "email", "mobile", "country", "time_zone", "locale", "external_reference"
    )
    await address_changes.revise_contact_and_access(contact, by=viewer, **changes)
    if input.is_mobile_verified is not None:
        await vouch_for_mobile(contact, input.is_mobile_verified, by=viewer)
    return {"contact_id": contact.id}


@mutation(
    MANAGES_CONTACTS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE", form=REASON
)
async def contact_archive(info: Info, input: ContactArchiveInput) -> dict[str, Any]:
    """Archive a contact, which also revokes their portal access."""
    viewer = viewer_of(info)
    contact = await find_node(Contact, input.id, viewer, to="change", version=input.version)
    await portal_access.archive(contact, input.reason, by=viewer)
    return {"contact_id": contact.id}


@mutation(
    MANAGES_CONTACTS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED LAST_ADMIN NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE",
    form=REASON,
)
async def contact_erase(info: Info, input: ContactEraseInput) -> dict[str, Any]:
    """Erase a contact for good."""
    viewer = viewer_of(info)
    contact = await find_node(Contact, input.id, viewer, to="erase", version=input.version)
    await erase_contact(contact, input.reason, by=viewer)
    return {"contact_id": contact.id}


@mutation(MANAGES_CONTACTS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE")
async def contact_restore(info: Info, input: ContactRestoreInput) -> dict[str, Any]:
    """Restore a contact, without portal access."""
    viewer = viewer_of(info)
    contact = await find_node(Contact, input.id, viewer, to="change", version=input.version)
    await portal_access.restore(contact, by=viewer)
    return {"contact_id": contact.id}


@mutation(
    MANAGES_CONTACTS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION TOO_LONG WRONG_STATE", form=REASON
)
async def membership_set(info: Info, input: MembershipSetInput) -> dict[str, Any]:
    """Make a contact a member of a customer, or change their role and rights."""
    viewer = viewer_of(info)
    faults = Faults()
    with faults.noted():
        customer = await find_node(Customer, input.customer_id, viewer, to="add_member", field="customerId")
    with faults.noted():
        contact = await find_node(Contact, input.contact_id, viewer, to="change", field="contactId")
    faults.expect_none()
    rights = rights_of(input.rights)
    membership = await set_membership(
        customer, contact, input.role, rights, input.reason, version=input.version, by=viewer
    )
    return {"membership_id": membership.id, "customer_id": customer.id, "contact_id": contact.id}


@mutation(MANAGES_CONTACTS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED NOT_FOUND STALE_VERSION TOO_LONG", form=REASON)
async def membership_remove(info: Info, input: MembershipRemoveInput) -> dict[str, Any]:
    """End a membership."""
    viewer = viewer_of(info)
    faults = Faults()
    with faults.noted():
        of_customer = equals("customer_id", ids.required_id(input.customer_id, "Customer", "customerId"))
    with faults.noted():
        of_contact = equals("contact_id", ids.required_id(input.contact_id, "Contact", "contactId"))
    faults.expect_none()
    rows = await select(Membership, ("id",), all_of(of_customer, of_contact, visible(Membership, viewer)))
    if not rows:
        raise Refusal(RefusalCode.NOT_FOUND, "This person is not a member of this customer.", "contactId")
    membership = await find(Membership, rows[0]["id"], viewer, to="change", field="contactId")
    await remove_membership(membership.expect_version(input.version), input.reason, by=viewer)
    return {"customer_id": membership.customer_id, "contact_id": membership.contact_id, "removed_id": membership.id}


@mutation(CONTACTS, codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID REQUIRED STALE_VERSION TOO_LONG")
async def profile_update(info: Info, input: ProfileUpdateInput) -> dict[str, Any]:
    """Change the viewer's profile."""
    viewer = viewer_of(info)
    assert viewer.contact_id is not None, "the rule allows only contacts"
    contact = (await find(Contact, viewer.contact_id, viewer, to="see")).expect_version(input.version)
    with within("profile"):
        await revise_contact(contact, by=viewer, **profile_changes(input.profile))
    return {"contact_id": contact.id}


def profile_changes(profile: ProfileInput | None) -> dict[str, Any]:
    """The parts of a profile that the client sent."""
    if not profile:
        return {}
    return sent_fields(profile, "name", "display_name", "mobile", "country", "time_zone", "locale")
