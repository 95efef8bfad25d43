"""`latchkey sms simulate`: a text as if it had come in from the provider, and what it is answered."""

from uuid_utils.compat import uuid7

import settings
from adapters import clock
from latchkey.cli.console import configured, database, out, run
from latchkey.worker.composing import compose_text
from models.core.channels import Channel
from models.correspondence.sms import IncomingSms, receive_sms
from models.log.unit_of_work import shielded
from models.messages.deliveries import Delivery


def simulate(sender: str, text: str) -> None:
    """Take the text in, as from that number, and print what became of it."""
    configured()
    run(_simulate(sender, text))


async def _simulate(sender: str, text: str) -> None:
    options = settings.get()
    recipient = options.sms_from[0] if options.sms_from else "+10000000000"
    async with database(options.database_pool_size):
        began = clock.now()
        message = await shielded(receive_sms, IncomingSms(f"SIM{uuid7().hex}", sender, recipient, text))
        assert message is not None, "its id is new"
        out.print(f"Understood as {message.command.value}: {message.outcome.value}")
        answers = Delivery.filter(channel=Channel.SMS, recipient=message.sender, queued_at__gte=began)
        for answer in await answers.order_by("queued_at"):
            out.print(f"Answer: {compose_text(answer)}", markup=False)
