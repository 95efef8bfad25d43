"""Enums and inputs of text messages that came in."""

import strawberry

from models.correspondence.sms_answers import SmsOutcome
from models.correspondence.sms_commands import SmsCommand
from resolvers.core.declare import about, describe, input_type
from resolvers.core.inputs import DateTimeRange

describe(
    SmsCommand,
    "What an incoming text asks for, as it was understood.",
    HOLD="To put an invoice on hold.",
    APPROVE="To approve an invoice.",
    STOP="To be sent no more texts.",
    START="To be sent texts again.",
    HELP="How it works.",
    REACT="Nothing: it is a reaction to an earlier text, like a thumb.",
    OTHER="Something else.",
)
describe(
    SmsOutcome,
    "What became of an incoming text.",
    HELD="The invoice was put on hold.",
    ALREADY_HELD="Nothing: the invoice was on hold already.",
    TOO_LATE="Nothing: the invoice was decided, paid or taken back before. Staff were told.",
    AMBIGUOUS_INVOICE="Nothing: several invoices could be meant. Staff were told.",
    NO_SUCH_INVOICE="Nothing: no invoice could be meant. Staff were told.",
    SENT_TO_PORTAL="Nothing: approving needs signing in, said the answer.",
    OPTED_OUT="This number gets no more texts.",
    OPTED_IN="This number gets texts again.",
    HELPED="An answer said how it works.",
    NOT_UNDERSTOOD="Nothing: it was not understood. Staff were told.",
    REACTED="Nothing: it only reacted to an earlier text.",
    UNKNOWN_NUMBER="Nothing: the number is nobody's. Staff were told.",
    UNVERIFIED_NUMBER="Nothing: the number is on file, but not verified. Staff were told.",
)


@input_type
class SmsMessageWhere:
    """Which incoming texts: those that fulfil every condition that is given."""

    outcome: list[SmsOutcome] | None = about("With one of these outcomes.")
    command: list[SmsCommand] | None = about("That ask for one of these.")
    contact_id: strawberry.ID | None = about("From this contact.")
    invoice_id: strawberry.ID | None = about("About this invoice.")
    received_at: DateTimeRange | None = about("Received within this time.")
