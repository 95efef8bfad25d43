"""The application: what runs in a process, and which addresses it serves. Tests run this one too."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route

import settings
from adapters import tracing, wakeups
from adapters.database.client import close_database
from adapters.files import storage
from adapters.mail.catcher import MailCatcher
from adapters.security import passwords, rate_limits
from adapters.text import locales
from latchkey.demo.clock import clock_routes
from latchkey.files.routes import EXPOSED_HEADERS, files_routes
from latchkey.graphql.context import open_context
from latchkey.graphql.contract import contract_route
from latchkey.graphql.endpoint import GraphQLEndpoint
from latchkey.graphql.way_in import way_in
from latchkey.inbound.mail_webhook import mail_routes
from latchkey.inbound.sms_webhook import sms_routes
from latchkey.loop_monitor import LoopMonitor
from latchkey.monitoring import totals
from latchkey.monitoring.health import health_routes
from latchkey.monitoring.metrics import Metrics
from latchkey.monitoring.port import operators_port
from latchkey.monitoring.totals import Totals
from latchkey.pages.explorer import DemoAccount, explorer_routes
from latchkey.pages.mailbox import mailbox_routes
from latchkey.pages.notices import not_found
from latchkey.pages.pages import pages_routes
from latchkey.pages.portal import portal_routes
from latchkey.worker.exports import ExportRelay
from latchkey.worker.relay import Worker
from latchkey.worker.webhooks import WebhookRelay
from models.core.database import open_database
from models.log import standing
from models.log.standing import Standing
from schema.build import schema
from subscriptions import hub, streams, viewers
from subscriptions.hub import Hub
from subscriptions.tail import Tail
from subscriptions.viewers import LiveViewers, session_ended


def create_app(
    *, with_worker: bool = True, demo_accounts: tuple[DemoAccount, ...] = (), with_demo_clock: bool = False
) -> Starlette:
    """Latchkey as an ASGI application, configured by `settings.get()`."""
    options = settings.get()
    endpoint = GraphQLEndpoint(schema, open_context=open_context, session_ended=session_ended)
    routes: list[BaseRoute] = [
        Route("/graphql", endpoint),
        contract_route(open_context),
        *health_routes(),
        *pages_routes(),
        *sms_routes(),
        *mail_routes(),
        *files_routes(),
    ]
    loop_monitor = LoopMonitor()
    metrics = Metrics(endpoint.lines, loop_monitor)
    if options.metrics_token is not None:
        routes.append(metrics.guarded_route())
    catcher = MailCatcher() if options.is_development and options.smtp_url is None else None
    if options.is_development:
        routes += explorer_routes(list(demo_accounts))
        routes += clock_routes() if with_demo_clock else []
    if catcher is not None:
        routes += mailbox_routes(catcher)
    routes += portal_routes()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with running(with_worker, catcher, loop_monitor, metrics):
            yield

    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[way_in(endpoint, paths=[getattr(each, "path", "/") for each in routes], exposed=EXPOSED_HEADERS)],
        exception_handlers={404: not_found},
    )
    # An address is one address: else a slash too many is answered with one that is made from the request's own Host.
    app.router.redirect_slashes = False
    app.state.catcher = catcher
    app.state.loop_monitor = loop_monitor
    return app


@asynccontextmanager
async def running(
    with_worker: bool, catcher: MailCatcher | None, loop_monitor: LoopMonitor, metrics: Metrics
) -> AsyncIterator[None]:
    """Everything that a process needs besides its routes: database, log's tail, wake-ups, worker, loop monitor."""
    options = settings.get()
    passwords.use(
        passwords.Hashing(
            memory_kib=options.argon2_memory_kib,
            time_cost=options.argon2_time_cost,
            concurrency=options.password_hash_concurrency,
            queue=options.password_hash_queue,
        )
    )
    locales.use_english(options.english_locale)
    wakeups.use(wakeups.Wakeups(options.redis_url))
    rate_limits.use(rate_limits.Limiter(options.redis_url))
    storage.use(storage.Storage(options.storage))
    async with AsyncExitStack() as stack:
        stack.push_async_callback(wakeups.current().close)
        await open_database(options.database, options.database_pool_size, read_url=options.database_read_url)
        stack.push_async_callback(close_database)
        standing.use(Standing())
        totals.use(Totals())
        tail = Tail()
        live_viewers = LiveViewers(tail)
        streams.use(tail)
        hub.use(Hub(tail))
        viewers.use(live_viewers)
        tail.on_access_change(live_viewers.access_changed)
        await tail.start()
        for work in (tail.run, hub.current().run, live_viewers.run):
            stack.push_async_callback(_in_background(work))
        stack.push_async_callback(_in_background(wakeups.current().listen))
        stack.push_async_callback(_in_background(loop_monitor.run))
        await stack.enter_async_context(operators_port(options, metrics))
        if options.traces_url is not None:
            stack.callback(tracing.start(tracing.collector(options.traces_url), share=options.traces_share))
        smtp_url = options.smtp_url
        if catcher is not None:
            await stack.enter_async_context(catcher)
            smtp_url = catcher.url
        if with_worker and smtp_url is not None:
            stack.push_async_callback(_in_background(Worker(smtp_url).run))
        if with_worker:
            stack.push_async_callback(_in_background(WebhookRelay().run))
            stack.push_async_callback(_in_background(ExportRelay().run))
        yield


def _in_background(work: Callable[[], Coroutine[Any, Any, None]]) -> Callable[[], Awaitable[None]]:
    """Start something that runs until it is cancelled; gives what ends it and waits for its end."""
    task = asyncio.create_task(work())

    async def end() -> None:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    return end
