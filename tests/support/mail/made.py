"""Mails made for a test, and what is read in them."""

import io

from adapters.mail.body import Content
from adapters.mail.body import read_content as read
from tests.support.mail.quotations import OURS

PLAIN = "Content-Type: text/plain; charset=utf-8\n\n{}\n"
PAGE = "Content-Type: text/html; charset=utf-8\n\n{}\n"


def read_content(file: io.BytesIO) -> Content:
    return read(file, OURS)


def mail(body: bytes, *headers: str) -> io.BytesIO:
    return io.BytesIO("\r\n".join(["From: Ann <ann@people.test>", *headers, "", ""]).encode() + body)


def parts(kind: str, *within: str) -> str:
    mark = f"={len(''.join(within))}="
    joined = "".join(f"--{mark}\n{each}" for each in within)
    return f'Content-Type: multipart/{kind}; boundary="{mark}"\n\n{joined}--{mark}--\n'


def read_parts(whole: str) -> Content:
    return read_content(io.BytesIO(f"From: ann@people.test\nMIME-Version: 1.0\n{whole}".encode()))
