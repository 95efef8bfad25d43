"""A request about access that is sent again with its key gets its first answer, and sends nothing twice."""

from typing import Any

import pytest

from models.access.mobile_codes import MobileCode
from models.log.idempotency import IdempotencyKey
from models.messages.deliveries import Delivery
from tests.support.cast import PASSWORD, Cast
from tests.support.mutations import act, done, new_contact, refused
from tests.support.server import Client
from tests.support.sms_provider import ANN, OURS, Provider

RESULTS = "results { contact { id } userErrors { code field } }"


@pytest.fixture
def settings_changes(provider: Provider) -> dict[str, Any]:
    return {"sms_url": provider.url, "sms_from": [OURS]}


@pytest.mark.parametrize(
    ("name", "template"),
    [("emailChangeRequest", "email_change_confirm"), ("notificationEmailRequest", "notification_email_confirm")],
)
async def test_a_repeated_address_gets_one_link(ann: Client, name: str, template: str) -> None:
    given = {"email": "ann@new.test", "currentPassword": PASSWORD, "idempotencyKey": "k"}
    assert await refused(ann, name, **given | {"currentPassword": "wrong"}) == "BAD_CREDENTIALS"
    assert await IdempotencyKey.all().count() == 0
    assert await done(ann, name, **given) == await done(ann, name, **given)
    assert await Delivery.filter(template=template).count() == 1
    # The password is checked again, and is no part of what is compared.
    assert await refused(ann, name, **given | {"currentPassword": "wrong"}) == "BAD_CREDENTIALS"
    assert await refused(ann, name, **given | {"email": "ann@other.test"}) == "IDEMPOTENCY_KEY_REUSED"


async def test_a_repeated_request_sends_one_code(ann: Client) -> None:
    given = {"mobile": ANN, "idempotencyKey": "k"}
    for _ in range(3):
        await done(ann, "mobileVerificationRequest", **given)
    assert await MobileCode.all().count() == 1
    other = given | {"mobile": "+447911123499"}
    assert await refused(ann, "mobileVerificationRequest", **other) == "IDEMPOTENCY_KEY_REUSED"


async def test_repeated_invitations_are_sent_once(sam: Client, cast: Cast) -> None:
    one, other = await new_contact(sam, "One", "one@many.test"), await new_contact(sam, "Other", None)
    given: dict[str, Any] = {"to": [{"contactId": one}, {"contactId": other}], "idempotencyKey": "k"}
    first = await act(sam, "invitationsSend", RESULTS, **given)
    assert [each["contact"] for each in first["results"]] == [{"id": one}, None]
    assert await act(sam, "invitationsSend", RESULTS, **given) == first
    given_wrong = given | {"to": [{"contactId": "nonsense"}], "idempotencyKey": "other"}
    [wrong] = (await act(sam, "invitationsSend", RESULTS, **given_wrong))["results"]
    assert wrong["userErrors"] == [{"code": "NOT_FOUND", "field": ["to", "0", "contactId"]}]
    assert await Delivery.filter(template="invitation").count() == 1
    assert await refused(sam, "invitationsSend", **given | {"to": [{"contactId": one}]}) == "IDEMPOTENCY_KEY_REUSED"


async def test_a_repeated_change_is_made_once(sam: Client, cast: Cast) -> None:
    name = {"name": "Clerks", "permissions": [], "idempotencyKey": "k"}
    shown = "staffRole { id version }"
    first = await done(sam, "staffRoleSet", shown, **name)
    assert await done(sam, "staffRoleSet", shown, **name) == first
    assert await refused(sam, "staffRoleSet", **name | {"name": "Others"}) == "IDEMPOTENCY_KEY_REUSED"
    for _ in range(2):
        await done(sam, "portalAccessRevoke", contactId=cast.ben.id, idempotencyKey="revoke")
