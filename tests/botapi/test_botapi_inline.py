"""Inline mode: what is asked, offered, kept and chosen, and the messages that a bot knows only by an inline id."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)

from bot.demo.botapi import BotAccount, NotPossible, Person, World
from domain.clock import MovableClock

BUTTONS = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Қатысамын", callback_data="join:7")]])


def article(key: str = "7", *, buttons: InlineKeyboardMarkup | None = BUTTONS) -> InlineQueryResultArticle:
    preview = LinkPreviewOptions(is_disabled=True)
    content = InputTextMessageContent(message_text="<b>Грант</b>", parse_mode="HTML", link_preview_options=preview)
    return InlineQueryResultArticle(
        id=key, title="Грант", description="5 сәуірге дейін", input_message_content=content, reply_markup=buttons
    )


async def asked(bot: Bot) -> InlineQuery:
    query = (await bot.get_updates(offset=-1))[-1].inline_query
    assert query is not None
    return query


async def test_the_bot_is_told_in_what_kind_of_chat_somebody_asks(
    bot: Bot, world: World, account: BotAccount, aigul: Person
) -> None:
    places: dict[str, Any] = {
        "sender": account,
        "group": world.add_group("Топ", aigul),
        "supergroup": world.add_group("Форум", aigul, forum=True),
        "channel": world.add_channel("Арна", aigul),
    }
    for kind, where in places.items():
        aigul.inline(account, "  экология ", where=where)
        query = await asked(bot)
        assert (query.query, query.chat_type, query.from_user.id) == ("экология", kind, aigul.id)
    aigul.inline(account, "су", offset="20")
    assert ((await asked(bot)).chat_type, (await asked(bot)).offset) == (None, "20")


async def test_a_chosen_result_is_known_by_its_inline_id_only(
    bot: Bot, world: World, account: BotAccount, aigul: Person, serik: Person
) -> None:
    group = world.add_group("Көршілер", aigul)  # the bot is not in it
    group.add(serik)
    query = aigul.inline(account, "грант", where=group)
    await bot.answer_inline_query(query.id, [article()], cache_time=0)
    posted = aigul.choose(query, "7", account, group)
    assert (posted.text, posted.sender, posted.via_bot) == ("Грант", aigul, account)
    assert posted.link_preview == {"is_disabled": True} and "link_preview_options" not in posted.content
    press = serik.press(posted, "Қатысамын")
    pressed = (await bot.get_updates())[-1].callback_query
    assert pressed is not None
    assert (pressed.message, pressed.inline_message_id, pressed.data) == (None, posted.inline_id, "join:7")
    await bot.answer_callback_query(pressed.id, text="Жазылды")
    assert (await press.answer()).text == "Жазылды"
    assert await bot.edit_message_text("Грант жабылды", inline_message_id=posted.inline_id) is True
    assert (posted.text, posted.buttons, posted.edited) == ("Грант жабылды", [], True)
    aigul.delete(posted)
    with pytest.raises(TelegramBadRequest, match="MESSAGE_ID_INVALID"):
        await bot.edit_message_text("Кеш", inline_message_id=posted.inline_id)


async def test_a_result_without_buttons_has_no_inline_id(bot: Bot, account: BotAccount, aigul: Person) -> None:
    account.inline_feedback = True
    query = aigul.inline(account, "грант")
    await bot.answer_inline_query(query.id, [article("1", buttons=None), article("2")], cache_time=0)
    plain, rich = aigul.choose(query, "1", account, account), aigul.choose(query, "2", account, account)
    chosen = [u.chosen_inline_result for u in await bot.get_updates() if u.chosen_inline_result]
    assert [(c.result_id, c.query, c.inline_message_id) for c in chosen] == [
        ("1", "грант", None),
        ("2", "грант", rich.inline_id),
    ]
    assert not plain.inline_id


async def test_nothing_is_told_of_choices_without_inline_feedback(bot: Bot, account: BotAccount, aigul: Person) -> None:
    query = aigul.inline(account, "грант")
    await bot.answer_inline_query(query.id, [article()], cache_time=0)
    aigul.choose(query, "7", account, account)
    assert [u.event_type for u in await bot.get_updates()] == ["inline_query", "message"]


async def test_answers_are_kept_and_shown_to_others_unless_personal(
    bot: Bot, account: BotAccount, clock: MovableClock, aigul: Person, serik: Person
) -> None:
    await bot.answer_inline_query(aigul.inline(account, "жас").id, [article("aigul")], is_personal=True)
    await bot.answer_inline_query(aigul.inline(account, "су").id, [article("common")], cache_time=60)
    assert [result["id"] for result in aigul.inline(account, "жас").offered] == ["aigul"]
    assert serik.inline(account, "жас").result is None
    assert [result["id"] for result in serik.inline(account, "су").offered] == ["common"]
    clock.move(timedelta(seconds=61))
    assert serik.inline(account, "су").result is None
    assert [u.inline_query.query for u in await bot.get_updates() if u.inline_query] == ["жас", "су", "жас", "су"]


async def test_a_button_above_the_results_leads_to_the_private_chat(
    bot: Bot, account: BotAccount, aigul: Person
) -> None:
    query = aigul.inline(account, "")
    button = InlineQueryResultsButton(text="Өңірді таңдау", start_parameter="from_inline")
    await bot.answer_inline_query(query.id, [], button=button, next_offset="50")
    assert query.button == {"text": "Өңірді таңдау", "start_parameter": "from_inline"}
    assert (query.offered, query.next_offset) == ([], "50")


async def test_a_result_goes_only_where_the_person_may_write(
    bot: Bot, world: World, account: BotAccount, aigul: Person, serik: Person
) -> None:
    channel = world.add_channel("Арна", serik)
    channel.add(aigul)
    query = aigul.inline(account, "грант", where=channel)
    await bot.answer_inline_query(query.id, [article()], cache_time=0)
    with pytest.raises(NotPossible):
        aigul.choose(query, "7", account, channel)
    with pytest.raises(LookupError):
        aigul.choose(query, "8", account, account)
    post = serik.choose(query, "7", account, channel)
    assert (post.sender, post.sender_chat, post.via_bot) == (None, channel.chat, account)
    serik.press(post, "Қатысамын")
    pressed = (await bot.get_updates())[-1].callback_query
    assert pressed is not None and pressed.inline_message_id == post.inline_id


async def test_somebody_elses_inline_message_is_not_edited(
    bot: Bot, world: World, account: BotAccount, aigul: Person
) -> None:
    query = aigul.inline(account, "грант")
    await bot.answer_inline_query(query.id, [article()], cache_time=0)
    posted = aigul.choose(query, "7", account, account)
    posted.via_bot = world.add_bot("654321:another", "another_bot", "Басқа")
    with pytest.raises(TelegramBadRequest, match="MESSAGE_ID_INVALID"):
        await bot.edit_message_text("Менікі", inline_message_id=posted.inline_id)
