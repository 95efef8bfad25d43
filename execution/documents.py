"""Documents, parsed and validated once, in a thread: even of a short one, looking for similar names may take long. With
a document stay its operations."""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, ParamSpec, TypeVar

from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode, parse, validate

from execution.limits import Limits, rules
from execution.operations import Operation

P = ParamSpec("P")
T = TypeVar("T")

REMEMBERED_DOCUMENTS: Final = 512
REMEMBERED_CHARACTERS: Final = 250_000
"""Characters of all cached documents: with its plans, one takes about 200 times the size of its text."""
MAX_REMEMBERED_CHARACTERS: Final = 8_000
SHORT: Final = 500
"""Characters up to which documents have a thread of their own, so that long ones delay long ones only."""
INTROSPECTION: Final = re.compile(r"\b__(schema|type)\b")

_short: Final = ThreadPoolExecutor(1, "documents-short")
_long: Final = ThreadPoolExecutor(1, "documents-long")


class Document:
    """A parsed and validated document with its operations."""

    def __init__(self, schema: GraphQLSchema, text: str, limits: Limits) -> None:
        self.node = _parsed(text, limits.tokens)
        self.errors = tuple(validate(schema, self.node, rules(limits), max_errors=limits.errors))
        self.introspects = INTROSPECTION.search(text) is not None
        self.operations = tuple(
            Operation(schema, self.node, each)
            for each in self.node.definitions
            if isinstance(each, OperationDefinitionNode)
        )

    def operation(self, name: str | None) -> Operation | None:
        """The operation of that name, or the first if it is None; None if there is no such operation."""
        named = self.operations if name is None else [each for each in self.operations if each.name == name]
        return next(iter(named), None)


def _parsed(text: str, max_tokens: int | None) -> DocumentNode:
    """The document of a text. Its tokens do not refer to each other: else it would stay in memory when it is forgotten,
    until the garbage collector looks at what is old."""
    document = parse(text, max_tokens=max_tokens)
    token = document.loc.start_token if document.loc else None
    while token is not None:
        token.prev, token.next, token = None, None, token.next
    return document


class _Memory:
    """The documents that came last, by their text."""

    def __init__(self) -> None:
        self._documents: OrderedDict[tuple[GraphQLSchema, str, Limits], Document] = OrderedDict()
        self._characters = 0

    def find(self, schema: GraphQLSchema, text: str, limits: Limits) -> Document | None:
        """The document, if it is remembered."""
        key = (schema, text, limits)
        if key in self._documents:
            self._documents.move_to_end(key)
        return self._documents.get(key)

    def keep(self, schema: GraphQLSchema, text: str, limits: Limits, document: Document) -> None:
        """Remember a document, and forget those that were asked for longest ago if there are too many."""
        if len(text) > MAX_REMEMBERED_CHARACTERS or (schema, text, limits) in self._documents:
            return
        self._documents[schema, text, limits] = document
        self._characters += len(text)
        while len(self._documents) > REMEMBERED_DOCUMENTS or self._characters > REMEMBERED_CHARACTERS:
            (_, forgotten, _), _ = self._documents.popitem(last=False)
            self._characters -= len(forgotten)

    def clear(self) -> None:
        """Forget all."""
        self._documents.clear()
        self._characters = 0


_memory: Final = _Memory()


async def prepared(schema: GraphQLSchema, text: str, limits: Limits) -> Document:
    """The document of a text, cached if the same text came before; GraphQLError if it cannot be parsed."""
    known = _memory.find(schema, text, limits)
    if known is not None:
        return known
    key = (schema, text, limits)
    thread = _short if len(text) <= SHORT else _long
    made = await asyncio.wrap_future(thread.submit(Document, *key))
    _memory.keep(*key, made)
    return made


def forget() -> None:
    """Forget all documents: the plans of one database are of no use on another."""
    _memory.clear()


async def aside(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call `function` in the thread of long documents."""
    return await asyncio.wrap_future(_long.submit(function, *args, **kwargs))
