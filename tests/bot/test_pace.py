"""Rates: overall, per chat, per group, and what is held after a refusal. Bookings are looked at, nothing is timed."""

from __future__ import annotations

import asyncio

import pytest

from bot.pace import Pace


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
