"""The life of a listing by its table: what leads where, for sales and for lettings."""

import re
from typing import Final

import pytest

from models.market.listing_states import CLOSED, MOVES, ListingKind, ListingStatus, moves_from, ribbon
from models.orders.lifecycle import StepState
from tests.support.repository import ROOT

PAGE: Final = (ROOT / "docs" / "property.md").read_text()


@pytest.mark.parametrize("kind", ListingKind)
def test_every_status_of_a_kind_is_reached_and_left(kind: ListingKind) -> None:
    reached, waiting = {ListingStatus.PREPARING}, [ListingStatus.PREPARING]
    while waiting:
        new = set(moves_from(waiting.pop(), kind)) - reached
        reached |= new
        waiting += new
    steps = {step for step, _ in ribbon(kind, ListingStatus.PREPARING, ())}
    assert reached == steps | {ListingStatus.WITHDRAWN}
    assert {status for status in reached if not moves_from(status, kind)} == steps & CLOSED


@pytest.mark.parametrize("kind", ListingKind)
def test_the_ribbon_has_each_status_once(kind: ListingKind) -> None:
    steps = ribbon(kind, ListingStatus.UNDER_OFFER, [ListingStatus.PREPARING, ListingStatus.UNDER_OFFER])
    states = dict(steps)
    assert len(states) == len(steps)
    assert states[ListingStatus.PREPARING] is StepState.DONE
    assert states[ListingStatus.ON_THE_MARKET] is StepState.SKIPPED
    assert states[ListingStatus.UNDER_OFFER] is StepState.CURRENT
    assert list(states.values())[3:] == [StepState.UPCOMING] * (len(steps) - 3)


def test_a_ribbon_ends_with_the_withdrawal() -> None:
    steps = ribbon(ListingKind.TO_LET, ListingStatus.WITHDRAWN, [ListingStatus.ON_THE_MARKET])
    assert steps[-1] == (ListingStatus.WITHDRAWN, StepState.CURRENT)
    assert StepState.UPCOMING not in dict(steps).values()


def test_the_document_has_the_moves_of_the_code() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ((?:`\w+`(?:, )?)+) \| (both|sales|lettings) \|$", PAGE, re.MULTILINE)
    told = {(start, end, only) for start, ends, only in rows for end in re.findall(r"`(\w+)`", ends)}
    kinds = {None: "both", ListingKind.FOR_SALE: "sales", ListingKind.TO_LET: "lettings"}
    assert told == {(move.start.value, move.end.value, kinds[move.only]) for move in MOVES}
