"""How every mutation runs: one shielded unit of work, refusals as userErrors, and idempotency keys."""

import functools
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import strawberry
from strawberry.types.base import has_object_definition

from adapters.security.passwords import Busy
from execution.context import Info
from models.core.errors import Refusal, RequestError
from models.core.viewer import Viewer
from models.log.events import Event
from models.log.idempotency import IdempotencyKey
from models.log.origin import acting_from
from models.log.unit_of_work import UnitOfWork, retried, shielded, unit_of_work
from resolvers.core.rules import Rule


class Payload(dict[str, Any]):
    """What a mutation's payload is read from: identifiers by name; those of a refused mutation are missing."""

    def __missing__(self, key: str) -> None:
        return None


Mutation = Callable[..., Awaitable[dict[str, Any]]]


def mutation(rule: Rule, *, transaction: bool = True) -> Callable[[Mutation], Mutation]:
    """Declare a mutation: who may use it, and that it happens whole or not at all.

    The function gives the identifiers that its payload is read from. With `transaction=False` it opens its own units
    of work, so that what it does to time and passwords is not done inside a transaction.
    """

    def declare(resolver: Mutation) -> Mutation:
        @functools.wraps(resolver)
        async def run(info: Info, input: Any) -> Payload:
            rule.check(info.context)
            try:
                with acting_from(info.context.peer, info.context.user_agent):
                    if transaction:
                        payload = await shielded(_at_once, resolver, info, input)
                    else:
                        payload = await shielded(resolver, info=info, input=input)
            except Refusal as refusal:
                return Payload(user_errors=[user_error(refusal)])
            except Busy as error:
                raise RequestError("THROTTLED", f"{error}. Try again in a second.") from error
            return Payload(user_errors=[], **payload)

        run.rule = rule  # type: ignore[attr-defined]
        return run

    return declare


def user_error(refusal: Refusal) -> dict[str, Any]:
    """A refusal as clients see it."""
    return {"code": refusal.code.value, "message": refusal.message, "field": refusal.field}


async def _at_once(resolver: Mutation, info: Info, given: Any) -> dict[str, Any]:
    async def attempt() -> dict[str, Any]:
        async with unit_of_work() as unit:
            return await _once(unit, resolver, info, given)

    return await retried(attempt)


async def _once(unit: UnitOfWork, resolver: Mutation, info: Info, given: Any) -> dict[str, Any]:
    key, viewer = getattr(given, "idempotency_key", None), info.context.viewer
    claimed = await _claim(viewer, key, resolver.__name__, given) if key and viewer is not None else None
    if claimed is not None and claimed.result is not None:
        return {name: UUID(value) if isinstance(value, str) else value for name, value in claimed.result.items()}
    payload = await resolver(info=info, input=given)
    await unit.flush()
    payload = {name: value.position if isinstance(value, Event) else value for name, value in payload.items()}
    if claimed is not None:
        claimed.result = {name: str(value) if isinstance(value, UUID) else value for name, value in payload.items()}
        await claimed.save(update_fields=["result"])
    return payload | {"warnings": unit.warnings}


async def _claim(viewer: Viewer, key: str, name: str, given: Any) -> IdempotencyKey:
    return await IdempotencyKey.claim(viewer, key, name, _plain(given))


def _plain(value: Any) -> Any:
    if has_object_definition(value):
        fields = {name: _plain(each) for name, each in vars(value).items() if name != "idempotency_key"}
        return {name: each for name, each in fields.items() if each is not strawberry.UNSET}
    return [_plain(each) for each in value] if isinstance(value, list) else value
