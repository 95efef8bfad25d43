"""The webhook for answers to our mail, each a whole message (RFC 5322) that a mail server posts in a signed request."""

from tempfile import SpooledTemporaryFile
from typing import IO, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

import settings
from adapters import clock
from adapters.errors import Unavailable
from adapters.mail.parsing import Unreadable
from adapters.security.signatures import SignedBody, WebhookRefused
from latchkey.files.receiving import Interrupted
from latchkey.files.requests import body
from latchkey.graphql.peer import peer_of
from latchkey.inbound.mail import TooManyFromWriter, receive_mail
from latchkey.shares import MAILS

MEDIA_TYPE: Final = "message/rfc822"
MAX_MEMORY_SIZE: Final = 256 << 10
"""Larger mails wait in a file of their own until all of it is here and the signature is known to be right."""


def mail_routes() -> list[BaseRoute]:
    """The address that mail is posted to; it exists where REPLY_ADDRESS and MAIL_WEBHOOK_SECRET are set."""
    return [Route("/webhooks/mail", incoming, methods=["POST"])]


async def incoming(request: Request) -> Response:
    """Take a mail in, once however often it is posted; 200 says that nothing is left to do, whatever came of it."""
    options = settings.get()
    secret = options.mail_webhook_secret
    if secret is None or options.reply_address is None:
        return Response(status_code=404)
    peer = peer_of(request)
    if not MAILS.try_acquire(peer, peer):
        return _refused(429, "Too many mails at once. Come again later.")
    try:
        with SpooledTemporaryFile(MAX_MEMORY_SIZE) as file:
            signed = await _received(request, file, secret)
            mail = await receive_mail(file, signed.id)  # type: ignore[arg-type]
    except _Refused as refusal:
        return _refused(refusal.status, refusal.message)
    except WebhookRefused as error:
        return _refused(403, str(error))
    except Unreadable as error:
        return _refused(400, str(error))
    except Interrupted as interruption:
        return _refused(408, str(interruption))
    except TooManyFromWriter:
        return _refused(429, "Too many mails of one writer at once. Come again later.")
    except Unavailable:
        return _refused(503, "Not available just now. Come again later.")
    finally:
        MAILS.release(peer, peer)
    return JSONResponse({"outcome": mail.outcome.value if mail else "SEEN_BEFORE"})


class _Refused(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


async def _received(request: Request, file: IO[bytes], secret: str) -> SignedBody:
    """Write the body to `file`; gives its signature, which is right. Raises what makes another answer."""
    most, headers = settings.get().max_inbound_mail_bytes, request.headers
    if headers.get("content-type", "").partition(";")[0].strip().lower() != MEDIA_TYPE:
        raise _Refused(415, f"Post one mail as it came, with Content-Type: {MEDIA_TYPE}.")
    if headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise _Refused(415, "Compressed requests are not served: send no Content-Encoding.")
    signed = SignedBody(headers, secret, clock.now())
    announced, size = headers.get("content-length", ""), 0
    if announced.isascii() and announced.isdigit() and int(announced[:16]) > most:
        raise _Refused(413, f"A mail may have at most {most} bytes.")
    async for chunk in body(request):
        size += len(chunk)
        if size > most:
            raise _Refused(413, f"A mail may have at most {most} bytes.")
        signed.add(chunk)
        file.write(chunk)
    signed.expect_genuine()
    return signed


def _refused(status: int, message: str) -> Response:
    headers = {"Retry-After": "5"} if status in (429, 503) else None
    return JSONResponse({"error": message}, status, headers)
