"""The sender of a mail is one address, and is known as a person or a program."""

from email.message import Message

import pytest

from adapters.mail.absence_notes import is_absence_note
from adapters.mail.senders import Origin, origin_of, sender_of


def header(**values: str) -> Message:
    made = Message()
    for name, value in values.items():
        made[name.replace("_", "-")] = value
    return made


@pytest.mark.parametrize(
    "value",
    [
        "ann@people.test",
        "<ann@people.test>",
        "Ann Archer <ann@people.test>",
        '"Archer, Ann" <ann@people.test>',
        '"Ann \\"the boss\\" Archer" <ann@people.test>',
        "ann@people.test (Ann Archer)",
        "ann@people.test (Ann (the boss) Archer)",
        "(Ann Archer) ann@people.test",
        "Ann Archer <ann@people.test> (Acme)",
        "Ann (Acme) Archer <ann@people.test>",
        "ann@people.test <ann@people.test>",
        "ann@people.test (ann@people.test)",
        "ANN@people.test <ann@people.test>",
        '"ben@people.test" <ann@people.test>',
        "=?utf-8?Q?Ann_Archer?= <ann@people.test>",
        "  Ann   <  ann@people.test  >  ",
    ],
)
def test_a_sender_is_known_in_every_form(value: str) -> None:
    assert sender_of(header(From=value)).lower() == "ann@people.test"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Ann Archer",
        "ann@people.test, ben@people.test",
        "Ann <ann@people.test>, Ben <ben@people.test>",
        "ben@people.test <ann@people.test>",
        "ben@people.test Ann <ann@people.test>",
        "<ben@people.test> <ann@people.test>",
        "Ann <ann@people.test> ben@people.test",
        "ann@people.test (",
        "ann@people.test " + "(" * 50 + ")" * 50,
        "ann@people@elsewhere.test",
        "ann@people.test (<ben@people.test>)",
        "<>",
    ],
)
def test_an_ambiguous_sender_is_nobody(value: str) -> None:
    assert sender_of(header(From=value)) == ""


def test_two_lines_of_senders_are_nobody() -> None:
    twice = header(From="ann@people.test")
    twice["From"] = "ann@people.test"
    assert sender_of(twice) == ""


@pytest.mark.parametrize(
    ("values", "origin"),
    [
        ({}, Origin.PERSON),
        ({"X_Auto_Response_Suppress": "All"}, Origin.PERSON),
        ({"X_Auto_Response_Suppress": "DR, OOF, AutoReply"}, Origin.PERSON),
        ({"Auto_Submitted": "no"}, Origin.PERSON),
        ({"Auto_Submitted": "No (a person wrote it)"}, Origin.PERSON),
        ({"Auto_Submitted": "no; by=hand"}, Origin.PERSON),
        ({"Auto_Submitted": "auto-replied"}, Origin.PROGRAM),
        ({"Auto_Submitted": "auto-generated; owner-email=x"}, Origin.PROGRAM),
        ({"X_Autoreply": "yes"}, Origin.PROGRAM),
        ({"X_Autoreply": "No"}, Origin.PERSON),
        ({"X_Autorespond": "Re: your order"}, Origin.PROGRAM),
        ({"Precedence": "auto_reply"}, Origin.PROGRAM),
        ({"Precedence": "bulk"}, Origin.LIST),
        ({"Precedence": "List"}, Origin.LIST),
        ({"Precedence": "normal"}, Origin.PERSON),
        ({"List_Id": "<team.people.test>"}, Origin.LIST),
        ({"Return_Path": "<>"}, Origin.PROGRAM),
        ({"Return_Path": "<ann@people.test>"}, Origin.PERSON),
        ({"Content_Type": "multipart/report; report-type=delivery-status"}, Origin.PROGRAM),
    ],
)
def test_a_program_is_known_by_what_only_programs_write(values: dict[str, str], origin: Origin) -> None:
    assert origin_of(header(**values), "Re: your order") is origin


def test_a_subject_alone_gives_a_program_away_unless_it_says_no() -> None:
    subject = "Automatic reply: SR-000001 It squeaks"
    assert origin_of(header(), subject) is Origin.PROGRAM
    assert origin_of(header(Auto_Submitted="no"), subject) is Origin.PERSON


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: SR-000040 Oven does not heat: In progress",
        "AUTOMATIC REPLY: your order",
        "Out of Office: Re: your order",
        "Out of Office AutoReply: your order",
        "Out of the office",
        "Auto-Reply: SR-000040",
        "Automatische Antwort: SR-000040 Ofen heizt nicht",
        "Abwesenheitsnotiz: SR-000040 Ofen heizt nicht",
        "Abwesenheitsnotiz",
        "Außer Haus: AW: Ihr Auftrag",
        "Abwesend: SR-000040 Ofen heizt nicht",
        "Réponse automatique : votre commande",
        "Reponse automatique: votre commande",
        "Absence du bureau : SR-000040",
        "Message d’absence : SR-000040",
        "Respuesta automática: su pedido",
        "Fuera de la oficina: su pedido",
        "Risposta automatica: il suo ordine",
        "Fuori sede: SR-000040",
        "Automatisch antwoord: uw opdracht",
        "Afwezig: SR-000040 oven",
        "Autosvar: din beställning",
        "Automatiskt svar: din beställning",
        "Resposta automática: o seu pedido",
        "Odpowiedź automatyczna: zlecenie",
        "Automatisk svar: din ordre",
        "Automatická odpověď: zakázka",
        "Automaattinen vastaus: tilaus",
        "Automatikus válasz: SR-000040",
        "Автоматический ответ: заказ",
        "Αυτόματη απάντηση: παραγγελία",
        "自动回复: SR-000040",
        "自動応答：SR-000040",
        "자동 회신: SR-000040",
        "Moira Hargreaves is out of the office (returning 09/03/2026)",
        "AUTO: Moira Hargreaves is out of the office until 9 March",
        "I am currently out of the office",
    ],
)
def test_an_absence_note_is_known_by_its_subject(subject: str) -> None:
    assert is_absence_note(subject)


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "Re: SR-000040 Oven does not heat: In progress",
        "Re: Automatic reply: SR-000040",
        "AW: Abwesenheitsnotiz: SR-000040",
        "Fwd: Out of office: SR-000040",
        "Automatic reply button of the intercom is broken",
        "Out of office hours: can you come at seven?",
        "Out of office furniture, please deliver",
        "Automatic door does not open",
        "Antwort: SR-000040",
        "Absence: the key is under the mat",
        "Urlaub: bitte erst danach liefern",
        "Away from Monday, please call Ben",
        "Vacation home: the heating is off",
        "On holiday lets: invoice",
        "Automatische Tür klemmt",
        "Réponse: oui",
        "Semester",
        "The oven is out of the office kitchen",
    ],
)
def test_a_persons_own_subject_is_no_absence_note(subject: str) -> None:
    assert not is_absence_note(subject)
