"""A mail's text and sender are read in any charset and form, and no sender can keep us busy."""

import io

import pytest

from adapters.mail.parsing import Unreadable, read_heading
from tests.support.mail.made import mail, read_content


@pytest.mark.parametrize(
    ("delsp", "body", "wanted"),
    [
        ("no", "This line \r\ngoes on.\r\nThis does not.\r\n-- \r\nMoira\r\n", "This line goes on.\nThis does not."),
        ("yes", "Donau \r\ndampf\r\n", "Donaudampf"),
        ("no", "Yes.\r\n> What is \r\n> quoted flows \r\n> too\r\n", "Yes."),
        ("no", "At\r\n >6 bar\r\n", "At\n>6 bar"),
    ],
)
def test_lines_that_flow_are_joined(delsp: str, body: str, wanted: str) -> None:
    file = mail(body.encode(), f"Content-Type: text/plain; format=flowed; delsp={delsp}")
    assert read_content(file).text == wanted


@pytest.mark.parametrize(
    ("value", "sender"),
    [
        ("ann@people.test", "ann@people.test"),
        ("Ann Archer <ann@people.test>", "ann@people.test"),
        ('"Archer, Ann" <ann@people.test>', "ann@people.test"),
        ('"ann@people.test" <evil@x.test>', "evil@x.test"),
        ('"<ann@people.test>" <evil@x.test>', "evil@x.test"),
        ("ann@people.test <evil@x.test>", ""),
        ("<ann@people.test>, <evil@x.test>", ""),
        ("ann@people.test, evil@x.test", ""),
        ("evil@x.test (<ann@people.test>)", ""),
        ("ann@people.test\r\nFrom: evil@x.test", ""),
        ("", ""),
        ("Ann", ""),
    ],
)
def test_the_sender_is_the_same_however_the_mail_is_read(value: str, sender: str) -> None:
    assert read_heading(io.BytesIO(f"From: {value}\r\n\r\nHello".encode())).sender == sender


@pytest.mark.parametrize(
    ("headers", "fails"),
    [
        (["Authentication-Results: mx.test; spf=pass; dmarc=fail (p=reject) header.from=people.test"], True),
        (["Authentication-Results: mx.test;\r\n dkim=fail;\r\n dmarc = FAIL"], True),
        (["Authentication-Results: mx.test; dmarc=pass (was dmarc=fail)"], False),
        (["Authentication-Results: mx.test; dmarc=pass", "Authentication-Results: before.test; dmarc=fail"], False),
        ([], False),
    ],
)
def test_the_last_server_on_the_way_says_whether_a_sender_is_forged(headers: list[str], fails: bool) -> None:
    assert (read_heading(mail(b"Hello", *headers)).dmarc == "fail") is fails


def test_a_mail_without_an_id_is_known_by_its_bytes() -> None:
    one, same, other = (read_heading(mail(body)).key for body in (b"one", b"one", b"other"))
    assert one == same != other
    named = [read_heading(mail(body, "Message-ID: <1@people.test>")).key for body in (b"one", b"other")]
    assert named[0] == named[1] != one


BOMBS = {
    "comments": (b"Content-Type: text/html\r\n\r\n", b"<!--"),
    "tags": (b"Content-Type: text/html\r\n\r\n", b"<"),
    "quotations": (b"Content-Type: text/plain\r\n\r\n", b"On 10:00 a@b.c wrote:\n"),
    "empty lines": (b"Content-Type: text/plain\r\n\r\n", b"\n"),
    "parameters": (b"Content-Type: text/plain", b';"'),
    "spaces": (b"Subject:", b" =?utf-8?q?"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_no_mail_keeps_us_busy(name: str) -> None:
    """Work that grows with the square of such a mail's length takes longer than the run's patience."""
    start, piece = BOMBS[name]
    raw = b"From: ann@people.test\r\n" + start + piece * (450_000 // len(piece))
    assert read_heading(io.BytesIO(raw)).sender == "ann@people.test"
    assert read_content(io.BytesIO(raw)).enclosures == []


def test_a_mail_that_would_take_long_is_not_opened() -> None:
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(100))
    for raw in (
        deep,
        b"Content-Type: message/rfc822\r\n\r\n" * 1000,
        b"\r\n" + b"\n" * 600_000,
        b"\r\n" + b"--a\n" * 2000,
    ):
        with pytest.raises(Unreadable):
            read_content(io.BytesIO(b"From: ann@people.test\r\n" + raw))


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"no header at all", b"\0\xff" * 100, b"\r\n" * 10])
def test_bytes_that_are_no_mail_are_refused(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        read_heading(io.BytesIO(raw))
