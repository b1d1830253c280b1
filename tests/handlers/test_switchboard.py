"""A press goes to the handlers that know its button, in their order, and to nobody else that would not want it."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram import Bot, F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message, Update

from handlers import dispatcher
from handlers.switchboard import Switchboard
from tests.person import Stage

BOT = Bot("123456:" + "S" * 35)


class Apple(CallbackData, prefix="sba"):
    id: int


class Pear(CallbackData, prefix="sbp"):
    id: int


def press(data: str) -> Update:
    who = {"id": 1, "is_bot": False, "first_name": "А"}
    query = {"id": "1", "from": who, "chat_instance": "1", "data": data}
    return Update.model_validate({"update_id": 1, "callback_query": query}, context={"bot": BOT})


def word(text: str) -> Update:
    who = {"id": 1, "is_bot": False, "first_name": "А"}
    chat = {"id": 1, "type": "private"}
    message = {"message_id": 1, "date": 1, "chat": chat, "from": who, "text": text}
    return Update.model_validate({"update_id": 1, "message": message}, context={"bot": BOT})


class Kitchen:
    """Routers that note who was asked."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.root = Switchboard()
        apples, pears, anything, nested = Router(), Router(), Router(), Router()

        @apples.callback_query(Apple.filter(F.id == 1))
        async def apple(_query: CallbackQuery) -> None:
            self.seen.append("apple 1")

        @pears.callback_query(Pear.filter())
        async def pear(_query: CallbackQuery) -> None:
            self.seen.append("pear")

        @nested.callback_query(Apple.filter())
        async def other_apple(_query: CallbackQuery) -> None:
            self.seen.append("any apple")
            raise SkipHandler

        @anything.callback_query()
        async def rest(_query: CallbackQuery) -> None:
            self.seen.append("rest")

        @anything.message()
        async def words(_message: Message) -> None:
            self.seen.append("words")

        above = Router()
        above.include_router(nested)
        for name, router in (("apples", apples), ("pears", pears), ("above", above)):
            router.callback_query.filter(self._asked(name))
        self.root.include_routers(apples, pears, above, anything)

    def _asked(self, name: str) -> Any:
        async def noted(_query: CallbackQuery) -> bool:
            self.seen.append(f"→{name}")
            return True

        return noted

    async def handle(self, update: Update) -> list[str]:
        self.seen.clear()
        await self.root.feed_update(BOT, update)
        return list(self.seen)


async def test_only_those_are_asked_that_know_the_button_and_in_their_order() -> None:
    kitchen = Kitchen()
    for _ in range(2):  # worked out, then remembered
        assert await kitchen.handle(press(Pear(id=1).pack())) == ["→pears", "pear"]
        assert await kitchen.handle(press(Apple(id=1).pack())) == ["→apples", "apple 1"]
        assert await kitchen.handle(press(Apple(id=2).pack())) == ["→apples", "→above", "any apple", "rest"]
        assert await kitchen.handle(word("сәлем")) == ["words"]


@pytest.mark.parametrize("data", ["sba", "sba:", ":", "x", "sbq:1", "SBA:1", " sba:1", "sba:1:2"])
async def test_what_nobody_knows_goes_to_who_takes_anything(data: str) -> None:
    assert (await Kitchen().handle(press(data)))[-1] == "rest"


async def test_forged_prefixes_are_not_remembered() -> None:
    kitchen = Kitchen()
    for number in range(50):
        await kitchen.handle(press(f"forged{number}:1"))
    assert len(kitchen.root._wanting) == 0


async def test_what_a_filter_found_is_for_its_own_handler_and_what_a_gate_found_for_all() -> None:
    root, router, seen = Switchboard(), Router(), []

    async def gate(_query: CallbackQuery) -> dict[str, Any]:
        return {"let_in": "by the gate"}

    async def found(_query: CallbackQuery) -> dict[str, Any]:
        return {"found": "something"}

    async def refuses(_query: CallbackQuery) -> bool:
        return False

    router.callback_query.filter(gate)

    @router.callback_query(found, refuses)
    async def first(_query: CallbackQuery) -> None:
        raise AssertionError("it was refused")

    @router.callback_query(Apple.filter(F.id == 2))
    async def second(_query: CallbackQuery) -> None:
        raise AssertionError("another apple")

    @router.callback_query(Apple.filter(F.id == 1), found)
    async def third(_query: CallbackQuery, **data: Any) -> None:
        seen.append({name: data.get(name) for name in ("let_in", "found", "callback_data", "event_router")})
        raise SkipHandler

    @router.callback_query(Apple.filter())
    async def last(_query: CallbackQuery, **data: Any) -> str:
        seen.append({name: data.get(name) for name in ("let_in", "found", "callback_data", "event_router")})
        return "answered"

    root.include_router(router)
    assert await root.feed_update(BOT, press(Apple(id=1).pack())) == "answered"
    common = {"let_in": "by the gate", "callback_data": Apple(id=1), "event_router": router}
    assert seen == [common | {"found": "something"}, common | {"found": None}]


@pytest.mark.parametrize("at", ["the root", "the router", "outside of the router"])
async def test_what_stands_around_handlers_is_not_passed_over(at: str) -> None:
    root, router, seen = Switchboard(), Router(), []

    async def around(handler: Any, event: Any, data: dict[str, Any]) -> Any:
        seen.append("around")
        return await handler(event, data)

    where = {
        "the root": root.callback_query.middleware,
        "the router": router.callback_query.middleware,
        "outside of the router": router.callback_query.outer_middleware,
    }
    where[at](around)

    @router.callback_query(Apple.filter())
    async def apple(_query: CallbackQuery) -> None:
        seen.append("apple")

    root.include_router(router)
    await root.feed_update(BOT, press(Apple(id=1).pack()))
    assert seen == ["around", "apple"]


async def test_in_the_bot_itself_a_known_button_is_asked_of_few(stage: Stage) -> None:
    root = dispatcher(stage.service)
    assert isinstance(root, Switchboard)
    person = stage.person()
    await stage.add_call()
    await person.onboard()
    known = {key: len(routers) for key, routers in stage.dispatcher._wanting.items() if key[0] == "callback_query"}  # type: ignore[attr-defined]
    assert known and max(known.values()) < len(root.sub_routers) / 4
