"""Links that arrive by e-mail: each works once, for one purpose and one account."""

import secrets
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from tortoise import fields

import settings
from adapters import clock
from adapters.database.client import fetch
from adapters.security.tokens import token_hash, token_of_seed
from adapters.text.sentences import Sentence
from models.core.entity import Entity, UtcDatetimeField
from models.core.errors import Refusal, RefusalCode


class LinkPurpose(StrEnum):
    """The purposes of links."""

    INVITATION = "INVITATION"
    PASSWORD_RESET = "PASSWORD_RESET"  # noqa: S105
    EMAIL_CONFIRM = "EMAIL_CONFIRM"
    CHANGE_CONSENT = "CHANGE_CONSENT"
    NOTICE_CONFIRM = "NOTICE_CONFIRM"


class LinkStatus(StrEnum):
    """The status of a link, which its holder may know before using it."""

    VALID = "VALID"
    EXPIRED = "EXPIRED"
    USED = "USED"
    SUPERSEDED = "SUPERSEDED"
    CANCELLED = "CANCELLED"
    REVOKED = "REVOKED"
    OUTDATED = "OUTDATED"
    INVALID = "INVALID"


class LinkEnd(StrEnum):
    """The reasons why a link ended before it was used."""

    SUPERSEDED = "SUPERSEDED"
    CANCELLED = "CANCELLED"
    REVOKED = "REVOKED"
    OUTDATED = "OUTDATED"


REFUSALS = {
    LinkStatus.EXPIRED: (RefusalCode.LINK_EXPIRED, Sentence("This link has expired. Ask for a new one.")),
    LinkStatus.USED: (
        RefusalCode.LINK_USED,
        Sentence("This link has been used already. Sign in, or ask for a new one."),
    ),
    LinkStatus.SUPERSEDED: (
        RefusalCode.LINK_SUPERSEDED,
        Sentence("A newer link has been sent. Use the latest message."),
    ),
    LinkStatus.CANCELLED: (RefusalCode.LINK_CANCELLED, Sentence("This link was taken back. Ask who sent it.")),
    LinkStatus.REVOKED: (
        RefusalCode.LINK_REVOKED,
        Sentence("The access that this link was for has ended. Ask who sent it."),
    ),
    LinkStatus.OUTDATED: (
        RefusalCode.LINK_OUTDATED,
        Sentence("Something has changed since this link was sent. Ask for a new one where you still need it."),
    ),
    LinkStatus.INVALID: (RefusalCode.LINK_INVALID, Sentence("This link is not valid. Check that it was copied whole.")),
}


class Link(Entity):
    """A secret that was sent to an address. Only its hash is kept."""

    account_id: UUID = fields.UUIDField(db_index=True)
    purpose = fields.CharEnumField(LinkPurpose, max_length=14)
    token_hash = fields.CharField(max_length=64, unique=True)
    email = fields.CharField(max_length=254)
    party_id: UUID | None = fields.UUIDField(null=True)
    created_at = UtcDatetimeField()
    expires_at = UtcDatetimeField()
    used_at = UtcDatetimeField(null=True)
    superseded_at = UtcDatetimeField(null=True)
    ended_as = fields.CharEnumField(LinkEnd, max_length=10, null=True)

    class Meta:
        table = "links"

    @property
    def status(self) -> LinkStatus:
        """Whether the link works, and if not, why."""
        if self.used_at is not None:
            return LinkStatus.USED
        if self.superseded_at is not None:
            return LinkStatus(self.ended_as or LinkEnd.OUTDATED)
        return LinkStatus.EXPIRED if self.expires_at <= clock.now() else LinkStatus.VALID


async def issue_link(
    account_id: UUID, purpose: LinkPurpose, *, email: str, lifetime: timedelta, party_id: UUID | None = None
) -> tuple[Link, str]:
    """Make a link that ends every older one of its purpose; returns it and the seed that its message needs."""
    await end_links(account_id, LinkEnd.SUPERSEDED, purpose)
    seed = secrets.token_hex(32)
    link = await Link.create(
        account_id=account_id,
        purpose=purpose,
        token_hash=token_hash(token_of_seed(seed, settings.get().secret)),
        email=email,
        party_id=party_id,
        created_at=clock.now(),
        expires_at=clock.now() + lifetime,
    )
    return link, seed


async def end_links(account_id: UUID, why: LinkEnd, *purposes: LinkPurpose) -> int:
    """End the open links of an account, of these purposes or of all; returns how many there were."""
    open_links = Link.filter(account_id=account_id, used_at=None, superseded_at=None)
    if purposes:
        open_links = open_links.filter(purpose__in=purposes)
    return await open_links.update(superseded_at=clock.now(), ended_as=why)


async def link_by_token(token: str, purpose: LinkPurpose) -> Link | None:
    """The link that a token belongs to; looking does not use it up."""
    return await Link.get_or_none(token_hash=token_hash(token), purpose=purpose)


def _refusal(status: LinkStatus) -> Refusal:
    code, sentence = REFUSALS[status]
    return Refusal.of(code, sentence, "token")


async def valid_link(token: str, purpose: LinkPurpose) -> Link:
    """The link of a token if it still works; refuses with the LINK_... code that says why it does not."""
    link = await link_by_token(token, purpose)
    status = link.status if link else LinkStatus.INVALID
    if link is None or status is not LinkStatus.VALID:
        raise _refusal(status)
    return link


async def use_link(link: Link) -> None:
    """Use the link up: one atomic update, so that of many at once one wins and the others are refused."""
    valid = Link.filter(id=link.id, used_at=None, superseded_at=None, expires_at__gt=clock.now())
    if not await valid.update(used_at=clock.now()):
        await link.refresh_from_db()
        raise _refusal(link.status)


async def token_of_open_link(seed: str) -> str:
    """The token of the link whose message has this seed; refuses with the LINK_... code a link that does not work."""
    token = token_of_seed(seed, settings.get().secret)
    link = await Link.get_or_none(token_hash=token_hash(token))
    status = link.status if link else LinkStatus.INVALID
    if status is not LinkStatus.VALID:
        raise _refusal(status)
    return token


_LOCALE = """
SELECT COALESCE(contacts.locale, staff_members.locale) AS locale FROM links
JOIN accounts ON accounts.id = links.account_id
LEFT JOIN contacts ON contacts.id = accounts.contact_id
LEFT JOIN staff_members ON staff_members.id = accounts.staff_id
WHERE links.token_hash = :hash
"""


async def locale_of_link(token: str) -> str | None:
    """The locale of the person a link was sent to, whether it still works or not; None if there is no such link."""
    rows = await fetch(_LOCALE, {"hash": token_hash(token)})
    return str(rows[0]["locale"]) if rows else None
