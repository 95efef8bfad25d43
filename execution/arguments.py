"""The arguments of fields, as resolvers take them.

graphql-core and Strawberry convert them by walking through types and values. That is done once for a field: those that
depend on no variable stay, and of others it is then known where the variables go.
"""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    ObjectValueNode,
    ValueNode,
    VariableNode,
    is_leaf_type,
    is_non_null_type,
)
from graphql.execution.values import get_argument_values
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.arguments import convert_arguments

from execution.plans import FieldPlan
from execution.selections import variables_in

Variables = Mapping[str, Any]
Maker = Callable[[Variables], Any]


def arguments_of(planned: FieldPlan, executor: StrawberryGraphQLCoreExecutionContext) -> dict[str, Any]:
    """The arguments of a field in this operation; GraphQLError if a variable does not fit."""
    if not planned.definition.args:
        return {}
    if planned.arguments is not None and not planned.variables:
        return planned.arguments.copy()
    variables = executor.variable_values.coerced
    # None is what may be refused, and a variable that is not given may have a default.
    is_usual = all(variables.get(name) is not None for name in planned.variables)
    if is_usual and planned.arguments is not None:
        return planned.arguments | {name: make(variables) for name, make in planned.makers}
    values = get_argument_values(planned.definition, planned.nodes[0], executor.variable_values)
    converter = executor.schema._strawberry_schema.schema_converter  # type: ignore[attr-defined]
    takes = planned.strawberry_field.arguments
    arguments: dict[str, Any] = convert_arguments(values, takes, converter.scalar_registry, converter.config)
    if is_usual:
        makers = _makers(planned, arguments, converter.config.name_converter)
        usual = [(name, maker) for name, maker in makers.items() if maker is not None]
        if len(usual) == len(makers):
            planned.arguments, planned.makers = arguments, usual
    return arguments.copy()


def _makers(planned: FieldPlan, arguments: dict[str, Any], names: Any) -> dict[str, Maker | None]:
    """The makers of arguments with variables, by name; None for those that are converted each time."""
    given = {node.name.value: node.value for node in planned.nodes[0].arguments or ()}
    makers: dict[str, Maker | None] = {}
    for argument in planned.strawberry_field.arguments:
        name = names.from_argument(argument)
        if name in given and any(variables_in(given[name])):
            taken = argument.python_name
            makers[taken] = _maker(given[name], planned.definition.args[name].type, arguments[taken], names)
    return makers


def _maker(node: ValueNode, kind: GraphQLInputType, made: Any, names: Any) -> Maker | None:
    """The maker of a leaf, or of an input whose fields are leaves; `made` is what was converted in the ordinary way."""
    kind = kind.of_type if is_non_null_type(kind) else kind
    if isinstance(node, VariableNode) and is_leaf_type(kind):
        name = node.name.value
        return lambda variables: variables[name]
    if not isinstance(node, ObjectValueNode) or not isinstance(kind, GraphQLInputObjectType):
        return None
    fields = {names.from_field(each): each.python_name for each in made.__strawberry_definition__.fields}
    makers: dict[str, Maker] = {}
    for each in node.fields:
        if any(variables_in(each.value)):
            name = each.name.value
            maker = _maker(each.value, kind.fields[name].type, getattr(made, fields[name]), names)
            if maker is None:
                return None
            makers[fields[name]] = maker
    return lambda variables: type(made)(**vars(made) | {name: make(variables) for name, make in makers.items()})
