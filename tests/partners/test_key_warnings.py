"""Those who manage an API key are told a week before it ends."""

from datetime import timedelta
from typing import Any

import pytest

from adapters import clock
from adapters.mail.catcher import MailCatcher
from latchkey.worker.relay import Worker
from tests.support.cast import Cast
from tests.support.mutations import done
from tests.support.partners.keys import new_key
from tests.support.server import Client

pytestmark = pytest.mark.without_worker

NOTICES = "{ notifications { nodes { kind title body subject { id } } } }"
CHANGES = "{ events(kinds: [API_KEY_CHANGED]) { nodes { ... on ApiKeyEvent { change apiKeyId } } } }"


async def told(by: Client) -> list[dict[str, Any]]:
    """The notices of keys that somebody has."""
    found = (await by.data(NOTICES))["notifications"]["nodes"]
    return [notice for notice in found if notice["kind"] == "API_KEY_ENDS"]


@pytest.mark.parametrize("owner", ["customer", "operator"])
async def test_the_managers_of_a_key_are_told_a_week_before_it_ends(
    cast: Cast, ann: Client, ben: Client, sam: Client, owner: str
) -> None:
    manager, other = (ann, sam) if owner == "customer" else (sam, ann)
    end = clock.now() + timedelta(days=10)
    given: dict[str, Any] = {} if owner == "customer" else {"customerIds": [cast.acme]}
    given["expiresAt"] = end.isoformat()
    names = ("ending", "revoked", "moved")
    ending, revoked, moved = [await new_key(manager, "READ_ORDERS", name=name, **given) for name in names]
    given["expiresAt"] = (clock.now() + timedelta(days=6)).isoformat()
    await new_key(manager, "READ_ORDERS", **given)
    await new_key(manager, "READ_ORDERS", **given | {"expiresAt": None})
    await done(manager, "apiKeyRevoke", id=revoked.id)
    await done(manager, "apiKeyRotate", id=moved.id, overlapSeconds=0, expiresAt=(end + timedelta(days=30)).isoformat())
    async with MailCatcher() as catcher:
        worker = Worker(catcher.url)
        clock.advance(timedelta(days=2, hours=23))
        await worker.run_due()
        assert await told(manager) == []
        clock.advance(timedelta(hours=2))
        for _ in range(2):
            await worker.run_due()
        mail = await catcher.wait_for(lambda mail: "ends soon" in mail.subject)
        assert (list(mail.to), "ending" in mail.subject) == ([manager.email], True)
    [notice] = await told(manager)
    assert (notice["title"], notice["body"]) == ("The API key ending ends soon", ending.token[:12])
    assert notice["subject"] == {"id": ending.id}
    assert await told(other) == await told(ben) == []
    assert (await manager.data(CHANGES))["events"]["nodes"][-1] == {"change": "ENDS_SOON", "apiKeyId": ending.id}
