"""`latchkey mail receive`: one mail from standard input, as a mail server hands it to a program."""

import os
import sys
from tempfile import TemporaryFile
from typing import BinaryIO, Final

import settings
from adapters import wakeups
from adapters.errors import Unavailable
from adapters.files import storage
from adapters.mail.parsing import Unreadable
from adapters.text.sentences import Sentence
from latchkey.cli.console import configured, database, out, run
from latchkey.cli.errors import Failed
from latchkey.inbound.mail import receive_mail
from settings import SettingsError

PIECE_SIZE: Final = 1 << 20


def receive() -> None:
    """Take the mail in and print what became of it; ends as sysexits.h says.

    65 gives the mail back to its sender, 75 has the mail server try again later.
    """
    try:
        configured()
        with TemporaryFile() as file:
            _read(file)
            run(_receive(file))
    except Unreadable as error:
        print(error, file=sys.stderr)
        sys.exit(os.EX_DATAERR)
    except (Failed, SettingsError, Unavailable) as error:
        print(error, file=sys.stderr)
        sys.exit(os.EX_TEMPFAIL)


def _read(file: BinaryIO) -> None:
    most = settings.get().max_inbound_mail_bytes
    while piece := sys.stdin.buffer.read(PIECE_SIZE):
        file.write(piece)
        if file.tell() > most:
            raise Unreadable(Sentence("A mail may have at most {most} bytes.", most=most))


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
