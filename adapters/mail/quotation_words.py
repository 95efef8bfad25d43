"""The words that mail programs write above a quotation, in the languages of their users.

A table to be added to: each language as Outlook, Gmail, Apple Mail, Thunderbird, Yahoo and GMX have it.
"""

import re
from enum import Enum
from typing import Final


class Label(Enum):
    """A line of the header of a mail that is quoted."""

    FROM = "From"
    DATE = "Date"
    TO = "To"
    CC = "Cc"
    SUBJECT = "Subject"
    OTHER = "Other"


_LABELS: Final[dict[Label, str]] = {
    Label.FROM: """
        from|von|de|expéditeur|expediteur|van|afzender|da|mittente|remitente|od|nadawca|från|avsändare|remetente|fra|
        afsender|avsender|odesílatel|odosielateľ|lähettäjä|keneltä|от|от кого|від|feladó|kimden|gönderen|από|
        发件人|寄件者|
        寄件人|差出人|送信者|보낸 사람|보낸사람|من|מאת""",
    Label.DATE: """
        sent|date|sent at|gesendet|gesendet am|datum|envoyé|envoye|envoyé le|date d'envoi|verzonden|verzonden op|
        enviado|enviado el|enviado em|enviada em|fecha|data|inviato|data invio|wysłano|wyslano|data wysłania|skickat|
        skickat den|sendt|dato|dato sendt|odesláno|odoslané|dátum|lähetetty|päivämäärä|päiväys|отправлено|дата|
        надіслано|elküldve|gönderildi|gönderme tarihi|tarih|στάλθηκε|ημερομηνία|发送时间|发送日期|日期|
        寄件日期|傳送時間|寄件時間|時間|送信日時|
        日時|日付|보낸 날짜|날짜|التاريخ|تاريخ الإرسال|تم الإرسال|أرسلت|נשלח|תאריך""",
    Label.TO: """
        to|an|à|a|aan|para|al|do|till|til|komu|pro|vastaanottaja|кому|címzett|kime|alıcı|προς|destinataire|
        destinatario|destinatário|收件人|收件者|宛先|받는 사람|받는사람|إلى|אל""",
    Label.CC: "cc|bcc|kopie|kopia|kopi|copie|copia|cópia|dw|kopio|копия|kópia|másolat|bilgi|抄送|副本|참조|نسخة|עותק",
    Label.SUBJECT: """
        subject|betreff|objet|sujet|onderwerp|asunto|oggetto|temat|ämne|assunto|emne|předmět|predmet|aihe|тема|tárgy|
        konu|θέμα|主题|主題|主旨|標題|件名|제목|الموضوع|נושא""",
    Label.OTHER: """
        reply-to|reply to|antwort an|importance|priority|wichtigkeit|priorität|attachments|anlagen|anhänge|
        pièces jointes|bijlagen|urgentie|datos adjuntos|importancia|allegati|priorità|załączniki|ważność|bilagor|
        prioritet|anexos|vedhæftede filer|vigtighed|přílohy|message-id|organisation|organization|
        重要性|附件|添付ファイル""",
}
LABELS: Final = {name.strip(): label for label, names in _LABELS.items() for name in names.split("|")}
"""The meaning of each label, in small letters."""

WROTE: Final = re.compile(
    r"\b(?:wrote|writes|quoting|schrieb|schrieben|geschrieben|zitat von|écrit|schreef|geschreven|escribió|escribio|"
    r"scritto|scrive|napisał(?:\(a\))?|napisała|pisze|skrev|escreveu|napsal(?:\(a\))?|napsala|napísal|píše|kirjoitti|"
    r"написал\w*|пишет|пише|írta|yazdı|έγραψε)(?!\w)|写道|寫道|写到|のメール|書きました|書き込みました|작성|"
    r"كتب|كتابة ما يلي|כתב",
    re.IGNORECASE,
)
"""That somebody wrote what follows."""

ORIGINAL: Final = re.compile(
    r"\s*-{2,}\s*(?:original message|original appointment|reply message|ursprüngliche nachricht|originalnachricht|"
    r"original-nachricht|ursprünglicher termin|message d['’]origine|message original|oorspronkelijk bericht|"
    r"originele bericht|mensaje original|messaggio originale|oryginalna wiadomość|wiadomość oryginalna|"
    r"ursprungligt meddelande|originalmeddelande|mensagem original|oprindelig meddelelse|original meddelelse|"
    r"original melding|původní zpráva|pôvodná správa|alkuperäinen viesti|исходное сообщение|eredeti üzenet|"
    r"orijinal mesaj|原始邮件|原始郵件|邮件原件|元のメッセージ|오리지널 메시지|원본 메시지|الرسالة الأصلية)\s*-{2,}\s*",
    re.IGNORECASE,
)
"""A line drawn above the mail that is answered; older programs draw it above one that is passed on, too."""

_PASSED_ON: Final = (
    r"forwarded message|forwarded by .{1,60}|weitergeleitete nachricht|message transféré|message réexpédié|"
    r"doorgestuurd bericht|mensaje reenviado|messaggio inoltrato|wiadomość przekazana|przekazana wiadomość|"
    r"treść przekazanej wiadomości|vidarebefordrat meddelande|mensagem encaminhada|mensagem reencaminhada|"
    r"videresendt meddelelse|videresendt besked|videresendt melding|přeposlaná zpráva|preposlaná správa|"
    r"välitetty viesti|пересылаемое сообщение|пересланное сообщение|továbbított üzenet|iletilen mesaj|iletilmiş mesaj|"
    r"转发的邮件|轉寄的郵件|已转发的邮件|轉寄郵件|转发邮件信息|転送メッセージ|転送されたメッセージ|전달된 메시지|"
    r"رسالة معاد توجيهها|الرسالة المعاد توجيهها"
)
_PASSED_ON_BELOW: Final = (
    r"begin forwarded message|anfang der weitergeleiteten nachricht|début du message transféré|"
    r"début du message réexpédié|begin doorgestuurd bericht|inicio del mensaje reenviado|"
    r"comienza el mensaje reenviado|inizio messaggio inoltrato|"
    r"początek przekazywanej wiadomości|rozpoczęcie przekazywanej wiadomości|vidarebefordrat brev|"
    r"início da mensagem reencaminhada|início da mensagem encaminhada|start på videresendt besked|"
    r"påbegynder videresendt besked|přeposlaná zpráva|začátek přeposílané zprávy|以下是转发的邮件|開始轉寄郵件|"
    r"以下は転送されたメッセージです|転送されたメッセージ|بداية الرسالة المحولة"
)
PASSED_ON: Final = re.compile(
    rf"\s*(?:-{{2,}}\s*(?:{_PASSED_ON})\s*-{{2,}}|(?:{_PASSED_ON_BELOW})\s*[:：])\s*", re.IGNORECASE
)
"""A line above a mail that the writer passes on: that is theirs to say."""

ANSWERS: Final = re.compile(
    r"(?:\s*(?:re|aw|antw|antwort|sv|vs|odp|rif|ris|res|r|ref|回复|答复|回覆|返信|رد|fw|fwd|wg|tr|rv|i|enc|doorst|pd|"
    r"转发|轉寄|転送)\s{0,3}(?:\[\d{1,3}\])?\s?[:：])+\s*",
    re.IGNORECASE,
)
"""Put by programs before the subject of a mail that is answered or passed on."""

_DEVICE: Final = (
    r"(?:i?phon[eu]|ipad|ipod|apple watch|macbook|imac|mac|android|galaxy|samsung|huawei|honor|xiaomi|redmi|oneplus|"
    r"pixel|nexus|nokia|xperia|motorola|moto|lg|htc|oppo|realme|fairphone|blackberry|lumia|windows phone|smartphone|"
    r"mobile|"
    r"mobil|handy|tablet|telefon|telefoon|téléphone|teléfono|móvil|telefono|celular|telefone)"
)
_MODEL: Final = (
    r"(?:[- ,]{1,2}(?:\w{0,3}\d\w{0,4}|mini|plus|pro|max|ultra|air|se|fe|lite|note|edge|fold|flip|lte|an|at&t|t-mobile|"
    rf"verizon|vodafone|device|gerät|{_DEVICE}))"
    r"{0,8}"
)
_PROGRAM: Final = (
    r"(?:outlook|yahoo mail|yahoo|proton ?mail|gmx mail|gmx|web\.de mail|web\.de|mail|gmail|aol mail|aol|spark|"
    r"thunderbird|blue ?mail|k-9 mail|fairemail|fastmail|tutanota|tuta|t-online|freemail|mail orange|laposte|libero|"
    r"posteo)"
    r"(?: (?:for|für|pour|on|auf|sur|para|per|voor|til|för|dla|pro|na)"
    r" (?:ios|android|mac|windows(?: 1[01])?|iphone|ipad))?"
    r"(?: (?:secure e-?mail|mobile app|mobile|app))?"
)
_SENT_FROM_MY: Final = (
    r"(?:sent (?:from my|from|via the)|gesendet von(?: mein(?:em|er))?|envoyé (?:de|depuis)(?: mon| ma)?|"
    r"(?:verzonden|verstuurd) vanaf(?: mijn)?|enviado desde(?: mi)?|inviato (?:da|dal)(?: mio)?|"
    r"wysłan[eo] z(?: mojego)?|skickat från(?: min| mitt)?|enviado (?:do|de)(?: meu)?|sendt fra(?: min| mit)?|"
    r"odesláno z(?: mého)?|"
    r"отправлено с(?: моего)?|发自我的|發自我的|أرسلت من(?: الـ)?)"
)
_SENT_WITH: Final = (
    r"(?:sent (?:from|with|via)|gesendet (?:von|mit|aus|mit der|aus der)|envoyé (?:de|depuis|avec|à partir de)|"
    r"envoyé depuis l['’]application|verzonden (?:met|vanuit)|enviado (?:desde|con|do|com)|inviato (?:da|con)|"
    r"wysłan[eo] z|skickat från|sendt (?:fra|med)|odesláno z)"
)
_GET: Final = (
    r"(?:get outlook for|holen sie sich outlook für|outlook für|obtenez outlook pour|télécharge[rz] outlook pour|"
    r"obtener outlook para|outlook voor|download outlook voor|ottieni outlook per|scarica outlook per|"
    r"pobierz outlook dla(?: systemu)?|hämta outlook för|obter o outlook para|hent outlook (?:til|for)|"
    r"získat outlook pro|获取 ?outlook ?for) ?(?:ios|android|mac)(?: beschaffen| downloaden)?"
)
_ADDRESS: Final = r"(?:\s?\(?<?https?://[^\s<>]{1,200}>?\)?)?"
ADVERTISEMENT: Final = re.compile(
    rf"\s*(?:{_SENT_FROM_MY} ?{_DEVICE}(?:['’]?[aue])?{_MODEL}|von meinem {_DEVICE}{_MODEL} gesendet|"
    rf"{_SENT_WITH} {_PROGRAM}|{_GET}|diese nachricht wurde von meinem .{{1,40}} gesendet|{_DEVICE}から送信)"
    rf"{_ADDRESS}[.\s]*",
    re.IGNORECASE,
)
"""The advertisement of a program or a telephone, known word for word: people send things from and via much else."""
