"""Slow and many lines: heads, bodies and readers that never come to an end, and more lines than anybody needs."""

import asyncio
import json
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final

import settings
from bench.attack.ground import ATTACKER, Attack, Ground, Result, bystander
from latchkey.wire.lines import LAST_WORDS_SECONDS

MANY: Final = 150
"""Lines at a time, fewer than one address may have: what is attacked is how long they last."""
GRACE: Final = 5.0
"""Seconds more than the settings say that a line may last: the server has other things to do."""
JSON: Final = "Content-Type: application/json\r\n"
SCHEMA: Final = "{ __schema { types { name description fields { name description args { name description } } } } }"
LITTLE: Final = 4096
MAX_HEAD_GROWTH: Final = 64
"""MiB that the server may grow by while it refuses gigabytes of heads."""


@dataclass
class Line:
    """A line of the attacker's."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def say(self, data: str | bytes) -> bool:
        """Write something; gives whether the other side still listens."""
        if self.reader.at_eof() or self.writer.is_closing():
            return False
        try:
            self.writer.write(data.encode() if isinstance(data, str) else data)
            await self.writer.drain()
        except (OSError, RuntimeError):
            return False
        return True

    async def hear(self) -> str:
        """Everything that comes until the other side ends the line."""
        heard = b""
        with suppress(OSError):
            while part := await self.reader.read(65536):
                heard += part
        return heard.decode("latin-1")


@asynccontextmanager
async def line(ground: Ground, *, takes: int | None = None, source: str = ATTACKER) -> AsyncIterator[Line]:
    """A line to the server from the attacker's address, whose kernel takes no more than `takes` bytes unread."""
    near = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    near.setblocking(False)
    if takes is not None:
        near.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, takes)
    near.bind((source, 0))
    await asyncio.get_running_loop().sock_connect(near, ("127.0.0.1", ground.port))
    reader, writer = await asyncio.open_connection(sock=near, limit=takes or 1 << 16)
    try:
        yield Line(reader, writer)
    finally:
        writer.transport.abort()


def head(ground: Ground, first: str, more: str = "") -> str:
    """The head of a request, without the empty line at its end."""
    return f"{first} HTTP/1.1\r\nHost: 127.0.0.1:{ground.port}\r\n{more}"


async def lasts(ground: Ground, start: str, drip: str, every: float) -> float:
    """Seconds until the server ends a line on which it gets `start` and then `drip` again and again."""
    began = time.monotonic()
    async with line(ground) as slow:
        await slow.say(start)
        listening = asyncio.create_task(slow.hear())
        while not listening.done():
            if drip and not await slow.say(drip):
                break
            await asyncio.wait([listening], timeout=every)
        await listening
    return time.monotonic() - began


async def slow_lines(ground: Ground, start: str, drip: str, every: float, most: float) -> Result:
    """Many lines that are fed so; held if each is ended in time and others are served."""
    async with bystander(ground) as others:
        async with asyncio.timeout(most * 3):
            seconds = await asyncio.gather(*(lasts(ground, start, drip, every) for _ in range(MANY)))
    longest = max(seconds)
    return Result(longest <= most and others.is_served, f"ended after {longest:.0f} s at most; {others}")


async def heads(ground: Ground) -> Result:
    """Heads of which a byte comes each second."""
    most = settings.get().head_seconds + GRACE
    return await slow_lines(ground, head(ground, "GET /health", "X-Slow: "), "a", 1, most)


async def bodies(ground: Ground) -> Result:
    """Bodies of which a few bytes come each second."""
    start = head(ground, "POST /graphql", f"{JSON}Content-Length: 900000\r\n\r\n")
    return await slow_lines(ground, start, '{"query"', 1, settings.get().transfer_window_seconds * 2 + GRACE)


async def silence(ground: Ground) -> Result:
    """Lines on which nothing is said."""
    return await slow_lines(ground, "", "", 1, settings.get().head_seconds + GRACE)


async def readers(ground: Ground) -> Result:
    """Readers of large answers who take nothing of them."""
    body = json.dumps({"query": SCHEMA})
    token = f"Authorization: Bearer {ground.cast.ann.token}\r\n"
    asked = head(ground, "POST /graphql", f"{JSON}{token}Content-Length: {len(body)}\r\n\r\n") + body
    before = ground.memory()
    most = settings.get().stream_stall_seconds + 2 * LAST_WORDS_SECONDS + GRACE

    async def stalls() -> float:
        began = time.monotonic()
        async with line(ground, takes=LITTLE) as stalled:
            await stalled.say(asked * 3)
            while time.monotonic() - began < most * 2:
                await asyncio.sleep(0.5)  # nothing tells of the end of a line but the system
                if _is_reset(stalled):
                    break
            return time.monotonic() - began

    async with bystander(ground) as others:
        seconds = await asyncio.gather(*(stalls() for _ in range(MANY // 3)))
    grown = ground.memory() - before
    figures = f"cut after {max(seconds):.0f} s at most, {grown:+.0f} MiB; {others}"
    return Result(max(seconds) <= most and others.is_served, figures)


def _is_reset(stalled: Line) -> bool:
    """Whether the server has cut a line of which nobody reads: the kernel knows before the stream does."""
    near = stalled.writer.get_extra_info("socket")
    return near is None or near.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] in (7, 8)  # CLOSE, CLOSE_WAIT


async def crowd(ground: Ground) -> Result:
    """More lines from one address than it may have, all at once, that stay open."""
    allowed = settings.get().max_connections_per_peer

    async def status() -> str:
        async with line(ground) as opened:
            with suppress(TimeoutError):
                async with asyncio.timeout(3):
                    return (await opened.hear())[9:12]
            return "open"

    async with bystander(ground) as others:
        counted = Counter(await asyncio.gather(*(status() for _ in range(3 * allowed))))
    is_withstood = counted["open"] <= allowed and counted["429"] >= 2 * allowed - 1 and others.is_served
    return Result(is_withstood, f"{dict(counted)}; {others}")


async def large_heads(ground: Ground) -> Result:
    """Header lines without an end, of gigabytes in all."""
    before = ground.memory()

    async def flood() -> str:
        async with line(ground) as opened:
            await opened.say(head(ground, "GET /health", "X-A: "))
            listening = asyncio.create_task(opened.hear())
            for _ in range(160):
                if listening.done() or not await opened.say(b"a" * (1 << 18)):
                    break
            return (await listening)[9:12]

    async with bystander(ground) as others:
        counted = Counter(await asyncio.gather(*(flood() for _ in range(MANY // 3))))
    grown = ground.memory() - before
    is_withstood = set(counted) <= {"431", "400", ""} and grown < MAX_HEAD_GROWTH and others.is_served
    return Result(is_withstood, f"{dict(counted)}, {grown:+.0f} MiB; {others}")


ATTACKS: Final = (
    Attack("slow heads", f"{MANY} lines, a byte of a head each second", heads),
    Attack("slow bodies", f"{MANY} lines, eight bytes of a body each second", bodies),
    Attack("silent lines", f"{MANY} lines on which nothing is said", silence),
    Attack("readers that stall", f"{MANY // 3} lines, three large answers each, of which nothing is read", readers),
    Attack("a crowd of lines", "three times the lines that one address may have", crowd),
    Attack("heads without an end", f"{MANY // 3} lines, up to 40 MiB of one header each", large_heads),
)
