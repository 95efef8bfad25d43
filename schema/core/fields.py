"""Declarations of types and their fields: each with a description, and with the columns that it is made from."""

import inspect
from collections.abc import Callable
from typing import Any, Final, TypeVar, dataclass_transform

import strawberry
from strawberry.types.field import StrawberryField

from resolvers.core import values
from resolvers.core.rules import Rule

T = TypeVar("T", bound=type)

ARGUMENTS: Final = {
    "first": "How many at most, from the start of the list or from `after` on: 20 where neither `first` nor `last` is "
    "given, at most 100.",
    "after": "A cursor of this list: what comes after it. Goes with `first`.",
    "last": "How many at most, from the end of the list or from `before` back; at most 100.",
    "before": "A cursor of this list: what comes before it. Goes with `last`.",
    "where": "Which ones; left out, all that the viewer may see.",
    "search": "Words to look for, in any case; at most 200 characters count. Each begins a word of what is found; of "
    "contacts the whole is found anywhere in a name or an address.",
    "sort": "In which order; left out, the newest first.",
    "kinds": "Only these kinds; left out, all.",
    "oldest_first": "Whether the oldest comes first, as in a conversation, and not the newest.",
    "by": "Which one.",
    "id": "The id.",
    "ids": "The ids, at most 100.",
    "unread_only": "Only those that have not been read.",
    "contact_id": "The contact.",
    "order_id": "The order.",
    "username": "The username.",
    "token": "The token of the link.",
    "input": "What to do.",
}
"""What arguments mean. They mean the same wherever they stand."""


RESUMES: Final = (
    "Where to resume: nothing beyond this cursor is lost or repeated. Left out, the stream starts now, with a "
    "CHECKPOINT from which on nothing is missed."
)


@dataclass_transform(kw_only_default=True)
def object_type(cls: T) -> T:
    """Make a GraphQL object type of a class, whose docstring describes it."""
    return strawberry.type(cls, description=inspect.getdoc(cls))


@dataclass_transform(kw_only_default=True)
def interface_type(cls: T) -> T:
    """Make a GraphQL interface of a class, whose docstring describes it."""
    return strawberry.interface(cls, description=inspect.getdoc(cls))


def column(description: str, needs: tuple[str, ...] | None = None, name: str | None = None) -> Any:
    """A field that is a value of the row under the field's Python name; `needs` where the table's column is another."""
    metadata = {} if needs is None else {"needs": needs}
    return strawberry.field(name=name, description=description, metadata=metadata)


def relation(
    resolver: Callable[..., Any],
    description: str,
    needs: tuple[str, ...] = (),
    *,
    name: str | None = None,
    arguments: dict[str, str] | None = None,
) -> Any:
    """A field that a resolver makes from the columns in `needs`; `arguments` describes what ARGUMENTS does not."""
    field: StrawberryField = strawberry.field(
        resolver=resolver, name=name, description=description, metadata={"needs": needs}
    )
    for argument in field.arguments:
        argument.description = (arguments or {}).get(argument.python_name) or ARGUMENTS[argument.python_name]
    return field


def root(resolver: Callable[..., Any], description: str, arguments: dict[str, str] | None = None) -> Any:
    """A field of Query or Mutation, whose description says who may use it, as its rule does."""
    sentence = resolver.rule.sentence  # type: ignore[attr-defined]
    return relation(resolver, f"{description}\n\n{sentence}", arguments=arguments)


def stream(resolver: Callable[..., Any], description: str) -> Any:
    """A field of Subscription, whose description says who may use it, as its rule does."""
    rule: Rule = resolver.rule  # type: ignore[attr-defined]
    field: Any = strawberry.subscription(resolver=resolver, description=f"{description}\n\n{rule.sentence}")
    for argument in field.arguments:
        argument.description = RESUMES if argument.python_name == "after" else ARGUMENTS[argument.python_name]
    return field


def global_id(typename: str, key: str = "id") -> Any:
    """The global id of a type's rows, made of the column that is their key."""
    return relation(values.global_id(typename, key), "A global id, opaque and for good.", needs=(key,))
