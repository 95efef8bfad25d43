"""The relay over due rows: makes digests of what has been gathered, sends the messages that are due, and approves the
invoices whose review period has ended.

Any number of workers may run, in any process. Each claims rows with a lease: what a worker that dies had claimed is
due again when the lease ends. A message is sent outside every transaction and may, after a fault at the wrong moment,
go out twice: it then has the same Message-ID.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import structlog

import settings
from adapters import clock, sms, wakeups
from adapters.database.client import clock_skew
from adapters.errors import NotSent, Unavailable
from adapters.mail import smtp
from adapters.text.sentences import Sentence
from latchkey.monitoring import totals
from latchkey.worker.expiry import expire_exports, expire_mails, expire_uploads, remove_files
from latchkey.worker.mails import send_mail
from latchkey.worker.on_the_way import OnTheWay
from latchkey.worker.texts import send_text
from models.core.channels import Channel
from models.core.errors import Refusal
from models.correspondence.digests import due_digests, make_digest
from models.correspondence.outgoing import expect_still_wanted, mark_attempt
from models.due import next_due_at
from models.invoices.approval import approve_by_clock, due_approvals
from models.invoices.approvers import ask_where_nobody_was
from models.invoices.reminders import due_reminders, plan_missing_reminders, remind
from models.invoices.sums.folding import fold
from models.log.restores import is_held
from models.log.trimming import trim
from models.log.unit_of_work import retried, shielded
from models.market.viewing_news import due_viewings, remind_of_viewing
from models.messages.deliveries import Delivery, claim
from models.partners.expiry import due_warnings, warn_of_end
from models.retention import delete_old_rows, renew_next_words
from models.tenancies.documents import due_documents, remind_of_expiry
from models.tenancies.lifecycle import due_tenancies, tend

log = structlog.get_logger()

LOOK_INTERVAL: Final = timedelta(seconds=2)
"""The longest wait between two looks for due rows, without any wake-up."""
MIN_WAIT: Final = timedelta(milliseconds=200)
"""The shortest wait: what is due may be in the hands of another worker."""
CLEAN_UP_INTERVAL: Final = timedelta(minutes=1)
"""The time between two looks for uploads that nobody attached in time."""
DELETE_INTERVAL: Final = timedelta(hours=1)
"""The time between two looks for old rows, and for invoices without reminders; a minute while there are many."""
SET_ASIDE_TIME: Final = timedelta(minutes=1)
"""The time that an invoice rests that could not be approved, or a digest that could not be made."""
MAX_WORDS: Final = 5
"""Times that words for search are renewed between two looks for due rows."""

STOP_SECONDS: Final = 5.0
"""Seconds that messages on their way have to arrive when a worker stops."""

_Job = Callable[[UUID], Coroutine[Any, Any, bool]]

_TOKEN = re.compile(r"(token=)[^\s\"'<>]+|(?<=\+)[a-z2-7]{48}(?=@)", re.IGNORECASE)


def _without_tokens(reason: Sentence | str) -> Sentence | str:
    """The reason for a failure: a server may repeat what it did not like, a link or the address for answers too."""
    if isinstance(reason, str):
        return _TOKEN.sub(r"\1…", reason)
    facts = {name: _TOKEN.sub(r"\1…", fact) if isinstance(fact, str) else fact for name, fact in reason.facts.items()}
    return reason.about(**facts)


class Worker:
    """One relay. Mail goes to `smtp_url`, else to where SMTP_URL says; where neither is set, mail waits for another.

    Text messages go to where SMS_URL says, from the numbers of SMS_FROM; where these are not set, they wait too.
    """

    def __init__(self, smtp_url: str | None = None) -> None:
        self._smtp_url = smtp_url or settings.get().smtp_url
        self._on_the_way = OnTheWay(self._deliver)
        self._set_aside: dict[UUID, datetime] = {}
        self._clean_up_at = clock.now()
        self._delete_at = clock.now() + CLEAN_UP_INTERVAL

    async def run(self) -> None:
        """Work until cancelled; a message on its way then has five seconds to arrive, and is else sent again."""
        if self._smtp_url is None:
            log.warning("SMTP_URL is not set: this worker leaves e-mail to others")
        try:
            while True:
                step = asyncio.create_task(self._step())
                try:
                    wait = await asyncio.shield(step)
                except asyncio.CancelledError:
                    await step
                    raise
                if wait:
                    await wakeups.current().wait("deliveries", at_most=wait.total_seconds())
        finally:
            await self._on_the_way.stop(STOP_SECONDS)

    async def run_due(self) -> int:
        """Do once what is due now, at most WORKER_BATCH digests, messages and invoices; gives how many that were.

        Raises Unavailable where the database is away. A fault in one row is logged and does not reach the others.
        """
        try:
            with clock.ahead_by(await clock_skew()):
                done = await self._begin_due()
            await self._on_the_way.wait()
        finally:
            await self._on_the_way.stop(after=0)
        return done

    async def _begin_due(self) -> int:
        """The same, without waiting for the messages."""
        done = await self._work_off(due_digests, make_digest)
        done += await self._send_due()
        done += await self._work_off(due_approvals, approve_by_clock)
        done += await self._work_off(due_reminders, remind)
        done += await self._work_off(due_viewings, remind_of_viewing)
        done += await self._work_off(due_warnings, warn_of_end)
        done += await self._work_off(due_tenancies, tend)
        return done + await self._work_off(due_documents, remind_of_expiry)

    async def _step(self) -> timedelta:
        """Do what is due and tell how long there is nothing to do; never raises."""
        try:
            if await is_held():
                return LOOK_INTERVAL
            with clock.ahead_by(await clock_skew()):
                await self._clean_up()
                due_at = await self._next_due()
                if due_at is None or due_at > clock.now():
                    return min(LOOK_INTERVAL, due_at - clock.now()) if due_at else LOOK_INTERVAL
                return timedelta() if await self._begin_due() else MIN_WAIT
        except Unavailable as error:
            log.warning("due work waits: the database is away", error=str(error))
        except Exception:
            log.exception("due work waits: a fault")
        return LOOK_INTERVAL

    async def _clean_up(self) -> None:
        try:
            await remove_files()
            for _ in range(MAX_WORDS):
                if not await shielded(retried, renew_next_words):
                    break
            if clock.now() < self._clean_up_at:
                return
            self._clean_up_at = clock.now() + CLEAN_UP_INTERVAL
            await expire_uploads()
            await expire_mails()
            await expire_exports()
            while await shielded(retried, fold):
                pass
            if clock.now() >= self._delete_at:
                is_done = (
                    await delete_old_rows()
                    and await trim()
                    and await ask_where_nobody_was()
                    and await plan_missing_reminders()
                )
                self._delete_at = clock.now() + (DELETE_INTERVAL if is_done else CLEAN_UP_INTERVAL)
        except Unavailable as error:
            log.warning("cleaning up waits", error=str(error))

    async def _next_due(self) -> datetime | None:
        self._set_aside = {key: until for key, until in self._set_aside.items() if until > clock.now()}
        return await next_due_at(self._channels(), self._set_aside)

    def _channels(self) -> list[Channel]:
        by_mail = [Channel.EMAIL] if self._smtp_url is not None else []
        return [*by_mail, Channel.SMS] if settings.get().sends_sms else by_mail

    async def _send_due(self) -> int:
        if not self._channels():
            return 0
        await self._on_the_way.wait_for_room(at_most=MIN_WAIT.total_seconds())
        room = self._on_the_way.room
        batch = await shielded(claim, self._channels(), room, but_to=self._on_the_way.full) if room else []
        for delivery in batch:
            self._on_the_way.begin(delivery)
        return len(batch)

    async def _deliver(self, delivery: Delivery) -> None:
        about = {"delivery": str(delivery.id), "template": delivery.template, "attempt": delivery.attempts}
        failure: Sentence | str | None = None
        is_final = False
        try:
            await self._send(delivery)
        except NotSent as error:
            failure, is_final = _without_tokens(error.reason), isinstance(error, (smtp.MailRefused, sms.SmsRefused))
        except Refusal as error:
            failure, is_final = error.sentence, True
        except Exception as error:
            log.exception("a message could not be sent: a fault", **about)
            failure = Sentence("A fault kept it from being sent ({fault}).", fault=type(error).__name__)
        if failure is not None:
            log.warning("a message was not sent", error=str(failure), for_good=is_final, **about)
        try:
            outcome = await shielded(mark_attempt, delivery, failure, is_final=is_final)
            totals.current().deliveries[delivery.channel.lower(), outcome.lower()] += 1
        except Exception:
            # Whatever it was, the lease ends by itself and the message is tried again.
            log.exception("what became of a message could not be written down", **about)

    async def _send(self, delivery: Delivery) -> None:
        await expect_still_wanted(delivery)
        if delivery.channel is Channel.SMS:
            await send_text(delivery)
            return
        assert self._smtp_url is not None, "without it no mail is claimed"
        await send_mail(delivery, self._smtp_url)

    async def _work_off(self, due: Callable[[list[UUID], int], Awaitable[list[UUID]]], do: _Job) -> int:
        """Do what is due, one after the other; gives how many there were to do.

        What is refused, as somebody was quicker, and what faults is set aside for a while, so that this loop rests too.
        """
        done = 0
        for key in await due(list(self._set_aside), settings.get().worker_batch):
            try:
                done += await shielded(do, key)
                continue
            except Refusal as refusal:
                log.info("due work was refused", work=do.__name__, id=str(key), reason=str(refusal))
            except Unavailable:
                raise
            except Exception:
                log.exception("due work could not be done: a fault", work=do.__name__, id=str(key))
            self._set_aside[key] = clock.now() + SET_ASIDE_TIME
        return done
