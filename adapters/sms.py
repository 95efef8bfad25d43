"""Text messages out and in, by the HTTP API that Twilio has made common: form posts, JSON answers, signed webhooks."""

import asyncio
import hashlib
import hmac
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from adapters.errors import NotSent
from adapters.text.sentences import Sentence

if TYPE_CHECKING:
    import httpx

# Seconds: to connect, for one more step, and for the whole talk with the provider.
_CONNECT_TIMEOUT: Final = 10
_STEP_TIMEOUT: Final = 20
_TALK_TIMEOUT: Final = 60
MAX_CHARACTERS: Final = 1600
"""Longer texts no provider takes."""


class SmsTemporarilyFailed(NotSent):
    """The text did not get through this time: nobody answered, or the provider asks to come back. Try again later."""


class SmsRefused(NotSent):
    """The provider will never take this text, or the number is none. Trying again is of no use."""


@dataclass(frozen=True)
class SmsGateway:
    """The provider's address and login, as SMS_URL names them."""

    url: str
    account: str
    secret: str

    @classmethod
    def from_url(cls, url: str) -> "SmsGateway":
        """Read https://ACCOUNT:SECRET@HOST/VERSION; raises ValueError that says what is wrong, without the secret."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or not parts.username or not parts.password:
            raise ValueError("must be https://ACCOUNT:SECRET@HOST/VERSION")
        bare = (parts.scheme, parts.netloc.rpartition("@")[2], parts.path.rstrip("/"), "", "")
        return cls(urlunsplit(bare), unquote(parts.username), unquote(parts.password))

    @property
    def messages_url(self) -> str:
        """The address that texts are posted to."""
        return f"{self.url}/Accounts/{quote(self.account, safe='')}/Messages.json"


async def send(text: str, *, to: str, sender: str, sms_url: str, status_url: str | None = None) -> str:
    """Hand `text` to the provider of `sms_url`; gives the provider's id of it once it has been taken.

    `to` and `sender` are numbers in E.164 form; what becomes of the text is told to `status_url`. Raises
    SmsTemporarilyFailed or SmsRefused, never with the secret.
    """
    import httpx  # takes long to import, and most run without a provider

    if len(text) > MAX_CHARACTERS:
        too_long = Sentence("The text has {count} characters, of {most} at most.", count=len(text), most=MAX_CHARACTERS)
        raise SmsRefused(too_long)
    gateway = SmsGateway.from_url(sms_url)
    form = {"To": to, "From": sender, "Body": text} | ({"StatusCallback": status_url} if status_url else {})
    try:
        async with (
            asyncio.timeout(_TALK_TIMEOUT),
            httpx.AsyncClient(
                timeout=httpx.Timeout(_STEP_TIMEOUT, connect=_CONNECT_TIMEOUT), auth=(gateway.account, gateway.secret)
            ) as client,
        ):
            answer = await client.post(gateway.messages_url, data=form)
    except (httpx.TimeoutException, TimeoutError):
        raise SmsTemporarilyFailed(Sentence("The SMS provider did not answer in time.")) from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        failed = Sentence("No connection to the SMS provider: {answer}", answer=type(error).__name__)
        raise SmsTemporarilyFailed(failed) from None
    fields = _fields(answer)
    if answer.is_success:
        return str(fields.get("sid") or "")
    words = f"{answer.status_code} {fields.get('code') or ''} {fields.get('message') or ''}"
    # A refused login or a wrong address is about the settings, not about this text.
    is_about_text = answer.status_code in (400, 410, 413, 422)
    raise (SmsRefused if is_about_text else SmsTemporarilyFailed)(" ".join(words.split())[:300])


def _fields(answer: "httpx.Response") -> Mapping[str, object]:
    try:
        fields = answer.json()
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


def sender_for(to: str, senders: Sequence[str]) -> str:
    """The number that a text to `to` comes from: of ours the one most alike, so that it is of the same country."""

    def alike(sender: str) -> int:
        return next((place for place, pair in enumerate(zip(to, sender, strict=False)) if pair[0] != pair[1]), len(to))

    return max(senders, key=alike)


def signature(url: str, form: Sequence[tuple[str, str]], secret: str) -> str:
    """The provider's signature of a webhook: HMAC-SHA1 over its full address and its fields, sorted by name."""
    signed = url + "".join(name + value for name, value in sorted(set(form)))
    return b64encode(hmac.new(secret.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def is_signed(url: str, form: Sequence[tuple[str, str]], presented: str | None, secret: str) -> bool:
    """Whether a webhook that came to the address `url` with these fields was signed with our secret."""
    return presented is not None and hmac.compare_digest(signature(url, form, secret).encode(), presented.encode())


_GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED: Final = frozenset("\f^{}\\[~]|€")
_SIMPLER: Final = str.maketrans(
    {"’": "'", "‘": "'", "‚": ",", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "…": "...", "•": "-", "·": "-"}
)


_CURRENCIES: Final = str.maketrans(
    {"₹": " INR ", "₩": " KRW ", "₪": " ILS ", "₫": " VND ", "₴": " UAH ", "₦": " NGN ", "₱": " PHP ", "₺": " TRY "}
    | {"₽": " RUB ", "฿": " THB ", "₵": " GHS ", "₡": " CRC ", "₲": " PYG ", "₸": " KZT ", "₼": " AZN ", "₾": " GEL "}
)


def simplified(text: str) -> str:
    """The text with quotes, dashes, spaces and signs of currencies in forms that the alphabet of phones has, on one
    line: others treble the price."""
    return " ".join(text.translate(_SIMPLER).translate(_CURRENCIES).split()).replace(" ,", ",")


@dataclass(frozen=True)
class Segments:
    """The alphabet of a text, and the number of its parts, each of which is paid for."""

    alphabet: str
    count: int


def segments(text: str) -> Segments:
    """The parts of a text: 160 characters of the phones' alphabet (GSM 03.38) in one part, or 153 in each of several;
    with any other character 70 or 67 (UCS-2). What takes two places is not torn apart."""
    if all(character in _GSM or character in _GSM_EXTENDED for character in text):
        return Segments("GSM-7", _parts([2 if character in _GSM_EXTENDED else 1 for character in text], 160, 153))
    return Segments("UCS-2", _parts([2 if ord(character) > 0xFFFF else 1 for character in text], 70, 67))


def _parts(widths: Sequence[int], alone: int, capacity: int) -> int:
    if sum(widths) <= alone:
        return 1
    count, room = 1, capacity
    for width in widths:
        if width > room:
            count, room = count + 1, capacity
        room -= width
    return count
