"""Measuring two servers against each other: in turns, the order reversed each round, and ratios within a round."""

import asyncio
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from time import perf_counter

from bench.load import ask, load
from bench.operations import FOLLOW, Moves, Read
from bench.servers import Server, database_cpu_seconds
from bench.sockets import Count, GraphQLSubscriber, Subscriber, connect

THROUGHPUT_CONNECTIONS = 8
LATENCY_CONNECTIONS = 2
SETTLING_SECONDS = 1
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
    database_cpu_seconds: float = 0.0
    answers: int = 0
    latencies: list[float] = field(default_factory=list)
    """Seconds, of all rounds together."""
    idle_kib: float = 0.0
    """Memory of the server for one subscriber more, who only listens."""

    @property
    def rate(self) -> float:
        """The median of the rounds, in answers per second."""
        return statistics.median(self.rates)

    @property
    def cpu(self) -> float:
        """Seconds of the server's processor for each answer."""
        return self.cpu_seconds / self.answers

    @property
    def database_cpu(self) -> float:
        """Seconds of the database's processor for each answer."""
        return self.database_cpu_seconds / self.answers

    def ratios_to(self, other: "Side") -> list[float]:
        """This rate as a part of the other's, for each round; sorted."""
        return sorted(mine / theirs for mine, theirs in zip(self.rates, other.rates, strict=True))

    def percentile(self, percent: int) -> float:
        """A percentile of the latencies, in seconds."""
        return statistics.quantiles(self.latencies, n=100, method="inclusive")[percent - 1]


@dataclass
class Turn:
    """A server, and the requests to it."""

    server: Server
    requests: Iterator[bytes]
    side: Side = field(default_factory=Side)

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count the time of the processor that the server and the database use meanwhile."""
        server, database = self.server.cpu_seconds(), database_cpu_seconds()
        yield
        self.side.cpu_seconds += self.server.cpu_seconds() - server
        self.side.database_cpu_seconds += database_cpu_seconds() - database


@dataclass
class Told(Turn):
    """A server whose requests cause events, and its subscribers."""

    subscriber: Callable[[Count], Subscriber] = field(kw_only=True)
    count: Count = field(default_factory=Count)


@dataclass
class Comparison:
    """One kind of work on both servers."""

    name: str
    latchkey: Side
    bare: Side

    @property
    def ratios(self) -> list[float]:
        """Latchkey's rate as a part of the bare endpoint's, for each round; sorted."""
        return self.latchkey.ratios_to(self.bare)


async def compare_read(read: Read, latchkey: Server, bare: Server, plan: Plan) -> Comparison:
    """Read a page from both servers, of one customer after another."""
    of_latchkey, of_bare = cycle([pair[0] for pair in read.pairs]), cycle([pair[1] for pair in read.pairs])
    return await _compare(read.name, Moves(of_latchkey, of_bare), latchkey, bare, plan)


async def compare_moves(moves: Moves, latchkey: Server, bare: Server, plan: Plan) -> Comparison:
    """Change the status of orders."""
    return await _compare("status change", moves, latchkey, bare, plan)


async def _compare(name: str, asked: Moves, latchkey: Server, bare: Server, plan: Plan) -> Comparison:
    mine, theirs = Turn(latchkey, asked.latchkey), Turn(bare, asked.bare)
    await take_turns([mine, theirs], plan)
    return Comparison(name, mine.side, theirs.side)


async def take_turns(turns: Sequence[Turn], plan: Plan) -> None:
    """Ask all servers in turns, first for as many answers as they can give, then with few connections for latency."""
    for number in range(plan.rounds):
        for turn in turns if number % 2 == 0 else reversed(turns):
            with turn.counted():
                sample = await load(turn.server.port, turn.requests, THROUGHPUT_CONNECTIONS, plan.seconds)
            turn.side.rates.append(sample.rate)
            turn.side.answers += len(sample.latencies)
    for number in range(plan.rounds):
        for turn in turns if number % 2 == 0 else reversed(turns):
            sample = await load(turn.server.port, turn.requests, LATENCY_CONNECTIONS, plan.latency_seconds)
            turn.side.latencies += sample.latencies


async def compare_fan_out(
    moves: Moves, followers: list[str], cursor: str, latchkey: Server, bare: Server, plan: Plan
) -> Comparison:
    """Change a status that many subscribers follow, and wait until the last of them has heard of it."""
    mine = Told(latchkey, moves.latchkey, subscriber=streams(followers, cursor))
    theirs = Told(bare, moves.bare, subscriber=lambda count: Subscriber("/moves", None, count))
    await tell_in_turns([mine, theirs], plan)
    return Comparison(f"event to {plan.subscribers:,}", mine.side, theirs.side)


def streams(followers: list[str], cursor: str) -> Callable[[Count], Subscriber]:
    """Makes Latchkey's subscribers, of one follower after another."""
    tokens = cycle(followers)
    return lambda count: GraphQLSubscriber(next(tokens), FOLLOW, {"after": cursor}, count)


async def tell_in_turns(told: Sequence[Told], plan: Plan) -> None:
    """Tell each server's subscribers of events, one server after the other."""
    subscribers: list[Subscriber] = []
    try:
        for one in told:
            await _listen(one, plan.subscribers // 2, subscribers)
            before = one.server.memory_kib()
            await _listen(one, plan.subscribers - plan.subscribers // 2, subscribers)
            one.side.idle_kib = (one.server.memory_kib() - before) * 2 / plan.subscribers
        for one in told:
            for _ in range(EVENTS):
                await _tell(one, plan.subscribers)
        for number in range(plan.rounds):
            for one in told if number % 2 == 0 else reversed(told):
                with one.counted():
                    seconds = [await _tell(one, plan.subscribers) for _ in range(EVENTS)]
                one.side.latencies += seconds
                one.side.rates.append(EVENTS * plan.subscribers / sum(seconds))
                one.side.answers += EVENTS * plan.subscribers
    finally:
        for subscriber in subscribers:
            subscriber.close()


async def _listen(told: Told, number: int, subscribers: list[Subscriber]) -> None:
    """Have so many subscribers more listen, and wait until the server has nothing left to do for them."""
    for _ in range(number):
        subscriber = told.subscriber(told.count)
        subscribers.append(subscriber)
        await connect(told.server.port, subscriber)
        subscriber.subscribe()
    await asyncio.sleep(SETTLING_SECONDS)


async def _tell(told: Told, subscribers: int) -> float:
    all_followed = told.count.expect(subscribers)
    began = perf_counter()
    await ask(told.server.port, next(told.requests))
    await asyncio.wait_for(all_followed, 30)
    return perf_counter() - began
