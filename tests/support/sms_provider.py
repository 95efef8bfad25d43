"""An SMS provider on a real port of this machine: keeps what it is given, and answers as it is told to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from latchkey.worker.composing import compose_text
from models.core.channels import Channel
from models.correspondence.sms import IncomingSms, receive_sms
from models.log.unit_of_work import shielded
from models.messages.deliveries import Delivery
from models.messages.notifications import Notification, NotificationKind
from models.messages.sms_messages import SmsMessage
from tests.support.cast import Cast
from tests.support.invoicing import contact, opened
from tests.support.server import listening, serving

ACCOUNT, SECRET = "AC123", "s3cret/of:ours"
ANN, STRANGER, OURS = "+447911123456", "+447911999999", "+442079460000"
"""The numbers of Ann, of nobody, and of the operator."""


@dataclass
class Provider:
    """The texts that the provider has taken, and its answer to the next: a status and a body."""

    url: str = ""
    texts: list[dict[str, Any]] = field(default_factory=list)
    answer: tuple[int, dict[str, Any]] | None = None
    taken: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: Request) -> Response:
        """Take a text in."""
        form = dict(parse_qsl((await request.body()).decode(), strict_parsing=True))
        self.texts.append({**form, "authorization": request.headers.get("authorization"), "path": request.url.path})
        self.taken.set()
        status, body = self.answer or (201, {"sid": f"SM{len(self.texts)}", "status": "queued"})
        return JSONResponse(body, status)


@asynccontextmanager
async def providing() -> AsyncIterator[Provider]:
    """A provider that is up within the block."""
    provider = Provider()
    app = Starlette(routes=[Route("/2010-04-01/Accounts/{account}/Messages.json", provider.take, methods=["POST"])])
    with listening() as listener:
        async with serving(app, listener) as running:
            secret = SECRET.replace("/", "%2F").replace(":", "%3A")
            provider.url = f"{running.url.replace('//', f'//{ACCOUNT}:{secret}@')}/2010-04-01"
            yield provider


@asynccontextmanager
async def texting(database: str, folder: Path, provider: Provider, cast: Cast) -> AsyncIterator[None]:
    """The database opened, with the provider configured and Ann's number on file."""
    changes = {"sms_url": provider.url, "sms_from": [OURS, "+4930123456"], "operator_name": "Brightwell Repairs"}
    async with opened(database, folder, portal_url="https://portal.test", **changes):
        await contact(cast.ann, mobile=ANN)
        yield


async def say(text: str, sender: str = ANN) -> SmsMessage:
    """A text comes in."""
    message = await shielded(receive_sms, IncomingSms(uuid4().hex, sender, OURS, text))
    assert message is not None
    return message


async def answers(to: str = ANN) -> list[str]:
    """The answers to a number, in order, without requests for approval."""
    queued = await Delivery.filter(channel=Channel.SMS, recipient=to).order_by("queued_at", "id")
    return [compose_text(each) for each in queued if each.template != "invoice_awaiting_approval"]


async def told_staff() -> int:
    """The number of notifications about texts that staff have."""
    return await Notification.filter(kind=NotificationKind.SMS_RECEIVED).count()
