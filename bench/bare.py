"""The yardstick: a bare Starlette application that gives the same JSON from rows of SQL written by hand.

It knows nobody: no sessions, no policy, no GraphQL. What it costs is what the database, the driver, JSON and HTTP cost.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bench import statements
from bench.change import change_status
from models.core.money import decimal
from models.orders.lifecycle import OrderPriority
from resolvers.core.ids import encode

Row = Any


def create_bare(database_url: str, pool_size: int) -> Starlette:
    """The application, with a pool of its own."""
    return Starlette(
        routes=[
            Route("/overview/{contact:uuid}/{customer:uuid}", overview),
            Route("/orders/{customer:uuid}", orders),
            Route("/order/{order:uuid}", order),
            Route("/few/{words:str}", search(statements.FEW_FOUND)),
            Route("/many/{words:str}", search(statements.MANY_FOUND)),
            Route("/order/{order:uuid}/{status:str}/{staff:uuid}", move, methods=["POST"]),
            WebSocketRoute("/moves", follow),
        ],
        lifespan=_lifespan(database_url, pool_size),
    )


def _lifespan(database_url: str, pool_size: int) -> Any:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async def keep_as_it_is(_connection: object) -> None:
            """The same saving as Latchkey's pool: nothing changes a connection's state."""

        async with asyncpg.create_pool(
            database_url, min_size=1, max_size=pool_size, reset=keep_as_it_is
        ) as app.state.pool:
            app.state.followers = set()
            yield

    return lifespan


async def overview(request: Request) -> Response:
    """The landing page of a contact who belongs to one customer."""
    contact, customer = request.path_params["contact"], request.path_params["customer"]
    async with request.app.state.pool.acquire() as connection:
        person = await connection.fetchrow(statements.CONTACT, contact)
        recent = await connection.fetch(statements.RECENT_ORDERS, customer)
        outstanding = await connection.fetch(statements.OUTSTANDING_INVOICES, customer)
        awaiting = await connection.fetch(statements.AWAITING_APPROVAL, customer, contact)
        recommendations = await connection.fetch(statements.PENDING_RECOMMENDATIONS, customer)
        notifications = await connection.fetch(statements.LATEST_NOTIFICATIONS, contact)
        unread = await connection.fetchval(statements.UNREAD_NOTIFICATIONS, contact)
    return _json(
        {
            "viewer": {
                "kind": "CONTACT",
                "contact": {
                    "id": encode("Contact", person["id"]),
                    "displayName": person["display_name"],
                    "timeZone": person["time_zone"],
                },
                "overview": {
                    "recentOrders": [
                        {
                            "id": encode("Order", row["id"]),
                            "number": f"SR-{row['number']:06}",
                            "status": row["status"],
                            "priority": OrderPriority(row["priority"]).name,
                            "problemSummary": row["problem_summary"],
                            "updatedAt": row["updated_at"],
                        }
                        for row in recent
                    ],
                    "outstandingInvoices": [
                        {**_invoice(row), "dueOn": row["due_on"], "balance": _money(row["balance"], row["currency"])}
                        for row in outstanding
                    ],
                    "awaitingMyApproval": [
                        {**_invoice(row), "total": _money(row["total_minor"], row["currency"])} for row in awaiting
                    ],
                    "pendingRecommendations": [
                        {
                            "id": encode("Recommendation", row["id"]),
                            "title": row["title"],
                            "estimate": _money(row["estimate_minor"], row["currency"]),
                            "order": {"number": f"SR-{row['number']:06}"},
                        }
                        for row in recommendations
                    ],
                    "latestNotifications": [
                        {
                            "id": encode("Notification", row["id"]),
                            "kind": row["kind"],
                            "title": row["title"],
                            "createdAt": row["created_at"],
                            "readAt": row["read_at"],
                        }
                        for row in notifications
                    ],
                    "unreadNotificationCount": unread,
                },
            }
        }
    )


async def orders(request: Request) -> Response:
    """The first page of a customer's orders, newest first, each with the latest entries of its timeline."""
    async with request.app.state.pool.acquire() as connection:
        rows = await connection.fetch(statements.ORDERS, request.path_params["customer"], 51)
        page = rows[:50]
        entries: dict[UUID, list[Row]] = {row["id"]: [] for row in page}
        for entry in await connection.fetch(statements.LATEST_ENTRIES, list(entries), 5):
            entries[entry["order_id"]].append(entry)
    nodes = [{**_order(row), "timeline": _timeline(entries[row["id"]])} for row in page]
    return _json({"orders": {"nodes": nodes, "pageInfo": {"hasNextPage": len(rows) > 50}}})


def search(statement: str) -> Any:
    """The page of the first fifty orders that have words which begin like those in the address, by this statement."""

    async def search(request: Request) -> Response:
        words = " & ".join(f"'{word}':*" for word in request.path_params["words"].split("-"))
        async with request.app.state.pool.acquire() as connection:
            rows = await connection.fetch(statement, words)
        nodes = [
            {
                "id": encode("Order", row["id"]),
                "number": f"SR-{row['number']:06}",
                "status": row["status"],
                "problemSummary": row["problem_summary"],
                "updatedAt": row["updated_at"],
            }
            for row in rows[:50]
        ]
        return _json({"orders": {"nodes": nodes, "pageInfo": {"hasNextPage": len(rows) > 50}}})

    return search


async def order(request: Request) -> Response:
    """One order with a hundred entries of its timeline, newest first."""
    async with request.app.state.pool.acquire() as connection:
        row = await connection.fetchrow(statements.ORDER, request.path_params["order"])
        entries = await connection.fetch(statements.ENTRIES, row["id"])
    customer = {"name": row["customer_name"]}
    return _json({"order": {**_order(row), "customer": customer, "timeline": _timeline(entries)}})


async def move(request: Request) -> Response:
    """Change an order's status, with all that is written when that happens, and tell those who follow."""
    order_id, status, staff_id = (request.path_params[name] for name in ("order", "status", "staff"))
    version, number, cursor = await change_status(request.app.state.pool, order_id, status, staff_id)
    followers: set[WebSocket] = request.app.state.followers
    if followers:
        event = {"cursor": cursor, "toStatus": status, "order": {"number": f"SR-{number:06}"}}
        payload = {"id": "1", "type": "next", "payload": {"data": {"orderEvents": event}}}
        text = orjson.dumps(payload).decode()
        for follower in followers:
            await follower.send_text(text)
    changed = {"id": encode("Order", order_id), "status": status, "version": version}
    return _json({"orderStatusChange": {"order": changed, "userErrors": []}})


async def follow(websocket: WebSocket) -> None:
    """Hear of every change from now on."""
    followers: set[WebSocket] = websocket.app.state.followers
    await websocket.accept()
    followers.add(websocket)
    await websocket.send_text('{"type":"ready"}')
    try:
        while True:
            await websocket.receive_text()
    except WebSocketDisconnect:
        followers.discard(websocket)


def _invoice(row: Row) -> dict[str, Any]:
    return {"id": encode("Invoice", row["id"]), "number": f"INV-{row['number']:06}"}


def _money(minor: int, currency: str) -> dict[str, str]:
    return {"amount": str(decimal(minor, currency)), "currency": currency}


def _order(row: Row) -> dict[str, Any]:
    return {
        "id": encode("Order", row["id"]),
        "version": row["version"],
        "number": f"SR-{row['number']:06}",
        "kind": row["kind"],
        "priority": OrderPriority(row["priority"]).name,
        "status": row["status"],
        "problemSummary": row["problem_summary"],
        "problemDetail": row["problem_detail"],
        "scheduledFor": row["scheduled_for"],
        "createdAt": row["created_at"],
        "updatedAt": row["updated_at"],
        "completedAt": row["completed_at"],
        "asset": {
            "id": encode("Asset", row["asset_id"]),
            "name": row["asset_name"],
            "serialNumber": row["serial_number"],
        },
        "site": {
            "id": encode("Site", row["site_id"]),
            "name": row["site_name"],
            "address": {"line1": row["line1"], "city": row["city"], "country": row["country"]},
        },
    }


def _timeline(entries: Sequence[Row]) -> dict[str, Any]:
    return {"nodes": [_entry(row) for row in entries]}


def _entry(row: Row) -> dict[str, Any]:
    kind = row["kind"]
    name = "Note" if kind == "NOTE_ADDED" else "WorkRecorded" if kind == "WORK_RECORDED" else "StatusChange"
    entry = {
        "__typename": name,
        "id": encode("TimelineEntry", row["position"]),
        "kind": {"Note": "NOTE", "WorkRecorded": "WORK"}.get(name, "STATUS_CHANGED"),
        "occurredAt": row["occurred_at"],
        "actor": {"name": row["actor_name"]},
    }
    if name == "Note":
        entry["body"] = row["body"]
    elif name == "WorkRecorded":
        entry |= {"work": row["work"], "summary": row["summary"]}
    else:
        entry |= {"fromStatus": row["from_status"], "toStatus": row["to_status"], "comment": row["comment"]}
    return entry


def _json(data: dict[str, Any]) -> Response:
    return Response(orjson.dumps({"data": data}, option=orjson.OPT_UTC_Z), media_type="application/json")
