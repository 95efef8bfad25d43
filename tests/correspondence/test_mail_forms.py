"""A mail of several parts is read whole: all its texts, each once, and the pictures that are meant to be seen."""

import base64

import pytest

from adapters.mail.parsing import Unreadable
from tests.support.mail.made import PAGE, PLAIN, parts, read_parts

PICTURE = "Content-Type: image/png; name={0}\nContent-ID: <{0}>\nContent-Transfer-Encoding: base64\n\n{1}\n"
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PHOTO = base64.b64encode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x47\0\0\0\x48" + bytes(5000)).decode()


FORMS = {
    "a page, and a gateway's footer": (
        parts("mixed", PAGE.format("<p>Please stop.</p>"), PLAIN.format("Scanned.")),
        "Please stop.\n\nScanned.",
    ),
    "text, and a gateway's page": (
        parts("mixed", PLAIN.format("Please stop."), PAGE.format("<p>Scanned.</p>")),
        "Please stop.\n\nScanned.",
    ),
    "text around a picture": (
        parts("mixed", PLAIN.format("See:"), PICTURE.format("a.png", PHOTO), PLAIN.format("Do you?")),
        "See:\n\nDo you?",
    ),
    "two forms": (
        parts("alternative", PLAIN.format("Please stop."), PAGE.format("<b>Please</b> stop.")),
        "Please stop.",
    ),
    "two forms, one of them empty": (
        parts("alternative", PLAIN.format(""), PAGE.format("Please stop.")),
        "Please stop.",
    ),
    "two forms, one of which only says so": (
        parts("alternative", PLAIN.format("Your program cannot show this mail."), PAGE.format("<p>Please stop.</p>")),
        "Please stop.",
    ),
    "three forms": (
        parts(
            "alternative", PLAIN.format("Yes."), "Content-Type: text/x-amp-html\n\n<p>Yes.</p>\n", PAGE.format("Yes.")
        ),
        "Yes.",
    ),
    "a page with pictures as a form": (
        parts(
            "alternative", PLAIN.format("Yes."), parts("related", PAGE.format("Yes."), PICTURE.format("a.png", PHOTO))
        ),
        "Yes.",
    ),
    "signed": (
        parts("signed", PLAIN.format("Yes."), "Content-Type: application/pkcs7-signature; name=smime.p7s\n\nMII=\n"),
        "Yes.",
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_all_texts_of_a_mail_are_read_in_their_order_and_each_once(name: str) -> None:
    whole, wanted = FORMS[name]
    content = read_parts(whole)
    assert content.text == wanted
    assert [file.filename for file in content.enclosures] == (["a.png"] if "a.png" in whole else [])


@pytest.mark.parametrize(
    ("page", "picture", "is_kept"),
    [
        ("This is the broken part: <img src='cid:a.png'>", PHOTO, True),
        ("Nothing of it.", PHOTO, True),
        ("Yes.<div class=gmail_signature><img src='cid:a.png'></div>", PHOTO, False),
        ("Yes.<a href='https://bakery.example'><img src='cid:a.png'></a>", PHOTO, False),
        ("Yes.<blockquote type=cite><img src='cid:a.png'></blockquote>", PHOTO, False),
        ("Yes.<img src='cid:a.png' width=1 height=1>", PHOTO, False),
        ("Yes.<img src='cid:a.png'>", PIXEL, False),
        ("<div class=gmail_signature><img src='cid:a.png'></div>See <img src='cid:a.png'>", PHOTO, True),
    ],
)
def test_a_small_picture_is_kept_unless_it_evidently_only_adorns(page: str, picture: str, is_kept: bool) -> None:
    content = read_parts(parts("related", PAGE.format(page), PICTURE.format("a.png", picture)))
    assert [file.filename for file in content.enclosures] == (["a.png"] if is_kept else [])


@pytest.mark.parametrize(
    "whole",
    [
        parts("encrypted", "Content-Type: application/pgp-encrypted\n\nVersion: 1\n", PLAIN.format("-----BEGIN PGP")),
        PLAIN.format("-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----"),
    ],
)
def test_the_writer_of_an_encrypted_mail_is_told(whole: str) -> None:
    with pytest.raises(Unreadable, match="encrypted"):
        read_parts(whole)
    text = read_parts(parts("mixed", PLAIN.format("See."), whole))
    assert text.text == "See."
    assert [str(each) for each in text.left_out] == ["The message: It is encrypted, and cannot be read here."]
