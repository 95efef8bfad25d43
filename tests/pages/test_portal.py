"""Each address of the portal has one page for everybody; of a portal that is not served from here, a notice."""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest

import settings
from latchkey.app import create_app
from latchkey.pages.portal import PAGES
from settings import Settings
from tests.support.databases import ON_SQLITE
from tests.support.orders import new_order
from tests.support.server import Client, Server, listening, serving

pytestmark = ON_SQLITE


async def test_the_page_is_the_same_at_every_address_and_lets_nothing_in(server: Server) -> None:
    start = await server.client.get("/")
    for path in PAGES:
        there = await server.client.get(path.format(number="INV-000001", reference="PR-000001", id="x", code="X"))
        assert (there.status_code, there.text) == (200, start.text)
    assert 'data-operator="Latchkey"' in start.text and start.headers["cache-control"] == "no-store"
    policy = dict(part.split(" ", 1) for part in start.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'" and policy["script-src"] == "'self'"
    [styles] = re.findall(r"<style>(.*?)</style>", start.text, re.DOTALL)
    digest = b64encode(sha256(styles.encode()).digest()).decode()
    assert policy["style-src"] == f"'self' 'sha256-{digest}'", "these styles and no others"
    assert not re.search(r"style=|\son\w+=|<script(?![^>]* src=\"/static/assets/)", start.text)


@pytest.mark.settings(portal=False, support_email="help@brightwell.test", support_phone="+44 20 7946 0000")
async def test_a_portal_address_does_not_tell_whether_its_row_exists(server: Server, ann: Client) -> None:
    await new_order(ann)
    there, nowhere = [
        await server.client.get(f"/orders/SR-{number}", headers={"accept-language": "de-AT,en;q=0.5"})
        for number in ("000001", "999999")
    ]
    assert there.status_code == nowhere.status_code == 200 and there.text == nowhere.text
    assert '<html lang="de"' in there.text and "Das steht im Kundenportal" in there.text
    assert 'href="mailto:help@brightwell.test"' in there.text and 'href="tel:+442079460000"' in there.text
    assert 'href="/explorer"' in there.text, "the explorer, in development"
    assert "Accept-Language" in there.headers["vary"] and there.headers["cache-control"] == "no-store"
    english = await server.client.get("/invoices/INV-000001")
    assert "This is in the customer portal" in english.text
    link = await server.client.get("/reset?token=x")
    assert "Questions?" in link.text and "help@brightwell.test" in link.text


async def test_an_unknown_address_gives_a_page_or_a_line(server: Server) -> None:
    shown = await server.client.get("/nothing/here", headers={"accept": "text/html"})
    assert shown.status_code == 404 and "There is nothing at this address" in shown.text
    line = await server.client.get("/nothing/here", headers={"accept": "application/json"})
    assert (line.status_code, line.text) == (404, "Not Found")


@pytest.mark.parametrize("api_url", [None, "https://api.example.com"])
async def test_a_portal_elsewhere_is_not_served_here(database: str, tmp_path: Path, api_url: str | None) -> None:
    with listening() as listener:
        settings.use(
            Settings(
                environment="production",
                database_url=database,
                data_dir=tmp_path,
                secret_key="nobody else knows this key of tests, 8d1f0c5e",
                portal_url="https://portal.example.com",
                api_url=api_url,
                smtp_url="smtp://127.0.0.1:1",
            )
        )
        async with serving(create_app(with_worker=False), listener) as running:
            headers = {"host": "portal.example.com"}
            shown = await running.client.get("/", headers=headers)
            assert shown.status_code == 200 and "explorer" not in shown.text
            assert ("This is in the customer portal" in shown.text) == (api_url is not None)
            assert ('id="portal"' in shown.text) == (api_url is None)


FRAME = """{ portal { contractVersion name url apiUrl logoUrl supportEmail supportPhone timeZone languages sendsSms
  customersChangeThemselves maxUploadBytes reviewHours reviewBusinessDays invitationDays resetLinkMinutes
  emailLinkHours smsCodeMinutes passwordPolicy { minLength maxLength requiresLetter requiresDigit minScore }
  uploadTypes { contentType extensions } } }"""


@pytest.mark.settings(
    operator_name="Brightwell",
    time_zone="Europe/London",
    max_upload_bytes=2**32,
    review_business_days=2,
    password_min_length=10,
)
async def test_the_frame_of_a_page_is_there_before_anybody_signs_in(server: Server) -> None:
    frame = (await server.graphql(FRAME))["data"]["portal"]
    types = {each["contentType"]: each["extensions"] for each in frame.pop("uploadTypes")}
    assert types["image/jpeg"][0] == "jpg" and "image/svg+xml" not in types
    assert frame.pop("passwordPolicy")["minLength"] == 10
    assert frame == {
        "contractVersion": "1.0",
        "name": "Brightwell",
        "url": server.url,
        "apiUrl": server.url,
        "logoUrl": None,
        "supportEmail": None,
        "supportPhone": None,
        "timeZone": "Europe/London",
        "languages": ["de", "en"],
        "sendsSms": False,
        "customersChangeThemselves": True,
        "maxUploadBytes": 2**32,
        "reviewHours": None,
        "reviewBusinessDays": 2,
        "invitationDays": 7,
        "resetLinkMinutes": 60,
        "emailLinkHours": 24,
        "smsCodeMinutes": 10,
    }
    assert (await server.client.get("/logo")).status_code == 404


@pytest.mark.settings(operator_colour="#FFDD00")
async def test_the_business_has_its_colour_in_the_portal(server: Server) -> None:
    assert '<link rel="stylesheet" href="/colours.css">' in (await server.client.get("/")).text
    styles = await server.client.get("/colours.css")
    assert styles.headers["content-type"].startswith("text/css")
    light, dark = re.findall(r"--accent: (#\w+)", styles.text)
    assert light == "#7a6a00" and dark == "#ffdd00", "yellow cannot be read on white"


async def test_everybody_may_load_the_logo_and_it_runs_nothing(server: Server, tmp_path: Path) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    settings.use(settings.get().model_copy(update={"logo_file": logo}))
    address = (await server.graphql("{ portal { logoUrl } }"))["data"]["portal"]["logoUrl"]
    assert address == f"{server.url}/logo"
    loaded = await server.client.get("/logo")
    assert loaded.text == logo.read_text() and loaded.headers["content-type"].startswith("image/svg+xml")
    assert "default-src 'none'" in loaded.headers["content-security-policy"]
    assert "sandbox" in loaded.headers["content-security-policy"]
