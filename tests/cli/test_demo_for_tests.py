"""The demo as a server for end-to-end tests of frontends: tokens without a password, and a clock that moves on."""

from pathlib import Path

import httpx
from starlette.applications import Starlette

from adapters import clock
from adapters.security.signatures import SignedBody
from latchkey.demo import programs
from tests.support.mutations import done
from tests.support.partners.keys import EVERY_SCOPE
from tests.support.partners.receiver import receiving
from tests.support.programs.commands import latchkey, running
from tests.support.programs.demo import copy_of_demo
from tests.support.programs.frontend_page import running as running_program
from tests.support.programs.frontend_page import said, write_programs
from tests.support.server import Client, Server

WATCH = """
import { later, waiting } from './later.mjs';
console.log((await waiting()).length);
await later(49);
while ((await waiting()).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
console.log('approved');
"""
WHO = "{ viewer { kind contact { displayName } staffMember { name } } }"


async def test_people_have_tokens_and_the_clock_is_moved(tmp_path: Path) -> None:
    await demo_in(tmp_path)
    printed = await latchkey(tmp_path, "demo", "--token", "moira", "--token", "sam")
    assert (printed.code, printed.err) == (0, "")
    moira, sam = printed.out.splitlines()
    (tmp_path / "programs").mkdir()
    write_programs(tmp_path / "programs", {"watch.mjs": WATCH})
    async with running(tmp_path, "demo", "--port", "0", "--clock") as demo:
        url = await demo.says(r"GraphQL +(\S+)")
        another = await latchkey(tmp_path, "demo", "--token", "moira")
        async with httpx.AsyncClient(base_url=url.removesuffix("/graphql"), timeout=60) as client:
            as_browser = {"Cookie": f"latchkey_session={moira}", "X-Latchkey-CSRF": "1"}
            by_token = [{"Authorization": f"Bearer {token}"} for token in (moira, sam, another.out.strip())]
            answers = [
                await client.post("/graphql", json={"query": WHO}, headers=each) for each in (as_browser, *by_token)
            ]
            for hours in ("-1", "nan", "soon", "99999999"):
                refused = await client.post(f"/demo/clock?hours={hours}")
                assert (refused.status_code, "hours" in refused.json()["error"]) == (400, True)
        async with running_program(tmp_path / "programs", "watch.mjs", url=url, token=sam) as program:
            assert int(await said(program)) > 0
            assert await said(program) == "approved"
    viewers = [answer.json()["data"]["viewer"] for answer in answers]
    people = [(viewer["contact"] or {}).get("displayName") or viewer["staffMember"]["name"] for viewer in viewers]
    assert people == ["Moira", "Moira", "Sam Whitaker", "Moira"]


async def test_a_program_has_a_key_and_a_webhook(tmp_path: Path) -> None:
    await demo_in(tmp_path)
    async with running(tmp_path, "demo", "--port", "0") as demo, receiving() as receiver:
        key, secret = (await demo.says(r"LATCHKEY_KEY=(\S+ WEBHOOK_SECRET=\S+)")).split(" WEBHOOK_SECRET=")
        url = (await demo.says(r"GraphQL +(\S+)")).removesuffix("/graphql")
        sam = (await latchkey(tmp_path, "demo", "--token", "sam")).out.strip()
        async with httpx.AsyncClient(base_url=url, timeout=60) as client:
            server = Server(url, client, Starlette())
            stats = "{ orderStats { groups { count } } viewer { apiKey { id name scopes } } }"
            asked = (await server.graphql(stats, token=key))["data"]
            assert asked["orderStats"]["groups"] == [{"count": 40}]
            assert set(asked["viewer"]["apiKey"]["scopes"]) == set(EVERY_SCOPE)
            list_of_hooks = "{ webhooks { nodes { id url status } } }"
            [hook] = (await server.graphql(list_of_hooks, token=sam))["data"]["webhooks"]["nodes"]
            assert (hook["url"], hook["status"]) == (programs.HOOK, "ACTIVE")
            by = Client(id="", name="", email="", username="", token=sam, server=server)
            await done(by, "webhookUpdate", id=hook["id"], url=receiver.url)
            await done(by, "webhookTest", id=hook["id"])
            [message] = [each for each in await receiver.wait_for(1) if each.type == "TEST"]
            body = SignedBody(message.headers, secret, clock.now())
            body.add(message.body)
            body.expect_genuine()
            again = await latchkey(tmp_path, "demo", "--token", "sam")
            assert again.code == 0
            [hook] = (await server.graphql(list_of_hooks, token=sam))["data"]["webhooks"]["nodes"]
            await done(by, "apiKeyRevoke", id=asked["viewer"]["apiKey"]["id"])
    async with running(tmp_path, "demo", "--port", "0") as demo:
        await demo.says("Ctrl")
        assert "LATCHKEY_KEY" not in demo.said


async def demo_in(folder: Path) -> None:
    """Put the demo's database where `latchkey demo` looks for it."""
    var = folder / "var"
    var.mkdir()
    await copy_of_demo("sqlite", var)
    (var / "latchkey.sqlite3").rename(var / "demo.sqlite3")


async def test_nobody_else_gets_a_token(tmp_path: Path) -> None:
    refused = await latchkey(tmp_path, "demo", "--token", "moira", "--token", "mallory")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith("Nobody in the demo has the username mallory, only sam, tomasz, ")
    assert not (tmp_path / "var").exists()
    production = {"ENVIRONMENT": "production", "PORTAL_URL": "https://p.test", "SMTP_URL": "smtp://m"}
    secret = "nobody else knows this key of the tests"
    refused = await latchkey(
        tmp_path, "demo", "--token", "moira", **production, SECRET_KEY=secret, ARGON2_MEMORY_KIB="19456"
    )
    assert (refused.code, refused.out, "not for production" in refused.err) == (2, "", True)
