"""How often a screen goes to the database: each trip is a hop to another thread, and phones feel it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from tests.handlers.announcing import onboard_ngo
from tests.person import Stage
from tests.request_stage import SALAUAT, file, office


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
    async def write(self, update_id: int | None = None, *, alone: bool = True) -> AsyncIterator[Any]:
        self.seen.append("begin" if update_id is None else "begin once")
        async with self._inner.write(update_id, alone=alone) as repositories:
            yield Counted(repositories, self.seen)
        self.seen.append("commit")


READING = {
    "/calls": ["visitor", "open_for", "beside"],
    "/saved": ["visitor", "saved"],
    "/help": ["visitor"],
    "/requests": ["visitor", "of_person"],  # by an NGO: its page, and the offices on it
    "/menu": ["visitor"],
    "/privacy": ["visitor", "of_chat", "of_admin", "of_person", "watched"],
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


async def test_a_card_takes_two_trips_and_its_reasons_three(stage: Stage) -> None:
    await stage.add_call()
    aigul = stage.person()
    await aigul.onboard()
    store = CountedStore(stage.store)
    stage.service = replace(stage.service, store=store)
    stage.restart()
    await aigul.press("1")
    assert store.seen == ["visitor", "begin", "open", "get", "commit"]
    store.seen.clear()
    await aigul.press("Неге келді?")
    assert store.seen == ["visitor", "get", "of_chat", "sent_at"]
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


async def test_each_press_about_a_subscription_is_one_unit_of_work(stage: Stage) -> None:
    await stage.add_call()
    aigul = stage.person()
    await aigul.onboard()
    store = CountedStore(stage.store)
    stage.service = replace(stage.service, store=store)
    stage.restart()
    looking = ["visitor", "begin once", "of_chat", "count_suiting", "commit"]
    changing = ["visitor", "begin once", "of_chat", "put", "count_suiting", "commit"]
    for label, trips in (
        ("/alerts", ["visitor", "of_chat"]),
        ("1", ["visitor", "of_chat", "count_suiting"]),
        ("Салалар", looking),
        ("Жастар мен балалар", changing),
        ("Дайын", ["visitor", "of_chat", "count_suiting"]),
        ("Керек сөздер", ["visitor", "begin once", "of_chat", "put", "count_suiting", "commit"]),
        ("Дайын", ["visitor", "of_chat", "count_suiting", "begin once", "put", "commit"]),
    ):
        store.seen.clear()
        requests = len(stage.world.log)
        await (aigul.write(label) if label.startswith("/") else aigul.press(label))
        assert store.seen == trips, label
        methods = [call.method.lower() for call in stage.world.log[requests:]]
        assert [name for name in methods if name not in {"getupdates", "answercallbackquery"}] in (
            ["editmessagetext"],
            ["sendmessage"],
        )


async def test_the_list_of_sources_is_two_trips_and_a_card_is_two(stage: Stage) -> None:
    danagul = stage.person()
    await danagul.onboard()
    async with stage.store.write() as repositories:
        await repositories.coordinators.bootstrap([danagul.phone.id], stage.clock.now())
    store = CountedStore(stage.store)
    stage.service = replace(stage.service, store=store)
    stage.restart()
    await danagul.write("/sources")
    assert store.seen == ["visitor", "all", "days"]
    store.seen.clear()
    await danagul.press("1")
    assert store.seen == ["visitor", "one", "days"]


async def test_the_list_of_an_ngos_requests_is_two_trips_after_the_visitor(stage: Stage) -> None:
    aigul = stage.person(1001, "Айгүл")
    await onboard_ngo(aigul, "kk", "«Самал» қоры")
    here = await office(stage, SALAUAT)
    for number in range(3):
        await file(stage, 1001, 1, office_id=here, message_id=900_000 + number)
    store = CountedStore(stage.store)
    stage.service = replace(stage.service, store=store)
    stage.restart()
    await aigul.write("/requests")
    assert store.seen == ["visitor", "of_ngo", "many"]
