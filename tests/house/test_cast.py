"""The cast is who it says it is, and every test has it to itself."""

import pytest

from tests.support.cast import PASSWORD, Cast
from tests.support.server import Client, Server

WHO = """
{ viewer {
  kind permissions
  contact { id name email }
  staffMember { id name email }
  memberships { nodes { role customer { id } } }
  parties { nodes { role site { id } } }
} }
"""
SIGN_IN = """
mutation ($username: String!, $password: String!) {
  sessionCreate(input: { username: $username, password: $password }) { token viewer { kind } userErrors { code } }
}
"""


async def test_staff_are_signed_in_with_their_permissions(sam: Client, rita: Client) -> None:
    for person, count in ((sam, 9), (rita, 1)):
        viewer = (await person.data(WHO))["viewer"]
        assert viewer["kind"] == "STAFF"
        assert viewer["staffMember"] == {"id": person.id, "name": person.name, "email": person.email}
        assert len(viewer["permissions"]) == count


async def test_contacts_are_signed_in_with_their_places(
    cast: Cast, ann: Client, ben: Client, zoe: Client, tom: Client
) -> None:
    places = {
        ann: ([{"role": "ADMIN", "customer": {"id": cast.acme}}], []),
        ben: ([{"role": "MEMBER", "customer": {"id": cast.acme}}], []),
        zoe: ([{"role": "ADMIN", "customer": {"id": cast.zenith}}], []),
        tom: ([], [{"role": "TENANT", "site": {"id": cast.quay_street}}]),
    }
    for person, (memberships, parties) in places.items():
        viewer = (await person.data(WHO))["viewer"]
        assert viewer["contact"] == {"id": person.id, "name": person.name, "email": person.email}
        assert (viewer["memberships"]["nodes"], viewer["parties"]["nodes"]) == (memberships, parties)


async def test_the_cast_signs_in_with_its_password(server: Server, ann: Client) -> None:
    answer = await server.graphql(SIGN_IN, {"username": ann.username, "password": PASSWORD})
    session = answer["data"]["sessionCreate"]
    assert (session["userErrors"], session["viewer"]) == ([], {"kind": "CONTACT"})


@pytest.mark.parametrize("time", ["first", "second"])
async def test_tests_do_not_see_each_others_changes(ann: Client, time: str) -> None:
    before = await ann.data("{ viewer { sessions { nodes { isCurrent } } } }")
    assert before["viewer"]["sessions"]["nodes"] == [{"isCurrent": True}]
    await ann.server.graphql(SIGN_IN, {"username": ann.username, "password": PASSWORD})
    after = await ann.data("{ viewer { sessions { nodes { isCurrent } } } }")
    assert len(after["viewer"]["sessions"]["nodes"]) == 2
