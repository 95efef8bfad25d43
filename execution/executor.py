"""The execution of plans, level by level, all rows of a field at once.

Errors of fields are handled as the specification says, and reported as graphql-core would report them, so nothing runs
twice. Operations and fields without a plan are left to graphql-core before they run.
"""

import asyncio
from collections.abc import Iterator
from functools import partial
from inspect import isawaitable
from itertools import islice, repeat, starmap
from operator import itemgetter
from typing import Any, Final

from graphql import ExecutionResult, GraphQLError, get_named_type
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.info import Info

from adapters.turns import give_way
from execution.arguments import arguments_of
from execution.compiled.readings import compiled_values, reading_of
from execution.compiled.reads import quarter_now
from execution.context import Context
from execution.failures import Column, Nodes, located
from execution.introspection import introspected, introspected_field
from execution.loading import settled
from execution.plans import DocumentPlan, FieldPlan, SchemaField, SelectionPlan
from execution.selections import is_introspection
from models.core.viewers.anybody import Personal

MANY: Final = 500
"""The number of rows of which one column takes a few milliseconds, and all columns would block the event loop."""
FEW_ERRORS: Final = 2
"""The number of errors in variables for which similar names are looked for."""


class PlannedExecutor(StrawberryGraphQLCoreExecutionContext):
    """An executor that runs operations by plan if they have one."""

    @classmethod
    def build(cls, *args: Any, **options: Any) -> Any:
        """The executor of an operation, or the errors of its variables.

        Similar names are suggested only for a few errors, since finding them takes milliseconds for each.
        """
        built = super().build(*args, **options | {"hide_suggestions": True})
        has_few_errors = isinstance(built, list) and len(built) <= FEW_ERRORS
        return super().build(*args, **options) if has_few_errors else built

    async def execute_operation(self, serially: bool | None = None) -> Any:
        """The result of the operation."""
        try:
            try:
                plan = self.context_value.operation.plan(self.variable_values.coerced)
            except GraphQLError as error:
                return ExecutionResult(None, [error])
            if plan is not None:
                return await self._result(plan)
            if is_introspection(self.operation, self.fragment_definitions):
                return await introspected(self.operation, super().execute_operation)  # type: ignore[arg-type]
            result = super().execute_operation(serially)
            return await result if isawaitable(result) else result
        finally:
            # Both lead back to the executor, which would keep everything read until the next garbage collection.
            self.context_value.loaders.clear()
            del self.async_helpers

    async def _result(self, plan: DocumentPlan) -> ExecutionResult:
        root = await Run(self).objects(plan.root, [self.root_value])
        errors = await located(root.failures[0]) if root.failures else None
        return ExecutionResult(root.values[0], errors)


class Run:
    """One execution of a plan. The resolver information and arguments of a field are made once, for all rows."""

    def __init__(self, executor: StrawberryGraphQLCoreExecutionContext) -> None:
        self.context: Context = executor.context_value
        self.quarter = quarter_now()
        self._executor = executor
        self._calls: dict[int, dict[str, Any]] = {}

    async def objects(self, selection: SelectionPlan, rows: list[Any], nodes: Nodes = ()) -> Column:
        """The objects of the rows, in their order; `nodes` select the field whose rows they are."""
        if not rows:
            return Column([])
        if not selection.is_abstract:
            return await self._objects(selection, selection.named.name, rows)
        objects = Column([None] * len(rows))
        for typename, places in _by_type(selection, rows, nodes, objects).items():
            of_type = await self._objects(selection, typename, [rows[place] for place in places])
            objects.put(of_type, places)
        return objects

    async def _objects(self, selection: SelectionPlan, typename: str, rows: list[Any]) -> Column:
        """The objects of rows of one type, column by column; the columns that have to wait are read concurrently."""
        fields = selection.fields(typename)
        columns: dict[str, Column] = {}
        waiting: list[FieldPlan | SchemaField] = []
        for each in fields:
            if isinstance(each, str):
                columns[each] = Column([typename] * len(rows))
            elif isinstance(each, SchemaField) or each.waits or selection.in_turn:
                columns[each.key] = Column([])
                waiting.append(each)
            else:
                columns[each.key] = await self.column(each, rows)
                if len(rows) > MANY:
                    await give_way()
        if selection.in_turn:
            await self._in_turn(waiting, rows, columns)
        elif waiting:
            columns.update(await self._waited_for(waiting, rows))
        if not columns:
            return Column([{} for _ in rows])
        values = zip(*[column.values for column in columns.values()], strict=True)
        objects = Column([dict(zip(columns, row, strict=True)) for row in islice(values, MANY)])
        while len(objects.values) < len(rows):
            await give_way()
            objects.values += [dict(zip(columns, row, strict=True)) for row in islice(values, MANY)]
        for key in [key for key, column in columns.items() if column.failures]:
            is_required = next(each.is_required for each in fields if not isinstance(each, str) and each.key == key)
            for place in columns[key].failures:
                objects.take(place, key, columns[key], place, is_required=is_required)
        return objects

    async def _waited_for(self, fields: list[FieldPlan | SchemaField], rows: list[Any]) -> dict[str, Column]:
        """The values of fields that are read: those with compiled reads together, and at the same time each other."""
        compiled = [each for each in fields if isinstance(each, FieldPlan) and reading_of(each)]
        if len(compiled) == len(fields):
            return await self._compiled(compiled, rows)
        others = [each for each in fields if each not in compiled]
        if not compiled and len(others) == 1:
            return {others[0].key: await self._read(others[0], rows)}
        reads = asyncio.gather(*(self._read(each, rows) for each in others))
        columns, read = await asyncio.gather(self._compiled(compiled, rows), reads)
        return columns | dict(zip((each.key for each in others), read, strict=True))

    async def _compiled(self, fields: list[FieldPlan], rows: list[Any]) -> dict[str, Column]:
        """The values of fields by their compiled reads, or else by their resolvers."""
        found = await compiled_values(self, fields, rows) if fields else []
        return {
            each.key: Column(values) if values is not None else await self._resolved(each, rows)
            for each, values in zip(fields, found, strict=True)
        }

    async def _in_turn(
        self, fields: list[FieldPlan | SchemaField], rows: list[Any], columns: dict[str, Column]
    ) -> None:
        """Fill in the columns of fields that change something, up to a failed one that may not be null."""
        for each in fields:
            columns[each.key] = Column([None] * len(rows))
        for each in fields:
            self.context.loaders.clear()  # the rows read may have changed
            columns[each.key] = await self._read(each, rows)
            if each.is_required and columns[each.key].lost:
                return

    async def _read(self, planned: FieldPlan | SchemaField, rows: list[Any]) -> Column:
        """The values of a field that has to be waited for."""
        if not isinstance(planned, SchemaField):
            return await self.column(planned, rows)
        told = introspected_field(self._executor, planned.key, planned.nodes)
        column = Column(list(await asyncio.gather(told, return_exceptions=True)))
        column.fail_where_raised(planned.nodes)
        return column

    async def column(self, planned: FieldPlan, rows: list[Any]) -> Column:
        """The values of a field for all rows, as they are in the response."""
        if planned.waits and reading_of(planned):
            return (await self._compiled([planned], rows))[planned.key]
        return await self._resolved(planned, rows)

    async def _resolved(self, planned: FieldPlan, rows: list[Any]) -> Column:
        """The values of a field by its resolver."""
        column = Column([])
        try:
            results = self._results(planned, rows)
        except Exception as error:  # noqa: BLE001  refused arguments, the same for all rows
            results = map(_raise, repeat(error, len(rows)))
        try:
            while len(column.values) < len(rows):
                column.values.extend(islice(results, MANY))  # keeps the results before an error
                if len(column.values) < len(rows):
                    await give_way()
        except Personal:
            raise
        except Exception as error:  # noqa: BLE001  reported as the error of the field
            await column.collect(results, error, planned.nodes)
        if planned.waits and planned.resolver is not None:
            column.values = await settled(column.values)
            column.fail_where_raised(planned.nodes)
        if planned.is_required and None in column.values:
            column.fail_where_null(planned.place, planned.nodes)
        if planned.is_list:
            return await self._lists(planned, column)
        if planned.write is not None:
            column.write(planned.write, planned.nodes)
            return column
        return await self._below(planned, column)

    def _results(self, planned: FieldPlan, rows: list[Any]) -> Iterator[Any]:
        """An iterator over the results for the rows, which continues after errors."""
        if planned.is_event:
            return iter(rows)
        if planned.resolver is None:
            return map(itemgetter(planned.column), rows)
        call, resolver = self._call(planned), planned.resolver
        if not planned.takes_root:
            return starmap(partial(resolver, **call), repeat((), len(rows)))
        return map(partial(resolver, **call) if call else resolver, rows)

    def _call(self, planned: FieldPlan) -> dict[str, Any]:
        call = self._calls.get(id(planned))
        if call is None:
            call = self._calls[id(planned)] = self.arguments(planned)
            if planned.takes_info:
                parent: Any = get_named_type(planned.definition.type)
                raw = self._executor.build_resolve_info(planned.definition, planned.nodes, parent, None)  # type: ignore[arg-type]
                call["info"] = Info(raw, planned.strawberry_field)
        return call

    def arguments(self, planned: FieldPlan) -> dict[str, Any]:
        """The arguments of a field, as its resolver takes them."""
        return arguments_of(planned, self._executor)

    async def _lists(self, planned: FieldPlan, column: Column) -> Column:
        """Complete lists for the response, the items of all of them together."""
        column.make_lists(planned.place, planned.nodes)
        lists = column.values
        items = Column([item for value in lists if value is not None for item in value])
        if planned.has_required_items and None in items.values:
            items.fail_where_null(planned.place, planned.nodes)
        if planned.write is not None:
            items.write(planned.write, planned.nodes)
        else:
            items = await self._below(planned, items)
        if len(items.values) > MANY:
            await give_way()
        flat = iter(items.values)
        column.values = [None if value is None else list(islice(flat, len(value))) for value in lists]
        if items.failures:
            places = [(place, step) for place, value in enumerate(lists) for step in range(len(value or ()))]
            for number in sorted(items.failures):
                column.take(*places[number], items, number, is_required=planned.has_required_items)
        return column

    async def _below(self, planned: FieldPlan, column: Column) -> Column:
        """The objects of a field's values; None stays None."""
        assert planned.below is not None
        if None not in column.values:
            return await self.objects(planned.below, column.values, planned.nodes)
        places = [place for place, value in enumerate(column.values) if value is not None]
        there = [column.values[place] for place in places]
        column.put(await self.objects(planned.below, there, planned.nodes), places)
        return column


def _raise(error: Exception) -> None:
    raise error


def _by_type(selection: SelectionPlan, rows: list[Any], nodes: Nodes, objects: Column) -> dict[str, list[int]]:
    """The places of rows by type; rows without a known type fail."""
    places: dict[str, list[int]] = {}
    resolve_type: Any = selection.named.resolve_type  # type: ignore[union-attr]
    for place, row in enumerate(rows):
        try:
            typename = resolve_type(row, None, selection.named)
            if typename not in selection.of_types:
                raise TypeError(f"A {selection.named} cannot be a {typename}.")
            places.setdefault(typename, []).append(place)
        except Exception as error:  # noqa: BLE001  reported as the error of the field
            objects.fail(place, error, nodes)
    return places
