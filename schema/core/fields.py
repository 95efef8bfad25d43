"""Declarations of types and their fields, each with a description and the columns that it is made from."""

import inspect
from collections.abc import Callable
from typing import Any, Final, TypeVar, dataclass_transform

import strawberry
from strawberry.types.field import StrawberryField

from resolvers.core import external_references, values
from resolvers.core.rules import Rule, needed_by_keys

T = TypeVar("T", bound=type)

ARGUMENTS: Final = {
    "first": "Number of items from the start of the list or after the cursor `after`: 20 by default, at most 100.",
    "after": "A cursor of this list: return the items after it. Use it with `first`.",
    "last": "Number of items from the end of the list or before the cursor `before`: at most 100.",
    "before": "A cursor of this list: return the items before it. Use it with `last`.",
    "where": "A filter; by default, everything that the viewer may see.",
    "search": "Words to search for, in upper or lower case; characters after the first 200 are ignored. Each has to "
    "begin a word of the result; in contacts and staff, it may stand anywhere in the name or the address.",
    "sort": "The sort order; by default, newest first.",
    "kinds": "The kinds to return; by default, all.",
    "oldest_first": "True returns the oldest first, as in a conversation; false the newest.",
    "by": "The id, or another unique name of it.",
    "id": "The id.",
    "ids": "The ids, at most 100.",
    "contact_id": "The contact.",
    "order_id": "The order.",
    "username": "The username.",
    "token": "The token of the link.",
    "input": "The input of the mutation.",
}
"""Descriptions of arguments, which have the same meaning on every field."""


RESUMES: Final = (
    "The cursor to resume after: no event after it is lost or repeated. By default, the stream starts now, with a "
    "`Checkpoint` after which no event is missed."
)
FILTERS: Final = {
    "kinds": "Only events of these kinds; by default, all.",
    "customer_id": "Only events of this customer, and of its orders and invoices.",
    "order_id": "Only events of this order.",
    "invoice_id": "Only events of this invoice.",
    "contact_id": "Only events of this contact.",
    "site_id": "Only events of this property.",
}
"""Descriptions of the arguments that filter events, in the log and in streams."""
FIGURES: Final = {
    "group_by": "At most two dimensions by which to group, and only one of DAY, WEEK and MONTH; by default, all rows "
    "are one group.",
    "where": "A filter, as that of the list; by default, everything that the viewer may see.",
    "moment": "The moment whose day, week or month counts.",
    "time_zone": "The time zone in which days begin; by default, that of the viewer, which is UTC for API keys.",
    "first": "Number of groups, at most 1,000.",
}
"""Descriptions of the arguments of figures."""


@dataclass_transform(kw_only_default=True)
def object_type(cls: T) -> T:
    """Make a GraphQL object type of a class, whose docstring describes it."""
    return strawberry.type(cls, description=inspect.getdoc(cls))


@dataclass_transform(kw_only_default=True)
def interface_type(cls: T) -> T:
    """Make a GraphQL interface of a class, whose docstring describes it."""
    return strawberry.interface(cls, description=inspect.getdoc(cls))


def column(description: str, needs: tuple[str, ...] | None = None) -> Any:
    """A field that is the value of the row under the field's Python name; `needs` names the table's column if it
    differs."""
    metadata = {} if needs is None else {"needs": needs}
    return strawberry.field(description=description, metadata=metadata)


def relation(
    resolver: Callable[..., Any],
    description: str,
    needs: tuple[str, ...] = (),
    *,
    arguments: dict[str, str] | None = None,
) -> Any:
    """A field that a resolver computes from the columns in `needs`. `arguments` describes arguments that ARGUMENTS does
    not."""
    field: StrawberryField = strawberry.field(resolver=resolver, description=description, metadata={"needs": needs})
    for argument in field.arguments:
        argument.description = (arguments or {}).get(argument.python_name) or ARGUMENTS[argument.python_name]
    return field


def root(resolver: Callable[..., Any], description: str, arguments: dict[str, str] | None = None) -> Any:
    """A field of Query or Mutation. Its description ends with the codes that the errors of a mutation can have, and
    with who may use it."""
    if codes := getattr(resolver, "codes", None):
        description = f"{description}\n\nCodes of errors: {', '.join(codes)}."
    return relation(resolver, f"{description}\n\n{_users(resolver)}", arguments=arguments)


def stream(resolver: Callable[..., Any], description: str) -> Any:
    """A field of Subscription. Its description ends with who may use it."""
    field: Any = strawberry.subscription(resolver=resolver, description=f"{description}\n\n{_users(resolver)}")
    for argument in field.arguments:
        described = {**ARGUMENTS, **FILTERS, "after": RESUMES}
        argument.description = described[argument.python_name]
    return field


def _users(resolver: Any) -> str:
    """The sentence about those who may use a root field: its rule, and what API keys need, if any may."""
    rule: Rule = resolver.rule
    return f"{rule.sentence} {needed_by_keys(resolver.keys)}" if resolver.keys is not None else str(rule.sentence)


def created_at(noun: str, name: str = "created_at") -> Any:
    """The time at which a row was created, in the column of that name."""
    return relation(values.column(name), f"Time at which the {noun} was added.", (name,))


def updated_at(noun: str) -> Any:
    """The time of the last change of a row."""
    return column(f"Time of the last change of the {noun}; until the first, that at which it was added.")


def external_reference(noun: str) -> Any:
    """The id of a row in another system, which only staff and API keys see."""
    return relation(
        external_references.external_reference,
        f"The id of the {noun} in another system, for staff and API keys; null for others. Staff and the operator's "
        "keys share theirs, and the keys of a customer have their own.",
        ("id", "external_reference"),
    )


def global_id(typename: str, key: str = "id") -> Any:
    """The global id of a type's rows, made from their key column."""
    return relation(values.global_id(typename, key), "A global id: opaque and permanent.", needs=(key,))
