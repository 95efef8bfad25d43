"""Inviting many at once: one result each, in their order, each for itself, and at a cost that their number does not raise."""

from contextvars import ContextVar
from typing import Any

import pytest

from adapters import clock
from adapters.database.client import connection, transaction
from adapters.mail.catcher import MailCatcher
from models.core import text
from models.log.unit_of_work import retried
from models.messages.deliveries import Delivery
from models.people.contacts import Contact
from resolvers.core.ids import encode
from tests.support.attacks.bad_requests import sent
from tests.support.cast import Cast
from tests.support.databases import ON_POSTGRESQL
from tests.support.mutations import act, done, mail_to, new_contact, refused, token_in
from tests.support.server import Client, Server

RESULTS = "results { contact { id portalAccess { status } } userErrors { code field } }"


async def people(count: int, name: str = "Person", folder: str = "many") -> list[str]:
    """So many contacts with an address each; gives their ids."""
    added = [
        Contact(
            name=f"{name} {number}",
            name_key=text.key(f"{name} {number}"),
            display_name=name,
            email=f"p{number}@{folder}.test",
            email_key=f"p{number}@{folder}.test",
            time_zone="UTC",
            created_at=clock.now(),
        )
        for number in range(count)
    ]
    await Contact.bulk_create(added)
    return [encode("Contact", contact.id) for contact in added]


@pytest.fixture
async def seen(server: Server, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collects the statements that inviting people takes, and BEGIN for each transaction."""
    is_inviting, collected = ContextVar("is_inviting", default=False), []

    async def inviting(attempt: Any) -> Any:
        is_inviting.set(True)
        try:
            return await retried(attempt)
        finally:
            is_inviting.set(False)

    def begun() -> Any:
        collected.extend(["BEGIN"] * is_inviting.get())
        return transaction()

    monkeypatch.setattr("resolvers.core.mutations.retried", inviting)
    monkeypatch.setattr("models.log.unit_of_work.transaction", begun)
    async with transaction():
        client: Any = type(connection())
    for method in ("execute_query", "execute_insert", "execute_query_dict"):
        original = getattr(client, method)

        async def watched(self: Any, query: str, *values: Any, original: Any = original) -> Any:
            collected.extend([query] * is_inviting.get())
            return await original(self, query, *values)

        monkeypatch.setattr(client, method, watched)
    return collected


# The mails are sent by the same process, one at a time so that they do not take the time of the answer.
@ON_POSTGRESQL
@pytest.mark.settings(worker_batch=1)
async def test_five_hundred_are_invited_with_one_result_each(
    server: Server, sam: Client, catcher: MailCatcher, cast: Cast
) -> None:
    invited = await people(495)
    away = await new_contact(sam, "Gone Away", "gone@many.test")
    await done(sam, "contactArchive", id=away)
    without = await new_contact(sam, "No Address", None)
    refusals = {
        without: "EMAIL_REQUIRED",
        away: "WRONG_STATE",
        cast.ann.id: "WRONG_STATE",
        cast.acme: "NOT_FOUND",
        "nonsense": "NOT_FOUND",
    }
    # Those who are refused stand at both ends and in the middle.
    order = [without, *invited[:250], away, cast.ann.id, cast.acme, *invited[250:], "nonsense"]
    assert len(order) == 500
    query = f"mutation($to: [InvitationTarget!]!) {{ invitationsSend(input: {{to: $to}}) {{ {RESULTS} }} }}"
    body = {"query": query, "variables": {"to": [{"contactId": each} for each in order]}}
    results = (await sent(server, sam.token, body)).json()["data"]["invitationsSend"]["results"]
    told = [(each["contact"] and each["contact"]["id"], [e["code"] for e in each["userErrors"]]) for each in results]
    assert told == [(None, [refusals[each]]) if each in refusals else (each, []) for each in order]
    assert {each["contact"]["portalAccess"]["status"] for each in results if each["contact"]} == {"INVITED"}
    assert await Delivery.filter(template="invitation").count() == 495
    token = token_in(await mail_to(catcher, "p0@many.test", "activate"))
    preview = await server.graphql("query($t: String!) { invitation(token: $t) { status } }", {"t": token})
    assert preview["data"]["invitation"] == {"status": "VALID"}
    assert await refused(sam, "invitationsSend", to=[{"contactId": each} for each in [*order, away]]) == "INVALID"
    assert await refused(sam, "invitationsSend", to=[]) == "INVALID"


async def test_an_invitation_costs_the_same_however_many_there_are(sam: Client, seen: list[str]) -> None:
    # People of one name are the worst there is: each needs a username that the others do not have.
    everybody = await people(56, "Jo Hill", "hill")
    costs = []
    for some in (everybody[:1], everybody[1:6], everybody[6:]):
        seen.clear()
        answer = await act(sam, "invitationsSend", RESULTS, to=[{"contactId": each} for each in some])
        assert [result["userErrors"] for result in answer["results"]] == [[]] * len(some)
        assert seen.count("BEGIN") == len(some)
        costs.append(len(seen) / len(some))
    assert costs[0] == costs[1] == costs[2] <= 20, costs
