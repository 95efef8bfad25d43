"""An address for notices beside that for signing in: confirmed before it is used, and never for what opens the account."""

from adapters.mail.catcher import MailCatcher
from models.messages.deliveries import Delivery
from tests.support.cast import PASSWORD as CAST_PASSWORD
from tests.support.cast import Cast
from tests.support.mutations import done, history, mail_to, refused, token_in
from tests.support.server import Client, Server

SEEN = "query($id: ID!) { contact(id: $id) { email notificationEmail } }"
ORDER = """mutation($acme: ID!) { orderCreate(input: {kind: SERVICE_CALL, problemSummary: "No heat", customerId: $acme}) {
  order { id } userErrors { code } } }"""
NOTE = """mutation($id: ID!) { noteAdd(input: {orderId: $id, body: "The part has come"}) { userErrors { code } } }"""


async def test_notices_go_where_the_person_wants_once_that_is_confirmed(
    server: Server, sam: Client, ann: Client, ben: Client, cast: Cast, catcher: MailCatcher
) -> None:
    order = (await ann.data(ORDER, {"acme": cast.acme}))["orderCreate"]["order"]["id"]

    async def told_of_a_note() -> list[str]:
        assert (await sam.data(NOTE, {"id": order}))["noteAdd"]["userErrors"] == []
        sent = await Delivery.filter(template="note_added").order_by("-id").limit(2)
        return sorted(each.recipient for each in sent)

    asking = {"currentPassword": CAST_PASSWORD, "email": "ann@office.test"}
    assert await refused(ann, "notificationEmailRequest", **asking | {"currentPassword": "wrong"}) == "BAD_CREDENTIALS"
    assert await refused(ann, "notificationEmailRequest", **asking | {"email": ann.email.upper()}) == "INVALID"
    assert await refused(sam, "notificationEmailRequest", **asking) == "FORBIDDEN"
    await done(ann, "notificationEmailRequest", **asking)
    link = token_in(await mail_to(catcher, "ann@office.test", "confirm-notices"))
    assert await told_of_a_note() == [ann.email, ben.email]
    status = await server.graphql("query($t: String!) { emailChangeLink(token: $t) }", {"t": link})
    assert status["data"] == {"emailChangeLink": "VALID"}
    assert await refused(server, "emailChangeConfirm", token=link) == "LINK_INVALID"
    await done(server, "notificationEmailConfirm", token=link)
    assert await refused(server, "notificationEmailConfirm", token=link) == "LINK_USED"

    assert await told_of_a_note() == ["ann@office.test", ben.email]
    # The address for signing in is told, and gets what is about that.
    await catcher.wait_for(lambda mail: ann.email in mail.to and "ann@office.test" in mail.text)
    for name in ("ann", "ann@office.test"):
        await done(server, "passwordResetRequest", usernameOrEmail=name)
    await mail_to(catcher, ann.email, "reset")
    assert [each.recipient for each in await Delivery.filter(template="password_reset")] == [ann.email]
    as_a_name = {"username": "ann@office.test", "password": CAST_PASSWORD}
    assert await refused(server, "sessionCreate", **as_a_name) == "BAD_CREDENTIALS"

    both = {"email": ann.email, "notificationEmail": "ann@office.test"}
    assert [(await who.data(SEEN, {"id": ann.id}))["contact"] for who in (ann, sam)] == [both, both]
    assert (await ben.data(SEEN, {"id": ann.id}))["contact"] == both | {"notificationEmail": None}
    await done(ann, "notificationEmailRequest", currentPassword=CAST_PASSWORD, email=None)
    assert await told_of_a_note() == [ann.email, ben.email]
    kinds = [entry["kind"] for entry in await history(sam, ann.id)]
    assert kinds.count("NOTIFICATION_EMAIL_CHANGED") == 2


async def test_revoking_access_removes_the_notification_address(
    server: Server, sam: Client, ann: Client, catcher: MailCatcher
) -> None:
    await done(ann, "notificationEmailRequest", currentPassword=CAST_PASSWORD, email="thief@evil.test")
    link = token_in(await mail_to(catcher, "thief@evil.test", "confirm-notices"))
    await done(server, "notificationEmailConfirm", token=link)
    await done(sam, "portalAccessRevoke", contactId=ann.id, reason="Stolen")
    assert (await sam.data(SEEN, {"id": ann.id}))["contact"] == {"email": ann.email, "notificationEmail": None}
