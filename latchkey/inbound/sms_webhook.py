"""The webhooks for the SMS provider: texts that came in, and the fate of those that went out."""

from typing import Final
from urllib.parse import parse_qsl

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tortoise.exceptions import IntegrityError

import settings
from adapters import sms
from adapters.errors import Unavailable
from adapters.text.sentences import Sentence
from latchkey.worker.texts import STATUS_PATH
from models.correspondence.outgoing import mark_undelivered
from models.correspondence.sms import IncomingSms, receive_sms
from models.log.unit_of_work import shielded

log = structlog.get_logger()

MAX_BODY_SIZE: Final = 64 << 10
MAX_ID_LENGTH: Final = 64
MAX_NUMBER_LENGTH: Final = 20
FAILED_STATUSES: Final = ("failed", "undelivered", "canceled")
EMPTY_RESPONSE: Final = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
"""Answers are messages of their own, which are queued, tried again and seen by staff."""


def sms_routes() -> list[BaseRoute]:
    """The addresses to enter at the provider; they exist where SMS_URL is set."""
    return [
        Route("/webhooks/sms", incoming, methods=["POST"]),
        Route(f"{STATUS_PATH}/{{id:uuid}}", status, methods=["POST"]),
    ]


async def incoming(request: Request) -> Response:
    """Take a text in, once however often it is posted."""
    form = await _signed_form(request)
    if isinstance(form, Response):
        return form
    provider_id, sender = form.get("MessageSid", ""), form.get("From", "")
    if not 0 < len(provider_id) <= MAX_ID_LENGTH or not 0 < len(sender) <= MAX_NUMBER_LENGTH:
        return Response(status_code=400)
    message = IncomingSms(provider_id, sender, form.get("To", "")[:MAX_NUMBER_LENGTH], form.get("Body", ""))
    try:
        received = await shielded(receive_sms, message)
    except IntegrityError:
        # The same message at the same instant: the other one has done it.
        received = None
    except Unavailable:
        return Response(status_code=503, headers={"Retry-After": "5"})
    log.info("a text came in", provider_id=provider_id, outcome=received.outcome.value if received else "REPLAYED")
    return Response(EMPTY_RESPONSE, media_type="text/xml")


async def status(request: Request) -> Response:
    """Note that a text which the provider took was not delivered."""
    form = await _signed_form(request)
    if isinstance(form, Response):
        return form
    if form.get("MessageStatus") in FAILED_STATUSES:
        try:
            await shielded(mark_undelivered, request.path_params["id"], form.get("MessageSid"), _failure(form))
        except Unavailable:
            return Response(status_code=503, headers={"Retry-After": "5"})
    return Response(status_code=204)


def _failure(form: dict[str, str]) -> Sentence:
    words = f"{form['MessageStatus']} {form.get('ErrorCode', '')} {form.get('ErrorMessage', '')}"
    return Sentence("The provider could not deliver it: {answer}", answer=" ".join(words.split()))


async def _signed_form(request: Request) -> dict[str, str] | Response:
    """The fields of a post that the provider has signed; else the answer to it."""
    options = settings.get()
    if options.sms_url is None:
        return Response(status_code=404)
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        return Response(status_code=415)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_SIZE:
            return Response(status_code=413)
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=200)
    except ValueError:
        return Response(status_code=400)
    query = f"?{request.url.query}" if request.url.query else ""
    # The address that the provider was given, and not what a request says of itself.
    address = f"{options.api}{request.url.path}{query}"
    secret = sms.SmsGateway.from_url(options.sms_url).secret
    if not sms.is_signed(address, fields, request.headers.get("x-twilio-signature"), secret):
        return Response(status_code=403)
    return dict(fields)
