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

    @classmethod
    async def add(cls, number: str) -> None:
        """Send no more to this number; to say so twice is the same as once."""
        await cls.get_or_create(number=number, defaults={"created_at": clock.now()})

    @classmethod
    async def withdraw(cls, number: str) -> None:
        """Send to this number again."""
        await cls.filter(number=number).delete()

    @classmethod
    async def holds_for(cls, number: str) -> bool:
        """Whether this number gets no text messages."""
        return await cls.filter(number=number).exists()
