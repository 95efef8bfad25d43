"""Bad input is refused by field, never a fault, and never tells what exists."""

import asyncio
import os
import re
from collections.abc import Sequence
from typing import Any

import pytest

from adapters.mail.catcher import MailCatcher
from tests.support.attacks.bad_requests import (
    ENDING,
    UNLIMITED,
    Request,
    answers,
    batches,
    document,
    has_field,
    requests,
    sent,
)
from tests.support.attacks.bad_values import cursors_like, ids_like
from tests.support.attacks.one_of_everything import standing
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE, Kind
from tests.support.server import Client, Server

NAMES_ITS_FIELD = {"REQUIRED", "INVALID", "TOO_LONG", "NOT_FOUND", "NOT_UNIQUE", "TOO_LARGE", "STALE_VERSION"}
TOLD = {"BAD_USER_INPUT", "UNAUTHENTICATED", "FORBIDDEN", "CURSOR_EXPIRED"}
SHARE = {"sam": 1, "ann": 3, "tom": 10, "nobody": 10}
"""Of the requests, each so many-th is sent by somebody: who may do less is refused sooner."""
SPARSE = int(os.environ.get("BAD_INPUT_SPARSE", "23"))
"""Of these again each so many-th is sent; with 1 the tests take a quarter of an hour and have sent everything."""


def token_of(cast: Cast, who: str) -> str | None:
    token: str | None = None if who == "nobody" else getattr(cast, who).token
    return token


@UNLIMITED
@pytest.mark.parametrize("who", SHARE)
@pytest.mark.parametrize("operation", ["query", "mutation"])
async def test_no_value_of_the_right_type_is_a_fault(
    server: Server,
    database_kind: Kind,
    cast: Cast,
    sam: Client,
    ann: Client,
    catcher: MailCatcher,
    operation: str,
    who: str,
) -> None:
    known = await standing(cast, sam, ann, catcher)
    # PostgreSQL is the stricter one of the two.
    share = SHARE[who] * SPARSE * (1 if database_kind == "postgresql" else 5)
    wanted = [each for each in requests(operation, known)[::share] if each.is_well_typed]
    faults = []
    answered = 0
    for batch in batches(wanted):
        async for asked, errors, payload in answers(server, token_of(cast, who), batch):
            answered += 1
            faults += [(asked, each["message"]) for each in errors if each["extensions"]["code"] not in TOLD]
            faults += [(asked, each) for each in _refusals(payload, operation) if not _is_clear(asked, each)]
    assert not faults, "\n".join(f"{asked.field} {asked.path} {told}" for asked, told in faults)
    # What is sent after the session was ended is not answered; it ends with the last of them.
    ends = next((n for n, asked in enumerate(wanted) if asked.field in ENDING), len(wanted))
    assert len(wanted) >= answered >= ends


def _refusals(payload: Any, operation: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = payload["userErrors"] if operation == "mutation" and payload else []
    return found


def _is_clear(asked: Request, refusal: dict[str, Any]) -> bool:
    """Whether it says what to do, and names the field where it is about one."""
    field = refusal["field"]
    named = has_field(asked, field) if field else refusal["code"] not in NAMES_ITS_FIELD
    return named and bool(refusal["message"].endswith("."))


@ON_SQLITE
@UNLIMITED
@pytest.mark.parametrize("operation", ["query", "mutation"])
async def test_a_value_of_the_wrong_type_is_bad_input_before_anything_runs(
    server: Server, cast: Cast, sam: Client, ann: Client, catcher: MailCatcher, operation: str
) -> None:
    known = await standing(cast, sam, ann, catcher)

    async def told(batch: list[Request]) -> list[str]:
        """The messages of the errors of a batch that must not run."""
        answer = (await sent(server, cast.sam.token, document(batch))).json()
        assert {error["extensions"]["code"] for error in answer["errors"]} == {"BAD_USER_INPUT"}, answer["errors"]
        assert answer.get("data") is None
        return [error["message"] for error in answer["errors"]]

    wrong = [each for each in requests(operation, known)[::SPARSE] if not each.is_well_typed]
    for batch in batches(wrong, most=40):
        named = {found[1] for message in await told(batch) if (found := re.search(r"\$v(\d+)_", message))}
        for number, request in enumerate(batch):
            # One input of several kinds in the batch hides the others: what is not told of is sent alone.
            if str(number) not in named:
                await told([request])


LISTS = (
    "accessRequests(first: 1%s) { pageInfo { endCursor } }",
    "assets(first: 1%s) { pageInfo { endCursor } }",
    "contacts(first: 1%s) { pageInfo { endCursor } }",
    "customers(first: 1%s) { pageInfo { endCursor } }",
    "deliveries(first: 1%s) { pageInfo { endCursor } }",
    "notifications(first: 1%s) { pageInfo { endCursor } }",
    "recommendations(first: 1%s) { pageInfo { endCursor } }",
    "sites(first: 1%s) { pageInfo { endCursor } }",
    *(
        f"orders(sort: {{field: {by}, direction: ASC}}, first: 1%s) {{ pageInfo {{ endCursor }} }}"
        for by in ("CREATED_AT", "PRIORITY")
    ),
    *(
        f"invoices(sort: {{field: {by}, direction: DESC}}, first: 1%s) {{ pageInfo {{ endCursor }} }}"
        for by in ("ISSUED_AT", "DUE_ON", "TOTAL")
    ),
    "customer(id: $customer) { list: memberships(first: 1%s) { pageInfo { endCursor } } }",
    "order(by: {id: $order}) { list: timeline(first: 1%s) { pageInfo { endCursor } } }",
    "invoice(by: {id: $invoice}) { list: history(first: 1%s) { pageInfo { endCursor } } }",
)


@ON_SQLITE
@UNLIMITED
async def test_a_cursor_that_was_never_given_out_is_told_so(
    server: Server, cast: Cast, sam: Client, ann: Client, catcher: MailCatcher
) -> None:
    known = (await standing(cast, sam, ann, catcher))["by_kind"]
    variables = {name: known[name.capitalize()] for name in ("customer", "order", "invoice")}
    given_out = [_cursor_in(await _pages(sam, each, variables, [None])) for each in LISTS]
    for listed, cursor in zip(LISTS, given_out, strict=True):
        foreign = [each for each in given_out if each != cursor]
        tried = [*cursors_like(cursor), *foreign[:3]]
        answers = await asyncio.gather(*(_pages(sam, listed, variables, [each]) for each in tried))
        told = {
            index: answer["errors"][0]["extensions"]["code"]
            for index, answer in enumerate(answers)
            if "errors" in answer
        }
        assert set(told.values()) == {"BAD_USER_INPUT"}, [tried[index] for index in told]
        assert told.keys() >= set(range(len(tried) - 3, len(tried)))


async def _pages(sam: Client, listed: str, variables: dict[str, Any], cursors: Sequence[str | None]) -> dict[str, Any]:
    """The first page after each of the cursors."""
    declared = ["$customer: ID!", "$order: ID!", "$invoice: ID!"] + [
        f"$c{number}: String" for number in range(len(cursors))
    ]
    used = [each for each in declared if each.endswith("String") or each.partition(":")[0] in listed]
    pages = " ".join(f"a{number}: {listed % f', after: $c{number}'}" for number in range(len(cursors)))
    values = {f"c{number}": cursor for number, cursor in enumerate(cursors)}
    answer = await sam.graphql(f"query({', '.join(used)}) {{ {pages} }}", variables | values)
    assert "data" in answer, answer["errors"]
    return answer


def _cursor_in(answer: dict[str, Any]) -> str:
    found = answer["data"]["a0"]
    cursor: str = found.get("list", found)["pageInfo"]["endCursor"]
    return cursor


async def test_an_id_that_was_never_given_out_finds_nothing(server: Server, cast: Cast, sam: Client) -> None:
    query = "query($i: ID!) { node(id: $i) { id } customer(id: $i) { id } }"
    for wrong in ids_like(cast.acme):
        answer = await sam.graphql(query, {"i": wrong})
        found = answer["data"]
        assert "errors" not in answer and found["customer"] == ({"id": cast.acme} if wrong == cast.acme else None)
        assert found["node"] in (None, {"id": wrong})


PAGES: Sequence[tuple[str, str]] = (
    ("first: 100000", "first"),
    ("first: 101", "first"),
    ("first: -1", "first"),
    ("last: 101", "last"),
    ("last: -2147483648", "last"),
    ("first: 1, last: 1", "first, last"),
    ('first: 1, before: "x"', "before"),
    ('last: 1, after: "x"', "after"),
)


@ON_SQLITE
@pytest.mark.parametrize(("arguments", "named"), PAGES)
async def test_an_impossible_page_is_refused_by_its_argument(sam: Client, arguments: str, named: str) -> None:
    for listed in ("orders", "customers", "contacts", "invoices", "deliveries", "notifications"):
        [error] = (await sam.graphql(f"{{ {listed}({arguments}) {{ totalCount nodes {{ id }} }} }}"))["errors"]
        assert error["extensions"]["code"] == "BAD_USER_INPUT" and named in error["message"]


async def test_an_address_with_a_line_break_is_no_address(server: Server, sam: Client) -> None:
    create = (
        'mutation($e: EmailAddress) { contactCreate(input: {name: "Nina Noe", email: $e}) { userErrors { code } } }'
    )
    for address in ("nina@people.test\r\nBcc: all@people.test", "nina\n@people.test", "nina@people.test\u2028"):
        answer = await sam.graphql(create, {"e": address})
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]


async def test_more_ids_than_anybody_means_are_too_many(server: Server, cast: Cast, sam: Client, ann: Client) -> None:
    mutations = {
        "orderAssign": "mutation($i: [ID!]!, $o: ID!) { orderAssign(input: {id: $o, technicianIds: $i}) { userErrors { code field } } }",
        "noteAdd": 'mutation($i: [ID!]!, $o: ID!) { noteAdd(input: {orderId: $o, body: "x", uploadIds: $i}) { userErrors { code field } } }',
        "notificationsMarkRead": "mutation($i: [ID!]!) { notificationsMarkRead(input: {ids: $i}) { userErrors { code field } } }",
    }
    made = await ann.data(
        'mutation { orderCreate(input: {kind: SERVICE_CALL, problemSummary: "Cold"}) { order { id } } }'
    )
    variables = {"i": [cast.rita.id] * 900, "o": made["orderCreate"]["order"]["id"]}
    for name, mutation in mutations.items():
        [error] = (await sam.data(mutation, variables))[name]["userErrors"]
        assert error["code"] == "TOO_LONG" and error["field"][0] in ("technicianIds", "uploadIds", "ids")


async def test_an_old_version_and_an_illegal_move_name_their_field(sam: Client, ann: Client) -> None:
    made = await ann.data(
        'mutation { orderCreate(input: {kind: SERVICE_CALL, problemSummary: "Cold"}) { order { id } } }'
    )
    move = """mutation($id: ID!, $to: OrderStatus!, $v: Int) { orderStatusChange(input: {id: $id, status: $to, version: $v}) {
        userErrors { code field message } } }"""
    order = made["orderCreate"]["order"]["id"]
    for version in (0, 2, -1, 2**31 - 1):
        [stale] = (await sam.data(move, {"id": order, "to": "IN_PROGRESS", "v": version}))["orderStatusChange"][
            "userErrors"
        ]
        assert (stale["code"], stale["field"]) == ("STALE_VERSION", ["version"])
    [illegal] = (await sam.data(move, {"id": order, "to": "DRAFT", "v": 1}))["orderStatusChange"]["userErrors"]
    assert (illegal["code"], illegal["field"]) == ("WRONG_STATE", ["status"])
    assert "In progress" in illegal["message"]
    [unknown] = (await sam.graphql(move, {"id": order, "to": "FLYING"}))["errors"]
    assert unknown["extensions"]["code"] == "BAD_USER_INPUT"
