"""The frame of every mutation: one shielded unit of work, refusals as userErrors, and idempotency keys."""

import functools
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, Final, TypeVar
from uuid import UUID

import strawberry
from strawberry.types.base import has_object_definition
from strawberry.utils.str_converters import to_snake_case

from adapters.security.passwords import Busy
from execution.context import Info, viewer_of
from models.core.errors import Refusal, RefusalCode, RequestError, within
from models.core.viewer import KeyScope, Viewer
from models.log.events import Event, NewEvent
from models.log.idempotency import IdempotencyKey, claim_key
from models.log.origin import acting_from
from models.log.unit_of_work import UnitOfWork, retried, shielded, unit_of_work
from resolvers.core.forms import Form, tell_beside
from resolvers.core.rules import Rule, expect_open_to

T = TypeVar("T")
_ROWS: Final = ("id", "partyId", "contactId", "invoiceId", "orderId")
"""Fields of inputs that name the row which a mutation is about."""
_OF_ROWS: Final = (RefusalCode.WRONG_STATE, RefusalCode.EMAIL_REQUIRED, RefusalCode.LAST_ADMIN)
"""Codes that tell of the state of a row, whatever else was sent."""
NOT_COMPARED: Final = {"idempotency_key", "current_password"}
"""Fields of inputs that may differ when a request is repeated. A password is checked each time; of a hash that is kept
for comparing requests it could be guessed."""


class Shown(str):
    """A secret that a payload shows once: a request that is repeated with its idempotency key gets null instead."""

    __slots__ = ()


class Payload(dict[str, Any]):
    """The root value of a mutation's payload: identifiers by name; None for those that a refused mutation lacks."""

    def __missing__(self, key: str) -> None:
        return None


Mutation = Callable[..., Awaitable[dict[str, Any]]]


def mutation(
    rule: Rule,
    *,
    codes: str = "",
    form: Form | None = None,
    transaction: bool = True,
    keys: KeyScope | None = None,
) -> Callable[[Mutation], Mutation]:
    """Declare a mutation: who may use it, the codes of its errors, and that it happens completely or not at all.

    API keys may use it with the scopes `keys`; None: no key may.

    The function returns the identifiers from which its payload is read. What it refuses is told with what is wrong in
    the `form` by itself, and a state that names no field is that of the row which the input names. With
    `transaction=False` it opens its own units of work, so that its effects on time and passwords are not inside a
    transaction; if its input has an idempotency key, what it changes runs in `once` or `one_by_one`.
    """

    def declare(function: Mutation) -> Mutation:
        @functools.wraps(function)
        async def resolver(info: Info, input: Any) -> dict[str, Any]:
            try:
                with about_row(input):
                    return await function(info=info, input=input)
            except Refusal as refusal:
                if form is not None:
                    tell_beside(refusal, form, input)
                raise

        @functools.wraps(function)
        async def run(info: Info, input: Any) -> Payload:
            expect_open_to(info.context.viewer, keys)
            viewer = rule.expect_signed_in(info.context)
            try:
                if viewer is not None and not rule.permits(viewer):
                    raise Refusal.of(RefusalCode.FORBIDDEN, rule.sentence)
                with acting_from(info.context.peer, info.context.user_agent):
                    if transaction:
                        payload = await shielded(once, info, input, resolver)
                    else:
                        payload = await shielded(resolver, info=info, input=input)
            except Refusal as refusal:
                return Payload(user_errors=user_errors(refusal, info), **_row_of(refusal))
            except Busy as error:
                raise RequestError(
                    "THROTTLED", "Too many passwords are being checked at this moment. Try again in a second."
                ) from error
            for warning in payload.get("warnings", ()):
                warning["message"] = warning["message"].told(info.context.formats)
            return Payload(user_errors=[], **payload)

        run.rule = rule  # type: ignore[attr-defined]
        run.keys = keys  # type: ignore[attr-defined]
        run.codes = [RefusalCode(code) for code in codes.split()]  # type: ignore[attr-defined]
        return run

    return declare


@contextmanager
def about_row(input: Any, *path: str) -> Iterator[None]:
    """Let refusals of a row's state in the block, which name no field, name the one that names the row.

    `path` leads to the input object, for one that is a part of another.
    """
    try:
        yield
    except Refusal as refusal:
        row = next((name for name in _ROWS if getattr(input, to_snake_case(name), None)), None)
        for each in refusal.faults:
            if row is not None and each.code in _OF_ROWS and each.field is None:
                each.field = [*path, row]
        raise


def user_errors(refusal: Refusal, info: Info) -> list[dict[str, Any]]:
    """A refusal, and the other faults of the same form, as `userErrors` in the viewer's language."""
    formats = info.context.formats
    return [
        each.sentence.facts | {"code": each.code.value, "message": each.sentence.told(formats), "field": each.field}
        for each in refusal.faults
    ]


def _row_of(refusal: Refusal) -> dict[str, UUID]:
    """The identifier of the row that has changed meanwhile, under the name that payloads read it by: `order_id`."""
    if refusal.row is None:
        return {}
    return {f"{to_snake_case(type(refusal.row).__name__)}_id": refusal.row.id}


async def once(info: Info, input: Any, change: Mutation) -> dict[str, Any]:
    """Run `change`, named like the mutation, in one unit of work, unless the input's idempotency key was used before.

    Gives its payload, or that of the first request with the key. What is refused is not kept.
    """

    async def attempt() -> dict[str, Any]:
        async with unit_of_work() as unit:
            return await _answer(unit, change, info, input)

    return await retried(attempt)


async def _answer(unit: UnitOfWork, resolver: Mutation, info: Info, input: Any) -> dict[str, Any]:
    """The payload of a mutation: that of the first request with its idempotency key, if there was one."""
    key, viewer = getattr(input, "idempotency_key", None), info.context.viewer
    claim = await _claim(viewer, key, resolver.__name__, input) if key and viewer is not None else None
    if claim is not None and claim.result is not None:
        return {name: UUID(value) if isinstance(value, str) else value for name, value in claim.result.items()}
    payload = await resolver(info=info, input=input)
    await unit.flush()
    events = (Event, NewEvent)
    payload = {name: value.position if isinstance(value, events) else value for name, value in payload.items()}
    if claim is not None:
        claim.result = {
            name: str(value) if isinstance(value, UUID) else value
            for name, value in payload.items()
            if not isinstance(value, Shown)
        }
        await claim.save(update_fields=["result"])
    return payload | {"warnings": unit.warnings}


async def _claim(viewer: Viewer, key: str, name: str, input: Any) -> IdempotencyKey:
    return await claim_key(viewer, key, name, _as_data(input))


async def one_by_one(
    info: Info, name: str, input: Any, field: str, change: Callable[[T], Awaitable[UUID]]
) -> list[tuple[UUID | None, list[dict[str, Any]]]]:
    """Change each item of a list in the input in a unit of work of its own.

    Gives of each the identifier that `change` returns, None if it is refused, and its errors. With an idempotency key
    what has happened does not happen again, and what was refused is tried again.
    """
    viewer, key = viewer_of(info), input.idempotency_key
    items: Sequence[T] = getattr(input, field)

    async def expect_same() -> None:
        async with unit_of_work():
            await _claim(viewer, key, name, input)

    async def changed(place: int) -> UUID:
        async with unit_of_work():
            own = None
            if key:
                own = await claim_key(viewer, sha256(f"{key}/{field}/{place}".encode()).hexdigest(), name, None)
                if own.result is not None:
                    return UUID(own.result["id"])
            with within(field, str(place)), about_row(items[place]):
                row_id = await change(items[place])
            if own is not None:
                own.result = {"id": str(row_id)}
                await own.save(update_fields=["result"])
            return row_id

    if key:
        await retried(expect_same)
    results: list[tuple[UUID | None, list[dict[str, Any]]]] = []
    for place in range(len(items)):
        try:
            results.append((await retried(functools.partial(changed, place)), []))
        except Refusal as refusal:
            results.append((None, user_errors(refusal, info)))
    return results


def _as_data(value: Any) -> Any:
    """An input as dictionaries and lists, with the fields that the client sent and that are compared."""
    if has_object_definition(value):
        fields = {name: _as_data(field) for name, field in vars(value).items() if name not in NOT_COMPARED}
        return {name: field for name, field in fields.items() if field is not strawberry.UNSET}
    return [_as_data(item) for item in value] if isinstance(value, list) else value
