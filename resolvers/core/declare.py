"""Declarations of the contract: descriptions of enums, fields of inputs, and the fields that a client sent."""

import dataclasses
import inspect
from enum import Enum
from typing import Any, Final, TypeVar, dataclass_transform

import strawberry
from strawberry.types.enum import EnumValue, StrawberryEnumDefinition

T = TypeVar("T", bound=type)

VERSION: Final = "The version that you have seen. Where the row has moved on since, the answer is `STALE_VERSION`."
IDEMPOTENCY_KEY: Final = (
    "A name of your choice for this very change, at most 200 characters: sent again with the same body within 24 hours "
    "it gives the first answer again, and happens once."
)


def describe(cls: type[Enum], description: str, /, *, name: str | None = None, **values: str) -> None:
    """Make a GraphQL enum of an enum class, showing the values that are described and no others.

    A field may have named it before: Strawberry makes an enum without descriptions then, which is completed here.
    """
    enum = cls if hasattr(cls, "__strawberry_definition__") else strawberry.enum(cls)
    definition: StrawberryEnumDefinition = enum.__strawberry_definition__
    definition.name, definition.description = name or cls.__name__, description
    definition.values = [EnumValue(key, cls[key].value, description=text) for key, text in values.items()]


def about(description: str, default: Any = dataclasses.MISSING) -> Any:
    """A field of an input. One that may be left out and has no default is None then."""
    return strawberry.field(description=description, default=default)


@dataclass_transform(kw_only_default=True, field_specifiers=(about,))
def input_type(cls: T) -> T:
    """Make a GraphQL input of a class, whose docstring describes it."""
    return strawberry.input(cls, description=inspect.getdoc(cls))


@dataclass_transform(kw_only_default=True, field_specifiers=(about,))
def one_of_type(cls: T) -> T:
    """Make a GraphQL input of a class of which a client sends exactly one field."""
    return strawberry.input(cls, description=inspect.getdoc(cls), one_of=True)


def sent_fields(input: object, *names: str) -> dict[str, Any]:
    """The named fields of an input that the client sent, null or not, by their Python names."""
    return {name: getattr(input, name) for name in names if getattr(input, name) is not strawberry.UNSET}
