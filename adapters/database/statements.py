"""Statements as they run: each is counted for the work that it is asked for, and has a span where traces are sent."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from typing import Any, Final, TypeVar

from adapters import tracing, work

Client = TypeVar("Client", bound=type)

ASKING: Final = ("execute_query", "execute_query_dict", "execute_insert", "execute_many")
"""The methods of a client that ask the database."""


def statement(text: str) -> AbstractContextManager[Any]:
    """A statement runs within the block."""
    asked_for = work.current()
    if asked_for is not None:
        asked_for.statements += 1
    return tracing.span("SQL", {"db.query.text": text})


def watched(client: Client) -> Client:
    """A class of Tortoise's clients, each statement of which is one of `statement`."""
    for name in ASKING:
        setattr(client, name, _watched(getattr(client, name)))
    return client


def _watched(ask: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(ask)
    async def watched_ask(self: Any, query: str, *values: Any) -> Any:
        with statement(query):
            return await ask(self, query, *values)

    return watched_ask
