"""The scripts and styles that the pages load are those that were built from web/."""

import re
from pathlib import Path

import pytest

from adapters.text.locales import page_words
from latchkey.pages.assets import assets, built_files
from latchkey.pages.portal import PAGES
from tests.support.databases import ON_SQLITE
from tests.support.repository import ROOT
from tests.support.server import Server

BUILT = ROOT / "latchkey" / "static"
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
async def test_built_texts_go_packed_to_browsers_that_unpack(server: Server) -> None:
    page = await server.client.get("/activate")
    script = re.findall(r'src="(/static/assets/activate-[\w-]+\.js)"', page.text)[0]
    packed = await server.client.get(script, headers={"accept-encoding": "br, gzip"})
    plain = await server.client.get(script, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])
    assert packed.text == plain.text and packed.headers["content-type"] == plain.headers["content-type"]
    assert all("Accept-Encoding" in answer.headers["vary"] for answer in (packed, plain))
    assert packed.headers["etag"] != plain.headers["etag"]


@ON_SQLITE
async def test_files_that_keep_their_name_are_asked_for_again(server: Server) -> None:
    licenses = await server.client.get("/static/LICENSES.txt")
    assert licenses.status_code == 200 and "cache-control" not in licenses.headers


def test_the_first_load_is_small() -> None:
    scripts = re.findall(r'(?:src|href)="/static/(assets/[^"]+\.js)"', assets("portal/main.tsx"))
    assert len(scripts) > 3
    assert sum((BUILT / f"{script}.gz").stat().st_size for script in scripts) < 120_000


def test_the_script_knows_each_address_that_is_served() -> None:
    known = re.findall(r'<Route path="(/[^"]*)"', (ROOT / "web" / "portal" / "app.tsx").read_text())
    assert {re.sub(r":(\w+)", r"{\1}", path) for path in known} == set(PAGES)


def test_a_server_without_built_files_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="make web"):
        built_files(tmp_path)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_says_words_that_the_page_has(script: Path) -> None:
    said = set(re.findall(r"\bwords\.(?!ts\b)(\w+)", script.read_text()))
    assert said - page_words("en").keys() == set()


def test_the_scripts_of_the_pages_are_found() -> None:
    assert {"activate.ts", "reset.ts", "form.ts"} <= {script.name for script in SCRIPTS}
