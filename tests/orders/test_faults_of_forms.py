"""All faults of a form are told at once, wrong ids among them, each with its path."""

from typing import Any

import pytest

from tests.support.cast import Cast
from tests.support.files import announce, pdf, uploaded
from tests.support.mutations import act, done
from tests.support.orders import new_order
from tests.support.server import Client

NONE = "nothing has this id"
FAR = "2090-01-01T00:00:00Z"
LONG = "x" * 3000
FORMS: dict[str, tuple[dict[str, Any], list[tuple[str, list[str]]]]] = {
    "orderUpdate": (
        {"siteId": NONE, "assetId": NONE, "problemSummary": " ", "problemDetail": "x" * 20_001},
        [
            ("NOT_FOUND", ["siteId"]),
            ("NOT_FOUND", ["assetId"]),
            ("REQUIRED", ["problemSummary"]),
            ("TOO_LONG", ["problemDetail"]),
        ],
    ),
    "orderSchedule": (
        {"technicianIds": ["$rita", NONE], "scheduledFor": FAR, "comment": LONG},
        [("NOT_FOUND", ["technicianIds", "1"]), ("INVALID", ["scheduledFor"]), ("TOO_LONG", ["comment"])],
    ),
    "workRecord": (
        {"work": "SITE_VISIT", "summary": " ", "occurredAt": FAR},
        [("INVALID", ["occurredAt"]), ("REQUIRED", ["summary"])],
    ),
    "noteAdd": (
        {"body": " ", "uploadIds": ["$whole", NONE, "$open"]},
        [("NOT_FOUND", ["uploadIds", "1"]), ("WRONG_STATE", ["uploadIds", "2"]), ("REQUIRED", ["body"])],
    ),
    "recommendationCreate": (
        {"title": " ", "detail": "x" * 20_001, "estimate": {"amount": "-1", "currency": "EUR"}, "uploadIds": ["$open"]},
        [
            ("INVALID", ["estimate", "amount"]),
            ("WRONG_STATE", ["uploadIds", "0"]),
            ("REQUIRED", ["title"]),
            ("TOO_LONG", ["detail"]),
        ],
    ),
    "recommendationReply": (
        {"comment": " ", "estimate": {"amount": "1.005", "currency": "EUR"}, "uploadIds": [NONE, NONE]},
        [
            ("INVALID", ["estimate", "amount"]),
            ("NOT_FOUND", ["uploadIds", "0"]),
            ("NOT_FOUND", ["uploadIds", "1"]),
            ("REQUIRED", ["comment"]),
        ],
    ),
}
"""The input of each form and its faults; what begins with a dollar stands for an id."""


@pytest.mark.parametrize("mutation", FORMS)
async def test_all_faults_of_a_form_are_told_at_once(sam: Client, ann: Client, cast: Cast, mutation: str) -> None:
    order = await new_order(ann)
    made = await done(sam, "recommendationCreate", "recommendation { id }", orderId=order, title="New element")
    known = {
        "$rita": cast.rita.id,
        "$whole": (await uploaded(sam, pdf(100)))["id"],
        "$open": (await announce(sam, 100))["id"],
    }
    given, expected = FORMS[mutation]
    given = {
        name: [known.get(each, each) for each in value] if isinstance(value, list) else value
        for name, value in given.items()
    }
    field = "orderId" if mutation in ("workRecord", "noteAdd", "recommendationCreate") else "id"
    row = made["recommendation"]["id"] if mutation == "recommendationReply" else order
    answer = await act(sam, mutation, **given, **{field: row})
    assert [(each["code"], each["field"]) for each in answer["userErrors"]] == expected
    # With a wrong id of the row itself, that is told too.
    answer = await act(sam, mutation, **given, **{field: NONE})
    assert ("NOT_FOUND", [field]) in [(each["code"], each["field"]) for each in answer["userErrors"]]
    assert len(answer["userErrors"]) == len(expected) + 1


async def test_all_faults_of_a_new_order_are_told_at_once(sam: Client) -> None:
    given = {"kind": "SERVICE_CALL", "customerId": NONE, "siteId": NONE, "assetId": NONE, "uploadIds": [NONE]}
    answer = await act(sam, "orderCreate", **given, problemSummary=" ")
    assert [(each["code"], each["field"]) for each in answer["userErrors"]] == [
        ("NOT_FOUND", ["customerId"]),
        ("NOT_FOUND", ["siteId"]),
        ("NOT_FOUND", ["assetId"]),
        ("NOT_FOUND", ["uploadIds", "0"]),
        ("REQUIRED", ["problemSummary"]),
    ]
