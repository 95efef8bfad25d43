"""An HTML mail as plain text.

Read by hand: the standard library's parser takes minutes for half a megabyte of `<!--`.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

LONGEST_PAGE: Final = 500_000
"""As many characters are looked at; the newest stands at the top."""
DEEPEST: Final = 9

_BLOCK = re.compile(
    r"address|article|blockquote|center|div|d[ldt]|footer|form|h[1-6]|header|hr|li|main|ol|p|pre|section|table|tr|ul"
)
_UNSEEN: Final = frozenset(("head", "script", "style", "template", "title"))
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")


def text_of_page(page: str) -> str:
    """The text of an HTML mail, with what it quotes behind `>` as in plain text."""
    lines: list[str] = []
    words: list[str] = []
    depth, unseen = 0, ""

    def end_line(*, is_break: bool) -> None:
        said = " ".join(unescape("".join(words)).split())
        words.clear()
        if said or is_break:
            lines.append(f"{'>' * min(depth, DEEPEST)} {said}".strip() if depth else said)

    for tag, text in _pieces(page[:LONGEST_PAGE]):
        name = tag.lstrip("/")
        if unseen:
            # A page whose head has no end still has a body.
            unseen = "" if tag in (f"/{unseen}", "body") else unseen
        elif name in _UNSEEN:
            unseen = tag
        elif name == "br" or _BLOCK.fullmatch(name):
            end_line(is_break=tag == "br")
        if tag == "/p":
            end_line(is_break=True)
        if name == "blockquote" and not unseen:
            depth = max(0, depth + (1 if tag == name else -1))
        if not unseen:
            words.append(text)
    end_line(is_break=False)
    return "\n".join(lines)


def _pieces(page: str) -> Iterator[tuple[str, str]]:
    """The tags of a page, as `p` or `/p`, each with the text that follows it; at first that before any tag."""
    place, tag = 0, ""
    while place < len(page):
        start = page.find("<", place)
        yield tag, page[place : start if start >= 0 else len(page)]
        if start < 0:
            return
        found, closing = _TAG.match(page, start), ">"
        tag = f"{found[1]}{found[2].lower()}" if found else ""
        if page.startswith("<!--", start):
            closing = "-->"
        elif not found and not page.startswith(("<!", "<?", "</"), start):
            yield "", "<"
            closing = "<"
        end = page.find(closing, start)
        if end < 0:
            return
        place = end + len(closing)
