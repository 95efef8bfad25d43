"""Running plans: level by level, all rows of a field at once.

Queries and the events of subscriptions run here; whatever does not go smoothly (an error, a null where none may be) is
run again by graphql-core, which knows how to report it. Mutations never run here, as they must not run twice.
"""

import asyncio
from copy import copy
from functools import partial
from inspect import isawaitable
from itertools import islice
from operator import itemgetter
from types import CoroutineType
from typing import Any, Final

from graphql import ExecutionResult, OperationType, get_named_type
from graphql.execution.values import get_argument_values
from strawberry.schema._graphql_core import GraphQLExecutionContext
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.arguments import convert_arguments
from strawberry.types.info import Info

from execution.context import Context
from execution.introspection import introspected
from execution.loading import Loading, loaded
from execution.plans import DocumentPlan, FieldPlan, SelectionPlan, plan_of
from execution.selections import is_introspection
from execution.sharing import shared
from models.core.viewer import Personal

UNUSUAL: Final = "handled by graphql-core"
MANY: Final = 1_000
"""Rows whose column takes a few milliseconds, and all of whose columns would hold the event loop."""


class Unusual(Exception):
    """A value that only graphql-core can report or finish."""


class PlannedExecutor(StrawberryGraphQLCoreExecutionContext):
    """Executes operations by plan where they have one."""

    async def execute_operation(self, serially: bool | None = None) -> Any:
        """The result of the operation."""
        is_mutation = self.operation.operation is OperationType.MUTATION
        fragments, variables = self.fragment_definitions, self.variable_values.coerced
        plan = None if is_mutation else plan_of(self.schema, self.operation, fragments, variables)
        result: Any = await self._planned(plan) if plan else None
        if plan is None and is_introspection(self.operation, fragments):
            result = await introspected(self.operation, super().execute_operation)  # type: ignore[arg-type]
        if result is None:
            result = super().execute_operation(serially)
            result = await result if isawaitable(result) else result
        # Both lead back to the executor, which would keep all that was read until the garbage is collected.
        self.context_value.loaders.clear()
        del self.async_helpers
        return result

    async def _planned(self, plan: DocumentPlan) -> ExecutionResult | None:
        """The result by plan; None where something is unusual."""
        try:
            data = await (self._event(plan) if plan.is_of_event else self._data(plan, self.context_value))
        except Exception:  # noqa: BLE001  graphql-core meets it again, and reports it
            self.context_value.loaders.clear()
            return None
        return ExecutionResult(data, None)

    async def _event(self, plan: DocumentPlan) -> Any:
        """The data of an event, shared with all who get the same."""
        variables, viewer = self.variable_values.coerced, self.context_value.viewer
        try:
            return await shared(plan, variables, self.root_value, viewer, partial(self._data, plan))
        except Personal:
            return await self._data(plan, self.context_value)

    async def _data(self, plan: DocumentPlan, context: Context) -> Any:
        executor = self
        if context is not self.context_value:
            executor = copy(self)
            executor.context_value = context
        (data,) = await Run(executor).objects(plan.root, [self.root_value])
        return data


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
        """Objects of one type: column by column, those that have to be read for all at the same time."""
        fields = selection.fields(typename)
        columns: dict[str, list[Any]] = {}
        waiting = []
        for each in fields:
            if isinstance(each, str):
                columns[each] = [typename] * len(rows)
            elif each.waits:
                columns[each.key] = []
                waiting.append(each)
            else:
                columns[each.key] = await self._column(each, rows)
                if len(rows) > MANY:
                    await asyncio.sleep(0)  # others have their turn
        if len(waiting) == 1:
            columns[waiting[0].key] = await self._column(waiting[0], rows)
        elif waiting:
            found = await asyncio.gather(*(self._column(each, rows) for each in waiting))
            columns.update(zip((each.key for each in waiting), found, strict=True))
        if not columns:
            return [{} for _ in rows]
        return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]

    async def _column(self, planned: FieldPlan, rows: list[Any]) -> list[Any]:
        """What a field is for each row, as it stands in the answer."""
        values = self._values(planned, rows)
        if planned.waits and planned.resolver is not None:
            values = await _settled(values)
        if planned.is_required and None in values:
            raise Unusual(UNUSUAL)
        return await (self._lists(planned, values) if planned.is_list else self._finished(planned, values))

    def _values(self, planned: FieldPlan, rows: list[Any]) -> list[Any]:
        """What the field's resolver gives for each row."""
        if planned.is_event:
            return rows
        if planned.resolver is None:
            return list(map(itemgetter(planned.column), rows))
        call, resolver = self._call(planned), planned.resolver
        if not planned.takes_root:
            return [resolver(**call) for _ in rows]
        return [resolver(row, **call) for row in rows] if call else list(map(resolver, rows))

    def _call(self, planned: FieldPlan) -> dict[str, Any]:
        known = self._calls.get(id(planned))
        if known is None:
            known = self._calls[id(planned)] = self._arguments(planned)
            if planned.takes_info:
                parent: Any = get_named_type(planned.definition.type)
                raw = self._executor.build_resolve_info(planned.definition, planned.nodes, parent, None)  # type: ignore[arg-type]
                known["info"] = Info(raw, planned.strawberry_field)
        return known

    def _arguments(self, planned: FieldPlan) -> dict[str, Any]:
        if planned.arguments is not None:
            return planned.arguments.copy()
        if not planned.definition.args:
            return {}
        executor = self._executor
        given = get_argument_values(planned.definition, planned.nodes[0], executor.variable_values)
        converter = executor.schema._strawberry_schema.schema_converter  # type: ignore[attr-defined]
        takes = planned.strawberry_field.arguments
        found = convert_arguments(given, takes, converter.scalar_registry, converter.config)
        if not planned.has_variables:
            planned.arguments = found.copy()
        return found

    async def _lists(self, planned: FieldPlan, values: list[Any]) -> list[Any]:
        if any(value is not None and not isinstance(value, list) for value in values):
            raise Unusual(UNUSUAL)
        items = [item for value in values if value is not None for item in value]
        if planned.has_required_items and None in items:
            raise Unusual(UNUSUAL)
        flat = iter(await self._finished(planned, items))
        return [None if value is None else list(islice(flat, len(value))) for value in values]

    async def _finished(self, planned: FieldPlan, values: list[Any]) -> list[Any]:
        """Values as they stand in the answer: written, or made objects of; None stays None."""
        if planned.write is not None:
            return planned.write(values)
        assert planned.below is not None
        if None not in values:
            return await self.objects(planned.below, values)
        there = iter(await self.objects(planned.below, [value for value in values if value is not None]))
        return [None if value is None else next(there) for value in values]


async def _settled(values: list[Any]) -> list[Any]:
    """The values, with those that resolvers still have to read."""
    kinds = set(map(type, values))
    if Loading in kinds:
        values = await loaded(values)
    if CoroutineType in kinds:
        coroutines = [value for value in values if isinstance(value, CoroutineType)]
        read = iter(await asyncio.gather(*coroutines) if len(coroutines) > 1 else [await coroutines[0]])
        values = [next(read) if isinstance(value, CoroutineType) else value for value in values]
    return values
