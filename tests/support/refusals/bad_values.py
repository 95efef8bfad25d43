"""The refusals that need no state of their own: one bad value in each place of a mutation's input in turn."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from tests.support.attacks.bad_requests import Request, answers, batches, requests
from tests.support.attacks.bad_values import LONGER_THAN_ANY
from tests.support.mutations import act
from tests.support.refusals.stage import Code
from tests.support.server import Client

KEY: Final = "\x01\x1b[31mred\x7f"
"""An idempotency key that has been used."""
VALUES: Final[tuple[Any, ...]] = ("", KEY, LONGER_THAN_ANY, "garbage", 2**31 - 1, "9999-12-31", [], {})
"""One value of `attacks.bad_values` for each reason to refuse one."""
STATELESS: Final = {
    "FORBIDDEN",
    "IDEMPOTENCY_KEY_REUSED",
    "INVALID",
    "NOT_FOUND",
    "REQUIRED",
    "STALE_VERSION",
    "TOO_LONG",
}
"""The codes that a bad value may get."""


class _Short(Request):
    """A request for the errors alone."""

    @property
    def selection(self) -> str:
        return "{userErrors{code field}}"


async def refusals(people: Iterable[Client], wanted: set[Code], known: dict[str, Any]) -> set[Code]:
    """The codes that these people get, each at the field that has the bad value; `known` is as in `attacks.standing`.

    Mutations whose `wanted` codes were given are not sent again by the next person.
    """
    found: set[Code] = set()
    file = {"filename": "a.pdf", "contentType": "application/pdf", "size": 1}
    for by in people:
        await act(by, "uploadCreate", **file, idempotencyKey=KEY)
        names = {name for name, code in wanted - found if code in STATELESS}
        for batch in batches(list(_requests(names, known)), most=25):
            async for asked, _, payload in answers(by.server, by.token, batch):
                at = [str(step) for step in asked.path[1:]] or None
                for error in (payload or {}).get("userErrors", ()):
                    if error["code"] == "FORBIDDEN" or error["field"] == at:
                        found.add((asked.field, error["code"]))
    return found


def _requests(names: set[str], known: dict[str, Any]) -> Iterator[Request]:
    for each in requests("mutation", known, names):
        if _is_wanted(each) and each.is_well_typed:
            yield _Short(each.operation, each.field, each.path, each.arguments)


def _is_wanted(request: Request) -> bool:
    value: Any = request.arguments
    for step in request.path:
        if step == "null":
            return False
        value = value[step]
    return not request.path or value in VALUES or (isinstance(value, list) and len(value) > 100)
