"""Incoming messages are deleted after so many days if the operator says so, and not before staff have looked at them."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import settings
from adapters import clock
from models.messages.inbound_mails import InboundMail, InboundMailOutcome, InboundMailState
from models.messages.sms_messages import SmsCommand, SmsMessage, SmsOutcome
from models.retention import delete_old_rows
from tests.support.cast import Cast
from tests.support.invoicing import opened


async def test_incoming_messages_go_only_when_they_are_settled(database: str, tmp_path: Path, cast: Cast) -> None:
    async with opened(database, tmp_path):
        settled = [await a_mail(cast, 51), await a_mail(cast, 51, state=InboundMailState.CLEARED), await a_text(61)]
        kept = {
            await a_mail(cast, 49),
            await a_mail(cast, 51, state=InboundMailState.OPEN),
            await a_mail(cast, 51, whole_size=9),
            await a_text(59),
        }
        await delete_old_rows()
        assert await incoming() == kept | set(settled)
        days = {"keep_inbound_mail_records_days": 50, "keep_sms_messages_days": 60}
        settings.use(settings.get().model_copy(update=days))
        await delete_old_rows()
        assert await incoming() == kept


async def incoming() -> set[str]:
    """The mails and texts that are there."""
    return {str(row.id) for row in (*await InboundMail.all(), *await SmsMessage.all())}


async def a_mail(cast: Cast, days: int, **changes: Any) -> str:
    """A mail that came in so many days ago."""
    key = str(uuid4())
    row = await InboundMail.create(
        message_key=key,
        message_id=key,
        sender=cast.ann.email,
        subject="",
        outcome=InboundMailOutcome.ACCEPTED,
        received_at=ago(days),
        **changes,
    )
    return str(row.id)


async def a_text(days: int) -> str:
    """A text that came in so many days ago."""
    row = await SmsMessage.create(
        provider_id=str(uuid4()),
        sender="+447911123456",
        recipient="+447911123457",
        body="HELP",
        received_at=ago(days),
        command=SmsCommand.HELP,
        outcome=SmsOutcome.HELPED,
    )
    return str(row.id)


def ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)
