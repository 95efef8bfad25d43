"""Telephone numbers that are written in two ways: one form to compare, to keep and to send to.

In three countries a mobile phone has a digit that one may or may not write, and networks do either:

| country   | written also as    | the one form       | because                                                        |
|-----------|--------------------|--------------------|----------------------------------------------------------------|
| Argentina | +54 11 2345 6789   | +54 9 11 2345 6789 | the 9 marks a mobile phone for who is abroad, as providers are |
| Mexico    | +52 1 55 1234 5678 | +52 55 1234 5678   | the 1 was given up in 2019; networks still put it into senders |
| Brazil    | +55 11 8765 4321   | +55 11 98765 4321  | mobile phones got a ninth digit; landlines begin with 2 to 5   |
"""

import re
from typing import Final

_FORMS: Final = (
    (re.compile(r"\+549?(\d{10})"), r"+549\1"),
    (re.compile(r"\+52(?:1|01|044|045)?(\d{10})"), r"+52\1"),
    (re.compile(r"\+55(\d\d)([6-9]\d{7})"), r"+55\g<1>9\2"),
)


def one_form(number: str) -> str:
    """A mobile phone's number, as digits after a plus, in the form of its country; others, and names, as they are."""
    for pattern, form in _FORMS:
        if match := pattern.fullmatch(number):
            return match.expand(form)
    return number
