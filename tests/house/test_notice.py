"""NOTICE names all that is shipped and comes from others, with its version and licence."""

import json
import re
from pathlib import Path

import pytest

from tests.support.repository import ROOT, repository_files

NOTICE = (ROOT / "NOTICE").read_text()
FONTS = {".ttf", ".otf", ".ttc", ".otc", ".woff", ".woff2"}
FONT_PACKAGES = ["manimgx-fonts", "noto-cjk-sans-otc", "typst"]
WEB = ROOT / "web"
NPM_PACKAGES = json.loads((WEB / "package.json").read_text())["dependencies"]
LICENSES = ROOT / "latchkey" / "static" / "LICENSES.txt"


def unnamed(paths: list[Path], notice: str) -> list[str]:
    """The fonts, and the files that a licence of others lies beside, which a notice does not name."""
    folders = {path.parent for path in paths if re.match(r"(LICENSE-|OFL)", path.name)}
    ours = {".md", ".py", ".txt", ""}
    foreign = [path for path in paths if path.suffix in FONTS or (path.parent in folders and path.suffix not in ours)]
    assert foreign
    return [str(path) for path in foreign if str(path) not in notice.split()]


def test_each_file_of_others_is_named() -> None:
    assert unnamed(repository_files(), NOTICE) == []


def test_a_font_that_is_not_named_is_found() -> None:
    assert unnamed([Path("templates/pdf/fonts/New.ttf")], NOTICE) == ["templates/pdf/fonts/New.ttf"]


@pytest.mark.parametrize("name", FONT_PACKAGES)
def test_a_package_with_fonts_is_named_with_its_version(name: str) -> None:
    pinned = re.search(rf"(?m)^{name}==(\S+)", (ROOT / "requirements.lock").read_text())
    assert pinned is not None
    assert re.search(rf"(?m)^  {name} {re.escape(pinned[1])}, ", NOTICE)


@pytest.mark.parametrize("name", NPM_PACKAGES)
def test_a_package_in_the_bundles_is_named_as_the_lock_has_it(name: str) -> None:
    locked = json.loads((WEB / "package-lock.json").read_text())["packages"][f"node_modules/{name}"]
    assert locked["version"] == NPM_PACKAGES[name], "versions are exact"
    assert f"\n  {name} {locked['version']}, {locked['license']}\n" in NOTICE
    # Those that are built for workers alone are in the list too.
    built = LICENSES.read_text()
    assert f"{name} {locked['version']} ({locked['license']})" in built and "picomatch-browser" in built
