"""Running plans: level by level, all rows of a field at once.

Queries and the events of subscriptions run here; whatever does not go smoothly (an error, a null where none may be) is
run again by graphql-core, which knows how to report it. Mutations never run here, as they must not run twice.
"""

import asyncio
from inspect import isawaitable
from types import CoroutineType
from typing import Any, Final

from graphql import ExecutionResult, OperationType, get_named_type
from graphql.execution.values import get_argument_values
from strawberry.schema._graphql_core import GraphQLExecutionContext
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.arguments import convert_arguments
from strawberry.types.info import Info

from models.rows import Row
from schema.plans import FieldPlan, SelectionPlan, plan_of

UNUSUAL: Final = "handled by graphql-core"
TO_COME: Final = (asyncio.Future, CoroutineType)
"""What resolvers give for a value that is still to be read."""


class Unusual(Exception):
    """A value that only graphql-core can report or finish."""


class PlannedExecutor(StrawberryGraphQLCoreExecutionContext):
    """Executes operations by plan where they have one."""

    def execute_operation(self, serially: bool | None = None) -> Any:
        """The result of the operation, or an awaitable of it."""
        if self.operation.operation is OperationType.MUTATION:
            return super().execute_operation(serially)
        plan = plan_of(self.schema, self.operation, self.fragment_definitions)
        if plan is None:
            return super().execute_operation(serially)
        return self._run(plan.root, serially)

    async def _run(self, root: SelectionPlan, serially: bool | None) -> Any:
        try:
            (data,) = await Run(self).objects(root, [self.root_value])
        except Exception:  # noqa: BLE001  graphql-core meets it again, and reports it
            self.context_value.loaders.clear()
            result = super().execute_operation(serially)
            return await result if isawaitable(result) else result
        return ExecutionResult(data, None)


class Run:
    """One execution of a plan. A field's resolver information and arguments are made once, for all rows."""

    def __init__(self, executor: GraphQLExecutionContext[Any]) -> None:
        self._executor = executor
        self._calls: dict[int, dict[str, Any]] = {}

    async def objects(self, selection: SelectionPlan, rows: list[Any]) -> list[dict[str, Any]]:
        """The objects that rows become, in their order."""
        if not rows:
            return []
        if not selection.is_abstract:
            return await self._objects(selection, selection.named.name, rows)
        by_type: dict[str, list[int]] = {}
        resolve_type: Any = selection.named.resolve_type  # type: ignore[union-attr]
        for place, row in enumerate(rows):
            by_type.setdefault(resolve_type(row, None, selection.named), []).append(place)
        found: list[dict[str, Any]] = [{}] * len(rows)
        for typename, places in by_type.items():
            each = await self._objects(selection, typename, [rows[place] for place in places])
            for place, one in zip(places, each, strict=True):
                found[place] = one
        return found

    async def _objects(self, selection: SelectionPlan, typename: str, rows: list[Any]) -> list[dict[str, Any]]:
        fields = selection.fields(typename)
        blank = {each if isinstance(each, str) else each.key: typename for each in fields}
        found = [blank.copy() for _ in rows]
        rest = []
        for each in fields:
            if isinstance(each, str):
                continue
            if each.is_plain:
                _show(each, rows, found)
            else:
                rest.append((each, self._values(each, rows)))
        if len(rest) == 1:
            await self._finish(*rest[0], found)
        elif rest:
            await asyncio.gather(*(self._finish(each, values, found) for each, values in rest))
        return found

    def _values(self, planned: FieldPlan, rows: list[Any]) -> list[Any]:
        """What the field's resolver gives for each row; the loaders behind it collect them all before they read."""
        if planned.is_event:
            return rows
        if planned.resolver is None:
            return [row[planned.column] for row in rows]
        call, resolver = self._call(planned), planned.resolver
        if planned.takes_root:
            return [resolver(root=row, **call) for row in rows]
        return [resolver(**call) for _ in rows]

    def _call(self, planned: FieldPlan) -> dict[str, Any]:
        known = self._calls.get(id(planned))
        if known is None:
            known = self._calls[id(planned)] = self._arguments(planned)
        return known

    def _arguments(self, planned: FieldPlan) -> dict[str, Any]:
        executor, strawberry_field = self._executor, planned.strawberry_field
        call: dict[str, Any] = {}
        if planned.definition.args:
            given = get_argument_values(planned.definition, planned.nodes[0], executor.variable_values)
            converter = executor.schema._strawberry_schema.schema_converter  # type: ignore[attr-defined]
            call = convert_arguments(given, strawberry_field.arguments, converter.scalar_registry, converter.config)
        if planned.takes_info:
            parent: Any = get_named_type(planned.definition.type)
            raw = executor.build_resolve_info(planned.definition, planned.nodes, parent, None)  # type: ignore[arg-type]
            call["info"] = Info(raw, strawberry_field)
        return call

    async def _finish(self, planned: FieldPlan, values: list[Any], found: list[dict[str, Any]]) -> None:
        """Wait for the values where they are still to come, finish them, and put them into the objects."""
        waiting = [value for value in values if isinstance(value, TO_COME)]
        if len(waiting) == len(values):
            values = await asyncio.gather(*waiting)
        elif waiting:
            values = [await value if isinstance(value, TO_COME) else value for value in values]
        if planned.is_required and any(value is None for value in values):
            raise Unusual(UNUSUAL)
        if planned.is_list:
            finished = await self._lists(planned, values)
        elif planned.below is not None:
            finished = await self._spread(planned.below, values)
        else:
            serialize: Any = planned.serialize
            finished = [None if value is None else serialize(value) for value in values]
        key = planned.key
        for one, value in zip(found, finished, strict=True):
            one[key] = value

    async def _lists(self, planned: FieldPlan, values: list[Any]) -> list[Any]:
        if any(value is not None and not isinstance(value, list) for value in values):
            raise Unusual(UNUSUAL)
        items = [item for value in values if value is not None for item in value]
        if planned.has_required_items and any(item is None for item in items):
            raise Unusual(UNUSUAL)
        if planned.below is not None:
            flat = iter(await self._spread(planned.below, items))
        else:
            serialize: Any = planned.serialize
            flat = iter([None if item is None else serialize(item) for item in items])
        return [None if value is None else [next(flat) for _ in value] for value in values]

    async def _spread(self, below: SelectionPlan, rows: list[Row | None]) -> list[dict[str, Any] | None]:
        """Objects for rows, and None where there is none."""
        there = [row for row in rows if row is not None]
        if len(there) == len(rows):
            return list(await self.objects(below, there))
        each = iter(await self.objects(below, there))
        return [None if row is None else next(each) for row in rows]


def _show(planned: FieldPlan, rows: list[Any], found: list[dict[str, Any]]) -> None:
    """Put a plain column of all rows into their objects."""
    key, column, serialize = planned.key, planned.column, planned.serialize
    assert serialize is not None
    missing = 0
    for row, one in zip(rows, found, strict=True):
        value = row[column]
        if value is None:
            one[key] = None
            missing += 1
        else:
            one[key] = serialize(value)
    if missing and planned.is_required:
        raise Unusual(UNUSUAL)
