"""Shared by sockets and streams of events: running an operation, a viewer's limit, and results as clients see them."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, cast

import strawberry
from graphql import GraphQLError
from strawberry.types.execution import ExecutionResult, PreExecutionError

import settings
from execution.context import Context
from execution.gate import may_introspect
from latchkey.graphql import errors
from latchkey.graphql.requests import GraphQLRequest
from latchkey.seats import Seats
from models.core.errors import RequestError, Vanished
from models.core.viewer import Viewer

OpenContext = Callable[[str | None, str, str | None], Awaitable[Context]]
"""Gives the context of one operation for a token, a peer address and a user agent."""
SessionEnded = Callable[[Viewer], Awaitable[Literal["revoked", "expired"]]]
"""Waits until the viewer's session is over."""


@dataclass(frozen=True)
class Portal:
    """The schema that every transport serves, and who asks."""

    schema: strawberry.Schema
    open_context: OpenContext
    session_ended: SessionEnded
    streams: Seats = field(default_factory=Seats)
    sockets: Seats = field(default_factory=Seats)

    async def stream(
        self, asked: GraphQLRequest, context: Context
    ) -> AsyncGenerator[tuple[dict[str, Any], bool], None]:
        """Run an operation of any kind; yields each result, and whether it says that the operation did not start."""
        try:
            with self._counted(context):
                results = await self.schema.stream(
                    asked.query,
                    variable_values=asked.variables,
                    context_value=context,
                    operation_name=asked.operation_name,
                    operation_extensions=asked.extensions,
                )
                async with aclosing(results):
                    async for result in cast(AsyncGenerator[ExecutionResult, None], results):
                        if any(isinstance(error.original_error, Vanished) for error in result.errors or ()):
                            continue  # an event that the viewer may no longer see
                        yield payload_of(result, context), isinstance(result, PreExecutionError)
        except RequestError as error:
            yield {"errors": [errors.request_error(error, context.formats)]}, True
        except GraphQLError as error:  # of a document that does not parse
            yield payload_of(PreExecutionError(data=None, errors=[error]), context), True
        except Exception as error:  # noqa: BLE001  the last place where a fault can be logged and masked
            yield {"errors": [errors.fault(error)]}, True

    @contextmanager
    def _counted(self, context: Context) -> Iterator[None]:
        """Count one stream of the viewer, or of the peer where nobody is signed in; the limit raises RequestError."""
        viewer = context.viewer
        owner = f"account {viewer.account_id}" if viewer else f"peer {context.peer}"
        if not self.streams.try_acquire(owner, settings.get().max_streams_per_viewer):
            raise RequestError("THROTTLED", "Too many streams are open: close one, or share one for several uses.")
        try:
            yield
        finally:
            self.streams.release(owner)


def payload_of(result: ExecutionResult, context: Context) -> dict[str, Any]:
    """The result as the client sees it, with `data` only where the operation ran."""
    payload: dict[str, Any] = {}
    if result.errors:
        payload["errors"] = errors.public_errors(result.errors, context.formats, suggest=may_introspect(context.viewer))
    if not is_request_error(result):
        payload["data"] = result.data
    if result.extensions:
        payload["extensions"] = result.extensions
    return payload


def is_request_error(result: ExecutionResult) -> bool:
    """Whether nothing was executed: the document or its variables were refused."""
    return result.data is None and all(error.path is None for error in result.errors or ())
