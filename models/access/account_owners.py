"""Whose an account is: the contact or the member of staff, as one who acts, who is written to, and in their words."""

from typing import Any, Final

import settings
from models.access.accounts import Account
from models.core.viewer import ActorKind, Viewer
from models.log.unit_of_work import UnitOfWork
from models.messages.deliveries import Delivery
from models.people.contacts import Contact
from models.people.customers import Customer
from models.people.staff import StaffMember

_MAX_COMPANIES: Final = 10
"""Companies whose names are known as words of who belongs to them."""


async def owner_of(account: Account) -> Contact | StaffMember:
    """The contact or the member of staff whose account it is."""
    return await (Contact.get(id=account.contact_id) if account.contact_id else StaffMember.get(id=account.staff_id))


async def actor_of(account: Account) -> Viewer:
    """The person whose account it is, as one who acts."""
    owner = await owner_of(account)
    if isinstance(owner, Contact):
        return Viewer(kind=ActorKind.CONTACT, name=owner.display_name, contact_id=owner.id, account_id=account.id)
    return Viewer(kind=ActorKind.STAFF, name=owner.name, staff_id=owner.id, account_id=account.id)


async def own_words(account: Account) -> list[str]:
    """What is easy to guess of somebody: names, address, number, username, their company's name and the operator's."""
    owner = await owner_of(account)
    words = [account.username or "", settings.get().operator_name, owner.name, owner.email or ""]
    if not isinstance(owner, Contact):
        return words
    companies = await Customer.filter(memberships__contact_id=owner.id).order_by("id").limit(_MAX_COMPANIES)
    return [*words, owner.display_name, owner.mobile or "", *(company.name for company in companies)]


async def mail_owner(unit: UnitOfWork, template: str, owner: Contact | StaffMember, **data: Any) -> None:
    """Queue a mail about an account to its owner's address for signing in, where they have one."""
    if owner.email is None:
        return
    await Delivery.queue_email(
        unit,
        template,
        to=owner.email,
        name=owner.display_name if isinstance(owner, Contact) else owner.name,
        locale=owner.locale,
        time_zone=owner.time_zone,
        contact_id=owner.id if isinstance(owner, Contact) else None,
        **data,
    )
