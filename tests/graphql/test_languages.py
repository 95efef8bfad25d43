"""Sentences of the API are in the language of the viewer, or in one that the request accepts."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters import clock
from latchkey.worker.relay import Worker
from models.people.contacts import Contact
from models.people.staff import StaffMember
from tests.support.cast import PASSWORD as CAST_PASSWORD
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.http import ask, message
from tests.support.invoicing import key
from tests.support.mail.smtp import NOBODY_LISTENS, Answers, smtp_server
from tests.support.mutations import act, done, history, sign_in
from tests.support.orders import new_order
from tests.support.server import Client, Server
from tests.support.sockets import live

ADD = 'mutation { noteAdd(input: {orderId: "%s", body: " "}) { userErrors { code message field } } }'
ORDERS = "{ orders { totalCount } }"
STRENGTH = 'query { passwordStrength(input: {password: "Password1"}) { warning suggestions } }'


async def in_german(person: Client) -> None:
    """Let a contact prefer German."""
    await done(person, "profileUpdate", profile={"locale": "de-AT"})


async def test_a_refusal_is_in_the_viewers_language(server: Server, ann: Client, ben: Client) -> None:
    order = await new_order(ann)
    await in_german(ann)
    told = {}
    for person in (ann, ben):
        accepted = {"authorization": f"Bearer {person.token}", "accept_language": "de" if person is ben else "en"}
        answer = await ask(server, ADD % order, None, **accepted)
        [told[person.username]] = answer.json()["data"]["noteAdd"]["userErrors"]
    assert told["ann"] == {"code": "REQUIRED", "message": "Bitte füllen Sie dieses Feld aus.", "field": ["body"]}
    assert told["ben"] == {"code": "REQUIRED", "message": "Fill this in.", "field": ["body"]}


@pytest.mark.parametrize(
    ("accepted", "words"),
    [
        ("de-CH,en;q=0.8", "Bitte melden Sie sich zuerst an."),
        ("fr, de;q=0.5", "Bitte melden Sie sich zuerst an."),
        ("fr", "Sign in first."),
        ("", "Sign in first."),
    ],
)
@ON_SQLITE
async def test_strangers_are_told_in_a_language_they_accept(server: Server, accepted: str, words: str) -> None:
    assert message(await ask(server, ORDERS, None, accept_language=accepted)) == words
    async with live(server, None, acceptLanguage=accepted) as socket:
        stream = await socket.ask("subscription { events { __typename } }")
        [error] = (await stream.message())["payload"]["errors"]
        assert (error["extensions"]["code"], error["message"]) == ("UNAUTHENTICATED", words)


async def test_a_refused_field_and_a_dead_session_are_told_in_german(server: Server, rita: Client) -> None:
    await StaffMember.filter(email=rita.email).update(locale="de")
    answer = await rita.graphql("{ staffRoles { name } }")
    assert answer["errors"][0]["message"] == "Dafür brauchen Sie die Berechtigung MANAGE_STAFF."
    dead = await ask(server, ORDERS, None, authorization="Bearer made-up", accept_language="de")
    assert dead.status_code == 401 and message(dead) == "Das Token ist nicht gültig. Bitte melden Sie sich wieder an."


async def test_facts_in_a_sentence_are_in_the_readers_formats(sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    await StaffMember.filter(email=sam.email).update(locale="de")
    [move] = (await act(sam, "orderStatusChange", id=order, status="DRAFT"))["userErrors"]
    assert move["message"].startswith("Von „Eingereicht“ führt kein Schritt zu „Entwurf“. Möglich ist: ")
    assert move["message"].endswith(" oder Storniert.")
    [length] = (await act(sam, "noteAdd", orderId=order, body="x" * 20_001))["userErrors"]
    assert length["message"] == "Verwenden Sie höchstens 20.000 Zeichen."


async def test_a_warning_is_in_the_actors_language(sam: Client, cast: Cast) -> None:
    await StaffMember.filter(email=sam.email).update(locale="de")
    answer = await act(
        sam, "membershipRemove", "warnings { code message }", customerId=cast.acme, contactId=cast.ann.id
    )
    assert answer["warnings"][0]["message"] == (
        "Acme Bakery hat keinen Administrator mehr. Machen Sie jemand anderen dazu."
    )


async def test_a_history_is_told_in_the_readers_language(server: Server, sam: Client, cast: Cast) -> None:
    await done(sam, "usernameChange", contactId=cast.ben.id, username="benjamin")
    await done(sam, "portalAccessRevoke", contactId=cast.ben.id, reason="The customer was archived.")
    await done(sam, "usernameChange", contactId=cast.tom.id, username="")
    told = []
    for locale in ("en", "de"):
        await StaffMember.filter(email=sam.email).update(locale=locale)
        reader = replace(sam, token=await sign_in(server, sam.username, CAST_PASSWORD))
        told.append([(await history(reader, of))[-1]["detail"] for of in (cast.ben.id, cast.tom.id)])
        told[-1].append((await history(reader, cast.ben.id))[-2]["detail"])
    assert told == [
        ["The customer was archived.", "The username was cleared.", "ben became benjamin"],
        # What somebody wrote themselves is nobody's to translate.
        ["The customer was archived.", "Der Benutzername wurde gelöscht.", "ben wurde zu benjamin"],
    ]


@pytest.mark.without_worker
async def test_why_a_message_was_not_sent_is_told_in_german(server: Server, sam: Client, ann: Client) -> None:
    asked = "{ deliveries(first: 2, sort: {field: CREATED_AT, direction: ASC}) { nodes { lastError } } }"
    for _ in range(2):
        await done(server, "passwordResetRequest", usernameOrEmail=ann.email)
    await Worker(NOBODY_LISTENS).run_due()
    await StaffMember.filter(email=sam.email).update(locale="de")
    of_a_verb, of_a_server = [each["lastError"] for each in (await sam.data(asked))["deliveries"]["nodes"]]
    assert of_a_verb == (
        "Es wurde inzwischen ein neuerer Link geschickt. Bitte nehmen Sie den aus der letzten Nachricht."
    )
    assert re.fullmatch(r"Keine Verbindung zum Mailserver: .*127\.0\.0\.1.*", of_a_server)
    clock.advance(timedelta(seconds=11))
    async with smtp_server(Answers(rcpt="550 5.1.1 {No} such person")) as address:
        await Worker(f"smtp://{address}?starttls=never").run_due()
    assert (await sam.data(asked))["deliveries"]["nodes"][1]["lastError"] == "550 5.1.1 {No} such person"


@ON_SQLITE
async def test_the_password_meter_speaks_the_readers_language(server: Server, ann: Client) -> None:
    answer = (await ask(server, STRENGTH, None, accept_language="de")).json()["data"]["passwordStrength"]
    assert answer["warning"] == "Das ist ein sehr häufiges Passwort."
    assert "Fügen Sie noch ein oder zwei Wörter hinzu. Seltene Wörter sind besser." in answer["suggestions"]
    assert (await ann.data(STRENGTH))["passwordStrength"]["warning"] == "This is a very common password."


async def test_a_refused_upload_is_told_in_the_senders_language(server: Server, ann: Client) -> None:
    await in_german(ann)
    for sender, language, words in (
        (ann.token, "en", "Nichts hat diese ID."),
        ("made-up", "de", "Das Token ist nicht gültig. Bitte melden Sie sich wieder an."),
    ):
        headers = {"Authorization": f"Bearer {sender}", "Accept-Language": language}
        answer = await server.client.put("/uploads/made-up", content=b"x", headers=headers)
        assert answer.json()["errors"][0]["message"] == words


async def test_readers_of_other_languages_are_told_in_english(ann: Client) -> None:
    await Contact.filter(id=key(ann)).update(locale="fr-FR")
    [error] = (await act(ann, "noteAdd", orderId=await new_order(ann), body=""))["userErrors"]
    assert error["message"] == "Fill this in."
