"""Expressions: the Python for one field of an object, from the variables of the columns that it is made of.

There is a function for each shape. A value that cannot be as the field promises raises, and the rows are read in the
ordinary way.
"""

from collections.abc import Callable
from enum import Enum
from typing import Any, Final

from graphql import GraphQLEnumType, GraphQLScalarType, get_named_type
from tortoise import fields
from tortoise.models import Model

from adapters.text.opaque import encode
from execution.compiled import shapes
from execution.compiled.row_code import Expression, RowCode, Source
from execution.compiled.row_values import Unsupported
from execution.plans import FieldPlan
from execution.serializers import is_written_as_it_is
from models.core.rows import decoder


def _value(code: RowCode, planned: FieldPlan, source: Source, name: str) -> str:
    if planned.is_list:
        raise Unsupported
    if planned.below is not None:
        return _document(code, planned, source, name)
    if source.document is not None:
        if not _is_text(planned):
            raise Unsupported
        return _leaf(code, planned, code.column(source, name), fields.TextField(null=True))
    column = _field_of(source.model, name)
    if isinstance(column, fields.DatetimeField) and get_named_type(planned.definition.type).name == "DateTime":
        return _moment(code, planned, source, name, column)
    return _leaf(code, planned, code.column(source, name), column, decoder(source.model, name))


def _moment(code: RowCode, planned: FieldPlan, source: Source, name: str, column: fields.Field[Any]) -> str:
    """The expression for a moment, from the database's text of it: no `datetime` is made."""
    if code.sqlite:
        variable = code.column(source, name)
        return _or_nothing(planned, column, variable, f"moment({variable})")
    variable = code.variable(f"CAST({source.alias}.{name} AT TIME ZONE 'UTC' AS text)")
    usual = f"{variable}.replace(' ', 'T') + 'Z'"
    text = f"({usual} if len({variable}) == {len('2026-11-27 09:00:00.123456')} else round_moment({variable}))"
    return _or_nothing(planned, column, variable, text)


def _document(code: RowCode, planned: FieldPlan, source: Source, name: str) -> str:
    """The expression for an object that is kept as JSON."""
    assert planned.below is not None
    if source.document is not None or planned.below.is_abstract:
        raise Unsupported
    if not isinstance(_field_of(source.model, name), fields.JSONField):
        raise Unsupported
    inner = Source(source.model, source.alias, name)
    text = code.object(planned.below, planned.below.named.name, inner)
    if not _field_of(source.model, name).null:
        return text
    there = code.variable(f"{source.alias}.{name} IS NOT NULL")
    return f"({text} if {there} else {_nothing(planned)})"


def _leaf(
    code: RowCode,
    planned: FieldPlan,
    variable: str,
    column: fields.Field[Any],
    turn: Callable[[Any], Any] | None = None,
) -> str:
    """The expression for a scalar or an enum, from the variable of a column that `turn` decodes."""
    named = get_named_type(planned.definition.type)
    if isinstance(named, GraphQLEnumType):
        text = f"{code.constant(_names_of(named))}[{variable}]"
    elif named.name == "Boolean" and isinstance(column, fields.BooleanField):
        text = f"({variable} != 0)" if code.sqlite else variable
    elif (named.name == "Int" and isinstance(column, fields.IntField)) or (
        isinstance(column, fields.CharField | fields.TextField) and is_written_as_it_is(named)
    ):
        text = variable
    elif isinstance(named, GraphQLScalarType):
        text = f"{code.constant(_written(named, turn))}({variable})"
    else:
        raise Unsupported
    return _or_nothing(planned, column, variable, text)


def _or_nothing(planned: FieldPlan, column: fields.Field[Any], variable: str, text: str) -> str:
    """The expression `text`, or that for an empty column."""
    if not column.null:
        return text
    if text == variable and not planned.is_required:
        return text
    return f"({text} if {variable} is not None else {_nothing(planned)})"


def _called(code: RowCode, planned: FieldPlan, source: Source, _shape: None) -> str:
    """The expression for a field whose resolver needs nothing but a few columns."""
    if planned.takes_info or not planned.takes_root or planned.waits or planned.definition.args:
        raise Unsupported
    if source.document is not None:
        raise Unsupported
    return _result(code, planned, f"{code.constant(planned.resolver)}({code.row_of(planned, source)})")


def _by_viewer(code: RowCode, planned: FieldPlan, source: Source, shape: shapes.ByViewer) -> str:
    if source.document is not None:
        raise Unsupported
    return _result(code, planned, f"{code.constant(shape.tell)}(viewer, {code.row_of(planned, source)})")


def _result(code: RowCode, planned: FieldPlan, call: str) -> str:
    """The expression for the result of a function as it is in the response."""
    named = get_named_type(planned.definition.type)
    if planned.below or (planned.is_list and not (planned.is_required and planned.has_required_items)):
        raise Unsupported
    if isinstance(named, GraphQLEnumType):
        names = _names_of(named) if planned.is_required else {None: None} | _names_of(named)
        table = code.constant(names)
        return f"[{table}[each] for each in {call}]" if planned.is_list else f"{table}[{call}]"
    if planned.is_list:
        raise Unsupported
    assert isinstance(named, GraphQLScalarType)
    text = call if is_written_as_it_is(named) else f"{code.constant(_written_if_there(named))}({call})"
    return f"required({text})" if planned.is_required else text


def _global_id(code: RowCode, planned: FieldPlan, source: Source, shape: shapes.GlobalId) -> str:
    variable = code.column(source, shape.column)
    if not isinstance(_field_of(source.model, shape.column), fields.UUIDField):
        return _id_of_position(variable, shape.prefix)
    data = f"unhex({variable}.replace('-', ''))" if code.sqlite else f"{variable}.bytes"
    return _opaque(shape.prefix, data)


def _id_of_position(variable: str, prefix: bytes) -> str:
    """The expression for the id of an event. The first half is the same for the first 68 billion, and the other half is
    looked up: it takes a quarter of the time."""
    start = encode(prefix + bytes(8))[:6]
    end = f"PAIRS[{variable} >> 24] + PAIRS[{variable} >> 12 & 4095] + PAIRS[{variable} & 4095]"
    otherwise = _opaque(prefix, f"{variable}.to_bytes(8, 'big')")
    return f"({start!r} + {end} if {variable} < {2**36} else {otherwise})"


def _opaque(prefix: bytes, data: str) -> str:
    return f"b64({prefix!r} + {data}, newline=False).translate(ALPHABET, b'=').decode()"


def _amount(code: RowCode, planned: FieldPlan, source: Source, shape: shapes.Amount) -> str:
    assert planned.below is not None
    minor, currency = code.column(source, shape.column), code.column(source, "currency")
    left = " - ".join([minor, *(code.column(source, name) for name in shape.less)])
    parts = []
    for each in planned.below.fields(planned.below.named.name):
        if isinstance(each, str):
            parts.append(f"{each!r}: {planned.below.named.name!r}")
        elif isinstance(each, FieldPlan):
            value = f"amount({left}, {currency})" if each.column == "amount" else currency
            parts.append(f"{each.key!r}: {value}")
    text = "{" + ", ".join(parts) + "}"
    if not _field_of(source.model, shape.column).null:
        return text
    return f"({text} if {minor} is not None else {_nothing(planned)})"


def _named_value(code: RowCode, planned: FieldPlan, source: Source, shape: shapes.Value) -> str:
    if shape.key is None:
        return _value(code, planned, source, shape.column)
    if source.document is not None:
        raise Unsupported
    inner = Source(source.model, source.alias, shape.column)
    if shape.otherwise is None:
        return _value(code, planned, inner, shape.key)
    return f"({code.column(inner, shape.key)} or {shape.otherwise!r})"


def _mapped(code: RowCode, planned: FieldPlan, source: Source, shape: shapes.Mapped) -> str:
    named = get_named_type(planned.definition.type)
    table = dict(shape.table)
    if isinstance(named, GraphQLEnumType):
        names = _names_of(named)
        table = {key: names[value] for key, value in table.items()}
    return f"{code.constant(table)}[{code.column(source, shape.column)}]"


def _same(code: RowCode, planned: FieldPlan, source: Source, _shape: shapes.Same) -> str:
    if planned.below is None or planned.below.is_abstract or planned.is_list:
        raise Unsupported
    return code.object(planned.below, planned.below.named.name, source)


def _one(code: RowCode, planned: FieldPlan, source: Source, shape: shapes.One) -> str:
    if planned.below is None or planned.below.is_abstract or planned.is_list:
        raise Unsupported
    inner = Source(shape.model, code.join(shape, source))
    text = code.object(planned.below, planned.below.named.name, inner)
    return f"({text} if {code.presence(inner)} else {_nothing(planned)})"


def _joined(code: RowCode, planned: FieldPlan, source: Source, shape: shapes.Joined) -> str:
    inner = Source(shape.one.model, code.join(shape.one, source))
    text = _value(code, planned, inner, shape.column)
    return f"({text} if {code.presence(inner)} else {shape.otherwise!r})"


def _guarded(code: RowCode, planned: FieldPlan, source: Source, shape: shapes.Guarded) -> str:
    if source.document is not None:
        raise Unsupported
    otherwise = "None" if shape.otherwise is None else _value(code, planned, source, shape.otherwise)
    return f"({_value(code, planned, source, shape.column)} if {code.guard(shape.where, source)} else {otherwise})"


def _field_of(model: type[Model], name: str) -> fields.Field[Any]:
    return next(
        each for each in model._meta.fields_map.values() if (each.source_field or each.model_field_name) == name
    )


def _is_text(planned: FieldPlan) -> bool:
    """Whether a field's value in JSON is a text that stands in a response as it is, or the value of an enum."""
    named = get_named_type(planned.definition.type)
    return isinstance(named, GraphQLEnumType) or (
        named.name not in ("Boolean", "ByteCount", "Float", "Int") and is_written_as_it_is(named)
    )


def _nothing(planned: FieldPlan) -> str:
    return "required(None)" if planned.is_required else "None"


def _names_of(enum: GraphQLEnumType) -> dict[Any, str]:
    """The names of an enum's values, by the values and by what the database has for them."""
    names = {each.value: name for name, each in enum.values.items()}
    return names | {value.value: name for value, name in names.items() if isinstance(value, Enum)}


def _written(scalar: GraphQLScalarType, turn: Callable[[Any], Any] | None) -> Callable[[Any], Any]:
    """The function from a column's value to that of a scalar."""
    serialize = scalar.serialize
    return serialize if turn is None else lambda value: serialize(turn(value))


def _written_if_there(scalar: GraphQLScalarType) -> Callable[[Any], Any]:
    serialize = scalar.serialize
    return lambda value: None if value is None else serialize(value)


BY_SHAPE: Final[dict[type, Expression]] = {
    type(None): _called,
    shapes.GlobalId: _global_id,
    shapes.Amount: _amount,
    shapes.Value: _named_value,
    shapes.Mapped: _mapped,
    shapes.Same: _same,
    shapes.One: _one,
    shapes.ByViewer: _by_viewer,
    shapes.Joined: _joined,
    shapes.Guarded: _guarded,
}
"""The function for each shape of a field of the row itself, or of a row joined to it."""
