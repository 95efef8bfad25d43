"""`latchkey schema`: the published contract, made from schema/."""

import difflib
from pathlib import Path
from typing import Final

from latchkey.cli.errors import Failed
from schema.build import sdl

SHOWN_LINES: Final = 40


def print_sdl() -> None:
    """Print the contract."""
    print(sdl(), end="")


def write_file(path: Path) -> None:
    """Write the contract to a file."""
    path.write_text(sdl(), encoding="utf-8")


def check_file(path: Path) -> None:
    """Raises Failed with what differs where the file does not hold the contract."""
    present = path.read_text(encoding="utf-8") if path.exists() else ""
    if present == sdl():
        return
    difference = difflib.unified_diff(present.splitlines(), sdl().splitlines(), str(path), "schema/", lineterm="", n=1)
    lines = list(difference)
    shown = "\n".join(lines[:SHOWN_LINES] + ["…"] * (len(lines) > SHOWN_LINES))
    raise Failed(f"{shown}\n\n{path} is stale. Run `latchkey schema --write {path}`.")
