"""The business's colour can be read, whatever it is."""

import re

from hypothesis import given
from hypothesis import strategies as st

from latchkey.pages.colours import contrast, style_sheet


@given(st.binary(min_size=3, max_size=3))
def test_any_colour_is_made_readable_in_both_schemes(colour: bytes) -> None:
    light, dark = style_sheet(f"#{colour.hex()}").split("@media")[1:]
    for tokens, grounds in ((light, ("f5f3ee", "fffefb")), (dark, ("141715", "1d211e"))):
        found = {name: bytes.fromhex(value) for name, value in re.findall(r"--([\w-]+): #(\w+)", tokens)}
        behind = [*(bytes.fromhex(ground) for ground in grounds), found["wash"], found["accent-ink"]]
        for accent in (found["accent"], found["accent-hover"]):
            assert min(contrast(tuple(accent), tuple(ground)) for ground in behind) >= 4.5
