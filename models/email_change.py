"""Changing one's own e-mail address: the old one stays until the new one is confirmed, and both are told."""

from datetime import timedelta

import settings
from adapters.addresses import address_key
from adapters.database import fetch, is_sqlite
from models import fields as checked
from models.accounts import Account
from models.contacts import Contact
from models.deliveries import Delivery
from models.errors import Refusal, RefusalCode
from models.links import Link, LinkPurpose
from models.portal_access import PortalActivityKind, record_activity, tell_of_email_change
from models.viewer import ActorKind, Viewer
from models.work import Work, unit_of_work


async def request_email_change(account: Account, email: str, *, by: Viewer) -> None:
    """Send a link to the new address that confirms it, and tell the old one; nothing changes yet.

    Refuses with NOT_UNIQUE an address that is somebody else's way to sign in.
    """
    async with unit_of_work() as work:
        contact = await Contact.filter(id=account.contact_id).select_for_update().get()
        address = checked.email(email)
        if address_key(address) == contact.email_key:
            raise Refusal(RefusalCode.INVALID, "This is your address already.", "email")
        await _expect_free(account, address)
        link, seed = await Link.issue(
            account.id,
            LinkPurpose.EMAIL_CONFIRM,
            email=address,
            lifetime=timedelta(hours=settings.get().email_link_hours),
        )
        record_activity(work, account, PortalActivityKind.EMAIL_CHANGE_REQUESTED, by, detail=address)
        await _mail(
            work,
            "email_change_confirm",
            contact,
            address,
            link_seed=seed,
            link_page="confirm-email",
            new_email=address,
            expires_at=link.expires_at.isoformat(),
        )
        if contact.email is not None:
            await _mail(work, "email_change_requested", contact, contact.email, new_email=address)


async def confirm_email_change(token: str) -> None:
    """Use the link: the address changes now, if it is still free, and both addresses are told."""
    async with unit_of_work() as work:
        link = await Link.open_one(token, LinkPurpose.EMAIL_CONFIRM)
        account = await Account.held(link.account_id)
        await link.use()
        contact = await Contact.get(id=account.contact_id)
        await address_lock(address_key(link.email))
        await _expect_free(account, link.email)
        old = contact.email
        by = Viewer(kind=ActorKind.CONTACT, name=contact.display_name, contact_id=contact.id, account_id=account.id)
        if account.username is not None and old is not None and account.username_key == address_key(old):
            await account.take_username(link.email)
        await contact.revise(by=by, email=link.email)
        await Link.supersede(account.id)
        record_activity(work, account, PortalActivityKind.EMAIL_CHANGED, by, detail=f"{old} became {link.email}")
        await tell_of_email_change(work, contact, old)


async def address_lock(key: str) -> None:
    """Two who confirm one address at the same instant must not both find it free."""
    if not is_sqlite():
        await fetch("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))", {"key": key})


async def _expect_free(account: Account, address: str) -> None:
    """Refuse an address that is another account's username, or another contact's who can sign in with it."""
    key = address_key(address)
    others = Account.filter(username__not_isnull=True).exclude(id=account.id)
    if (
        await others.filter(username_key=key).exists()
        or await others.filter(contact__email_key=key, contact__archived_at=None).exists()
        or await others.filter(staff__email_key=key).exists()
    ):
        raise Refusal(RefusalCode.NOT_UNIQUE, "Another account uses this address.", "email")


async def _mail(work: Work, template: str, contact: Contact, to: str, **data: str | None) -> None:
    await Delivery.queue_email(
        work,
        template,
        to=to,
        name=contact.display_name,
        locale=contact.locale,
        time_zone=contact.time_zone,
        contact_id=contact.id,
        **data,
    )
