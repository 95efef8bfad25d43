"""Requests: one query or mutation each, from its text to its result.

Strawberry and graphql-core prepare each execution anew: a runner for extensions, middleware, an executor with room for
incremental delivery. An operation that has a plan runs without all that.
"""

from contextlib import AbstractContextManager, nullcontext
from inspect import isawaitable
from typing import Any, Final

import graphql
from graphql import GraphQLError, GraphQLSchema
from graphql.execution.values import VariableValues
from strawberry.execution.is_awaitable import optimized_is_awaitable
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.execution import ExecutionResult, PreExecutionError
from strawberry.types.graphql import OperationType

from adapters.database import replica
from execution.context import Context
from execution.documents import Document, prepared
from execution.executor import PlannedExecutor
from execution.gate import Refused, cost_of, count_request, extensions_of, spend
from execution.limits import Limits
from execution.operations import Operation
from execution.plans import DocumentPlan

_PRIMARY: Final = nullcontext[None]()
Object = dict[str, Any] | None
"""An object of a request; None if it has none."""


async def run(
    schema: GraphQLSchema,
    text: str,
    context: Context,
    *,
    variables: Object = None,
    operation_name: str | None = None,
    extensions: Object = None,
) -> ExecutionResult:
    """The result of the operation of a request, with its cost in the extensions; a PreExecutionError if it did not run.

    CannotGetOperationTypeError if the document has no such operation, InvalidOperationTypeError for a subscription.
    """
    cost = left = None
    try:
        document = await prepared(schema, text, Limits.of_settings())
        context.operation = operation = _chosen(document, operation_name)
        left = await count_request(context.viewer)
        cost = cost_of(document, operation_name, variables, context.viewer)
        await spend(context.viewer, cost, left)
        with await _reads_of(operation):
            result = await _result(schema, document, operation, variables, context, extensions)
    except (CannotGetOperationTypeError, InvalidOperationTypeError):
        raise
    except Refused as refused:
        errors = refused.errors
    except GraphQLError as error:
        errors = [error]
    except Exception as error:  # noqa: BLE001  a fault outside of any field is an error of the whole operation
        errors = [GraphQLError(str(error), original_error=error)]
    else:
        return ExecutionResult(result.data, result.errors, extensions_of(cost, left))
    return PreExecutionError(None, errors, None if cost is None else extensions_of(cost, left))


async def run_unmetered(
    schema: GraphQLSchema, text: str, context: Context, variables: Object
) -> graphql.ExecutionResult:
    """The result of a query of our own, which counts for no limit of its viewer."""
    document = await prepared(schema, text, Limits.of_settings())
    context.operation = operation = _chosen(document, None)
    return await _result(schema, document, operation, variables, context, None)


async def _reads_of(operation: Operation) -> AbstractContextManager[None]:
    """Within the block a query reads from a replica, if there is one that is fresh; a mutation shows what it wrote."""
    if replica.current() is None or operation.node.operation is not graphql.OperationType.QUERY:
        return _PRIMARY
    return await replica.for_query()


def _chosen(document: Document, name: str | None) -> Operation:
    operation = document.operation(name)
    if operation is None:
        raise CannotGetOperationTypeError(name)
    if operation.node.operation is graphql.OperationType.SUBSCRIPTION:
        raise InvalidOperationTypeError(OperationType.SUBSCRIPTION)
    return operation


async def _result(
    schema: GraphQLSchema,
    document: Document,
    operation: Operation,
    variables: Object,
    context: Context,
    extensions: Object,
) -> graphql.ExecutionResult:
    values: Any = operation.variables(variables or {})
    # The errors of variables are told by the executor that graphql-core builds.
    has_errors = isinstance(values, list)
    try:
        plan = None if has_errors or document.introspects else operation.plan(values.coerced)
    except GraphQLError as error:
        return graphql.ExecutionResult(None, [error])
    if plan is not None:
        return await _Execution(schema, operation, values, context, extensions).by_plan(plan)
    result = graphql.execute(
        schema,
        document.node,
        context_value=context,
        variable_values=variables,
        operation_name=operation.name,
        executor_class=PlannedExecutor,
        is_awaitable=optimized_is_awaitable,  # type: ignore[arg-type]
        operation_extensions=extensions,
    )
    return await result if isawaitable(result) else result


class _Execution(PlannedExecutor):
    """The execution of a plan: an executor without the state in which graphql-core keeps what it executes itself."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: Operation,
        variables: VariableValues,
        context: Context,
        extensions: Object,
    ) -> None:
        self.schema = schema
        self.fragment_definitions = operation.fragments
        self.root_value = None
        self.operation = operation.node
        self.variable_values = variables
        self.context_value = context
        self.is_awaitable = optimized_is_awaitable  # type: ignore[assignment]
        self.abort_signal = None
        self.async_helpers = None  # type: ignore[assignment]
        self.operation_extensions = extensions

    async def by_plan(self, plan: DocumentPlan) -> graphql.ExecutionResult:
        """The result of the operation by its plan."""
        try:
            return await self._result(plan)
        finally:
            self.context_value.loaders.clear()
