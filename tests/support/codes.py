"""The codes that errors of mutations have, compared with those that their descriptions list."""

from collections.abc import Iterator
from typing import Any, Final

from graphql import FieldNode, GraphQLSyntaxError, OperationDefinitionNode, OperationType, parse

from schema.build import schema


def described_codes() -> dict[str, set[str]]:
    """The codes that each mutation declares, by its name in the contract."""
    mutation = schema._schema.mutation_type
    assert mutation is not None
    definitions = {name: field.extensions["strawberry-definition"] for name, field in mutation.fields.items()}
    return {name: set(each.base_resolver.wrapped_func.codes) for name, each in definitions.items()}


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
