"""`python -m bench.files`: files through PUT, tus and downloads, beside a bare endpoint that writes the same bytes.

Each server is a process of its own. Memory is the highest that the system saw of a process, above what it had before.
"""

import argparse
import asyncio
import http.client
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import urlsplit

import orjson
from rich.table import Table

from bench import servers
from bench.report import console
from bench.servers import Server
from latchkey.migrate import migrate
from tests.support import cast, services
from tests.support.programs.moto import bucket

MIB: Final = 1 << 20
BLOCK: Final = b"%PDF-1.7\n" + os.urandom(MIB - 9)
PIECE: Final = 64 * MIB
"""The bytes that a tus client sends in one request here."""
CREATE: Final = """mutation($size: ByteCount!) {
  uploadCreate(input: {filename: "a.pdf", contentType: "application/pdf", size: $size}) {
    upload { id url tusUrl } userErrors { message } } }"""
ORDER: Final = """mutation { orderCreate(input: {kind: WALK_IN_REPAIR, problemSummary: "Files"}) { order { id } } }"""
ATTACH: Final = """mutation($order: ID!, $upload: ID!) {
  attachmentAdd(input: {orderId: $order, uploadId: $upload}) {
    attachment { download { url } } userErrors { message } } }"""


@dataclass(frozen=True)
class Measured:
    """The figures of one way to move bytes."""

    name: str
    megabytes_per_second: float
    memory: float
    """The peak above idle, in MiB."""


def main() -> None:
    """Read the command line, start everything, measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.files", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--mebibytes", type=int, default=500, help="size of one file")
    parser.add_argument("--at-once", type=int, default=8, help="how many small files go at once in the last rounds")
    parser.add_argument("--s3", action="store_true", help="keep files in S3, by moto's server, instead of a folder")
    arguments = parser.parse_args()
    services.open_run()
    try:
        with TemporaryDirectory() as folder, ExitStack() as stack:
            results = _measure(stack, Path(folder), arguments.mebibytes * MIB, arguments.at_once, in_s3=arguments.s3)
    finally:
        services.close_run()
    table = Table("", "MB/s", "peak above idle, MiB")
    for one in results:
        table.add_row(one.name, f"{one.megabytes_per_second:.0f}", f"{one.memory:.0f}")
    console.print(table)


def _measure(stack: ExitStack, folder: Path, size: int, at_once: int, *, in_s3: bool) -> list[Measured]:
    environment = {"STORAGE_URL": stack.enter_context(bucket())} if in_s3 else {}
    database = f"sqlite://{folder / 'bench.sqlite3'}"
    people = asyncio.run(_prepared(database))
    port, bare_port = services._free_port(), services._free_port()
    environment |= {
        "DATABASE_URL": database,
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "SECRET_KEY": "only for as long as this is measured",
    }
    latchkey = stack.enter_context(_serving("latchkey", "serve", environment=environment, port=port))
    bare = stack.enter_context(_serving("bench.bare_files", str(folder), str(bare_port), port=bare_port))
    client = Client(latchkey.port, people.ann.token)
    small = size // 10
    client.create(small)  # what is loaded at first use is not counted
    idle = {one: _memory(one, "VmRSS") for one in (latchkey, bare)}
    results = [
        _timed("bare endpoint, PUT", bare, idle[bare], size, lambda: _send(bare.port, "PUT", "/big", size, 0, {})),
        _timed("PUT", latchkey, idle[latchkey], size, lambda: client.put(client.create(size)["url"], size)),
        _timed(
            "tus, pieces of 64 MiB",
            latchkey,
            idle[latchkey],
            size,
            lambda: client.tus(client.create(size)["tusUrl"], size),
        ),
    ]
    upload = client.create(size)
    client.put(upload["url"], size)
    address = client.attach(upload["id"])
    results.append(_timed("download", latchkey, idle[latchkey], size, lambda: client.fetch(address, size)))
    with ThreadPoolExecutor(at_once) as pool:

        def together(one: Callable[[int], object]) -> Callable[[], object]:
            return lambda: list(pool.map(one, [small] * at_once))

        everything = small * at_once
        put = together(lambda length: client.put(client.create(length)["url"], length))
        results.append(_timed(f"{at_once} PUTs at once", latchkey, idle[latchkey], everything, put))
        tus = together(lambda length: client.tus(client.create(length)["tusUrl"], length))
        results.append(_timed(f"{at_once} by tus at once", latchkey, idle[latchkey], everything, tus))
        fetch = together(lambda length: client.fetch(address, size))
        results.append(_timed(f"{at_once} downloads at once", latchkey, idle[latchkey], size * at_once, fetch))
    return results


async def _prepared(database: str) -> cast.Cast:
    await migrate(database)
    return await cast.engage(database)


def _memory(server: Server, field: str) -> int:
    """VmRSS or VmHWM, in KiB."""
    lines = Path(f"/proc/{server.pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(field)).split()[1])


def _timed(name: str, server: Server, idle: int, size: int, run: Callable[[], object]) -> Measured:
    Path(f"/proc/{server.pid}/clear_refs").write_text("5")  # resets VmHWM
    began = time.monotonic()
    run()
    took = time.monotonic() - began
    return Measured(name, size / 1e6 / took, (_memory(server, "VmHWM") - idle) / 1024)


def _serving(*arguments: str, port: int, environment: dict[str, str] | None = None) -> AbstractContextManager[Server]:
    return servers.running([sys.executable, "-m", *arguments], os.environ | (environment or {}), port, None)


class Client:
    """Somebody with files, as quick as one process can be."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._headers = {"Authorization": f"Bearer {token}"}

    def create(self, size: int) -> dict[str, str]:
        """An upload of that size."""
        upload: dict[str, str] = self._ask(CREATE, {"size": size})["uploadCreate"]["upload"]
        return upload

    def put(self, url: str, size: int) -> None:
        """A whole file."""
        _send(self._port, "PUT", urlsplit(url).path, size, 0, self._headers)

    def tus(self, url: str, size: int) -> None:
        """A file in pieces."""
        for offset in range(0, size, PIECE):
            headers = {
                "Tus-Resumable": "1.0.0",
                "Upload-Offset": str(offset),
                "Content-Type": "application/offset+octet-stream",
            }
            piece = min(PIECE, size - offset)
            _send(self._port, "PATCH", urlsplit(url).path, piece, offset, self._headers | headers)

    def attach(self, upload: str) -> str:
        """Attach an upload to a new order; gives the address of its download."""
        order = self._ask(ORDER, {})["orderCreate"]["order"]["id"]
        added = self._ask(ATTACH, {"order": order, "upload": upload})["attachmentAdd"]
        address: str = added["attachment"]["download"]["url"]
        return address

    def fetch(self, url: str, size: int) -> None:
        """Read a download to its end."""
        parts, received = urlsplit(url), 0
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=300)
        connection.request("GET", f"{parts.path}?{parts.query}")
        answer = connection.getresponse()
        while piece := answer.read(MIB):
            received += len(piece)
        assert received == size, answer.status
        connection.close()

    def _ask(self, query: str, variables: dict[str, object]) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        body = orjson.dumps({"query": query, "variables": variables})
        connection.request("POST", "/graphql", body, self._headers | {"Content-Type": "application/json"})
        answer = orjson.loads(connection.getresponse().read())
        connection.close()
        return answer["data"]


def _send(port: int, method: str, path: str, size: int, offset: int, headers: dict[str, str]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    connection.putrequest(method, path)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.putheader("Content-Length", str(size))
    connection.endheaders()
    for start in range(0, size, MIB):
        connection.send(memoryview(BLOCK)[: min(MIB, size - start)])
    answer = connection.getresponse()
    text = answer.read()
    assert answer.status in (200, 204), (answer.status, text)
    connection.close()


if __name__ == "__main__":
    main()
