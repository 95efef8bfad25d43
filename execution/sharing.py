"""Execution of an event once for all subscribers with the same rights, document and variables.

Only the variables that fields take are compared. The event is executed for an anonymous viewer with these rights, who
has no name, contact or session: a resolver that needs one of these raises Personal, and the event is executed for each
subscriber separately. Whether a subscriber may see the event at all, and still has these rights, was checked before for
each of them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from graphql import ExecutionResult

from execution.context import Context
from execution.plans import DocumentPlan
from models.core.rows import Row
from models.core.viewer import Personal, Viewer

SHARED_SECONDS: Final = 0.1
"""Time for which an execution is kept for others: all who wait for an event are woken at the same moment."""

Execute = Callable[[Context], Awaitable[ExecutionResult]]

_executions: dict[tuple[DocumentPlan, Any, int, tuple[Any, ...]], tuple[Row, asyncio.Future[ExecutionResult]]] = {}
"""Executions by plan, variables, event and rights; the event is kept so that no other gets its id."""


async def shared(
    plan: DocumentPlan, variables: Mapping[str, Any], event: Row, viewer: Viewer, execute: Execute
) -> ExecutionResult:
    """The result of `execute` for any viewer with the same rights; raises Personal if it depends on the viewer."""
    if plan.is_personal:
        raise Personal
    taken = {name: variables[name] for name in plan.variables if name in variables}
    key = (plan, _frozen(taken), id(event), viewer.rights)
    kept = _executions.get(key)
    if kept is None:
        anybody = Context(viewer=viewer.as_anybody(), token=None, peer="", user_agent=None)
        kept = _executions[key] = event, asyncio.ensure_future(execute(anybody))
        asyncio.get_running_loop().call_later(SHARED_SECONDS, _executions.pop, key)
    execution = kept[1]
    try:
        return execution.result() if execution.done() else await asyncio.shield(execution)
    except Personal:
        plan.is_personal = True
        raise


def _frozen(value: Any) -> Any:
    """The value of a variable in a form that can be compared: equal only for values that are equal to resolvers."""
    if isinstance(value, Mapping):
        return frozenset((name, _frozen(item)) for name, item in value.items())
    if isinstance(value, list):
        return tuple(map(_frozen, value))
    return type(value), value
