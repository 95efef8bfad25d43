"""Values that nobody should send, for every scalar of the schema."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from typing import Any, Final

from adapters.text.opaque import encode as encode_bytes

LONGER_THAN_ANY: Final = "x" * 20_001
WORDS: Final = [
    "",
    " ",
    "\u200b",
    "x" * 201,
    LONGER_THAN_ANY,
    "ﷺ" * 200,  # becomes 18 characters each where names are compared
    "ŉ" * 20,  # becomes two characters each in capitals
    "ab" + "\u0301\u0323" * 90,
    "one\r\nBcc: two@people.test",
    "\x01\x1b[31mred\x7f",
    "\u202eright to left\u2066 👩‍👩‍👧‍👦 \ufffe\uffff\U0010ffff",
    "'; DROP TABLE orders; -- %_\\ {{ 7 * 7 }} {% raw %} <mj-raw><script>alert(1)</script></mj-raw> &amp; ]]>",
    "2147483648",
    "SR-999999999",
]
TAKEN: Final[dict[str, list[Any]]] = {
    "String": WORDS,
    "ID": ["", "garbage", "é", "=", "AAAA", 5, -1, LONGER_THAN_ANY, "Cn" + "A" * 22],
    "Int": [0, -1, 2**31 - 1, -(2**31)],
    "Float": [0.0, -1.5, 1e308],
    "Boolean": [True, False],
    "DateTime": ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z", "2026-01-01T00:00:00+14:00"],
    "Date": ["0001-01-01", "9999-12-31"],
    "Decimal": ["0", "-0.000000001", "0.000000001", "-999999999999999.999999999", "999999999999999.999999999", 7.25],
    "EmailAddress": [
        "",
        "x",
        "a@b",
        "@",
        "a" * 64 + "@" + "b" * 60 + ".example",
        "ﷺ" * 21 + "@people.test",
        '"a b"@people.test',
        "a@[127.0.0.1]",
        "a@xn--.example",
        "a@" + "b." * 200 + "test",
        "\u202ea@people.test",
        "ann@people.test",
        "a b@people.test",
    ],
    "PhoneNumber": [
        "",
        "+",
        "0",
        "+999",
        "+1" * 40,
        "+44 20 7946 0000 ext. 5",
        "٠٧٩",
        "tel:+442079460000;phone-context=x",
    ],
    "CountryCode": ["", "gb", "ZZ", "GBR", "é", "G\u200b"],
    "CurrencyCode": ["", "eur", "X" * 3, "ZZZ", "€"],
    "TimeZone": ["", "Mars/Olympus", "../../etc/passwd", "localtime", "UTC\u200b", "europe/london"],
    "Locale": [
        "",
        "xx",
        "en_GB",
        "en-",
        "x-private",
        "i-klingon",
        "de-1996",
        "en.UTF-8",
        "zh-Hant-TW-x-y",
        "und",
        "en-ÄÖ",
    ],
    "URL": ["", "javascript:alert(1)"],
    "ByteCount": [0, 1, 2**53, 2.0**40],
    "EventCursor": ["", "garbage", "é", "AQ==", "AX__________", "Af__________", "AQAAAAAAAA"],
}
"""What the schema takes and the rules have to judge."""

REFUSED: Final[dict[str, list[Any]]] = {
    "String": [5, True, [], {}],
    "ID": [1.5, True, [], {}, 2**70, float(10**300)],
    "Int": [2**31, -(2**31) - 1, 1.5, "1", True, 2**70, [], {}],
    "Float": ["1", True],
    "Boolean": ["true", 1, 0, [], {}],
    "DateTime": [
        "2026-01-01",
        "2026-01-01T00:00:00",
        "2026-02-30T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "10000-01-01T00:00:00Z",
        "2026-01-01T25:00:00Z",
        "٢٠٢٦-01-01T00:00:00Z",
        1767225600,
        {},
    ],
    "Date": ["0000-01-01", "10000-01-01", "2026-02-30", "2026-1-1", "2026-01-01T00:00:00Z", 20260101, []],
    "Decimal": [
        "",
        "NaN",
        "Infinity",
        "-inf",
        "1e5",
        "1_000",
        "1,5",
        "٣",
        "0x10",
        True,
        1e300,
        "1" * 40,
        "0." + "1" * 40,
        {},
    ],
    "EmailAddress": ["a@people.test\r\nBcc: b@people.test", "a@people.test\n", "x" * 501, 5],
    "PhoneNumber": ["+44 20\n7946", "1" * 101, 442079460000],
    "CountryCode": ["\n", 1],
    "CurrencyCode": ["\x7f", 1],
    "TimeZone": ["UTC\n", 1],
    "Locale": ["en\u2028", "x" * 101, 1],
    "URL": ["x" * 2001, 1],
    "ByteCount": [-1, 2**53 + 1, 1.5, "1", True],
    "EventCursor": [5, "x" * 101, {}],
}
"""What no value of the scalar is."""

ODD_PLACES: Final[list[Any]] = [
    None,
    True,
    5,
    -1,
    2**31,
    2**63,
    1.5,
    "",
    "\0",
    "x",
    [],
    {},
    "2026-01-01",
    "2026-01-01T00:00:00",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "00000000-0000-0000-0000-00000000000",
    LONGER_THAN_ANY,
]


def cursors_like(cursor: str) -> Iterator[str]:
    """Cursors that were never given out, made of one that was: cut, lengthened, and with other values inside."""
    yield from (cursor[:-1], cursor[: len(cursor) // 2], cursor + "A", f" {cursor}", cursor + "=" * 5, "", "é", "W10")
    tag, *places = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    other = tag[:-1] + ("+" if tag.endswith("-") else "-")
    for value in ([other, *places], [tag], [tag, *places, 1], [*places], {"tag": tag}, tag, None, 2**70):
        yield _cursor(value)
    for index in range(len(places)):
        for odd in ODD_PLACES:
            yield _cursor([tag, *places[:index], odd, *places[index + 1 :]])


def _cursor(value: Any) -> str:
    return encode_bytes(json.dumps(value).encode())


def ids_like(global_id: str) -> Iterator[str]:
    """Ids that were never given out, made of one that was."""
    data = urlsafe_b64decode(global_id + "=" * (-len(global_id) % 4))
    for kind in range(22):
        yield encode_bytes(bytes([kind]) + data[1:])
    for wrong in (data[:-1], data + b"\0", data[:1], data[:1] + b"\xff" * 8, data[:1] + b"\x00" * 8, b"\xff" * 17):
        yield encode_bytes(wrong)
    yield from (global_id + "=", urlsafe_b64encode(data).decode() + "\n", global_id.lower(), global_id[:-1])


def nonexistent(global_id: str) -> str:
    """A well-formed id of the same type that belongs to nothing."""
    data = urlsafe_b64decode(global_id + "=" * (-len(global_id) % 4))
    return encode_bytes(data[:-8] + b"\x00\x01\x02\x03\x04\x05\x06\x07")
