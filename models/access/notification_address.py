"""An address for notices beside the one for signing in: used once its owner has confirmed it, and for notices alone.

Whatever is about signing in goes to the address for that, and so does the news that notices go elsewhere.
"""

from datetime import timedelta

import settings
from adapters.mail.addresses import address_key
from models.access.account_owners import actor_of, mail_owner
from models.access.accounts import Account, locked_account
from models.access.links import LinkEnd, LinkPurpose, end_links, issue_link, use_link, valid_link
from models.access.portal_access import PortalActivityKind, record_activity
from models.core import validators as checked
from models.core.errors import Refusal, RefusalCode
from models.core.viewer import Viewer
from models.log.unit_of_work import UnitOfWork, unit_of_work
from models.messages.deliveries import Addressee, queue_email
from models.people.contacts import Contact, send_notices_to


async def request(account: Account, email: str | None, *, by: Viewer) -> None:
    """Send a link to an address that is to get the notices; None lets them go to the one for signing in at once.

    Refuses with INVALID the address that they go to already.
    """
    async with unit_of_work() as unit:
        contact = await Contact.filter(id=account.contact_id).select_for_update().get()
        await end_links(account.id, LinkEnd.OUTDATED, LinkPurpose.NOTICE_CONFIRM)
        if email is None:
            if contact.notification_email is not None:
                await _change(unit, account, contact, None, by)
            return
        address = checked.email(email)
        if contact.notices_to is not None and address_key(address) == address_key(contact.notices_to):
            raise Refusal(RefusalCode.INVALID, "Notices go to this address already.", "email")
        lifetime = timedelta(hours=settings.get().email_link_hours)
        link, seed = await issue_link(account.id, LinkPurpose.NOTICE_CONFIRM, email=address, lifetime=lifetime)
        await queue_email(
            unit,
            "notification_email_confirm",
            Addressee.of(contact, address),
            link_seed=seed,
            link_page="confirm-notices",
            new_email=address,
            expires_at=link.expires_at.isoformat(),
        )


async def confirm(token: str) -> None:
    """Use the link: notices go to its address from now on."""
    async with unit_of_work() as unit:
        link = await valid_link(token, LinkPurpose.NOTICE_CONFIRM)
        account = await locked_account(link.account_id)
        await use_link(link)
        await _change(unit, account, await Contact.get(id=account.contact_id), link.email, await actor_of(account))


async def _change(unit: UnitOfWork, account: Account, contact: Contact, email: str | None, by: Viewer) -> None:
    await send_notices_to(contact, email, by=by)
    record_activity(unit, account, PortalActivityKind.NOTIFICATION_EMAIL_CHANGED, by, detail=email)
    await mail_owner(unit, "notification_email_changed", contact, new_email=contact.notices_to)
