"""Many at once: each thing happens once, and nothing is lost."""

import asyncio
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from adapters.mail.catcher import MailCatcher
from tests.support.cast import PASSWORD
from tests.support.databases import ON_SQLITE
from tests.support.mutations import act, done, invited, refused
from tests.support.orders import move, new_order
from tests.support.server import Client, Server

OVEN = {"kind": "SERVICE_CALL", "problemSummary": "Oven is cold"}


async def test_a_link_accepted_by_fifty_at_once_has_one_winner(
    server: Server, sam: Client, catcher: MailCatcher
) -> None:
    _, contact, token = await invited(sam, catcher, "jo@harbour.test")
    given = {"token": token, "password": "copper kettle 1729"}
    payloads = await asyncio.gather(*(act(server, "invitationAccept", "token", **given) for _ in range(50)))
    codes = Counter(error["code"] for payload in payloads for error in payload["userErrors"])
    assert codes == {"LINK_USED": 49}
    assert sum(payload["token"] is not None for payload in payloads) == 1
    history = await sam.data(
        "query($id: ID!) { contact(id: $id) { portalAccess { status history(first: 100) { nodes { kind } } } } }",
        {"id": contact},
    )
    kinds = [entry["kind"] for entry in history["contact"]["portalAccess"]["history"]["nodes"]]
    assert kinds.count("ACTIVATED") == 1 and history["contact"]["portalAccess"]["status"] == "ACTIVE"


async def test_a_hundred_status_changes_at_once_lose_none_and_double_none(sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    await move(sam, order, "IN_PROGRESS")
    wanted = ["AWAITING_PARTS", "IN_PROGRESS"] * 50
    payloads = await asyncio.gather(*(act(sam, "orderStatusChange", id=order, status=status) for status in wanted))
    moved = [payload for payload in payloads if not payload["userErrors"]]
    refused = [payload["userErrors"][0]["code"] for payload in payloads if payload["userErrors"]]
    assert set(refused) <= {"WRONG_STATE"}
    order_now, changes = await history_of(sam, order)
    assert len(changes) == len(moved) + 2
    assert order_now["version"] == len(moved) + 2
    for before, after in pairwise(changes):
        assert after["fromStatus"] == before["toStatus"], "a change was made from a status that the order was not in"
    assert order_now["status"] == changes[-1]["toStatus"]


async def history_of(sam: Client, order: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """An order as it is now, and every change of its status, oldest first."""
    changes: list[dict[str, Any]] = []
    read: dict[str, Any] = {}
    page: dict[str, Any] = {"endCursor": None, "hasNextPage": True}
    while page["hasNextPage"]:
        read = await sam.data(
            """query($id: ID!, $after: String) { order(by: {id: $id}) { version status
            timeline(kinds: [STATUS_CHANGED], first: 100, after: $after) {
            nodes { ... on StatusChange { fromStatus toStatus } } pageInfo { hasNextPage endCursor } } } }""",
            {"id": order, "after": page["endCursor"]},
        )
        page = read["order"]["timeline"]["pageInfo"]
        changes += read["order"]["timeline"]["nodes"]
    return read["order"], changes[::-1]


async def test_one_idempotency_key_at_the_same_instant_makes_one_order(ann: Client) -> None:
    one = OVEN | {"idempotencyKey": "one"}
    made = await asyncio.gather(*(done(ann, "orderCreate", "order { number }", **one) for _ in range(20)))
    assert {each["order"]["number"] for each in made} == {"SR-000001"}
    [error] = (await act(ann, "orderCreate", **one | {"problemSummary": "Something else"}))["userErrors"]
    assert (error["code"], error["field"]) == ("IDEMPOTENCY_KEY_REUSED", ["idempotencyKey"])


async def test_orders_made_at_once_are_numbered_without_gaps(ann: Client, sam: Client) -> None:
    unworded = OVEN | {"problemSummary": " "}
    payloads = await asyncio.gather(
        *(act(ann, "orderCreate", "order { number }", **(OVEN if number % 3 else unworded)) for number in range(60))
    )
    orders = [payload["order"] for payload in payloads if payload["order"]]
    assert sorted(order["number"] for order in orders) == [f"SR-{number:06}" for number in range(1, 41)]


async def test_two_answers_to_a_recommendation_have_one_winner(sam: Client, ann: Client, ben: Client) -> None:
    given = {"orderId": await new_order(ann), "title": "New element"}
    posted = await done(sam, "recommendationCreate", "recommendation { id }", **given)
    recommendation = posted["recommendation"]["id"]
    payloads = await asyncio.gather(
        *(
            act(by, "recommendationRespond", id=recommendation, answer=answer)
            for by, answer in [(ann, "APPROVE"), (ben, "DECLINE")] * 10
        )
    )
    codes = Counter(error["code"] for payload in payloads for error in payload["userErrors"])
    assert codes == {"WRONG_STATE": 19}


async def test_a_password_is_checked_ten_times_at_most_however_it_is_sent(server: Server) -> None:
    attempts = "\n".join(
        f'a{number}: sessionCreate(input: {{username: "ann", password: "wrong {number}"}}) {{ userErrors {{ code }} }}'
        for number in range(15)
    )
    answers = await asyncio.gather(*(server.graphql(f"mutation {{ {attempts} }}") for _ in range(3)))
    codes = Counter(each["userErrors"][0]["code"] for answer in answers for each in answer["data"].values())
    assert codes == {"BAD_CREDENTIALS": 10, "TOO_MANY_ATTEMPTS": 35}
    assert await refused(server, "sessionCreate", username="ANN@people.test", password=PASSWORD) == "BAD_CREDENTIALS"


@ON_SQLITE
@pytest.mark.settings(redis_url="redis://127.0.0.1:9/0")
async def test_passwords_are_limited_while_redis_is_away(server: Server, ann: Client) -> None:
    codes = [await refused(server, "sessionCreate", username="ann", password=f"wrong {number}") for number in range(11)]
    assert codes == [*["BAD_CREDENTIALS"] * 10, "TOO_MANY_ATTEMPTS"]
    assert (await done(ann, "orderCreate", "order { number }", **OVEN))["order"]["number"] == "SR-000001"
