"""`python -m bench.timing`: whether the time of an answer tells who has an account.

Sign-ins with a wrong password, and requests for a reset link, are sent to a server with the production cost of hashing:
for a name that is unknown, one that is archived and one that is active, in random order; with `--others 24` while so
many others sign in. The Mann-Whitney U test says how likely differences as large as these are where there are none;
under 0.01 the two can be told apart. The AUC is the share of right guesses by somebody who has to say which of two
answers is about an account: 0.5 is chance.
"""

import argparse
import asyncio
import contextlib
import os
import random
import secrets
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import httpx
from rich.table import Table

import settings
from adapters.database.client import close_database
from adapters.security import passwords
from bench import servers
from bench.report import console
from latchkey.migrate import migrate
from models.access.portal_access import archive
from models.core.database import open_database
from models.core.viewer import SYSTEM
from models.log.unit_of_work import shielded
from models.people.contacts import Contact
from resolvers.core.ids import decode
from settings import Settings
from tests.support import services
from tests.support.cast import PASSWORD, Cast, engage

ATTEMPTS: Final = 200
KNOWN: Final = {"unknown": "nobody", "archived": "ben", "active": "ann"}
ASKED: Final = {
    "sign-in": """mutation($n: String!) {
        sessionCreate(input: {username: $n, password: "wrong"}) { userErrors { code } } }""",
    "reset": "mutation($n: String!) { passwordResetRequest(input: {usernameOrEmail: $n}) { userErrors { code } } }",
}
SIGN_IN: Final = """mutation($p: String!) {
    sessionCreate(input: {username: "zoe", password: $p}) { userErrors { code } } }"""
WITHOUT_LIMITS: Final = {
    "SIGN_IN_ATTEMPTS": "1000",
    "SIGN_IN_ATTEMPTS_PER_PEER": "1000000",
    "LOCK_AFTER_FAILURES": "10000",
    "RESET_REQUESTS_PER_HOUR": "1000000",
}


def main() -> None:
    """Read the command line, measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.timing", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--attempts", type=int, default=ATTEMPTS, help=f"of each kind; {ATTEMPTS} when not given")
    parser.add_argument("--answer-ms", type=int, default=400, help="SIGN_IN_ANSWER_MS of the server; 0 to compare")
    parser.add_argument("--others", type=int, default=0, help="who sign in all the while; none when not given")
    arguments = parser.parse_args()
    services.open_run()
    try:
        with TemporaryDirectory() as folder:
            asyncio.run(_run(arguments.attempts, arguments.answer_ms, arguments.others, Path(folder)))
    finally:
        services.close_run()


async def _run(attempts: int, answer_ms: int, others: int, folder: Path) -> None:
    database_url, secret = await servers.create_database(), secrets.token_urlsafe(48)
    settings.use(Settings(database_url=database_url, secret_key=secret))
    passwords.use(passwords.Hashing())
    await migrate(database_url)
    await _archive(database_url, (await engage(database_url)))
    port = services._free_port()
    environment = os.environ | WITHOUT_LIMITS
    environment |= {"DATABASE_URL": database_url, "DATA_DIR": str(folder), "SECRET_KEY": secret, "PORT": str(port)}
    environment |= {"SIGN_IN_ANSWER_MS": str(answer_ms)}
    command = [sys.executable, "-m", "latchkey", "serve"]
    with servers.running(command, environment, port, None) as server:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", timeout=60) as client:
            crowd = [asyncio.create_task(sign_in_for_ever(client)) for _ in range(others)]
            for name, query in ASKED.items():
                _print(name, answer_ms, others, await measured(client, query, attempts))
            for task in crowd:
                task.cancel()
            await asyncio.gather(*crowd, return_exceptions=True)


async def sign_in_for_ever(client: httpx.AsyncClient) -> None:
    """Sign in again and again, rightly, until this is cancelled."""
    body = {"query": SIGN_IN, "variables": {"p": PASSWORD}}
    while True:
        with contextlib.suppress(httpx.TransportError):
            await client.post("/graphql", json=body)


async def _archive(database_url: str, cast: Cast) -> None:
    await open_database(database_url)
    try:
        await shielded(archive, await Contact.get(id=decode(cast.ben.id, "Contact")), None, by=SYSTEM)
    finally:
        await close_database()


async def measured(client: httpx.AsyncClient, query: str, attempts: int) -> dict[str, list[float]]:
    """Milliseconds of each attempt, by what the name is."""
    order = [kind for kind in KNOWN for _ in range(attempts)]
    random.shuffle(order)
    times: dict[str, list[float]] = {kind: [] for kind in KNOWN}
    answers: set[bytes] = set()
    for kind in [*KNOWN, *order]:
        body: dict[str, Any] = {"query": query, "variables": {"n": KNOWN[kind]}}
        began = time.perf_counter()
        answers.add((await client.post("/graphql", json=body)).content)
        times[kind].append((time.perf_counter() - began) * 1000)
    if len(answers) != 1:
        raise SystemExit(f"the answers differ: {answers}")
    # The first of each warms the server up.
    return {kind: taken[1:] for kind, taken in times.items()}


def same_chance(one: Sequence[float], other: Sequence[float]) -> float:
    """The two-sided p-value of the Mann-Whitney U test, by the normal approximation; good from 20 values each."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    total, spread = 0.0, 0.0
    index = 0
    while index < len(ranked):
        end = index
        while end < len(ranked) and ranked[end][0] == ranked[index][0]:
            end += 1
        total += (index + end + 1) / 2 * sum(group == 0 for _, group in ranked[index:end])
        spread += (end - index) ** 3 - (end - index)
        index = end
    a, b, n = len(one), len(other), len(ranked)
    deviation = (a * b / 12 * (n + 1 - spread / (n * (n - 1)))) ** 0.5
    distance = abs(total - a * (a + 1) / 2 - a * b / 2)
    return 2 * (1 - statistics.NormalDist().cdf(distance / deviation)) if deviation else 1.0


def told_apart(one: Sequence[float], other: Sequence[float]) -> float:
    """The area under the ROC curve of telling the two apart by time, in whichever direction: from 0.5 to 1."""
    later = sum((a > b) + (a == b) / 2 for a in one for b in other) / (len(one) * len(other))
    return max(later, 1 - later)


def _print(name: str, answer_ms: int, others: int, times: dict[str, list[float]]) -> None:
    table = Table(title=f"{name}, SIGN_IN_ANSWER_MS={answer_ms}, {others} others")
    for heading in ("name", "attempts", "median ms", "p90 ms", "p against unknown", "AUC"):
        table.add_column(heading, justify="right")
    for kind, taken in times.items():
        chance, area = "", ""
        if kind != "unknown":
            chance = f"{same_chance(times['unknown'], taken):.3g}"
            area = f"{told_apart(times['unknown'], taken):.3f}"
        ninetieth = statistics.quantiles(taken, n=10)[8]
        table.add_row(kind, str(len(taken)), f"{statistics.median(taken):.2f}", f"{ninetieth:.2f}", chance, area)
    console.print(table)


if __name__ == "__main__":
    main()
