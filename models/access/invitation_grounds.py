"""What an invitation rests on: a link from a role on a property is worth nothing once that role is over.

Whoever is a member of a customer, or has another role now or later, may still come in by it.
"""

from uuid import UUID

from tortoise.expressions import Q

from models.access.accounts import Account
from models.access.links import Link, LinkPurpose
from models.core.calendar import today
from models.core.errors import Refusal, RefusalCode
from models.people.memberships import Membership
from models.places.sites import Party


async def has_lost_its_ground(link: Link) -> bool:
    """Whether an invitation was sent to somebody on a property who has nothing to see here any more."""
    account = await Account.get(id=link.account_id)
    return account.contact_id is not None and await _sees_nothing_more(account.contact_id, link.party_id)


async def expect_ground(link: Link) -> None:
    """Refuse with LINK_EXPIRED an invitation that has lost its ground."""
    if await has_lost_its_ground(link):
        raise Refusal(
            RefusalCode.LINK_EXPIRED, "The role on a property that this invitation was for has ended.", "token"
        )


async def may_be_sent_again(account: Account) -> bool:
    """Whether the holder of an account that is not active yet may have a fresh invitation at their own wish."""
    last = await Link.filter(account_id=account.id, purpose=LinkPurpose.INVITATION).order_by("-created_at").first()
    assert account.contact_id is not None, "staff are invited otherwise"
    return not await _sees_nothing_more(account.contact_id, last.party_id if last else None)


async def _sees_nothing_more(contact_id: UUID, party_id: UUID | None) -> bool:
    roles = Party.filter(contact_id=contact_id)
    if await Membership.filter(contact_id=contact_id).exists():
        return False
    if await roles.filter(Q(ends_on=None) | Q(ends_on__gte=today())).exists():
        return False
    return party_id is not None or await roles.exists()
