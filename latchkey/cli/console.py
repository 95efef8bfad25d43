"""Shared by the commands: settings that are checked, a database that is open, and a console to print to."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from rich.console import Console

import settings
from adapters.database.client import close_database
from adapters.mail.smtp import SmtpServer
from adapters.sms import SmsGateway
from adapters.text import locales
from latchkey.cli.errors import Failed
from latchkey.migrate import pending
from latchkey.process import configure_log
from models.core.database import open_database
from settings import Settings, SettingsError

T = TypeVar("T")


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Say no more to a reader who has gone, as in `latchkey migrate | head`; the work goes on to its end."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


out = _Console(highlight=False, soft_wrap=True)


def configured(**changes: Any) -> Settings:
    """The settings of this process, from the environment and the command line (None leaves one as it is).

    Raises SettingsError that names what is wrong. From here on the log is written as they say.
    """
    overrides = {name: value for name, value in changes.items() if value is not None}
    options = settings.read()
    options = options.model_copy(update=overrides)
    if options.smtp_url is not None:
        try:
            SmtpServer.from_url(options.smtp_url)
        except ValueError as error:
            raise SettingsError(f"SMTP_URL: {error}") from None
    if options.sms_url is not None:
        try:
            SmsGateway.from_url(options.sms_url)
        except ValueError as error:
            raise SettingsError(f"SMS_URL: {error}") from None
    settings.use(options)
    locales.use_english(options.english_locale)
    configure_log(for_people=options.is_development, level=options.log_level)
    return options


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` to its end in an event loop of its own."""
    return asyncio.run(work)


@asynccontextmanager
async def database(pool_size: int = 2) -> AsyncIterator[None]:
    """The configured database, open within the block; raises Failed where migrations are missing."""
    url = settings.get().database
    await open_database(url, pool_size)
    try:
        if missing := await pending(url):
            raise Failed(f"The database lacks {', '.join(missing)}. Run `latchkey migrate` first.")
        yield
    finally:
        await close_database()
