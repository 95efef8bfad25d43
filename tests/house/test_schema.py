"""The contract as it is published: generated, committed, described, with a rule on every root field, and kept."""

import asyncio
import re
from asyncio.subprocess import PIPE

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    find_breaking_changes,
    get_named_type,
    graphql_sync,
    is_abstract_type,
    is_specified_scalar_type,
)
from strawberry.utils.str_converters import to_snake_case

from resolvers.core.mutations import NOT_COMPARED
from resolvers.core.rules import ANY_KEY, ANYONE, SIGNED_IN, Rule
from schema.build import schema, sdl
from tests.support.codes import CODES
from tests.support.programs.installed import CLIENTS, node
from tests.support.repository import ROOT

PUBLISHED = ROOT / "schema.graphql"
TYPES = [
    named
    for name, named in sorted(schema._schema.type_map.items())
    if not name.startswith("__") and not is_specified_scalar_type(named)
]
QUESTION = re.compile(r'"""\s*(?:What|Who|Whom|Whose|Where|When|How|Which)\b')
"""A description that begins with a question."""
ENTRY = schema._schema.type_map["TimelineEntry"]
assert isinstance(ENTRY, GraphQLInterfaceType)
ROOTS = [schema._schema.query_type, schema._schema.mutation_type, schema._schema.subscription_type]


def test_the_published_schema_is_the_one_that_is_served() -> None:
    assert PUBLISHED.read_text() == sdl(), "run `make generate`"


def test_the_published_schema_names_the_inputs_that_take_one_field() -> None:
    published = build_schema(PUBLISHED.read_text()).type_map
    taking_one = {
        name for name, named in published.items() if isinstance(named, GraphQLInputObjectType) and named.is_one_of
    }
    query = "{ __schema { types { name isOneOf } } }"
    introspected = graphql_sync(schema._schema, query).data
    assert introspected is not None
    served = {named["name"] for named in introspected["__schema"]["types"] if named["isOneOf"]}
    assert taking_one == served == {"OrderRef", "InvoiceRef", "CreditNoteRef", "InvitationTarget", "ListingRef"}


async def test_a_client_in_javascript_reads_them_too() -> None:
    program = """
import { readFileSync } from 'node:fs';
import { buildSchema, isInputObjectType } from 'graphql';
const types = Object.values(buildSchema(readFileSync(process.argv[1], 'utf8')).getTypeMap());
console.log(types.filter((type) => isInputObjectType(type) && type.isOneOf).map(({ name }) => name).sort().join());
"""
    command = (node(), "--input-type=module", "--eval", program, str(PUBLISHED))
    process = await asyncio.create_subprocess_exec(*command, cwd=CLIENTS, stdout=PIPE)
    output, _ = await asyncio.wait_for(process.communicate(), 60)
    assert output.decode().strip() == "CreditNoteRef,InvitationTarget,InvoiceRef,ListingRef,OrderRef"


@pytest.mark.parametrize("named", TYPES, ids=lambda named: named.name)
def test_everything_has_a_description(named: GraphQLNamedType) -> None:
    missing = [] if named.description else [named.name]
    if isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in named.fields.items():
            missing += [] if field.description else [f"{named.name}.{name}"]
            missing += [f"{named.name}.{name}({key})" for key, each in field.args.items() if not each.description]
    if isinstance(named, GraphQLInputObjectType):
        missing += [f"{named.name}.{name}" for name, field in named.fields.items() if not field.description]
    if isinstance(named, GraphQLEnumType):
        missing += [f"{named.name}.{name}" for name, value in named.values.items() if not value.description]
    assert not missing


def test_types_of_one_interface_are_selected_without_aliases() -> None:
    aliased = []
    for abstract in TYPES:
        # The types of nodes have nothing in common: a selection of several of them is rare.
        if is_abstract_type(abstract) and abstract.name != "Node":
            found: dict[str, set[str]] = {}
            for each in schema._schema.get_possible_types(abstract):
                for name, field in each.fields.items():
                    found.setdefault(name, set()).add(str(field.type))
            aliased += [(abstract.name, name, *sorted(types)) for name, types in found.items() if len(types) > 1]
    assert not aliased


WITHOUT_TIMES = {
    # Entries of the log: what happened at `occurredAt`, to which only a removal of words is added, with its own time.
    *(entry.name for entry in schema._schema.get_possible_types(ENTRY)),
    "InvoiceActivity",
    "ListingActivity",
    "TenancyActivity",
    "PortalActivity",
    # Who asks, and what they see first: no rows.
    "Overview",
    "Viewer",
    # The face of an API key, whose own type has its times.
    "Partner",
}


def test_every_row_tells_when_it_was_added_and_changed() -> None:
    times = {"createdAt", "updatedAt"}
    rows = [each for each in TYPES if isinstance(each, GraphQLObjectType) and "id" in each.fields]
    assert {each.name for each in rows if not times <= each.fields.keys()} == WITHOUT_TIMES


def test_a_list_of_rows_is_filtered_and_sorted_by_the_last_change() -> None:
    query = schema._schema.query_type
    assert query is not None
    for name, field in query.fields.items():
        page = get_named_type(field.type)
        # Entries of the log do not change, and have its order.
        if not page.name.endswith("Connection") or page.name == "PortalEventConnection":
            continue
        assert {"where", "sort"} <= field.args.keys(), name
        where, sort = get_named_type(field.args["where"].type), get_named_type(field.args["sort"].type)
        assert isinstance(where, GraphQLInputObjectType) and isinstance(sort, GraphQLInputObjectType)
        sorts = get_named_type(sort.fields["field"].type)
        assert isinstance(sorts, GraphQLEnumType)
        assert "updatedAt" in where.fields and "UPDATED_AT" in sorts.values, name


def test_no_description_begins_with_a_question() -> None:
    assert QUESTION.findall(sdl()) == []
    assert QUESTION.search('"""\n  Who is asked.\n"""')


def test_every_root_field_says_who_may_use_it() -> None:
    silent = []
    for root in ROOTS:
        assert root is not None
        for name, field in root.fields.items():
            resolver = field.extensions["strawberry-definition"].base_resolver.wrapped_func
            rule = getattr(resolver, "rule", None)
            if not isinstance(rule, Rule) or str(rule.sentence) not in (field.description or ""):
                silent.append(f"{root.name}.{name}")
    assert not silent


def test_a_query_that_may_be_refused_is_nullable() -> None:
    query = schema._schema.query_type
    assert query is not None
    never_null = {name for name, field in query.fields.items() if isinstance(field.type, GraphQLNonNull)}
    resolvers = {name: query.fields[name].extensions["strawberry-definition"].base_resolver for name in never_null}
    assert all(each.wrapped_func.rule is ANYONE and each.wrapped_func.keys == ANY_KEY for each in resolvers.values())
    assert never_null == {"portal", "passwordPolicy"}


def test_mutations_have_inputs_and_payloads_of_their_own() -> None:
    mutation = schema._schema.mutation_type
    assert mutation is not None
    for name, field in mutation.fields.items():
        own = f"{name[0].upper()}{name[1:]}"
        assert (str(field.args["input"].type), str(field.type)) == (f"{own}Input!", f"{own}Payload!")


WITHOUT_KEY = {
    # It has the effect once, by the code that it uses up.
    "mobileVerificationConfirm",
    # A second time they find all as it should be, and send nothing.
    "notificationPreferencesUpdate",
    "notificationsMarkRead",
    "sessionRevoke",
    # Its answer has a secret, which is kept nowhere.
    "passwordChange",
}


def test_mutations_list_the_codes_of_their_errors() -> None:
    mutation = schema._schema.mutation_type
    assert mutation is not None
    for name, field in mutation.fields.items():
        described = (field.description or "").rpartition("Codes of errors: ")[2].partition(".")[0].split(", ")
        codes, inputs = CODES[name], field.args["input"].type.of_type.fields
        assert set(described) == codes or not codes, name
        rule = field.extensions["strawberry-definition"].base_resolver.wrapped_func.rule
        assert rule in (ANYONE, SIGNED_IN) or "FORBIDDEN" in codes, name
        assert ("idempotencyKey" in inputs) == ("IDEMPOTENCY_KEY_REUSED" in codes), name
        # A key is kept for a person: strangers have none.
        assert ("idempotencyKey" in inputs) == (rule is not ANYONE and name not in WITHOUT_KEY), name
        passwords = {to_snake_case(each) for each in inputs if "password" in each.lower()}
        assert "idempotencyKey" not in inputs or passwords <= NOT_COMPARED, name
        assert "version" not in inputs or "STALE_VERSION" in codes, name


def test_mutations_take_one_input_and_give_user_errors() -> None:
    mutation = schema._schema.mutation_type
    assert mutation is not None
    for name, field in mutation.fields.items():
        assert list(field.args) == ["input"], name
        payload = field.type.of_type
        assert str(payload.fields["userErrors"].type) == "[UserError!]!", name


def released() -> GraphQLSchema:
    """The contract of the last release."""
    return build_schema((ROOT / "schema" / "released.graphql").read_text())


def broken(now: GraphQLSchema) -> list[str]:
    """The changes that clients of the last release would trip over."""
    return [change.description for change in find_breaking_changes(released(), now)]


def test_nothing_that_was_released_is_broken() -> None:
    assert broken(build_schema(sdl())) == []


def test_a_field_that_is_gone_is_noticed() -> None:
    now = build_schema(sdl())
    order = now.type_map["Order"]
    assert isinstance(order, GraphQLObjectType)
    del order.fields["priority"]
    assert "Field Order.priority was removed." in broken(now)
