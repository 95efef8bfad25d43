"""Nobody learns from an answer, or from how long it takes, who and what exists; passwords cannot be guessed in bulk."""

import asyncio
import time
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from adapters import clock
from adapters.mail.catcher import MailCatcher
from adapters.security import passwords
from models.access.accounts import Account
from models.messages.deliveries import Delivery
from tests.support.attacks.bad_requests import UNLIMITED, sent
from tests.support.cast import PASSWORD, Cast
from tests.support.mutations import act, done, mail_to, new_contact, token_in
from tests.support.server import Client, Server
from tests.support.sockets import live

SIGN_IN = """mutation($n: String!, $p: String!) { sessionCreate(input: {username: $n, password: $p}) {
  token userErrors { code message field } } }"""
RESET = "mutation($n: String!) { passwordResetRequest(input: {usernameOrEmail: $n}) { userErrors { code } } }"
ARCHIVE = "mutation($id: ID!) { contactArchive(input: {id: $id}) { userErrors { code } } }"
NAMES = {
    "unknown": ("nobody", "nobody@people.test", "\u200b", "x" * 300),
    "archived": ("ben", "ben@people.test"),
    "active": ("ann", "ann@people.test"),
    "locked": ("zoe", "zoe@people.test"),
    "deactivated staff": ("rita", "rita@latchkey.test"),
    "invited": ("jo.hill", "jo@harbour.test"),
    "uninvited": ("al.gone", "al@harbour.test"),
}
EACH_OF_ITS_OWN = ("date", "x-request-id")
"""Headers that no two answers share."""


@UNLIMITED
async def test_unknown_archived_and_active_names_get_the_same_bytes(server: Server, cast: Cast, sam: Client) -> None:
    await sam.data(ARCHIVE, {"id": cast.ben.id})
    await done(sam, "staffUpdate", id=cast.rita.id, isActive=False)
    await done(sam, "portalAccessEnable", contactId=await new_contact(sam))
    uninvited = await new_contact(sam, "Al Gone", "al@harbour.test")
    await done(sam, "portalAccessEnable", contactId=uninvited)
    await done(sam, "invitationCancel", contactId=uninvited)
    await Account.filter(username="zoe").update(locked_until=clock.now() + timedelta(minutes=15))
    for query, more in ((SIGN_IN, {"p": "wrong 1"}), (RESET, {})):
        answers = {}
        for kind, names in NAMES.items():
            for name in names:
                response = await sent(server, None, {"query": query, "variables": {"n": name, **more}})
                headers = [(key, value) for key, value in response.headers.items() if key not in EACH_OF_ITS_OWN]
                answers[kind, name] = (response.status_code, response.content, tuple(headers))
        assert len(set(answers.values())) == 1, answers
    # Whoever could be told was told, so that it is not for want of accounts that all are the same.
    asked = {each.data.get("username") for each in await Delivery.filter(template__in=["password_reset", "invitation"])}
    assert {"ann", "zoe", "jo.hill"} <= asked


LINKS = {
    "invitationAccept": {"password": "copper kettle 1729"},
    "passwordReset": {"password": "copper kettle 1729"},
    "emailChangeConfirm": {},
}


async def test_a_link_of_another_purpose_is_unknown(
    server: Server, ann: Client, sam: Client, catcher: MailCatcher
) -> None:
    tokens = ["made-up", "", "x" * 43]
    await done(sam, "portalAccessEnable", contactId=await new_contact(sam))
    await done(sam, "passwordResetStart", contactId=ann.id)
    await done(ann, "emailChangeRequest", email="ann@new.test", currentPassword=PASSWORD)
    own = {
        "invitationAccept": token_in(await mail_to(catcher, "jo@harbour.test", "activate")),
        "passwordReset": token_in(await mail_to(catcher, ann.email, "reset")),
        "emailChangeConfirm": token_in(await mail_to(catcher, "ann@new.test", "confirm-email")),
    }
    for name, more in LINKS.items():
        tried = [*tokens, *(token for of, token in own.items() if of != name)]
        answers = [await act(server, name, token=token, **more) for token in tried]
        assert all(answer == answers[0] for answer in answers)
        assert answers[0]["userErrors"][0]["code"] == "LINK_INVALID"
    previews = (
        "query($t: String!) { invitation(token: $t) { status username name email } passwordResetLink(token: $t) }"
    )
    for token in (*tokens, own["emailChangeConfirm"]):
        found = (await server.graphql(previews, {"t": token}))["data"]
        assert found["passwordResetLink"] == found["invitation"]["status"] == "INVALID"
        assert {found["invitation"][each] for each in ("username", "name", "email")} == {None}


@pytest.mark.settings(sign_in_answer_ms=150)
async def test_a_failed_sign_in_takes_its_time_and_a_session_does_not(server: Server, cast: Cast) -> None:
    async def milliseconds(query: str, **variables: Any) -> float:
        began = time.monotonic()
        await server.graphql(query, variables)
        return (time.monotonic() - began) * 1000

    for name in ("ann", "nobody"):
        assert await milliseconds(SIGN_IN, n=name, p="wrong 1") >= 150
        assert await milliseconds(RESET, n=name) >= 150
    assert (await server.graphql(SIGN_IN, {"n": "ann", "p": PASSWORD}))["data"]["sessionCreate"]["token"]


async def test_a_password_is_checked_ten_times_over_names_and_sockets(
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
    for number in range(25):
        name = "ann" if number % 2 else "ann@people.test"
        await server.graphql(SIGN_IN, {"n": name, "p": PASSWORD if number in (4, 9) else "wrong"})
    assert len(checked) == 12


def _count_checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hashes of accounts that a password was compared with from now on."""
    checked: list[str] = []
    verify = passwords.verify_password

    async def counted(hashed: str | None, password: str, **more: Any) -> bool:
        if hashed is not None:
            checked.append(hashed)
        return await verify(hashed, password, **more)

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
