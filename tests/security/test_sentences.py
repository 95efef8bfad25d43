"""The contract says truly who may use a root field: each is tried by those whom it names and by others."""

import re
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type, is_required_argument

from adapters.mail.catcher import MailCatcher
from models.core.viewer import Permission
from resolvers.core.ids import decode_any
from tests.support.attacks import sweep
from tests.support.attacks.bad_requests import UNLIMITED, Request, document, requests, sent
from tests.support.attacks.bad_values import nonexistent
from tests.support.attacks.one_of_everything import standing
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.mutations import done
from tests.support.server import Client, Server

PERMISSIONS = tuple(each.value for each in Permission)
OPERATIONS = ("query", "mutation")
KEPT = re.compile(r"staff|others|whoever|who may|may see|only|viewer|theirs|Null|permission|right", re.IGNORECASE)
"""Words by which a description says that something is not for everybody."""


def usual(known: dict[str, Any]) -> list[Request]:
    """Each root field once, with arguments that would do."""
    return [each for operation in OPERATIONS for each in requests(operation, known) if each.path == ()]


async def codes(server: Server, token: str | None, request: Request) -> set[str]:
    """The codes of the errors that a root field alone is answered with, and not what is within it.

    A mutation that the viewer may not use at all says so in `userErrors`, without a field.
    """
    answer = (await sent(server, token, document([request]))).json()
    payloads = [each for each in (answer.get("data") or {}).values() if request.operation == "mutation"]
    errors = [error for payload in payloads for error in payload["userErrors"] if error["field"] is None]
    found = {each["extensions"]["code"] for each in answer.get("errors", []) if len(each["path"]) == 1}
    return found | {each["code"] for each in errors if each["code"] == "FORBIDDEN"}


def sentence(request: Request) -> str:
    """The sentence of a root field about who may use it."""
    found = re.search(r"(Anyone may use this|Requires [^.]*)\.", request.definition.description or "")
    assert found is not None, f"{request.field} does not say who may use it"
    return found[1]


@ON_SQLITE
@UNLIMITED
async def test_each_root_field_is_for_those_whom_it_names(
    server: Server, cast: Cast, sam: Client, ann: Client, tom: Client, rita: Client, catcher: MailCatcher
) -> None:
    known = await standing(cast, sam, ann, catcher)
    made = await done(sam, "staffRoleSet", "staffRole { id }", name="One thing", permissions=[])
    role = made["staffRole"]["id"]
    await done(sam, "staffUpdate", id=rita.id, roleId=role)
    # Each is asked with ids of nothing, so that little happens.
    nothing = {
        name: nonexistent(each) if isinstance(each, str) and decode_any(each) else each for name, each in known.items()
    }
    asked = [each for each in usual(nothing) if each.is_well_typed and each.field != "sessionRevoke"]
    assert len(asked) > 100
    wrong = []
    for request in asked:
        said = sentence(request)
        if (await codes(server, None, request) == {"UNAUTHENTICATED"}) == said.startswith("Anyone"):
            wrong.append(f"a stranger, {request.field}: {said}")
        if (
            "Requires permission" in said
            and "administer" not in said
            and await codes(server, tom.token, request) != {"FORBIDDEN"}
        ):
            wrong.append(f"a tenant, {request.field}: {said}")

    async def rita_may(*permissions: str) -> None:
        await done(sam, "staffRoleSet", id=role, name="One thing", permissions=list(permissions))

    naming: dict[frozenset[str], list[Request]] = {}
    for request in asked:
        naming.setdefault(frozenset(each for each in PERMISSIONS if each in sentence(request)), []).append(request)
    for named, those in naming.items():
        for permissions in [(each,) for each in named] + [tuple(set(PERMISSIONS) - named)] * bool(named):
            await rita_may(*permissions)
            is_let_in = bool(named & set(permissions))
            wrong += [
                f"staff with {permissions}, {request.field}: {sentence(request)}"
                for request in those
                if (await codes(server, rita.token, request) == {"FORBIDDEN"}) == is_let_in
            ]
    assert not wrong, "\n".join(wrong)


@ON_SQLITE
@pytest.mark.settings(**sweep.LIMITS)
async def test_a_field_that_is_kept_from_some_says_so(
    server: Server, cast: Cast, sam: Client, ann: Client, ben: Client, tom: Client, zoe: Client, catcher: MailCatcher
) -> None:
    known = (await standing(cast, sam, ann, catcher))["by_kind"]
    ids = [*known.values(), cast.quay_street, cast.zenith, *(each.id for each in (cast.ann, cast.zoe, cast.tom))]
    silent = set()
    shown = {each: await everything_of(sam, each) for each in ids}
    for by in (ann, ben, tom, zoe):
        for each in ids:
            for name, value in (await everything_of(by, each)).items():
                if value in (None, []) and shown[each].get(name) not in (None, []):
                    kind, field = name.split(".")
                    described = sweep.SCHEMA.get_type(kind)
                    assert isinstance(described, GraphQLObjectType)
                    if not KEPT.search(described.fields[field].description or ""):
                        silent.add(f"{name}: {described.fields[field].description}")
    assert not silent, "\n".join(sorted(silent))


async def everything_of(by: Client, node: str) -> dict[str, Any]:
    """The values that somebody gets from each field of a node, by type and field; empty for a hidden node."""
    asked = {"id": node}
    shown = (await by.data("query($id: ID!) { node(id: $id) { __typename } }", asked))["node"]
    if shown is None:
        return {}
    kind = sweep.SCHEMA.type_map[shown["__typename"]]
    assert isinstance(kind, GraphQLObjectType)
    fields = " ".join(
        f"{name} {'' if is_leaf_type(get_named_type(field.type)) else '{ __typename }'}"
        for name, field in kind.fields.items()
        if not any(map(is_required_argument, field.args.values()))
    )
    answer = await by.graphql(f"query($id: ID!) {{ node(id: $id) {{ ... on {kind.name} {{ {fields} }} }} }}", asked)
    return {f"{kind.name}.{name}": value for name, value in answer["data"]["node"].items()}
