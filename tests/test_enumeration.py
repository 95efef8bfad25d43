"""Nobody learns from an answer, or from how long it takes, who and what exists; passwords cannot be guessed in bulk."""

import asyncio
import time
from collections import Counter
from typing import Any

import pytest

from adapters.mail_catcher import MailCatcher
from tests.bad_requests import UNLIMITED, Request, asking_for, batches, document, sent
from tests.bad_values import nonexistent
from tests.cast import PASSWORD, Cast
from tests.live import live
from tests.server import Client, Server
from tests.standing import standing


@UNLIMITED
@pytest.mark.parametrize("operation", ["query", "mutation"])
async def test_what_a_stranger_may_not_see_does_not_exist(
    server: Server, cast: Cast, sam: Client, ann: Client, zoe: Client, catcher: MailCatcher, operation: str
) -> None:
    known = await standing(cast, sam, ann, catcher)
    hidden = [each for kind, each in known["by_kind"].items() if kind not in ("StaffMember", "Site")]
    hidden += [cast.acme_site, cast.ben.id]
    own = dict.fromkeys(("orderCreate.customerId", "assetCreate.customerId", "customerId"), cast.zenith)
    known |= own | {"siteId": cast.quay_street}
    theirs = asking_for(operation, known, hidden)
    nobodys = asking_for(operation, known, [nonexistent(each) for each in hidden])
    assert len(theirs) > len(hidden)
    for one, other in zip(batches(theirs), batches(nobodys), strict=True):
        found, missing = [await sent(server, zoe.token, document(each)) for each in (one, other)]
        assert found.content == missing.content, _first_difference(one, found.json(), missing.json())
    assert (await sam.data("{ orders { totalCount } }"))["orders"]["totalCount"] == 1


def _first_difference(batch: list[Request], found: dict[str, Any], missing: dict[str, Any]) -> Any:
    alias = next(alias for alias in found["data"] if found["data"][alias] != missing["data"][alias])
    return batch[int(alias[1:])], found["data"][alias], missing["data"][alias]


SIGN_IN = """mutation($n: String!, $p: String!) { sessionCreate(input: {username: $n, password: $p}) {
  token userErrors { code message field } } }"""
RESET = "mutation($n: String!) { passwordResetRequest(input: {usernameOrEmail: $n}) { userErrors { code } } }"
ARCHIVE = "mutation($id: ID!) { contactArchive(input: {id: $id}) { userErrors { code } } }"
NAMES = ("nobody", "nobody@people.test", "ben", "ben@people.test", "ann", "ann@people.test")
"""Unknown, archived and active ones."""


@UNLIMITED
async def test_unknown_archived_and_active_names_get_the_same_bytes(server: Server, cast: Cast, sam: Client) -> None:
    await sam.data(ARCHIVE, {"id": cast.ben.id})
    for query, more in ((SIGN_IN, {"p": "wrong 1"}), (RESET, {})):
        answers = {
            (await sent(server, None, {"query": query, "variables": {"n": name, **more}})).content for name in NAMES
        }
        assert len(answers) == 1, answers


@pytest.mark.settings(sign_in_answer_ms=150)
async def test_an_answer_in_vain_comes_at_its_time_and_a_session_at_once(server: Server, cast: Cast) -> None:
    async def milliseconds(query: str, **variables: Any) -> float:
        began = time.monotonic()
        await server.graphql(query, variables)
        return (time.monotonic() - began) * 1000

    for name in ("ann", "nobody"):
        assert await milliseconds(SIGN_IN, n=name, p="wrong 1") >= 150
        assert await milliseconds(RESET, n=name) >= 150
    assert (await server.graphql(SIGN_IN, {"n": "ann", "p": PASSWORD}))["data"]["sessionCreate"]["token"]


async def test_a_password_is_checked_ten_times_by_all_names_and_sockets_together(
    server: Server, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = _count_checks(monkeypatch)
    names = ("ann", "ANN", "\uff21nn", " ann@people.test", "Ann@People.Test")
    aliases = " ".join(
        f'a{number}: sessionCreate(input: {{username: "{name}", password: "wrong"}}) {{ userErrors {{ code }} }}'
        for number, name in enumerate(names * 4)
    )
    async with live(server, None) as socket:
        over_socket = await socket.subscribe(f"mutation {{ {aliases} }}")
        headers = [
            {"X-Forwarded-For": f"192.0.2.{number}", "Forwarded": f"for=192.0.2.{number}"} for number in range(5)
        ]
        posted = [
            server.client.post("/graphql", json={"query": f"mutation {{ {aliases} }}"}, headers=each)
            for each in headers
        ]
        await asyncio.gather(over_socket.next(), *posted)
    assert len(checked) == 10


async def test_right_passwords_in_between_do_not_buy_more_guesses(
    server: Server, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = _count_checks(monkeypatch)
    for number in range(12):
        name = "ann" if number % 2 else "ann@people.test"
        await server.graphql(SIGN_IN, {"n": name, "p": PASSWORD if number % 5 == 4 else "wrong"})
    assert len(checked) == 10


def _count_checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hashes of accounts that a password was compared with from now on."""
    from adapters import passwords

    checked: list[str] = []
    verify = passwords.verify_password

    async def counted(hashed: str | None, password: str) -> bool:
        if hashed is not None:
            checked.append(hashed)
        return await verify(hashed, password)

    monkeypatch.setattr(passwords, "verify_password", counted)
    return checked


@pytest.mark.settings(sign_in_attempts_per_peer=5)
async def test_a_forged_forwarding_header_makes_nobody_somebody_else(server: Server, cast: Cast) -> None:
    codes: Counter[str] = Counter()
    for number in range(8):
        answer = await server.client.post(
            "/graphql",
            json={"query": SIGN_IN, "variables": {"n": f"somebody{number}", "p": "wrong"}},
            headers={"X-Forwarded-For": f"192.0.2.{number}"},
        )
        codes[answer.json()["data"]["sessionCreate"]["userErrors"][0]["code"]] += 1
    assert codes == {"BAD_CREDENTIALS": 5, "TOO_MANY_ATTEMPTS": 3}


@pytest.mark.settings(sign_in_attempts=100)
async def test_ones_own_password_given_rightly_never_locks_one_out(server: Server, cast: Cast, ann: Client) -> None:
    change = """mutation($p: String!, $e: EmailAddress!) { emailChangeRequest(input: {currentPassword: $p, email: $e}) {
        userErrors { code } } }"""
    for number in range(12):
        answer = await ann.data(change, {"p": PASSWORD, "e": f"ann{number}@people.test"})
        assert answer["emailChangeRequest"]["userErrors"] == []
    assert (await server.graphql(SIGN_IN, {"n": "ann", "p": PASSWORD}))["data"]["sessionCreate"]["token"]
