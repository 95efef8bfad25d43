"""The codes that errors of mutations have, compared with those that their descriptions list."""

from collections.abc import Iterator
from typing import Any, Final

from graphql import FieldNode, GraphQLSyntaxError, OperationDefinitionNode, OperationType, parse

from schema.build import schema


def described_codes() -> dict[str, set[str]]:
    """The codes that each mutation declares, by its name in the contract."""
    return {name: set(each.codes) for name, each in RESOLVERS.items()}


def room_of(name: str) -> str:
    """The room that a mutation belongs to."""
    return str(RESOLVERS[name].__module__.split(".")[1])


def _resolvers() -> dict[str, Any]:
    mutation = schema._schema.mutation_type
    assert mutation is not None
    definitions = {name: field.extensions["strawberry-definition"] for name, field in mutation.fields.items()}
    return {name: each.base_resolver.wrapped_func for name, each in definitions.items()}


RESOLVERS: Final = _resolvers()
"""The functions of all mutations, by their names in the contract."""
CODES: Final = described_codes()


def expect_described_codes(query: str, answer: dict[str, Any]) -> None:
    """Fail if a mutation answers with a code that its description does not list."""
    for name, payload in _payloads(query, answer.get("data") or {}):
        for each in (payload, *(payload.get("results") or ())):
            given = {error["code"] for error in each.get("userErrors") or () if "code" in error}
            assert given <= CODES[name], f"{name} does not describe {given - CODES[name]}"


def _payloads(query: str, data: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The payloads of an answer, each with the name of its mutation."""
    try:
        definitions = parse(query).definitions
    except GraphQLSyntaxError:
        return
    for definition in definitions:
        if not isinstance(definition, OperationDefinitionNode) or definition.operation is not OperationType.MUTATION:
            continue
        for field in definition.selection_set.selections:
            if isinstance(field, FieldNode):
                payload = data.get(field.alias.value if field.alias else field.name.value)
                if isinstance(payload, dict):
                    yield field.name.value, payload
