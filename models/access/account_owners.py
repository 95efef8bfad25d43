"""The owner of an account, a contact or a member of staff: as an actor, and as one who is written to."""

from typing import Any

from models.access.accounts import Account
from models.core.viewer import ActorKind, Viewer
from models.log.unit_of_work import UnitOfWork
from models.messages.deliveries import Addressee, queue_email
from models.people.contacts import Contact
from models.people.staff import StaffMember


async def owner_of(account: Account) -> Contact | StaffMember:
    """The contact or the member of staff whose account it is."""
    return await (Contact.get(id=account.contact_id) if account.contact_id else StaffMember.get(id=account.staff_id))


async def actor_of(account: Account) -> Viewer:
    """The person whose account it is, as one who acts."""
    owner = await owner_of(account)
    if isinstance(owner, Contact):
        return Viewer(kind=ActorKind.CONTACT, name=owner.display_name, contact_id=owner.id, account_id=account.id)
    return Viewer(kind=ActorKind.STAFF, name=owner.name, staff_id=owner.id, account_id=account.id)


async def mail_owner(unit: UnitOfWork, template: str, owner: Contact | StaffMember, **data: Any) -> None:
    """Queue a mail about an account to its owner's address for signing in, where they have one."""
    if owner.email is None:
        return
    await queue_email(unit, template, Addressee.of(owner, owner.email), **data)
