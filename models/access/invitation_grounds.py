"""The grounds of an invitation: a link that was sent for a role on a property is void once that role is over.

A member of a customer, or somebody who has another role now or later, may still use it.
"""

from collections.abc import Collection
from uuid import UUID

from tortoise.expressions import Q

from models.access.accounts import Account
from models.access.links import Link, LinkPurpose
from models.core.calendar import today
from models.core.errors import Refusal, RefusalCode
from models.core.rows import distinct
from models.core.scope import Not, all_of, any_of, one_of, present, related
from models.people.memberships import Membership
from models.places.sites import Party


async def has_lost_its_ground(link: Link) -> bool:
    """Whether an invitation was sent for a role on a property to somebody who has nothing left to see here."""
    account = await Account.get(id=link.account_id)
    return account.contact_id is not None and await _sees_nothing_more(account.contact_id, link.party_id)


async def expect_ground(link: Link) -> None:
    """Refuse with LINK_EXPIRED an invitation that has lost its ground."""
    if await has_lost_its_ground(link):
        raise Refusal(
            RefusalCode.LINK_EXPIRED, "The role on a property that this invitation was for has ended.", "token"
        )


async def may_be_sent_again(account: Account) -> bool:
    """Whether the owner of an account that is not active yet may ask for a fresh invitation."""
    assert account.contact_id is not None, "staff are invited otherwise"
    return not await _sees_nothing_more(account.contact_id, await _last_party_id(account))


async def role_of_last_invitation(account: Account) -> Party | None:
    """The role on a property that the last invitation was for; None if it was for none, or the role is over."""
    party = await Party.get_or_none(id=await _last_party_id(account))
    return None if party is None or party.has_ended else party


async def _last_party_id(account: Account) -> UUID | None:
    last = await Link.filter(account_id=account.id, purpose=LinkPurpose.INVITATION).order_by("-created_at").first()
    return last.party_id if last else None


async def _sees_nothing_more(contact_id: UUID, party_id: UUID | None) -> bool:
    roles = Party.filter(contact_id=contact_id)
    if await Membership.filter(contact_id=contact_id).exists():
        return False
    if await roles.filter(Q(ends_on=None) | Q(ends_on__gte=today())).exists():
        return False
    return party_id is not None or await roles.exists()


async def roles_without_invitation(party_ids: Collection[UUID]) -> set[UUID]:
    """Those of the roles whose holder `invite` refuses: who is archived, has no address, or is active already."""
    without_address = any_of(present("archived_at"), Not(present("email")))
    is_active = all_of(present("contact_id"), present("username"), present("activated_at"))
    refused = any_of(
        related("contact_id", "contacts", "id", without_address),
        related("contact_id", "accounts", "contact_id", is_active),
    )
    return await distinct(Party, "id", all_of(one_of("id", party_ids), refused))
