"""What somebody wrote anew in an answer, as the common programs send it: in three languages, and in any charset."""

import base64
import io
import quopri

import pytest

from adapters.mail_in import Unreadable, read_content, read_heading
from adapters.page_text import text_of_page
from adapters.reply_text import reply_of

CASES: dict[str, tuple[str, str]] = {
    "Gmail, English": (
        (
            "Yes, please go on.\n\nOn Tue, 3 Mar 2026 at 10:15, Brightwell Repairs <portal@brightwell.example>\nwrote:\n\n"
            "> Hello Moira,\n>\n> It is done.\n"
        ),
        "Yes, please go on.",
    ),
    "Gmail, German": (
        (
            "Ja, bitte.\n\nAm Di., 3. März 2026 um 10:15 Uhr schrieb Brightwell Repairs <\nportal@brightwell.example>:\n\n"
            "> Hallo Moira,\n> es ist fertig.\n"
        ),
        "Ja, bitte.",
    ),
    "Gmail, French": (
        "Oui, merci.\n\nLe mar. 3 mars 2026 à 10:15, Brightwell Repairs <portal@brightwell.example> a\nécrit :\n\n> Bonjour\n",
        "Oui, merci.",
    ),
    "Apple Mail, English": (
        "Thanks!\n\nMoira\n\n> On 3 Mar 2026, at 10:15, Brightwell Repairs <portal@brightwell.example> wrote:\n> \n> Done.\n",
        "Thanks!\n\nMoira",
    ),
    "Apple Mail, German": (
        "Danke!\n\n> Am 03.03.2026 um 10:15 schrieb Brightwell Repairs <portal@brightwell.example>:\n> \n> Fertig.\n",
        "Danke!",
    ),
    "Apple Mail, French": (
        "Merci !\n\n> Le 3 mars 2026 à 10:15, Brightwell Repairs <portal@brightwell.example> a écrit :\n> \n> Fini.\n",
        "Merci !",
    ),
    "iPhone": (
        "Fine by me\n\nSent from my iPhone\n\n> On 3 Mar 2026, at 10:15, Brightwell Repairs wrote:\n> \n> Done.\n",
        "Fine by me",
    ),
    "iPhone, German": (
        "Passt\n\nVon meinem iPhone gesendet\n\n> Am 03.03.2026 um 10:15 schrieb X:\n> \n> Hallo\n",
        "Passt",
    ),
    "iPhone, French": (
        "D'accord\n\nEnvoyé de mon iPhone\n\n> Le 3 mars 2026 à 10:15, X a écrit :\n> \n> Salut\n",
        "D'accord",
    ),
    "iPhone, nothing written": ("\n\nSent from my iPhone\n\n> On 3 Mar 2026, at 10:15, X wrote:\n> \n> Done.\n", ""),
    "Outlook, English": (
        (
            "Please use the back door.\n\nKind regards\nMoira\n\n________________________________\n"
            "From: Brightwell Repairs <portal@brightwell.example>\nSent: Tuesday, March 3, 2026 10:15 AM\n"
            "To: Moira Hargreaves <moira@bakery.example>\nSubject: SR-000145: In progress\n\nHello Moira,\nit is done.\n"
        ),
        "Please use the back door.\n\nKind regards\nMoira",
    ),
    "Outlook, German": (
        (
            "Bitte hinten klingeln.\n\nVon: Brightwell Repairs <portal@brightwell.example>\nGesendet: Dienstag, 3. März 2026 10:15\n"
            "An: Moira Hargreaves\nBetreff: SR-000145\n\nHallo Moira\n"
        ),
        "Bitte hinten klingeln.",
    ),
    "Outlook, French": (
        (
            "Sonnez derrière.\n\nDe : Brightwell Repairs <portal@brightwell.example>\nEnvoyé : mardi 3 mars 2026 10:15\n"
            "À : Moira Hargreaves\nObjet : SR-000145\n\nBonjour\n"
        ),
        "Sonnez derrière.",
    ),
    "Outlook, older": ("Yes\n\n-----Original Message-----\nFrom: Brightwell\nSent: today\n\nHello\n", "Yes"),
    "Outlook, older, German": ("Ja\n\n-----Ursprüngliche Nachricht-----\nVon: Brightwell\n\nHallo\n", "Ja"),
    "Outlook, older, French": ("Oui\n\n-----Message d'origine-----\nDe : Brightwell\n\nBonjour\n", "Oui"),
    "Outlook on a telephone": (
        (
            "Yes\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: A <a@b.example>\n"
            "Sent: Tuesday\nTo: C\nSubject: D\n\nHello\n"
        ),
        "Yes",
    ),
    "Yahoo, without quotation marks": (
        (
            "Yes please\n\n    On Tuesday, 3 March 2026 at 10:15:00 GMT, Brightwell <portal@brightwell.example> wrote:  \n \n"
            " Hello Moira,\n it is done.\n"
        ),
        "Yes please",
    ),
    "written below": (
        "On 3 Mar 2026 at 10:15, Brightwell Repairs <portal@brightwell.example> wrote:\n> Does it squeak?\n\nYes, badly.\n",
        "Yes, badly.",
    ),
    "written between": ("> Does it squeak?\nYes, badly.\n> Since when?\nMonday.\n", "Yes, badly.\n\nMonday."),
    "with a signature": ("The part is here.\n\n-- \nMoira Hargreaves\nHargreaves Bakery Ltd\n", "The part is here."),
    "a signature above the quotation": (
        "Agreed.\n-- \nMoira\n\nOn 3 Mar 2026 at 10:15, X <x@y.example> wrote:\n> Hello\n",
        "Agreed.",
    ),
    "a signature and nothing else": ("-- \nMoira Hargreaves\n", ""),
    "only a quotation": ("> Hello Moira,\n> it is done.\n", ""),
    "nothing": ("", ""),
    "a list": (
        "We need:\n- two seals\n- one lamp\n\nPlease hurry.\n",
        "We need:\n- two seals\n- one lamp\n\nPlease hurry.",
    ),
    "an itinerary": (
        "From: Mill Lane\nTo: Quay Street\nDate: Monday\n",
        "From: Mill Lane\nTo: Quay Street\nDate: Monday",
    ),
    "words like an attribution": (
        "On Monday your man wrote:\nthe seal is worn.\n",
        "On Monday your man wrote:\nthe seal is worn.",
    ),
    "thanks": ("Thanks,\nthe oven works.\n\nMoira\n", "Thanks,\nthe oven works.\n\nMoira"),
    "other line ends": ("Yes\r\n\r\n\r\n\r\nNo\r\n> q\r\n", "Yes\n\nNo"),
    "hidden signs": ("\ufeffYes\u200b\u00a0please\0\n", "Yes please"),
}


@pytest.mark.parametrize("name", CASES)
def test_what_was_written_anew_stays_and_the_rest_goes(name: str) -> None:
    written, wanted = CASES[name]
    assert reply_of(written) == wanted


PAGES: dict[str, tuple[str, str]] = {
    "Gmail": (
        (
            '<div dir="ltr">Yes, <b>please</b> go on.<br>3 &lt; 4 &amp; 5</div><br><div class="gmail_quote"><div>On Tue, 3 Mar'
            " 2026 at 10:15, X &lt;<a>portal@b.example</a>&gt; wrote:<br></div><blockquote><p>Hello</p></blockquote></div>"
        ),
        "Yes, please go on.\n3 < 4 & 5",
    ),
    "Outlook": (
        (
            "<html><head><style>p {margin: 0}</style><title>x</title></head><body><p>Back door, please.</p><p>Moira</p><hr>"
            "<div><b>From:</b> X &lt;x@y.example&gt;<br><b>Sent:</b> Tuesday<br><b>To:</b> Moira<br><b>Subject:</b> SR<br></div>"
            "<p>Hello Moira</p></body></html>"
        ),
        "Back door, please.\n\nMoira",
    ),
    "written below": ("<blockquote>Does it squeak?</blockquote><p>Yes.</p>", "Yes."),
    "a comment": ("<!-- <p>no</p> --><p>Yes<script>no()</script></p>", "Yes"),
    "no page": ("a < b, and <3", "a < b, and <3"),
    "a head without end": ("<head><title>x<body>Yes", "Yes"),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_read_as_its_text(name: str) -> None:
    page, wanted = PAGES[name]
    assert reply_of(text_of_page(page)) == wanted


def mail(body: bytes, *headers: str) -> io.BytesIO:
    return io.BytesIO("\r\n".join(["From: Ann <ann@people.test>", *headers, "", ""]).encode() + body)


CHARSETS = [
    ("iso-8859-1", "Grüße, ça va"),
    ("utf-8", "Grüße ✓"),
    ("iso-2022-jp", "こんにちは"),
    ("windows-1252", "5 €"),
]


@pytest.mark.parametrize(("charset", "words"), CHARSETS)
@pytest.mark.parametrize("encoding", ["8bit", "base64", "quoted-printable"])
def test_words_arrive_in_every_charset(charset: str, words: str, encoding: str) -> None:
    raw = words.encode(charset)
    coded = {"8bit": raw, "base64": base64.encodebytes(raw), "quoted-printable": quopri.encodestring(raw)}[encoding]
    file = mail(coded, f"Content-Type: text/plain; charset={charset}", f"Content-Transfer-Encoding: {encoding}")
    assert read_content(file).text == words


@pytest.mark.parametrize("said", ["no-such-charset", "utf-8", "us-ascii", "utf-16", "=?x?="])
def test_a_wrong_charset_costs_no_letter(said: str) -> None:
    raw = "Grüße an alle".encode("cp1252")
    text = read_content(mail(raw, f"Content-Type: text/plain; charset={said}")).text
    assert text == "Grüße an alle" or said == "utf-16"


@pytest.mark.parametrize(
    ("delsp", "body", "wanted"),
    [
        ("no", "This line \r\ngoes on.\r\nThis does not.\r\n-- \r\nMoira\r\n", "This line goes on.\nThis does not."),
        ("yes", "Donau \r\ndampf\r\n", "Donaudampf"),
        ("no", "Yes.\r\n> What is \r\n> quoted flows \r\n> too\r\n", "Yes."),
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
def test_there_are_no_two_opinions_on_the_sender(value: str, sender: str) -> None:
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
    """What takes time by the square of such a mail's length takes longer than the run's patience."""
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
def test_what_is_no_mail_is_told(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        read_heading(io.BytesIO(raw))
