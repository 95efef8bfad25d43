"""Operations have limits of size and cost, and the schema is shown to signed-in viewers."""

import json
from typing import Any, cast

import pytest
from graphql import GraphQLError, IntrospectionQuery, build_client_schema, get_introspection_query, parse

from adapters.text.locales import Formats
from execution import documents
from latchkey.graphql.errors import public_errors
from models.core.errors import RequestError
from tests.support.databases import ON_SQLITE
from tests.support.http import PRODUCTION, ask, code, message
from tests.support.server import Client, Server
from tests.support.sockets import live

# What is asked here has nothing to do with the database that answers.
pytestmark = ON_SQLITE

DOUBLING = " ".join(f"fragment F{i} on Order {{ ...F{i + 1} ...F{i + 1} }}" for i in range(100))
NESTED = " ".join(f"fragment F{i} on Order {{ asset {{ orders {{ nodes {{ ...F{i + 1} }} }} }} }}" for i in range(60))


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("{ viewer { " + " ".join(f"a{i}: kind" for i in range(200)) + " } }", "200 aliases"),
        ("{ " + " ".join(f"a{i}: eventCursor" for i in range(21)) + " }", "21 root fields"),
        ("{ viewer { kind " + "@include(if: true) " * 60 + "} }", "60 directives"),
        ("{ " + "viewer { " * 16 + "kind" + " }" * 16 + " }", "17 levels"),
        ("{ viewer { " + "kind " * 3990 + "} }", "3991 fields"),
        ("{ viewer { " + "kind " * 5000 + "} }", "4000 tokens"),
        ("{ orders { nodes { ...F0 } } } " + DOUBLING + " fragment F100 on Order { id }", "more than a million fields"),
        ("{ orders { nodes { ...F0 } } } " + NESTED + " fragment F60 on Order { id }", "levels"),
        ("{ orders { nodes { ...A } } } fragment A on Order { ...B } fragment B on Order { ...A }", "within itself"),
    ],
)
async def test_a_document_too_large_is_refused_before_it_costs_anything(server: Server, query: str, word: str) -> None:
    answer = await ask(server, query)
    assert (answer.status_code, code(answer)) == (400, "BAD_USER_INPUT")
    assert word in message(answer)


async def test_a_document_that_does_not_parse_is_read_once(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Any] = []

    def counted(source: Any, **options: Any) -> Any:
        read.append(source)
        return parse(source, **options)

    monkeypatch.setattr("execution.documents.parse", counted)
    monkeypatch.setattr("strawberry.schema.schema.parse", counted)
    query = "{ viewer { kind } "
    told = (await ask(server, query)).json()["errors"]
    assert (told[0]["extensions"]["code"], told[0]["locations"]) == ("BAD_USER_INPUT", [{"line": 1, "column": 19}])
    event_stream = await ask(server, query, accept="text/event-stream")
    after_its_start = event_stream.text.removeprefix(":\n\n")
    assert after_its_start.startswith(f"event: next\ndata: {json.dumps({'errors': told}, separators=(',', ':'))}")
    async with live(server, None) as socket:
        message = await (await socket.subscribe(query)).message()
    for errors in (told, message["payload"]):
        assert errors[0]["extensions"].pop("requestId")
    assert (message["type"], message["payload"]) == ("error", told)
    assert read == [query] * 3


async def test_few_documents_are_remembered(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counted(source: Any, **options: Any) -> Any:
        read.append(source)
        return parse(source, **options)

    async def read_of(*texts: str) -> list[str]:
        documents.forget()
        read.clear()
        for text in texts:
            await ask(server, text)
        return read

    monkeypatch.setattr("execution.documents.parse", counted)
    a, b, c = (f"{{ viewer {{ {name}: kind }} }}" for name in "abc")
    assert await read_of(a, b, a, c, a, b) == [a, b, c]
    monkeypatch.setattr("execution.documents.REMEMBERED_DOCUMENTS", 2)
    assert await read_of(a, b, a, c, a, b) == [a, b, c, b]
    monkeypatch.setattr("execution.documents.REMEMBERED_CHARACTERS", len(a) + len(b) - 1)
    assert await read_of(a, a, b, a) == [a, b, a]
    monkeypatch.setattr("execution.documents.MAX_REMEMBERED_CHARACTERS", len(a) - 1)
    assert await read_of(a, a) == [a, a]


async def test_errors_are_told_up_to_a_number(server: Server) -> None:
    answer = await ask(server, "{ viewer { " + " ".join(f"no{i}" for i in range(20)) + " } }")
    assert len(answer.json()["errors"]) == 9
    assert "limit reached" in answer.json()["errors"][-1]["message"]


async def test_errors_of_fields_are_told_up_to_the_same_number(server: Server) -> None:
    found = [
        GraphQLError(f"no {i}", path=["a", i], original_error=RequestError("FORBIDDEN", "no {i}", i=i))
        for i in range(20)
    ]
    answers = [each["message"] for each in public_errors(found, Formats.of("en", "UTC"), suggest=False)]
    assert answers == [*(f"no {i}" for i in range(8)), "There are 12 errors more."]
    assert len(public_errors(found[:9], Formats.of("en", "UTC"), suggest=False)) == 9


TIMELINES = (
    "query($n: Int) { orders(first: $n) { totalCount nodes { id timeline(first: 10) { edges { node { id } } } } } }"
)


@pytest.mark.parametrize(
    ("query", "variables", "cost"),
    [
        ("{ passwordPolicy { minLength } }", None, 1),
        ("{ orders { nodes { id } } }", None, 1 + 20),
        ("{ orders(first: 5) { nodes { id } edges { node { id } } } }", None, 1 + 5 + 5 * 2),
        ("{ orders(last: 5) { nodes { id } } }", None, 1 + 5),
        ("{ orders(first: 5) { totalCount pageInfo { endCursor } } }", None, 1 + 1),
        ("query($n: Int = 7) { orders(first: $n) { nodes { id } } }", None, 1 + 7),
        ("{ invoices(first: 50) { totals { total { amount } overdue { amount } } } }", None, 1 + 1 + 2),
        ("{ invoices(first: 0) { totals { currency } } }", None, 1 + 1),
        (TIMELINES, {"n": 3}, 1 + 3 * (1 + 1 + 10 * 2)),
        (TIMELINES, {"n": 4.0}, 1 + 4 * (1 + 1 + 10 * 2)),
        (TIMELINES, {"n": None}, 1 + 20 * (1 + 1 + 10 * 2)),
        ("{ viewer { overview { recentOrders { id } } } }", None, 1 + 1 + 10),
        ("query($i: [ID!]!) { nodes(ids: $i) { id } }", {"i": ["a", "b", "c"]}, 3),
        ("{ orders(first: 5) { nodes { ...F ...F } } } fragment F on Order { asset { id } }", None, 1 + 5 * (1 + 2)),
    ],
)
async def test_the_cost_is_known_and_told(
    server: Server, ann: Client, query: str, variables: dict[str, Any] | None, cost: int
) -> None:
    for _ in range(2):
        answer = await ann.graphql(query, variables)
        assert answer["extensions"]["cost"] == {"requested": cost, "maximum": 5000}, answer


async def test_the_same_document_costs_what_its_variables_say(server: Server, ann: Client) -> None:
    costs = [(await ann.graphql(TIMELINES, {"n": n}))["extensions"]["cost"]["requested"] for n in (1, 50, 1)]
    assert costs == [23, 1101, 23]


@pytest.mark.settings(max_query_cost=1000)
async def test_a_document_that_costs_too_much_is_not_run(server: Server, ann: Client) -> None:
    bearer = f"Bearer {ann.token}"
    assert (await ask(server, TIMELINES, {"n": 40}, authorization=bearer)).status_code == 200
    answer = await ask(server, TIMELINES, {"n": 50}, authorization=bearer)
    assert (answer.status_code, code(answer)) == (400, "COST_LIMIT_EXCEEDED")
    assert answer.json()["errors"][0]["extensions"]["cost"] == {"requested": 1101, "maximum": 1000}


async def test_a_page_too_long_is_refused_as_such_and_not_for_its_cost(server: Server, ann: Client) -> None:
    answer = await ann.graphql("{ orders(first: 100000) { nodes { id } } }")
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


LOOK = "__schema { types { name fields { name args { name } type { name kind } } } }"


async def test_a_look_at_the_schema_has_a_cost(server: Server, ann: Client) -> None:
    usual = await ann.graphql(get_introspection_query())
    assert "errors" not in usual
    assert usual["extensions"]["cost"]["requested"] == 1000
    assert (await ann.graphql("{ __schema { queryType { name } } }"))["extensions"]["cost"]["requested"] == 2
    many = await ann.graphql("{ " + " ".join(f"a{i}: {LOOK}" for i in range(20)) + " }")
    assert many["errors"][0]["extensions"]["cost"] == {"requested": 20_000, "maximum": 5000}


async def test_the_schema_is_told_beside_data_where_little_is_asked_of_it(server: Server, ann: Client) -> None:
    answer = await ann.graphql('{ viewer { kind } __type(name: "SortDirection") { enumValues { name } } }')
    assert answer["data"] == {
        "viewer": {"kind": "CONTACT"},
        "__type": {"enumValues": [{"name": "ASC"}, {"name": "DESC"}]},
    }
    beside = await ann.graphql(f"{{ viewer {{ kind }} {LOOK} }}")
    assert beside["errors"][0]["extensions"]["code"] == "COST_LIMIT_EXCEEDED"


async def test_the_schema_is_the_same_each_time_it_is_told(server: Server, ann: Client) -> None:
    query = "query($of: String!) { __type(name: $of) { name } }"
    assert [(await ann.data(query, {"of": of}))["__type"] for of in ("Order", "Nothing", "Order")] == [
        {"name": "Order"},
        None,
        {"name": "Order"},
    ]
    first, second = [await ann.data(get_introspection_query()) for _ in range(2)]
    assert first == second
    assert build_client_schema(cast(IntrospectionQuery, first)).type_map.keys() >= {"Order", "Invoice"}


@PRODUCTION
async def test_the_schema_is_shown_to_signed_in_viewers_only(server: Server, ann: Client) -> None:
    for query in ("{ __schema { queryType { name } } }", '{ __type(name: "Order") { name } }'):
        answer = await ask(server, query)
        assert (answer.status_code, code(answer)) == (400, "UNAUTHENTICATED")
        assert "errors" not in await ann.graphql(query)
    assert "errors" not in await server.graphql("{ __typename }")


@PRODUCTION
async def test_names_are_suggested_to_signed_in_viewers_only(server: Server, ann: Client) -> None:
    for query, variables in (
        ("{ passwordPolice { minLength } }", {}),
        ('query($k: [EventKind!]) { events(after: "x", kinds: $k) { totalCount } }', {"k": ["NOTE_ADED"]}),
    ):
        assert "Did you mean" not in (await ask(server, query, variables)).text
        answer = await ask(server, query, variables, authorization=f"Bearer {ann.token}")
        assert "Did you mean" in answer.text


async def test_the_schema_is_open_in_development(server: Server) -> None:
    assert "errors" not in await server.graphql("{ __schema { queryType { name } } }")
    assert "Did you mean" in message(await ask(server, "{ passwordPolice { minLength } }"))
