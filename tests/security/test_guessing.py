"""Guessing passwords: nobody is kept out by a stranger's wrong ones, and nobody gets more of them than they should."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

import settings
from adapters import clock
from adapters.mail.catcher import MailCatcher
from adapters.security.rate_limits import BoundedStorage, Limiter, network_of
from models.messages.deliveries import Delivery
from tests.support.cast import PASSWORD as CAST_PASSWORD
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.mutations import PASSWORD, access, act, done, is_let_in, mail_to, refused, token_in
from tests.support.programs.commands import latchkey
from tests.support.server import Client, Server
from tests.support.sockets import live

SIGN_IN = """mutation($input: SessionCreateInput!) { sessionCreate(input: $input) {
  token deviceToken userErrors { code message } } }"""
OWNER, STRANGER, BOTNET = "198.51.100.7", "203.0.113.5", "192.0.2."
SECRET = "tests know this key, and nobody else does"
BEHIND_A_PROXY = pytest.mark.settings(trusted_proxies=["127.0.0.1/32"], lock_after_failures=30)


async def tried(
    server: Server, name: str, password: str = "wrong", /, peer: str = STRANGER, token: str = "", **given: Any
) -> dict[str, Any]:
    """Try to sign in from an address; gives the payload, with `code` for how it went."""
    headers = {"X-Forwarded-For": peer} | ({"Authorization": f"Bearer {token}"} if token else {})
    variables = {"input": {"username": name, "password": password, **given}}
    answer = await server.client.post("/graphql", json={"query": SIGN_IN, "variables": variables}, headers=headers)
    payload: dict[str, Any] = answer.json()["data"]["sessionCreate"]
    return payload | {"code": payload["userErrors"][0]["code"] if payload["userErrors"] else "IN"}


async def guess(server: Server, *names: str, times: int, peer: str = STRANGER) -> list[str]:
    """Guess wrongly so often, by these names in turn; gives how each try went."""
    return [(await tried(server, names[n % len(names)], peer=peer))["code"] for n in range(times)]


@BEHIND_A_PROXY
@pytest.mark.parametrize("who", ["ann", "sam"])
async def test_a_strangers_guesses_keep_nobody_else_out(server: Server, cast: Cast, who: str) -> None:
    person = getattr(cast, who)
    codes = await guess(server, who, times=15)
    assert codes == ["BAD_CREDENTIALS"] * 10 + ["TOO_MANY_ATTEMPTS"] * 5
    assert (await tried(server, who, CAST_PASSWORD))["code"] == "TOO_MANY_ATTEMPTS"
    # From elsewhere, and where they are signed in, nothing has happened.
    assert (await tried(server, who, CAST_PASSWORD, peer=OWNER))["code"] == "IN"
    assert (await tried(server, person.email, CAST_PASSWORD, peer=OWNER))["code"] == "IN"
    assert await is_let_in(server, person.token)
    clock.advance(timedelta(minutes=16))
    assert (await tried(server, who, CAST_PASSWORD))["code"] == "IN"


@BEHIND_A_PROXY
async def test_names_of_one_account_do_not_buy_more_guesses(server: Server, cast: Cast, sam: Client) -> None:
    names = ("ann", cast.ann.email, "ANN", cast.ann.email.upper())
    codes = await guess(server, *names, times=30)
    # By either name the answer is what it is for a name that nobody has.
    assert Counter(codes) == {"BAD_CREDENTIALS": 20, "TOO_MANY_ATTEMPTS": 10}
    failures = [each["kind"] for each in await _history(sam, cast.ann.id)].count("SIGN_IN_FAILED")
    assert failures == 10
    told = (await tried(server, "nobody"))["userErrors"][0]["message"]
    assert "refused too" in told and "link" in told


async def _history(sam: Client, contact: str) -> list[dict[str, Any]]:
    query = "query($id: ID!) { contact(id: $id) { portalAccess { history(first: 100) { nodes { kind } } } } }"
    found: list[dict[str, Any]] = (await sam.data(query, {"id": contact}))["contact"]["portalAccess"]["history"][
        "nodes"
    ]
    return found


@BEHIND_A_PROXY
async def test_guesses_from_everywhere_lock_out_no_known_device(
    server: Server, cast: Cast, sam: Client, ann: Client, catcher: MailCatcher
) -> None:
    known = (await tried(server, "ann", CAST_PASSWORD, peer=OWNER))["deviceToken"]
    for number in range(40):
        await tried(server, "ann", peer=f"{BOTNET}{number}")
    mail = await mail_to(catcher, ann.email)
    assert mail.subject == "Latchkey: your account is locked" and "signed in before" in mail.text
    assert (await access(sam, ann.id))["isLocked"]
    failures = [each["kind"] for each in await _history(sam, ann.id)].count("SIGN_IN_FAILED")
    assert failures == 30
    # A stranger with the right password waits; the answer says so whatever it is.
    assert (await tried(server, "ann", CAST_PASSWORD, peer="192.0.2.99"))["code"] == "BAD_CREDENTIALS"
    # A device that is known is let in from anywhere, and what is open stays open.
    assert (await tried(server, "ann", CAST_PASSWORD, peer="192.0.2.1", deviceToken=known))["code"] == "IN"
    changing = {"currentPassword": CAST_PASSWORD, "newPassword": PASSWORD}
    async with live(server, ann.token) as socket:
        await (await socket.subscribe("{ viewer { kind } }")).next()
        await done(ann, "passwordChange", **changing)
    assert (await tried(server, "ann", PASSWORD, peer="192.0.2.98"))["code"] == "IN"


@BEHIND_A_PROXY
async def test_a_known_device_has_its_own_count_and_ends_with_the_password(
    server: Server, cast: Cast, ann: Client, catcher: MailCatcher
) -> None:
    known = (await tried(server, "ann", CAST_PASSWORD, peer=OWNER))["deviceToken"]
    # It is the account's own, and nobody can make one.
    for token in (known, known[:-1] + "A", "~".join(["x" * 38] * 4), "x" * 10_000, ""):
        await guess(server, "zoe", times=0)
        assert (await tried(server, "zoe", CAST_PASSWORD, peer=OWNER, deviceToken=token))["code"] == "IN"
    await guess(server, "zoe", times=10)
    assert (await tried(server, "zoe", CAST_PASSWORD, deviceToken=known))["code"] == "TOO_MANY_ATTEMPTS"
    codes = [(await tried(server, "ann", deviceToken=known, peer=f"{BOTNET}{number}"))["code"] for number in range(12)]
    assert codes == ["BAD_CREDENTIALS"] * 10 + ["TOO_MANY_ATTEMPTS"] * 2
    assert (await tried(server, "ann", CAST_PASSWORD, peer=OWNER))["code"] == "IN"
    # Whoever keeps a device of another's password has nothing once it is changed.
    await done(ann, "passwordChange", currentPassword=CAST_PASSWORD, newPassword=PASSWORD)
    await guess(server, "ann", times=10)
    assert (await tried(server, "ann", PASSWORD, deviceToken=known))["code"] == "TOO_MANY_ATTEMPTS"


@BEHIND_A_PROXY
async def test_several_accounts_are_known_on_one_device(server: Server, cast: Cast) -> None:
    device = ""
    for who in ("ann", "ben", "sam", "ann"):
        given = {"deviceToken": device} if device else {}
        device = (await tried(server, who, CAST_PASSWORD, peer=OWNER, **given))["deviceToken"]
    assert len(device.split("~")) == 3
    for who in ("ann", "ben", "sam"):
        await guess(server, who, times=10)
        assert (await tried(server, who, CAST_PASSWORD, deviceToken=device))["code"] == "IN"


@pytest.mark.parametrize("who", ["ann", "sam"])
async def test_a_reset_by_mail_lets_one_in_at_once(server: Server, cast: Cast, catcher: MailCatcher, who: str) -> None:
    person = getattr(cast, who)
    await guess(server, who, person.email, times=25)
    await done(server, "passwordResetRequest", usernameOrEmail=who)
    token = token_in(await mail_to(catcher, person.email, "reset"))
    made = await done(server, "passwordReset", "deviceToken", token=token, password=PASSWORD)
    assert made["deviceToken"]
    # From the very address that guessed: the answers are true.
    for name in (who, person.email):
        assert (await tried(server, name, PASSWORD))["code"] == "IN"
    assert await guess(server, who, times=1) == ["BAD_CREDENTIALS"]


async def test_staff_end_a_lock_by_wrong_passwords(
    server: Server, sam: Client, rita: Client, ann: Client, cast: Cast
) -> None:
    await guess(server, "ann", ann.email, times=25)
    assert not (await access(sam, ann.id))["isLocked"]
    await done(sam, "accountUnlock", contactId=ann.id)
    for name in ("ann", ann.email):
        assert (await tried(server, name, CAST_PASSWORD))["code"] == "IN"
    await guess(server, "rita", rita.email, times=25)
    assert (await tried(server, "rita", CAST_PASSWORD))["code"] == "TOO_MANY_ATTEMPTS"
    mine = await rita.graphql('mutation { staffUnlock(input: {id: "x"}) { userErrors { code } } }')
    assert mine["data"]["staffUnlock"]["userErrors"] == [{"code": "FORBIDDEN"}]
    await done(sam, "staffUnlock", "staffMember { name }", id=rita.id)
    for name in ("rita", rita.email):
        assert (await tried(server, name, CAST_PASSWORD))["code"] == "IN"


@ON_SQLITE
@pytest.mark.settings(lock_after_failures=5)
async def test_the_command_line_lets_the_only_manager_in_again(server: Server, cast: Cast, tmp_path: Any) -> None:
    await guess(server, "sam", times=8)
    assert (await tried(server, "sam", CAST_PASSWORD))["code"] == "BAD_CREDENTIALS"
    environment = {"DATABASE_URL": settings.get().database, "SECRET_KEY": SECRET}
    ended = await latchkey(tmp_path, "staff", "unlock", cast.sam.email, **environment)
    assert (ended.code, ended.out) == (0, "Sam Sutton can try to sign in again.\n")
    assert (await latchkey(tmp_path, "staff", "unlock", "nobody", **environment)).code == 1
    assert (await tried(server, "sam", CAST_PASSWORD))["code"] == "IN"


async def test_right_passwords_do_not_count(server: Server, ann: Client) -> None:
    for _ in range(25):
        assert (await tried(server, "ann", CAST_PASSWORD))["code"] == "IN"
    assert await guess(server, "ann", times=11) == ["BAD_CREDENTIALS"] * 10 + ["TOO_MANY_ATTEMPTS"]


async def test_ones_own_password_is_guessed_ten_times_by_a_session(server: Server, ann: Client) -> None:
    other = (await tried(server, "ann", CAST_PASSWORD))["token"]
    wrong = {"currentPassword": "wrong", "newPassword": PASSWORD}
    codes = [await refused(ann, "passwordChange", **wrong) for _ in range(12)]
    assert codes == ["BAD_CREDENTIALS"] * 10 + ["TOO_MANY_ATTEMPTS"] * 2
    # A thief of one session keeps the person out of nothing.
    changed = await server.graphql(
        "mutation($i: PasswordChangeInput!) { passwordChange(input: $i) { deviceToken userErrors { code } } }",
        {"i": {"currentPassword": CAST_PASSWORD, "newPassword": PASSWORD}},
        other,
    )
    assert changed["data"]["passwordChange"]["userErrors"] == []


@BEHIND_A_PROXY
@pytest.mark.without_worker
async def test_asking_for_resets_is_counted_where_it_is_asked(server: Server, cast: Cast) -> None:
    async def sent(peer: str) -> int:
        ask = """mutation { passwordResetRequest(input: {usernameOrEmail: "ann"}) { userErrors { code } } }"""
        await server.client.post("/graphql", json={"query": ask}, headers={"X-Forwarded-For": peer})
        return await Delivery.filter(template="password_reset").count()

    assert [await sent(STRANGER) for _ in range(7)] == [1, 2, 3, 4, 5, 5, 5]
    assert await sent(OWNER) == 6


@pytest.mark.parametrize("over", ["bearer", "cookie"])
async def test_a_sign_in_over_a_session_ends_that_session(server: Server, ann: Client, zoe: Client, over: str) -> None:
    if over == "bearer":
        headers = {"Authorization": f"Bearer {ann.token}"}
    else:
        headers = {"Cookie": f"latchkey_session={ann.token}", "X-Latchkey-CSRF": "1"}
    for name in ("ann", "zoe"):
        async with live(server, headers.get("Authorization", "").removeprefix("Bearer ") or ann.token) as socket:
            variables = {"input": {"username": name, "password": CAST_PASSWORD}}
            sent = {"query": SIGN_IN, "variables": variables}
            answer = await server.client.post("/graphql", json=sent, headers=headers)
            token = answer.json()["data"]["sessionCreate"]["token"] or answer.cookies["latchkey_session"]
            assert (await socket.closed())[0] == 4401
        assert await is_let_in(server, token)
        headers = {"Authorization": f"Bearer {token}"}
    assert not await is_let_in(server, ann.token)
    assert await is_let_in(server, zoe.token)


async def test_counting_needs_bounded_memory_and_no_time_to_forget() -> None:
    storage = BoundedStorage(max_keys=1000)
    for number in range(5000):
        assert await storage.incr(f"name {number}", 900) == 1
    assert len(storage) == 1000
    # What has ended is forgotten at the next count, whatever else there is.
    clock.advance(timedelta(minutes=16))
    assert await storage.incr("one more", 900) == 1
    assert len(storage) == 1
    # Of windows of two lengths those go first that end first.
    for number in range(999):
        await storage.incr(f"long {number}", 3600)
    await storage.incr("short", 900)
    assert await storage.get("one more") == 0 and await storage.get("long 0") == 1


async def test_an_attempt_given_back_may_be_taken_again() -> None:
    limiter = Limiter()
    assert [await limiter.allows(2, 15, "one", "key") for _ in range(3)] == [True, True, False]
    assert await limiter.allows(2, 15, "onekey")
    for _ in range(2):
        await limiter.give_back(2, 15, "one", "key")
    assert await limiter.allows(2, 15, "one", "key")


@pytest.mark.parametrize(
    ("peer", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::7", "2001:db8:1:2::"),
        ("2001:db8:1:3::7", "2001:db8:1:3::"),
        ("unknown", "unknown"),
    ],
)
def test_an_ipv6_network_is_one_peer(peer: str, network: str) -> None:
    assert network_of(peer) == network


async def test_many_at_once_are_not_more_than_one_after_another(server: Server, cast: Cast) -> None:
    codes = await asyncio.gather(*(act(server, "sessionCreate", username="ann", password="wrong") for _ in range(25)))
    counted = Counter(each["userErrors"][0]["code"] for each in codes)
    assert counted == {"BAD_CREDENTIALS": 10, "TOO_MANY_ATTEMPTS": 15}


@pytest.mark.settings(password_hash_queue=1, password_hash_concurrency=1, argon2_memory_kib=32 * 1024)
async def test_an_attempt_refused_for_lack_of_room_does_not_count(server: Server) -> None:
    query = {"query": SIGN_IN, "variables": {"input": {"username": "nobody", "password": "wrong"}}}
    for _ in range(3):
        answers = await asyncio.gather(*(server.client.post("/graphql", json=query) for _ in range(8)))
        codes = [error["extensions"]["code"] for answer in answers for error in answer.json().get("errors", ())]
        assert codes.count("THROTTLED") >= 5
    assert (await tried(server, "nobody", peer="127.0.0.1"))["code"] == "BAD_CREDENTIALS"
