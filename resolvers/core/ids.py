"""The ids that clients send, and the rows that they name (models/log/global_ids.py)."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar
from uuid import UUID

from models.core.entity import Entity, VersionedEntity
from models.core.errors import Faults, Refusal, RefusalCode, RequestError
from models.core.viewer import Viewer
from models.log.global_ids import decode_any as decode_any
from models.log.global_ids import encode as encode
from models.policy import find

E = TypeVar("E", bound=Entity)

MAX_IDS: Final = 100
"""Each id costs a statement or two, while the database waits."""


def decode(global_id: str, typename: str) -> UUID | None:
    """The identifier in a global id of this type; None if it is anything else."""
    typed_key = decode_any(global_id)
    if typed_key is None or typed_key[0] != typename or not isinstance(typed_key[1], UUID):
        return None
    return typed_key[1]


def required_id(global_id: str, typename: str, field: str | Sequence[str] = "id") -> UUID:
    """The identifier in an id of a mutation's input; refuses with NOT_FOUND if it is not an id of this type."""
    key = decode(global_id, typename)
    if key is None:
        raise Refusal(RefusalCode.NOT_FOUND, "Nothing has this id.", field)
    return key


def required_ids(global_ids: Sequence[str], typename: str, field: str) -> list[UUID]:
    """The identifiers in ids of a mutation's input; refuses each with its place, and more than 100 with TOO_LONG."""
    if len(global_ids) > MAX_IDS:
        raise Refusal(RefusalCode.TOO_LONG, "Give at most {most} ids.", field, most=MAX_IDS)
    keys, faults = list[UUID](), Faults()
    for place, global_id in enumerate(global_ids):
        with faults.noted():
            keys.append(required_id(global_id, typename, (field, str(place))))
    faults.expect_none()
    return keys


async def find_node(
    model: type[E],
    global_id: str,
    viewer: Viewer,
    *,
    to: str,
    field: str | Sequence[str] = "id",
    version: int | None = None,
) -> E:
    """The row of an id in a mutation's input, allowed for the verb `to`.

    Refuses like `find`, and with STALE_VERSION if the client has seen a different version of the row.
    """
    row = await find(model, required_id(global_id, model.__name__, field), viewer, to=to, field=field)
    if version is not None:
        assert isinstance(row, VersionedEntity), f"{model.__name__} has no versions"
        row.expect_version(version)
    return row


async def find_named(
    model: type[E], global_id: str | None, viewer: Viewer, *, to: str, field: str, faults: Faults
) -> E | None:
    """The row of an id that an input may name, allowed for the verb `to`; None without an id, and notes a wrong one."""
    if global_id:
        with faults.noted():
            return await find_node(model, global_id, viewer, to=to, field=field)
    return None


async def find_each(
    model: type[E],
    global_ids: Sequence[str],
    viewer: Viewer,
    *,
    to: str,
    field: str,
    faults: Faults,
    check: Callable[[E, Sequence[str]], None] = lambda row, path: None,
) -> list[E]:
    """The rows of ids in a mutation's input, allowed for the verb `to`; notes each that is refused with its place.

    `check` refuses rows that are not fit, with the path of their id.
    """
    rows: list[E] = []
    with faults.noted():
        if len(global_ids) > MAX_IDS:
            raise Refusal(RefusalCode.TOO_LONG, "Give at most {most} ids.", field, most=MAX_IDS)
        for place, global_id in enumerate(global_ids):
            with faults.noted():
                path = (field, str(place))
                row = await find_node(model, global_id, viewer, to=to, field=path)
                check(row, path)
                rows.append(row)
    return rows


def filter_id(global_id: str | None, typename: str, argument: str) -> UUID | None:
    """The identifier in a filter; RequestError BAD_USER_INPUT if it is not an id of this type."""
    if global_id is None:
        return None
    key = decode(global_id, typename)
    if key is None:
        raise RequestError("BAD_USER_INPUT", "{argument}: not the id of {type}.", argument=argument, type=typename)
    return key


def filter_ids(global_ids: Sequence[str], typename: str, argument: str) -> list[UUID]:
    """The identifiers in a filter; RequestError BAD_USER_INPUT like `filter_id`, and for more than 100."""
    if len(global_ids) > MAX_IDS:
        raise RequestError("BAD_USER_INPUT", "{argument}: use at most {most} ids.", argument=argument, most=MAX_IDS)
    keys = (filter_id(each, typename, argument) for each in global_ids)
    return [key for key in keys if key is not None]
