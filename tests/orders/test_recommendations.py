"""Recommendations: one final answer to what was seen, and a conversation before it that stands in the timeline."""

import asyncio
from collections import Counter
from typing import Any

from adapters.mail.catcher import MailCatcher
from tests.support.cast import Cast
from tests.support.files import pdf, uploaded
from tests.support.mutations import act, done, refused
from tests.support.orders import new_order
from tests.support.server import Client, Server
from tests.support.sockets import live

SHOWN = """recommendation { id version status detail estimate { amount currency }
  answeredAt answeredBy { name kind } answerComment }"""
TIMELINE = """query($id: ID!) { order(by: {id: $id}) { timeline(first: 100) { nodes {
  __typename kind occurredAt visibility actor { name kind }
  ... on RecommendationAnswered { answer comment recommendation { title } }
  ... on RecommendationReplied { comment estimate { amount currency } previousEstimate { amount currency }
    recommendation { title } }
  ... on RecommendationWithdrawn { comment recommendation { title } } } } } }"""
TOLD = "{ notifications(first: 100) { nodes { kind title body subject { id } } } }"


async def proposed(sam: Client, order: str, **given: Any) -> dict[str, Any]:
    """A recommendation on the order, as its creation showed it."""
    given = {"title": "New element", "estimate": {"amount": "80.00", "currency": "EUR"}} | given
    made: dict[str, Any] = (await done(sam, "recommendationCreate", SHOWN, orderId=order, **given))["recommendation"]
    return made


async def spoken(viewer: Client, order: str) -> list[dict[str, Any]]:
    """The entries of the timeline about recommendations, oldest first."""
    nodes = (await viewer.data(TIMELINE, {"id": order}))["order"]["timeline"]["nodes"]
    return [node for node in nodes[::-1] if node["kind"].startswith("RECOMMENDATION")]


async def told(viewer: Client) -> list[tuple[str, str]]:
    """The notifications of somebody about recommendations, oldest first."""
    nodes = (await viewer.data(TOLD))["notifications"]["nodes"]
    return [(node["kind"], node["body"]) for node in nodes[::-1] if node["kind"].startswith("RECOMMENDATION")]


async def test_clarification_is_a_conversation_that_ends_in_one_answer(
    sam: Client, ann: Client, catcher: MailCatcher
) -> None:
    order = await new_order(ann)
    posted = await proposed(sam, order, detail="It is worn.")
    asked = await done(
        ann,
        "recommendationRespond",
        SHOWN,
        id=posted["id"],
        answer="ASK_CLARIFICATION",
        comment="How long does it last?",
    )
    open_still = {"answeredAt": None, "answeredBy": None, "answerComment": None}
    assert asked["recommendation"] == posted | open_still | {"version": 2, "status": "CLARIFICATION_REQUESTED"}

    replied = await done(sam, "recommendationReply", SHOWN, id=posted["id"], version=2, comment="Ten years.")
    assert replied["recommendation"] == posted | open_still | {"version": 3, "status": "PENDING"}
    mail = await catcher.wait_for(lambda mail: ann.email in mail.to and "Ten years." in mail.text)
    assert mail.subject == "SR-000001: reply: New element" and "/orders/SR-000001" in mail.text

    # A second round, in which the estimate changes, and then the answer.
    await done(ann, "recommendationRespond", SHOWN, id=posted["id"], answer="ASK_CLARIFICATION", comment="Any cheaper?")
    cheaper = {"amount": "64.50", "currency": "EUR"}
    again = await done(
        sam, "recommendationReply", SHOWN, id=posted["id"], comment="Used.", detail="A used one.", estimate=cheaper
    )
    assert (again["recommendation"]["detail"], again["recommendation"]["estimate"]) == ("A used one.", cheaper)
    answered = await done(ann, "recommendationRespond", SHOWN, id=posted["id"], answer="APPROVE", comment="Yes.")
    final = answered["recommendation"]
    assert (final["status"], final["version"], final["answerComment"]) == ("APPROVED", 6, "Yes.")
    assert final["answeredBy"] == {"name": "Ann", "kind": "CONTACT"} and final["answeredAt"] is not None

    entries = await spoken(ann, order)
    who = [(entry["kind"], entry["actor"]["name"], entry.get("comment")) for entry in entries]
    assert who == [
        ("RECOMMENDATION", "Sam Sutton", None),
        ("RECOMMENDATION_RESPONSE", "Ann", "How long does it last?"),
        ("RECOMMENDATION_REPLY", "Sam Sutton", "Ten years."),
        ("RECOMMENDATION_RESPONSE", "Ann", "Any cheaper?"),
        ("RECOMMENDATION_REPLY", "Sam Sutton", "Used."),
        ("RECOMMENDATION_RESPONSE", "Ann", "Yes."),
    ]
    assert [entry["answer"] for entry in entries[1::2]] == ["ASK_CLARIFICATION", "ASK_CLARIFICATION", "APPROVE"]
    estimates = [(entry["previousEstimate"], entry["estimate"]) for entry in entries[2:5:2]]
    assert estimates == [(None, None), (posted["estimate"], cheaper)]
    assert all(entry["occurredAt"] and entry["visibility"] == "EVERYONE" for entry in entries)
    assert await spoken(sam, order) == [entry | {"actor": entry["actor"]} for entry in await spoken(sam, order)]

    # Each side was told what the other one said, and nobody what they said themselves.
    questions = [("RECOMMENDATION_ANSWERED", words) for words in ("How long does it last?", "Any cheaper?", "Yes.")]
    assert await told(sam) == questions
    assert await told(ann) == [
        ("RECOMMENDATION_POSTED", "It is worn."),
        ("RECOMMENDATION_REPLIED", "Ten years."),
        ("RECOMMENDATION_REPLIED", "Used."),
    ]


async def test_an_answer_to_an_old_version_is_stale(sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    seen = await proposed(sam, order)
    await done(
        sam,
        "recommendationReply",
        id=seen["id"],
        comment="It got dearer.",
        estimate={"amount": "95", "currency": "EUR"},
    )
    for answer in ("APPROVE", "DECLINE", "ASK_CLARIFICATION"):
        late = await act(
            ann, "recommendationRespond", SHOWN, id=seen["id"], version=1, answer=answer, comment="So be it"
        )
        assert (late["recommendation"]["version"], late["recommendation"]["status"]) == (2, "PENDING")
        assert [(error["code"], error["field"]) for error in late["userErrors"]] == [("STALE_VERSION", ["version"])]
    assert await refused(sam, "recommendationReply", id=seen["id"], version=1, comment="More") == "STALE_VERSION"
    assert await refused(sam, "recommendationWithdraw", id=seen["id"], version=1) == "STALE_VERSION"
    assert len(await spoken(sam, order)) == 2
    answered = await done(ann, "recommendationRespond", SHOWN, id=seen["id"], version=2, answer="APPROVE")
    assert answered["recommendation"]["estimate"] == {"amount": "95.00", "currency": "EUR"}
    # The final answer is a version of its own: whoever saw the one before it is told that it is gone.
    assert await refused(ann, "recommendationRespond", id=seen["id"], version=2, answer="DECLINE") == "STALE_VERSION"
    assert await refused(ann, "recommendationRespond", id=seen["id"], answer="DECLINE") == "WRONG_STATE"


async def test_answers_withdrawal_and_reply_at_once_have_one_winner(sam: Client, ann: Client, ben: Client) -> None:
    order = await new_order(ann)
    for _ in range(5):
        posted = await proposed(sam, order)
        given = {"id": posted["id"], "version": 1}
        answers = await asyncio.gather(
            act(ann, "recommendationRespond", SHOWN, **given, answer="APPROVE"),
            act(ben, "recommendationRespond", SHOWN, **given, answer="DECLINE"),
            act(ben, "recommendationRespond", SHOWN, **given, answer="ASK_CLARIFICATION", comment="Why?"),
            act(sam, "recommendationWithdraw", SHOWN, **given),
            act(sam, "recommendationReply", SHOWN, **given, comment="By the way"),
        )
        codes = Counter(error["code"] for answer in answers for error in answer["userErrors"])
        assert codes == {"STALE_VERSION": 4}
        [winner] = [answer["recommendation"] for answer in answers if not answer["userErrors"]]
        assert winner["version"] == 2
    assert len(await spoken(sam, order)) == 10


async def test_the_same_answer_sent_twice_is_one(sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    posted = await proposed(sam, order)
    asked: dict[str, Any] = {"answer": "ASK_CLARIFICATION", "comment": "Why?", "idempotencyKey": "ask"}
    answers = await asyncio.gather(
        *(act(ann, "recommendationRespond", SHOWN, id=posted["id"], version=1, **asked) for _ in range(6))
    )
    assert all(answer == answers[0] and answer["userErrors"] == [] for answer in answers)
    reply = {"id": posted["id"], "comment": "Because.", "idempotencyKey": "reply"}
    answers = await asyncio.gather(*(act(sam, "recommendationReply", SHOWN, **reply) for _ in range(6)))
    assert all(answer == answers[0] and answer["userErrors"] == [] for answer in answers)
    assert len(await spoken(sam, order)) == 3


async def test_an_answered_or_withdrawn_proposal_is_closed(sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    for end in ("APPROVE", "DECLINE", "WITHDRAW"):
        posted = (await proposed(sam, order))["id"]
        if end == "WITHDRAW":
            await done(sam, "recommendationWithdraw", id=posted, reason="Not needed after all")
        else:
            await done(ann, "recommendationRespond", id=posted, answer=end)
        assert await refused(sam, "recommendationReply", id=posted, comment="But") == "WRONG_STATE"
        assert await refused(sam, "recommendationWithdraw", id=posted) == "WRONG_STATE"
        for answer in ("APPROVE", "DECLINE", "ASK_CLARIFICATION"):
            assert await refused(ann, "recommendationRespond", id=posted, answer=answer, comment="But") == "WRONG_STATE"
    assert (await spoken(ann, order))[-1]["comment"] == "Not needed after all"


async def test_words_of_a_recommendation_are_checked_by_field(sam: Client, ann: Client) -> None:
    posted = (await proposed(sam, await new_order(ann)))["id"]
    for given, code, field in (
        ({"comment": " "}, "REQUIRED", ["comment"]),
        ({"comment": "x" * 2001}, "TOO_LONG", ["comment"]),
        ({"comment": "So", "estimate": {"amount": "-1", "currency": "EUR"}}, "INVALID", ["estimate", "amount"]),
        ({"comment": "So", "estimate": {"amount": "1.005", "currency": "EUR"}}, "INVALID", ["estimate", "amount"]),
        ({"comment": "So", "detail": "x" * 20_001}, "TOO_LONG", ["detail"]),
    ):
        answer = await act(sam, "recommendationReply", id=posted, **given)
        assert [(error["code"], error["field"]) for error in answer["userErrors"]] == [(code, field)]
    asked = await act(ann, "recommendationRespond", id=posted, answer="ASK_CLARIFICATION")
    assert [(error["code"], error["field"]) for error in asked["userErrors"]] == [("REQUIRED", ["comment"])]


async def test_rights_decide_on_answering_replying_and_seeing(
    server: Server, sam: Client, rita: Client, ann: Client, ben: Client, zoe: Client, tom: Client, cast: Cast
) -> None:
    posted = (await proposed(sam, await new_order(ann)))["id"]
    assert await refused(ann, "recommendationReply", id=posted, comment="I say so") == "FORBIDDEN"
    assert await refused(sam, "recommendationRespond", id=posted, answer="APPROVE") == "FORBIDDEN"
    assert await refused(zoe, "recommendationRespond", id=posted, answer="APPROVE") == "NOT_FOUND"
    assert await refused(tom, "recommendationRespond", id=posted, answer="APPROVE") == "FORBIDDEN"
    await done(rita, "recommendationReply", id=posted, comment="Ask me anything")
    await done(sam, "membershipSet", customerId=cast.acme, contactId=ben.id, role="MEMBER", rights=["ORDERS"])
    assert await refused(ben, "recommendationRespond", id=posted, answer="APPROVE") == "FORBIDDEN"


async def test_a_tenant_learns_nothing_of_what_the_landlord_is_asked(
    server: Server, sam: Client, zoe: Client, tom: Client, cast: Cast, catcher: MailCatcher
) -> None:
    made = await done(
        tom,
        "orderCreate",
        "order { id }",
        kind="SERVICE_CALL",
        siteId=cast.quay_street,
        problemSummary="Boiler is cold",
    )
    order = made["order"]["id"]
    now = (await tom.data("{ eventCursor }"))["eventCursor"]
    async with live(server, tom.token) as socket:
        stream = await socket.subscribe(
            "subscription($c: EventCursor) { events(after: $c) { ... on PortalEvent { kind } } }", {"c": now}
        )
        posted = (await proposed(sam, order, title="New boiler"))["id"]
        await done(zoe, "recommendationRespond", id=posted, answer="ASK_CLARIFICATION", comment="What of the tenant?")
        await done(sam, "recommendationReply", id=posted, comment="He may stay.")
        await done(zoe, "recommendationRespond", id=posted, answer="DECLINE")
        last = (await proposed(sam, order, title="Old boiler"))["id"]
        await done(sam, "recommendationWithdraw", id=last)
        await done(sam, "noteAdd", orderId=order, body="The end of it")
        kinds: list[str] = []
        while "NOTE_ADDED" not in kinds:
            kinds.append((await stream.next())["events"]["kind"])
        assert [kind for kind in kinds if "RECOMMENDATION" in kind] == []
    assert await told(tom) == [] and await spoken(tom, order) == []
    assert [kind for kind, _ in await told(zoe)] == [
        "RECOMMENDATION_POSTED",
        "RECOMMENDATION_REPLIED",
        "RECOMMENDATION_POSTED",
    ]
    await catcher.wait_for(lambda mail: tom.email in mail.to and "The end of it" in mail.text)
    queued = await sam.data(
        "query($id: ID!) { deliveries(where: {contactId: [$id]}) { nodes { template } } }", {"id": tom.id}
    )
    assert {each["template"] for each in queued["deliveries"]["nodes"]} == {"note_added"}


async def test_the_proposer_is_notified_of_the_answer(sam: Client, rita: Client, ann: Client) -> None:
    order = await new_order(ann)
    await done(sam, "orderAssign", id=order, technicianIds=[rita.id])
    posted = await proposed(sam, order)
    await done(ann, "recommendationRespond", id=posted["id"], answer="ASK_CLARIFICATION", comment="Which one?")
    await done(ann, "recommendationRespond", id=posted["id"], answer="DECLINE")
    answers = [("RECOMMENDATION_ANSWERED", "Which one?"), ("RECOMMENDATION_ANSWERED", "New element")]
    assert [each for each in await told(sam) if "ANSWERED" in each[0]] == answers
    assert [each for each in await told(rita) if "ANSWERED" in each[0]] == answers


async def test_pictures_show_what_is_proposed(
    server: Server, sam: Client, zoe: Client, ann: Client, tom: Client, cast: Cast
) -> None:
    """They are for those who see the proposal, and no entries of their own."""
    where = {"kind": "SERVICE_CALL", "siteId": cast.quay_street, "problemSummary": "Boiler is cold"}
    order = (await done(tom, "orderCreate", "order { id }", **where))["order"]["id"]
    shown = "recommendation { id attachments { nodes { id filename thumbnail { url } download { url } } } }"
    given = {"orderId": order, "title": "New boiler", "uploadIds": [(await uploaded(sam, pdf(), "boiler.pdf"))["id"]]}
    posted = (await done(sam, "recommendationCreate", shown, **given))["recommendation"]
    assert [each["filename"] for each in posted["attachments"]["nodes"]] == ["boiler.pdf"]
    more = {"comment": "Here it is.", "uploadIds": [(await uploaded(sam, pdf(2_000), "room.pdf"))["id"]]}
    replied = (await done(sam, "recommendationReply", shown, id=posted["id"], **more))["recommendation"]
    assert [each["filename"] for each in replied["attachments"]["nodes"]] == ["boiler.pdf", "room.pdf"]
    files = """query($id: ID!, $file: ID!) { order(by: {id: $id}) { attachments { totalCount }
      timeline { nodes { kind } } } node(id: $file) { id } }"""
    file = replied["attachments"]["nodes"][0]["id"]
    seen = {by.name: await by.data(files, {"id": order, "file": file}) for by in (zoe, tom, ann)}
    assert seen["Zoe Zimmer"]["order"]["attachments"]["totalCount"] == 2 and seen["Zoe Zimmer"]["node"] == {"id": file}
    assert "ATTACHMENT" not in str(seen["Zoe Zimmer"]["order"]["timeline"])
    assert seen["Tom Tully"]["order"]["attachments"]["totalCount"] == 0 and seen["Tom Tully"]["node"] is None
    assert seen["Ann Archer"] == {"order": None, "node": None}
    fetched = await server.client.get(replied["attachments"]["nodes"][0]["download"]["url"])
    assert fetched.content == pdf()


async def test_files_of_a_proposal_are_checked_before_anything_is_kept(sam: Client, ann: Client) -> None:
    order = await new_order(ann)
    assert await refused(sam, "recommendationCreate", orderId=order, title="X", uploadIds=[order]) == "NOT_FOUND"
    assert await spoken(sam, order) == []
