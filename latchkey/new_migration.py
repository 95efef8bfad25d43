"""`make migration NAME=...`: writes the migration that brings the tables up to date with the models.

The ORM finds the differences. Operations that leave something out, or lose something on SQLite, are replaced by those
of models/core/migration_operations.py and models/core/migrating/operations.py.
"""

import asyncio
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tortoise import Tortoise
from tortoise.fields import Field
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.schema_generator.operation_generator import OperationGenerator
from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.migrations.writer import ImportManager, MigrationWriter, _render_call, slugify_migration_name

from latchkey.migrate import projected
from models.core.database import config
from models.core.migrating.operations import AddUnique, BuildIndex, BuildModelIndex
from models.core.migration_operations import ChangeField, DropField, DropUnique, RedescribeField

APP = "models"
USAGE = """\
Usage: make migration NAME=what_is_new
Writes the next migration from the differences between the models and the existing migrations.
See docs/tables.md."""


class UnsupportedChange(Exception):
    """A change of a model for which no migration can be written; the message says what to do instead."""


async def missing() -> tuple[MigrationAutodetector, list[ops.TortoiseOperation]]:
    """The autodetector and the operations that the migrations lack; raises UnsupportedChange.

    Docstrings of models and descriptions of columns are ignored: they change without a migration.
    """
    options = config("sqlite://:memory:")
    await Tortoise.init(config=options, init_connections=False)
    try:
        assert Tortoise.apps is not None
        detector = MigrationAutodetector(Tortoise.apps, options["apps"])
        await detector.loader.build_graph()
        old = _without_words(await projected(detector.loader, detector._full_plan()))
        new = _without_words(detector._current_state())
        for model in new.models.values():
            _expect_for_both(model)
        operations = OperationGenerator(old, new).generate(app_labels=[APP])
        return detector, [step for operation in operations for step in _whole(operation, old, new)]
    finally:
        await Tortoise.close_connections()


def write(name: str, detector: MigrationAutodetector, steps: list[ops.TortoiseOperation]) -> Path:
    """Write the next migration with these operations and return its file."""
    slug = slugify_migration_name(name)
    writer = _Writer(
        f"{detector._next_number(APP):04d}_{slug}",
        APP,
        steps,
        dependencies=detector._dependencies_for_app(APP, detector._current_state()),
        initial=False,
        migrations_module=detector.apps_config[APP]["migrations"],
    )
    path = writer.path()
    path.write_text(f'"""{slug.replace("_", " ").capitalize()}."""\n\n{writer.as_string()}', encoding="utf-8")
    for command in (["check", "--fix"], ["format"]):
        subprocess.run([sys.executable, "-m", "ruff", *command, "--quiet", path], check=True)  # noqa: S603 - our own
    return path


def _without_words(state: State) -> State:
    for model in state.models.values():
        model.options.pop("table_description", None)
        for field in model.fields.values():
            field.description = None
    return state


def _expect_for_both(model: ModelState) -> None:
    indexes = model.options.get("indexes", ())
    if "constraints" in model.options or any(type(index) not in (tuple, list, Index) for index in indexes):
        raise UnsupportedChange(
            f"{model.name}.Meta: constraints and partial indexes do not work on both databases. Write them in a "
            "migration only, as AddCheck and BuildIndex."
        )
    for name in [name for index in indexes for name in _names(index)]:
        if isinstance(model.fields.get(name), ForeignKeyFieldInstance):
            raise UnsupportedChange(f"{model.name}.Meta.indexes: use the column, {_column_name(model, name)}.")


def _names(key: Index | Sequence[str]) -> Sequence[str]:
    return key.field_names if isinstance(key, Index) else key


def _whole(operation: ops.TortoiseOperation, old: State, new: State) -> Iterator[ops.TortoiseOperation]:
    """The operation in the form that works on both databases, followed by its indexes."""
    if isinstance(operation, ops.CreateModel):
        yield operation
        yield from _indexes_of_keys(new.models[APP, operation.name])
    elif isinstance(operation, ops.AddField):
        model = new.models[APP, operation.model_name]
        field = model.fields[operation.name]
        if not field.null and not field.has_db_default():
            raise UnsupportedChange(
                f"{model.name}.{operation.name} needs null=True or a db_default=...: existing rows have no value, and "
                "processes of the previous version write none."
            )
        yield operation
        if field.index or isinstance(field, ForeignKeyFieldInstance):
            yield _create_index(model, operation.name)
    elif isinstance(operation, ops.AlterField):
        model = new.models[APP, operation.model_name]
        yield from _changed(operation, old.models[APP, operation.model_name].fields[operation.name], model)
    elif isinstance(operation, ops.RemoveField):
        yield DropField(operation.model_name, operation.name)
    elif isinstance(operation, ops.RemoveConstraint):
        yield DropUnique(operation.model_name, fields=operation.fields)
    elif isinstance(operation, ops.AddIndex):
        model = new.models[APP, operation.model_name]
        operation.index.name = operation.index.name or _index_name(model, _names(operation.index))
        yield BuildModelIndex(operation.model_name, operation.index)
    elif isinstance(operation, ops.AddConstraint):
        yield AddUnique(operation.model_name, operation.constraint)
    else:
        yield operation


def _changed(operation: ops.AlterField, before: Field[Any], model: ModelState) -> Iterator[ops.TortoiseOperation]:
    name, after = f"{model.name}.{operation.name}", model.fields[operation.name]
    if _values(before) != _values(after):
        raise UnsupportedChange(f"{name} cannot change its type: add a column, copy the values, drop this one later.")
    is_same = _column(before) == _column(after)
    if (before.index and not after.index) or (before.index != after.index and not is_same):
        raise UnsupportedChange(f"{name}: write RedescribeField and DropIndex by hand, and other changes separately.")
    yield (RedescribeField if is_same else ChangeField)(model.name, operation.name, after)
    if after.index and not before.index:
        yield _create_index(model, operation.name)


def _values(field: Field[Any]) -> tuple[object, ...]:
    """The properties of a column that no operation can change."""
    if isinstance(field, ForeignKeyFieldInstance):
        return field.source_field, field.model_name, field.on_delete
    return field.source_field, field.field_type


def _column(field: Field[Any]) -> tuple[object, ...]:
    is_key = isinstance(field, ForeignKeyFieldInstance)
    types = [] if is_key else [field.get_for_dialect(dialect, "SQL_TYPE") for dialect in ("sqlite", "postgres")]
    return (*types, field.null, field.unique, field.db_default)


def _indexes_of_keys(model: ModelState) -> Iterator[BuildIndex]:
    keys = (*model.options.get("unique_together", ()), *model.options.get("indexes", ()))
    first = {_names(key)[0] for key in keys}
    for name, field in model.fields.items():
        is_key = isinstance(field, ForeignKeyFieldInstance) and not field.unique
        if is_key and name not in first and _column_name(model, name) not in first:
            yield _create_index(model, name)


def _create_index(model: ModelState, name: str) -> BuildIndex:
    column = _column_name(model, name)
    return BuildIndex(_index_name(model, [column]), f"{model.table} ({column})")


def _index_name(model: ModelState, columns: Sequence[str]) -> str:
    return "_".join([model.table, *columns, "idx"])


def _column_name(model: ModelState, name: str) -> str:
    return model.fields[name].source_field or name


class _Writer(MigrationWriter):
    """Also writes the operations of models/core/, and leaves out default arguments."""

    def _format_operation(self, operation: Any, imports: ImportManager, *, indent: str) -> list[str]:
        kind = type(operation)
        if isinstance(operation, BuildIndex):
            imports.add_from(kind.__module__, kind.__name__)
            return [f"{indent}BuildIndex({operation.name!r}, {operation.on!r}),"]
        lines = super()._format_operation(operation, imports, indent=indent)
        if kind.__module__ == ops.__name__:
            return lines
        imports.add_from(kind.__module__, kind.__name__)
        return [re.sub(r"^( *)ops[.]\w+[(]", rf"\1{kind.__name__}(", lines[0]), *lines[1:]]

    def _render_field(self, field: Field[Any], imports: ImportManager) -> str:
        path, positional, named = field.deconstruct()
        usual = inspect.signature(type(field).__init__).parameters
        unusual = {
            name: value
            for name, value in named.items()
            if name == "on_delete" or name not in usual or usual[name].default != value
        }
        return _render_call(path, positional, unusual, imports)


def main(name: str) -> int:
    """Write the migration and list its operations; returns the exit code."""
    if not name:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        detector, steps = asyncio.run(missing())
    except UnsupportedChange as error:
        print(error, file=sys.stderr)
        return 1
    if not steps:
        print("Models and migrations agree: there is nothing to write.")
        return 0
    print(f"Wrote {write(name, detector, steps).relative_to(Path.cwd())}. Review it with docs/tables.md:")
    for step in steps:
        print(f"  {step.describe()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:]).strip()))
