"""Rows that a viewer may not see do not exist for them, in any query and any mutation."""

from dataclasses import dataclass
from typing import Any

import pytest

from adapters.mail.catcher import MailCatcher
from resolvers.core.ids import decode_any
from resolvers.nodes import EVENTS, MODELS, OWN
from tests.support.attacks.bad_requests import UNLIMITED, Request, alike, asking_for, document, sent
from tests.support.attacks.bad_values import nonexistent
from tests.support.attacks.one_of_everything import standing
from tests.support.cast import Cast
from tests.support.files import attached, pdf
from tests.support.mail import inbound
from tests.support.mutations import accept, done, mail_to, new_contact, token_in
from tests.support.orders import order_at
from tests.support.partners.keys import EVERY_SCOPE, new_key
from tests.support.queries import remember_every_document
from tests.support.server import Client, Server
from tests.support.sms_provider import say

NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
MORE = """query($invoice: ID!, $contact: ID!, $listing: ID!, $tenancy: ID!) {
  listing(by: {id: $listing}) { history { nodes { id } } } tenancy(id: $tenancy) { history { nodes { id } } }
  contact(id: $contact) { memberships { nodes { id } } portalAccess { history { nodes { id } } } }
  invoice(by: {id: $invoice}) { history { nodes { id } } } smsMessages { nodes { id } } inboundMails { nodes { id } } }"""
TURNS = 4
"""The tests among which those who try are divided, as each takes a while."""
EVERY_KIND = {*MODELS, *EVENTS, *OWN}
NEVER_SEEN = {
    "nobody": EVERY_KIND,
    "stranger": EVERY_KIND - {"StaffMember"},
    "key": EVERY_KIND - {"StaffMember"},
    "tenant": EVERY_KIND - {"StaffMember", "Party"},
    "applicant": EVERY_KIND - {"StaffMember"},
    "member": {
        *OWN,
        *("Invoice", "InvoiceActivity", "InvoiceHold", "InvoiceLine", "Payment", "CreditNote"),
        *("AccessRequest", "StaffRole", "Delivery", "SmsMessage", "ApiKey", "Webhook", "WebhookDelivery"),
        *("Tenancy", "TenancyActivity", "RentCharge", "PropertyDocument"),
    },
    "workshop": {
        *OWN,
        "Delivery",
        "Session",
        "Upload",
        "Notification",
        "AccessRequest",
        "PortalActivity",
        "ApiKey",
        "Webhook",
    },
}
"""The kinds of things of Acme's, and of its people and staff, of which somebody sees none."""


@dataclass
class There:
    """The rows by their kind, and values for arguments by their names."""

    ids: list[str]
    known: dict[str, dict[str, Any]]
    tokens: dict[str, str | None]


async def there(
    server: Server, cast: Cast, sam: Client, ann: Client, ben: Client, tom: Client, catcher: MailCatcher
) -> There:
    """One of everything at Acme, and people who see none, or some, of it."""
    known = await standing(cast, sam, ann, catcher)
    order = known["by_kind"]["Order"]
    ids = [*known["by_kind"].values(), cast.acme_site, ann.id]
    ids += [(await attached(ann, order, pdf(1000)))["id"]]
    ids += [(await attached(sam, order, pdf(1001), visibility="STAFF_ONLY"))["id"]]
    await say("What is this?", "+447911000111")
    await inbound.post(server, inbound.answer(inbound.MAILBOX, inbound.ANN, "A question"))
    named = {name: known["by_kind"][name.title()] for name in ("invoice", "listing", "tenancy")}
    found = await sam.data(MORE, {**named, "contact": ann.id})
    lists = [
        found["tenancy"]["history"],
        found["listing"]["history"],
        found["contact"]["portalAccess"]["history"],
        found["invoice"]["history"],
    ]
    lists += [found["smsMessages"], found["inboundMails"]]
    ids += [each["nodes"][0]["id"] for each in lists]
    own = (await ann.data("{ viewer { id overview { id } } }"))["viewer"]
    ids += [own["id"], own["overview"]["id"]]
    ids += [found["contact"]["memberships"]["nodes"][0]["id"]]
    # Ben may see orders of Acme and nothing else of it; Al has asked about a home that is Zenith's.
    await done(sam, "membershipSet", customerId=cast.acme, contactId=ben.id, role="MEMBER", rights=["ORDERS"])
    applicant = await new_contact(sam, "Al Gone", "al@harbour.test")
    await done(sam, "partySet", siteId=cast.quay_street, contactId=applicant, role="APPLICANT")
    await done(sam, "portalAccessEnable", contactId=applicant)
    al = await accept(server, token_in(await mail_to(catcher, "al@harbour.test", "activate")))
    people = {"stranger": cast.zoe, "tenant": cast.tom, "member": cast.ben, "workshop": cast.rita}
    key = await new_key(sam, *EVERY_SCOPE, customerIds=[cast.zenith])
    tokens = {name: person.token for name, person in people.items()} | {"nobody": None, "applicant": al}
    tokens["key"] = key.token
    # Whoever has to do with the home has something of their own to name beside what is hidden.
    own = {order: await order_at(tom, cast.quay_street), cast.acme: cast.zenith}
    elsewhere = {name: own.get(each, each) if isinstance(each, str) else each for name, each in known.items()}
    elsewhere["siteId"] = cast.quay_street
    knowing = {who: known if who in ("member", "workshop") else elsewhere for who in tokens}
    return There(list(dict.fromkeys(ids)), knowing, tokens)


def kind_of(node: str) -> str:
    """The type in a global id."""
    found = decode_any(node)
    assert found is not None, node
    return found[0]


@pytest.fixture
def settings_changes() -> dict[str, Any]:
    """With an address to which mail comes in."""
    return {**inbound.SETTINGS, **UNLIMITED.kwargs}


@pytest.mark.parametrize("turn", range(TURNS))
@pytest.mark.parametrize("operation", ["query", "mutation"])
async def test_rows_that_a_viewer_may_not_see_do_not_exist_for_them(
    server: Server,
    cast: Cast,
    sam: Client,
    ann: Client,
    ben: Client,
    tom: Client,
    catcher: MailCatcher,
    monkeypatch: pytest.MonkeyPatch,
    operation: str,
    turn: int,
) -> None:
    remember_every_document(monkeypatch)
    things = await there(server, cast, sam, ann, ben, tom, catcher)
    assert {kind_of(each) for each in things.ids} == EVERY_KIND
    told: list[str] = []
    for who, token in list(things.tokens.items())[turn::TURNS]:
        hidden = await unseen(server, token, things.ids)
        kinds = {kind_of(each) for each in hidden}
        seen_of_these = {kind_of(each) for each in set(things.ids) - set(hidden)} & NEVER_SEEN[who]
        assert kinds >= NEVER_SEEN[who] and not seen_of_these & {"Invoice", "Delivery", "Session"}, (who, kinds)
        told += [f"{who}: {each}" for each in await differences(server, token, operation, things.known[who], hidden)]
    assert not told, "\n".join(told)
    assert (await sam.data("{ orders { totalCount } }"))["orders"]["totalCount"] == 2


async def unseen(server: Server, token: str | None, ids: list[str]) -> list[str]:
    """Those of the ids of which somebody is told nothing."""
    if token is None:
        return ids
    found = (await server.graphql(NODES, {"ids": ids}, token))["data"]["nodes"]
    return [each for each, node in zip(ids, found, strict=True) if node is None]


async def differences(
    server: Server, token: str | None, operation: str, known: dict[str, Any], hidden: list[str]
) -> list[str]:
    """The answers that tell an id of something hidden from one that was never given out."""
    theirs = fitting(asking_for(operation, known, hidden), known)
    nobodys = fitting(asking_for(operation, known, [nonexistent(each) for each in hidden]), known)
    assert len(theirs) == len(nobodys) > len(hidden)
    told = []
    for one, other in zip(alike(theirs), alike(nobodys), strict=True):
        found, missing = [await sent(server, token, document(each)) for each in (one, other)]
        # What an API key has left of its limits differs from one answer to the next.
        one_told, other_told = ({**each.json(), "extensions": None} for each in (found, missing))
        if one_told != other_told:
            told += [
                f"{asked.field} {asked.path} {kind_of(given(asked))}: {a} instead of {b}"
                for asked, a, b in zip(one, parts(found.json(), one), parts(missing.json(), other), strict=True)
                if a != b
            ] or [f"{one} {found.text} instead of {missing.text}"]
    return told


def fitting(requests: list[Request], known: dict[str, Any]) -> list[Request]:
    """Those in which an id stands where one of its kind may, and of the others each eleventh."""
    return [each for number, each in enumerate(requests) if number % 11 == 0 or fits(each, known)]


def fits(asked: Request, known: dict[str, Any]) -> bool:
    """Whether an id of that kind usually stands there, as far as that is known."""
    name = next(str(step) for step in reversed(asked.path) if isinstance(step, str))
    usual = known.get(f"{asked.field}.{name}", known.get(name))
    return usual is None or kind_of(usual) == kind_of(given(asked))


def given(asked: Request) -> str:
    """The id that was put into a request."""
    found: Any = asked.arguments
    for step in asked.path:
        found = found[step]
    return str(found)


def parts(answer: dict[str, Any], batch: list[Request]) -> list[Any]:
    """The answer to each request of a batch: its data and its errors."""
    data, errors = answer.get("data") or {}, answer.get("errors", [])
    return [
        (data.get(f"a{number}"), [each for each in errors if (each.get("path") or [None])[0] == f"a{number}"])
        for number in range(len(batch))
    ]
