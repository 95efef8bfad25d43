"""Python that is compiled for the rows of one statement: one function, which makes an object of the response of each.

The code is made from a plan and the shapes of its fields. To-one relations are joins of the same statement. Pages and
lists below a row are statements of their own, for all rows at once. A field without a shape is left out of the code,
and its resolver is called for all rows afterwards.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from tortoise.models import Model

from adapters.database.client import is_sqlite
from adapters.database.reading import Reads, Records, together
from execution.compiled.row_values import HELPERS, Bail, Typenames, Unsupported
from execution.compiled.shapes import One, Value
from execution.paging import AT_ONCE
from execution.plans import FieldPlan, SelectionPlan
from models.core.rows import Row, decoder
from models.core.scope import Scope
from models.core.viewer import Viewer


class Below(Protocol):
    """Rows below the rows of a statement, read for all of these at once."""

    def of_parents(self, run: Any, keys: list[Any], left: "list[Left]") -> Reads[Mapping[Any, Any]]:
        """The values that belong to each of the keys, by key."""
        ...


@dataclass(frozen=True, slots=True)
class Join:
    """A to-one relation: the table, its alias, and the SQL of the key by which its row is found."""

    model: type[Model]
    alias: str
    key: str


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition of the viewer's on the rows under the alias `rows`: under its own there is a row if it is met."""

    where: Callable[[Viewer], Scope]
    rows: str
    alias: str


@dataclass(frozen=True, slots=True)
class Left:
    """A field that is left to its resolver: the objects that want it, and the rows that it is called with."""

    planned: FieldPlan
    objects: list[Any] = field(default_factory=list)
    rows: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Source:
    """The origin of an object's fields: a table under an alias, or the JSON in a column of it."""

    model: type[Model]
    alias: str
    document: str | None = None


class RowCode:
    """The columns and joins of a statement, and the function that makes objects of its rows.

    `key` is a column that each row is found by afterwards; it is the first. `also` are columns that are read although
    no field shows them.
    """

    def __init__(
        self, model: type[Model], selections: list[SelectionPlan], key: str | None, also: Sequence[str] = ()
    ) -> None:
        self.model = model
        self.table: str = model._meta.db_table
        self.joins: list[Join] = []
        self.guards: list[Guard] = []
        self.below: list[tuple[Below, int]] = []
        """Statements below the rows, each with the place of the column that has their key."""
        self._columns: dict[str, str] = {}
        self._names: dict[str, Any] = dict(HELPERS)
        self._left: list[FieldPlan] = []
        self.sqlite = is_sqlite()
        source = Source(model, self.table)
        for name in (*((key,) if key is not None else ()), *also):
            self.variable(f"{self.table}.{name}")
        self._places = {sql.rpartition(".")[2]: place for place, sql in enumerate(self._columns)}
        bodies = [self._rows(selection, source) for selection in selections]
        self._lists = len(bodies)
        self._build: Callable[..., tuple[list[Any], ...]] = self._compiled(bodies)

    @property
    def columns(self) -> list[str]:
        """The SQL of the columns, in the order in which the function takes them."""
        return list(self._columns) or [f"{self.table}.{self.model._meta.db_pk_column}"]

    def row(self, record: Any, names: Sequence[str]) -> Row:
        """These columns of a row in their Python types; `key` and `also` have to contain them."""
        row: Row = {}
        for name in names:
            value, turn = record[self._places[name]], decoder(self.model, name)
            row[name] = value if turn is None or value is None else turn(value)
        return row

    def objects(self, run: Any, records: Records, left: list[Left]) -> Reads[tuple[list[Any], ...]]:
        """The objects of the rows, a list for each of the selections; raises Bail."""
        reads = []
        for below, place in self.below:
            keys = dict.fromkeys(record[place] for record in records)
            keys.pop(None, None)
            reads.append(below.of_parents(run, list(keys), left))
        kids = (yield from together(reads)) if reads else []
        own = [Left(planned) for planned in self._left]
        left += own
        if len(records) <= AT_ONCE:
            return self._built(run, records, kids, own)
        lists: tuple[list[Any], ...] = tuple([] for _ in range(self._lists))
        for start in range(0, len(records), AT_ONCE):
            for objects, more in zip(lists, self._built(run, records[start : start + AT_ONCE], kids, own), strict=True):
                objects.extend(more)
            yield None
        return lists

    def _built(self, run: Any, records: Records, kids: list[Any], left: list[Left]) -> tuple[list[Any], ...]:
        try:
            return self._build(records, kids, left, run.context.viewer)
        except (KeyError, ValueError, TypeError, AttributeError, IndexError, ArithmeticError) as error:
            raise Bail from error

    # The text of the function

    def _compiled(self, bodies: list[str]) -> Callable[..., Any]:
        variables = ", ".join(self._columns.values())
        lists = ", ".join(f"out{number}" for number in range(len(bodies)))
        lines = ["def build(records, kids, left, viewer):"]
        lines += [f" out{number} = []; add{number} = out{number}.append" for number in range(len(bodies))]
        lines += [f" kid{number} = kids[{number}]" for number in range(len(self.below))]
        for number in range(len(self._left)):
            lines.append(f" rows{number} = left[{number}].rows; objects{number} = left[{number}].objects")
            lines.append(f" def keep{number}(it, row): objects{number}.append(it); rows{number}.append(row); return it")
        lines.append(f" for {variables or '_'}, in records:")
        lines += [body.replace("ADD", f"add{number}") for number, body in enumerate(bodies)] or ["  pass"]
        lines.append(f" return ({lists},)" if bodies else " return ()")
        text = "\n".join(lines)
        exec(compile(text, f"<rows of {self.table}>", "exec"), self._names)  # noqa: S102  our own text, without data in it
        # Else the function would lead to itself, and a document that is forgotten wait for the garbage collector.
        build: Callable[..., Any] = self._names.pop("build")
        return build

    def constant(self, value: Any) -> str:
        """The name under which the code finds a value; the same for equal tables."""
        for known, other in self._names.items():
            if other is value or (isinstance(value, dict) and type(other) is dict and other == value):
                return known
        name = f"k{len(self._names)}"
        self._names[name] = value
        return name

    def _rows(self, selection: SelectionPlan, source: Source) -> str:
        """The statements that add the object of a row."""
        if not selection.is_abstract:
            return f"  ADD({self.object(selection, selection.named.name, source)})"
        by_text: dict[str, list[str]] = {}
        for typename in sorted(selection.of_types):
            text = self.object(selection, typename, source, kind="kind")
            by_text.setdefault(text, []).append(typename)
        lines = [f"  kind = {self._typename(selection, source)}"]
        for word, (text, typenames) in zip(["if", *["elif"] * len(by_text)], by_text.items(), strict=False):
            lines.append(f"  {word} kind in {set(typenames)!r}: ADD({text})")
        return "\n".join([*lines, "  else: required(None)"])

    def _typename(self, selection: SelectionPlan, source: Source) -> str:
        """The expression for the type of a row of an interface."""
        names = selection.named.extensions["strawberry-definition"].origin.recognised_by
        if len(names) != 1:
            raise Unsupported
        resolve_type: Any = selection.named.resolve_type  # type: ignore[union-attr]
        known = Typenames(names[0], resolve_type, selection.named)
        return f"{self.constant(known)}[{self.column(source, names[0])}]"

    def object(self, selection: SelectionPlan, typename: str, source: Source, *, kind: str | None = None) -> str:
        """The expression for an object; `kind` is that for the name of its type."""
        parts, left = [], []
        for each in selection.fields(typename):
            if isinstance(each, str):
                parts.append(f"{each!r}: {kind or repr(typename)}")
                continue
            if not isinstance(each, FieldPlan):
                raise Unsupported
            try:
                text = self._field(each, source)
            except Unsupported:
                text = "None"
                left.append(each)
            parts.append(f"{each.key!r}: {text}")
        text = "{" + ", ".join(parts) + "}"
        for each in left:
            text = f"keep{len(self._left)}({text}, {self.row_of(each, source)})"
            self._left.append(each)
        return text

    def row_of(self, planned: FieldPlan, source: Source) -> str:
        """The expression for the row with which a resolver is called."""
        if source.document is not None:
            return self._whole_document(source)
        needs = planned.strawberry_field.metadata.get("needs", (planned.column,))
        return "{" + ", ".join(f"{name!r}: {self.decoded(source, name)}" for name in needs) + "}"

    def _field(self, planned: FieldPlan, source: Source) -> str:
        """The expression for a field; raises Unsupported if it has none."""
        if planned.resolver is None and "needs" in planned.strawberry_field.metadata:
            raise Unsupported
        shape = Value(planned.column) if planned.resolver is None else getattr(planned.resolver, "shape", None)
        expression = EXPRESSIONS.get(type(shape))
        if expression is None:
            raise Unsupported
        return expression(self, planned, source, shape)

    # Columns

    def column(self, source: Source, name: str) -> str:
        """The variable of a column; of one under a name of the JSON, the text there."""
        if source.document is not None:
            return self.variable(self.inside(source, name))
        if name not in source.model._meta.fields_db_projection:
            raise Unsupported
        return self.variable(f"{source.alias}.{name}")

    def variable(self, sql: str) -> str:
        """The variable of a column of the statement."""
        return self._columns.setdefault(sql, f"c{len(self._columns)}")

    def presence(self, source: Source) -> str:
        """The expression for whether there is a joined row; its key is read only if a field shows it."""
        key = f"{source.alias}.{source.model._meta.db_pk_column}"
        variable = self._columns.get(key)
        return self.variable(f"{key} IS NOT NULL") if variable is None else f"{variable} is not None"

    def inside(self, source: Source, key: str) -> str:
        """The SQL of the text under a key of the JSON in a column."""
        column = f"{source.alias}.{source.document}"
        return f"json_extract({column}, '$.{key}')" if self.sqlite else f"{column}->>'{key}'"

    def decoded(self, source: Source, name: str) -> str:
        """The expression for a column in its Python type."""
        variable = self.column(source, name)
        turn = decoder(source.model, name)
        if turn is None:
            return variable
        return f"(None if {variable} is None else {self.constant(turn)}({variable}))"

    def _whole_document(self, source: Source) -> str:
        variable = self.variable(f"{source.alias}.{source.document}")
        return f"loads({variable})"

    # Shapes

    def join(self, shape: One, source: Source) -> str:
        """The alias of the joined table, which is joined once for all fields that lead there."""
        if shape.key is None:
            if source.document is not None:
                raise Unsupported
            key = f"{source.alias}.{shape.column}"
        else:
            key = self.inside(Source(source.model, source.alias, shape.column), shape.key)
            key = key if self.sqlite else f"CAST({key} AS uuid)"
        for join in self.joins:
            if join.model is shape.model and join.key == key:
                return join.alias
        self.joins.append(Join(shape.model, f"j{len(self.joins)}", key))
        return self.joins[-1].alias

    def guard(self, where: Callable[[Viewer], Scope], source: Source) -> str:
        """The expression for whether a row meets a condition of the viewer's."""
        for known in self.guards:
            if known.where is where and known.rows == source.alias:
                return self.variable(f"{known.alias}.is_met")
        self.guards.append(Guard(where, source.alias, f"g{len(self.guards)}"))
        return self.variable(f"{self.guards[-1].alias}.is_met")

    def below_rows(self, source: Source, below: Below, key: str) -> str:
        """The expression for what a statement below the rows has read."""
        if source.document is not None:
            raise Unsupported
        variable = self.column(source, key)
        self.below.append((below, list(self._columns.values()).index(variable)))
        return f"kid{len(self.below) - 1}[{variable}]"


Expression = Callable[[RowCode, FieldPlan, Source, Any], str]
"""A function that makes the Python for a field of a shape; raises Unsupported."""

EXPRESSIONS: Final[dict[type, Expression]] = {}
"""The functions by shape, which `readings` brings together."""
