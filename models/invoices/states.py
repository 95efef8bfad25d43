"""How an invoice stands: is it paid, is it approved, and the rules that follow from both, each said once.

Each rule is a scope: a list reads the rows that fulfil it, and a row at hand is asked by `matches`.
"""

from enum import StrEnum
from typing import Final

from models.core.scope import Not, Scope, all_of, equals, one_of, present


class PaymentStatus(StrEnum):
    """Whether an invoice is paid."""

    DRAFT = "DRAFT"
    OUTSTANDING = "OUTSTANDING"
    PAID = "PAID"
    VOID = "VOID"


class ApprovalStatus(StrEnum):
    """Whether an invoice is approved."""

    NOT_ASKED = "NOT_ASKED"
    PENDING = "PENDING"
    APPROVED = "APPROVED"
    DECLINED = "DECLINED"


class ApprovedBy(StrEnum):
    """In which capacity an invoice was approved."""

    APPROVER = "APPROVER"
    OPERATOR = "OPERATOR"
    AUTOMATIC = "AUTOMATIC"


AWAITS_APPROVAL: Final[Scope] = all_of(
    one_of("payment_status", (PaymentStatus.OUTSTANDING.value, PaymentStatus.PAID.value)),
    equals("approval_status", ApprovalStatus.PENDING.value),
)
"""Issued and not void, paid or not, held or not, and not decided on yet: it can be declined, held and handed over."""

CAN_BE_APPROVED: Final[Scope] = all_of(AWAITS_APPROVAL, equals("open_holds", 0))
"""It awaits approval, and no hold stops that."""

NEEDS_APPROVER: Final[Scope] = all_of(AWAITS_APPROVAL, present("needs_approver_since"))
"""It awaits approval, and nobody of the customer could be asked for it."""

AWAITS_PAYMENT: Final[Scope] = all_of(
    equals("payment_status", PaymentStatus.OUTSTANDING.value),
    equals("open_holds", 0),
    Not(equals("approval_status", ApprovalStatus.DECLINED.value)),
)
"""Money is owed for it, and it is not disputed, by a hold or for good."""
