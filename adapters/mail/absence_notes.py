"""Absence notes that no header gives away: known by how their subject begins, in the languages that programs write.

A person's own subject is none: only what begins with such words and a colon, or consists of them, counts.
"""

import re
import unicodedata
from typing import Final

_ALWAYS: Final = (
    # English
    "automatic reply, automatic response, automated reply, automated response, auto reply, auto-reply, autoreply,"
    "auto response, auto-response, autoresponse, auto responder, autoresponder, out of office, out-of-office,"
    "out of the office, out of office reply, out of office response, out of office autoreply,"
    "out of office auto-reply, out of office notification, out of office notice, out of office message, ooo,"
    "vacation reply, vacation response, vacation message, vacation notice, absence notice, absence note,"
    # German
    "automatische antwort, automatische rückantwort, automatische rückmeldung, automatische abwesenheitsnotiz,"
    "autoantwort, auto-antwort, abwesenheitsnotiz, abwesenheitsmeldung, abwesenheitsnachricht, abwesenheitsinfo,"
    "abwesenheitsbenachrichtigung, abwesenheitsassistent, abwesenheitsagent, nicht im büro, ausser haus, außer haus,"
    # French, Catalan, Spanish, Portuguese, Italian, Romanian
    "réponse automatique, réponse d'absence, réponse automatique d'absence, message d'absence, absence du bureau,"
    "message automatique d'absence, notification d'absence, avis d'absence, absent du bureau, absente du bureau,"
    "resposta automàtica, fora de l'oficina,"
    "respuesta automática, contestación automática, fuera de la oficina, fuera de oficina, mensaje de ausencia,"
    "aviso de ausencia, ausente de la oficina,"
    "resposta automática, fora do escritório, ausência do escritório, ausente do escritório, aviso de ausência,"
    "mensagem de ausência,"
    "risposta automatica, fuori sede, fuori ufficio, assente dall'ufficio, assenza dall'ufficio, avviso di assenza,"
    "messaggio di assenza,"
    "răspuns automat, în afara biroului,"
    # Dutch, Swedish, Danish, Norwegian, Finnish, Estonian
    "automatisch antwoord, automatische reactie, automatische beantwoording, automatisch bericht,"
    "afwezigheidsbericht, afwezigheidsmelding, afwezigheidsassistent, niet aanwezig, niet op kantoor, buiten kantoor,"
    "automatiskt svar, automatsvar, autosvar, frånvaromeddelande, frånvarobesked, ej på kontoret, inte på kontoret,"
    "automatisk svar, fraværsbesked, fraværsmeddelelse, ikke på kontoret, ikke til stede,"
    "fraværsmelding, fraværsassistent, automaattinen vastaus, poissaoloilmoitus, poissa toimistosta, automaatvastus,"
    # Polish, Czech, Slovak, Hungarian, Slovenian, Croatian, Lithuanian, Latvian, Turkish
    "odpowiedź automatyczna, automatyczna odpowiedź, autoodpowiedź, autoresponder, poza biurem, nieobecny w biurze,"
    "nieobecność w biurze, automatická odpověď, mimo kancelář, nepřítomnost v kanceláři,"
    "automatická odpoveď, mimo kancelárie, automatikus válasz, házon kívül, irodán kívül,"
    "samodejni odgovor, automatski odgovor, automatinis atsakymas, automātiskā atbilde, otomatik yanıt, ofis dışında,"
    # Greek, Russian, Ukrainian, Bulgarian, Hebrew, Arabic, Chinese, Japanese, Korean
    "αυτόματη απάντηση, εκτός γραφείου, автоматический ответ, автоответ, вне офиса, автоматична відповідь,"
    "автоматичен отговор, תשובה אוטומטית, מענה אוטומטי, رد تلقائي, الرد التلقائي, 自动答复, 自动回复,"
    "自動回覆, 自動回复, 自動応答, 自動返信, 不在通知, 不在のお知らせ, 자동 회신, 자동 응답, 부재중 알림"
)
_WITH_OUR_SUBJECT: Final = (
    "absent, absence, away, vacation, on vacation, holiday, on holiday, annual leave, on leave, abwesend, abwesenheit,"
    "urlaub, im urlaub, absente, en congé, en congés, congés, vacances, ausente, ausencia, vacaciones, de vacaciones,"
    "de baja, férias, de férias, ausência, assente, assenza, ferie, in ferie, afwezig, afwezigheid, vakantie,"
    "op vakantie, met vakantie, frånvaro, frånvarande, semester, på semester, fravær, fraværende, ferie, på ferie,"
    "nieobecność, nieobecny, urlop, na urlopie, nepřítomnost, nepřítomen, nepřítomna, dovolená, neprítomnosť,"
    "dovolenka, szabadság, poissa, lomalla, отпуск, в отпуске, 不在, 外出, 休暇, 휴가, 부재중"
)
_REPLY: Final = re.compile(r"(?:re|aw|sv|antw|vs|odp|ynt|rif|回复|答复|返信)\s*[:：]|\b(?:sr|inv)-\d{6}")
_SOMEBODY_IS_AWAY: Final = re.compile(
    r"(?:auto: ?)?.{1,60} (?:(?:am|is|will be) (?:currently )?(?:out of|away from) (?:the |my )?office"
    r"|(?:ist|bin) (?:derzeit |zurzeit )?(?:nicht im buro|ausser haus))"
    r"(?:$|[.,;!]| ?\(| (?:until|till|from|and|this|next|today|for|bis|vom|ab)\b).{0,80}"
)


def _folded(text: str) -> str:
    """In small letters and single spaces, without accents, with the plain apostrophe."""
    parts = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    return " ".join("".join(character for character in parts if not unicodedata.combining(character)).split())


def _any_of(phrases: str) -> str:
    return "|".join(sorted((re.escape(_folded(phrase)) for phrase in phrases.split(",")), key=len, reverse=True))


_NOTE: Final = re.compile(rf"(?:{_any_of(_ALWAYS)})[\s.!]*(?:[:\-–—].*)?")
_PERHAPS: Final = re.compile(rf"(?:{_any_of(_WITH_OUR_SUBJECT)})\s*[:\-–—](?P<rest>.*)")


def is_absence_note(subject: str) -> bool:
    """Whether a subject, in one line, is one that programs give to the notes they send while somebody is away."""
    text = _folded(subject[:300])
    if _NOTE.fullmatch(text) or _SOMEBODY_IS_AWAY.fullmatch(text):
        return True
    candidate = _PERHAPS.fullmatch(text)
    return candidate is not None and _REPLY.search(candidate["rest"]) is not None
