"""The life of a listing: one table that the code, the ribbon and docs/property.md are made from.

A sale goes from an accepted offer over the exchange of contracts to completion, a letting to the day when it is let.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from models.core.scope import Scope, among
from models.orders.lifecycle import StepState


class ListingKind(StrEnum):
    """The ways in which a property is offered."""

    FOR_SALE = "FOR_SALE"
    TO_LET = "TO_LET"


class PriceQualifier(StrEnum):
    """The meanings of a listing's price."""

    ASKING_PRICE = "ASKING_PRICE"
    GUIDE_PRICE = "GUIDE_PRICE"
    OFFERS_OVER = "OFFERS_OVER"
    OFFERS_IN_REGION_OF = "OFFERS_IN_REGION_OF"
    FIXED_PRICE = "FIXED_PRICE"
    PER_WEEK = "PER_WEEK"
    PER_MONTH = "PER_MONTH"
    PER_YEAR = "PER_YEAR"
    PRICE_ON_APPLICATION = "PRICE_ON_APPLICATION"


RENTS: Final = frozenset({PriceQualifier.PER_WEEK, PriceQualifier.PER_MONTH, PriceQualifier.PER_YEAR})
"""The qualifiers of rents; all others but PRICE_ON_APPLICATION are those of sales."""


class ListingStatus(StrEnum):
    """The status of a listing."""

    PREPARING = "PREPARING"
    ON_THE_MARKET = "ON_THE_MARKET"
    UNDER_OFFER = "UNDER_OFFER"
    SOLD_SUBJECT_TO_CONTRACT = "SOLD_SUBJECT_TO_CONTRACT"
    EXCHANGED = "EXCHANGED"
    COMPLETED = "COMPLETED"
    LET_AGREED = "LET_AGREED"
    LET = "LET"
    WITHDRAWN = "WITHDRAWN"


CLOSED: Final = frozenset({ListingStatus.COMPLETED, ListingStatus.LET, ListingStatus.WITHDRAWN})
"""The statuses in which a listing is over."""
SHOWN: Final[Scope] = among("status", (status for status in ListingStatus if status is not ListingStatus.PREPARING))
"""Listings that were on the market at some time."""


@dataclass(frozen=True, slots=True)
class Move:
    """One legal change of status; `only` for listings of a kind."""

    start: ListingStatus
    end: ListingStatus
    only: ListingKind | None = None


_SALE, _LETTING = ListingKind.FOR_SALE, ListingKind.TO_LET
MOVES: Final = (
    Move(ListingStatus.PREPARING, ListingStatus.ON_THE_MARKET),
    Move(ListingStatus.ON_THE_MARKET, ListingStatus.UNDER_OFFER),
    Move(ListingStatus.ON_THE_MARKET, ListingStatus.WITHDRAWN),
    Move(ListingStatus.UNDER_OFFER, ListingStatus.SOLD_SUBJECT_TO_CONTRACT, _SALE),
    Move(ListingStatus.UNDER_OFFER, ListingStatus.LET_AGREED, _LETTING),
    Move(ListingStatus.UNDER_OFFER, ListingStatus.ON_THE_MARKET),
    Move(ListingStatus.UNDER_OFFER, ListingStatus.WITHDRAWN),
    Move(ListingStatus.SOLD_SUBJECT_TO_CONTRACT, ListingStatus.EXCHANGED, _SALE),
    Move(ListingStatus.SOLD_SUBJECT_TO_CONTRACT, ListingStatus.ON_THE_MARKET, _SALE),
    Move(ListingStatus.SOLD_SUBJECT_TO_CONTRACT, ListingStatus.WITHDRAWN, _SALE),
    Move(ListingStatus.EXCHANGED, ListingStatus.COMPLETED, _SALE),
    Move(ListingStatus.LET_AGREED, ListingStatus.LET, _LETTING),
    Move(ListingStatus.LET_AGREED, ListingStatus.ON_THE_MARKET, _LETTING),
    Move(ListingStatus.LET_AGREED, ListingStatus.WITHDRAWN, _LETTING),
    Move(ListingStatus.WITHDRAWN, ListingStatus.ON_THE_MARKET),
)

_RIBBONS: Final = {
    _SALE: (
        ListingStatus.PREPARING,
        ListingStatus.ON_THE_MARKET,
        ListingStatus.UNDER_OFFER,
        ListingStatus.SOLD_SUBJECT_TO_CONTRACT,
        ListingStatus.EXCHANGED,
        ListingStatus.COMPLETED,
    ),
    _LETTING: (
        ListingStatus.PREPARING,
        ListingStatus.ON_THE_MARKET,
        ListingStatus.UNDER_OFFER,
        ListingStatus.LET_AGREED,
        ListingStatus.LET,
    ),
}


def moves_from(status: ListingStatus, kind: ListingKind) -> list[ListingStatus]:
    """The statuses to which a listing of this kind may move from this one."""
    return [move.end for move in MOVES if move.start is status and move.only in (None, kind)]


def ribbon(
    kind: ListingKind, status: ListingStatus, reached: Iterable[ListingStatus]
) -> list[tuple[ListingStatus, StepState]]:
    """The steps of this kind of listing with their states; `reached` are the statuses it has been in."""
    been, steps = set(reached), _RIBBONS[kind]
    if status is ListingStatus.WITHDRAWN:
        passed = [(step, StepState.DONE if step in been else StepState.SKIPPED) for step in steps]
        return [*passed, (status, StepState.CURRENT)]
    current = steps.index(status)
    states = []
    for place, step in enumerate(steps):
        if place == current:
            states.append((step, StepState.CURRENT))
        elif place > current:
            states.append((step, StepState.UPCOMING))
        else:
            states.append((step, StepState.DONE if step in been else StepState.SKIPPED))
    return states
