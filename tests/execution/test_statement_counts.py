"""The number of statements of a read depends on its query and never on the rows."""

import pytest

from tests.support.cast import Cast
from tests.support.mutations import done, new_contact
from tests.support.orders import orders_with_history
from tests.support.queries import ORDER_LIST, ORDER_PAGE, OVERVIEW
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

OF_THE_TAIL = "orders.of_property, orders.site_id FROM orders"
"""What the tail asks of the orders that new events are about."""
OF_EVERYBODY = """{ contacts { nodes { memberships { totalCount nodes { role customer { name } } }
  parties { totalCount nodes { role site { name } } } } }
  sites { nodes { parties { totalCount nodes { contact { displayName } } } } } }"""
SIGNED_IN = 2
"""The statements that tell who asks, the first time: their session, and what they belong to."""


def of_reads(statements: list[str]) -> int:
    """The number of statements that read for the request: tail and worker look for news by themselves, and who asks is
    trusted while one look in half a second finds none."""
    of_others = (
        "events.position > ",
        "counters",
        OF_THE_TAIL,
        "deliveries",
        "digest_entries",
        "reminders",
        "auto_approves_at IS NOT NULL",
    )
    return sum(not any(mark in text for mark in of_others) for text in statements)


@pytest.mark.parametrize(
    ("query", "expected"), [(OVERVIEW, 6), (ORDER_LIST, 2), (ORDER_PAGE, 7)], ids=["overview", "list", "page"]
)
async def test_the_number_of_statements_does_not_grow_with_the_rows(
    sam: Client, ann: Client, cast: Cast, statements: list[str], query: str, expected: int
) -> None:
    counts = []
    for more in (2, 4):
        order = await orders_with_history(sam, ann, cast.acme_site, more)
        statements.clear()
        await ann.data(query, {"id": order} if "$id" in query else None)
        counts.append(of_reads(statements))
    assert counts == [expected, expected], "\n".join(statements)


@pytest.mark.parametrize("query", [OVERVIEW, ORDER_LIST], ids=["overview", "list"])
async def test_a_viewer_is_read_once(ann: Client, statements: list[str], query: str) -> None:
    counts = []
    for _ in range(3):
        statements.clear()
        await ann.data(query)
        counts.append(of_reads(statements))
    assert counts == [counts[2] + SIGNED_IN, counts[2], counts[2]], "\n".join(statements)


async def test_only_what_is_selected_is_read(ann: Client, sam: Client, cast: Cast, statements: list[str]) -> None:
    await orders_with_history(sam, ann, cast.acme_site, 1)
    statements.clear()
    await ann.data("{ orders { nodes { number } } }")
    (orders,) = [text for text in statements if "FROM orders" in text and OF_THE_TAIL not in text]
    assert orders.startswith("SELECT orders.number FROM")


async def test_statements_for_lists_of_people_do_not_grow_with_them(
    sam: Client, cast: Cast, statements: list[str]
) -> None:
    counts = []
    for number in range(2):
        contact = await new_contact(
            sam, f"Jo {number}", f"jo{number}@harbour.test", customerId=cast.acme, role="MEMBER"
        )
        await done(sam, "partySet", siteId=cast.quay_street, contactId=contact, role="VENDOR")
        statements.clear()
        await sam.data(OF_EVERYBODY)
        counts.append(of_reads(statements))
    assert counts[0] == counts[1], "\n".join(statements)
