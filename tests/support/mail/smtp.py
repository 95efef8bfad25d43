"""Mail servers that behave as a test wants them to, and a mail to give them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from adapters.mail.smtp import compose

NOBODY_LISTENS = "smtp://127.0.0.1:1?starttls=never"
MOMENT = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)


def a_mail(**changes: Any) -> EmailMessage:
    """A short mail to Moira, with `changes` to what `compose` is given."""
    words: dict[str, Any] = {
        "sender": "portal@operator.example",
        "sender_name": "Brightwell Repairs",
        "to": "moira@bakery.example",
        "to_name": "Moira Hargreaves",
        "subject": "Your order",
        "text": "It is done.\n",
        "html": "<p>It is done.</p>",
        "message_key": "delivery-17",
        "date": MOMENT,
    }
    return compose(**words | changes)


@asynccontextmanager
async def smtp_server(handler: object, **options: Any) -> AsyncIterator[str]:
    """A server that answers as `handler` says; gives host and port."""
    loop = asyncio.get_running_loop()
    connections: list[SMTP] = []

    def connection() -> SMTP:
        connections.append(SMTP(handler, hostname="localhost", loop=loop, **options))
        return connections[-1]

    server = await loop.create_server(connection, "127.0.0.1", 0)
    try:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for each in connections:
            if each.transport is not None:
                each.transport.close()


class Answers:
    """Answers RCPT and DATA with the given lines, and keeps what came."""

    def __init__(self, rcpt: str = "250 OK", data: str = "250 OK", mail_from: str = "250 OK") -> None:
        self.rcpt, self.data, self.mail_from = rcpt, data, mail_from
        self.kept: list[Envelope] = []

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.mail_from

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.kept.append(envelope)
        return self.data


class Post(Answers):
    """Takes every mail, remembers to whom and under which Message-ID, and tells when there were so many."""

    def __init__(self, *milestones: int) -> None:
        super().__init__()
        self.ids: dict[str, list[str]] = {}
        self._come = 0
        self.reached = {each: asyncio.Event() for each in milestones}

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        self.ids.setdefault(envelope.rcpt_tos[0], []).append(str(message_from_bytes(content)["Message-ID"]))
        self._come += 1
        for number, event in self.reached.items():
            if self._come >= number:
                event.set()
        return "250 OK"


@asynccontextmanager
async def posting(*milestones: int) -> AsyncIterator[tuple[Post, str]]:
    """A server that takes every mail, and its URL."""
    post = Post(*milestones)
    async with smtp_server(post) as address:
        yield post, f"smtp://{address}?starttls=never"


class Slow(Answers):
    """Takes a mail when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.is_asked, self.may_answer = asyncio.Event(), asyncio.Event()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.is_asked.set()
        await self.may_answer.wait()
        return await super().handle_DATA(server, session, envelope)


@asynccontextmanager
async def plain_server(
    talk: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[object]],
) -> AsyncIterator[str]:
    """A server that is none of SMTP; gives host and port, and ends once every talk has."""
    talks: list[asyncio.Task[None]] = []

    async def whole(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await talk(reader, writer)
        writer.close()
        await writer.wait_closed()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.append(asyncio.create_task(whole(reader, writer)))

    server = await asyncio.start_server(begin, "127.0.0.1", 0)
    try:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        await asyncio.gather(*talks)
