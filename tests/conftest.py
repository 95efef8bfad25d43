"""Fixtures: a fresh database with the cast in it, the real app on a real port, and the people of the cast at its door.

A test that asks for one of these runs twice, on SQLite and on PostgreSQL; `--kind sqlite` starts no PostgreSQL. Settings
that it needs otherwise are given by a mark, `@pytest.mark.settings(review_period_hours=1)`; where they are known only at
run time, a test module has its own fixture `settings_changes`. Where no mail is read, `@pytest.mark.without_worker` saves
sending it.
"""

import gc
import os
import sys
from asyncio import AbstractEventLoop
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
import structlog
from pydantic import BaseModel
from tortoise.backends.base.client import BaseDBAsyncClient

import settings
from adapters import clock
from adapters.database.client import connection
from adapters.database.reading import Statement
from adapters.mail.catcher import MailCatcher
from adapters.security import passwords
from latchkey.app import create_app
from latchkey.migrate import migrate
from latchkey.process import GC_THRESHOLDS
from latchkey.wire import http
from models.access.sessions import Session
from models.log import standing
from settings import Settings
from tests.support import databases, services
from tests.support.cast import Cast, engage
from tests.support.kept.lines import keep_lines
from tests.support.kept.loop import kept_loop
from tests.support.server import Client, Server, listening, serving
from tests.support.sms_provider import Provider, providing

CHEAP = passwords.Hashing(memory_kib=8, time_cost=1)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--kind`: the only database that is to be run on. `--documents`, `--seed`: see test_random_documents.py."""
    parser.addoption("--kind", choices=databases.KINDS, help="run no test on the other database")
    parser.addoption("--documents", type=int, default=300, help="random documents that are compared")
    parser.addoption("--seed", type=int, default=1, help="the seed of random documents")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests on a database that is not wanted; those that need none stay.

    Those on one database follow each other: what is made for a dialect is then made once.
    """
    kind = config.getoption("kind")
    left_out = {item for item in items if kind and _kind_of(item) not in (None, kind)}
    if left_out:
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]
    items.sort(key=lambda item: _kind_of(item) or "")


def pytest_collection_finish() -> None:
    """Collect garbage from now on, among what the tests make."""
    gc.freeze()
    gc.enable()


def _kind_of(item: pytest.Item) -> databases.Kind | None:
    call = getattr(item, "callspec", None)
    return call.params.get("database_kind") if call else None


def pytest_configure(config: pytest.Config) -> None:
    """Start a run in an environment that says nothing, whatever the developer's says."""
    config.addinivalue_line("markers", "settings(**values): settings of the app in this test")
    config.addinivalue_line("markers", "migrated_to(name): the last migration that `older_database` has seen")
    config.addinivalue_line("markers", "without_worker: nothing that is due is done, as with `serve --no-worker`")
    for name in Settings.model_fields:
        os.environ.pop(name.upper(), None)
    # The usual traceback, with the local variables of libraries, takes minutes to draw.
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
        ]
    )
    gc.set_threshold(*GC_THRESHOLDS)
    # What is imported and collected stays to the end: no collection has to look at it.
    gc.disable()
    databases.finish_models_once()
    keep_lines()
    # httpcore tries to import it in every request, and Python looks for it in every folder each time.
    sys.modules["sniffio"] = None  # type: ignore[assignment]
    if not hasattr(config, "workerinput"):
        services.open_run()


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], AbstractEventLoop]]:
    """The tests run on a loop like that on which the app is served."""
    return {"uvloop": kept_loop}


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the services of the run, after the last of its processes has ended."""
    kept_loop().run_until_complete(databases.let_go())
    kept_loop().end()
    if not hasattr(config, "workerinput"):
        services.close_run()
    else:
        services.leave_running()


@pytest.fixture(autouse=True)
def _as_at_the_start() -> Iterator[None]:
    """Every test begins with the true time, cheap hashing, and settings that tell nothing of the one before."""
    passwords.use(CHEAP)
    settings.use(_usual_settings())
    # Lines on which nothing is under way would outlive the loop of the test.
    http.LINGERING_SECONDS = 0
    yield
    clock.reset()


@pytest.fixture(params=databases.KINDS)
def database_kind(request: pytest.FixtureRequest) -> databases.Kind:
    """Which database the test runs on; both, one after the other."""
    kind: databases.Kind = request.param
    return kind


@pytest.fixture
async def empty_database(database_kind: databases.Kind, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a database of this test's own with nothing in it, not even tables."""
    url = await databases.create_empty(database_kind, tmp_path)
    yield url
    databases.drop(url)


@pytest.fixture
async def older_database(
    database_kind: databases.Kind, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[str]:
    """The URL of a database of this test's own with the tables as they were after the migration of `migrated_to`."""
    (name,) = request.node.get_closest_marker("migrated_to").args
    url = await databases.create_copy(database_kind, tmp_path, name, partial(migrate, upto=name))
    yield url
    databases.drop(url)


@pytest.fixture
async def database(database_kind: databases.Kind, tmp_path: Path) -> str:
    """The URL of a migrated database of this test's own, with the cast in it."""
    cast_file = services.run_folder() / f"cast-{database_kind}.json"

    async def prepare(url: str) -> None:
        await migrate(url)
        (await engage(url)).dump(cast_file)

    return await databases.create_from_template(database_kind, tmp_path, prepare)


@pytest.fixture
def cast(database: str, database_kind: databases.Kind) -> Cast:
    """The people and places in the database."""
    return Cast.load(services.run_folder() / f"cast-{database_kind}.json")


@pytest.fixture
def settings_changes(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The settings of the app that this test wants otherwise."""
    changes: dict[str, Any] = {}
    for mark in request.node.iter_markers("settings"):
        changes = mark.kwargs | changes
    return changes


@pytest.fixture
async def server(
    database: str, settings_changes: dict[str, Any], tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Server]:
    """The real app with its worker and tail, at its own address."""
    with_worker = request.node.get_closest_marker("without_worker") is None
    with listening() as listener:
        port = listener.getsockname()[1]
        settings.use(_settings(**{"database_url": database, "data_dir": tmp_path, "port": port} | settings_changes))
        async with serving(create_app(with_worker=with_worker), listener) as running:
            # However old the template is, no first request has to record that a session is in use.
            await Session.all().update(last_used_at=clock.now())
            yield running


class _Given(Settings):
    """Settings that are given. To look for each in an environment that says nothing takes ten times as long."""

    def __init__(self, **values: Any) -> None:
        BaseModel.__init__(self, **values)


@cache
def _usual_settings() -> Settings:
    return _settings()


def _settings(**values: Any) -> Settings:
    cheap = {"argon2_memory_kib": CHEAP.memory_kib, "argon2_time_cost": CHEAP.time_cost, "sign_in_answer_ms": 0}
    # A process of tests may be kept from working for longer than one that serves.
    patient = {"database_idle_seconds": 60}
    return _Given(**{"secret_key": "tests know this key, and nobody else does"} | cheap | patient | values)


@pytest.fixture
def catcher(server: Server) -> MailCatcher:
    """The catcher that the server's mail goes to."""
    found: MailCatcher = server.app.state.catcher
    return found


@pytest.fixture
def statements(server: Server, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collects the SQL that the app runs."""
    client: Any = type(connection())
    original, seen = client.execute_query, []

    async def watched(self: BaseDBAsyncClient, query: str, values: list[Any] | None = None) -> Any:
        seen.append(query)
        return await original(self, query, values)

    def watched_bound(self: Statement, *args: Any, **kwargs: Any) -> Any:
        text, values = bound(self, *args, **kwargs)
        seen.append(text)
        return text, values

    bound = Statement.bound
    monkeypatch.setattr(client, "execute_query", watched)
    monkeypatch.setattr(Statement, "bound", watched_bound)
    return seen


@pytest.fixture
def forget_viewers(server: Server) -> Callable[[], None]:
    """Lets the server read again who asks, after a test has changed rows without the log."""
    return lambda: standing.current().forget({None})


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    """An SMS provider that keeps the texts it is given."""
    async with providing() as running:
        yield running


@pytest.fixture
def sam(server: Server, cast: Cast) -> Client:
    """Staff with every permission."""
    return server.client_of(cast.sam)


@pytest.fixture
def rita(server: Server, cast: Cast) -> Client:
    """Staff with MANAGE_ORDERS alone."""
    return server.client_of(cast.rita)


@pytest.fixture
def ann(server: Server, cast: Cast) -> Client:
    """The administrator of Acme, with every right."""
    return server.client_of(cast.ann)


@pytest.fixture
def ben(server: Server, cast: Cast) -> Client:
    """A member of Acme, who may not approve invoices."""
    return server.client_of(cast.ben)


@pytest.fixture
def zoe(server: Server, cast: Cast) -> Client:
    """The administrator of Zenith, a stranger to Acme."""
    return server.client_of(cast.zoe)


@pytest.fixture
def tom(server: Server, cast: Cast) -> Client:
    """The tenant of 12 Quay Street, who belongs to no customer."""
    return server.client_of(cast.tom)
