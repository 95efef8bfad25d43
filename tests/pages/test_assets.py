"""The scripts and styles that the pages load are those that were built from web/."""

import re
from pathlib import Path

import pytest

from adapters.text.locales import page_words
from latchkey.pages.assets import built_files
from tests.support.databases import ON_SQLITE
from tests.support.repository import ROOT
from tests.support.server import Server

SCRIPTS = sorted((ROOT / "web" / "src" / "pages").glob("*.ts"))


@ON_SQLITE
async def test_a_page_loads_built_files_which_browsers_keep(server: Server) -> None:
    page = await server.client.get("/activate")
    styles = re.findall(r'<link rel="stylesheet" href="(/static/assets/pages-[\w-]+\.css)">', page.text)
    preloads = re.findall(r'<link rel="modulepreload" href="(/static/[^"]+\.js)">', page.text)
    scripts = re.findall(r'<script type="module" src="(/static/assets/activate-[\w-]+\.js)"></script>', page.text)
    assert len(styles) == len(scripts) == 1
    for address in (*styles, *preloads, *scripts):
        file = await server.client.get(address)
        assert file.status_code == 200
        assert file.headers["cache-control"] == "public, max-age=31536000, immutable"
    code = (await server.client.get(scripts[0])).text
    imported = re.findall(r'from"\./([\w-]+\.js)"', code)
    assert imported and {f"/static/assets/{name}" for name in imported} <= set(preloads)


@ON_SQLITE
async def test_files_that_keep_their_name_are_asked_for_again(server: Server) -> None:
    licenses = await server.client.get("/static/LICENSES.txt")
    assert licenses.status_code == 200 and "cache-control" not in licenses.headers


def test_a_server_without_built_files_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="make web"):
        built_files(tmp_path)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_says_words_that_the_page_has(script: Path) -> None:
    said = set(re.findall(r"\bwords\.(?!ts\b)(\w+)", script.read_text()))
    assert said - page_words("en").keys() == set()


def test_the_scripts_of_the_pages_are_found() -> None:
    assert {"activate.ts", "reset.ts", "form.ts"} <= {script.name for script in SCRIPTS}
