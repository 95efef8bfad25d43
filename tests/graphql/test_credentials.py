"""A request is known by its bearer token, its cookie and its address."""

import pytest

from latchkey.graphql.peer import real_peer
from tests.support.cast import PASSWORD, Cast
from tests.support.databases import ON_SQLITE
from tests.support.http import PRODUCTION, ask, code, message
from tests.support.partners.keys import new_key
from tests.support.server import Client, Server

# What is asked here has nothing to do with the database that answers.
pytestmark = ON_SQLITE

SIGN_IN = """mutation($p: String!) {
  sessionCreate(input: {username: "ann", password: $p}) { token deviceToken viewer { kind } userErrors { code } } }"""


async def test_a_bad_token_is_401(server: Server) -> None:
    answer = await ask(server, "{ viewer { kind } }", authorization="Bearer nobody")
    assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_refused_field_leaves_the_rest_of_the_page(server: Server, cast: Cast, sam: Client) -> None:
    fields = """viewer { kind } portal { name } passwordPolicy { minLength } orders { nodes { id } }
      notifications { nodes { id } } staffRoles { id } invitation(token: "none") { status }"""
    stranger = await ask(server, f"{{ {fields} }}")
    assert stranger.status_code == 200
    told = stranger.json()
    assert {each["path"][0]: each["extensions"]["code"] for each in told["errors"]} == dict.fromkeys(
        ("orders", "notifications", "staffRoles"), "UNAUTHENTICATED"
    )
    assert {name for name, value in told["data"].items() if value is None} == {
        "viewer",
        "orders",
        "notifications",
        "staffRoles",
    }
    key = await new_key(sam, "READ_INVOICES", customerIds=[cast.acme])
    told = await key.graphql(f"{{ {fields} }}")
    assert {each["extensions"]["code"] for each in told["errors"]} == {"FORBIDDEN"}
    assert {name for name, value in told["data"].items() if value is not None} == {"viewer", "portal", "passwordPolicy"}


async def test_the_cookie_counts_only_with_its_header(server: Server, ann: Client) -> None:
    cookie = f"latchkey_session={ann.token}"
    refused = await ask(server, "{ viewer { contact { name } } }", cookie=cookie)
    assert (refused.status_code, code(refused)) == (403, "FORBIDDEN")
    assert "X-Latchkey-CSRF: 1" in message(refused)
    answer = await ask(server, "{ viewer { contact { name } } }", cookie=cookie, x_latchkey_csrf="1")
    assert answer.json()["data"] == {"viewer": {"contact": {"name": ann.name}}}


async def test_a_bearer_token_wins_over_the_cookie(server: Server, ann: Client, zoe: Client) -> None:
    headers = {"cookie": f"latchkey_session={ann.token}", "authorization": f"Bearer {zoe.token}"}
    answer = await ask(server, "{ viewer { contact { name } } }", **headers)
    assert answer.json()["data"] == {"viewer": {"contact": {"name": zoe.name}}}


async def test_signing_in_and_out_sets_and_clears_a_requested_cookie(server: Server) -> None:
    assert "set-cookie" not in (await ask(server, SIGN_IN, {"p": PASSWORD})).headers
    answer = await ask(server, SIGN_IN, {"p": PASSWORD}, x_latchkey_csrf="1")
    session, device = (cookie.split("; ") for cookie in answer.headers.get_list("set-cookie"))
    token = session[0].removeprefix("latchkey_session=")
    assert token != session[0] and device[0].startswith("latchkey_device=")
    for attributes in (session, device):
        assert {"HttpOnly", "SameSite=lax", "Path=/"} < set(attributes)
        assert "Secure" not in attributes
    server.client.cookies.clear()
    out = "mutation { sessionRevoke(input: {}) { userErrors { code } } }"
    answer = await ask(server, out, cookie=f"latchkey_session={token}", x_latchkey_csrf="1")
    assert answer.json()["data"]["sessionRevoke"]["userErrors"] == []
    assert 'latchkey_session=""' in answer.headers["set-cookie"]
    assert "Max-Age=0" in answer.headers["set-cookie"]


async def test_a_token_that_is_set_as_a_cookie_is_not_in_the_answer(server: Server) -> None:
    plain = (await ask(server, SIGN_IN, {"p": PASSWORD})).json()["data"]["sessionCreate"]
    assert plain["token"] and plain["deviceToken"]
    answer = await ask(server, SIGN_IN, {"p": PASSWORD}, x_latchkey_csrf="1")
    payload = answer.json()["data"]["sessionCreate"]
    assert payload == {"token": None, "deviceToken": None, "viewer": {"kind": "CONTACT"}, "userErrors": []}
    for cookie in answer.headers.get_list("set-cookie"):
        assert cookie.partition("=")[2].partition(";")[0] not in answer.text


@PRODUCTION
async def test_the_cookie_is_secure_in_production(server: Server) -> None:
    answer = await ask(server, SIGN_IN, {"p": PASSWORD}, x_latchkey_csrf="1")
    session, device = answer.headers.get_list("set-cookie")
    assert session.startswith("__Host-latchkey_session=") and device.startswith("__Host-latchkey_device=")
    for cookie in (session, device):
        assert {"Secure", "HttpOnly", "Path=/"} < set(cookie.split("; ")) and "Domain" not in cookie
    token = session.partition(";")[0].partition("=")[2]
    for name, status in (("__Host-latchkey_session", 200), ("latchkey_session", 200)):
        seen = await ask(server, "{ viewer { kind } }", cookie=f"{name}={token}", x_latchkey_csrf="1")
        assert seen.status_code == status
        assert (seen.json()["data"]["viewer"] is not None) == name.startswith("__Host-")


async def test_a_browser_is_known_by_its_cookie_where_strangers_guess(server: Server) -> None:
    answer = await ask(server, SIGN_IN, {"p": PASSWORD}, x_latchkey_csrf="1")
    device = answer.headers.get_list("set-cookie")[1].partition(";")[0]
    server.client.cookies.clear()
    for _ in range(12):
        await ask(server, SIGN_IN, {"p": "wrong"})
    refused = await ask(server, SIGN_IN, {"p": PASSWORD}, x_latchkey_csrf="1")
    assert refused.json()["data"]["sessionCreate"]["userErrors"] == [{"code": "TOO_MANY_ATTEMPTS"}]
    let_in = await ask(server, SIGN_IN, {"p": PASSWORD}, x_latchkey_csrf="1", cookie=device)
    assert let_in.json()["data"]["sessionCreate"]["userErrors"] == []


async def test_a_dead_cookie_is_taken_away(server: Server) -> None:
    answer = await ask(server, "{ viewer { kind } }", cookie="latchkey_session=nobody", x_latchkey_csrf="1")
    assert answer.status_code == 401
    assert "Max-Age=0" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    ("direct", "forwarded", "peer"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "198.51.100.1, nonsense", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("10.0.0.1", "[2001:db8::7]:443", "2001:db8::7"),
        ("::ffff:10.0.0.1", "2001:db8::7", "2001:db8::7"),
        ("fd00::1", "198.51.100.1", "198.51.100.1"),
        ("", "198.51.100.1", "unknown"),
    ],
)
def test_forwarded_headers_are_believed_from_trusted_proxies_only(
    database_kind: str, direct: str, forwarded: str, peer: str
) -> None:
    assert real_peer(direct, forwarded, ("10.0.0.0/8", "fd00::/8")) == peer
