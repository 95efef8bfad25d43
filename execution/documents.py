"""Documents, parsed and validated once, in a thread: even of a short one, looking for similar names may take long."""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, ParamSpec, TypeVar

from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode, parse, validate

from execution.cost import OperationCost
from execution.limits import Limits, rules

P = ParamSpec("P")
T = TypeVar("T")

# Together they limit the memory of the cached documents: a parsed one takes about 150 times the size of its text.
REMEMBERED_DOCUMENTS: Final = 128
REMEMBERED_CHARACTERS: Final = 8_000
SHORT: Final = 500
"""Characters up to which documents have a thread of their own, so that long ones delay long ones only."""
INTROSPECTION: Final = re.compile(r"\b__(schema|type)\b")

_short: Final = ThreadPoolExecutor(1, "documents-short")
_long: Final = ThreadPoolExecutor(1, "documents-long")


class Prepared:
    """A parsed and validated document, and the costs of its operations, which are computed on demand."""

    def __init__(self, schema: GraphQLSchema, text: str, limits: Limits) -> None:
        self.document: DocumentNode = parse(text, max_tokens=limits.tokens)
        self.errors = tuple(validate(schema, self.document, rules(limits), max_errors=limits.errors))
        self.operations = sum(isinstance(node, OperationDefinitionNode) for node in self.document.definitions)
        self.introspects = INTROSPECTION.search(text) is not None
        self._schema = schema
        self._costs: dict[str | None, OperationCost] = {}

    def cost(self, operation_name: str | None, variables: dict[str, Any] | None) -> int:
        """The cost of one of its operations, which must exist; only for a document without errors."""
        if operation_name not in self._costs:
            self._costs[operation_name] = OperationCost(self._schema, self.document, operation_name)
        return self._costs[operation_name].for_variables(variables)


_remembered: Final[OrderedDict[tuple[GraphQLSchema, str, Limits], Prepared]] = OrderedDict()


async def prepared(schema: GraphQLSchema, text: str, limits: Limits) -> Prepared:
    """The document of a text, cached if the same text came before; GraphQLError if it cannot be parsed."""
    key = (schema, text, limits)
    if key in _remembered:
        _remembered.move_to_end(key)
        return _remembered[key]
    thread = _short if len(text) <= SHORT else _long
    made = await asyncio.wrap_future(thread.submit(Prepared, *key))
    if len(text) <= REMEMBERED_CHARACTERS:
        _remembered[key] = made
        if len(_remembered) > REMEMBERED_DOCUMENTS:
            _remembered.popitem(last=False)
    return made


async def aside(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call `function` in the thread of long documents."""
    return await asyncio.wrap_future(_long.submit(function, *args, **kwargs))
