"""`latchkey mail receive`: one mail from standard input, as a mail server hands it to a program."""

import sys
from tempfile import TemporaryFile
from typing import BinaryIO, Final

import settings
from adapters import wakeups
from adapters.errors import Unavailable
from adapters.files import storage
from adapters.mail.parsing import Unreadable
from latchkey.cli.console import configured, database, out, run
from latchkey.cli.errors import Failed
from latchkey.inbound.mail import receive_mail
from settings import SettingsError

PIECE: Final = 1 << 20
BAD_DATA: Final = 65
TRY_AGAIN: Final = 75
"""What mail servers understand (sysexits.h): the sender gets it back, or it is tried again later."""


def receive() -> None:
    """Take the mail in and print what became of it; ends with 65 where it never will be, 75 where it may be later."""
    try:
        configured()
        with TemporaryFile() as file:
            _read(file)
            run(_receive(file))
    except Unreadable as error:
        print(error, file=sys.stderr)
        sys.exit(BAD_DATA)
    except (Failed, SettingsError, Unavailable) as error:
        print(error, file=sys.stderr)
        sys.exit(TRY_AGAIN)


def _read(file: BinaryIO) -> None:
    most = settings.get().max_inbound_mail_bytes
    while piece := sys.stdin.buffer.read(PIECE):
        file.write(piece)
        if file.tell() > most:
            raise Unreadable(f"A mail may have at most {most} bytes.")


async def _receive(file: BinaryIO) -> None:
    options = settings.get()
    if options.reply_address is None:
        raise Failed("REPLY_ADDRESS is not set: no mail is answered here.")
    wakeups.use(wakeups.Wakeups(options.redis_url))
    storage.use(storage.Storage(options.storage))
    async with database():
        mail = await receive_mail(file)
        await wakeups.current().close()
    out.print("SEEN_BEFORE" if mail is None else f"{mail.outcome.value} {mail.reason or ''}".strip(), markup=False)
