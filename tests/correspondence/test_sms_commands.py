"""Texts as people write them are understood as the command that they mean."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.core.plain_text import MAX_SMS_LENGTH, plain
from models.correspondence.sms_commands import ParsedCommand, parse_command
from models.messages.sms_messages import SmsCommand
from tests.support.sms_texts import APPROVE, HELP, HOLD, OTHER, REACT, START, STOP


@pytest.mark.parametrize(("text", "numbers"), HOLD.items())
def test_a_text_means_hold(text: str, numbers: tuple[int, ...]) -> None:
    assert parse_command(text) == ParsedCommand(SmsCommand.HOLD, numbers)


@pytest.mark.parametrize("text", APPROVE)
def test_a_text_means_approve(text: str) -> None:
    assert parse_command(text).command is SmsCommand.APPROVE


@pytest.mark.parametrize(
    ("command", "text"),
    [
        *((SmsCommand.STOP, text) for text in STOP),
        *((SmsCommand.START, text) for text in START),
        *((SmsCommand.HELP, text) for text in HELP),
        *((SmsCommand.REACT, text) for text in REACT),
        *((SmsCommand.OTHER, text) for text in OTHER),
    ],
)
def test_a_text_means_something_else(command: SmsCommand, text: str) -> None:
    assert parse_command(text).command is command


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_understood_somehow(text: str) -> None:
    said = parse_command(text)
    assert all(0 < number < 10**9 for number in said.numbers)
    assert len(set(said.numbers)) == len(said.numbers)


@settings(deadline=None)
@given(st.integers(1, 999_999_999), st.sampled_from(["hold {}", "HOLD INV-{:06}", "Invoice {}: hold!", "hold #{}"]))
def test_every_number_is_read_as_it_is_written(number: int, form: str) -> None:
    assert parse_command(form.format(number)) == ParsedCommand(SmsCommand.HOLD, (number,))


def test_only_the_start_of_a_very_long_text_is_looked_at() -> None:
    assert parse_command("hold " + "a " * 100_000).command is SmsCommand.HOLD
    assert parse_command("inv" * 100_000 + "1" * 100_000).command is SmsCommand.OTHER
    for piece in ("stop sending me ", "keine ", 'liked "', "arretez de ", "no me ", "' ", "don't want x "):
        assert len(plain(piece * 2000)) <= MAX_SMS_LENGTH, piece
        assert parse_command(piece * 2000) == parse_command((piece * 2000)[:MAX_SMS_LENGTH])
