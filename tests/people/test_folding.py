"""Names are found by who types them without accents, with another apostrophe, or on another keyboard."""

from typing import Any

import pytest
from tortoise import Tortoise

from adapters.database.client import execute, fetch
from latchkey.migrate import migrate
from models.core.database import open_database
from models.core.search import document
from models.core.text import folded
from tests.support.cast import Cast
from tests.support.mutations import done, new_contact
from tests.support.server import Client

CONTACTS = "query($words: String!) { contacts(search: $words) { nodes { id } } }"


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Pavel Dvořák-Žižka", "pavel dvorak-zizka"),
        ("Jérôme Nuñez", "jerome nunez"),
        ("Åse Øvergård", "ase overgard"),
        ("Łukasz Wiśniewski", "lukasz wisniewski"),
        ("Đặng Thị Hương", "dang thi huong"),
        ("Größe Straße ẞ", "grosse strasse ss"),
        ("Æsir Œuvre Þór", "aesir oeuvre thor"),
        ("İstanbul Işık ılık", "istanbul isik ilik"),
        ("Ħal Għargħur", "hal gharghur"),
        ("Seán O’Connor", "sean o'connor"),
        ("D´Angelo ʻOkina L`Aquila", "d'angelo 'okina l'aquila"),
        ("Γιώργος Παπαδόπουλος", "γιωργοσ παπαδοπουλοσ"),
        ("ΰ ΐ ᾳ", "υ ι α"),
        ("Андрей Королёв", "андреи королев"),
        ("Київ Ґалаґан", "киів галаган"),
        ("Ａｃｍｅ　ﬁrst №", "acme first no"),
        ("אָבְרָהָם", "אברהם"),
        ("مُحَمَّد أحمد", "محمد احمد"),
        ("علی کریمی", "علي كريمي"),
        ("３４ ٣٤ ३४", "34 34 34"),
        ("한국 서울", "한국 서울"),
    ],
)
def test_written_names_are_folded_to_typed_ones(written: str, typed: str) -> None:
    assert folded(written) == typed
    assert folded(typed) == typed


@pytest.mark.parametrize(("one", "other"), [("が", "か"), ("हिन्दी", "हनद"), ("ใกล้", "ใกล"), ("i", "l"), ("и", "і")])
def test_marks_that_make_another_word_stay(one: str, other: str) -> None:
    assert folded(one) != folded(other)


async def test_everything_with_a_name_is_found_without_its_accents(sam: Client, ann: Client, cast: Cast) -> None:
    names = {
        "Pavel Dvořák-Žižka": ("dvorak zizka", "ZIZKA", "dvorakzizka", "pável", "zizka pavel", "vorakz ave"),
        "Seán O’Connor": ("o'connor", "o’connor", "oconnor", "sean"),
        "Nora O'Neill": ("o’neill", "oneill", "n oneill"),
        "Γιώργος Παπαδόπουλος": ("γιωργος", "ΠΑΠΑΔΟΠΟΥΛΟΣ", "ωργ αδοπ"),
        "Андрей Королёв": ("андрей", "королев", "королёв"),
        "Zoë Weiß": ("zoe weiss", "weiß"),
        "Jürgen Döring-Groß": ("juergen doering", "jurgen doring", "Jürgen doeringgross", "groß juerg"),
        "Soeren Mueller": ("Sören Müller", "søren müller", "soeren", "MÜLLER"),
        "Bjørn Åse": ("bjoern aase", "bjorn ase", "Björn Ase"),
        "Əli Həsənov": ("eli hesenov",),
    }
    for number, (name, searches) in enumerate(names.items()):
        contact = await new_contact(
            sam, name, f"p{number}@straße.test", displayName=f"Nº {number} {name.split()[0]}", customerId=cast.acme
        )
        for words in searches:
            for viewer in (sam, ann):
                nodes = (await viewer.data(CONTACTS, {"words": words}))["contacts"]["nodes"]
                assert contact in [node["id"] for node in nodes], (name, words)
    found = (await sam.data(CONTACTS, {"words": "straße"}))["contacts"]["nodes"]
    assert len(found) == len(names)
    for words in ("@", "!", "dvorak connor"):
        assert (await sam.data(CONTACTS, {"words": words}))["contacts"]["nodes"] == []
    made = await done(sam, "customerCreate", "customer { id }", name="Café Zürich", currency="EUR")
    for words in ("cafe", "zurich", "CAFÉ zürich"):
        nodes = await sam.data(
            "query($words: String!) { customers(search: $words) { nodes { id } } }", {"words": words}
        )
        assert nodes["customers"]["nodes"] == [made["customer"]], words


async def test_strangers_are_found_by_their_display_names_alone(sam: Client, ben: Client, cast: Cast) -> None:
    contact = await new_contact(sam, "Inès Müller", "ines@hidden.test", displayName="Inès")
    for person, role in ((contact, "TENANT"), (ben.id, "LANDLORD")):
        await done(sam, "partySet", role=role, siteId=cast.quay_street, contactId=person)

    async def ids(words: str) -> list[Any]:
        return [node["id"] for node in (await ben.data(CONTACTS, {"words": words}))["contacts"]["nodes"]]

    assert await ids("ines") == [contact]
    assert await ids("muller") == await ids("hidden") == []


@pytest.mark.migrated_to("0011_address_keys")
async def test_older_rows_are_folded(older_database: str) -> None:
    await open_database(older_database)
    ids = {number: f"{number}0000000-0000-7000-8000-000000000000" for number in range(1, 6)}
    when = "'2025-01-01 00:00:00+00:00'"
    for number, name in ((1, "Größe & Café"), (2, "Zenith")):
        await execute(
            f"""INSERT INTO customers (id, version, name, name_key, code, currency, created_at, approval_mode,
            approval_channel, search_words) VALUES ('{ids[number]}', 1, '{name}', 'x', 'G-{number}', 'EUR', {when},
            'REVIEW_AND_APPROVE', 'EMAIL', 'größe café g {number} g{number}')"""
        )
    await execute(
        f"""INSERT INTO assets (id, version, name, name_key, customer_id, created_at, search_words)
        VALUES ('{ids[3]}', 1, 'Öfchen', 'öfchen', '{ids[1]}', {when}, 'öfchen')"""
    )
    await execute(
        f"""INSERT INTO orders (id, version, number, kind, priority, status, customer_id, asset_id, problem_summary,
        created_at, updated_at, search_words) VALUES ('{ids[4]}', 1, 7, 'SERVICE_CALL', 2, 'SUBMITTED', '{ids[1]}',
        '{ids[3]}', 'Tür', {when}, {when}, 'tür')"""
    )
    await execute(f"UPDATE assets SET customer_id = '{ids[2]}' WHERE id = '{ids[3]}'")
    await execute(
        f"""INSERT INTO contacts (id, version, name, name_key, display_name, email, email_key, time_zone, locale,
        created_at) VALUES ('{ids[5]}', 1, 'Zoë Weiß', 'zoë weiss', 'Zoë', 'z@x.test', 'z@x.test', 'UTC', 'en', {when})"""
    )
    await Tortoise.close_connections()
    await migrate(older_database)
    await open_database(older_database)
    try:
        [order] = await fetch("SELECT own_words, asset_words, customer_words FROM orders_search")
        [contact] = await fetch("SELECT search_words, display_words FROM contacts")
    finally:
        await Tortoise.close_connections()
    assert dict(order) == {
        "own_words": "tur tuer №sr7",
        "asset_words": "ofchen oefchen",
        "customer_words": "©grosse ©groesse ©cafe ©g ©1 ©g1",
    }  # fmt: skip
    assert dict(contact) == {"search_words": document("Zoe Weiss", "Zoe", "z@x.test"), "display_words": "zoe"}
