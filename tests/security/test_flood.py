"""Too much from one is refused cheaply and told once; others are answered as before, and memory stays bounded."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

import pytest
from aiogram.types import Update

from bot.handling import MOST_AT_ONCE
from bot.poll import Poller
from handlers import dispatcher
from handlers.flood import BURST, MOST, TELL_EVERY, Flood, Verdict
from tests.person import Stage


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_a_burst_is_welcome_then_one_is_told_and_the_rest_refused_in_silence() -> None:
    clock = Clock()
    flood = Flood(burst=10, every=1.0, clock=clock)
    verdicts = [flood.judge(1) for _ in range(200)]
    assert verdicts == [Verdict.WELCOME] * 10 + [Verdict.TOLD] + [Verdict.REFUSED] * 189
    clock.seconds += 1
    assert [flood.judge(1) for _ in range(2)] == [Verdict.WELCOME, Verdict.REFUSED], "refusals do not lengthen the wait"
    clock.seconds += TELL_EVERY
    assert [flood.judge(1) for _ in range(12)][-2:] == [Verdict.TOLD, Verdict.REFUSED]


def test_whoever_sends_at_the_pace_of_a_person_is_never_refused() -> None:
    clock = Clock()
    flood = Flood(clock=clock)
    for _ in range(5000):
        clock.seconds += 0.6
        assert flood.judge(1) is Verdict.WELCOME


def test_thousands_of_people_are_counted_in_bounded_memory() -> None:
    flood = Flood(most=1000, clock=Clock())
    for person in range(20_000):
        assert flood.judge(person) is Verdict.WELCOME
    assert len(flood) == 1000 < MOST


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_one_who_floods_gets_one_sentence_and_another_all_their_answers(stage: Stage, language: str) -> None:
    noisy, quiet = stage.person(1001, language_code=language), stage.person(1002, "Ольга")
    await noisy.onboard(language)
    await quiet.onboard("kk")
    stage.dispatcher = dispatcher(stage.service, pause=0.01, flood=Flood(burst=5, every=3600))
    before, theirs = len(noisy.from_bot), len(quiet.from_bot)
    for number in range(100):
        noisy.phone.write(stage.account, f"/help {number}")
        if number % 50 == 0:
            quiet.phone.write(stage.account, "/help")
    await stage.settle()
    said = [message.text for message in noisy.from_bot[before:]]
    word = {"kk": "тым көп", "ru": "слишком много"}[language]
    assert len([text for text in said if word in text]) == 1
    assert len(said) == 6
    assert len(quiet.from_bot) - theirs == 2


async def test_a_flood_of_presses_is_told_over_the_button_and_asks_nothing_of_storage(stage: Stage) -> None:
    noisy = stage.person()
    await noisy.onboard()
    stage.dispatcher = dispatcher(stage.service, pause=0.01, flood=Flood(burst=3, every=3600))
    reads = []

    def counted(*args: Any) -> Any:
        reads.append(1)
        return read(*args)

    read = stage.store.read
    stage.store.read = counted  # type: ignore[method-assign]
    presses = [noisy.phone.press_forged(noisy.from_bot[-1], "l:o:0") for _ in range(3)]
    await stage.settle()
    usual = len(reads)
    presses += [noisy.phone.press_forged(noisy.from_bot[-1], "l:o:0") for _ in range(200)]
    await stage.settle()
    assert len(reads) - usual <= 1, "the language of the one sentence"
    told = [press.result.text for press in presses if press.result is not None and "тым көп" in press.result.text]
    assert len(told) == 1
    live = sqlite3.connect(stage.path)
    assert live.execute("SELECT COUNT(*) FROM dialogue").fetchone() == (0,)
    live.close()


async def test_that_somebody_blocks_us_is_heard_in_the_middle_of_a_flood(stage: Stage) -> None:
    noisy = stage.person()
    await noisy.onboard()
    stage.dispatcher = dispatcher(stage.service, pause=0.01, flood=Flood(burst=1, every=3600))
    for _ in range(5):
        noisy.phone.write(stage.account, "/help")
    noisy.phone.block(stage.account)
    await stage.settle()
    async with stage.store.read() as repositories:
        assert not (await repositories.people.visitor(1001, 1001)).reachable


async def test_while_thousands_of_updates_wait_no_more_are_taken_from_telegram(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, fetched = asyncio.Event(), []
    most = 0

    async def fetch(_bot: object, offset: int | None, _timeout: int) -> list[dict[str, Any]]:
        start = len(fetched) * 100 + 1
        fetched.append(offset)
        await asyncio.sleep(0)
        return [{"update_id": start + number} for number in range(100)]

    class Slow:
        waiting = 0

        async def feed_update(self, _bot: object, _update: Update) -> None:
            nonlocal most
            self.waiting += 1
            most = max(most, self.waiting)
            await held.wait()
            self.waiting -= 1

    monkeypatch.setattr("bot.poll.fetch_updates", fetch)
    poller = Poller(stage.bot, Slow(), stage.store, stage.clock, 1)  # type: ignore[arg-type]
    async with asyncio.TaskGroup() as group:
        running = group.create_task(poller.run())
        while len(fetched) * 100 < MOST_AT_ONCE:
            await asyncio.sleep(0.01)
        for _ in range(200):
            await asyncio.sleep(0)
        assert len(fetched) * 100 <= MOST_AT_ONCE + 100
        held.set()
        while len(fetched) * 100 < MOST_AT_ONCE * 2:
            await asyncio.sleep(0.01)
        running.cancel()
    assert BURST < most <= MOST_AT_ONCE + 100
