"""Conditions without what follows from the rest of them hold for the same rows."""

from itertools import product
from random import Random
from typing import Final

import pytest

from execution.compiled.narrowing import narrowed
from models.core.scope import EVERYTHING, NOTHING, Not, Scope, all_of, among, any_of, equals, present

KINDS: Final = ("NOTE", "FILE", "MOVE")
ROWS: Final = [
    {"kind": kind, "status": status, "customer": customer}
    for kind, status, customer in product(KINDS, KINDS, (None, 1, 2))
]
ORDERS_OR_PLACES: Final = any_of(
    all_of(among("kind", ["NOTE", "FILE"]), equals("customer", 1)), all_of(among("kind", ["MOVE"]), present("customer"))
)


def condition(random: Random, depth: int) -> Scope:
    """A random condition of at most so many levels."""
    if depth == 0 or random.random() < 0.3:
        kinds = among(random.choice(("kind", "status")), random.sample(KINDS, random.randint(0, 3)))
        return random.choice((kinds, kinds, kinds, equals("customer", random.randint(1, 2)), EVERYTHING, NOTHING))
    parts = [condition(random, depth - 1) for _ in range(random.randint(0, 3))]
    return random.choice((all_of(*parts), any_of(*parts), Not(condition(random, depth - 1))))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (all_of(among("kind", ["NOTE"]), ORDERS_OR_PLACES), all_of(among("kind", ["NOTE"]), equals("customer", 1))),
        (all_of(among("kind", ["NOTE"]), among("kind", ["FILE", "NOTE"])), among("kind", ["NOTE"])),
        (all_of(among("kind", ["NOTE"]), among("kind", ["FILE"])), NOTHING),
        (all_of(among("kind", ["NOTE"]), any_of(among("kind", ["FILE"]))), NOTHING),
        (any_of(EVERYTHING, among("kind", ["NOTE"])), EVERYTHING),
    ],
)
def test_parts_that_follow_or_cannot_hold_are_left_out(given: Scope, expected: Scope) -> None:
    assert narrowed(given) == expected


def test_narrowed_conditions_hold_for_the_same_rows() -> None:
    random = Random(1)
    for _ in range(2000):
        given = condition(random, 4)
        assert [narrowed(given).matches(row) for row in ROWS] == [given.matches(row) for row in ROWS], given
