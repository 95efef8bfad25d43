"""Passwords: what a hash costs, who gets in, what is refused and why."""

import asyncio

import argon2
import pytest

from adapters.security import passwords
from adapters.security.passwords import Busy, Hashing, hash_password, needs_rehash, verify_password


async def test_a_hash_is_argon2id_at_the_cost_that_was_asked_for() -> None:
    passwords.use(Hashing())
    assert (await hash_password("correct horse 7")).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_the_same_password_never_gives_the_same_hash() -> None:
    assert await hash_password("correct horse 7") != await hash_password("correct horse 7")


async def test_only_the_right_password_is_accepted() -> None:
    hashed = await hash_password("correct horse 7")
    assert await verify_password(hashed, "correct horse 7")
    assert not await verify_password(hashed, "correct horse 8")
    assert not await verify_password(hashed, "")


async def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert await verify_password(
        await hash_password("Gr\u00fc\u00dfe aus K\u00f6ln 7"), "Gru\u0308\u00dfe aus Ko\u0308ln 7"
    )


@pytest.mark.parametrize("odd", ["a1" * 500_000, "\ud800abc1234", "nul\x00byte 12", "\U0001f511" * 20])
async def test_odd_passwords_are_answered_like_any_other(odd: str) -> None:
    assert not await verify_password(await hash_password("correct horse 7"), odd)


async def test_characters_after_a_nul_byte_count() -> None:
    assert not await verify_password(await hash_password("correct\x00horse 7"), "correct\x00horse 8")


async def test_a_megabyte_is_never_hashed() -> None:
    with pytest.raises(ValueError, match="4096"):
        await hash_password("a1" * 500_000)


async def test_nobody_costs_the_same_work_and_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords.use(Hashing())
    hashed = await hash_password("correct horse 7")
    worked: list[tuple[argon2.Parameters, int]] = []
    verify = argon2.PasswordHasher.verify

    def counted(hasher: argon2.PasswordHasher, against: str, password: bytes) -> bool:
        worked.append((argon2.extract_parameters(against), len(password)))
        return bool(verify(hasher, against, password))

    monkeypatch.setattr(argon2.PasswordHasher, "verify", counted)
    for password in ("wrong horse 7", "a1" * 5000):
        for account in (hashed, None):
            assert not await verify_password(account, password)
    assert [cost for cost, _ in worked] == [argon2.extract_parameters(hashed)] * 4
    assert [length for _, length in worked] == [13, 13, 4096, 4096]


async def test_a_hash_of_another_cost_is_valid_and_due_for_a_new_one() -> None:
    hashed = await hash_password("correct horse 7")
    assert not needs_rehash(hashed)
    passwords.use(Hashing(memory_kib=128, time_cost=1))
    assert needs_rehash(hashed)
    assert await verify_password(hashed, "correct horse 7")


async def test_a_full_queue_is_refused_at_once_and_has_room_again_later() -> None:
    passwords.use(Hashing(memory_kib=8 * 1024, time_cost=2, concurrency=1, queue=3))
    outcomes = await asyncio.gather(*(hash_password(f"horse {n}") for n in range(20)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [str] * 4 + [Busy] * 16
    assert await hash_password("horse 21")


async def test_one_peers_flood_leaves_room_and_turns_for_others() -> None:
    passwords.use(Hashing(memory_kib=8 * 1024, time_cost=2, concurrency=1, queue=15))
    order: list[str] = []

    async def hashed(peer: str) -> None:
        await hash_password("horse 7", peer=peer)
        order.append(peer)

    flood = [asyncio.create_task(hashed(f"2001:db8:1:2::{n:x}")) for n in range(40)]
    await asyncio.sleep(0)
    others = [asyncio.create_task(hashed(f"198.51.100.{n}")) for n in range(3)]
    outcomes = await asyncio.gather(*flood, return_exceptions=True)
    await asyncio.gather(*others)
    # Half of the sixteen places, for all the addresses of one network; and the others wait for one turn, not for eight.
    assert [type(outcome) for outcome in outcomes].count(Busy) == 32
    assert {peer for peer in order[1:5] if peer.startswith("198.")} == {f"198.51.100.{n}" for n in range(3)}


async def test_callers_who_go_away_leave_no_place_taken() -> None:
    passwords.use(Hashing(memory_kib=8 * 1024, time_cost=2, concurrency=1, queue=3))
    for _ in range(5):
        callers = [asyncio.create_task(hash_password(f"horse {n}")) for n in range(4)]
        done, waiting = await asyncio.wait(callers, return_when=asyncio.FIRST_COMPLETED)
        for caller in waiting:
            caller.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        assert not [caller for caller in done if caller.exception()]
        # One hash may still run in the thread of a caller who is gone; the next one waits for it.
        assert await hash_password("horse 5")
