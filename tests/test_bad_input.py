"""Whatever is sent is answered: with a refusal that names the field, never with a fault, and never telling what exists."""

import asyncio
from typing import Any

import pytest

from adapters.mail_catcher import MailCatcher
from tests.bad_requests import Request, batches, document, has_field, requests
from tests.cast import PASSWORD, Cast
from tests.server import Client, Server
from tests.standing import standing

UNLIMITED = pytest.mark.settings(
    max_query_aliases=10_000,
    max_query_cost=10**13,
    max_query_errors=10_000,
    max_query_tokens=200_000,
    max_root_fields=1000,
    sign_in_attempts=1000,
    sign_in_attempts_per_peer=10**6,
    lock_after_failures=1000,
    reset_requests_per_hour=10**6,
)
NAMES_ITS_FIELD = {"REQUIRED", "INVALID", "TOO_LONG", "NOT_FOUND", "NOT_UNIQUE", "TOO_LARGE", "STALE_VERSION"}
TOLD = {"BAD_USER_INPUT", "UNAUTHENTICATED", "FORBIDDEN", "CURSOR_EXPIRED", "THROTTLED"}


async def answers(server: Server, token: str | None, batch: list[Request]) -> dict[str, Any]:
    response = await server.client.post(
        "/graphql",
        json=document(batch),
        headers={"Authorization": f"Bearer {token}"} if token else {},
        timeout=300,
    )
    assert response.status_code < 500, response.text
    answer: dict[str, Any] = response.json()
    return answer


@UNLIMITED
@pytest.mark.parametrize("who", ["sam", "ann", "tom", "nobody"])
@pytest.mark.parametrize("operation", ["query", "mutation"])
async def test_no_value_of_the_right_type_is_a_fault(
    server: Server, cast: Cast, sam: Client, ann: Client, catcher: MailCatcher, operation: str, who: str
) -> None:
    known = await standing(cast, sam, ann, catcher)
    token = None if who == "nobody" else getattr(cast, who).token
    faults = []
    for batch in batches([each for each in requests(operation, known) if each.is_well_typed]):
        answer = await answers(server, token, batch)
        assert answer.get("data") is not None or answer["errors"][0].get("path"), answer["errors"][:3]
        for error in answer.get("errors", []):
            sent = batch[int(error["path"][0][1:])]
            if error["extensions"]["code"] not in TOLD:
                faults.append((sent.field, sent.path, _shown(sent), error["message"]))
        for alias, payload in (answer.get("data") or {}).items():
            sent = batch[int(alias[1:])]
            for refused in (payload or {}).get("userErrors", []) if operation == "mutation" else []:
                names = refused["field"] is not None and has_field(sent, refused["field"])
                if not names and (refused["field"] or refused["code"] in NAMES_ITS_FIELD):
                    faults.append((sent.field, sent.path, _shown(sent), refused))
    assert not faults, "\n".join(map(str, faults))


def _shown(sent: Request) -> str:
    value: Any = sent.arguments
    for step in sent.path:
        value = value[step] if not isinstance(value, dict) or step in value else None
    return repr(value)[:60]
