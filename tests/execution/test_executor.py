"""Execution by plan gives what graphql-core gives, and leaves to it what is unusual."""

import gc
from collections.abc import Callable
from typing import Any

import pytest

from adapters import clock
from execution import documents, executor
from execution.context import Context
from execution.documents import Document
from execution.executor import PlannedExecutor
from execution.failures import Column
from execution.loading import Loader
from execution.operations import Operation
from execution.plans import DocumentPlan, FieldPlan
from tests.support.cast import Cast
from tests.support.files import bearer, until
from tests.support.mutations import done, history, new_invoice
from tests.support.orders import new_order, orders_with_history
from tests.support.queries import ORDER_LIST, OVERVIEW
from tests.support.server import Client, Server

pytestmark = pytest.mark.without_worker

SHAPES = {
    "overview": OVERVIEW,
    "list": ORDER_LIST,
    "aliases and merged fields": """{ viewer { kind k: kind memberships { nodes { role } } memberships { nodes { rights customer { name } } } } }""",
    "fragments on interfaces": """{ orders(first: 2) { nodes { id ...Head timeline(last: 3) { totalCount edges { cursor node {
      id __typename ... on StatusChange { fromStatus toStatus } ... on TimelineEntry { kind } ... on Note { body } } } } } } }
      fragment Head on Order { number ... on Node { id } customer { id memberships(first: 2) { nodes { contact { displayName } } } } }""",
    "sums": """{ invoices(first: 1) { totals { currency count overdue { amount currency } outstanding { amount } } nodes { number } }
      customers { nodes { id invoices { totalCount totals { count paid { amount } total { amount } } edges { cursor } } } } }""",
    "nulls in lists": """{ nodes(ids: ["nothing", "nothing either"]) { id } order(by: {number: "SR-999999"}) { id } }""",
    "nothing of some types": """{ orders(first: 2) { nodes { timeline { nodes { ... on Note { body attachments { id } } } } } } }""",
    "pages with and without cursors": """{ orders(first: 2) { edges { node { id } } pageInfo { hasNextPage startCursor endCursor } }
      more: orders(last: 1) { pageInfo { hasPreviousPage startCursor } edges { cursor } } }""",
    "short lists": """{ orders { nodes { steps: statusRibbon { __typename status reachedAt } technicians { name } earlierOrders { nodes { number } } nextStatuses } } }""",
    "what coroutines give": """{ viewer { isProfileComplete } invoices { nodes { lines { description total { amount currency } } } } }""",
    "directives": """query($yes: Boolean = true, $no: Boolean! = false) { viewer { kind @include(if: $yes) permissions @skip(if: true) }
      orders(first: 2) { nodes { id @skip(if: $yes) @include(if: $yes) number @skip(if: $no) @include(if: true) ...Head @include(if: $no)
      ...Head @skip(if: $no) ... @include(if: $no) { status } ... on Order @skip(if: $no) { version } kind @include(if: $no) } } }
      fragment Head on Order { priority customer @include(if: $no) { id } site { id @skip(if: $yes) } }""",
    "the schema beside data": """{ viewer { kind } kinds: __type(name: "ActorKind") { enumValues { name } } __typename
      __schema { queryType { name } } none: __type(name: "Nothing") { name } }""",
    "an empty list": """{ orders(where: {status: [CANCELLED]}) { nodes { id } edges { cursor } totalCount } }""",
}
FAILING = {
    "all there is": '{ viewer { kind } orders(first: 1, after: "nonsense") { nodes { id } } }',
    "a field that may be null": """{ viewer { kind memberships { nodes { role customer { name } } } }
      order(by: {number: "SR-000001"}) { number customer { name orders(first: 1000) { totalCount } } } }""",
    "each of some rows": """{ orders(first: 2) { nodes { id customer { orders(first: 1000) { totalCount } } } edges { cursor node {
      number asset { name } customer { name sites(first: 2, last: 2) { nodes { id } } }
      site { name orders(before: "x") { totalCount } } } } } }""",
    "items of a list": """query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Customer { orders(first: 200) { totalCount } }
      ... on Site { name orders(first: 200) { totalCount } } ... on Order { timeline(kinds: [NOTE]) { totalCount } } } }""",
    "several at the top, and merged": """{ b: customer(id: "nothing") { name } c: node(id: "nothing") { id }
      d: order(by: {number: "SR-000001"}) { id site { orders(first: 101) { totalCount } } ...More }
      e: site(id: "nothing") { name } f: order(by: {number: "SR-000002"}) { id timeline(last: 101) { totalCount } } }
      fragment More on Order { site { id orders(first: 101) { nodes { id } } } customer { orders(last: 0, first: 0) { totalCount } } }""",
    "the schema beside data": 'query($name: String = "Order") { viewer { kind } __type(name: $name) { name } }',
    "what only some may ask": "{ viewer { kind } staffMembers { nodes { name } } }",
}
INTROSPECTION = "{ __typename __schema { queryType { name } } }"
REFUSED = "mutation { notificationsMarkRead(input: {}) { userErrors { code } } }"


@pytest.fixture
def by_plan(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each operation since was finished by plan."""
    finished: list[bool] = []
    original = executor.Run.objects

    async def watched(self: executor.Run, selection: Any, rows: list[Any], nodes: Any = ()) -> Column:
        if selection.named.name not in ("Query", "Mutation"):
            return await original(self, selection, rows, nodes)
        finished.append(False)
        found = await original(self, selection, rows)
        finished[-1] = True
        return found

    monkeypatch.setattr(executor.Run, "objects", watched)
    return finished


@pytest.mark.parametrize("query", SHAPES.values(), ids=SHAPES.keys())
async def test_both_executors_give_the_same(
    sam: Client, ann: Client, cast: Cast, query: str, by_plan: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    await orders_with_history(sam, ann, cast.acme_site, 3)
    for _ in range(2):
        await new_invoice(sam, cast.acme, clock.now().date(), issue=True)
    by_plan.clear()
    planned = await ann.data(query)
    assert by_plan == [True]
    monkeypatch.setattr(Operation, "plan", lambda *_: None)
    assert await ann.data(query) == planned
    assert by_plan == [True]


@pytest.mark.parametrize("query", FAILING.values(), ids=FAILING.keys())
async def test_both_executors_tell_the_same_errors(
    sam: Client, ann: Client, cast: Cast, query: str, by_plan: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    order = await orders_with_history(sam, ann, cast.acme_site, 3)
    by_plan.clear()
    variables = {"ids": [cast.acme, "nothing", cast.acme_site, order], "name": None}
    planned = await ann.graphql(query, variables)
    assert by_plan == [True]
    monkeypatch.setattr(Operation, "plan", lambda *_: None)
    by_core = await ann.graphql(query, variables)
    assert planned["errors"]
    assert sorted(planned.pop("errors"), key=str) == sorted(by_core.pop("errors"), key=str)
    assert planned == by_core


async def test_introspection_is_left_to_graphql_core(
    ann: Client, by_plan: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = await ann.graphql(INTROSPECTION)
    assert by_plan == []
    monkeypatch.setattr(Operation, "plan", lambda *_: None)
    assert await ann.graphql(INTROSPECTION) == answer


async def test_a_directive_asks_its_variable_each_time(ann: Client, by_plan: list[bool]) -> None:
    query = "query($with: Boolean!) { viewer { kind ... @include(if: $with) { name: permissions } } }"
    told = [(await ann.data(query, {"with": wanted}))["viewer"].keys() for wanted in (True, False, True)]
    assert told == [{"kind", "name"}, {"kind"}, {"kind", "name"}]
    assert by_plan == [True] * 3


async def test_a_mutation_runs_once(ann: Client, by_plan: list[bool]) -> None:
    made = await done(ann, "orderCreate", "order { number }", kind="SERVICE_CALL", problemSummary="Once")
    assert made["order"]["number"] == "SR-000001"
    assert by_plan == [True]


async def test_a_mutation_that_fails_within_runs_once(ann: Client, by_plan: list[bool]) -> None:
    create = 'orderCreate(input: {kind: SERVICE_CALL, problemSummary: "Once"}) { order { number customer { %s } } }'
    refused = create % "orders(first: 1000) { totalCount }"
    answer = await ann.graphql(f"mutation {{ a: {refused} b: {create % 'name'} }}")
    numbers = [answer["data"][each]["order"]["number"] for each in "ab"]
    assert (numbers, [error["path"] for error in answer["errors"]]) == (
        ["SR-000001", "SR-000002"],
        [["a", "order", "customer", "orders"]],
    )
    assert (await ann.data("{ orders { totalCount } }"))["orders"]["totalCount"] == 2


async def test_no_mutation_runs_after_one_that_needs_a_sign_in(server: Server, cast: Cast, sam: Client) -> None:
    request = f'passwordResetRequest(input: {{usernameOrEmail: "{cast.ann.email}"}}) {{ userErrors {{ code }} }}'
    retry = 'deliveryRetry(input: {id: "x"}) { userErrors { code } }'
    answer = await server.graphql(f"mutation {{ a: {request} {retry} b: {request} }}")
    assert (answer["data"], answer["errors"][0]["extensions"]["code"]) == (None, "UNAUTHENTICATED")
    kinds = [entry["kind"] for entry in await history(sam, cast.ann.id)]
    assert kinds.count("PASSWORD_RESET_REQUESTED") == 1


async def test_a_mutation_reads_what_is_so_after_it(sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    change = "orderStatusChange(input: {id: $id, status: %s}) { ...After }"
    after = await sam.data(
        f"mutation($id: ID!) {{ a: {change % 'IN_PROGRESS'} b: {change % 'AWAITING_PARTS'} }}"
        "fragment After on OrderStatusChangePayload { order { status customer { orders { nodes { status } } } } }",
        {"id": order},
    )
    assert [each["order"]["status"] for each in after.values()] == ["IN_PROGRESS", "AWAITING_PARTS"]
    lists = [each["order"]["customer"]["orders"]["nodes"] for each in after.values()]
    assert lists == [[{"status": "IN_PROGRESS"}], [{"status": "AWAITING_PARTS"}]]


async def test_a_condition_that_is_null_is_refused_before_anything_runs(ann: Client, by_plan: list[bool]) -> None:
    conditions = "query A($yes: Boolean = true) { viewer { ...Kind } } fragment Kind on Viewer { kind @skip(if: $yes) }"
    ask = {"query": f"{conditions} query B {{ viewer {{ kind }} }}", "variables": {"yes": None}}
    refused = await ann.server.client.post("/graphql", json={**ask, "operationName": "A"}, headers=bearer(ann))
    assert refused.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert "data" not in refused.json()
    answered = await ann.server.client.post("/graphql", json={**ask, "operationName": "B"}, headers=bearer(ann))
    assert answered.json()["data"] == {"viewer": {"kind": "CONTACT"}}
    assert by_plan == [True]


async def test_an_answer_leaves_nothing_to_the_garbage_collector(sam: Client, ann: Client, cast: Cast) -> None:
    """Else it comes after some hundred answers, and whoever asks then waits for it."""
    await orders_with_history(sam, ann, cast.acme_site, 2)
    gc.collect()
    gc.disable()
    try:
        for query in (*SHAPES.values(), *FAILING.values(), INTROSPECTION, REFUSED):
            await ann.graphql(query)
        assert not [each for each in gc.get_objects() if isinstance(each, Context | Loader | PlannedExecutor)]
    finally:
        gc.enable()


async def test_a_forgotten_document_leaves_nothing_to_the_garbage_collector(
    ann: Client, forget_viewers: Callable[[], None]
) -> None:
    """Else documents that all differ fill the memory until it comes, and it then has seconds of work."""
    documents.forget()
    gc.collect()
    of_others = [*map(id, _planned())]
    gc.disable()

    async def is_gone() -> bool:  # a request whose answer has come may still be ending
        return all(id(each) in of_others for each in _planned())

    try:
        for query in (*SHAPES.values(), *FAILING.values()):
            await ann.graphql(query)
        documents.forget()
        forget_viewers()  # their statements are remembered with them
        await until(is_gone)
    finally:
        gc.enable()


def _planned() -> list[Document | DocumentPlan | FieldPlan]:
    return [each for each in gc.get_objects() if isinstance(each, Document | DocumentPlan | FieldPlan)]
