"""Whether the time of an answer tells who has an account, while many others sign in."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from bench import timing
from bench.attack.ground import Attack, Ground, Result
from tests.support.mutations import act

ATTEMPTS: Final = 200
OTHERS: Final = 24
MAX_AREA: Final = 0.55
"""The largest share of right guesses that the time alone may allow."""
BY_CHANCE: Final = 0.01
"""A larger area counts where it would come by chance less often than this."""
SETTINGS: Final = timing.WITHOUT_LIMITS


def attacks(attempts: int) -> tuple[Attack, ...]:
    """Sign-ins and resets, each so often for a name that is unknown, archived and active."""
    return tuple(
        Attack(f"timing of {name}", f"{attempts} of each kind of name, {OTHERS} others sign in", timed(query, attempts))
        for name, query in timing.ASKED.items()
    )


def timed(query: str, attempts: int) -> Callable[[Ground], Awaitable[Result]]:
    """An attack that measures one of them."""

    async def run(ground: Ground) -> Result:
        sam = ground.server.client_of(ground.cast.sam)
        await act(sam, "contactArchive", id=ground.cast.ben.id)
        crowd = [asyncio.create_task(timing.sign_in_for_ever(ground.server.client)) for _ in range(OTHERS)]
        try:
            times = await timing.measured(ground.attacker, query, attempts)
        finally:
            for task in crowd:
                task.cancel()
            await asyncio.gather(*crowd, return_exceptions=True)
        figures, is_withstood = [], True
        for kind in ("archived", "active"):
            area = timing.told_apart(times["unknown"], times[kind])
            chance = timing.same_chance(times["unknown"], times[kind])
            is_withstood &= area <= MAX_AREA or chance > BY_CHANCE
            figures.append(f"{kind}: AUC {area:.3f} (p {chance:.2g})")
        return Result(is_withstood, ", ".join(figures))

    return run
