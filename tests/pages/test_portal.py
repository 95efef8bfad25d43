"""An address of the portal that is not served from here has a plain page, which tells nothing of any row."""

from pathlib import Path

import pytest

import settings
from latchkey.app import create_app
from settings import Settings
from tests.support.databases import ON_SQLITE
from tests.support.orders import new_order
from tests.support.server import Client, Server, listening, serving

pytestmark = ON_SQLITE


@pytest.mark.settings(support_email="help@brightwell.test", support_phone="+44 20 7946 0000")
async def test_a_portal_address_does_not_tell_whether_its_row_exists(server: Server, ann: Client) -> None:
    await new_order(ann)
    there, nowhere = [
        await server.client.get(f"/orders/SR-{number}", headers={"accept-language": "de-AT,en;q=0.5"})
        for number in ("000001", "999999")
    ]
    assert there.status_code == nowhere.status_code == 200 and there.text == nowhere.text
    assert '<html lang="de"' in there.text and "Das steht im Kundenportal" in there.text
    assert 'href="mailto:help@brightwell.test"' in there.text and 'href="tel:+442079460000"' in there.text
    assert 'href="/"' in there.text, "the explorer, in development"
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


async def test_the_start_page_says_something_in_production_too(database: str, tmp_path: Path) -> None:
    with listening() as listener:
        settings.use(
            Settings(
                environment="production",
                database_url=database,
                data_dir=tmp_path,
                secret_key="nobody else knows this key of tests, 8d1f0c5e",
                portal_url="https://portal.example.com",
                smtp_url="smtp://127.0.0.1:1",
            )
        )
        async with serving(create_app(with_worker=False), listener) as running:
            headers = {"host": "portal.example.com"}
            shown = await running.client.get("/", headers=headers)
            assert shown.status_code == 200 and "This is in the customer portal" in shown.text
            assert "explorer" not in shown.text
