"""Codes by text that prove the owner of a number.

Without a proof anybody could write somebody else's number into their profile: texts would go there, and answers from
there would count as theirs. A number counts for one person, so a newer proof takes it from the person who had it
before, who is notified: they have lost that phone, or share it. Staff vouch for a number by entering it, but take it
from nobody.
"""

import hmac
import secrets
from datetime import timedelta
from typing import Final
from uuid import UUID

from tortoise import fields
from tortoise.expressions import F

import settings
from adapters import clock
from adapters.security.rate_limits import current as limiter
from adapters.security.tokens import code_of_seed, signature
from adapters.text.sentences import Sentence
from models.access.accounts import locked_account_of
from models.access.portal_access import PortalActivityKind, record_activity
from models.core import validators as checked
from models.core.entity import Entity, UtcDatetimeField
from models.core.errors import Refusal, RefusalCode
from models.core.plain_text import bare, plain
from models.core.viewer import SYSTEM, Viewer
from models.log.events import EventKind
from models.log.unit_of_work import UnitOfWork, unit_of_work
from models.messages.deliveries import Addressee, queue_email, queue_sms
from models.messages.opt_outs import is_opted_out
from models.people.contacts import Contact

TRIES: Final = 5
"""Tries after which a code is void."""
DAY: Final = timedelta(days=1)
A_DAY: Final = 24 * 60
"""Minutes of a day."""
PEERS: Final = 10
"""People whose codes may be asked for, and given, from one address."""

_WRONG: Final = Sentence("This code is not right, or no longer valid. Check it, or ask for a new one.")
_TOO_MANY_ASKED: Final = Sentence("Too many codes were asked for. Try again tomorrow.")
_TOO_MANY_TRIED: Final = Sentence("Too many codes were tried. Try again tomorrow.")


class MobileCode(Entity):
    """A code that was sent to a number, for one person. Only a keyed hash of it is kept."""

    contact_id: UUID = fields.UUIDField()
    mobile = fields.CharField(max_length=20)
    code_hash = fields.CharField(max_length=64)
    created_at = UtcDatetimeField()
    expires_at = UtcDatetimeField()
    tries = fields.IntField(default=0)
    ended_at = UtcDatetimeField(null=True)

    class Meta:
        table = "mobile_codes"
        indexes = (("contact_id", "created_at"), ("mobile", "created_at"))

    def fits(self, code: str) -> bool:
        """Whether this is the code that was sent."""
        return hmac.compare_digest(self.code_hash, self.hash_of(code))

    def hash_of(self, code: str) -> str:
        """The hash that is kept of a code, made with the server's key: without it a million codes are soon tried."""
        return signature(settings.get().secret, "mobile code", str(self.id), code)


async def expect_codes_allowed(peer: str) -> None:
    """Count one more code that is asked for from an address; refuses with WRONG_STATE where no texts are sent, with
    TOO_MANY_ATTEMPTS too many.
    """
    options = settings.get()
    if not options.sends_sms:
        raise Refusal(RefusalCode.WRONG_STATE, "No text messages are sent from here.")
    await _expect_few(PEERS * options.sms_codes_per_day, "mobile-codes-for", peer, _TOO_MANY_ASKED)


async def request_mobile_code(mobile: str | None, *, by: Viewer) -> None:
    """Send a code to `mobile`, or to the number in the profile; it ends the one before.

    Looks the same if none is sent, since too many were sent to that number today or its owner has opted out of texts.
    Refuses with REQUIRED, INVALID, WRONG_STATE a number that is verified, TOO_MANY_ATTEMPTS.
    """
    options = settings.get()
    async with unit_of_work() as unit:
        contact = await Contact.filter(id=by.contact_id).select_for_update().get()
        number = checked.mobile(mobile) if mobile is not None else contact.mobile
        if number is None:
            raise Refusal(RefusalCode.REQUIRED, "Say which number.", "mobile")
        if number == contact.mobile and contact.mobile_verified_at is not None:
            raise Refusal(RefusalCode.WRONG_STATE, "This number is verified already.", "mobile")
        today = MobileCode.filter(created_at__gt=clock.now() - DAY)
        newest = await today.filter(contact_id=contact.id).order_by("-created_at").limit(options.sms_codes_per_day)
        if len(newest) == options.sms_codes_per_day:
            raise Refusal.of(RefusalCode.TOO_MANY_ATTEMPTS, _TOO_MANY_ASKED, retry_at=newest[-1].created_at + DAY)
        # Twice what one person gets, so that one who asks for codes to a stranger's number does not keep them out.
        may_send = await today.filter(mobile=number).count() < 2 * options.sms_codes_per_day
        await _send_code(unit, contact, number, is_sent=may_send and not await is_opted_out(number))
        record_activity(unit, await locked_account_of(contact), PortalActivityKind.MOBILE_CODE_REQUESTED, by)


async def _expect_few(most: int, name: str, peer: str, sentence: Sentence) -> None:
    """Count one more from a peer; refuses with TOO_MANY_ATTEMPTS and the sentence if there were `most` within a day."""
    if not await limiter().allows(most, A_DAY, name, peer):
        retry_at = await limiter().ends_at(most, A_DAY, name, peer)
        raise Refusal.of(RefusalCode.TOO_MANY_ATTEMPTS, sentence, retry_at=retry_at)


async def _send_code(unit: UnitOfWork, contact: Contact, number: str, *, is_sent: bool) -> None:
    options, seed = settings.get(), secrets.token_hex(32)
    await MobileCode.filter(contact_id=contact.id, ended_at=None).update(ended_at=clock.now())
    sent = MobileCode(
        contact_id=contact.id,
        mobile=number,
        created_at=clock.now(),
        expires_at=clock.now() + timedelta(minutes=options.sms_code_minutes),
    )
    sent.code_hash = sent.hash_of(code_of_seed(seed, options.secret))
    await sent.save()
    if is_sent:
        queue_sms(
            unit,
            "mobile_code",
            Addressee.of(contact, number),
            code_seed=seed,
            code_id=str(sent.id),
            minutes=options.sms_code_minutes,
        )


async def expect_code_out(code_id: str) -> None:
    """Refuse with WRONG_STATE a code that is void, so that it is not sent late."""
    if not await MobileCode.filter(id=code_id, ended_at=None, expires_at__gt=clock.now()).exists():
        raise Refusal(RefusalCode.WRONG_STATE, "The code is worth nothing any more.")


async def check_mobile_code(code: str, *, peer: str, by: Viewer) -> MobileCode:
    """The code that was sent, if this is it.

    Refuses with INVALID alike a code that is wrong, too old, replaced, used or guessed at too often, with
    TOO_MANY_ATTEMPTS too many from one address.
    """
    options = settings.get()
    await _expect_few(PEERS * TRIES * options.sms_codes_per_day, "mobile-codes-from", peer, _TOO_MANY_TRIED)
    sent = await _take_try(by.contact_id)
    if sent is None or not sent.fits(bare(plain(code)).replace(" ", "")):
        raise Refusal.of(RefusalCode.INVALID, _WRONG, "code")
    return sent


async def take_mobile(sent: MobileCode, *, by: Viewer) -> None:
    """Use a code up: its number is verified for the person, and for nobody else; refuses with INVALID a used one."""
    async with unit_of_work() as unit:
        contact = await Contact.filter(id=by.contact_id).select_for_update().get()
        if not await MobileCode.filter(id=sent.id, ended_at=None).update(ended_at=clock.now()):
            raise Refusal.of(RefusalCode.INVALID, _WRONG, "code")
        await _take_from_others(unit, contact, sent.mobile)
        await contact.advance(mobile=sent.mobile, mobile_verified_at=clock.now())
        unit.record(EventKind.CONTACT_CHANGED, by, contact_id=contact.id, change="mobile_verified")


async def _take_try(contact_id: UUID | None) -> MobileCode | None:
    """The code that was sent to somebody, with one try less; None if there is none, or no try left.

    The try is counted before the code is checked, and stays counted if it is refused.
    """
    async with unit_of_work():
        out = MobileCode.filter(contact_id=contact_id, ended_at=None, expires_at__gt=clock.now())
        has_one = await out.filter(tries__lt=TRIES).update(tries=F("tries") + 1)
        return await out.get_or_none() if has_one else None


async def _take_from_others(unit: UnitOfWork, contact: Contact, mobile: str) -> None:
    verified = Contact.filter(mobile=mobile, mobile_verified_at__not_isnull=True).exclude(id=contact.id)
    for former in await verified.select_for_update():
        await former.advance(mobile_verified_at=None)
        # Who took it is not for them to know.
        unit.record(EventKind.CONTACT_CHANGED, SYSTEM, contact_id=former.id, change="mobile_lost")
        if former.email is not None:
            queue_email(
                unit,
                "mobile_lost",
                Addressee.of(former, former.email),
                mobile=mobile,
            )


async def vouch_for_mobile(contact: Contact, is_verified: bool, *, by: Viewer) -> None:
    """Mark the contact's number as verified, or not, on the word of staff.

    Refuses with REQUIRED if there is none, NOT_UNIQUE if it is verified for somebody else.
    """
    async with unit_of_work() as unit:
        if is_verified == (contact.mobile_verified_at is not None):
            return
        if contact.mobile is None:
            raise Refusal(RefusalCode.REQUIRED, "Write down the number first.", "mobile")
        holder = await Contact.get_or_none(mobile=contact.mobile, mobile_verified_at__not_isnull=True)
        if is_verified and holder is not None:
            raise Refusal(
                RefusalCode.NOT_UNIQUE,
                "This number is verified as that of {person}. Say there that it is not, or let the contact prove it "
                "by a code.",
                "isMobileVerified",
                person=holder.name,
            )
        await contact.advance(mobile_verified_at=clock.now() if is_verified else None)
        change = "mobile_verified" if is_verified else "mobile_lost"
        unit.record(EventKind.CONTACT_CHANGED, by, contact_id=contact.id, change=change)
