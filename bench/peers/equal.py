"""Equal answers first, also of servers that write less of them out."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson

from bench.check import Different, first_difference, moved
from bench.load import ask
from bench.peers.asked import BARE, Page, change
from bench.peers.servers import POSTGRAPHILE
from bench.seed import Seeded
from bench.servers import Server
from models.orders.lifecycle import OrderPriority
from resolvers.core.ids import encode

COMPARED: Final = 20
"""How many pages of each kind are compared."""
_ENTRIES: Final = {"NOTE_ADDED": ("Note", "NOTE"), "WORK_RECORDED": ("WorkRecorded", "WORK")}


async def same_pages(page: Page, servers: dict[str, Server]) -> None:
    """Ask all servers for the same pages; raises Different."""
    for number in range(COMPARED):
        told = {name: await _data(servers[name], requests[number]) for name, requests in page.requests.items()}
        expected = _to_the_millisecond(told[BARE])
        for name, data in told.items():
            found = _to_the_millisecond(_written_out(data) if name == POSTGRAPHILE else data)
            if found != expected:
                raise Different(f"{page.name}, {name}: {first_difference(found, expected)}")


async def same_changes(seeded: Seeded, database_url: str, servers: dict[str, Server]) -> None:
    """Move one order there and back by each server: the answers and the rows written must be alike."""
    order = seeded.compared
    connection = await asyncpg.connect(database_url)
    try:
        done = {
            (name, status): await moved(connection, server, change(name, seeded, order, status), order)
            for name, server in servers.items()
            for status in ("AWAITING_PARTS", "IN_PROGRESS")
        }
    finally:
        await connection.close()
    expected = done[BARE, "IN_PROGRESS"]
    for (name, _), found in done.items():
        if found != expected:
            raise Different(f"status change, {name}: {first_difference(found, expected)}")


async def _data(server: Server, sent: bytes) -> Any:
    return orjson.loads(await ask(server.port, sent))["data"]


def _to_the_millisecond(data: Any) -> Any:
    """The same, with moments as JavaScript knows them."""
    if isinstance(data, dict):
        return {key: _to_the_millisecond(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_to_the_millisecond(value) for value in data]
    if isinstance(data, str) and len(data) > len("2025-01-01T00:00"):
        try:
            return int(datetime.fromisoformat(data).timestamp() * 1000)
        except ValueError:
            return data
    return data


def _written_out(data: dict[str, Any]) -> dict[str, Any]:
    """PostGraphile's answer in the words of the others: it gives ids, numbers and kinds as they are in the tables."""
    if "orders" in data:
        orders = data["orders"]
        return {"orders": {**orders, "nodes": [_order(order) for order in orders["nodes"]]}}
    return {"order": _order(data["order"])}


def _order(order: dict[str, Any]) -> dict[str, Any]:
    site = _with_id("Site", order["site"])
    address = {key: site.pop(key) for key in ("line1", "city", "country")}
    return {
        **_with_id("Order", order),
        "number": f"SR-{order['number']:06}",
        "priority": OrderPriority(order["priority"]).name,
        "asset": _with_id("Asset", order["asset"]),
        "site": {**site, "address": address},
        "timeline": {"nodes": [_entry(event) for event in order["timeline"]["nodes"]]},
    }


def _with_id(typename: str, row: dict[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in row.items() if key != "rowId"}
    return {"id": encode(typename, UUID(row["rowId"])), **rest}


def _entry(event: dict[str, Any]) -> dict[str, Any]:
    typename, kind = _ENTRIES.get(event["kind"], ("StatusChange", "STATUS_CHANGED"))
    data = event["data"]
    details = {
        "Note": {"body": event["body"]},
        "WorkRecorded": {"work": data.get("work"), "summary": data.get("summary")},
        "StatusChange": {
            "fromStatus": data.get("from_status"),
            "toStatus": data.get("to_status"),
            "comment": data.get("comment"),
        },
    }
    return {
        "__typename": typename,
        "id": encode("TimelineEntry", int(event["position"])),
        "kind": kind,
        "occurredAt": event["occurredAt"],
        "actor": {"name": event["actorName"]},
        **details[typename],
    }
