"""Introspection: the schema never changes, so each document about it is executed once, in a thread."""

from collections import OrderedDict
from collections.abc import Callable
from copy import copy
from typing import Any, Final

import orjson
from graphql import ExecutionResult, FieldNode, OperationDefinitionNode
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.executor import CollectedErrors, Executor
from graphql.pyutils import Path

from execution.documents import aside

REMEMBERED: Final = 8

_answers: Final[OrderedDict[int, tuple[OperationDefinitionNode, ExecutionResult]]] = OrderedDict()
"""Results by the id of the operation, which is kept so that no other operation gets that id; the data is kept as
JSON."""


async def introspected(operation: OperationDefinitionNode, execute: Callable[[], ExecutionResult]) -> ExecutionResult:
    """The result of an operation that selects the schema alone, executed by `execute` or cached."""
    if id(operation) in _answers:
        _answers.move_to_end(id(operation))
        return _answers[id(operation)][1]
    result = await aside(_written, execute)
    if not operation.variable_definitions and not result.errors:
        _answers[id(operation)] = operation, result
        if len(_answers) > REMEMBERED:
            _answers.popitem(last=False)
    return result


async def introspected_field(executor: Executor[Any], key: str, nodes: list[FieldNode]) -> Any:
    """The value of an introspection field at the root of a query; GraphQLError if it is refused."""
    query = executor.schema.query_type
    assert query is not None
    alone, details = copy(executor), [FieldDetails(node, None) for node in nodes]
    alone.collected_errors = CollectedErrors()
    value = await aside(alone.execute_field, query, None, details, Path(None, key, query.name), None)
    for error in alone.collected_errors.errors:
        raise error
    return value


def _written(execute: Callable[[], ExecutionResult]) -> ExecutionResult:
    result = execute()
    return ExecutionResult(orjson.Fragment(orjson.dumps(result.data)), result.errors)  # type: ignore[arg-type]
