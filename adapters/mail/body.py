"""The words and files of a mail, read so that no sender can keep us busy."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from io import BytesIO
from mimetypes import guess_type
from typing import BinaryIO, Final

from adapters.mail.answered_mail import Answered
from adapters.mail.html_text import Page, read_page
from adapters.mail.lines import BLANK, Line, lines_of_text
from adapters.mail.parsing import POLICY, Unreadable, words
from adapters.mail.parts import Encrypted, charset_of, data_of, is_file, lines_of, name_of, signed_content, text_of
from adapters.mail.reply_text import extract_reply
from adapters.mail.tnef import Damaged, read_tnef
from adapters.text.sentences import Sentence

MAX_LINES: Final = 500_000
MAX_PARTS: Final = 1000
DEEPEST: Final = 60
"""Mail with more lines, more parts, or as many parts within parts is not opened: it would take minutes."""
ADORNMENT: Final = 20 << 10
"""An image that has more bytes is meant to be seen, wherever it stands."""
PIXEL: Final = 3
"""An image that is no larger than so many pixels tells a sender that a mail was opened."""
FAITHFUL: Final = 0.5
"""The share of a page's words from which the plain text beside it counts as the same."""
COMPARED: Final = 40

_UNSAID: Final = frozenset(
    (
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
        "application/pgp-encrypted",
    )
)
"""Parts that say nothing to a reader."""
_TEXTS: Final = frozenset(("text/plain", "text/html"))
_OTHER_FORMS: Final = frozenset(("text/x-amp-html", "text/watch-html", "text/enriched", "text/richtext"))
_SIGNED: Final = frozenset(("application/pkcs7-mime", "application/x-pkcs7-mime"))
_TNEF: Final = frozenset(("application/ms-tnef", "application/vnd.ms-tnef"))
MAX_OPENED: Final = 3
"""So many signatures around a mail, and files that hold one, are opened."""
DAMAGED: Final = Sentence("It is damaged, and cannot be read.")
ENCRYPTED: Final = Sentence("It is encrypted, and cannot be read here.")
THE_MESSAGE: Final = Sentence("The message")


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that a mail brings, with the type that the sender's program gave it.

    `is_within_text` is whether it is a picture in the text: one that comes with each mail belongs to a signature.
    """

    filename: str
    content_type: str
    data: bytes
    is_within_text: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """The new words of a mail, those that it quotes, and its files.

    `left_out` are sentences, each of which names a part that could not be read, and the reason.
    """

    text: str
    quoted: str
    enclosures: list[Enclosure]
    left_out: list[Sentence]


def read_content(file: BinaryIO, answered: Answered) -> Content:
    """Read the words and files of a mail, in up to six times its size of memory; raises Unreadable.

    Of a mail that is encrypted as a whole, Unreadable says so.
    """
    _expect_bounded(file)
    file.seek(0)
    message = _parsed(file)
    reading = _Reading(charset_of(message))
    reading.read(message)
    if reading.left_out and not any(line.words for line in reading.lines) and not reading.enclosures:
        raise Unreadable(reading.left_out[0][1])
    reply = extract_reply(reading.lines, answered)
    enclosures = [enclosure for enclosure, part in reading.enclosures if not reading.adorns(enclosure, part)]
    return Content(reply.text, reply.quoted, enclosures, [why_left_out(name, why) for name, why in reading.left_out])


def why_left_out(name: str | Sentence, why: Sentence) -> Sentence:
    """The sentence that says why a part of a mail is not kept."""
    return Sentence("{name}: {why}", name=name, why=why)


def _parsed(file: BinaryIO) -> Message:
    try:
        return BytesParser(policy=POLICY).parse(file)
    except (TypeError, ValueError):
        raise Unreadable(Sentence("This mail breaks the rules for the headers of mail.")) from None


def _expect_bounded(file: BinaryIO) -> None:
    file.seek(0)
    parts = wrappings = 0
    for lines, line in enumerate(file, start=1):
        parts += line.startswith(b"--")
        lowered = line.lower()
        wrappings += b"boundary" in lowered or b"message/" in lowered
        if lines > MAX_LINES or parts > MAX_PARTS or wrappings > DEEPEST:
            raise Unreadable(Sentence("This mail has too many parts, or too many lines."))


@dataclass(slots=True)
class _Reading:
    """The parts read so far: the lines of all texts in their order, and the files with the parts that they came in."""

    charset: str | None
    lines: list[Line] = field(default_factory=list)
    enclosures: list[tuple[Enclosure, Message]] = field(default_factory=list)
    left_out: list[tuple[str | Sentence, Sentence]] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    opened: int = 0

    def read(self, message: Message) -> None:
        """Read a part and all that is in it; of several forms of one text, the best."""
        waiting: list[tuple[Message, bool]] = [(message, True)]
        while waiting:
            part, is_said = waiting.pop()
            kind = part.get_content_type()
            if kind == "multipart/encrypted":
                self.left_out.append((THE_MESSAGE, ENCRYPTED))
            elif kind == "multipart/alternative" and part.is_multipart():
                best = _best_form(_within(part))
                waiting += [(inner, is_said and inner is best) for inner in reversed(_within(part))]
            elif kind.startswith("multipart/") and part.is_multipart():
                waiting += [(inner, is_said) for inner in reversed(_within(part))]
            elif kind in _SIGNED or (is_file(part) and name_of(part).lower().endswith(".p7m")):
                waiting += [(inner, is_said) for inner in self._within_signature(part)]
            elif kind in _TNEF or name_of(part).lower() == "winmail.dat":
                self._read_tnef(part)
            elif kind in _TEXTS and not is_file(part):
                self._read_text(part, kind, is_said=is_said)
            elif kind not in _UNSAID and (is_said or kind not in _OTHER_FORMS):
                self._read_file(part)

    def _read_text(self, part: Message, kind: str, *, is_said: bool) -> None:
        if kind == "text/plain":
            lines = lines_of(part, self.charset) if is_said else []
        else:
            page = read_page(text_of(part, self.charset))
            self.pages.append(page)
            lines = page.lines if is_said else []
        if any(line.text.startswith("-----BEGIN PGP MESSAGE-----") for line in lines[:50]):
            self.left_out.append((THE_MESSAGE, ENCRYPTED))
        elif lines:
            self.lines += [BLANK, *lines] if self.lines else lines

    def _within_signature(self, part: Message) -> list[Message]:
        self.opened += 1
        try:
            if self.opened > MAX_OPENED:
                raise Encrypted
            content = BytesIO(signed_content(data_of(part)))
        except Encrypted:
            self.left_out.append((name_of(part), ENCRYPTED))
            return []
        _expect_bounded(content)
        content.seek(0)
        return [_parsed(content)]

    def _read_tnef(self, part: Message) -> None:
        try:
            letter = read_tnef(data_of(part))
        except Damaged:
            self.left_out.append((name_of(part), DAMAGED))
            return
        # Where the text came beside it too, its sender's server has taken it out of there.
        if letter.text.strip() and not any(line.words for line in self.lines):
            self.lines += lines_of_text(letter.text)
        kinds = ((name, guess_type(name)[0] or "application/octet-stream", data) for name, data in letter.files)
        self.enclosures += [(Enclosure(words(name) or "file", kind, data), part) for name, kind, data in kinds]

    def _read_file(self, part: Message) -> None:
        kind, is_attached = part.get_content_type(), part.get_content_disposition() == "attachment"
        is_within_text = kind.startswith("image/") and "Content-ID" in part and not is_attached
        self.enclosures.append((Enclosure(name_of(part), kind[:127], data_of(part), is_within_text), part))

    def adorns(self, file: Enclosure, part: Message) -> bool:
        """Whether a file is a small image that stands around the text, or one that nobody sees."""
        is_small_image = file.content_type.startswith("image/") and len(file.data) < ADORNMENT
        if not is_small_image or part.get_content_disposition() == "attachment":
            return False
        name = str(part.get("Content-ID", "")).strip(" <>")
        is_shown = any(name in page.shown for page in self.pages)
        return (not is_shown and any(name in page.adorning for page in self.pages)) or _is_pixel(file.data)


def _within(part: Message) -> list[Message]:
    return part.get_payload()  # type: ignore[return-value]


def _best_form(forms: Sequence[Message]) -> Message | None:
    """The form of a text that is read: the plain one, unless it says less than the page, or only that there is one."""
    plain = next((form for form in forms if form.get_content_type() == "text/plain" and not is_file(form)), None)
    page = next(
        (
            form
            for form in forms
            if form.get_content_type() == "text/html" or form.get_content_type().startswith("multipart/")
        ),
        None,
    )
    if plain is None or page is None:
        return plain or page or next(iter(forms), None)
    plain_letters = _letters(text_of(plain))
    if not plain_letters:
        return page
    shown = next((form for form in page.walk() if form.get_content_type() == "text/html"), None)
    if shown is None:
        return plain
    lines = [_letters(line.words) for line in read_page(text_of(shown)).lines[: COMPARED * 5]]
    lines = [line for line in lines if len(line) > 3][:COMPARED]
    same = sum(len(line) for line in lines if line in plain_letters)
    return page if same < FAITHFUL * sum(map(len, lines)) else plain


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _is_pixel(data: bytes) -> bool:
    """Whether an image in one of the two usual formats is too small for anybody to see something on it."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        return bool(max(struct.unpack_from(">II", data, 16)) <= PIXEL)
    if data.startswith(b"GIF8") and len(data) >= 10:
        return bool(max(struct.unpack_from("<HH", data, 6)) <= PIXEL)
    return False
