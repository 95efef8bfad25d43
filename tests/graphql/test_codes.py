"""Each mutation gives each code that its description lists, at the field at fault."""

from collections.abc import Awaitable, Callable
from typing import Final

import pytest

from adapters.mail.catcher import MailCatcher
from tests.support.attacks.bad_requests import UNLIMITED
from tests.support.attacks.one_of_everything import standing
from tests.support.cast import Cast
from tests.support.codes import CODES, room_of
from tests.support.databases import Kind
from tests.support.mutations import done
from tests.support.refusals import (
    access,
    bad_values,
    invoices,
    market,
    messages,
    orders,
    partners,
    people,
    places,
    tenancies,
)
from tests.support.refusals.stage import Code, Stage
from tests.support.server import Client, Server

ROOMS: Final[dict[str, Callable[[Stage], Awaitable[None]]]] = {
    "access": access.refuse,
    "people": people.refuse,
    "places": places.refuse,
    "orders": orders.refuse,
    "invoices": invoices.refuse,
    "messages": messages.refuse,
    "partners": partners.refuse,
    "market": market.refuse,
    "tenancies": tenancies.refuse,
}


def described(room: str) -> set[Code]:
    """The codes that mutations of a room describe; uploads are tested with what they are attached to."""
    rooms = {room, "files"} if room == "orders" else {room}
    return {(name, code) for name, codes in CODES.items() if room_of(name) in rooms for code in codes}


@pytest.mark.parametrize("room", ROOMS)
@UNLIMITED
async def test_each_mutation_gives_each_code_that_it_describes(
    server: Server,
    database_kind: Kind,
    cast: Cast,
    sam: Client,
    ann: Client,
    ben: Client,
    zoe: Client,
    tom: Client,
    rita: Client,
    catcher: MailCatcher,
    room: str,
) -> None:
    stage = Stage(server, cast, sam, rita, ann, ben, zoe, tom)

    await ROOMS[room](stage)
    assert not stage.wrong, "\n".join(stage.wrong)
    if database_kind == "sqlite":  # to the values the other one has nothing to add
        known = await standing(cast, sam, ann, catcher)
        nothing = {"customerId": cast.acme, "contactId": ben.id, "role": "MEMBER", "rights": []}
        await done(sam, "membershipSet", **nothing)
        missing = described(room) - stage.given
        missing -= await bad_values.refusals((sam, ann, zoe, ben), missing, known)
        assert not missing, "\n".join(" ".join(each) for each in sorted(missing))


def test_every_mutation_is_of_a_room_that_is_tested() -> None:
    assert set().union(*map(described, ROOMS)) == {(name, code) for name, codes in CODES.items() for code in codes}
