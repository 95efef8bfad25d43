"""The main job, end to end, through the front door: from a new customer to a revoked login."""

from adapters.mail.catcher import MailCatcher
from tests.support.cast import PASSWORD
from tests.support.mutations import act, done, invited, is_let_in, mail_to, refused
from tests.support.orders import STATUS_STREAM, move
from tests.support.server import Client, Server
from tests.support.sockets import live

ACCESS = "query($id: ID!) { contact(id: $id) { timeZone portalAccess { status username } } }"
ORDER_STREAM = """subscription($id: ID!, $after: EventCursor) { orderEvents(orderId: $id, after: $after) {
  __typename cursor ... on OrderTimelineEvent { entry { __typename } } } }"""


async def test_the_story_runs_from_invitation_to_revocation(server: Server, sam: Client, catcher: MailCatcher) -> None:
    # Staff sign in; a customer, a contact and access are made; the invitation arrives as a mail.
    signed_in = await done(server, "sessionCreate", "token viewer { kind }", username="sam", password=PASSWORD)
    assert signed_in["viewer"] == {"kind": "STAFF"}
    customer, contact, token = await invited(sam, catcher, "jo@harbour.test")
    access = {"status": "INVITED", "username": "jo.hill"}
    assert (await sam.data(ACCESS, {"id": contact}))["contact"] == {"timeZone": "Europe/London", "portalAccess": access}
    mail = await mail_to(catcher, "jo@harbour.test")
    assert f"/activate?token={token}" in mail.html.replace("&amp;", "&")

    # Opening the link consumes nothing.
    for _ in range(2):
        page = await server.client.get(f"/activate?token={token}")
        assert page.status_code == 200
    preview = await server.graphql(
        "query($t: String!) { invitation(token: $t) { status username name } }", {"t": token}
    )
    assert preview["data"]["invitation"] == {"status": "VALID", "username": "jo.hill", "name": "Jo Hill"}
    password, viewer = "copper kettle 1729", "token viewer { contact { displayName } }"
    given = {"token": token, "password": password, "profile": {"displayName": "Jo"}}
    accepted = await done(server, "invitationAccept", viewer, **given)
    assert accepted["viewer"]["contact"] == {"displayName": "Jo"}
    assert await refused(server, "invitationAccept", **given) == "LINK_USED"

    # The contact signs in, reads the overview and submits an order.
    signed_in = await done(server, "sessionCreate", "token", username="JO@harbour.test", password=password)
    jo = Client(contact, "Jo", "jo@harbour.test", "jo.hill", signed_in["token"], server)
    overview = await jo.data(
        "{ viewer { overview { recentOrders { number } outstandingInvoices { number } unreadNotificationCount } } }"
    )
    assert overview["viewer"]["overview"] == {
        "recentOrders": [],
        "outstandingInvoices": [],
        "unreadNotificationCount": 0,
    }
    grinder = {"name": "Coffee grinder", "serialNumber": "G-77"}
    created = await done(
        jo,
        "orderCreate",
        "order { id number status asset { serialNumber } }",
        kind="WALK_IN_REPAIR",
        problemSummary="Grinder makes a noise",
        newAsset=grinder,
    )
    order = created["order"]
    assert (order["number"], order["status"], order["asset"]) == ("SR-000001", "SUBMITTED", {"serialNumber": "G-77"})

    async with live(server, jo.token) as socket:
        now = (await jo.data("{ eventCursor }"))["eventCursor"]
        statuses = await socket.subscribe(STATUS_STREAM, {"after": now})
        events = await socket.subscribe(ORDER_STREAM, {"id": order["id"], "after": now})

        # Staff move the order along: each move arrives on the open streams, and as a mail.
        await move(sam, order["id"], "IN_PROGRESS")
        first = (await statuses.next())["orderEvents"]
        assert first["fromStatus"] == "SUBMITTED" and first["toStatus"] == "IN_PROGRESS"
        assert first["order"] == {"number": "SR-000001", "status": "IN_PROGRESS"} and first["actor"] == {
            "name": "Sam Sutton"
        }
        assert (await events.next())["orderEvents"]["entry"] == {"__typename": "StatusChange"}
        mail = await catcher.wait_for(lambda mail: "SR-000001" in mail.subject and "jo@harbour.test" in mail.to)
        assert "/orders/SR-000001" in mail.text
        [error] = (await act(sam, "orderStatusChange", id=order["id"], status="SCHEDULED"))["userErrors"]
        assert error["code"] == "WRONG_STATE"
        assert "only to: Awaiting parts, Ready for return or Completed" in error["message"]

        # A recommendation is posted and approved.
        posted = await done(
            sam,
            "recommendationCreate",
            "recommendation { id estimate { amount currency } }",
            orderId=order["id"],
            title="Replace the burrs",
            estimate={"amount": "84.50", "currency": "GBP"},
        )
        recommendation = posted["recommendation"]
        assert recommendation["estimate"] == {"amount": "84.50", "currency": "GBP"}
        answered = await done(
            jo,
            "recommendationRespond",
            "recommendation { status answeredBy { name } }",
            id=recommendation["id"],
            answer="APPROVE",
            comment="Please do",
        )
        assert answered["recommendation"] == {"status": "APPROVED", "answeredBy": {"name": "Jo"}}
        timeline = await jo.data(
            """query($id: ID!) { order(by: {id: $id}) { timeline(first: 1) { nodes { __typename occurredAt actor { name }
            ... on RecommendationAnswered { answer comment recommendation { title } } } } } }""",
            {"id": order["id"]},
        )
        entry = timeline["order"]["timeline"]["nodes"][0]
        assert entry.pop("occurredAt").endswith("Z")
        assert entry == {
            "__typename": "RecommendationAnswered",
            "actor": {"name": "Jo"},
            "answer": "APPROVE",
            "comment": "Please do",
            "recommendation": {"title": "Replace the burrs"},
        }

        # An invoice with two lines is issued and approved.
        burrs = {"kind": "PART", "description": "Burrs", "quantity": "1", "unitPrice": "49.99", "taxRate": "20"}
        work = {"kind": "LABOUR", "description": "Fitting", "quantity": "0.75", "unitPrice": "60", "taxRate": "20"}
        issued = await done(
            sam,
            "invoiceCreate",
            "invoice { id number subtotal { amount } tax { amount } total { amount } approvalStatus }",
            customerId=customer,
            orderId=order["id"],
            dueOn="2030-01-31",
            lines=[burrs, work],
        )
        invoice = issued["invoice"]
        assert invoice["number"] == "INV-000001" and invoice["approvalStatus"] == "PENDING"
        assert [invoice[part]["amount"] for part in ("subtotal", "tax", "total")] == ["94.99", "19.00", "113.99"]
        decision = "invoice { approvalStatus approvedBy decidedBy { name } }"
        assert (await done(jo, "invoiceApprove", decision, id=invoice["id"]))["invoice"] == {
            "approvalStatus": "APPROVED",
            "approvedBy": "APPROVER",
            "decidedBy": {"name": "Jo"},
        }

    # Cut off, the client comes back with its cursor and gets exactly what it missed.
    for status in ("AWAITING_PARTS", "IN_PROGRESS", "READY_FOR_RETURN"):
        await move(sam, order["id"], status)
    async with live(server, jo.token) as socket:
        statuses = await socket.subscribe(STATUS_STREAM, {"after": first["cursor"]})
        missed = [(await statuses.next())["orderEvents"]["toStatus"] for _ in range(3)]
        assert missed == ["AWAITING_PARTS", "IN_PROGRESS", "READY_FOR_RETURN"] and statuses.is_silent

        # Staff revoke access: session, links and socket end.
        access_now = "contact { portalAccess { status } }"
        revoked = await done(sam, "portalAccessRevoke", access_now, contactId=contact, reason="Left")
        assert revoked["contact"]["portalAccess"]["status"] == "DISABLED"
        assert (await socket.closed())[0] == 4401
    assert not await is_let_in(server, jo.token)
