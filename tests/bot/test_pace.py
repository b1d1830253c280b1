"""Rates: overall, per chat, per group, and what is held after a refusal. Bookings are looked at, nothing is timed."""

from __future__ import annotations

import asyncio

import pytest

from bot.pace import Pace
from domain.ports.shared import Lately


class Time:
    """A monotonic clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    fake = Time()
    monkeypatch.setattr("bot.pace.time", fake)
    return fake


async def test_a_chat_waits_a_second_after_a_message_and_others_do_not(time: Time) -> None:
    pace = Pace(1000, 1, 20)
    assert pace.hold(5) == 0
    await pace.turn(5)
    assert pace.hold(5) == pytest.approx(1.0)
    assert pace.hold(6) == 0
    time.now += 1
    assert pace.hold(5) == 0


async def test_a_group_gets_twenty_messages_a_minute(time: Time) -> None:
    pace = Pace(1000, 1000, 20)
    for _ in range(20):
        assert pace.hold(-7) < 0.01
        await pace.turn(-7)
        time.now += 0.01
    assert 59 < pace.hold(-7) < 60
    time.now += 60
    assert pace.hold(-7) == 0


async def test_one_refusal_holds_that_chat_and_two_within_two_seconds_hold_everybody(
    time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        time.now += seconds

    pace = Pace(1000, 1, 20)
    pace.refused(5, 9)
    assert pace.hold(5) == pytest.approx(9)
    monkeypatch.setattr(asyncio, "sleep", sleep)
    await pace.turn(6)
    assert not slept
    time.now += 1.9
    pace.refused(6, 4)
    await pace.turn(7)
    assert slept == [pytest.approx(4)]


class Remembered:
    """What another process counted."""

    def __init__(self, *sent: tuple[int, float], held: float = 0.0) -> None:
        self._lately = Lately(sent, held)
        self.counted: list[int] = []
        self.held: list[float] = []

    async def sent(self, chat_id: int) -> None:
        self.counted.append(chat_id)

    async def hold(self, seconds: float) -> None:
        self.held.append(seconds)

    async def lately(self) -> Lately:
        return self._lately


async def test_who_takes_over_goes_on_with_what_the_other_process_sent() -> None:
    counters = Remembered(*((-5, 30.0 - number) for number in range(20)), (7, 0.1), (8, 30.0), held=9.0)
    pace = Pace(1000, 1, 20, counters)
    assert (pace.hold(7), pace.hold(-5), pace.held()) == (0, 0, False)
    await pace.remember()
    assert 0.5 < pace.hold(7) <= 0.9
    assert pace.hold(8) == 0
    assert 25 < pace.hold(-5) <= 30, "twenty to a group within the minute"
    assert pace.held()


async def test_what_is_sent_and_held_is_told_to_the_other_processes() -> None:
    counters = Remembered()
    pace = Pace(1000, 1, 20, counters)
    await pace.turn(7)
    pace.refused(7, 5)
    await pace.tell_held()
    assert (counters.counted, counters.held) == ([7], []), "one chat's refusal is not everybody's"
    pace.refused(8, 5)
    await pace.tell_held()
    assert len(counters.held) == 1 and 4 < counters.held[0] <= 5
