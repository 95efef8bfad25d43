"""Changes by staff of the address of somebody who can sign in: it lets them in as that person, so it takes the
permission to manage access.

Sessions and links end. A reset goes to the new address after a delay, or as soon as the old one agrees; both are
notified.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

import settings
from adapters import clock
from adapters.mail.addresses import address_key
from adapters.text.sentences import Sentence
from models.access.accounts import (
    Account,
    PortalAccessStatus,
    actor_of,
    allow_resets,
    locked_account,
    locked_account_of,
)
from models.access.links import LinkEnd, LinkPurpose, end_links, issue_link, use_link, valid_link
from models.access.portal_access import PortalActivityKind, cancel_invitation, record_activity
from models.access.sessions import end_sessions
from models.core.errors import Refusal, RefusalCode
from models.core.viewer import Permission, Viewer
from models.invoices.approvers import ask_who_can_now_everywhere
from models.log.unit_of_work import UnitOfWork, unit_of_work
from models.messages.deliveries import Addressee, queue_email
from models.people.contacts import Contact, revise_contact, send_notices_to

NEVER: Final = datetime.max.replace(tzinfo=UTC, microsecond=0) - timedelta(days=366)
"""The moment of resets that wait for the old address to agree."""


async def revise_contact_and_access(contact: Contact, *, by: Viewer, **changes: str | None) -> None:
    """Change a contact's details; another address of somebody with access ends sessions and links, and delays resets.

    Refuses with FORBIDDEN an address of somebody with access without MANAGE_PORTAL_ACCESS, EMAIL_REQUIRED to remove it.
    """
    async with unit_of_work() as unit:
        old, old_key = contact.email, contact.email_key
        await revise_contact(contact, by=by, **changes)
        account = await locked_account_of(contact)
        was = account.status
        if contact.email_key == old_key or was is PortalAccessStatus.DISABLED:
            return
        if not by.may(Permission.MANAGE_PORTAL_ACCESS):
            raise Refusal(
                RefusalCode.FORBIDDEN,
                "This person has portal access: to change their address takes MANAGE_PORTAL_ACCESS too.",
                "email",
            )
        contact.expect_email("email")
        await end_links(account.id, LinkEnd.OUTDATED)
        if was is PortalAccessStatus.INVITED:
            await cancel_invitation(contact, reason=Sentence("The e-mail address was changed."), by=by)
        if was is PortalAccessStatus.ACTIVE:
            await end_sessions(account, by=by)
            if contact.notification_email is not None:
                await send_notices_to(contact, None, by=by)
            detail = Sentence("{before} became {now}", before=old, now=contact.email)
            record_activity(unit, account, PortalActivityKind.EMAIL_CHANGED, by, detail=detail)
            await _hold_resets(unit, account, contact, old)
            await ask_who_can_now_everywhere(contact.id)


async def _hold_resets(unit: UnitOfWork, account: Account, contact: Contact, old: str | None) -> None:
    """Delay resets until the last address that resets went to agrees: not one that was set in between."""
    options, now = settings.get(), clock.now()
    is_held = account.resets_from is not None and account.resets_from > now
    asked = account.agreeing_email if is_held else old
    await _mail(unit, "email_changed", contact, contact.email, account, old)
    if is_held and old is not None:
        await _mail(unit, "email_changed", contact, old, account, old)
    if asked is None or contact.email_key == address_key(asked):
        await allow_resets(account)
        return
    hours = options.email_change_delay_hours
    account.resets_from, account.agreeing_email = (now + timedelta(hours=hours) if hours else NEVER), asked
    await account.save(update_fields=["resets_from", "agreeing_email"])
    lifetime = timedelta(hours=hours) if hours else timedelta(days=options.invitation_days)
    _, seed = await issue_link(account.id, LinkPurpose.CHANGE_CONSENT, email=asked, lifetime=lifetime)
    resets_from = account.resets_from.isoformat() if hours else None
    link = {"link_seed": seed, "link_page": "agree-email", "resets_from": resets_from}
    await _mail(unit, "email_changed_by_staff", contact, asked, account, old, **link)


async def notify_of_email_change(unit: UnitOfWork, contact: Contact, old: str | None) -> None:
    """Notify the new address and the old one that the person has changed it."""
    account = await locked_account_of(contact)
    for address in sorted({address for address in (old, contact.email) if address}):
        await _mail(unit, "email_changed", contact, address, account, old)


async def _mail(
    unit: UnitOfWork,
    template: str,
    contact: Contact,
    to: str | None,
    account: Account,
    old: str | None,
    **data: str | None,
) -> None:
    if to is None:
        return
    queue_email(
        unit,
        template,
        Addressee.of(contact, to),
        username=account.username,
        old_email=old,
        new_email=contact.email,
        changed_at=clock.now().isoformat(),
        **data,
    )


async def agree(token: str) -> None:
    """Use the link that was sent to the old address: resets go to the new one from now on."""
    async with unit_of_work() as unit:
        link = await valid_link(token, LinkPurpose.CHANGE_CONSENT)
        account = await locked_account(link.account_id)
        await use_link(link)
        await allow_resets(account)
        by = await actor_of(account)
        record_activity(unit, account, PortalActivityKind.EMAIL_CHANGE_AGREED, by, detail=link.email)


def expect_resets(account: Account) -> None:
    """Refuse with WRONG_STATE if resets do not go to the account's address yet."""
    if account.takes_resets:
        return
    if account.resets_from < NEVER:
        raise Refusal(
            RefusalCode.WRONG_STATE,
            "The e-mail address was changed. A reset goes to the new one when the old address has agreed, or after: "
            "{moment}.",
            moment=account.resets_from,
            retry_at=account.resets_from,
        )
    raise Refusal(
        RefusalCode.WRONG_STATE,
        "The e-mail address was changed. A reset goes to the new one when the old address has agreed.",
    )
