"""Importing contacts from another system: each row for itself; one that was imported before changes nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from adapters.mail.addresses import address_key
from adapters.text.locales import language_of
from models.access.accounts import PortalAccessStatus, locked_account_of
from models.access.memberships import set_membership
from models.access.portal_access import invite
from models.core import validators as checked
from models.core.errors import Refusal, RefusalCode, within
from models.core.text import folded
from models.core.viewer import ActorKind, MembershipRole, Right, Viewer
from models.log.unit_of_work import unit_of_work
from models.people.contacts import Contact, add_contact
from models.people.customers import Customer
from models.people.memberships import DEFAULT_RIGHTS, Membership

COLUMNS: Final = ("name", "email", "mobile", "country", "customer_code", "role", "rights", "locale", "reference")
REQUIRED_COLUMNS: Final = ("name", "email")
"""The columns that a file must have."""

IMPORTER: Final = Viewer(kind=ActorKind.SYSTEM, name="Import")
"""The actor in the history of what was imported."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one row."""

    is_new: bool = False
    is_changed: bool = False
    is_invited: bool = False
    known_as: str | None = None
    """The contact's name, if the row gives another one."""
    untranslated: str | None = None
    """The locale of a new contact, if there are no translations for it."""


async def import_row(row: Mapping[str, str], *, invites: bool) -> Outcome:
    """Import one row: the contact by its e-mail address, its membership of the customer, and its invitation.

    Somebody who is known stays as they are; a role and rights that the row names are set. Who has been invited or has
    access is not invited again. Refuses what a mutation would refuse.
    """
    async with unit_of_work():
        customer = await _customer(row["customer_code"])
        contact = await _known(checked.email(row["email"]), customer)
        is_new = contact is None
        if contact is None:
            with within(externalReference="reference"):
                contact = await add_contact(
                    row["name"],
                    email=row["email"],
                    mobile=_mobile(row),
                    country=row["country"].upper() or None,
                    locale=row["locale"] or None,
                    external_reference=row["reference"] or None,
                    customer_id=customer.id if customer else None,
                    by=IMPORTER,
                )
        is_changed = customer is not None and await _belongs(contact, customer, row)
        is_invited = invites and await _invited(contact)
        is_other = folded(contact.name) != folded(row["name"])
        language = contact.locale.partition("-")[0].lower()
        is_untranslated = is_new and language_of(contact.locale) != language
        return Outcome(
            is_new,
            is_changed and not is_new,
            is_invited,
            known_as=contact.name if is_other else None,
            untranslated=contact.locale if is_untranslated else None,
        )


def _mobile(row: Mapping[str, str]) -> str | None:
    """The number in the row, which may be written as it is dialled in the row's country."""
    country = row["country"].upper() or None
    return checked.mobile(row["mobile"], country=country and checked.country(country)) if row["mobile"] else None


async def _customer(code: str) -> Customer | None:
    if not code:
        return None
    customer = await Customer.get_or_none(code=code.upper())
    if customer is None:
        raise Refusal(
            RefusalCode.NOT_FOUND,
            "There is no customer with the code {customer_code}.",
            "customer_code",
            customer_code=code,
        )
    return customer


async def _known(email: str, customer: Customer | None) -> Contact | None:
    """The contact of an address: the customer's own where several share it, held until the transaction ends."""
    sharing = Contact.filter(email_key=address_key(email))
    contacts = await sharing.order_by("id").select_for_update()
    if len(contacts) > 1 and customer is not None:
        members = await sharing.filter(memberships__customer_id=customer.id)
        contacts = [contact for contact in contacts if contact.id in {member.id for member in members}] or contacts
    if len(contacts) > 1:
        raise Refusal(RefusalCode.NOT_UNIQUE, "Several contacts have this address.", "email")
    if contacts:
        contacts[0].expect_present()
    return contacts[0] if contacts else None


async def _belongs(contact: Contact, customer: Customer, row: Mapping[str, str]) -> bool:
    """Make the contact a member as the row says; tells whether anything had to be changed."""
    role, rights = _role(row["role"]), _rights(row["rights"])
    membership = await Membership.get_or_none(customer_id=customer.id, contact_id=contact.id)
    if membership is None:
        await set_membership(customer, contact, role or MembershipRole.MEMBER, rights, by=IMPORTER)
        return True
    new_rights = membership.rights if rights is None else int(rights)
    if rights is None and role not in (None, membership.role):
        new_rights = int(DEFAULT_RIGHTS[role or membership.role])
    if (role or membership.role, new_rights) == (membership.role, membership.rights):
        return False
    await set_membership(customer, contact, role or membership.role, Right(new_rights), by=IMPORTER)
    return True


def _role(name: str) -> MembershipRole | None:
    if not name:
        return None
    if name.upper() not in list(MembershipRole):
        raise Refusal(RefusalCode.INVALID, "Use {roles}.", "role", roles=[role.value for role in MembershipRole])
    return MembershipRole(name.upper())


def _rights(names: str) -> Right | None:
    rights = Right(0)
    for name in re.findall(r"\w+", names):
        if name.upper() not in Right.__members__:
            raise Refusal(
                RefusalCode.INVALID,
                "{name} is not a right. Use {rights}.",
                "rights",
                name=name,
                rights=list(Right.__members__),
            )
        rights |= Right[name.upper()]
    return rights or None


async def _invited(contact: Contact) -> bool:
    account = await locked_account_of(contact)
    if account.status in (PortalAccessStatus.INVITED, PortalAccessStatus.ACTIVE):
        return False
    await invite(contact, by=IMPORTER)
    return True
