"""GET /schema.graphql: the contract as a file, for those who may see it."""

from tests.support.databases import ON_SQLITE
from tests.support.http import PRODUCTION, code
from tests.support.repository import ROOT
from tests.support.server import Client, Server

pytestmark = ON_SQLITE

ADDRESS = "/schema.graphql"


async def test_in_development_everybody_gets_it(server: Server) -> None:
    answer = await server.client.get(ADDRESS)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert answer.text == (ROOT / "schema.graphql").read_text()
    assert (await server.client.head(ADDRESS)).status_code == 200
    assert (await server.client.post(ADDRESS)).status_code == 405


@PRODUCTION
async def test_in_production_it_is_for_signed_in_viewers(server: Server, ann: Client) -> None:
    for headers in ({}, {"Authorization": "Bearer nobody"}):
        refused = await server.client.get(ADDRESS, headers=headers)
        assert (refused.status_code, code(refused)) == (401, "UNAUTHENTICATED")
        assert "type Query" not in refused.text
    answer = await server.client.get(ADDRESS, headers={"Authorization": f"Bearer {ann.token}"})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-cache")
    cookie = {"Cookie": f"__Host-latchkey_session={ann.token}"}
    assert (await server.client.get(ADDRESS, headers=cookie)).status_code == 403
    answer = await server.client.get(ADDRESS, headers=cookie | {"X-Latchkey-CSRF": "1"})
    assert answer.text == (ROOT / "schema.graphql").read_text()
