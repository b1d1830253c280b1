"""Long-running parts: a crash starts a part again, a stop stops it whatever it does on its way out."""

from __future__ import annotations

import asyncio

import pytest

from bot import nursery
from bot.nursery import supervise


async def test_a_part_that_crashes_is_started_again_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nursery, "FIRST_PAUSE", 0.0)
    starts, steps = 0, asyncio.Queue[int]()

    async def crashes() -> None:
        nonlocal starts
        starts += 1
        steps.put_nowait(starts)
        raise RuntimeError("a bug")

    async def goes_on() -> None:
        await asyncio.Event().wait()

    async with asyncio.TaskGroup() as group:
        task = group.create_task(supervise({"one": crashes, "other": goes_on}))
        async with asyncio.timeout(10):
            assert [await steps.get() for _ in range(3)] == [1, 2, 3]
        assert not task.done()
        task.cancel()


async def test_a_part_that_breaks_while_it_is_stopped_does_not_come_to_life_again() -> None:
    starts = 0
    running = asyncio.Event()

    async def breaks_at_the_end() -> None:
        nonlocal starts
        starts += 1
        running.set()
        try:
            await asyncio.Event().wait()
        finally:
            raise RuntimeError("the last words could not be written")

    async with asyncio.TaskGroup() as group:
        task = group.create_task(supervise({"one": breaks_at_the_end}))
        async with asyncio.timeout(10):
            await running.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
    assert starts == 1
