"""A renaming changes the words of some of a customer's orders: a worker changes the rest."""

from importlib import import_module
from typing import Any

import pytest

from adapters.database.client import execute, fetch
from models.log.unit_of_work import shielded
from models.retention import renew_next_words
from tests.support.cast import Cast
from tests.support.databases import ON_POSTGRESQL
from tests.support.mutations import done
from tests.support.orders import new_order
from tests.support.server import Client

pytestmark = [ON_POSTGRESQL, pytest.mark.without_worker]


async def found(by: Client, words: str) -> int:
    """The orders that are found."""
    answer = await by.data("query($words: String!) { orders(search: $words) { totalCount } }", {"words": words})
    count: int = answer["orders"]["totalCount"]
    return count


async def test_a_worker_changes_the_words_that_a_renaming_left(
    sam: Client, ann: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    late: Any = import_module("models.migrations.0057_late_words")
    monkeypatch.setattr(late, "AT_ONCE", 2)
    for statement in late.functions():
        await execute(statement)
    for _ in range(5):
        await new_order(ann)
    assert not await shielded(renew_next_words)
    await done(sam, "customerUpdate", id=cast.acme, name="Bakehouse")
    assert (await found(sam, "bakehouse"), await found(sam, "bakery")) == (2, 3)
    assert await shielded(renew_next_words)
    assert await found(sam, "bakehouse") == 4

    # Renamed again, all begin anew; an order that comes meanwhile has the new name.
    await done(sam, "customerUpdate", id=cast.acme, name="Millhouse")
    await new_order(ann)
    assert await found(sam, "millhouse") == 3
    rounds = 0
    while await shielded(renew_next_words):
        rounds += 1
    assert (rounds, await found(sam, "millhouse"), await found(sam, "bakehouse")) == (3, 6, 0)
    assert await fetch("SELECT * FROM late_search_words") == []
