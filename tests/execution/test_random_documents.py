"""Compiled reads give what graphql-core gives, for random documents, as everybody of the demo."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import UUID

import orjson
import pytest
from strawberry.types.execution import ExecutionResult

import settings
from adapters import clock
from adapters.database.client import close_database
from execution.compiled import readings
from execution.context import Context
from execution.running import run
from models.access.accounts import Account
from models.access.sessions import viewer_of_person
from models.core.database import open_database
from models.core.viewer import SYSTEM, KeyScope, Viewer
from models.log.unit_of_work import shielded
from models.partners.key_changes import create_key
from models.partners.key_viewers import viewer_of_key
from models.people.customers import Customer
from resolvers.core.ids import encode
from resolvers.nodes import MODELS
from schema.build import schema
from settings import Settings
from tests.support import databases
from tests.support.attacks.random_documents import Documents
from tests.support.programs.demo import copy_of_demo
from tests.support.queries import use_no_plans

WITHOUT: Final = {"invitation", "passwordResetLink", "emailChangeLink", "passwordStrength", "usernameSuggestion"}
"""Fields that cost hashing, or whose answer is made up each time."""
ROWS: Final = 60


@pytest.fixture
async def demo(database_kind: databases.Kind, tmp_path: Path) -> AsyncIterator[None]:
    """The demo's three months, in a database of its own."""
    url = await copy_of_demo(database_kind, tmp_path)
    settings.use(Settings(database_url=url, secret_key="s" * 40, data_dir=tmp_path, max_query_cost=10**9))
    await open_database(url)
    # Signed addresses, and what is overdue, stay as they are.
    with clock.moved_to(clock.now()):
        yield
    await close_database()
    databases.drop(url)


async def everybody() -> list[Viewer]:
    """All who may sign in, and API keys: one for all customers with every scope, and two that see less."""
    accounts = await Account.filter(activated_at__isnull=False)
    people = [await viewer_of_person(account.contact_id, account.staff_id) for account in accounts]
    customers = await Customer.all().order_by("name").limit(2)
    every = ~KeyScope(0)
    keys = [
        await shielded(key, every, None),
        await shielded(key, every & ~KeyScope.READ_INTERNAL, customers),
        await shielded(key, KeyScope.READ_INVOICES | KeyScope.READ_EVENTS, customers),
    ]
    return [viewer for viewer in people if viewer is not None] + keys


async def key(scopes: KeyScope, customers: list[Customer] | None) -> Viewer:
    """The viewer of a new API key."""
    made, _ = await create_key("Program", scopes, customers, owner_id=None, expires_at=None, by=SYSTEM)
    return await viewer_of_key(made.id)


async def ids() -> dict[str, list[str]]:
    """Global ids of some rows of each type that has rows."""
    found = {}
    for name, model in MODELS.items():
        keys: list[UUID] = await model.all().limit(ROWS).values_list("id", flat=True)  # type: ignore[assignment]
        found[name] = [encode(name, key) for key in keys]
    return {name: values for name, values in found.items() if values}


async def answered(query: str, viewer: Viewer) -> ExecutionResult:
    """The result of a query."""
    context = Context(viewer=viewer, token=None, peer="", user_agent=None)
    return await run(schema._schema, query, context)


def told(result: ExecutionResult) -> Any:
    """A result as it is sent. Of several errors that each leave nothing, it is not said which is told."""
    data = orjson.dumps(result.data, option=orjson.OPT_UTC_Z)
    return bool(result.errors) if result.data is None else (data, sorted(map(str, result.errors or ())))


@pytest.mark.usefixtures("demo")
async def test_random_documents_get_the_same_from_both(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(request.config.getoption("--seed"))
    documents = Documents(schema._schema, random, await ids(), WITHOUT)
    viewers, counted = await everybody(), Counter[str]()
    for _ in range(request.config.getoption("--documents")):
        query, viewer = documents.document(), random.choice(viewers)
        readings.counted.clear()
        compiled = await answered(query, viewer)
        with monkeypatch.context() as patched:
            use_no_plans(patched)
            by_core = await answered(query, viewer)
        assert told(compiled) == told(by_core), (viewer.name, query)
        assert by_core.errors or not readings.counted.keys() - {"compiled"}, (viewer.name, query, readings.counted)
        counted["with data" if not by_core.errors else "with errors"] += 1
    assert counted["with data"] > counted["with errors"]
