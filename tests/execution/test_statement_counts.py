"""The number of statements of a read depends on its query and never on the rows."""

from collections.abc import Mapping
from typing import Any

import aiosqlite
import asyncpg
import pytest

from adapters.database.client import execute
from adapters.database.reading import Statement
from tests.support.cast import Cast
from tests.support.databases import Kind
from tests.support.mutations import done, new_contact
from tests.support.orders import orders_with_history
from tests.support.queries import OF_THE_TAIL, ORDER_LIST, ORDER_PAGE, OVERVIEW
from tests.support.server import Client, Server

pytestmark = pytest.mark.without_worker

OF_EVERYBODY = """{ contacts { nodes { memberships { totalCount nodes { role customer { name } } }
  parties { totalCount nodes { role site { name } } } } }
  sites { nodes { parties { totalCount nodes { contact { displayName } } } } } }"""
CHANGE = """mutation($id: ID!, $status: OrderStatus!) { orderStatusChange(input: {id: $id, status: $status}) {
  order { id status version } userErrors { code } } }"""
OF_A_CHANGE = {
    "postgresql": ("BEGIN", "SELECT orders", "UPDATE orders", "SELECT 0 AS place", "WITH", "COMMIT", "SELECT orders"),
    "sqlite": (
        *("BEGIN", "SELECT orders", "UPDATE orders", "SELECT 0 AS place"),
        *("INSERT INTO notifications", "INSERT INTO deliveries", "UPDATE counters", "INSERT INTO events"),
        *("COMMIT", "SELECT orders"),
    ),
}
"""The statements of a change of status: one that locks the order if it is seen, its change, whom to tell, all that is
written with the positions of its events, and what is answered."""
SIGNED_IN = 2
"""The statements that tell who asks, the first time: their session, and what they belong to."""


def of_reads(statements: list[str]) -> int:
    """The number of statements that read for the request: tail and worker look for news by themselves, and who asks is
    trusted while one look in half a second finds none."""
    of_others = (
        "events.position > ",
        "log_end",
        OF_THE_TAIL,
        "deliveries",
        "digest_entries",
        "reminders",
        "auto_approves_at IS NOT NULL",
    )
    return sum(not any(mark in text for mark in of_others) for text in statements)


@pytest.mark.parametrize(
    ("query", "as_one", "each"),
    [(OVERVIEW, 1, 6), (ORDER_LIST, 2, 2), (ORDER_PAGE, 2, 7)],
    ids=["overview", "list", "page"],
)
async def test_the_number_of_statements_does_not_grow_with_the_rows(
    sam: Client,
    ann: Client,
    cast: Cast,
    statements: list[str],
    database_kind: Kind,
    query: str,
    as_one: int,
    each: int,
) -> None:
    # PostgreSQL is asked for short lists beside each other as one; SQLite, in the same process, for each.
    expected = as_one if database_kind == "postgresql" else each
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


@pytest.fixture
def driven(server: Server, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collects all statements that the drivers run, also those that begin and end a transaction."""
    seen: list[str] = []

    def watch(driver: type, name: str, told: str = "") -> None:
        original = getattr(driver, name)

        async def watched(self: Any, *args: Any, **named: Any) -> Any:
            # With values, the driver calls a method of its own, which is watched too.
            if name != "execute" or len(args) == 1:
                seen.append(told or args[0])
            return await original(self, *args, **named)

        monkeypatch.setattr(driver, name, watched)

    watch(asyncpg.Connection, "execute")
    watch(asyncpg.Connection, "_do_execute")
    for name in ("execute", "execute_fetchall", "executemany"):
        watch(aiosqlite.Connection, name)
    watch(aiosqlite.Connection, "commit", "COMMIT")

    def watched_bound(self: Statement, given: Mapping[str, Any], *, for_sqlite: bool) -> Any:
        text, values = bound(self, given, for_sqlite=for_sqlite)
        if for_sqlite:
            seen.append(text)  # for the connection that only reads
        return text, values

    bound = Statement.bound
    monkeypatch.setattr(Statement, "bound", watched_bound)
    return seen


async def test_a_change_takes_one_statement_for_each_step(
    sam: Client, ann: Client, cast: Cast, driven: list[str], database_kind: Kind
) -> None:
    order = await orders_with_history(sam, ann, cast.acme_site, 1)
    for status in ("AWAITING_PARTS", "IN_PROGRESS"):
        driven.clear()
        changed = await sam.data(CHANGE, {"id": order, "status": status})
        assert changed["orderStatusChange"]["userErrors"] == []
        of_others = ("events.position > ", "FROM log_end", OF_THE_TAIL)
        asked = [text.replace('"', "") for text in driven if not any(mark in text for mark in of_others)]
        expected = OF_A_CHANGE[database_kind]
        assert len(asked) == len(expected), "\n".join(asked)
        for text, beginning in zip(asked, expected, strict=True):
            assert text.startswith(beginning), "\n".join(asked)


async def test_a_change_whose_answer_fails_happens_once(sam: Client, ann: Client, cast: Cast) -> None:
    order = await orders_with_history(sam, ann, cast.acme_site, 1)
    history = "query($id: ID!) { order(by: {id: $id}) { version timeline { totalCount } } }"
    before = (await sam.data(history, {"id": order}))["order"]
    # The compiled read ends at a value that nobody knows, and so does the resolver.
    await execute("UPDATE sites SET kind = 'NONSENSE'")
    change = CHANGE.replace("id status version", "version site { kind }")
    answer = await sam.graphql(change, {"id": order, "status": "AWAITING_PARTS"})
    assert [error["path"] for error in answer["errors"]] == [["orderStatusChange", "order", "site", "kind"]]
    after = (await sam.data(history, {"id": order}))["order"]
    assert after["version"] == before["version"] + 1
    assert after["timeline"]["totalCount"] == before["timeline"]["totalCount"] + 1
