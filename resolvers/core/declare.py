"""Declarations of the contract: descriptions of enums, fields of inputs, and the fields that a client sent."""

import dataclasses
import inspect
from enum import Enum
from typing import Any, Final, TypeVar, dataclass_transform

import strawberry
from strawberry.types.enum import EnumValue, StrawberryEnumDefinition

T = TypeVar("T", bound=type)

VERSION: Final = (
    "The version that the client last read. If the row has changed since, the mutation is refused with `STALE_VERSION`."
)
IDEMPOTENCY_KEY: Final = (
    "A unique key of the client's choice for this change, at most 200 characters. A request with the same key and "
    "body within 24 hours returns the first response, and the change happens once."
)
EXTERNAL_REFERENCE: Final = (
    "The id in another system, at most 100 characters in one line, which nothing else of this type has. Only staff and "
    "API keys may give it."
)
BY_EXTERNAL_REFERENCE: Final = "The id in another system, by which only staff and API keys find anything."
IN_EXTERNAL_REFERENCES: Final = (
    "With one of these external references, at most 100; for others than staff and API keys, nothing."
)


def describe(cls: type[Enum], description: str, /, *, name: str | None = None, **values: str) -> None:
    """Make a GraphQL enum of an enum class, with the described values and no others.

    If a field has used the class before, Strawberry has already made an enum without descriptions, which is completed
    here.
    """
    enum = cls if hasattr(cls, "__strawberry_definition__") else strawberry.enum(cls)
    definition: StrawberryEnumDefinition = enum.__strawberry_definition__
    definition.name, definition.description = name or cls.__name__, description
    definition.values = [EnumValue(key, cls[key].value, description=text) for key, text in values.items()]


def about(description: str, default: Any = dataclasses.MISSING) -> Any:
    """A field of an input. It is None if it may be omitted, is omitted, and has no default."""
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
