"""Numbers that have asked to get no text messages."""

from tortoise import fields

from adapters import clock
from models.core.entity import Entity, UtcDatetimeField


class SmsOptOut(Entity):
    """A number in E.164 form whose holder wrote STOP, until they write START."""

    number = fields.CharField(max_length=20, unique=True)
    created_at = UtcDatetimeField()

    class Meta:
        table = "sms_opt_outs"


async def opt_out(number: str) -> None:
    """Send no more texts to this number; the second time changes nothing."""
    await SmsOptOut.get_or_create(number=number, defaults={"created_at": clock.now()})


async def opt_in(number: str) -> None:
    """Send texts to this number again."""
    await SmsOptOut.filter(number=number).delete()


async def is_opted_out(number: str) -> bool:
    """Whether this number gets no text messages."""
    return await SmsOptOut.filter(number=number).exists()
