"""The portal access of each contact, gained or lost: every state that there is, with its history."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Final

import settings
from adapters.security import passwords
from adapters.security.tokens import token_of_seed
from latchkey.demo.people import PASSWORD, Cast
from latchkey.demo.stage import Story
from models.access import portal_access, resets, sign_in
from models.access.devices import Origin
from models.core.errors import Refusal
from models.core.viewer import PartyRole
from models.messages.deliveries import Delivery
from models.messages.digests import DigestFrequency, choose_digest
from models.messages.notifications import mark_read
from models.places.sites import Party

USER_AGENT: Final = "Demo data"
HOME: Final = Origin("192.0.2.14", USER_AGENT)
ELSEWHERE: Final = Origin("192.0.2.77", USER_AGENT)


def stories(cast: Cast) -> Iterator[Story]:
    """The stories of everybody's access; contacts who follow orders are active before the first of them."""
    for key in ("moira", "idris", "walter", "ada", "ben", "grace", "helen", "yuki", "pavel", "rosa"):
        yield _activated(cast, key)
    yield _enabled(cast, "nadia")
    yield _invited_twice(cast, "chloe")
    yield _invited_to_a_property(cast, "lena")
    yield _invited_and_revoked(cast, "marcus")
    yield _forgot_the_password(cast, "idris")
    yield _locked_out(cast, "pavel")
    yield _left(cast, "rosa")
    for key in ("moira", "ada", "sam"):
        yield _reads_notifications(cast, key)
    yield _wants_a_digest(cast, "idris")


async def _activated(cast: Cast, key: str) -> Story:
    diary, contact = cast.diary(64, f"activation of {key}"), cast.contacts[key]
    hashed = await passwords.hash_password(PASSWORD)
    yield diary.at
    await portal_access.invite(contact, username=key, by=cast.viewers["priya"])
    yield diary.after(0.2, 6)
    await sign_in.activate(await _token_in_mail(contact.expect_email()), hashed, origin=HOME)


async def _token_in_mail(address: str) -> str:
    """The secret of the link in the newest mail to that address."""
    links = [mail for mail in await Delivery.filter(recipient=address).order_by("id") if "link_seed" in mail.data]
    return token_of_seed(links[-1].data["link_seed"], settings.get().secret)


async def _enabled(cast: Cast, key: str) -> Story:
    yield cast.diary(9, f"access of {key}").at
    await portal_access.enable(cast.contacts[key], None, by=cast.viewers["priya"])


async def _invited_twice(cast: Cast, key: str) -> Story:
    diary = cast.diary(4, f"invitation of {key}")
    yield diary.at
    await portal_access.invite(cast.contacts[key], by=cast.viewers["priya"])
    yield diary.after(9, 14)
    await portal_access.invite(cast.contacts[key], by=cast.viewers["priya"])


async def _invited_to_a_property(cast: Cast, key: str) -> Story:
    yield cast.now - timedelta(minutes=12)
    contact = cast.contacts[key]
    party = await Party.get(contact_id=contact.id, role=PartyRole.TENANT)
    await portal_access.invite(contact, party=party, by=cast.viewers["priya"])


async def _invited_and_revoked(cast: Cast, key: str) -> Story:
    diary, priya = cast.diary(30, f"access of {key}"), cast.viewers["priya"]
    yield diary.at
    await portal_access.invite(cast.contacts[key], by=priya)
    yield diary.after(10, 20)
    await portal_access.cancel_invitation(cast.contacts[key], by=priya)
    yield diary.after(20, 40)
    await portal_access.revoke(cast.contacts[key], "The sale goes through his solicitor.", by=priya)


async def _forgot_the_password(cast: Cast, key: str) -> Story:
    diary, contact = cast.diary(26, f"reset of {key}"), cast.contacts[key]
    hashed = await passwords.hash_password(PASSWORD)
    yield diary.at
    with suppress(Refusal):
        await sign_in.sign_in(key, "was it the old one?", origin=HOME)
    yield diary.after(0.01, 0.02)
    await resets.request_reset(key, peer=HOME.peer)
    yield diary.after(0.05, 0.1)
    await resets.reset_password(await _token_in_mail(contact.expect_email()), hashed)
    yield diary.after(0.01, 0.02)
    await sign_in.sign_in(key, PASSWORD, origin=HOME)


async def _locked_out(cast: Cast, key: str) -> Story:
    for minutes in range(settings.get().lock_after_failures, 0, -1):
        yield cast.now - timedelta(minutes=3 + minutes / 2)
        with suppress(Refusal):
            await sign_in.sign_in(key, f"maybe this one {minutes}", origin=ELSEWHERE)


async def _left(cast: Cast, key: str) -> Story:
    yield cast.diary(18, f"leaving of {key}").at
    await portal_access.archive(
        cast.contacts[key], "Left the company at the end of the month.", by=cast.viewers["priya"]
    )


async def _reads_notifications(cast: Cast, key: str) -> Story:
    diary = cast.diary(15, f"reading of {key}")
    yield diary.at
    await mark_read(None, by=cast.viewers[key])
    yield diary.after(60, 75)
    await mark_read(None, by=cast.viewers[key])


async def _wants_a_digest(cast: Cast, key: str) -> Story:
    # Lately only: what was gathered before would be sent as soon as the demo starts.
    yield cast.diary(2, f"digest of {key}").at
    await choose_digest(DigestFrequency.DAILY, by=cast.viewers[key])
