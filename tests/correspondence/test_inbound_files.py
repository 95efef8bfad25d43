"""Files that an answer brings are kept as attachments of the order, each judged by what it is."""

import base64
from typing import Final

import pytest

from tests.support.files import pdf
from tests.support.mail.inbound import ANN, SETTINGS, answer, mail_about, mails, notes, outcome, told
from tests.support.orders import new_order
from tests.support.server import Client, Server

pytestmark = pytest.mark.settings(**SETTINGS)

PNG: Final = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.mark.settings(max_upload_bytes=2000)
async def test_files_are_judged_by_what_they_are(server: Server, sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    mail = await told(server, sam, order, "ann@people.test")
    files = {
        "photo.jpg": ("image/jpeg", PNG),
        "setup.exe": ("application/pdf", b"MZ" + bytes(range(256))),
        "large.pdf": ("application/pdf", pdf(3000)),
        "empty.txt": ("text/plain", b""),
        "../../list.csv": ("application/octet-stream", b"a,b\n1,2\n3,4\n"),
    }
    assert await outcome(server, answer(mail, ANN, "See here", files=files)) == "ACCEPTED"
    [note] = await notes(ann, order)
    kept = {file["filename"]: file["contentType"] for file in note["attachments"]}
    assert kept == {"photo.jpg.png": "image/png", "list.csv": "text/csv"}
    assert note["body"].splitlines() == [
        "See here",
        "",
        "[Not kept: setup.exe: Files of this type are not taken.]",
        "[Not kept: large.pdf: A file may have at most 2,000 bytes.]",
        "[Not kept: empty.txt: An empty file cannot be uploaded.]",
    ]
    assert "setup.exe" in (await mails(sam))[0]["reason"]


async def test_a_file_without_words_is_an_entry_of_its_own(server: Server, sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    mail = await told(server, sam, order, "ann@people.test")
    reply = answer(mail, ANN, "", files={"plan.pdf": ("application/pdf", pdf(100))})
    assert await outcome(server, reply) == "ACCEPTED"
    assert await notes(ann, order) == []
    assert "plan.pdf" in (await mail_about(server.mail, "ben@people.test", "file")).text


async def test_a_logo_is_left_out_and_a_photograph_within_the_text_is_kept(
    server: Server, sam: Client, ann: Client
) -> None:
    order = await new_order(ann)
    mail = await told(server, sam, order, "ann@people.test")
    photo = PNG + bytes(30_000)
    parts = "".join(
        f"--r\r\nContent-Type: image/png; name={name}\r\nContent-ID: <{name}>\r\nContent-Disposition: inline\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{base64.encodebytes(data).decode()}\r\n"
        for name, data in (("logo.png", PNG), ("photo.png", photo))
    )
    raw = (
        f"From: {ANN}\r\nTo: {mail.reply_to}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=r\r\n\r\n"
        "--r\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        f"<p>Gr=FC=DFe</p><img src=3D'cid:photo.png'>\r\n{parts}--r--\r\n"
    )
    assert await outcome(server, raw.encode()) == "ACCEPTED"
    [note] = await notes(ann, order)
    assert note["body"] == "Grüße"
    assert [file["filename"] for file in note["attachments"]] == ["photo.png"]


async def test_a_picture_in_the_text_that_comes_with_each_mail_is_kept_once(
    server: Server, sam: Client, ann: Client
) -> None:
    order = await new_order(ann)
    mail = await told(server, sam, order, "ann@people.test")
    picture = base64.encodebytes(PNG[:16] + b"\0\0\0\x47" * 2 + PNG[24:]).decode()
    for text in ("The first.", "The second."):
        raw = (
            f"From: {ANN}\r\nTo: {mail.reply_to}\r\nMessage-ID: <{text[4:-1]}@people.test>\r\nMIME-Version: 1.0\r\n"
            "Content-Type: multipart/related; boundary=r\r\n\r\n--r\r\nContent-Type: text/html\r\n\r\n"
            f"<p>{text}</p><img src='cid:logo'>\r\n--r\r\nContent-Type: image/png; name=logo.png\r\nContent-ID: <logo>\r\n"
            f"Content-Transfer-Encoding: base64\r\n\r\n{picture}\r\n--r--\r\n"
        )
        assert await outcome(server, raw.encode()) == "ACCEPTED"
    files = {each["body"]: [file["filename"] for file in each["attachments"]] for each in await notes(ann, order)}
    assert files == {"The first.": ["logo.png"], "The second.": []}
