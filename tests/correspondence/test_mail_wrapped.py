"""Mails in winmail.dat and within signatures are opened; whoever sends what cannot be read is told so."""

import base64
import random
import struct

import pytest

from adapters.mail.parsing import Unreadable
from adapters.mail.tnef import Damaged, read_tnef
from tests.support.mail.made import PLAIN, parts, read_parts
from tests.support.mail.wrapped import (
    BODY,
    CODEPAGE,
    FILE_DATA,
    FILE_PROPERTIES,
    FILE_TITLE,
    NEXT_FILE,
    PROPERTIES,
    RTF,
    encrypted,
    properties,
    signed,
    tnef,
    unpacked_rtf,
)

RUSSIAN = "Печь не работает"


def wrapped(kind: str, data: bytes, name: str) -> str:
    coded = base64.encodebytes(data).decode()
    return f"Content-Type: {kind}; name={name}\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment\n\n{coded}\n"


@pytest.mark.parametrize(
    ("attributes", "wanted"),
    [
        ([(BODY, b"Please stop the work.\0")], "Please stop the work."),
        ([(CODEPAGE, struct.pack("<II", 1251, 0)), (BODY, RUSSIAN.encode("cp1251"))], RUSSIAN),
        ([(PROPERTIES, properties((0x1F, 0x1000, RUSSIAN.encode("utf-16-le"))))], RUSSIAN),
        ([(PROPERTIES, properties((0x102, 0x1013, b"<p>Please</p><p>stop.</p>")))], "Please\n\nstop."),
        ([(PROPERTIES, properties((0x102, 0x1009, unpacked_rtf(RTF))))], "Please stop the work.\n Grüße"),
        ([(PROPERTIES, properties((3, 0x0017, b"")) + b"\0" * 3)], ""),
        ([], ""),
    ],
)
def test_rich_text_of_outlook_is_read(attributes: list[tuple[int, bytes]], wanted: str) -> None:
    assert read_tnef(tnef(*attributes)).text.strip() == wanted


def test_a_mail_within_winmail_dat_arrives_with_its_files() -> None:
    data = tnef(
        (BODY, b"Please stop the work.\r\n\r\nOn 3 Mar 2026 at 10:15, X wrote:\r\n> Hello\r\n"),
        (NEXT_FILE, b"\0" * 14),
        (FILE_TITLE, b"PLAN~1.PDF\0"),
        (FILE_DATA, b"%PDF-1.4"),
        (FILE_PROPERTIES, properties((0x1F, 0x3707, "Plan der Küche.pdf".encode("utf-16-le")))),
    )
    whole = parts("mixed", PLAIN.format(""), wrapped("application/ms-tnef", data, "winmail.dat"))
    content = read_parts(whole)
    assert content.text == "Please stop the work." and "> Hello" in content.quoted
    assert [(file.filename, file.content_type, file.data) for file in content.enclosures] == [
        ("Plan der Küche.pdf", "application/pdf", b"%PDF-1.4")
    ]


def test_the_writer_of_a_damaged_mail_is_told() -> None:
    whole = wrapped("application/ms-tnef", b"no tnef", "winmail.dat")
    left_out = read_parts(parts("mixed", PLAIN.format("See."), whole)).left_out
    assert [str(each) for each in left_out] == ["winmail.dat: It is damaged, and cannot be read."]
    with pytest.raises(Unreadable, match="damaged"):
        read_parts(parts("mixed", PLAIN.format(""), whole))


def test_a_mail_within_its_signature_is_opened() -> None:
    inner = parts("mixed", PLAIN.format("Please stop."), wrapped("application/pdf", b"%PDF-1.4", "plan.pdf")).encode()
    once = wrapped("application/pkcs7-mime; smime-type=signed-data", signed(inner), "smime.p7m")
    for whole in (
        once,
        wrapped("application/pkcs7-mime", signed(once.encode()), "smime.p7m"),
        once.replace("pkcs7-mime", "octet-stream"),
    ):
        content = read_parts(whole)
        assert content.text == "Please stop."
        assert [file.filename for file in content.enclosures] == ["plan.pdf"]


@pytest.mark.parametrize("data", [encrypted(b"secret"), b"", b"\x30\x80" * 10_000, b"no asn.1"])
def test_the_writer_of_an_encrypted_mail_is_told(data: bytes) -> None:
    with pytest.raises(Unreadable, match="encrypted"):
        read_parts(wrapped("application/pkcs7-mime; smime-type=enveloped-data", data, "smime.p7m"))


def test_signatures_around_signatures_end_somewhere() -> None:
    whole = PLAIN.format("Yes.").encode()
    for _ in range(5):
        whole = wrapped("application/pkcs7-mime", signed(whole), "smime.p7m").encode()
    with pytest.raises(Unreadable):
        read_parts(whole.decode())


def test_no_damage_goes_unnoticed_or_keeps_us_busy() -> None:
    whole = tnef(
        (CODEPAGE, struct.pack("<II", 1252, 0)),
        (PROPERTIES, properties((0x1E, 0x1000, b"Yes"), (0x102, 0x1009, unpacked_rtf(RTF)), (0x1F, 0x8001, b"x" * 40))),
        (NEXT_FILE, b""),
        (FILE_PROPERTIES, properties((0x0D, 0x3701, b"i" * 16 + b"data"))),
    )
    assert read_tnef(whole).files == [("", b"data")]
    chance = random.Random(7)
    for _ in range(3000):
        changed = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        try:
            read_tnef(bytes(changed[: chance.randint(1, len(changed))]))
        except Damaged:
            continue
    many = struct.pack("<I", 0xFFFFFFFF) + b"\0" * 2_000_000
    assert read_tnef(tnef((PROPERTIES, many), (NEXT_FILE, b""), (FILE_PROPERTIES, many))).text == ""
