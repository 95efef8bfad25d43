"""Changing one's own e-mail address: the old one stays until the new one is confirmed, and both are notified."""

from datetime import timedelta

import settings
from adapters.mail.addresses import address_key
from adapters.text.sentences import Sentence
from models.access.accounts import Account, allow_resets, locked_account, set_username, suggest_username
from models.access.address_changes import notify_of_email_change
from models.access.links import LinkEnd, LinkPurpose, end_links, issue_link, use_link, valid_link
from models.access.portal_access import PortalActivityKind, record_activity
from models.core import validators as checked
from models.core.errors import Refusal, RefusalCode
from models.core.viewer import ActorKind, Viewer
from models.invoices.approvers import ask_who_can_now_everywhere
from models.log.unit_of_work import UnitOfWork, unit_of_work
from models.messages.deliveries import Addressee, queue_email
from models.people import taken_names
from models.people.contacts import Contact, revise_contact


async def request_email_change(account: Account, email: str, *, by: Viewer) -> None:
    """Send a link that confirms the new address, and notify the old one; nothing changes yet.

    If the address is another account's, its owner is notified instead. The asker sees no difference.
    """
    async with unit_of_work() as unit:
        contact = await Contact.filter(id=account.contact_id).select_for_update().get()
        address = checked.email(email)
        if address_key(address) == contact.email_key:
            raise Refusal(RefusalCode.INVALID, "This is your address already.", "email")
        await end_links(account.id, LinkEnd.OUTDATED, LinkPurpose.EMAIL_CONFIRM)
        record_activity(unit, account, PortalActivityKind.EMAIL_CHANGE_REQUESTED, by, detail=address)
        if await _is_anothers(account, address):
            await _notify_owner(unit, contact, address)
        else:
            await _send_confirmation(unit, account, contact, address)
        if contact.email is not None:
            await _mail(unit, "email_change_requested", contact, contact.email, new_email=address)


async def _send_confirmation(unit: UnitOfWork, account: Account, contact: Contact, address: str) -> None:
    lifetime = timedelta(hours=settings.get().email_link_hours)
    link, seed = await issue_link(account.id, LinkPurpose.EMAIL_CONFIRM, email=address, lifetime=lifetime)
    await _mail(
        unit,
        "email_change_confirm",
        contact,
        address,
        link_seed=seed,
        link_page="confirm-email",
        new_email=address,
        expires_at=link.expires_at.isoformat(),
    )


async def _notify_owner(unit: UnitOfWork, asker: Contact, address: str) -> None:
    """Notify the owner of the address, in their language, that somebody asked for it."""
    key = address_key(address)
    owner = await Contact.filter(email_key=key, archived_at=None, account__username__not_isnull=True).first()
    await _mail(
        unit,
        "email_change_taken",
        owner or asker,
        address,
        name=owner.display_name if owner else address,
        new_email=address,
    )


async def confirm_email_change(token: str) -> None:
    """Use the link: the address changes now, if it is still free, and both addresses are notified.

    A username that was the old address becomes the new one, or a name of their own if somebody shares it.
    """
    async with unit_of_work() as unit:
        link = await valid_link(token, LinkPurpose.EMAIL_CONFIRM)
        account = await locked_account(link.account_id)
        await use_link(link)
        contact = await Contact.get(id=account.contact_id)
        key = address_key(link.email)
        await taken_names.lock(key)
        if await _is_anothers(account, link.email):
            raise Refusal(RefusalCode.NOT_UNIQUE, "Another account uses this address.", "token")
        old = contact.email
        by = Viewer(kind=ActorKind.CONTACT, name=contact.display_name, contact_id=contact.id, account_id=account.id)
        if account.username is not None and old is not None and account.username_key == address_key(old):
            is_shared = await taken_names.is_somebody_elses(key, owner=contact.id)
            await set_username(account, await suggest_username(contact.name) if is_shared else link.email)
        await revise_contact(contact, by=by, email=link.email)
        await allow_resets(account)
        await end_links(account.id, LinkEnd.OUTDATED)
        detail = Sentence("{before} became {now}", before=old, now=link.email)
        record_activity(unit, account, PortalActivityKind.EMAIL_CHANGED, by, detail=detail)
        await notify_of_email_change(unit, contact, old)
        await ask_who_can_now_everywhere(contact.id)


async def _is_anothers(account: Account, address: str) -> bool:
    """Whether an address is another account's username, or that of another contact or staff who can sign in."""
    key = address_key(address)
    others = Account.filter(username__not_isnull=True).exclude(id=account.id)
    return (
        await others.filter(username_key=key).exists()
        or await others.filter(contact__email_key=key, contact__archived_at=None).exists()
        or await others.filter(staff__email_key=key).exists()
    )


async def _mail(
    unit: UnitOfWork, template: str, contact: Contact, to: str, name: str | None = None, **data: str | None
) -> None:
    addressee = Addressee(to, name or contact.display_name, contact.locale, contact.time_zone, contact.id)
    queue_email(unit, template, addressee, **data)
