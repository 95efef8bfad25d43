"""The mutations do what `viewerCan...` says, for several people and in every status."""

from typing import Any

from tests.support.cast import Cast
from tests.support.files import attached, pdf
from tests.support.mutations import act, done
from tests.support.orders import move, new_order
from tests.support.server import Client

WRONG = "nothing has this id"
PROBES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "viewerCanUpdate": ("orderUpdate", "id", {"problemSummary": " "}),
    "viewerCanAddNote": ("noteAdd", "orderId", {"body": " "}),
    "viewerCanAddAttachment": ("attachmentAdd", "orderId", {"uploadId": WRONG}),
    "viewerCanSchedule": ("orderSchedule", "id", {"scheduledFor": "2090-01-01T00:00:00Z"}),
    "viewerCanAssign": ("orderAssign", "id", {"technicianIds": [WRONG]}),
    "viewerCanRecordWork": ("workRecord", "orderId", {"work": "SITE_VISIT", "summary": " "}),
    "viewerCanRecommend": ("recommendationCreate", "orderId", {"title": " "}),
    "viewerCanCancel": ("orderCancel", "id", {"reason": "x" * 3000}),
    "viewerCanMarkOfProperty": ("ofPropertySet", "id", {"ofProperty": False}),
    "viewerCanSubmit": ("orderSubmit", "id", {}),
}
"""The mutation of each ability, the field of its order, and an input that fails, where it can, for another reason."""
PROPOSED: dict[str, tuple[str, dict[str, Any]]] = {
    "viewerCanRespond": ("recommendationRespond", {"answer": "ASK_CLARIFICATION"}),
    "viewerCanReply": ("recommendationReply", {"comment": " "}),
    "viewerCanWithdraw": ("recommendationWithdraw", {}),
}
ORDER = f"query($id: ID!) {{ node(id: $id) {{ ... on Order {{ {' '.join(PROBES)} }} }} }}"
RECOMMENDATION = f"query($id: ID!) {{ node(id: $id) {{ ... on Recommendation {{ {' '.join(PROPOSED)} }} }} }}"
WAYS = {
    "DRAFT": (),
    "SUBMITTED": (),
    "SCHEDULED": ("SCHEDULED",),
    "IN_PROGRESS": ("IN_PROGRESS",),
    "COMPLETED": ("IN_PROGRESS", "COMPLETED"),
    "CANCELLED": ("CANCELLED",),
}


async def works(by: Client, mutation: str, field: str, row: str, given: dict[str, Any]) -> bool:
    """Whether a mutation is refused, if at all, for another reason than the person and the state."""
    errors = (await act(by, mutation, **{field: row}, **given))["userErrors"]
    return not any(error["code"] in ("FORBIDDEN", "WRONG_STATE") for error in errors)


async def test_the_abilities_of_an_order_are_those_of_its_verbs(sam: Client, ann: Client) -> None:
    for status, way in WAYS.items():
        for by in (sam, ann):
            order = await new_order(ann, asDraft=status == "DRAFT")
            for step in way:
                await move(sam, order, step)
            said = (await by.data(ORDER, {"id": order}))["node"]
            does = {name: await works(by, *probe[:2], order, probe[2]) for name, probe in PROBES.items()}
            assert said == does, (status, by.name)


async def test_an_order_of_the_property_may_be_written_on(sam: Client, ann: Client, tom: Client, cast: Cast) -> None:
    given = {"kind": "SERVICE_CALL", "siteId": cast.quay_street, "newAsset": {"name": "Boiler"}}
    order = await new_order(sam, customerId=cast.zenith, **given)
    await done(sam, "ofPropertySet", id=order, ofProperty=True)
    for by in (tom, sam):
        said = (await by.data(ORDER, {"id": order}))["node"]
        does = {name: await works(by, *probe[:2], order, probe[2]) for name, probe in PROBES.items()}
        assert said == does, by.name


async def test_the_abilities_of_a_recommendation_are_those_of_its_verbs(
    sam: Client, ann: Client, ben: Client, cast: Cast
) -> None:
    order = await new_order(ann)
    await done(sam, "membershipSet", customerId=cast.acme, contactId=ben.id, role="MEMBER", rights=["ORDERS"])
    for is_answered in (False, True):
        for by in (sam, ann, ben):
            made = await done(sam, "recommendationCreate", "recommendation { id }", orderId=order, title="New element")
            row = made["recommendation"]["id"]
            if is_answered:
                await done(ann, "recommendationRespond", id=row, answer="DECLINE")
            said = (await by.data(RECOMMENDATION, {"id": row}))["node"]
            does = {name: await works(by, mutation, "id", row, given) for name, (mutation, given) in PROPOSED.items()}
            assert said == does, (is_answered, by.name)


async def test_the_ability_to_remove_is_that_of_the_verb(sam: Client, ann: Client, ben: Client) -> None:
    order = await new_order(ann)
    asked = (
        "query($id: ID!) { node(id: $id) { ... on Attachment { viewerCanRemove } ... on Note { viewerCanRedact } } }"
    )
    for by in (sam, ann, ben):
        file = (await attached(ann, order, pdf(200)))["id"]
        note = (await done(ann, "noteAdd", "entry { id }", orderId=order, body="Hello"))["entry"]["id"]
        for mutation, row in (("attachmentRemove", file), ("noteRedact", note)):
            for _ in range(2):
                [said] = (await by.data(asked, {"id": row}))["node"].values()
                assert said == await works(by, mutation, "id", row, {}), (mutation, by.name)
