"""The main job, end to end, through the front door: from a new customer to a revoked login."""

import re
import time
from typing import Any

from adapters.mail.catcher import MailCatcher
from tests.support.cast import PASSWORD
from tests.support.server import Client, Server
from tests.support.sockets import live

CONTACT = "id portalAccess { status username }"
MOVE = """mutation($id: ID!, $status: OrderStatus!, $comment: String) {
  orderStatusChange(input: {id: $id, status: $status, comment: $comment}) {
    order { status version } userErrors { code message field } } }"""
STATUS_STREAM = """subscription($after: EventCursor) { orderStatusChanged(after: $after) {
  cursor fromStatus toStatus order { number status } actor { name } } }"""
ORDER_STREAM = """subscription($id: ID!, $after: EventCursor) { orderEvents(orderId: $id, after: $after) {
  __typename cursor kind ... on OrderEvent { toStatus entry { __typename } } } }"""


def ok(payload: dict[str, Any]) -> dict[str, Any]:
    """A mutation's payload, which must have happened."""
    assert payload["userErrors"] == [], payload
    return payload


def refusal(payload: dict[str, Any]) -> str:
    """The code with which a mutation was refused."""
    assert len(payload["userErrors"]) == 1, payload
    code: str = payload["userErrors"][0]["code"]
    return code


async def invited(sam: Client, catcher: MailCatcher, email: str) -> tuple[str, str, str]:
    """A new customer with a new contact who has been invited: their ids, and the token in the mail."""
    created = await sam.data(
        'mutation { customerCreate(input: {name: "Harbour Cafe", currency: "GBP"}) { customer { id code } userErrors { code } } }'
    )
    customer = ok(created["customerCreate"])["customer"]["id"]
    created = await sam.data(
        """mutation($customer: ID!, $email: EmailAddress!) { contactCreate(input: {customerId: $customer, name: "Jo Hill",
        email: $email, mobile: "+447911123456", country: "GB", rights: [ORDERS, RECOMMENDATIONS, INVOICES, INVOICE_APPROVAL]}) { contact { id timeZone } userErrors { code message } } }""",
        {"customer": customer, "email": email},
    )
    contact = ok(created["contactCreate"])["contact"]
    assert contact["timeZone"] == "Europe/London"
    enabled = await sam.data(
        f"""mutation($id: ID!) {{ portalAccessEnable(input: {{contactId: $id}}) {{
        contact {{ {CONTACT} }} userErrors {{ code message }} }} }}""",
        {"id": contact["id"]},
    )
    access = ok(enabled["portalAccessEnable"])["contact"]["portalAccess"]
    assert access == {"status": "INVITED", "username": "jo.hill"}
    mail = await catcher.wait_for(lambda mail: email in mail.to)
    link = re.search(r"https?://\S+/activate\?token=([\w-]+)", mail.text)
    assert link is not None and link[0] in mail.html.replace("&amp;", "&")
    return customer, contact["id"], link[1]


async def test_the_story_runs_from_invitation_to_revocation(server: Server, sam: Client, catcher: MailCatcher) -> None:
    # Staff sign in; a customer, a contact and access are made; the invitation arrives as a mail.
    signed_in = await server.graphql(
        'mutation($p: String!) { sessionCreate(input: {username: "sam", password: $p}) { token viewer { kind } userErrors { code } } }',
        {"p": PASSWORD},
    )
    assert ok(signed_in["data"]["sessionCreate"])["viewer"] == {"kind": "STAFF"}
    customer, contact, token = await invited(sam, catcher, "jo@harbour.test")

    # Opening the link consumes nothing.
    for _ in range(2):
        page = await server.client.get(f"/activate?token={token}")
        assert page.status_code == 200
    preview = await server.graphql(
        "query($t: String!) { invitation(token: $t) { status username name } }", {"t": token}
    )
    assert preview["data"]["invitation"] == {"status": "VALID", "username": "jo.hill", "name": "Jo Hill"}
    accept = """mutation($t: String!) { invitationAccept(input: {token: $t, password: "copper kettle 1729",
        profile: {displayName: "Jo"}}) { token viewer { contact { displayName } } userErrors { code message } } }"""
    accepted = ok((await server.graphql(accept, {"t": token}))["data"]["invitationAccept"])
    assert accepted["viewer"]["contact"] == {"displayName": "Jo"}
    assert refusal((await server.graphql(accept, {"t": token}))["data"]["invitationAccept"]) == "LINK_USED"

    # The contact signs in, reads the overview and submits an order.
    signed_in = await server.graphql(
        'mutation { sessionCreate(input: {username: "JO@harbour.test", password: "copper kettle 1729"}) { token userErrors { code } } }'
    )
    jo = ok(signed_in["data"]["sessionCreate"])["token"]
    overview = await server.graphql(
        "{ viewer { overview { recentOrders { number } outstandingInvoices { number } unreadNotificationCount } } }",
        token=jo,
    )
    assert overview["data"]["viewer"]["overview"] == {
        "recentOrders": [],
        "outstandingInvoices": [],
        "unreadNotificationCount": 0,
    }
    created = await server.graphql(
        """mutation { orderCreate(input: {kind: WALK_IN_REPAIR, problemSummary: "Grinder makes a noise",
        newAsset: {name: "Coffee grinder", serialNumber: "G-77"}}) {
        order { id number status asset { serialNumber } } userErrors { code message } } }""",
        token=jo,
    )
    order = ok(created["data"]["orderCreate"])["order"]
    assert (order["number"], order["status"], order["asset"]) == ("SR-000001", "SUBMITTED", {"serialNumber": "G-77"})

    async with live(server, jo) as socket:
        now = (await server.graphql("{ eventCursor }", token=jo))["data"]["eventCursor"]
        statuses = await socket.subscribe(STATUS_STREAM, {"after": now})
        events = await socket.subscribe(ORDER_STREAM, {"id": order["id"], "after": now})

        # Staff move the order along: each move arrives on the open streams, and as a mail.
        began = time.monotonic()
        ok((await sam.data(MOVE, {"id": order["id"], "status": "IN_PROGRESS"}))["orderStatusChange"])
        first = (await statuses.next())["orderStatusChanged"]
        assert time.monotonic() - began < 5
        assert first["fromStatus"] == "SUBMITTED" and first["toStatus"] == "IN_PROGRESS"
        assert first["order"] == {"number": "SR-000001", "status": "IN_PROGRESS"} and first["actor"] == {
            "name": "Sam Sutton"
        }
        assert (await events.next())["orderEvents"]["entry"] == {"__typename": "StatusChange"}
        mail = await catcher.wait_for(lambda mail: "SR-000001" in mail.subject and "jo@harbour.test" in mail.to)
        assert "/orders/SR-000001" in mail.text
        refused = (await sam.data(MOVE, {"id": order["id"], "status": "SCHEDULED"}))["orderStatusChange"]
        assert refusal(refused) == "WRONG_STATE"
        assert "AWAITING_PARTS, READY_FOR_RETURN, COMPLETED" in refused["userErrors"][0]["message"]

        # A recommendation is posted and approved.
        posted = await sam.data(
            """mutation($id: ID!) { recommendationCreate(input: {orderId: $id, title: "Replace the burrs",
            estimate: {amount: "84.50", currency: "GBP"}}) { recommendation { id version estimate { amount currency } } userErrors { code message } } }""",
            {"id": order["id"]},
        )
        recommendation = ok(posted["recommendationCreate"])["recommendation"]
        assert recommendation["estimate"] == {"amount": "84.50", "currency": "GBP"}
        answered = await server.graphql(
            """mutation($id: ID!) { recommendationRespond(input: {id: $id, answer: APPROVE, comment: "Please do"}) {
            recommendation { status answeredBy { name } } userErrors { code message } } }""",
            {"id": recommendation["id"]},
            jo,
        )
        assert ok(answered["data"]["recommendationRespond"])["recommendation"] == {
            "status": "APPROVED",
            "answeredBy": {"name": "Jo"},
        }
        timeline = await server.graphql(
            """query($id: ID!) { order(by: {id: $id}) { timeline(first: 1) { nodes { __typename occurredAt actor { name }
            ... on RecommendationAnswered { answer comment recommendation { title } } } } } }""",
            {"id": order["id"]},
            jo,
        )
        entry = timeline["data"]["order"]["timeline"]["nodes"][0]
        assert entry.pop("occurredAt").endswith("Z")
        assert entry == {
            "__typename": "RecommendationAnswered",
            "actor": {"name": "Jo"},
            "answer": "APPROVE",
            "comment": "Please do",
            "recommendation": {"title": "Replace the burrs"},
        }

        # An invoice with two lines is issued and approved.
        issued = await sam.data(
            """mutation($customer: ID!, $order: ID!) { invoiceCreate(input: {customerId: $customer, orderId: $order,
            dueOn: "2030-01-31", lines: [
              {kind: PART, description: "Burrs", quantity: "1", unitPrice: "49.99", taxRate: "20"},
              {kind: LABOUR, description: "Fitting", quantity: "0.75", unitPrice: "60", taxRate: "20"}]}) {
            invoice { id number subtotal { amount } tax { amount } total { amount currency } approvalStatus } userErrors { code message field } } }""",
            {"customer": customer, "order": order["id"]},
        )
        invoice = ok(issued["invoiceCreate"])["invoice"]
        assert invoice["number"] == "INV-000001" and invoice["approvalStatus"] == "PENDING"
        assert [invoice[part]["amount"] for part in ("subtotal", "tax", "total")] == ["94.99", "19.00", "113.99"]
        approved = await server.graphql(
            """mutation($id: ID!) { invoiceApprove(input: {id: $id}) { invoice { approvalStatus approvedBy decidedBy { name } }
            userErrors { code message } } }""",
            {"id": invoice["id"]},
            jo,
        )
        assert ok(approved["data"]["invoiceApprove"])["invoice"] == {
            "approvalStatus": "APPROVED",
            "approvedBy": "APPROVER",
            "decidedBy": {"name": "Jo"},
        }

    # Cut off, the client comes back with its cursor and gets exactly what it missed.
    for status in ("AWAITING_PARTS", "IN_PROGRESS", "READY_FOR_RETURN"):
        ok((await sam.data(MOVE, {"id": order["id"], "status": status}))["orderStatusChange"])
    async with live(server, jo) as socket:
        statuses = await socket.subscribe(STATUS_STREAM, {"after": first["cursor"]})
        missed = [(await statuses.next())["orderStatusChanged"]["toStatus"] for _ in range(3)]
        assert missed == ["AWAITING_PARTS", "IN_PROGRESS", "READY_FOR_RETURN"] and statuses.is_silent

        # Staff revoke access: session, links and socket end.
        began = time.monotonic()
        revoked = await sam.data(
            'mutation($id: ID!) { portalAccessRevoke(input: {contactId: $id, reason: "Left"}) { contact { portalAccess { status } } userErrors { code } } }',
            {"id": contact},
        )
        assert ok(revoked["portalAccessRevoke"])["contact"]["portalAccess"]["status"] == "DISABLED"
        assert (await socket.closed())[0] == 4401
        assert time.monotonic() - began < 5
    answer = await server.client.post(
        "/graphql", json={"query": "{ viewer { kind } }"}, headers={"Authorization": f"Bearer {jo}"}
    )
    assert answer.status_code == 401
