"""A mail server inside the process that delivers nothing and shows everything: for development, the demo and tests."""

import asyncio
import email
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import default as default_policy
from functools import cached_property
from types import TracebackType
from typing import Self
from weakref import WeakSet

from aiosmtpd.smtp import SMTP, Envelope, Session

from adapters import clock

_MAX_MAIL_SIZE = 10 * 1024 * 1024


@dataclass(frozen=True)
class CaughtMail:
    """One mail as it arrived, taken apart when somebody looks; `number` counts from 1 and is never given twice."""

    number: int
    received_at: datetime
    sender: str
    to: tuple[str, ...]
    content: bytes

    @property
    def message_id(self) -> str:
        """Its id, in angle brackets; empty where it has none."""
        return str(self._message["Message-ID"] or "")

    @property
    def reply_to(self) -> str:
        """The address that answers go to; empty if that is the sender."""
        return str(self._message["Reply-To"] or "")

    def header(self, name: str) -> str:
        """The value of another header; empty if the mail has none."""
        return str(self._message[name] or "")

    @cached_property
    def subject(self) -> str:
        """The subject line."""
        return str(self._message["Subject"] or "")

    @cached_property
    def text(self) -> str:
        """The plain text part."""
        return self._words("plain")

    @cached_property
    def html(self) -> str:
        """The HTML part."""
        return self._words("html")

    @cached_property
    def _message(self) -> EmailMessage:
        return email.message_from_bytes(self.content, policy=default_policy)

    def _words(self, kind: str) -> str:
        part = self._message.get_body((kind,))
        return "" if part is None else str(part.get_content()).replace("\r\n", "\n")


class MailCatcher:
    """Listens from `start` to `stop`, or for a block by `async with`; keeps the newest `max_mails` in memory."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0, max_mails: int = 500) -> None:
        self._host = host
        self._port = port
        self._lock = threading.Lock()
        self._mails: deque[CaughtMail] = deque(maxlen=max_mails)
        self._count = 0
        self._waiting: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}
        self._server: asyncio.Server | None = None
        self._connections: WeakSet[SMTP] = WeakSet()

    async def start(self) -> None:
        """Listen, from now until `stop`."""
        self._server = await asyncio.get_running_loop().create_server(self._connection, self._host, self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Listen no longer; what has been caught stays readable."""
        if self._server is not None:
            self._server.close()
        for connection in self._connections:
            if connection.transport is not None:
                connection.transport.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def _connection(self) -> SMTP:
        connection = SMTP(
            self,
            hostname="localhost",
            data_size_limit=_MAX_MAIL_SIZE,
            enable_SMTPUTF8=True,
            loop=asyncio.get_running_loop(),
        )
        self._connections.add(connection)
        return connection

    @property
    def url(self) -> str:
        """The SMTP_URL that leads here; the port is known once the catcher listens."""
        return f"smtp://{self._host}:{self._port}?starttls=never"

    def messages(self) -> list[CaughtMail]:
        """The mails kept, oldest first."""
        with self._lock:
            return list(self._mails)

    async def wait_for(self, matches: Callable[[CaughtMail], bool], timeout: float = 10) -> CaughtMail:
        """The oldest kept mail that `matches`, at once or as soon as it comes; TimeoutError after `timeout` seconds.

        May be awaited in any thread's event loop, whichever loop the catcher itself runs in.
        """
        arrival = asyncio.Event()
        with self._lock:
            self._waiting[arrival] = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout):
                while True:
                    arrival.clear()
                    for mail in self.messages():
                        if matches(mail):
                            return mail
                    await arrival.wait()
        finally:
            with self._lock:
                del self._waiting[arrival]

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Called by aiosmtpd with each mail; the name is part of its interface."""
        content = envelope.content or b""
        with self._lock:
            self._count += 1
            mail = CaughtMail(
                number=self._count,
                received_at=clock.now(),
                sender=envelope.mail_from or "",
                to=tuple(envelope.rcpt_tos),
                content=content.encode() if isinstance(content, str) else content,
            )
            self._mails.append(mail)
            for arrival, loop in self._waiting.items():
                loop.call_soon_threadsafe(arrival.set)
        return "250 OK"
