"""PDF documents by typst: layout in templates/pdf, data beside it as JSON, so that nobody's text is ever markup.

The fonts come with the packages and not from the machine: Libertinus Serif (Latin, Greek, Cyrillic, Hebrew) is inside
typst, Noto Sans CJK (Chinese, Japanese, Korean) and the Noto fonts of other scripts and of emoji are packages of their
own, and Vazirmatn (Arabic) lies beside the layouts: in the packaged Arabic font letters are drawn in parts, which no
reader copies as a word. All are under the SIL Open Font License. The same data gives the same bytes everywhere.
"""

import asyncio
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import lru_cache, partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson

from adapters.text.locales import TEMPLATES

if TYPE_CHECKING:
    import typst

_MAX_THREADS: Final = max(1, min(4, (os.cpu_count() or 2) - 1))
"""One core is left for the event loop; typst lets go of the interpreter's lock while it works."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

_CJK: Final = {"zh": "SC", "ja": "JP", "ko": "KR"}
_TRADITIONAL: Final = {"TW": "TC", "HK": "HK", "MO": "HK"}

_threads = ThreadPoolExecutor(_MAX_THREADS, thread_name_prefix="pdf")


async def make(
    template: str, data: Mapping[str, Any], *, logo: Path | None = None, made_at: datetime = _EPOCH
) -> bytes:
    """The document of templates/pdf/`template`.typ with this data: texts, numbers, lists and dicts of these.

    `logo` is a PNG, JPEG, GIF, WebP or SVG file. `made_at` is the moment that the file's own properties name. Any
    number may be asked for at a time: a few are made at once, in threads, and the rest wait in line. Raises
    ValueError if the data lacks what the layout needs, or the logo cannot be read.
    """
    return await asyncio.get_running_loop().run_in_executor(_threads, partial(_make, template, data, logo, made_at))


def _make(template: str, data: Mapping[str, Any], logo: Path | None, made_at: datetime) -> bytes:
    import typst  # takes 7 MB, and many processes make no document

    # Layout and logo lie in different folders, and typst reads nothing outside its root.
    page = (TEMPLATES / "pdf" / f"{template}.typ").resolve()
    shown = "/" + logo.resolve().relative_to(logo.resolve().anchor).as_posix() if logo else None
    compiler = typst.Compiler(page, root=Path(page.anchor), font_paths=_fonts(), ignore_system_fonts=True)
    inputs = {"data": orjson.dumps({**data, "logo": shown}).decode()}
    try:
        document = compiler.compile(format="pdf", sys_inputs=inputs, timestamp=int(made_at.timestamp()))
    except typst.TypstError as error:
        raise ValueError(f"{template}.typ cannot be made into a document: {error}") from error
    assert isinstance(document, bytes)
    return document


@lru_cache
def _fonts() -> "typst.Fonts":
    import typst

    folders = [str(files("noto_cjk_sans_otc")), str(files("manimgx_fonts")), str(TEMPLATES / "pdf" / "fonts")]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)


def fonts_for(language: str, territory: str | None = None) -> list[str]:
    """The fonts for scripts that several have: Arabic, and Chinese, Japanese and Korean in the forms that the reader is
    used to. Each of those has all the characters; they differ in how some of them are drawn.

    For every other script the one font that has it is found by itself.
    """
    variant = _CJK.get(language, "SC")
    if language == "zh" and territory in _TRADITIONAL:
        variant = _TRADITIONAL[territory]
    return ["Vazirmatn NL", f"Noto Sans CJK {variant}"]
