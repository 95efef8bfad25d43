"""Refused mutations tell the facts that a program needs, and the row as it is now."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from adapters import clock
from tests.support.cast import PASSWORD as CAST_PASSWORD
from tests.support.cast import Cast
from tests.support.mutations import PASSWORD, done
from tests.support.orders import new_order
from tests.support.server import Client, Server

ERRORS = """userErrors { __typename code message field
  ... on StaleVersionError { currentVersion }
  ... on WrongStateError { allowed retryAt }
  ... on TooManyAttemptsError { retryAt }
  ... on TooLargeError { maximum } }"""


async def errors(by: Client | Server, name: str, payload: str = "", /, **given: Any) -> dict[str, Any]:
    """The payload of a mutation, with all facts of its errors."""
    kind = f"{name[0].upper()}{name[1:]}Input"
    answer = await by.graphql(f"mutation($i: {kind}!) {{ {name}(input: $i) {{ {payload} {ERRORS} }} }}", {"i": given})
    assert "errors" not in answer, answer
    found: dict[str, Any] = answer["data"][name]
    return found


async def test_a_stale_version_comes_with_the_row_as_it_is_now(sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    await done(sam, "orderStatusChange", id=order, status="IN_PROGRESS")
    payload = await errors(sam, "orderUpdate", "order { id status version }", id=order, version=1, problemSummary="B")
    (error,) = payload["userErrors"]
    assert (error["__typename"], error["field"]) == ("StaleVersionError", ["version"])
    assert payload["order"] == {"id": order, "status": "IN_PROGRESS", "version": error["currentVersion"]}


async def test_a_row_that_may_not_be_seen_is_in_no_payload(sam: Client, ann: Client, zoe: Client) -> None:
    order = await new_order(ann)
    await done(sam, "orderStatusChange", id=order, status="IN_PROGRESS")
    payload = await errors(zoe, "orderUpdate", "order { id }", id=order, version=1, problemSummary="Mine")
    assert (payload["order"], payload["userErrors"][0]["code"]) == (None, "NOT_FOUND")


async def test_a_wrong_move_comes_with_the_legal_ones(sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    legal = await sam.data("query($id: ID!) { order(by: {id: $id}) { nextStatuses } }", {"id": order})
    (error,) = (await errors(sam, "orderStatusChange", id=order, status="SUBMITTED"))["userErrors"]
    assert (error["__typename"], error["code"]) == ("WrongStateError", "WRONG_STATE")
    assert sorted(error["allowed"]) == sorted(legal["order"]["nextStatuses"]) != []


async def test_a_state_that_is_no_status_of_an_order_allows_nothing(sam: Client, ann: Client, cast: Cast) -> None:
    (error,) = (await errors(sam, "contactRestore", id=cast.ann.id))["userErrors"]
    assert (error["__typename"], error["allowed"]) == ("WrongStateError", [])


@pytest.mark.settings(email_change_delay_hours=24)
async def test_a_state_that_time_alone_ends_comes_with_its_end(sam: Client, ann: Client) -> None:
    await done(sam, "contactUpdate", id=ann.id, email="ann@new.test")
    (error,) = (await errors(sam, "passwordResetStart", contactId=ann.id))["userErrors"]
    assert (error["__typename"], error["code"]) == ("WrongStateError", "WRONG_STATE")
    assert timedelta(hours=23) < datetime.fromisoformat(error["retryAt"]) - clock.now() <= timedelta(hours=24)
    (error,) = (await errors(sam, "contactRestore", id=ann.id))["userErrors"]
    assert error["retryAt"] is None


@pytest.mark.settings(sign_in_attempts=2)
async def test_too_many_attempts_come_with_the_time_of_the_next(server: Server, ann: Client) -> None:
    for _ in range(2):
        (error,) = (await errors(server, "sessionCreate", username="ann", password=PASSWORD))["userErrors"]
        assert (error["__typename"], error["code"]) == ("PlainError", "BAD_CREDENTIALS")
    (error,) = (await errors(server, "sessionCreate", username="ann", password=CAST_PASSWORD))["userErrors"]
    assert error["__typename"] == "TooManyAttemptsError"
    assert timedelta() < datetime.fromisoformat(error["retryAt"]) - clock.now() <= timedelta(minutes=15)


@pytest.mark.settings(max_upload_bytes=1000)
async def test_a_file_that_is_too_large_comes_with_the_maximum(ann: Client) -> None:
    (error,) = (await errors(ann, "uploadCreate", filename="a.pdf", contentType="application/pdf", size=1001))[
        "userErrors"
    ]
    assert (error["__typename"], error["maximum"], error["field"]) == ("TooLargeError", 1000, ["size"])


async def test_names_and_keys_that_are_taken_have_types_of_their_own(sam: Client, cast: Cast) -> None:
    await done(sam, "customerCreate", name="Harbour", currency="GBP", code="HARBOUR")
    (taken,) = (await errors(sam, "customerCreate", name="Other", currency="GBP", code="HARBOUR"))["userErrors"]
    assert (taken["__typename"], taken["field"]) == ("NotUniqueError", ["code"])
    await done(sam, "contactCreate", name="Jo", idempotencyKey="one")
    (reused,) = (await errors(sam, "contactCreate", name="Al", idempotencyKey="one"))["userErrors"]
    assert (reused["__typename"], reused["field"]) == ("IdempotencyKeyReusedError", ["idempotencyKey"])


async def test_a_mutation_that_is_not_for_the_viewer_leaves_the_others(sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    answer = await sam.graphql(
        """mutation($id: ID!) {
        recommendationRespond(input: {id: "x", answer: APPROVE}) { userErrors { code field } }
        orderStatusChange(input: {id: $id, status: IN_PROGRESS}) { order { status } } }""",
        {"id": order},
    )
    assert answer == answer | {
        "data": {
            "recommendationRespond": {"userErrors": [{"code": "FORBIDDEN", "field": None}]},
            "orderStatusChange": {"order": {"status": "IN_PROGRESS"}},
        }
    }
    assert "errors" not in answer


async def test_a_removal_comes_with_the_rows_around_it(sam: Client, ann: Client, cast: Cast) -> None:
    payload = await errors(
        sam, "membershipRemove", "customer { id } contact { id }", customerId=cast.acme, contactId=cast.ben.id
    )
    assert payload["customer"] == {"id": cast.acme}
    assert payload["contact"] == {"id": cast.ben.id}
    given = {"siteId": cast.quay_street, "contactId": cast.ben.id, "role": "TENANT"}
    party = (await done(sam, "partySet", "party { id }", **given))["party"]["id"]
    removed = await done(sam, "partyRemove", "site { id } contact { id }", id=party)
    assert (removed["site"], removed["contact"]) == ({"id": cast.quay_street}, {"id": cast.ben.id})


async def test_an_upload_that_is_announced_again_is_the_same(ann: Client) -> None:
    file = {"filename": "a.pdf", "contentType": "application/pdf", "size": 10, "idempotencyKey": "one"}
    ids = [(await done(ann, "uploadCreate", "upload { id }", **file))["upload"]["id"] for _ in range(2)]
    assert ids[0] == ids[1]


async def test_a_mutation_repeated_with_its_key_happens_once(sam: Client, ann: Client, cast: Cast) -> None:
    await done(sam, "customerCreate", name="Harbour", currency="GBP", code="HARBOUR", idempotencyKey="a")
    await done(sam, "customerCreate", name="Harbour", currency="GBP", code="HARBOUR", idempotencyKey="a")
    order = await new_order(ann)
    for _ in range(2):
        made = await done(sam, "orderCancel", "order { status }", id=order, reason="Sold", idempotencyKey="b")
        assert made["order"] == {"status": "CANCELLED"}


async def test_technicians_and_approval_heed_the_version(sam: Client, ann: Client, cast: Cast) -> None:
    order = await new_order(ann)
    await done(sam, "orderStatusChange", id=order, status="IN_PROGRESS")
    payload = await errors(sam, "orderAssign", "order { status }", id=order, version=1, technicianIds=[])
    assert (payload["order"]["status"], payload["userErrors"][0]["code"]) == ("IN_PROGRESS", "STALE_VERSION")
    shown = "customer { version }"
    now = (await done(sam, "customerUpdate", shown, id=cast.acme, name="Acme Bakers"))["customer"]["version"]
    payload = await errors(sam, "approvalPreferencesUpdate", shown, customerId=cast.acme, version=now - 1)
    assert payload["customer"] == {"version": now} == {"version": payload["userErrors"][0]["currentVersion"]}
