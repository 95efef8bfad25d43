"""Long words are cut before anything is done with them that takes longer the longer they are."""

import unicodedata
from typing import Any

import pytest
from argon2 import PasswordHasher

from adapters.mail.catcher import MailCatcher
from adapters.security import password_strength
from tests.support.attacks.one_of_everything import standing
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.server import Client, Server

LONG_PASSWORD = "a1 " * 21_800
PASSWORDS = {
    "sessionCreate": 'sessionCreate(input: {username: "ann", password: $p}) { userErrors { code field } }',
    "invitationAccept": "invitationAccept(input: {token: $t, password: $p}) { userErrors { code field } }",
    "passwordReset": "passwordReset(input: {token: $t, password: $p}) { userErrors { code field } }",
}


def _lengths(monkeypatch: pytest.MonkeyPatch, target: Any, name: str, place: int) -> list[int]:
    """The lengths of the text that a function is called with from now on, at this place of its arguments."""
    lengths: list[int] = []
    called = getattr(target, name)

    def counted(*given: Any, **more: Any) -> Any:
        lengths.append(len(given[place]))
        return called(*given, **more)

    monkeypatch.setattr(target, name, counted)
    return lengths


@ON_SQLITE
async def test_a_part_of_the_longest_password_is_worked_on(
    server: Server, cast: Cast, sam: Client, ann: Client, catcher: MailCatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = _lengths(monkeypatch, PasswordHasher, "hash", 1)
    verified = _lengths(monkeypatch, PasswordHasher, "verify", 2)
    judged = _lengths(monkeypatch, password_strength, "zxcvbn", 0)
    token = (await standing(cast, sam, ann, catcher))["token"]
    told = {}
    for name, call in PASSWORDS.items():
        declared = "$p: String!, $t: String!" if "$t" in call else "$p: String!"
        answer = await server.graphql(f"mutation({declared}) {{ {call} }}", {"p": LONG_PASSWORD, "t": token})
        [error] = answer["data"][name]["userErrors"]
        told[name] = (error["code"], error["field"])
    assert told == {
        "sessionCreate": ("BAD_CREDENTIALS", None),
        "invitationAccept": ("PASSWORD_TOO_WEAK", ["password"]),
        "passwordReset": ("LINK_INVALID", ["token"]),
    }
    strength = await server.graphql(
        "query($p: String!) { passwordStrength(input: {password: $p}) { score isAcceptable } }", {"p": LONG_PASSWORD}
    )
    assert strength["data"]["passwordStrength"]["isAcceptable"] is False
    assert (max(verified), max(judged)) == (4096, 40) and max(hashed, default=0) <= 4096


SLOW_TO_NORMALISE = "a" + "\u0301\u0323" * 32_000
"""Sorting these marks takes time by the square of their number, where it is tried."""


async def test_few_of_many_marks_are_sorted(
    server: Server, cast: Cast, sam: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sorted_at_once = _lengths(monkeypatch, unicodedata, "normalize", 1)
    for query in (
        'mutation($w: String!) { sessionCreate(input: {username: $w, password: "x"}) { userErrors { code } } }',
        "mutation($w: String!) { passwordResetRequest(input: {usernameOrEmail: $w}) { userErrors { code } } }",
        "query($w: String!) { usernameAvailable(username: $w) }",
        "query($w: String!) { customers(search: $w) { totalCount } }",
        "query($w: String!) { passwordStrength(input: {password: $w}) { score } }",
        'mutation($w: String!) { customerCreate(input: {name: $w, currency: "EUR"}) { userErrors { code } } }',
        'mutation($w: String!) { uploadCreate(input: {filename: $w, contentType: "text/plain", size: 1}) { userErrors { code } } }',
    ):
        answer = await sam.graphql(query, {"w": SLOW_TO_NORMALISE})
        assert "errors" not in answer
    assert sorted_at_once and max(sorted_at_once) <= 5000
