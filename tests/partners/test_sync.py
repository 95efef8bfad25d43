"""The program of docs/partners.md keeps an exact copy of the orders, whatever changes meanwhile, and however late."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from models.orders.orders import Order
from resolvers.core.ids import decode
from tests.support.mutations import done
from tests.support.partners.keys import OF_CUSTOMERS, Program, new_key
from tests.support.programs.frontend_page import programs_of
from tests.support.repository import ROOT
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

Copy = dict[str, dict[str, Any]]
PROGRAM = programs_of((ROOT / "docs" / "partners.md").read_text())["sync.py"]


async def synced(copy: Copy, after_a_page: Callable[[], Awaitable[None]]) -> None:
    """Let the program bring a copy up to date; something happens after each page that it reads."""
    program: dict[str, Any] = {}
    exec(PROGRAM, program)
    ask, loop = program["ask"], asyncio.get_running_loop()

    def ask_and_wait(variables: dict[str, Any]) -> Any:
        page = ask(variables)
        asyncio.run_coroutine_threadsafe(after_a_page(), loop).result()  # type: ignore[arg-type]
        return page

    program["ask"] = ask_and_wait
    await asyncio.to_thread(program["sync"], copy)


async def whole(key: Program) -> Copy:
    """All orders as they are."""
    fields = "id number status updatedAt externalReference"
    found: Copy = {}
    for last in ("first: 100", "last: 100"):
        nodes = (await key.data(f"{{ orders({last}) {{ nodes {{ {fields} }} }} }}"))["orders"]["nodes"]
        found |= {node["id"]: node for node in nodes}
    return found


async def test_a_copy_misses_no_change_however_late(ann: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    key = await new_key(ann, *OF_CUSTOMERS)
    monkeypatch.setenv("LATCHKEY_URL", key.server.url)
    monkeypatch.setenv("LATCHKEY_KEY", key.token)
    described = {"kind": "SERVICE_CALL", "problemSummary": "Cold"}
    items = [{"externalReference": f"K-{n:03}", **described} for n in range(120)]
    made = (await done(key, "ordersUpsert", "results { order { id } }", items=items))["results"]
    ids = [each["order"]["id"] for each in made]
    copy: Copy = {}
    begun = list[str]()

    async def cancel_some() -> None:
        begun.append("page")
        for order in (ids[len(begun)], ids[-len(begun)]):
            await done(key, "orderCancel", id=order, reason="Meanwhile")

    await synced(copy, cancel_some)
    assert len(begun) == 2, "it reads page by page"

    async def nothing() -> None:
        pass

    # Written under an earlier time than others that were read, as by a transaction that ended after theirs.
    await done(key, "orderUpdate", id=ids[50], externalReference="late")
    newest = datetime.fromisoformat(max(order["updatedAt"] for order in copy.values()))
    await Order.filter(id=decode(ids[50], "Order")).update(updated_at=newest - timedelta(seconds=20))
    await synced(copy, nothing)
    assert copy == await whole(key)
    assert len(copy) == 120
    assert copy[ids[50]]["externalReference"] == "late"
