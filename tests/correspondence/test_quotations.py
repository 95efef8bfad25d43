"""Quotations are told apart from new text by the marks of mail programs and by the mail that is answered."""

import pytest

from adapters.mail.answered_mail import Answered
from adapters.mail.lines import lines_of_text
from adapters.mail.reply_text import extract_reply
from tests.support.mail.quotations import ADVERTISEMENTS, ANSWERS, ATTRIBUTIONS, DRAWN, HEADERS, KEPT, OURS, WORDS

QUOTED = "\n".join(f"> {line}".rstrip() for line in WORDS.splitlines())


def written(text: str, answered: Answered = OURS) -> str:
    return extract_reply(lines_of_text(text), answered).text


@pytest.mark.parametrize("name", ATTRIBUTIONS)
def test_an_attribution_goes_with_what_is_quoted_below_it(name: str) -> None:
    attribution = ATTRIBUTIONS[name]
    for between in ("\n\n", "\n"):
        reply = extract_reply(lines_of_text(f"Yes, please.{between}{attribution}{between}{QUOTED}\n"), OURS)
        assert reply.text == "Yes, please."
        assert reply.quoted == f"{attribution}{between}{QUOTED}"
    assert written(f"{attribution}\n{QUOTED}\n\nYes, please.") == "Yes, please.", "what is written below stays"


@pytest.mark.parametrize("name", HEADERS)
def test_our_mail_below_its_header_is_cut_without_marks(name: str) -> None:
    header = HEADERS[name].format(us="Brightwell Repairs <portal@b.example>", about="SR-000145: In progress")
    reply = extract_reply(lines_of_text(f"Yes, please.\n\nMoira\n\n{header}\n\n{WORDS}"), OURS)
    assert reply.text == "Yes, please.\n\nMoira"
    assert reply.quoted == f"{header}\n\n{WORDS}".strip()


@pytest.mark.parametrize("name", HEADERS)
def test_a_mail_of_others_below_such_a_header_stays(name: str) -> None:
    header = HEADERS[name].format(us="Maker <help@maker.example>", about="Warranty")
    text = f"See below.\n\n{header}\n\nIt is covered until 2027."
    assert written(text) == text


@pytest.mark.parametrize("line", DRAWN)
def test_a_line_drawn_above_our_mail_goes_with_it(line: str) -> None:
    header = HEADERS["English"].format(us="Brightwell Repairs", about="SR-000145")
    assert written(f"Yes\n\n{line}\n{header}\n\n{WORDS}") == "Yes"


@pytest.mark.parametrize("name", KEPT)
def test_the_writers_own_text_stays_whole(name: str) -> None:
    assert written(KEPT[name]) == KEPT[name].replace("-- \n", "--\n")


@pytest.mark.parametrize("name", KEPT)
def test_the_writers_own_text_stays_above_a_quotation(name: str) -> None:
    below = f"\n\n{ATTRIBUTIONS['Gmail, English']}\n\n{QUOTED}\n"
    assert written(KEPT[name] + below) == KEPT[name].replace("-- \n", "--\n")


@pytest.mark.parametrize("name", ANSWERS)
def test_new_text_stays_and_quotations_go(name: str) -> None:
    text, wanted = ANSWERS[name]
    assert written(text) == wanted


@pytest.mark.parametrize("line", ADVERTISEMENTS)
def test_the_advertisement_of_a_program_goes_from_the_end_alone(line: str) -> None:
    assert written(f"Yes\n\n{line}\n") == "Yes"
    assert written(f"{line}\n\nis what it says.") == f"{line}\n\nis what it says."


def test_every_line_is_in_the_text_or_in_the_quotation() -> None:
    """Each line that the text leaves out is in the quotation."""
    for name, (text, _) in ANSWERS.items():
        lines = lines_of_text(text)
        reply = extract_reply(lines, OURS)
        shown = sorted(line.lstrip("> ") for line in f"{reply.text}\n{reply.quoted}".split("\n"))
        assert [line for line in shown if line] == sorted(line.words for line in lines if line.words), name


def test_nothing_unmarked_is_cut_from_an_answer_to_an_unknown_mail() -> None:
    header = HEADERS["English"].format(us="Brightwell Repairs <portal@b.example>", about="SR-000145")
    text = f"Yes\n\n{header}\n\nHello"
    assert written(text, Answered()) == text
    assert written(f"Yes\n\n{ATTRIBUTIONS['Gmail, Dutch']}\n{QUOTED}", Answered()) == "Yes"


BOMBS = [
    "On 10:00 a@b.c wrote:\n",
    "On ",
    "From: a\nSent: b\nTo: c\n",
    "From: Brightwell Repairs\n",
    "> > ",
    ">\n",
    "> a\nb:\n",
    "\n",
    "-- \n",
    "--\n",
    "Sent from my iPhone\n",
    "wrote:\n2026\n",
    "x:\n\n\n",
    "-----Original Message-----\n",
    "Begin forwarded message:\n>\n",
    "a@",
    "2026 ",
    "Re: ",
    "_____\n",
]


@pytest.mark.parametrize("piece", BOMBS)
def test_no_text_keeps_us_busy(piece: str) -> None:
    """Work that grows with the square of such a text's length takes longer than the run's patience."""
    extract_reply(lines_of_text(piece * (1_000_000 // len(piece))), OURS)
