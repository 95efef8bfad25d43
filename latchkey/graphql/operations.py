"""Shared by sockets and streams of events: running an operation, a viewer's limit, and results as clients see them."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Literal

import strawberry
from graphql import GraphQLError, OperationType
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.execution import ExecutionResult, PreExecutionError

import settings
from adapters import tracing
from adapters.errors import Unavailable
from adapters.work import current
from execution.context import Context
from execution.documents import prepared
from execution.gate import Refused, extensions_of, may_introspect
from execution.limits import Limits
from execution.live import LiveOperation, start
from execution.running import run
from latchkey.graphql import errors
from latchkey.graphql.messages import Message
from latchkey.graphql.requests import GraphQLRequest
from latchkey.monitoring.requests import note_operation
from latchkey.seats import Seats
from models.core.errors import RequestError, Vanished
from models.core.rows import Row
from models.core.viewer import Viewer
from subscriptions.hub import Push

OpenContext = Callable[[str | None, str, str | None], Awaitable[Context]]
"""Gives the context of one operation for a token, a peer address and a user agent."""
SessionEnded = Callable[[Viewer], Awaitable[Literal["revoked", "expired"]]]
"""Waits until the viewer's session is over."""


class NotStarted(Exception):
    """An operation does not run; `errors` are those that its client sees."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__()
        self.errors = errors


@dataclass(frozen=True)
class Portal:
    """The schema that every transport serves, and who asks."""

    schema: strawberry.Schema
    open_context: OpenContext
    session_ended: SessionEnded
    streams: Seats = field(default_factory=Seats)
    sockets: Seats = field(default_factory=Seats)

    async def stream(
        self, asked: GraphQLRequest, context: Context, push: Push | None, starts: Callable[[], None] = lambda: None
    ) -> AsyncGenerator[Message, None]:
        """Run an operation of any kind; yields its results, except for those that others get too: these are given to
        `push`, where there is one. `starts` is called where it is a subscription.

        Raises NotStarted if the operation does not run, and Unavailable for a subscription that cannot go on: who
        resumes after its last cursor is told the rest.
        """
        viewer = context.viewer
        owner = viewer.holder if viewer else f"peer {context.peer}"
        if not self.streams.try_acquire(owner, settings.get().max_streams_per_viewer):
            throttled = RequestError(
                "THROTTLED", "Too many streams are open: close one, or share one for several uses."
            )
            raise NotStarted([errors.request_error(throttled, context.formats)])
        try:
            result = await self._executed(asked, context)
            if result is None:
                starts()
                async with aclosing(self._live(asked, context, push)) as messages:
                    async for message in messages:
                        yield message
            elif isinstance(result, PreExecutionError):
                raise Refused(result.errors or [])
            else:
                yield Message(payload_of(result, context))
        except Refused as refused:
            suggest = may_introspect(context.viewer)
            raise NotStarted(errors.public_errors(refused.errors, context.formats, suggest=suggest)) from None
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001  the last place where a fault can be logged and masked
            raise NotStarted([errors.fault(error)]) from None
        finally:
            self.streams.release(owner)

    async def is_live(self, asked: GraphQLRequest) -> bool:
        """Whether a subscription is asked for; no for what cannot be parsed."""
        try:
            document = await prepared(self.schema._schema, asked.query, Limits.of_settings())
            operation = document.operation(asked.operation_name)
        except GraphQLError:
            return False
        return operation is not None and operation.node.operation is OperationType.SUBSCRIPTION

    async def execute(self, asked: GraphQLRequest, context: Context) -> ExecutionResult:
        """The result of a query or a mutation.

        CannotGetOperationTypeError if there is no such operation, InvalidOperationTypeError for a subscription.
        """
        with tracing.span("operation") as span:
            try:
                return await run(
                    self.schema._schema,
                    asked.query,
                    context,
                    variables=asked.variables,
                    operation_name=asked.operation_name,
                    extensions=asked.extensions,
                )
            finally:
                note_operation(current(), context.operation, context.viewer, span)

    async def _executed(self, asked: GraphQLRequest, context: Context) -> ExecutionResult | None:
        """The result of a query or a mutation; None for a subscription."""
        try:
            return await self.execute(asked, context)
        except InvalidOperationTypeError:
            return None
        except CannotGetOperationTypeError as error:
            raise Refused([GraphQLError(error.as_http_error_reason(), original_error=error)]) from None

    async def _live(self, asked: GraphQLRequest, context: Context, push: Push | None) -> AsyncGenerator[Message, None]:
        cost = None
        try:
            with tracing.span("operation") as span:
                operation, events = await start(
                    self.schema, asked.query, asked.variables, asked.operation_name, context
                )
                note_operation(current(), context.operation, context.viewer, span)
            live, cost = _Live(operation), operation.cost
            if push is not None:
                events.share(live, push)
            async with aclosing(aiter(events)) as alone:
                async for event in alone:
                    message = await live.message(event, context)
                    if message is not None:
                        yield message
        except (Refused, Unavailable):
            raise
        except Exception as error:
            raised = error if isinstance(error, GraphQLError) else GraphQLError(str(error), original_error=error)
            if errors.is_unavailable(raised):
                raise Unavailable("the subscription cannot start") from error
            extensions = None if cost is None else extensions_of(cost)
            yield Message(payload_of(ExecutionResult(None, [raised], extensions), context))


@dataclass(frozen=True, slots=True)
class _Live:
    """A live operation whose results are messages."""

    _operation: LiveOperation

    @property
    def key(self) -> Hashable:
        """Equal for operations with equal results for anybody with the same rights."""
        return self._operation.key

    def mark_personal(self) -> None:
        """Remember that the results depend on who asks."""
        self._operation.mark_personal()

    async def message(self, event: Row, context: Context) -> Message | None:
        """The result for an event; None if the viewer may no longer see what it is about.

        Raises Unavailable where what it is about cannot be read: then the event is not told.
        """
        result = await self._operation.result(event, context)
        if any(map(errors.is_unavailable, result.errors or ())):
            raise Unavailable("what an event is about cannot be read")
        if any(isinstance(error.original_error, Vanished) for error in result.errors or ()):
            return None
        extensions = extensions_of(self._operation.cost)
        return Message(payload_of(ExecutionResult(result.data, result.errors, extensions), context))


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
