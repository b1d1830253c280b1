"""How often a screen goes to the database: each trip is a hop to another thread, and phones feel it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from tests.person import Stage


class Counted:
    """Notes each call of a repository's method."""

    def __init__(self, inner: object, seen: list[str]) -> None:
        self._inner = inner
        self._seen = seen

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if not callable(found):
            return Counted(found, self._seen)

        def call(*args: object, **named: object) -> Any:
            self._seen.append(name)
            return found(*args, **named)

        return call


class CountedStore:
    """The production store, with every opening and every trip noted."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.seen: list[str] = []

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Any]:
        async with self._inner.read() as repositories:
            yield Counted(repositories, self.seen)

    @asynccontextmanager
    async def write(self, update_id: int | None = None) -> AsyncIterator[Any]:
        self.seen.append("begin" if update_id is None else "begin once")
        async with self._inner.write(update_id) as repositories:
            yield Counted(repositories, self.seen)
        self.seen.append("commit")


READING = {
    "/calls": ["visitor", "open_for"],
    "/saved": ["visitor", "saved"],
    "/help": ["visitor"],
    "/menu": ["visitor"],
    "/privacy": ["visitor", "of_chat", "of_person"],
}


@pytest.mark.parametrize("command", READING)
async def test_a_reading_screen_makes_at_most_two_trips_after_the_visitor(stage: Stage, command: str) -> None:
    await stage.add_call()
    aigul = stage.person()
    await aigul.onboard()
    store = CountedStore(stage.store)
    stage.service = replace(stage.service, store=store)
    stage.restart()
    await aigul.write(command)
    assert store.seen == READING[command]


async def test_cards_and_reasons_too(stage: Stage) -> None:
    await stage.add_call()
    aigul = stage.person()
    await aigul.onboard()
    store = CountedStore(stage.store)
    stage.service = replace(stage.service, store=store)
    stage.restart()
    await aigul.press("1")
    assert store.seen == ["visitor", "get"]
    store.seen.clear()
    await aigul.press("Бұл маған неге келді?")
    assert store.seen == ["visitor", "get", "of_chat"]
    store.seen.clear()
    await aigul.press("☆ Сақтау")
    assert store.seen == ["visitor", "begin once", "save", "get", "commit"]


async def test_a_step_of_the_form_is_one_statement_in_one_unit_of_work(stage: Stage) -> None:
    store = CountedStore(stage.store)
    stage.service = replace(stage.service, store=store)
    stage.restart()
    aigul = stage.person()
    await aigul.start()
    for label in ("Қазақша", "Келісемін"):
        await aigul.press(label)
    store.seen.clear()
    await aigul.press("Жоқ, жай қараймын")
    assert store.seen == ["visitor", "begin once", "put", "commit"]
