"""A mobile number is kept in one form, however it is written."""

import pytest

from adapters.phone_numbers import one_form
from models.core import validators as checked


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("+54 11 2345-6789", "+5491123456789"),
        ("+54 9 11 2345-6789", "+5491123456789"),
        ("+54 11 15 2345-6789", "+5491123456789"),
        ("+54 9 3543 44-3322", "+5493543443322"),
        ("+52 1 55 1234 5678", "+525512345678"),
        ("+52 55 1234 5678", "+525512345678"),
        ("+52 044 55 1234 5678", "+525512345678"),
        ("+55 (11) 8765-4321", "+5511987654321"),
        ("+55 11 98765-4321", "+5511987654321"),
        # A landline, which has no ninth digit.
        ("+55 11 2345-6789", "+551123456789"),
        ("+44 (0)7911 123456", "+447911123456"),
    ],
)
def test_a_number_is_kept_in_one_form(written: str, kept: str) -> None:
    assert checked.mobile(written) == kept
    assert one_form(kept) == kept
