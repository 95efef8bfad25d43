"""A partner's endpoint that fails, redirects, stalls and dies at random, and two workers that post to it while they are
killed: what arrives is written down, and compared with the log."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from random import Random

from adapters import clock
from models.core.scope import equals
from models.core.viewer import KeyScope
from models.log import cursors
from models.log.events import EventKind
from models.log.reading import head, read
from models.log.unit_of_work import shielded
from models.partners.key_changes import create_key
from models.partners.webhook_changes import create_webhook
from models.partners.webhooks import Webhook
from models.people.customers import Customer
from tests.support.cast import Cast
from tests.support.invoicing import as_staff, key
from tests.support.mail.digests import an_order, write
from tests.support.programs.processes import process

ANSWERS = {
    "takes": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    "fails": b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n",
    "redirects": b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n",
}
HURRY_INTERVAL = 0.2


@dataclass
class BadEndpoint:
    """An endpoint: `faults` is the share of messages that it treats badly, `stalls` that of those it never answers.

    `arrived` are the ids of all messages in order, `taken` those of messages that it took, answered or not.
    """

    faults: float
    stalls: float = 0
    url: str = ""
    arrived: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    random: Random = field(default_factory=lambda: Random(1))
    _took: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the messages of one connection, each as chance has it."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:] if line)
                fields = {name.lower().decode(): value.decode() for name, value in lines.items()}
                await reader.readexactly(int(fields["content-length"]))
                if not await self._treat(fields["webhook-id"], reader, writer):
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()

    async def _treat(self, message_id: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Take a message or not; gives whether the connection goes on."""
        self.arrived.append(message_id)
        treatment = self._treatment()
        if treatment in ("takes", "dies after"):
            self.taken.append(message_id)
            async with self._took:
                self._took.notify_all()
        if treatment == "stalls":
            await reader.read()
        elif treatment in ANSWERS:
            writer.write(ANSWERS[treatment])
            await writer.drain()
        return treatment in ANSWERS

    def _treatment(self) -> str:
        chance = self.random.random()
        if chance < self.stalls:
            return "stalls"
        bad = ("fails", "redirects", "dies before", "dies after")
        return self.random.choice(bad) if chance < self.stalls + self.faults else "takes"

    async def until(self, count: int) -> None:
        """Wait until so many different messages were taken."""
        async with self._took:
            await self._took.wait_for(lambda: len(set(self.taken)) >= count)


@asynccontextmanager
async def bad_endpoint(faults: float, stalls: float = 0) -> AsyncIterator[BadEndpoint]:
    """An endpoint that is up within the block."""
    endpoint = BadEndpoint(faults, stalls)
    server = await asyncio.start_server(endpoint.serve, "127.0.0.1", 0)
    endpoint.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    yield endpoint
    server.close()


async def webhook_with_notes(cast: Cast, url: str, count: int) -> list[str]:
    """Make a webhook for notes, and so many notes; gives the ids of the messages that have to arrive, in order."""
    sam, customer = as_staff(cast.sam), await Customer.get(id=key(cast.acme, "Customer"))
    scopes = KeyScope.READ_ORDERS | KeyScope.READ_EVENTS
    program, _ = await shielded(
        create_key, "Program", scopes, [customer], owner_id=customer.id, expires_at=None, by=sam
    )
    order = await an_order(cast)
    await shielded(create_webhook, program, url, [EventKind.NOTE_ADDED], None, by=sam)
    for number in range(count):
        await write(cast, order, f"Note {number}")
    written = await read(0, await head(), equals("kind", EventKind.NOTE_ADDED), count)
    return [cursors.encode(event["position"]) for event in written]


async def withstand(env: dict[str, str], endpoint: BadEndpoint, count: int, kills: int) -> None:
    """Have two workers post so many messages, while one after the other is killed and another takes its place.

    Nobody waits for the end of the lease of a worker that was killed, nor for the end of waits after failures: these are
    put forward.
    """
    async with AsyncExitStack() as stack:
        hurrying = asyncio.create_task(_hurry())
        stack.callback(hurrying.cancel)
        places = [await stack.enter_async_context(AsyncExitStack()) for _ in range(2)]
        workers = [await place.enter_async_context(process("worker", env=env)) for place in places]
        for kill in range(kills):
            await endpoint.until(count * (kill + 1) // (kills + 1))
            workers[kill % 2].send_signal(signal.SIGKILL)
            await places[kill % 2].aclose()
            await Webhook.all().update(due_at=clock.now())
            workers[kill % 2] = await places[kill % 2].enter_async_context(process("worker", env=env))
        await endpoint.until(count)


async def _hurry() -> None:
    while True:
        await asyncio.sleep(HURRY_INTERVAL)
        await Webhook.filter(failures__gt=0).update(due_at=clock.now())


def verdict(endpoint: BadEndpoint, expected: list[str]) -> dict[str, int]:
    """The faults: messages that are missing, those that nobody expects, and those out of order."""
    first_taken, first_arrived = list(dict.fromkeys(endpoint.taken)), list(dict.fromkeys(endpoint.arrived))
    return {
        "missing": len(set(expected) - set(first_taken)),
        "unexpected": len(set(first_arrived) - set(expected)),
        "out of order": sum(one != other for one, other in zip(first_taken, expected, strict=False)),
        "before their turn": sum(one != other for one, other in zip(first_arrived, expected, strict=False)),
    }
