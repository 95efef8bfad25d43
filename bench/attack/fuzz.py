"""A fuzz by schema: every argument of every root field in turn gets every odd value of its type, and of none."""

import json
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from bench.attack.ground import Attack, Ground, Result
from tests.support.attacks.bad_requests import Request, batches, document, requests
from tests.support.attacks.one_of_everything import standing
from tests.support.cast import PASSWORD, Cast

SHARE: Final = 7
AT_ONCE: Final = 5
"""Requests in one operation."""
WHO: Final = {"nobody": 2, "zoe": 2, "tom": 2, "ben": 2, "ann": 1, "sam": 1}
"""Of the share, each so many-th is sent by somebody: who may do less is refused sooner."""
SETTINGS: Final = {
    "MAX_QUERY_COST": "1000000",
    "MAX_QUERY_ERRORS": "1000",
    "SIGN_IN_ATTEMPTS": "1000",
    "SIGN_IN_ATTEMPTS_PER_PEER": "1000000",
    "LOCK_AFTER_FAILURES": "10000",
    "RESET_REQUESTS_PER_HOUR": "1000000",
    "SIGN_IN_ANSWER_MS": "0",
}
EXPECTED_CODES: Final = {"BAD_USER_INPUT", "UNAUTHENTICATED", "FORBIDDEN", "CURSOR_EXPIRED", "THROTTLED"}
"""The codes that errors may have; all others are faults."""


def attacks(share: int) -> tuple[Attack, ...]:
    """The fuzz as each kind of person."""
    return tuple(
        Attack(f"fuzz as {who}", f"odd values everywhere, each {share * part}th", fuzzed(who, share * part))
        for who, part in WHO.items()
    )


@dataclass
class Seen:
    """The answers to somebody."""

    statuses: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)


def fuzzed(who: str, share: int) -> Callable[[Ground], Awaitable[Result]]:
    """An attack that sends it all as somebody."""

    async def run(ground: Ground) -> Result:
        cast = ground.cast
        rows = await _rows(ground)
        token = None if who == "nobody" else getattr(cast, who).token
        seen = Seen()
        secrets = _of_others(cast, who)
        for operation in ("query", "mutation"):
            for batch in batches(requests(operation, rows)[::share], AT_ONCE):
                if not await _send(ground, token, batch, seen, secrets) and token is not None:
                    token = await _new_session(ground, who)
        figures = f"{dict(seen.statuses)}"
        figures += f"; {len(seen.faults)} faults: {seen.faults[:3]}" if seen.faults else ""
        figures += f"; {len(seen.leaks)} leaks: {seen.leaks[:3]}" if seen.leaks else ""
        return Result(not seen.faults and not seen.leaks, figures)

    return run


_ROWS: Final[dict[int, dict[str, Any]]] = {}


async def _rows(ground: Ground) -> dict[str, Any]:
    """One of everything, made when it is first asked for."""
    if ground.port not in _ROWS:
        sam, ann = map(ground.server.client_of, (ground.cast.sam, ground.cast.ann))
        _ROWS[ground.port] = await standing(ground.cast, sam, ann, ground.catcher)
    return _ROWS[ground.port]


def _of_others(cast: Cast, who: str) -> tuple[str, ...]:
    """Words that somebody must never read."""
    acme = ("Acme Bakery", "Acme Bakehouse", "Ann Archer", "It squeaks", "INV-000001")
    zenith = ("Zenith Lettings", "Zoe Zimmer", "zoe@people.test")
    home = ("12 Quay Street", "Tom Tully", "tom@people.test")
    return {
        "nobody": (*acme, *zenith, *home, "Sam Sutton"),
        "zoe": acme,
        "tom": (*acme, *zenith),
        "ben": (*zenith, *home),
        "ann": (*zenith, *home),
    }.get(who, ())


async def _send(ground: Ground, token: str | None, batch: list[Request], seen: Seen, secrets: tuple[str, ...]) -> bool:
    """Send a batch and note what is wrong with the answer; gives whether the session goes on."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        answer = await ground.attacker.post("/graphql", json=document(batch), headers=headers)
    except httpx.HTTPError as error:
        seen.faults.append(f"{batch[0].field} {batch[0].path}: {error!r}")
        return True
    seen.statuses[str(answer.status_code)] += 1
    names = " ".join(sorted({f"{request.field} {request.path}" for request in batch}))
    if answer.status_code not in (200, 400, 401):
        seen.faults.append(f"{answer.status_code} {names}: {answer.text[:200]}")
        return True
    result = answer.json()
    seen.faults += [
        f"{error['path']} {names}: {error['message']}"
        for error in result.get("errors", [])
        if error["extensions"]["code"] not in EXPECTED_CODES
    ]
    words = json.dumps(result.get("data"), ensure_ascii=False)
    seen.leaks += [f"{names}: {secret}" for secret in secrets if secret in words]
    return answer.status_code != 401


async def _new_session(ground: Ground, who: str) -> str | None:
    """Sign somebody in again whose session has ended by what was sent; None where they have no access any more."""
    query = """mutation($p: String!, $n: String!) { sessionCreate(input: {username: $n, password: $p}) { token } }"""
    answer = await ground.server.client.post("/graphql", json={"query": query, "variables": {"n": who, "p": PASSWORD}})
    token: str | None = answer.json()["data"]["sessionCreate"]["token"]
    return token
