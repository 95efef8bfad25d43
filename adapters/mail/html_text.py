"""An HTML mail as plain text.

Read by hand: the standard library's parser takes minutes for half a megabyte of `<!--`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Final
from urllib.parse import parse_qs, urlsplit

from adapters.mail.html_tables import Tables
from adapters.mail.lines import Line, Quoted, plain

MAX_PAGE_LENGTH: Final = 500_000
"""As many characters are looked at; the newest stands at the top."""
MAX_TAG_LENGTH: Final = 4000
MAX_ADDRESS_LENGTH: Final = 2000

_BLOCK = re.compile(
    r"address|article|blockquote|center|div|d[ldt]|footer|form|h[1-6]|header|hr|li|main|ol|p|pre|section|table|t[dhr]|ul"
)
_NESTED: Final = frozenset(("blockquote", "div", "ol", "pre", "section", "table", "ul"))
_UNSEEN: Final = frozenset(("head", "script", "style", "template", "title"))
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_ATTRIBUTE = re.compile(r"""(?<![\w-])([a-zA-Z-]{1,20})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_QUOTE = re.compile(
    r"yahoo_quoted|protonmail_quote|tutanota_quote|moz-cite-prefix|gmail_attr|zmail_extra|OutlookMessageHeader"
)
_SIGNATURE = re.compile(
    r"gmail_signature|moz-signature|protonmail_signature|(?:^|[\s_-])Signature$|ms-outlook-mobile-signature|"
    r"AppleMailSignature|composer_signature"
)
_PREFORMATTED = re.compile(r"white-space\s*:\s*pre", re.IGNORECASE)
_TIGHT = re.compile(r"MsoNormal|MsoPlainText|MsoListParagraph|margin(?:-bottom)?\s*:\s*0", re.IGNORECASE)
_PIXELS = re.compile(r"[0-3](?:px)?")


@dataclass(slots=True)
class Page:
    """The lines of an HTML mail, and the Content-IDs of its pictures: those in the text, and those only around it."""

    lines: list[Line] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)
    adorning: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Open:
    """An element that has not ended, with what holds for all that is in it."""

    name: str = ""
    quoted: Quoted = Quoted.NO
    is_signature: bool = False
    is_preformatted: bool = False
    lists: int = 0


def read_page(page: str) -> Page:
    """The lines of an HTML mail: cells and items stay apart, links keep their address, quotations are known."""
    reader = _Reader()
    for tag, attributes, text in _pieces(page[:MAX_PAGE_LENGTH]):
        reader.feed(tag, attributes, text)
    reader.end_line()
    return reader.page


def html_to_text(page: str) -> str:
    """The text of an HTML mail, all of it."""
    return "\n".join(line.text for line in read_page(page).lines)


class _Reader:
    def __init__(self) -> None:
        self.page = Page()
        self._open: list[_Open] = [_Open()]
        self._words: list[str] = []
        self._unseen = ""
        self._link: tuple[str, list[str]] | None = None
        self._numbers: list[int] = []
        self._bullet = ""
        self._paragraph: tuple[int, bool] | None = None
        self._tables = Tables(self.page.lines)

    def feed(self, tag: str, attributes: str, text: str) -> None:
        name = tag.lstrip("/")
        if self._unseen:
            # A page whose head has no end still has a body.
            self._unseen = "" if tag in (f"/{self._unseen}", "body") else self._unseen
        elif tag in _UNSEEN:
            self._unseen = tag
        elif name == "br":
            self.end_line(is_break=True)
        elif _BLOCK.fullmatch(name):
            self._read_block(tag, name, attributes)
        elif name in ("a", "img"):
            self._read_inline(tag, attributes)
        if not self._unseen:
            self._say(text)

    def _say(self, text: str) -> None:
        if self._open[-1].is_preformatted:
            *ended, text = text.split("\n")
            for line in ended:
                self._words.append(line)
                self.end_line(is_break=True)
        self._words.append(text)
        if self._link:
            self._link[1].append(text)

    def end_line(self, *, is_break: bool = False) -> None:
        raw = plain(unescape("".join(self._words)))
        self._words.clear()
        around = self._open[-1]
        text = raw.rstrip() if around.is_preformatted else " ".join(raw.split())
        if text == "--" and raw.lstrip().startswith("-- "):
            text = "-- "
        if text.strip():
            text, self._bullet = f"{self._bullet}{text}", ""
        if text or is_break:
            self.page.lines.append(Line(text, text.strip(), around.quoted, around.is_signature))

    def _read_block(self, tag: str, name: str, attributes: str) -> None:
        self.end_line()
        if name in ("table", "tr", "td", "th"):
            self._tables.feed(tag)
        if name == "p":
            self._read_paragraph(tag, attributes)
        if name in ("ul", "ol", "li"):
            self._read_list(tag)
        if name in _NESTED:
            if tag == name:
                self._open.append(self._opened(name, _attributes(attributes)))
            elif any(element.name == name for element in reversed(self._open[-50:])):
                while self._open.pop().name != name:
                    continue

    def _read_paragraph(self, tag: str, attributes: str) -> None:
        lines = self.page.lines
        if self._paragraph is not None:
            start, is_tight = self._paragraph
            if not is_tight or len(lines) == start:
                lines.append(Line("", "", self._open[-1].quoted, self._open[-1].is_signature))
        self._paragraph = (len(lines), _TIGHT.search(attributes) is not None) if tag == "p" else None

    def _read_list(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self._numbers.append(0 if tag == "ol" else -1)
        elif tag in ("/ul", "/ol") and self._numbers:
            self._numbers.pop()
        elif tag == "li":
            indent = "  " * min(len(self._numbers) - 1, 9)
            if self._numbers and self._numbers[-1] >= 0:
                self._numbers[-1] += 1
                self._bullet = f"{indent}{self._numbers[-1]}. "
            else:
                self._bullet = f"{indent}- "

    def _opened(self, name: str, attributes: dict[str, str]) -> _Open:
        within, marks = self._open[-1], f"{attributes.get('class', '')} {attributes.get('id', '')}"
        quoted = within.quoted
        if name == "blockquote":
            is_cited = attributes.get("type", "").lower() == "cite" or "quote" in attributes.get("class", "").lower()
            is_cited = is_cited or attributes.get("cite", "").startswith("mid:") or "isReplyContent" in marks
            quoted = max(quoted, Quoted.CERTAIN if is_cited else Quoted.INDENTED)
        elif _QUOTE.search(marks) or attributes.get("name", "") == "quote":
            quoted = Quoted.CERTAIN
        return _Open(
            name,
            quoted,
            within.is_signature or _SIGNATURE.search(marks) is not None,
            name == "pre" or within.is_preformatted or _PREFORMATTED.search(attributes.get("style", "")) is not None,
        )

    def _read_inline(self, tag: str, attributes: str) -> None:
        values = _attributes(attributes)
        if tag == "a":
            self._link = (unescape(values.get("href", "")).strip(), [])
        elif tag == "/a" and self._link:
            address, words = self._link
            self._link = None
            self._words.append(_named(address, unescape("".join(words)).strip()))
        elif tag == "img":
            self._read_picture(values)

    def _read_picture(self, attributes: dict[str, str]) -> None:
        source, name = unescape(attributes.get("src", "")), unescape(attributes.get("alt", ""))
        is_pixel = any(_PIXELS.fullmatch(attributes.get(side, "").strip()) for side in ("width", "height"))
        around = self._open[-1]
        if source.lower().startswith("cid:"):
            is_adorning = is_pixel or around.is_signature or around.quoted is Quoted.CERTAIN or self._link is not None
            (self.page.adorning if is_adorning else self.page.shown).add(source[4:])
        elif 0 < len(name) <= 9 and not any(character.isascii() or character.isalnum() for character in name):
            # An emoji that is drawn.
            self._words.append(name)


def _named(address: str, words: str) -> str:
    """The address of a link as it stands behind its words; nothing where they are the same, or it leads nowhere."""
    parts = _split_address(address)
    if parts is None or parts[0] not in ("http", "https", "mailto") or not words or len(address) > MAX_ADDRESS_LENGTH:
        return ""
    scheme, host, query = parts
    if host.endswith("safelinks.protection.outlook.com"):
        address = parse_qs(query).get("url", [address])[0]
    shown = address.partition("?")[0].removeprefix("mailto:") if scheme == "mailto" else address
    return "" if _bare(shown) == _bare(words) else f" <{shown}>"


def _split_address(address: str) -> tuple[str, str, str] | None:
    """Scheme, host and query of an address; None if it is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return parts.scheme.lower(), (parts.hostname or "").lower(), parts.query


def _bare(address: str) -> str:
    return address.strip().lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


def _attributes(text: str) -> dict[str, str]:
    return {match[1].lower(): match[2] or match[3] or match[4] or "" for match in _ATTRIBUTE.finditer(text)}


def _pieces(page: str) -> Iterator[tuple[str, str, str]]:
    """The tags of a page, as `p` or `/p`, each with its attributes and the text after it; at first that before any."""
    place, tag, attributes = 0, "", ""
    while place < len(page):
        start = page.find("<", place)
        yield tag, attributes, page[place : start if start >= 0 else len(page)]
        if start < 0:
            return
        name, closing = _TAG.match(page, start), ">"
        tag, attributes = f"{name[1]}{name[2].lower()}" if name else "", ""
        if page.startswith("<!--", start):
            closing = "-->"
        elif not name and not page.startswith(("<!", "<?", "</"), start):
            yield "", "", "<"
            closing = "<"
        end = page.find(closing, start)
        if end < 0:
            return
        if name:
            attributes = page[name.end() : min(end, name.end() + MAX_TAG_LENGTH)]
        place = end + len(closing)
    yield tag, attributes, ""
