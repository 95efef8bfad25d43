"""The policy for passwords, as the settings say, and what is easy to guess of a person."""

from collections.abc import Sequence
from typing import Final

import settings
from adapters.security.password_strength import Policy, judge
from models.access.accounts import Account, owner_of
from models.core.errors import Refusal, RefusalCode
from models.people.contacts import Contact
from models.people.customers import Customer

_MAX_COMPANIES: Final = 10
"""Companies whose names count as a member's own words."""


def password_policy() -> Policy:
    """The policy that the settings describe."""
    options = settings.get()
    return Policy(
        min_length=options.password_min_length,
        max_length=options.password_max_length,
        requires_letter=options.password_requires_letter,
        requires_digit=options.password_requires_digit,
        min_score=options.password_min_score,
    )


async def expect_acceptable(password: str, own_words: Sequence[str], field: str) -> None:
    """Refuse with PASSWORD_TOO_WEAK and the reasons a password that the policy does not accept; raises Busy."""
    objections = (await judge(password_policy(), password, own_words)).objections
    if objections:
        raise Refusal(RefusalCode.PASSWORD_TOO_WEAK, "{objections}", field, objections=objections)


async def own_words(account: Account) -> list[str]:
    """Words that are easy to guess: the owner's names, address, number, username and companies, and the operator."""
    owner = await owner_of(account)
    words = [account.username or "", settings.get().operator_name, owner.name, owner.email or ""]
    if not isinstance(owner, Contact):
        return words
    companies = await Customer.filter(memberships__contact_id=owner.id).order_by("id").limit(_MAX_COMPANIES)
    return [*words, owner.display_name, owner.mobile or "", *(company.name for company in companies)]
