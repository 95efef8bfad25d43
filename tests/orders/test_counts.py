"""Lists say how many rows they have, up to ten thousand exactly: to count on would cost more the more there are."""

from typing import Any, Final

import pytest

from adapters.database.client import execute
from tests.support import volume
from tests.support.cast import Cast
from tests.support.mutations import done
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

COUNTS: Final = """query($customer: ID!) {
  all: orders { totalCount totalCountIsExact } onlyWhether: orders { totalCountIsExact }
  found: orders(search: "oven") { totalCount totalCountIsExact }
  filtered: orders(where: {status: [AWAITING_PARTS]}) { totalCount totalCountIsExact }
  customers(first: 60) { nodes { id orders(first: 1) { totalCount totalCountIsExact nodes { number } } } }
  customer(id: $customer) { orders { totalCount totalCountIsExact } } }"""
ALL: Final = {"totalCount": 10_000, "totalCountIsExact": True}
AT_LEAST: Final = {"totalCount": 10_000, "totalCountIsExact": False}


async def test_lists_of_more_than_ten_thousand_rows_say_that_there_are_more(
    sam: Client, ann: Client, cast: Cast
) -> None:
    await volume.fill(cast, 10_000)
    await execute("UPDATE counters SET value = 10000 WHERE name = 'order'")
    before = await sam.data(COUNTS, {"customer": cast.acme})
    assert (before["all"], before["found"], before["onlyWhether"]) == (ALL, ALL, {"totalCountIsExact": True})
    await done(ann, "orderCreate", kind="SERVICE_CALL", siteId=cast.acme_site, problemSummary="Oven")
    after = await sam.data(COUNTS, {"customer": cast.acme})
    assert (after["all"], after["found"], after["onlyWhether"]) == (AT_LEAST, AT_LEAST, {"totalCountIsExact": False})
    for answer, acmes in ((before, 200), (after, 201)):
        assert answer["filtered"] == {"totalCount": 100, "totalCountIsExact": True}
        assert answer["customer"]["orders"] == {"totalCount": acmes, "totalCountIsExact": True}
        assert counts_by_customer(answer) == {cast.acme: acmes, **dict.fromkeys(others(answer, cast), 200)}
    assert (await ann.data("{ orders { totalCount totalCountIsExact } }"))["orders"]["totalCount"] == 201


def counts_by_customer(answer: dict[str, Any]) -> dict[str, int]:
    """The orders of each customer that has any."""
    found = {each["id"]: each["orders"]["totalCount"] for each in answer["customers"]["nodes"]}
    return {customer: count for customer, count in found.items() if count}


def others(answer: dict[str, Any], cast: Cast) -> list[str]:
    """The customers with orders, apart from Acme."""
    return [each["id"] for each in answer["customers"]["nodes"] if each["orders"]["nodes"] and each["id"] != cast.acme]
