"""The strength of passwords: common ones are weak in every spelling, and a good one is never refused."""

from typing import Any

import pytest
from zxcvbn_rs_py import zxcvbn

from adapters.mail.catcher import MailCatcher
from adapters.security import password_strength
from adapters.security.common_passwords import usual_form_of
from adapters.security.password_strength import Policy, Strength, strength
from resolvers.access.links import JUDGED_PER_MINUTE
from tests.support.mutations import PASSWORD, act, done, mail_to, new_contact, refused, token_in
from tests.support.server import Client, Server

OWN_WORDS = ["Moira Hargreaves", "m.hargreaves@bakery.example", "Brightwell Services", "+447700900118"]
WEAK = {
    "a word with digits": "password1 Password1 password123456 Welcome123 monkey12 letmein1! iloveyou2 sunshine1! batman123",
    "digits and a letter": "12345678a a123456789 0123456789a 12345678A! 123456789q 987654321a 11111111a aa123456 87654321z",
    "rows of letters and digits": "abc12345678 abcd1234 abcdefg1 abcdefgh1 abc123abc123 a1b2c3d4 a1b2c3d4e5f6 1a2b3c4d5e",
    "walks on a keyboard": "1q2w3e4r5t6y 1qaz2wsx zaq12wsx qazwsx123 q1w2e3r4 asdfghjkl1 1qaz@WSX qwerty12345678 Qwerty!2345",
    "walks on other keyboards": "qwertz123 qwertzuiop1 1q2w3e4r5t6z yxcvbnm123 azerty123 azertyuiop1 йцукен123",
    "signs for letters": "P@ssw0rd2024 P@ssw0rd2024! P4$$w0rd! Passw0rd!! p4ssw0rd trustno1",
    "years and marks": "Sommer2024! Winter2024! 2024Sommer! Liverpool2023! Juventus1897 Ferrari458! january2020 baseball2024",
    "names": "michael1987 jennifer123 ashley1990 Berlin2024 Bayern2023 schalke04 Arsenal1! Samsung123",
    "other languages": "Passwort123! hallo12345 motdepasse1 contraseña1 пароль123",
    "backwards and twice": "drowssap1 321drowssap passwordpassword1 password1password1 aaaa1111 a1a1a1a1",
    "months, days and seasons": "Januar2026 März2026! Maerz2026 Enero2026 Otoño2026 Herbst2025! Montag123 Invierno2025! Feb2026!",
    "places and greetings": "München1! Muenchen2026! Wien2026! Willkommen2026! Bienvenidos1 lösenord1 Fortnite26",
    "a word around digits": "pass1234word password2026password abc123def456 Som2026mer!",
    "signs in the word, a year behind": "S0mm3r2026! W1llk0mmen2026 G3h3im2026 P@sswort26",
    "shift held down": "zaq1@WSX 1QAZ@wsx3 !QAZ2wsx #EDC4rfv5",
    "dates with a letter": "10.10.1990a 1990-10-10a A24.12.85x",
    "known from a comic": "correcthorsebatterystaple1 Tr0ub4dor&3 correcthorse1",
    "looks stranger than it is": "ｐａｓｓｗｏｒｄ１ pässwörd1 p.a.s.s.w.o.r.d.1 pass-word-123 !password1!",
}
OWN = "Moira2024! hargreaves7 Hargreaves1984 moirahargreaves1 Brightwell1 brightwell2024! Hargreaves!!1 MoiraBakery1"
INITIALS_AND_NUMBERS = "MHargreaves1! m.hargreaves26 Moira.H.2026 moira07700900118 a07700900118 7700900118a moira900118"
GOOD = (
    "tide lantern gravel 58|copper kettle 1729|lanterns at the quay 7|Xk7pQ9rTz|h8Ks02nzQ|tidelant58|vR9#mLq2xT"
    "|correct horse battery 9|Größe Kupfer 1729 é|птица лампа ٤٢|7Zwerge im Kohlenkeller|mein Hund frisst 3 Wolken"
    "|kupferkessel1729tide|der Mond ist 4 mal gelb|9f3b1c7a5e2d|zebra7cactus|Wolkenbruch83Kiesel|sunset over 12 pines"
    "|glacier-orbit-77|ορεινό τσάι βουνό 42|אור ירח שולחן 7|東京の青い猫は3匹いる|파란 고양이 7마리 산책|Sommer am See mit 4 Enten|Ba7#kelp!wren|quartz58lemur|brisket7 falcon|JvT!3pQ8|u8Wq2ZpLs|maple.otter.42|Xq7-marzipan-Lk"
    "|Moira likes 7 purple herons|Xk7pQ9rTzL2m|wqK3!mzP7v|नीला हाथी 7 नदी पहाड़|brass otter 1990 tango|xkcd936battery lemon"
)


@pytest.mark.parametrize("kind", WEAK)
def test_common_passwords_are_refused_with_a_reason(kind: str) -> None:
    for password in WEAK[kind].split():
        verdict = Policy().judge(password)
        assert (verdict.is_acceptable, verdict.score < 2, bool(verdict.warning)) == (False, True, True), password
        assert verdict.objections, password


def test_own_words_with_the_usual_added_are_refused() -> None:
    for password in [*OWN.split(), *INITIALS_AND_NUMBERS.split(), "h4rgr34v3s1", "moira.hargreaves1", "sevaergrah1"]:
        verdict = Policy().judge(password, OWN_WORDS)
        assert not verdict.is_acceptable and verdict.warning, password


def test_good_passwords_are_taken() -> None:
    for password in GOOD.split("|"):
        verdict = Policy().judge(password, OWN_WORDS)
        assert verdict.is_acceptable and not verdict.objections, (password, verdict)


def test_no_password_is_refused_without_a_warning() -> None:
    policies = (Policy(), Policy(min_score=4), Policy(min_length=30), Policy(max_length=4))
    for password in ("", "a", "1", " " * 9, "tide lantern", "94857362", "tidelant58", *WEAK["names"].split()):
        for policy in policies:
            verdict = policy.judge(password)
            assert verdict.is_acceptable is not bool(verdict.objections)
            assert verdict.is_acceptable or verdict.warning


async def test_a_password_is_held_to_the_policy_and_to_ones_own_words(
    server: Server, sam: Client, catcher: MailCatcher
) -> None:
    made = await done(sam, "customerCreate", "customer { id }", name="Lanternworks Quarry", currency="GBP")
    contact = await new_contact(
        sam, "Moira Hargreaves", "moira@bakery.test", mobile="+447911123456", customerId=made["customer"]["id"]
    )
    await done(sam, "portalAccessEnable", contactId=contact)
    token = token_in(await mail_to(catcher, "moira@bakery.test"))
    strength = """query($p: String!, $t: String) { passwordStrength(input: {password: $p, linkToken: $t}) {
        score isAcceptable warning suggestions } }"""
    for password in (
        "short1",
        "onlyletters here",
        "12345678 90",
        "Password1",
        "hargreaves7",
        "Lanternworks26!",
        "a07911123456",
    ):
        assert await refused(server, "invitationAccept", token=token, password=password) == "PASSWORD_TOO_WEAK"
        judged = await server.graphql(strength, {"p": password, "t": token})
        assert not judged["data"]["passwordStrength"]["isAcceptable"]
    stranger = (await server.graphql(strength, {"p": "hargreaves7"}))["data"]["passwordStrength"]
    known = (await server.graphql(strength, {"p": "hargreaves7", "t": token}))["data"]["passwordStrength"]
    assert stranger["score"] > known["score"] and known["suggestions"]
    named = await act(
        server, "invitationAccept", token=token, password="featherstone7", profile={"name": "M Featherstone"}
    )
    assert named["userErrors"][0]["code"] == "PASSWORD_TOO_WEAK"
    wrong = await act(server, "invitationAccept", token=token, password=PASSWORD, profile={"country": "XX"})
    assert wrong["userErrors"][0]["code"] == "INVALID"
    # None of this has used the link up.
    await done(server, "invitationAccept", token=token, password=PASSWORD)


async def test_aliases_of_one_request_count_as_so_many_passwords(server: Server) -> None:
    fields = " ".join(
        f'a{n}: passwordStrength(input: {{password: "tide lantern {n}"}}) {{ score warning }}' for n in range(20)
    )
    for _ in range(JUDGED_PER_MINUTE // 20):
        assert "errors" not in await server.graphql(f"{{ {fields} }}")
    answer = await server.graphql('{ passwordStrength(input: {password: "tide lantern 58"}) { score } }')
    assert answer["errors"][0]["extensions"]["code"] == "THROTTLED"
    # Whoever decides is not hindered by it.
    told = await act(server, "passwordReset", token="x" * 43, password="Sommer2024!")
    assert told["userErrors"][0]["code"] == "LINK_INVALID"


def test_common_passwords_are_weak_and_long_uncommon_ones_strong() -> None:
    assert strength("Password1").score == 0
    assert str(strength("Password1").warning) == "This is a very common password."
    assert strength("Password1").suggestions
    assert strength("tide lantern gravel 58") == Strength(4, None, [])


def test_a_persons_own_words_are_easy_to_guess() -> None:
    assert strength("hargreaves7").score >= 3
    assert strength("Hargreaves7", ["Moira Hargreaves"]).score <= 1
    assert strength("hargreaves7", ["m.hargreaves@bakery.example"]).score <= 1


def test_odd_own_words_do_no_harm() -> None:
    assert strength("tide lantern 58", ["", "  ", "\ud800", "x" * 1_000_000, *map(str, range(10_000))]).score >= 3


@pytest.mark.parametrize(
    "password", ["a1" * 500_000, "4@8({[</369&#!1/|0$5+7%2z" * 40_000, "password" * 100_000, "\ud800" * 1_000_000]
)
def test_of_a_megabyte_only_the_beginning_is_judged(password: str, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[str] = []

    def rated(form: str, own: list[str]) -> Any:
        judged.append(form)
        return zxcvbn(form[:40], own)

    def usual_form(form: str, own: list[str]) -> Any:
        judged.append(form)
        return usual_form_of(form[:40], own)

    monkeypatch.setattr(password_strength, "zxcvbn", rated)
    monkeypatch.setattr(password_strength, "usual_form_of", usual_form)
    Policy(max_length=2_000_000).judge(password)
    assert 0 < max(map(len, judged)) <= 40
    assert len(judged) <= 10


@pytest.mark.parametrize(
    ("password", "objections"),
    [
        ("tide lantern 58", []),
        ("tide5", ["Use at least 8 characters."]),
        ("", ["Use at least 8 characters.", "Use at least one letter.", "Use at least one digit."]),
        ("tide lantern gravel", ["Use at least one digit."]),
        ("7391 5824 0617", ["Use at least one letter."]),
        ("a1" * 200, ["Use at most 256 characters."]),
        (
            "Password1",
            [
                "This is a very common password.",
                "Add another word or two. Uncommon words are better.",
                "Capitalization doesn't help very much.",
            ],
        ),
    ],
)
def test_the_policy_says_what_is_missing(password: str, objections: list[str]) -> None:
    assert [str(each) for each in Policy().judge(password).objections] == objections


def test_a_policy_can_ask_for_more_and_for_less() -> None:
    [objection] = Policy(min_length=20).judge("tide lantern 58").objections
    assert str(objection) == "Use at least 20 characters."
    assert Policy(requires_letter=False, requires_digit=False, min_score=0).judge("aaaaaaaa").objections == []
    assert str(Policy(min_score=4).judge("tidelant58").objections[0]) == "This password is too easy to guess."


def test_letters_and_digits_of_every_script_count() -> None:
    assert Policy().judge("птица лампа ٤٢").objections == []
