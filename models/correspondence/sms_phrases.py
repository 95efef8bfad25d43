"""Words by which people ask for no more texts, for texts again, or for help, in the languages they write.

The English ones for opting out are those that the providers and the law of the United States name; the others are what
is usual where the language is spoken.
"""

import re
from typing import Final

from models.core.plain_text import bare, plain

COURTESIES: Final = re.compile(
    r"\b(?:please|pls|plz|kindly|thanks|thank you|thankyou|thx|ty|cheers|hi|hello|hey|sir|now|immediately|asap|today"
    r"|bitte|danke|vielen dank|sofort|jetzt|hallo|s'il vous plait|s'il te plait|svp|stp|merci|bonjour"
    r"|por favor|gracias|per favore|grazie|obrigado|obrigada|alstublieft|aub|dank u|dank je|tack|tak|takk"
    r"|prosze|dziekuje|prosim|dekuji|пожалуиста|спасибо|sent from my iphone|von meinem iphone gesendet)\b"
)


def _words(listed: str) -> frozenset[str]:
    """Phrases with commas between them, in the form in which texts are compared."""
    return frozenset(bare(plain(each)) for each in listed.split(","))


OPT_OUT: Final = (
    # English
    _words("stop, stopall, stop all, stop it all, stop stop, stop stop stop, end, end all, quit, cancel, cancel all")
    | _words("revoke, unsubscribe, unsubscribe me, unsubscribe all, unsub, optout, opt out, opt me out, remove")
    | _words("remove me, delete me, i want to stop, i said stop")
    # German
    | _words("stopp, stoppen, abmelden, abmeldung, abbestellen, austragen, beenden, ende, aufhören, kündigen")
    # French
    | _words("arrêt, arrett, arrête, arrêté, arrêter, arrêtez, stoppez, désabonner, désabonnement, me désabonner")
    | _words("désinscrire, désinscription, me désinscrire, désabonnez-moi, désinscrivez-moi, fin, résilier")
    # Spanish, Portuguese, Italian
    | _words("alto, baja, parar, pare, paren, basta, detener, cancelar, salir, dar de baja, darme de baja, no más")
    | _words(
        "deme de baja, sair, remover, descadastrar, chega, terminar, ferma, fermare, annulla, cancella, cancellami"
    )
    | _words("disiscrivi, disiscrivimi, disdetta, disattiva")
    # Dutch, Swedish, Norwegian, Danish, Finnish
    | _words("afmelden, uitschrijven, opzeggen, ophouden, stoppa, sluta, avsluta, avregistrera, avbryt, slutt")
    | _words("avmeld, avslutt, stans, afmeld, frameld, slut, lopeta, peruuta")
    # Polish, Czech, Hungarian, Romanian, Turkish, Greek
    | _words("wypisz, wypisz mnie, rezygnuję, koniec, zatrzymaj, konec, odhlásit, zrušit, ukončit, leiratkozás")
    | _words("leiratkozom, dezabonare, oprește, dur, iptal, ret, σταμάτα, στοπ, διαγραφή")
    # Russian, Ukrainian, Arabic, Hebrew, Hindi
    | _words("стоп, отписаться, отписка, отмена, відписатися, توقف, إلغاء, إيقاف, הסר, הסירו, עצור, रोकें, बंद")
    # Chinese, Japanese, Korean, Thai, Vietnamese, Indonesian
    | _words("td, 退订, 退訂, 停止, 取消, 配信停止, 解除, 수신거부, 중지, ยกเลิก, หยุด, dừng, hủy, berhenti, batal")
)

OPT_IN: Final = (
    _words(
        "start, unstop, subscribe, subscribe me, resubscribe, optin, opt in, opt me in, resume, restart, start again"
    )
    | _words("text me again, start texting me, start texting me again, anmelden, wieder anmelden")
    | _words("commencer, reprendre, inscrire, alta, iniciar, empezar, iscrivi, aanmelden, начать, 開始, 开始")
)

HELP: Final = _words("help, help me, info, information, hilfe, aide, ayuda, aiuto, ajuda, hulp, hjälp, hjelp") | _words(
    "apua, pomoc, pomóż, помощь, 帮助, 幫助, ヘルプ"
)

YES: Final = frozenset({"yes", "ok", "okay", "ja", "y", "yep", "yes please", "oui", "si", "sim", "👍", "👌", "✅"})

_TEXTS: Final = (
    r"(?:texts?|text messages?|sms|smses|messages?|msgs?|notifications?|nachrichten?|kurznachrichten?|textos"
    r"|mensajes?|mensagens?|messaggi|berichten|berichtjes|meddelanden|beskeder|meldinger|wiadomosci|zpravy?)"
)
_ME: Final = r"(?:me|us|this number|my (?:phone|mobile|number|cell))"
_END: Final = r"(?=\s*(?:[.,!;]|$))"

_EVER: Final = r"(?!\s+(?:before|after|until|at|on|during|while|about|when|if)\b)"

_SENTENCES: Final = (
    # English
    rf"(?:stop|quit|cease)\s+(?:texting|messaging|contacting|spamming|bothering|pestering|harassing)(?:\s+{_ME}\b|{_END})",
    rf"(?:stop|quit|cease|end|cancel)\s+(?:(?:all|the|these|those|your|my|any|more|of|sending|me|us)\s+)*{_TEXTS}\b",
    rf"stop\s+sending\s+(?:me|us)\s+(?:these|those|this|stuff|anything|things){_END}",
    rf"stop\s+sending\s+(?:me|us){_END}",
    rf"(?:do not|don't|dont|never)\s+(?:ever\s+)?(?:text|message|sms|contact)\s+{_ME}\b{_EVER}",
    rf"(?:do not|don't|dont)\s+want\s+(?:\w+\s+){{0,4}}?{_TEXTS}\b",
    rf"(?:do not|don't|dont)\s+send\s+(?:me|us)\s+(?:\w+\s+){{0,3}}?{_TEXTS}\b",
    rf"no\s+(?:more|further)\s+{_TEXTS}\b",
    r"(?:unsubscribe|unsubscribing)\b",
    r"(?:opt|opting)\s+(?:me\s+)?out\b(?!\s+of\s+(?:the|this|paying|approv))",
    rf"(?:take|remove|delete)\s+{_ME}\s+(?:off|from)\s+.*\b(?:list|{_TEXTS})\b",
    rf"leave\s+(?:me|us)\s+alone{_END}",
    r"(?:revoke|withdraw)\s+(?:my\s+)?consent\b",
    # German
    rf"keine\s+(?:weiteren\s+|neuen\s+)?{_TEXTS}\s+(?:mehr|senden|schicken|erhalten|bekommen)\b",
    rf"keine\s+weiteren\s+{_TEXTS}\b",
    rf"{_TEXTS}\s+(?:bitte\s+)?(?:abbestellen|abmelden|stoppen|einstellen|beenden)\b",
    rf"stopp(?:en)?\s+(?:sie\s+)?(?:(?:die|diese|alle|ihre)\s+)*{_TEXTS}\b",
    r"(?:schreib|schick|send|kontaktier)\w*\s+(?:sie\s+)?(?:mir|mich)\s+(?:bitte\s+)?(?:nicht|nichts|keine\s+\w+)\s+mehr\b",
    r"meld\w*\s+(?:sie\s+)?mich\s+(?:bitte\s+)?ab\b",
    r"trag\w*\s+(?:sie\s+)?mich\s+(?:bitte\s+)?aus\b",
    r"mich\s+(?:bitte\s+)?(?:abmelden|austragen)\b",
    # French
    rf"(?:arrete[zr]?|stoppez?|cesse[zr]?)\s+(?:(?:de|d'|m'envoyer|me|envoyer|les|vos|des|ces)\s*)+{_TEXTS}\b",
    r"(?:arrete[zr]?|cesse[zr]?)\s+de\s+(?:m'ecrire|me contacter)\b",
    rf"plus\s+(?:de\s+|d'){_TEXTS}\b",
    r"ne\s+m'(?:envoyez|ecrivez|envoie|ecris)\s+plus\b",
    r"(?:me\s+)?(?:desabonner|desinscrire)\b|(?:desabonnez|desinscrivez)[ -]moi\b",
    # Spanish, Portuguese, Italian
    rf"no\s+(?:quiero\s+)?(?:recibir\s+)?mas\s+{_TEXTS}\b",
    rf"no\s+me\s+(?:envi|mand)\w+\s+(?:mas\s+)?{_TEXTS}\b|no\s+me\s+escriba\w*\s+mas\b",
    r"(?:dejen?|deja|pare[mn]?)\s+de\s+(?:me\s+)?(?:envia|manda|escribi|escreve)\w+",
    r"(?:darme|deme|denme|dar|darnos)\s+de\s+baja\b",
    rf"(?:nao\s+quero|sem)\s+(?:receber\s+)?mais\s+{_TEXTS}\b|nao\s+me\s+(?:envi|mand)\w+\s+(?:mais\s+)?{_TEXTS}\b",
    rf"(?:basta|stop)\s+(?:con\s+)?(?:i\s+|gli\s+)?{_TEXTS}\b",
    rf"non\s+(?:voglio\s+(?:ricevere\s+)?|mi\s+(?:mand|invi|scriv)\w+\s+|mandatemi\s+|inviatemi\s+)(?:piu\b|altri\s+{_TEXTS}\b)",
    # Dutch, the Nordic languages, Polish, Czech
    rf"geen\s+{_TEXTS}\s+meer\b|stop\s+met\s+(?:sms\w*|{_TEXTS}|het sturen)",
    r"(?:meld|schrijf)\s+(?:mij|me)\s+(?:af|uit)\b",
    rf"(?:inga|ingen|ikke)\s+(?:fler|flere)\s+{_TEXTS}\b",
    rf"nie\s+(?:chce|wysyla\w+|wysylaj\w*)\s+(?:\w+\s+){{0,2}}?{_TEXTS}\b|(?:neposilejte|nechci)\s+(?:\w+\s+){{0,2}}?{_TEXTS}\b",
)

OPT_OUT_SENTENCE: Final = re.compile("|".join(rf"\b(?:{each})" for each in _SENTENCES))
"""Sentences that ask for no more texts, with anything around them."""
