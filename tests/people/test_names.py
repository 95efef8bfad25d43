"""Names can be seen and told apart, in whatever script, and people are called by them."""

from typing import Any

import pytest

from models.core.characters import has_hidden
from models.core.display_names import display_name_of
from models.files.uploads import safe_name
from tests.support.cast import Cast
from tests.support.mutations import act, done, new_contact, refused
from tests.support.server import Client

SEEN = [
    "Anna", "O'Neill", "re\u0301sume\u0301", "علی\u200cرضا", "بهار\u200cنارنج", "ශ්\u200dරී ලංකා", "മോഹന്\u200d", "हिन्दी", "한국", "ᠮᠣᠩᠭᠣᠯ", "אברהם",
    "١٢٣", "葛\U000e0100城", "👩\u200d🔧 Ann", "👨\u200d👩\u200d👧", "❤\ufe0f", "1\ufe0f\u20e3 Shop", "🏳\ufe0f\u200d🌈", "C++ & co.", "ﷺ", "㈱山田",
    "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f Pub", "ᠮᠣᠨ\u180bᠭᠣᠯ", "‼\ufe0f", "☕\ufe0f Café", "र\u200d्य", "🏳\ufe0f\u200d🌈",
]  # fmt: skip
HIDDEN = [
    "An\u200bna", "\u202eanna", "\ufeffanna", "an\u00adna", "\u0301", "\u0301anna", "\u3164", "\u115f", "\uffa0", "\u2800", "x\u2060", "x\u2066y",
    "a\u200db", "a\u200cb", "\u200dAnna", "Иван\u200dов", "x\u034f", "\u180ex", "\ue000", "a\ufe0f", "x\U000e0100", "x\U000e0041", "a\u061cb",
    "\u200e", "🏴\U000e0067\U000e0062\U000e007f", "\ufff9a", "\uffff", "a\u206ab",
    "Flat 1\ufe0f", "1\ufe0fa", "\ufdd0a", "ש\ufe0f", "ب\ufe00", "a\u180b", "!\ufe0f", "🏴\U000e0061\U000e0062\U000e007f", "😀\u200d",
]  # fmt: skip


def test_names_of_every_script_are_seen() -> None:
    assert [name for name in SEEN if has_hidden(name)] == []


def test_invisible_and_direction_changing_characters_are_known() -> None:
    assert [name for name in HIDDEN if not has_hidden(name)] == []


async def test_names_that_nobody_sees_are_refused_wherever_they_are_shown(sam: Client, cast: Cast) -> None:
    contact = await new_contact(sam, "علی\u200cرضا", "ali@people.test")
    address = {"line1": "1 Quay", "city": "Leeds", "country": "GB"}
    attempts: list[tuple[str, dict[str, Any]]] = [
        ("contactCreate", {"name": "An\u200bna"}),
        ("contactCreate", {"name": "Anna", "displayName": "\u3164"}),
        ("contactUpdate", {"id": contact, "displayName": "\u202ennA"}),
        ("customerCreate", {"name": "Acme\u2066", "currency": "EUR"}),
        ("customerUpdate", {"id": cast.acme, "name": "\ufeffAcme"}),
        ("siteCreate", {"kind": "PROPERTY", "name": "Quay\u00ad", "address": address}),
        ("siteCreate", {"kind": "PROPERTY", "name": "Quay", "address": address | {"city": "Le\u200beds"}}),
        ("orderCreate", {"kind": "SERVICE_CALL", "customerId": cast.acme, "problemSummary": "Oven\u202e"}),
        ("portalAccessEnable", {"contactId": contact, "username": "ali\u3164reza", "sendInvitation": False}),
    ]
    for mutation, given in attempts:
        answer = await act(sam, mutation, **given)
        [error] = answer["userErrors"]
        assert error["code"] == "INVALID" and "can be seen" in error["message"], (mutation, error)
    made = await done(sam, "contactCreate", "contact { name displayName }", name="Dr. Jane Fox")
    assert made["contact"] == {"name": "Dr. Jane Fox", "displayName": "Jane"}


async def test_a_customers_code_is_a_code(sam: Client) -> None:
    made = await done(sam, "customerCreate", "customer { code }", name="Ohm", currency="EUR", code=" ohm-1 ")
    assert made["customer"] == {"code": "OHM-1"}
    for code in ("A B", "A_B", "МОСКВА", "-A", "A--B", "A-", "1.2", "ß", "A\u200b", "A" * 21):
        assert await refused(sam, "customerCreate", name="X", currency="EUR", code=code) in ("INVALID", "TOO_LONG"), (
            code
        )


def test_names_of_files_lose_what_nobody_sees() -> None:
    assert safe_name("inv\u202efdp.exe\u200b") == "invfdp.exe"
    assert safe_name("\u3164\u115f.pdf") in ("file.pdf", "pdf")
    assert safe_name("\u3164") == "file"
    assert safe_name("Größe हिन्दी.pdf") == "Größe हिन्दी.pdf"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Jo Hill", "Jo"), ("Dr. Anna Müller", "Anna"), ("Prof. Dr. Jo Hill", "Jo"), ("Dr. Fox", "Dr. Fox"), ("Dr.Jane Fox", "Jane"),
        ("Hargreaves, Moira", "Moira"), ("Fox, Dr. Jane", "Jane"), ("Moss, Di", "Di"), ("Jo Hill, Jr.", "Jo"), ("Hill,", "Hill"),
        ("Mr Smith", "Mr Smith"), ("Mr. & Mrs. Smith", "Mr. & Mrs. Smith"), ("Jo & Ann Hill", "Jo & Ann Hill"), ("Frau Müller", "Frau Müller"),
        ("J. R. Smith", "J. R. Smith"), ("Fox, J.", "J. Fox"), ("Familie Müller", "Familie Müller"), ("The Smiths", "The Smiths"),
        ("van der Berg, Jan", "Jan"), ("van der Berg", "van der Berg"), ("山田 太郎", "山田 太郎"), ("Dipl.-Ing. Jo Hill", "Jo"),
        ("Müller GmbH", "Müller GmbH"), ("Sra. Ana López", "Ana"), ("Mme Claire Dubois", "Claire"), ("Smith, John, PhD", "John"),
        ("Dott.ssa Maria Rossi", "Maria"), ("д-р Иван Петров", "Иван"), ("г-жа Анна Петрова", "Анна"), ("د. عمر الراشد", "عمر"),
        ("Rabbi Levi Cohen", "Levi"), ("Jean-Luc Picard", "Jean-Luc"), ("Dr. Dr. h.c. Max Muster", "Max"),
        ("Dr. med. dent. Jo Hill", "Jo"), ("Dr.", "Dr."), ("Madonna", "Madonna"), (",", ","), ("3M Support", "3M Support"),
    ],
)  # fmt: skip
def test_people_are_called_by_their_first_name_where_that_can_be_told(name: str, shown: str) -> None:
    assert display_name_of(name) == shown
