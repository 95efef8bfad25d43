"""Enums and inputs of mail that came in."""

import strawberry

from models.messages.inbound_mails import InboundMailOutcome, InboundMailState
from resolvers.core.declare import about, describe, input_type
from resolvers.core.inputs import DateTimeRange

describe(
    InboundMailOutcome,
    "What became of an answer to one of our e-mails. Where it says so, the writer is told, once a day for each thing.",
    ACCEPTED="It stands on the order's timeline.",
    HELD="Its first line said so, and the invoice was put on hold. The writer is told.",
    ALREADY_HELD="Nothing: the invoice was on hold already. The writer is told.",
    TOO_LATE="It waits for staff: it was to hold an invoice that does not await approval any more. The writer is told.",
    MESSAGE="It waits for staff: it is for a person to read. The writer is told.",
    UNKNOWN_ADDRESS="It went to no address that was given out, or to one whose mail is not kept any more. It waits for "
    "staff, unless it is from a stranger to no address of ours.",
    AUTOMATIC="Nothing: a program wrote it, such as an absence note. What came through a list waits for staff.",
    WRONG_SENDER="It waits for staff: it is neither from the person to whom the address was given, nor from a "
    "colleague who may write. The writer is told.",
    FAILED_AUTHENTICATION="It waits for staff: the receiving mail server says that the sender's address is forged.",
    NOT_ALLOWED="It waits for staff: the writer may not write on this order any more. They are told.",
    EMPTY="Nothing: there was nothing new in it. The writer is told.",
    REFUSED="It waits for staff: it could not be taken as it is, for the reason that is given. The writer is told.",
)
describe(
    InboundMailState,
    "Whether a mail that came in waits for a member of staff.",
    OPEN="Nobody has looked after it.",
    CLEARED="Somebody has looked after it.",
)


@input_type
class InboundMailWhere:
    """Which incoming mails: those that fulfil every condition that is given."""

    outcome: list[InboundMailOutcome] | None = about("With one of these outcomes.")
    state: list[InboundMailState] | None = about("That wait for staff, or waited.")
    contact_id: strawberry.ID | None = about("To an address that this contact was given.")
    order_id: strawberry.ID | None = about("About this order.")
    invoice_id: strawberry.ID | None = about("About this invoice.")
    received_at: DateTimeRange | None = about("Received within this time.")


@input_type
class InboundMailClearInput:
    """A mail that somebody has looked after."""

    id: strawberry.ID = about("The mail.")
