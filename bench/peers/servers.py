"""The servers on Node: what they are called, how they are started, and which versions they are."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import asyncpg

from bench import change, statements
from bench.servers import POOL_SIZE, Server, running
from tests.support import services

MERCURIUS: Final = "Mercurius"
MERCURIUS_TUNED: Final = "Mercurius, tuned"
POSTGRAPHILE: Final = "PostGraphile"
GRAPHQL_WS: Final = "graphql-ws"
PEERS: Final = {
    MERCURIUS: ("mercurius.js", {}),
    MERCURIUS_TUNED: ("mercurius.js", {"TUNED": "1"}),
    POSTGRAPHILE: ("postgraphile.js", {}),
    GRAPHQL_WS: ("graphql_ws.js", {}),
}
"""The program of each, and its environment."""
_FOLDER: Final = Path(__file__).parent
_STATEMENTS: Final = {
    **{name: text for name, text in vars(statements).items() if name.isupper() and not name.startswith("_")},
    **{name: getattr(change, name) for name in ("CHANGE", "PEOPLE", "TAKE", "MOVED")},
    "ORDER_TO_CHANGE": change.ORDER,
}


@contextmanager
def peer(name: str, database_url: str, core: int | None) -> Iterator[Server]:
    """One of the servers, with as many connections to the database as the others."""
    program, options = PEERS[name]
    port = services._free_port()
    environment = (
        os.environ
        | options
        | {
            "NODE_ENV": "production",
            "GRAPHILE_ENV": "production",
            "DATABASE_URL": database_url,
            "POOL_SIZE": str(POOL_SIZE),
            "PORT": str(port),
            "STATEMENTS": json.dumps(_STATEMENTS),
        }
    )
    with running(["node", str(_FOLDER / program)], environment, port, core) as server:
        yield server


async def prepare(database_url: str) -> None:
    """Put into the database what PostGraphile needs beside the tables."""
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute((_FOLDER / "postgraphile.sql").read_text())
    finally:
        await connection.close()


def version(package: str) -> str:
    """The installed version of a package of npm."""
    found: str = json.loads((_FOLDER / "node_modules" / package / "package.json").read_text())["version"]
    return found
