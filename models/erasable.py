"""The people who cannot be erased yet, as something that goes on needs them."""

from collections.abc import Collection
from uuid import UUID

from models.core.errors import Refusal, RefusalCode
from models.core.rows import distinct
from models.core.scope import all_of, one_of, related
from models.invoices.approval_questions import able_to_answer
from models.invoices.rows import AWAITS_APPROVAL
from models.market.leaving import buyers_still
from models.people.contacts import Contact
from models.people.memberships import Membership
from models.tenancies.rows import GOES_ON, TenancyTenant


async def expect_erasable(contact: Contact) -> None:
    """Refuse with WRONG_STATE a person whom alone an invoice awaits, a tenant of a tenancy that has not ended, and a
    person whose offer is accepted."""
    if await _only_approvers([contact.id]):
        raise Refusal(
            RefusalCode.WRONG_STATE,
            "Invoices await approval that only this person can give. Decide on them, or let somebody else approve.",
            "id",
        )
    if await _tenants_still([contact.id]):
        raise Refusal(
            RefusalCode.WRONG_STATE,
            "This person is a tenant of a tenancy that has not ended. End it, or remove them from it.",
            "id",
        )
    if await buyers_still([contact.id]):
        raise Refusal(
            RefusalCode.WRONG_STATE,
            "An offer of this person is accepted. Decline it, or complete the sale or the letting.",
            "id",
        )


async def not_erasable(contact_ids: Collection[UUID]) -> set[UUID]:
    """Those of the contacts whom `expect_erasable` refuses."""
    needed = (_only_approvers, _tenants_still, buyers_still)
    return set().union(*[await those(contact_ids) for those in needed])


async def _only_approvers(contact_ids: Collection[UUID]) -> set[UUID]:
    """Those of the contacts whom alone an invoice awaits."""
    is_awaited = related("customer_id", "invoices", "customer_id", AWAITS_APPROVAL)
    only: set[UUID] = set()
    for customer_id in await distinct(Membership, "customer_id", all_of(one_of("contact_id", contact_ids), is_awaited)):
        able = {person.contact_id for person in await able_to_answer(customer_id) if person.contact_id is not None}
        if len(able) == 1:
            only |= able
    return only.intersection(contact_ids)


async def _tenants_still(contact_ids: Collection[UUID]) -> set[UUID]:
    """Those of the contacts who are tenants of tenancies that have not ended."""
    goes_on = related("tenancy_id", "tenancies", "id", GOES_ON)
    return await distinct(TenancyTenant, "contact_id", all_of(one_of("contact_id", contact_ids), goes_on))
