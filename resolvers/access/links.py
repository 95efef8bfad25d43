"""The queries about passwords and links, which anyone may use."""

from typing import Any, Final

import settings
from adapters.security.password_strength import judge
from adapters.security.passwords import Busy
from adapters.security.rate_limits import current as limiter
from execution.context import Info
from models.access import passwords
from models.access.accounts import Account
from models.access.invitation_grounds import has_lost_its_ground
from models.access.links import LinkPurpose, LinkStatus, link_by_token
from models.core.errors import RequestError
from models.core.rows import Row
from models.people.contacts import Contact
from models.people.time_zones import country_of_number, suggested_zone
from resolvers.access.inputs import PasswordStrengthInput
from resolvers.core.rules import ANY_KEY, ANYONE, allow

JUDGED_PER_MINUTE: Final = 120
"""Number of passwords checked for one peer in a minute: a person who types needs one for each letter."""


@allow(ANYONE, keys=ANY_KEY)
async def password_policy(info: Info) -> Row:
    """The policy for passwords, for anybody."""
    return policy()


def policy() -> Row:
    """The policy for passwords."""
    accepted = passwords.password_policy()
    return {
        "min_length": accepted.min_length,
        "max_length": accepted.max_length,
        "requires_letter": accepted.requires_letter,
        "requires_digit": accepted.requires_digit,
        "min_score": accepted.min_score,
    }


@allow(ANYONE)
async def password_strength(info: Info, input: PasswordStrengthInput) -> Any:
    """The strength of a password for the holder of a link, for the viewer, or for anybody."""
    # Counted here, so that each alias counts.
    if not await limiter().allows(JUDGED_PER_MINUTE, 1, "password-strength", info.context.peer):
        raise RequestError("THROTTLED", "Too many passwords in a short time. Wait a minute, then try again.")
    own_words = await _own_words(info, input.link_token)
    try:
        verdict = await judge(passwords.password_policy(), input.password, own_words)
    except Busy as error:
        raise RequestError(
            "THROTTLED", "Too many passwords are being checked at this moment. Try again in a second."
        ) from error
    formats = info.context.formats
    return {
        "score": verdict.score,
        "is_acceptable": verdict.is_acceptable,
        "warning": verdict.warning and verdict.warning.told(formats),
        "suggestions": [suggestion.told(formats) for suggestion in verdict.suggestions],
    }


async def _own_words(info: Info, link_token: str | None) -> list[str]:
    if link_token:
        for purpose in (LinkPurpose.INVITATION, LinkPurpose.PASSWORD_RESET):
            link = await link_by_token(link_token, purpose)
            if link is not None and link.status is LinkStatus.VALID:
                return await passwords.own_words(await Account.get(id=link.account_id))
    viewer = info.context.viewer
    return [] if viewer is None else await passwords.own_words(await Account.get(id=viewer.account_id))


@allow(ANYONE)
async def invitation(info: Info, token: str) -> Any:
    """A preview of an activation link for its holder; only a valid link tells the contact's details."""
    operator = settings.get().operator_name
    link = await link_by_token(token, LinkPurpose.INVITATION)
    preview: dict[str, Any] = dict.fromkeys(
        ("email", "username", "name", "expires_at", "suggested_country", "suggested_time_zone")
    )
    preview |= {"operator_name": operator, "status": (link.status if link else LinkStatus.INVALID).value}
    if link is None or link.status is not LinkStatus.VALID:
        return preview
    if await has_lost_its_ground(link):
        return preview | {"status": LinkStatus.EXPIRED.value}
    account = await Account.get(id=link.account_id)
    preview |= {"email": link.email, "username": account.username, "expires_at": link.expires_at}
    if account.contact_id is not None:
        contact = await Contact.get(id=account.contact_id)
        country = contact.country or country_of_number(contact.mobile)
        preview |= {
            "name": contact.name,
            "suggested_country": country,
            "suggested_time_zone": suggested_zone(country, contact.mobile),
        }
    return preview


@allow(ANYONE)
async def password_reset_link(info: Info, token: str) -> Any:
    """Whether a reset link works."""
    return await _status(token, LinkPurpose.PASSWORD_RESET)


@allow(ANYONE)
async def email_change_link(info: Info, token: str) -> Any:
    """Whether a link works that confirms an address, or agrees to a new one from the old address."""
    for purpose in (LinkPurpose.CHANGE_CONSENT, LinkPurpose.NOTICE_CONFIRM):
        link = await link_by_token(token, purpose)
        if link is not None:
            return link.status.value
    return await _status(token, LinkPurpose.EMAIL_CONFIRM)


async def _status(token: str, purpose: LinkPurpose) -> str:
    link = await link_by_token(token, purpose)
    return (link.status if link else LinkStatus.INVALID).value
