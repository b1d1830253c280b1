"""Flood limits and scripted faults; presses and inline queries that are answered wrongly."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
)

from bot.demo.botapi import BotAccount, Limits, NotPossible, Person, World
from bot.demo.botapi.limits import Flood
from bot.demo.botapi.refusals import Refused
from domain.clock import MovableClock


class Timer:
    """Monotonic seconds that stand still until moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def refused_after(flood: Flood, chat_id: int, *, is_group: bool = False) -> int:
    with pytest.raises(Refused) as caught:
        flood.pass_message(chat_id, is_group=is_group)
    return caught.value.parameters["retry_after"]


def test_thirty_a_second_pass_and_the_next_one_waits() -> None:
    timer = Timer()
    flood = Flood(Limits(), timer)
    for chat_id in range(30):
        flood.pass_message(chat_id, is_group=False)
    assert refused_after(flood, 31) == 1
    timer.now += 1.001
    flood.pass_message(31, is_group=False)
    assert (flood.refusals, flood.peak) == (1, 30)


def test_one_chat_takes_a_small_burst_then_one_a_second() -> None:
    timer = Timer()
    flood = Flood(Limits(chat_burst=3), timer)
    for _ in range(3):
        flood.pass_message(1, is_group=False)
    assert refused_after(flood, 1) == 1
    for _ in range(10):
        timer.now += 1
        flood.pass_message(1, is_group=False)
    assert flood.refusals == 1


def test_a_group_takes_twenty_a_minute() -> None:
    timer = Timer()
    flood = Flood(Limits(chat_per_second=0), timer)
    for _ in range(20):
        flood.pass_message(-5, is_group=True)
        timer.now += 1
    assert refused_after(flood, -5, is_group=True) == 40
    timer.now += 40.5
    flood.pass_message(-5, is_group=True)


async def test_too_many_messages_are_refused_with_the_seconds_to_wait(
    bot: Bot, raw: Any, world: World, account: BotAccount, aigul: Person
) -> None:
    aigul.start(account)
    account.flood.limits = Limits(chat_burst=1)
    await bot.send_message(aigul.id, "1")
    with pytest.raises(TelegramRetryAfter) as caught:
        await bot.send_message(aigul.id, "2")
    assert caught.value.retry_after == 1
    refused = await raw.call("sendMessage", chat_id=aigul.id, text="3")
    assert (refused["status"], refused["header"]) == (429, "1")
    assert account.flood.refusals == world.too_many_requests == 2
    assert [m.text for m in aigul.sees(account)][1:] == ["1"]


async def test_scripted_refusals_come_once_and_only_to_their_chat(
    bot: Bot, world: World, account: BotAccount, aigul: Person, serik: Person
) -> None:
    aigul.start(account)
    serik.start(account)
    world.faults.too_many_requests("sendMessage", 7, chat_id=aigul.id)
    world.faults.refuse("sendMessage", 403, "Forbidden: user is deactivated", chat_id=aigul.id)
    world.faults.refuse("sendMessage", 500, "Internal Server Error", chat_id=aigul.id)
    await bot.send_message(serik.id, "Сізге емес")
    with pytest.raises(TelegramRetryAfter):
        await bot.send_message(aigul.id, "x")
    with pytest.raises(TelegramForbiddenError):
        await bot.send_message(aigul.id, "x")
    with pytest.raises(TelegramServerError):
        await bot.send_message(aigul.id, "x")
    await bot.send_message(aigul.id, "x")
    assert [call.status for call in world.log] == [200, 429, 403, 500, 200]


async def test_a_gateways_page_is_not_json(bot: Bot, world: World, account: BotAccount, aigul: Person) -> None:
    world.faults.bad_gateway("sendMessage")
    with pytest.raises(ClientDecodeError):
        await bot.send_message(aigul.id, "x")


async def test_a_dropped_call_does_nothing_and_a_lost_reply_has_done_it(
    bot: Bot, world: World, account: BotAccount, aigul: Person
) -> None:
    aigul.start(account)
    world.faults.drop("sendMessage")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(aigul.id, "жоғалды")
    world.faults.lose_reply("sendMessage")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(aigul.id, "жетті")
    assert [m.text for m in aigul.sees(account)] == ["/start", "жетті"]
    assert [fault.kind for fault in world.faults.happened] == ["drop", "lose_reply"]
    assert [call.status for call in world.log] == [0, 0]


async def test_a_slow_reply_comes_after_the_message(bot: Bot, world: World, account: BotAccount, aigul: Person) -> None:
    aigul.start(account)
    world.faults.slow("sendMessage", 0.3)
    with pytest.raises(TelegramNetworkError, match="timeout"):
        await bot.send_message(aigul.id, "x", request_timeout=0.05)  # type: ignore[arg-type]
    assert aigul.last(account).text == "x"


@pytest.fixture
async def card(bot: Bot, account: BotAccount, aigul: Person) -> None:
    aigul.start(account)
    button = InlineKeyboardButton(text="Сақтау ⭐", callback_data="save:7:1")
    link = InlineKeyboardButton(text="Дереккөз", url="https://example.kz")
    await bot.send_message(aigul.id, "Грант", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button], [link]]))


@pytest.mark.usefixtures("card")
async def test_a_press_can_be_answered_once_and_in_time(
    bot: Bot, clock: MovableClock, account: BotAccount, aigul: Person
) -> None:
    press = aigul.press(aigul.last(account), "Сақтау")
    assert await bot.answer_callback_query(press.id, "Сақталды", show_alert=True)
    assert (await press.answer()).show_alert
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(press.id)
    late = aigul.press(aigul.last(account), "Сақтау")
    clock.move(timedelta(minutes=2))
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(late.id)
    with pytest.raises(TimeoutError):
        await late.answer(timeout=0.01)


@pytest.mark.usefixtures("card")
async def test_only_visible_buttons_can_be_pressed_but_forged_data_can_be_sent(
    bot: Bot, account: BotAccount, aigul: Person
) -> None:
    card = aigul.last(account)
    with pytest.raises(LookupError):
        aigul.press(card, "Жоқ түйме")
    with pytest.raises(NotPossible):
        aigul.press(card, "Дереккөз")
    await bot.delete_message(aigul.id, card.message_id)
    with pytest.raises(NotPossible):
        aigul.press(card, "Сақтау")
    aigul.press_forged(card, "admin:1")
    query = (await bot.get_updates())[-1].callback_query
    assert query is not None
    assert query.data == "admin:1"
    assert query.message is not None
    assert query.message.date == 0 or query.message.date.timestamp() == 0


async def test_inline_results_reach_the_person(bot: Bot, account: BotAccount, aigul: Person) -> None:
    asked = aigul.inline(account, "су")
    query = (await bot.get_updates())[-1].inline_query
    assert query is not None
    content = InputTextMessageContent(message_text="<b>Су</b>", parse_mode="HTML")
    article = InlineQueryResultArticle(id="1", title="Су", input_message_content=content)
    await bot.answer_inline_query(query.id, [article], cache_time=1, is_personal=True)
    (result,) = await asked.results()
    assert result["input_message_content"]["text"] == "Су"
    chosen = aigul.choose(asked, "1", account, account)
    assert (chosen.text, chosen.via_bot) == ("Су", account)
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_inline_query(query.id, [article])


async def test_a_long_text_of_a_person_comes_in_pieces(bot: Bot, account: BotAccount, aigul: Person) -> None:
    aigul.write(account, "қ" * 5000)
    updates = await bot.get_updates()
    assert [len(u.message.text or "") for u in updates if u.message] == [4096, 904]


async def test_a_blocked_bot_hears_nothing_until_started_again(bot: Bot, account: BotAccount, aigul: Person) -> None:
    aigul.start(account)
    aigul.block(account)
    with pytest.raises(NotPossible):
        aigul.write(account, "Сәлем")
    aigul.start(account)
    assert [u.event_type for u in await bot.get_updates()] == [
        "message",
        "my_chat_member",
        "my_chat_member",
        "message",
    ]
    await bot.send_message(aigul.id, "Қош келдіңіз")
