"""Measuring two servers against each other: in turns, the order reversed each round, and ratios within a round."""

import asyncio
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from time import perf_counter

from bench.load import ask, load
from bench.operations import FOLLOW, Moves, Read
from bench.servers import Server
from bench.sockets import Count, GraphQLSubscriber, Subscriber, connect

THROUGHPUT_CONNECTIONS = 8
LATENCY_CONNECTIONS = 2
EVENTS = 5
"""Events that are told to all subscribers in one round, one after another."""


@dataclass(frozen=True)
class Plan:
    """The times for which to measure."""

    rounds: int
    seconds: float
    latency_seconds: float
    subscribers: int


@dataclass
class Side:
    """The measurements of one server."""

    rates: list[float] = field(default_factory=list)
    cpu_seconds: float = 0.0
    """Of the server's processor, while `answers` were given."""
    answers: int = 0
    latencies: list[float] = field(default_factory=list)
    """Seconds, of all rounds together."""

    @property
    def rate(self) -> float:
        """The median of the rounds, in answers per second."""
        return statistics.median(self.rates)

    @property
    def cpu(self) -> float:
        """Seconds of the server's processor for each answer."""
        return self.cpu_seconds / self.answers

    def percentile(self, percent: int) -> float:
        """A percentile of the latencies, in seconds."""
        return statistics.quantiles(self.latencies, n=100, method="inclusive")[percent - 1]


@dataclass
class Comparison:
    """One kind of work on both servers."""

    name: str
    latchkey: Side = field(default_factory=Side)
    bare: Side = field(default_factory=Side)

    @property
    def ratios(self) -> list[float]:
        """Latchkey's rate as a part of the bare endpoint's, for each round; sorted."""
        return sorted(one / other for one, other in zip(self.latchkey.rates, self.bare.rates, strict=True))


async def compare_read(read: Read, latchkey: Server, bare: Server, plan: Plan) -> Comparison:
    """Read a page from both servers, of one customer after another."""
    of_latchkey, of_bare = cycle([pair[0] for pair in read.pairs]), cycle([pair[1] for pair in read.pairs])
    return await _compare(read.name, Moves(of_latchkey, of_bare), latchkey, bare, plan)


async def compare_moves(moves: Moves, latchkey: Server, bare: Server, plan: Plan) -> Comparison:
    """Change the status of orders."""
    return await _compare("status change", moves, latchkey, bare, plan)


async def _compare(name: str, asked: Moves, latchkey: Server, bare: Server, plan: Plan) -> Comparison:
    comparison = Comparison(name)
    sides = [(comparison.latchkey, latchkey, asked.latchkey), (comparison.bare, bare, asked.bare)]
    for number in range(plan.rounds):
        for side, server, requests in sides if number % 2 == 0 else reversed(sides):
            before = server.cpu_seconds()
            sample = await load(server.port, requests, THROUGHPUT_CONNECTIONS, plan.seconds)
            side.rates.append(sample.rate)
            side.cpu_seconds += server.cpu_seconds() - before
            side.answers += len(sample.latencies)
    for number in range(plan.rounds):
        for side, server, requests in sides if number % 2 == 0 else reversed(sides):
            sample = await load(server.port, requests, LATENCY_CONNECTIONS, plan.latency_seconds)
            side.latencies += sample.latencies
    return comparison


async def compare_fan_out(
    moves: Moves, followers: list[str], cursor: str, latchkey: Server, bare: Server, plan: Plan
) -> Comparison:
    """Change a status that many subscribers follow, and wait until the last of them has heard of it."""
    comparison = Comparison(f"event to {plan.subscribers}")
    tokens = cycle(followers)
    counts = Count(), Count()
    streams = [GraphQLSubscriber(next(tokens), FOLLOW, cursor, counts[0]) for _ in range(plan.subscribers)]
    sockets = [Subscriber("/moves", None, counts[1]) for _ in range(plan.subscribers)]
    for stream, socket in zip(streams, sockets, strict=True):
        await connect(latchkey.port, stream)
        await connect(bare.port, socket)
        stream.subscribe()
    sides = [
        (comparison.latchkey, latchkey, moves.latchkey, counts[0]),
        (comparison.bare, bare, moves.bare, counts[1]),
    ]
    try:
        for _, server, requests, count in sides:
            await _tell(server, requests, count, plan.subscribers)
        for number in range(plan.rounds):
            for side, server, requests, count in sides if number % 2 == 0 else reversed(sides):
                before = server.cpu_seconds()
                seconds = [await _tell(server, requests, count, plan.subscribers) for _ in range(EVENTS)]
                side.latencies += seconds
                side.rates.append(EVENTS * plan.subscribers / sum(seconds))
                side.cpu_seconds += server.cpu_seconds() - before
                side.answers += EVENTS * plan.subscribers
    finally:
        for subscriber in (*streams, *sockets):
            subscriber.close()
    return comparison


async def _tell(server: Server, requests: Iterator[bytes], count: Count, subscribers: int) -> float:
    all_followed = count.expect(subscribers)
    began = perf_counter()
    await ask(server.port, next(requests))
    await asyncio.wait_for(all_followed, 30)
    return perf_counter() - began
