"""What people write when they mean something: every text here is understood in one way, for good reasons."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.sms_words import Said, SmsCommand, understood

HOLD = {
    "HOLD": (),
    "hold": (),
    " Hold. ": (),
    "“Hold”": (),
    "HOLD!": (),
    "ＨＯＬＤ": (),
    "Please hold": (),
    "hold please": (),
    "Put it on hold": (),
    "Can you put this on hold please": (),
    "on hold": (),
    "wait": (),
    "Please wait, I have a question": (),
    "pause": (),
    "halt": (),
    "Do not approve": (),
    "don't approve yet": (),
    "Don’t approve this": (),
    "not yet": (),
    "not approved": (),
    "Hold - I have not approved this": (),
    "hold for 2 days": (),
    "hold until 15/12": (),
    "hold, $500 is too much": (),
    "Bitte warten": (),
    "anhalten": (),
    "noch nicht freigeben": (),
    "Nicht freigeben!": (),
    "HOLD INV-000087": (87,),
    "hold inv-87": (87,),
    "hold INV 000087": (87,),
    "HOLD INV000087": (87,),
    "hold inv–000087": (87,),
    "hold 87": (87,),
    "hold 000087": (87,),
    "hold #87": (87,),
    "HOLD no. 87": (87,),
    "hold invoice 87": (87,),
    "hold invoice no 87, please": (87,),
    "hold invoice number 87": (87,),
    "hold: INV-000087.": (87,),
    "INV-000087 hold": (87,),
    "87 hold": (87,),
    "hold\nINV-000087": (87,),
    "Please put invoice INV-000087 on hold until Friday 15": (87,),
    "hold inv 87 for 2 days": (87,),
    "Don't approve invoice 87": (87,),
    "hold 87 88": (87, 88),
    "hold 87 and 88": (87, 88),
    "hold 87, 88": (87, 88),
    "hold INV-000087 and INV-000088": (87, 88),
    "hold 87 87": (87,),
    "Rechnung 87 anhalten": (87,),
    "stop invoice 87": (87,),
    "Please stop INV-000087": (87,),
    "hold ８７": (87,),
    "hold 0": (),
    "hold 12345678901": (),
}
APPROVE = {
    "APPROVE": (),
    "approve": (),
    "Approved!": (),
    "I approve": (),
    "yes": (),
    "Yes.": (),
    "ok": (),
    "OK!": (),
    "approve INV-000087": (87,),
    "approve 87": (),
    "I approve invoice 87": (87,),
    "Freigeben": (),
    "I accept": (),
}
STOP = ["STOP", "stop", " Stop. ", "STOP!", "Stopp", "STOPALL", "stop all", "UNSUBSCRIBE", "cancel", "END", "quit"]
START = ["START", "start", "Unstop", "subscribe", "opt in"]
HELP = ["HELP", "help!", "info", "?", "Hilfe"]
OTHER = [
    "",
    "   ",
    "🙂",
    "Who is this?",
    "Thanks",
    "release",
    "release INV-000087",
    "unhold 87",
    "remove the hold on 87",
    "don't hold",
    "do not hold it",
    "no need to hold",
    "no hold please",
    "should I hold or approve?",
    "Shall we hold?",
    "Stopping by tomorrow at 10",
    "The household is away",
    "threshold reached",
    "87",
    "I cannot come on Monday",
    "'; DROP TABLE invoices; --",
]


@pytest.mark.parametrize(("text", "numbers"), HOLD.items())
def test_a_text_means_hold(text: str, numbers: tuple[int, ...]) -> None:
    assert understood(text) == Said(SmsCommand.HOLD, numbers)


@pytest.mark.parametrize("text", APPROVE)
def test_a_text_means_approve(text: str) -> None:
    assert understood(text).command is SmsCommand.APPROVE


@pytest.mark.parametrize(
    ("command", "text"),
    [
        *((SmsCommand.STOP, text) for text in STOP),
        *((SmsCommand.START, text) for text in START),
        *((SmsCommand.HELP, text) for text in HELP),
        *((SmsCommand.OTHER, text) for text in OTHER),
    ],
)
def test_a_text_means_something_else(command: SmsCommand, text: str) -> None:
    assert understood(text).command is command


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_understood_somehow(text: str) -> None:
    said = understood(text)
    assert all(0 < number < 10**9 for number in said.numbers)
    assert len(set(said.numbers)) == len(said.numbers)


@settings(deadline=None)
@given(st.integers(1, 999_999_999), st.sampled_from(["hold {}", "HOLD INV-{:06}", "Invoice {}: hold!", "hold #{}"]))
def test_every_number_is_read_as_it_is_written(number: int, form: str) -> None:
    assert understood(form.format(number)) == Said(SmsCommand.HOLD, (number,))


def test_a_very_long_text_takes_no_time() -> None:
    assert understood("hold " + "a " * 100_000).command is SmsCommand.HOLD
    assert understood("inv" * 100_000 + "1" * 100_000).command is SmsCommand.OTHER
