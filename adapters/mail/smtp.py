"""E-mail out: one message to one person over SMTP, and what the server's answer means for a retry."""

import asyncio
import re
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from adapters.errors import NotSent
from adapters.mail.addresses import NotAnAddress, ascii_domain
from adapters.text.sentences import Sentence

# Seconds: for one answer of the server, and for the whole talk with it.
_ANSWER_TIMEOUT = 20
_TALK_TIMEOUT = 60

_MAILBOX = re.compile(r"[^\s\x00-\x20\x7f<>()\[\],;:\\\"@]{1,64}@[^\s\x00-\x20\x7f<>()\[\],;:\\\"@]{1,253}")
_MESSAGE_KEY = re.compile(r"[A-Za-z0-9._-]{1,64}")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>")
_STARTTLS = {"auto": None, "required": True, "never": False}


class MailTemporarilyFailed(NotSent):
    """The mail did not get through this time: nobody answered, or the server asks to come back. Try again later."""


class MailRefused(NotSent):
    """The server will never take this mail, or the address is none. Trying again is of no use."""


@dataclass(frozen=True)
class SmtpServer:
    """The server that mail is handed to, as SMTP_URL names it."""

    host: str
    port: int
    user: str | None
    password: str | None
    tls: bool
    starttls: bool | None

    @classmethod
    def from_url(cls, url: str) -> "SmtpServer":
        """Read smtp://USER:PASSWORD@HOST:PORT?starttls=auto|required|never, or smtps:// for TLS from the first byte.

        `auto` encrypts where the server offers it; with a password the default is `required`, so that the password
        never travels in clear. Raises ValueError that says what is wrong, without the password.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("must be smtp://HOST or smtps://HOST, with USER:PASSWORD@ and :PORT where needed")
        try:
            port = parts.port
        except ValueError:
            raise ValueError("the port must be a number from 1 to 65535") from None
        options = parse_qs(parts.query, keep_blank_values=True)
        unknown = sorted(set(options) - {"starttls"})
        if unknown:
            raise ValueError(f"unknown option {unknown[0]}; the only one is starttls")
        tls = parts.scheme == "smtps"
        if tls and "starttls" in options:
            raise ValueError("smtps:// is encrypted already; leave starttls out")
        user, password = (unquote(part) if part else None for part in (parts.username, parts.password))
        wish = options.get("starttls", ["required" if user else "auto"])[-1]
        if wish not in _STARTTLS:
            raise ValueError("starttls must be auto, required or never")
        starttls = False if tls else _STARTTLS[wish]
        return cls(parts.hostname, port or (465 if tls else 587 if user else 25), user, password, tls, starttls)


def compose(
    *,
    sender: str,
    sender_name: str,
    to: str,
    to_name: str | None,
    subject: str,
    text: str,
    html: str,
    message_key: str,
    date: datetime,
    reply_to: str | None = None,
    thread: str | None = None,
    answers_to: str | None = None,
    unsubscribe: str | None = None,
    calendar: tuple[str, str] | None = None,
) -> EmailMessage:
    """A message with a text and an HTML part, ready for `send`.

    `message_key` (letters, digits, dot, dash, underscore) makes the Message-ID: the same key gives the same id, so
    that a mail that had to be sent twice is recognised. Answers go to `reply_to`, or to the sender if it is None.
    Mails with the same `thread`, a key of that form too, stand together in mail programs; one that `answers_to` a
    Message-ID stands with that mail. `unsubscribe` is the address of a page where one chooses to get no such mails.
    `calendar` is an appointment: the method and the file of `adapters.text.calendars`, for the reader's calendar.
    Line breaks in names and subject become spaces; an address that is none raises MailRefused.
    """
    if not _MESSAGE_KEY.fullmatch(message_key):
        raise ValueError("A message key has 1 to 64 letters, digits, dots, dashes and underscores")
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = _address(sender, sender_name)
    message["To"] = _address(to, to_name)
    if reply_to is not None:
        message["Reply-To"] = _address(reply_to, sender_name)
    message["Subject"] = _one_line(subject)
    message["Date"] = date
    message["Message-ID"] = f"<{message_key}@{message['From'].addresses[0].domain}>"
    before = [f"<{thread}@{message['From'].addresses[0].domain}>"] if thread is not None else []
    if answers_to is not None and _MESSAGE_ID.fullmatch(answers_to):
        before.append(answers_to)
    if before:
        message["In-Reply-To"], message["References"] = before[-1], " ".join(before)
    if unsubscribe is not None:
        message["List-Unsubscribe"] = f"<{unsubscribe}>"
    # Both tell programs not to answer: RFC 3834's, and Exchange's, which does not know the other.
    message["Auto-Submitted"] = "auto-generated" if answers_to is None else "auto-replied"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply, RN, NRN"
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    if calendar is not None:
        method, file = calendar
        message.add_alternative(file, subtype="calendar", params={"method": method}, cte="quoted-printable")
        message.add_attachment(file.encode(), maintype="application", subtype="ics", filename="viewing.ics")
    return message


def _address(mailbox: str, name: str | None) -> Address:
    if not _MAILBOX.fullmatch(mailbox):
        raise MailRefused(Sentence("The address is not an e-mail address."))
    local, _, domain = mailbox.rpartition("@")
    try:
        return Address(_one_line(name or ""), local, ascii_domain(domain))
    except NotAnAddress:
        raise MailRefused(Sentence("The address is not an e-mail address.")) from None


def _one_line(text: str) -> str:
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


async def send(message: EmailMessage, smtp_url: str) -> None:
    """Hand `message`, for one recipient, to the server of `smtp_url`; returns when the server has taken it.

    Raises MailTemporarilyFailed or MailRefused, never with a password.
    """
    server = SmtpServer.from_url(smtp_url)
    [sender], [recipient] = message["From"].addresses, message["To"].addresses
    try:
        async with asyncio.timeout(_TALK_TIMEOUT):
            await aiosmtplib.send(
                message,
                sender=sender.addr_spec,
                recipients=[recipient.addr_spec],
                hostname=server.host,
                port=server.port,
                username=server.user,
                password=server.password,
                use_tls=server.tls,
                start_tls=server.starttls,
                # Asking the resolver for this machine's own name can take longer than sending the mail.
                local_hostname=sender.domain,
                timeout=_ANSWER_TIMEOUT,
            )
    except aiosmtplib.SMTPRecipientsRefused as error:
        raise _verdict(error.recipients[0]) from None
    except (aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPDataError) as error:
        raise _verdict(error) from None
    except aiosmtplib.SMTPResponseException as error:
        # A refused greeting, login or STARTTLS is about the server and its settings, not about this mail.
        raise MailTemporarilyFailed(f"{error.code} {_one_line(error.message)}") from None
    except aiosmtplib.SMTPNotSupported as error:
        raise _unsupported(error, recipient) from None
    except TimeoutError:
        raise MailTemporarilyFailed(Sentence("The mail server did not answer in time.")) from None
    except ssl.SSLError as error:
        failed = Sentence("No encrypted connection to the mail server: {answer}", answer=error.reason)
        raise MailTemporarilyFailed(failed) from None
    except (aiosmtplib.SMTPException, OSError) as error:
        failed = Sentence("No connection to the mail server: {answer}", answer=_one_line(str(error)))
        raise MailTemporarilyFailed(failed) from None


def _verdict(error: aiosmtplib.SMTPResponseException) -> MailRefused | MailTemporarilyFailed:
    words = f"{error.code} {_one_line(error.message)}"
    return MailRefused(words) if error.code >= 500 else MailTemporarilyFailed(words)


def _unsupported(error: aiosmtplib.SMTPNotSupported, recipient: Address) -> MailRefused | MailTemporarilyFailed:
    if not recipient.addr_spec.isascii():
        return MailRefused(Sentence("The mail server takes no addresses beyond ASCII."))
    return MailTemporarilyFailed(Sentence("The mail server cannot do it: {answer}", answer=_one_line(error.message)))
