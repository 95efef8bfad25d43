"""Enums and inputs of mail that came in."""

import strawberry

from models.inbound_mails import InboundMailOutcome
from schema.inputs.describing import about, describe, input_type
from schema.inputs.shared import DateTimeRange

describe(
    InboundMailOutcome,
    "What became of an answer to a mail about an order.",
    ACCEPTED="It stands on the order's timeline.",
    UNKNOWN_ADDRESS="Nothing: it went to no address that was given out, or to one whose mail is not kept any more.",
    AUTOMATIC="Nothing: a program wrote it, such as an absence note.",
    WRONG_SENDER="Nothing: it is not from the person to whom the address was given.",
    FAILED_AUTHENTICATION="Nothing: the receiving mail server says that the sender's address is forged.",
    NOT_ALLOWED="Nothing: the writer may not write on this order any more. They were told.",
    EMPTY="Nothing: there was nothing new in it. The writer was told.",
    REFUSED="Nothing: it could not be taken as it is, for the reason that is given. The writer was told.",
)


@input_type
class InboundMailWhere:
    """Which incoming mails: those that fulfil every condition that is given."""

    outcome: list[InboundMailOutcome] | None = about("With one of these outcomes.")
    contact_id: strawberry.ID | None = about("To an address that this contact was given.")
    order_id: strawberry.ID | None = about("About this order.")
    received_at: DateTimeRange | None = about("Received within this time.")
