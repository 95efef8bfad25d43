"""The life of an order: who may move which kind from where to where, and what each step leaves in the timeline."""

from itertools import product
from typing import Any

import pytest

from adapters import clock
from models.orders.lifecycle import MOVES
from tests.support.cast import Cast
from tests.support.databases import ON_POSTGRESQL, ON_SQLITE
from tests.support.mutations import act, done, refused
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

KINDS = ("WALK_IN_REPAIR", "SERVICE_CALL")
LIFE = """
DRAFT -> SUBMITTED CANCELLED
SUBMITTED -> SCHEDULED IN_PROGRESS CANCELLED
SCHEDULED -> IN_PROGRESS CANCELLED
IN_PROGRESS -> AWAITING_PARTS READY_FOR_RETURN COMPLETED
AWAITING_PARTS -> IN_PROGRESS
READY_FOR_RETURN -> COMPLETED
COMPLETED -> IN_PROGRESS
CANCELLED ->
"""
"""The state machine as the business has it; READY_FOR_RETURN is for walk-in repairs alone."""
STAFF = {start: ends.split() for start, _, ends in (line.partition(" ->") for line in LIFE.split("\n") if line)}
BY_CUSTOMER = {("DRAFT", "SUBMITTED"), *((start, "CANCELLED") for start in ("DRAFT", "SUBMITTED", "SCHEDULED"))}
PATHS = {
    "DRAFT": [],
    "SUBMITTED": ["SUBMITTED"],
    "SCHEDULED": ["SUBMITTED", "SCHEDULED"],
    "IN_PROGRESS": ["SUBMITTED", "IN_PROGRESS"],
    "AWAITING_PARTS": ["SUBMITTED", "IN_PROGRESS", "AWAITING_PARTS"],
    "READY_FOR_RETURN": ["SUBMITTED", "IN_PROGRESS", "READY_FOR_RETURN"],
    "COMPLETED": ["SUBMITTED", "SCHEDULED", "IN_PROGRESS", "COMPLETED"],
    "CANCELLED": ["CANCELLED"],
}
RIBBON = ("DRAFT", "SUBMITTED", "SCHEDULED", "IN_PROGRESS", "AWAITING_PARTS", "READY_FOR_RETURN", "COMPLETED")
ORDER = "order { id version status nextStatuses completedAt statusRibbon { status state reachedAt } }"
STATE = "query($id: ID!) { order(by: {id: $id}) { version status nextStatuses } }"
ATTEMPTS = "mutation($id: ID!) {{ {} }}"
ATTEMPT = """{to}: orderStatusChange(input: {{id: $id, status: {to}, comment: "Because"}}) {{
  order {{ id }} userErrors {{ code message field }} }}"""


def legal(start: str, kind: str, who: str) -> list[str]:
    """The moves that staff, or a customer, may make with an order of this kind."""
    ends = [end for end in STAFF[start] if end != "READY_FOR_RETURN" or kind == "WALK_IN_REPAIR"]
    return [end for end in ends if who == "staff" or (start, end) in BY_CUSTOMER]


async def brought_to(sam: Client, ann: Client, kind: str, status: str) -> dict[str, Any]:
    """An order of Acme's in that status, which it reached step by step."""
    given = {"kind": kind, "problemSummary": "Oven is cold", "asDraft": True}
    order: dict[str, Any] = (await done(ann, "orderCreate", ORDER, **given))["order"]
    for step in PATHS[status]:
        order = (await done(sam, "orderStatusChange", ORDER, id=order["id"], status=step))["order"]
    assert order["status"] == status
    return order


def places() -> list[tuple[str, str]]:
    """Every kind in every status that it can be in."""
    return [pair for pair in product(KINDS, STAFF) if pair != ("SERVICE_CALL", "READY_FOR_RETURN")]


def test_the_table_of_the_code_is_that_of_the_business() -> None:
    for kind, start in places():
        moves = [move for move in MOVES if move.start == start and move.only in (None, kind)]
        assert [move.end.value for move in moves] == legal(start, kind, "staff")
        assert [move.end.value for move in moves if move.by_customer] == legal(start, kind, "customer")
    assert [move.start.value for move in MOVES if move.needs_comment] == ["COMPLETED"]


def illegal_move(start: str, end: str, allowed: list[str]) -> str:
    """The refusal of a move that the lifecycle does not know."""
    named = [each.replace("_", " ").capitalize() for each in (start, end, *allowed)]
    if not allowed:
        return f"From “{named[0]}” you cannot move an order on."
    *others, last = named[2:]
    told = f"{', '.join(others)} or {last}" if others else last
    return f"From “{named[0]}” you cannot move an order to “{named[1]}”, only to: {told}."


@ON_SQLITE
@pytest.mark.parametrize("kind", KINDS)
async def test_an_illegal_move_is_refused_and_the_legal_ones_named(sam: Client, ann: Client, kind: str) -> None:
    for start in (start for each, start in places() if each == kind):
        order = await brought_to(sam, ann, kind, start)
        assert order["nextStatuses"] == legal(start, kind, "staff")
        unchanged = {"version": order["version"], "status": start, "nextStatuses": legal(start, kind, "customer")}
        assert (await ann.data(STATE, {"id": order["id"]}))["order"] == unchanged

        illegal = [end for end in STAFF if end not in legal(start, kind, "staff")]
        query = ATTEMPTS.format(" ".join(ATTEMPT.format(to=end) for end in illegal))
        for end, payload in (await sam.data(query, {"id": order["id"]})).items():
            message = illegal_move(start, end, legal(start, kind, "staff"))
            assert payload["userErrors"] == [{"code": "WRONG_STATE", "message": message, "field": ["status"]}]

        # Customers have a mutation for each of their two moves, and staff may use these too.
        for name, end, more in (("orderSubmit", "SUBMITTED", {}), ("orderCancel", "CANCELLED", {"reason": "Because"})):
            for by, who in ((ann, "customer"), (sam, "staff")):
                if end not in legal(start, kind, who):
                    message = illegal_move(start, end, legal(start, kind, who))
                    refusal = [{"code": "WRONG_STATE", "message": message, "field": ["id"]}]
                    assert (await act(by, name, id=order["id"], **more))["userErrors"] == refusal
        assert await refused(ann, "orderStatusChange", id=order["id"], status="IN_PROGRESS") == "FORBIDDEN"
        assert (await ann.data(STATE, {"id": order["id"]}))["order"] == unchanged


@ON_POSTGRESQL
@pytest.mark.parametrize("kind", KINDS)
async def test_a_legal_move_is_made_and_notified(sam: Client, ann: Client, kind: str) -> None:
    for start in (start for each, start in places() if each == kind):
        for who, by in (("staff", sam), ("customer", ann)):
            for end in legal(start, kind, who):
                order = await brought_to(sam, ann, kind, start)
                if who == "staff":
                    given: tuple[str, dict[str, str]] = ("orderStatusChange", {"status": end, "comment": "Because"})
                elif end == "SUBMITTED":
                    given = ("orderSubmit", {})
                else:
                    given = ("orderCancel", {"reason": "Because"})
                moved = (await done(by, given[0], ORDER, id=order["id"], version=order["version"], **given[1]))["order"]
                assert (moved["status"], moved["version"]) == (end, order["version"] + 1)
                assert (moved["completedAt"] is not None) == (end == "COMPLETED")
                expect_ribbon(moved["statusRibbon"], kind, end, {"DRAFT", *PATHS[start], end})
                entry = (await timeline(ann, order["id"]))[-1]
                said = None if given[0] == "orderSubmit" else "Because"
                assert (entry["fromStatus"], entry["toStatus"], entry["comment"]) == (start, end, said)
                assert entry["actor"]["name"] == ("Sam Sutton" if who == "staff" else "Ann")


def expect_ribbon(ribbon: list[dict[str, Any]], kind: str, status: str, reached: set[str]) -> None:
    """The ribbon shows this kind's steps: where it is, what it passed, what it left out and what is to come."""
    steps = [step for step in RIBBON if step != "READY_FOR_RETURN" or kind == "WALK_IN_REPAIR"]
    steps += ["CANCELLED"] if status == "CANCELLED" else []
    assert [step["status"] for step in ribbon] == steps
    place = steps.index(status)
    for each, step in enumerate(ribbon):
        passed = "DONE" if step["status"] in reached else "SKIPPED"
        assert step["state"] == ("CURRENT" if each == place else "UPCOMING" if each > place else passed)
        assert (step["reachedAt"] is not None) == (step["state"] in ("DONE", "CURRENT"))


async def timeline(by: Client, order: str) -> list[dict[str, Any]]:
    """The timeline, oldest first."""
    found = await by.data(
        """query($id: ID!) { order(by: {id: $id}) { timeline(first: 100) { nodes { __typename kind occurredAt
        actor { name } ... on StatusChange { fromStatus toStatus comment } ... on WorkRecorded { work summary }
        ... on VisitScheduled { scheduledFor } ... on TechniciansAssigned { technicians { name } } } } } }""",
        {"id": order},
    )
    nodes: list[dict[str, Any]] = found["order"]["timeline"]["nodes"]
    return nodes[::-1]


async def test_an_order_is_opened_again_with_a_reason_alone(sam: Client, ann: Client) -> None:
    order = (await brought_to(sam, ann, "SERVICE_CALL", "COMPLETED"))["id"]
    again = {"id": order, "status": "IN_PROGRESS"}
    for given in ({}, {"comment": " "}):
        answer = await act(sam, "orderStatusChange", **again, **given)
        assert [(error["code"], error["field"]) for error in answer["userErrors"]] == [("REQUIRED", ["comment"])]
    assert await refused(sam, "orderCancel", id=order, reason="Too late") == "WRONG_STATE"
    moved = await done(sam, "orderStatusChange", ORDER, **again, comment="It is cold again")
    assert (moved["order"]["status"], moved["order"]["completedAt"]) == ("IN_PROGRESS", None)
    entry = (await timeline(ann, order))[-1]
    assert (entry["fromStatus"], entry["toStatus"], entry["comment"]) == (
        "COMPLETED",
        "IN_PROGRESS",
        "It is cold again",
    )


async def test_every_change_of_an_order_is_an_entry_and_an_event(
    sam: Client, rita: Client, ann: Client, cast: Cast
) -> None:
    start = (await ann.data("{ eventCursor }"))["eventCursor"]
    given = {"kind": "SERVICE_CALL", "siteId": cast.acme_site, "problemSummary": "Oven is cold"}
    order = (await done(ann, "orderCreate", ORDER, **given))["order"]["id"]
    visit = "2031-03-04T09:00:00+01:00"
    with_both = {"technicianIds": [sam.id, rita.id], "comment": "In the morning"}
    planned = await done(
        sam,
        "orderSchedule",
        "order { status scheduledFor technicians { name } }",
        id=order,
        scheduledFor=visit,
        **with_both,
    )
    assert planned["order"]["status"] == "SCHEDULED" and planned["order"]["scheduledFor"] == "2031-03-04T08:00:00Z"
    assert {each["name"] for each in planned["order"]["technicians"]} == {"Sam Sutton", "Rita Rowe"}
    left = await done(sam, "orderAssign", "order { technicians { name } }", id=order, technicianIds=[rita.id])
    assert left["order"]["technicians"] == [{"name": "Rita Rowe"}]
    await done(rita, "orderStatusChange", id=order, status="IN_PROGRESS")
    yesterday = clock.now().isoformat()
    for work in ("SITE_VISIT", "PARTS_ORDERED", "PARTS_RECEIVED"):
        await done(
            rita, "workRecord", "entry { id }", orderId=order, work=work, summary=f"The {work}", occurredAt=yesterday
        )
    future = await act(
        rita, "workRecord", orderId=order, work="SITE_VISIT", summary="Soon", occurredAt="2100-01-01T00:00:00Z"
    )
    assert future["userErrors"][0]["field"] == ["occurredAt"]
    await done(rita, "orderStatusChange", id=order, status="COMPLETED")

    entries = await timeline(ann, order)
    told = [entry.get("toStatus") or entry.get("work") or entry["kind"] for entry in entries]
    assert told == [
        "SUBMITTED",
        "SCHEDULED",
        "ASSIGNED",
        "SCHEDULED",
        "ASSIGNED",
        "IN_PROGRESS",
        "SITE_VISIT",
        "PARTS_ORDERED",
        "PARTS_RECEIVED",
        "COMPLETED",
    ]
    assert entries[1]["comment"] == "In the morning" and entries[3]["scheduledFor"] == "2031-03-04T08:00:00Z"
    assigned = [[each["name"] for each in entries[place]["technicians"]] for place in (2, 4)]
    assert assigned == [["Sam Sutton", "Rita Rowe"], ["Rita Rowe"]]
    assert [entry["actor"]["name"] for entry in entries] == ["Ann", *["Sam Sutton"] * 4, *["Rita Rowe"] * 5]
    assert [entry["summary"] for entry in entries[6:9]] == ["The SITE_VISIT", "The PARTS_ORDERED", "The PARTS_RECEIVED"]

    page = await ann.data("query($c: EventCursor!) { events(after: $c, first: 100) { nodes { kind } } }", {"c": start})
    kinds = [event["kind"] for event in page["events"]["nodes"] if event["kind"] != "NOTIFICATION_CREATED"]
    assert kinds == [
        "ORDER_CREATED",
        "ORDER_STATUS_CHANGED",
        "ORDER_ASSIGNED",
        "ORDER_SCHEDULED",
        "ORDER_ASSIGNED",
        "ORDER_STATUS_CHANGED",
        *["WORK_RECORDED"] * 3,
        "ORDER_STATUS_CHANGED",
    ]


@ON_SQLITE
async def test_only_open_orders_are_scheduled_and_only_by_staff(sam: Client, ann: Client) -> None:
    order = ""
    for kind, start in places():
        order = (await brought_to(sam, ann, kind, start))["id"]
        answer = await act(sam, "orderSchedule", "order { status }", id=order, scheduledFor="2031-03-04T09:00:00Z")
        if start in ("DRAFT", "COMPLETED", "CANCELLED"):
            assert answer["userErrors"][0]["code"] == "WRONG_STATE"
        else:
            assert answer["order"]["status"] == ("SCHEDULED" if start == "SUBMITTED" else start)
    for name, given in (
        ("orderSchedule", {"id": order, "scheduledFor": "2031-03-04T09:00:00Z"}),
        ("orderAssign", {"id": order, "technicianIds": []}),
        ("workRecord", {"orderId": order, "work": "SITE_VISIT", "summary": "I was there"}),
    ):
        assert await refused(ann, name, **given) == "FORBIDDEN"
