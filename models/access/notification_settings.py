"""A person's own settings of their notifications: the address, and how they are notified of each kind of thing.

Notices may go to an address beside the one for signing in, once its owner has confirmed it. Whatever is about signing
in goes to the address for that, and so does the news that notices go elsewhere. Preferences stand above invoices: who
can be notified of an invoice can be asked to approve it.
"""

from datetime import timedelta
from typing import Any

import settings
from adapters.mail.addresses import address_key
from models.access.accounts import Account, actor_of, locked_account, mail_owner
from models.access.links import LinkEnd, LinkPurpose, end_links, issue_link, use_link, valid_link
from models.access.portal_access import PortalActivityKind, record_activity
from models.core import validators as checked
from models.core.errors import Refusal, RefusalCode
from models.core.viewer import Viewer
from models.invoices.approvers import ask_who_can_now_everywhere
from models.log.events import EventKind
from models.log.unit_of_work import UnitOfWork, unit_of_work
from models.messages.deliveries import Addressee, queue_email
from models.messages.notifications import NotificationKind
from models.messages.preferences import NotificationPreference, kinds_for, usual_for
from models.people.contacts import Contact, send_notices_to


async def request_address(account: Account, email: str | None, *, by: Viewer) -> None:
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
        queue_email(
            unit,
            "notification_email_confirm",
            Addressee.of(contact, address),
            link_seed=seed,
            link_page="confirm-notices",
            new_email=address,
            expires_at=link.expires_at.isoformat(),
        )
        record_activity(unit, account, PortalActivityKind.NOTIFICATION_EMAIL_REQUESTED, by, detail=address)


async def confirm_address(token: str) -> None:
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


async def set_preference(
    kind: NotificationKind,
    *,
    email: bool | None = None,
    sms: bool | None = None,
    in_app: bool | None = None,
    by: Viewer,
) -> None:
    """Change how the viewer is notified of a kind; None leaves a way as it is.

    Refuses with INVALID a kind that the viewer is never notified of.
    """
    async with unit_of_work() as unit:
        if kind not in kinds_for(by):
            raise Refusal(RefusalCode.INVALID, "Only staff are told of {kind}. Leave it out.", "kind", kind=kind)
        mine: dict[str, Any] = {"contact_id": by.contact_id, "staff_id": by.staff_id, "kind": kind}
        preference = await NotificationPreference.get_or_none(**mine)
        if preference is None:
            preference = NotificationPreference(**mine, **usual_for(by, kind))
        ways = {"email": email, "sms": sms, "in_app": in_app}
        preference.update_from_dict({way: is_wanted for way, is_wanted in ways.items() if is_wanted is not None})
        await preference.save()
        unit.record(
            EventKind.PREFERENCES_CHANGED, by, contact_id=by.contact_id, staff_id=by.staff_id, notification=kind.value
        )
        if kind is NotificationKind.INVOICE_ISSUED and by.contact_id is not None:
            await ask_who_can_now_everywhere(by.contact_id)
