"""The operation of a subscription: it is started once, and executed for one event after another.

An event is executed for one viewer, or once for all who send the same document with the same values for the variables
that its fields take, and have the same rights. It is then executed for anybody with these rights, who has no name,
contact or session: a resolver that needs one of these raises Personal. Whether a subscriber may see the event at all is
asked before it is executed.
"""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any
from weakref import WeakValueDictionary

import strawberry
from graphql import ExecutionResult, GraphQLSchema, VariableValues, create_source_event_stream

from execution.context import Context
from execution.documents import prepared
from execution.executor import PlannedExecutor
from execution.gate import Refused, cost_of, count_request, spend
from execution.limits import Limits
from execution.operations import Operation
from execution.plans import DocumentPlan
from models.core.rows import Row
from models.core.viewer import Viewer

_alike: "WeakValueDictionary[tuple[Any, ...], LiveOperation]" = WeakValueDictionary()
"""The operations under way by their keys: most subscribers ask for the same as others."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class LiveOperation:
    """A subscription that has started; `cost` is what an event costs at most."""

    cost: int
    _operation: Operation
    _executor: PlannedExecutor
    _plan: DocumentPlan | None

    @property
    def key(self) -> tuple[Any, ...] | None:
        """Equal for operations that have equal results for anybody with the same rights; None if there is no such key,
        since the results depend on who asks."""
        plan = self._plan
        if plan is None or plan.is_personal:
            return None
        variables: VariableValues = self._executor.variable_values
        taken = {name: variables.coerced[name] for name in plan.variables if name in variables.coerced}
        return plan, _frozen(taken), self.cost

    def mark_personal(self) -> None:
        """Remember that the results of this document depend on who asks."""
        if self._plan is not None:
            self._plan.is_personal = True

    async def result(self, event: Row, context: Context) -> ExecutionResult:
        """The result for one event; raises Personal if it depends on a person whom the context does not know."""
        executor = self._executor.build_per_event_executor(event)
        context.operation = self._operation
        executor.context_value = context
        executed: Awaitable[Any] = executor.execute_operation()  # type: ignore[assignment]
        result: ExecutionResult = await executed
        return result


async def start(
    schema: strawberry.Schema,
    query: str,
    variables: dict[str, Any] | None,
    operation_name: str | None,
    context: Context,
) -> tuple[LiveOperation, Any]:
    """A subscription, and the stream that its field's resolver gives.

    Raises GraphQLError for a document that cannot be parsed, Refused for an operation that may not run, and what the
    resolver raises.
    """
    document = await prepared(schema._schema, query, Limits.of_settings())
    left = await count_request(context.viewer)
    cost = cost_of(document, operation_name, variables, context.viewer)
    await spend(context.viewer, cost, left)
    context.operation = operation = document.operation(operation_name)
    assert operation is not None
    executor: Any = PlannedExecutor.build(schema._schema, document.node, None, context, variables, operation_name)
    if isinstance(executor, list):
        raise Refused(executor)
    source: Any = create_source_event_stream(executor)
    events = await source if isawaitable(source) else source
    if isinstance(events, ExecutionResult):
        for error in events.errors or ():
            raise error.original_error or Refused([error])
    executor.context_value = None
    live = LiveOperation(cost, operation, executor, operation.plan(executor.variable_values.coerced))
    return (live if live.key is None else _alike.setdefault(live.key, live)), events


async def stored(schema: GraphQLSchema, query: str, viewer: Viewer) -> LiveOperation:
    """A subscription without variables that is not started: its events come from somewhere else.

    Raises GraphQLError for a document that cannot be parsed, Refused for one that is invalid or costs too much.
    """
    document = await prepared(schema, query, Limits.of_settings())
    cost = cost_of(document, None, None, viewer)
    operation = document.operation(None)
    assert operation is not None
    executor: Any = PlannedExecutor.build(schema, document.node)
    if isinstance(executor, list):
        raise Refused(executor)
    return LiveOperation(cost, operation, executor, operation.plan({}))


def _frozen(value: Any) -> Any:
    """The value of a variable in a form that can be compared: equal only for values that are equal to resolvers."""
    if isinstance(value, Mapping):
        return frozenset((name, _frozen(item)) for name, item in value.items())
    if isinstance(value, list):
        return tuple(map(_frozen, value))
    return type(value), value
