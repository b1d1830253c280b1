"""The page in Chromium: chats of a phone, rights of the bot, forwarding, inline mode, buttons that copy, the story."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from bot.demo.botapi import InlineQuery, Message
from bot.demo.botapi.people import PIXEL
from bot.demo.chapters import read_story
from bot.demo.run import House, open_demo
from tests.demo.visitor import CHROMIUM, WITHIN, Visitor, visiting

pytestmark = [
    pytest.mark.chromium,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's Chromium is not installed: apt-get install chromium"),
]
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with open_demo(0) as house:
        yield house


async def turn(visitor: Visitor, phone: str, chat: str) -> Locator:
    """Turn a phone to one of its chats and return the phone."""
    shown = visitor.phone(phone)
    await shown.locator(".chats-button").click()
    await shown.locator(".chat-list button", has_text=chat).click()
    return shown


def say(house: House, phone: str, text: str, *rows: list[dict[str, Any]], entities: list[Any] | None = None) -> None:
    """Let the bot's account write to a guest with buttons, past the bot itself."""
    person = next(one.person for one in house.phones if one.guest.id == phone)
    content: dict[str, Any] = {"text": text} | ({"entities": entities} if entities else {})
    markup = {"inline_keyboard": list(rows)} if rows else None
    house.world.post(Message(0, person.chat_with(house.bot), 0, content, house.bot, reply_markup=markup))


async def test_a_phone_turns_between_chats_and_sees_what_comes_meanwhile(house: House) -> None:
    async with visiting(house.url, 1280, 900) as visitor:
        await expect(visitor.phone("olga").locator(".chats-button")).to_be_hidden()
        aigul = await turn(visitor, "aigul", "Жетісу ҮЕҰ-лары")
        await aigul.get_by_role("button", name="Гранттар · Гранты").click()
        await visitor.sees("aigul", "конкурстар туралы хабарландыруларды")
        await expect(aigul.locator(".author", has_text="Данагүл")).to_be_visible()
        await visitor.write("aigul", f"Сәлем {HOSTILE}")
        await expect(aigul.locator(".message.out", has_text=HOSTILE)).to_be_visible(timeout=WITHIN)
        danagul = visitor.phone("danagul")
        await expect(danagul.locator(".chats-button .badge")).to_have_text("1", timeout=WITHIN)
        await turn(visitor, "danagul", "Жетісу ҮЕҰ-лары")
        await danagul.get_by_role("button", name="Гранттар · Гранты").click()
        await expect(danagul.locator(".message.in", has_text=HOSTILE)).to_be_visible()
        await turn(visitor, "aigul", "альянс")
        await expect(aigul.locator("textarea")).to_be_hidden()
        await expect(aigul.locator(".read-only")).to_be_visible()


async def test_an_administrator_lets_the_bot_in_and_takes_its_rights(house: House) -> None:
    channel = next(place for place in house.places if place.id == "channel")
    async with visiting(house.url, 1280, 900) as visitor:
        await visitor.page.locator("#language").click()
        danagul = await turn(visitor, "danagul", "альянс")
        await expect(danagul.locator(".chat-head small")).to_contain_text("бота здесь нет")
        for label, standing in (
            ("Добавить бота администратором", "admin"),
            ("Запретить боту публиковать", "silent"),
            ("Разрешить боту публиковать", "admin"),
            ("Удалить бота из чата", "out"),
        ):
            await danagul.locator(".head-more").click()
            await danagul.locator(".head-menu").get_by_role("button", name=label).click()
            await expect(danagul.locator(".head-menu")).to_be_hidden()
            await expect(danagul.locator(".chat-head small")).to_contain_text(
                {"admin": "администратор ·", "silent": "публиковать не может", "out": "бота здесь нет"}[standing],
                timeout=WITHIN,
            )
            assert channel.standing(house.bot) == standing
        aigul = await turn(visitor, "aigul", "альянс")
        await expect(aigul.locator(".head-more")).to_be_hidden()


async def test_what_the_bot_posts_in_a_group_is_seen_there(house: House) -> None:
    async with visiting(house.url, 1280, 900) as visitor:
        danagul = await turn(visitor, "danagul", "Жетісу ҮЕҰ-лары")
        await danagul.locator(".head-more").click()
        await danagul.locator(".head-menu button").first.click()
        await expect(danagul.locator(".service", has_text="Елші топқа қосылды")).to_be_visible(timeout=WITHIN)
        forum = next(place for place in house.places if place.id == "forum").group
        house.world.post(
            Message(0, forum.chat, 0, {"text": "Топқа конкурс"}, house.bot, thread_id=next(iter(forum.chat.topics)))
        )
        await danagul.get_by_role("button", name="Гранттар · Гранты").click()
        await visitor.sees("danagul", "Топқа конкурс")


async def test_a_post_of_a_chat_or_a_site_is_forwarded_to_the_bot(house: House) -> None:
    async with visiting(house.url, 1280, 900) as visitor:
        danagul = await turn(visitor, "danagul", "альянс")
        post = danagul.locator(".message", has_text="Обучение для НПО")
        await post.get_by_role("button", name="Хабарламамен не істеуге болады").click()
        await post.get_by_role("button", name="Ботқа жіберу").click()
        await visitor.sees("danagul", "Обучение для НПО")
        copy = danagul.locator(".message.out", has_text="Обучение для НПО").last  # the bot answers with the same words
        await expect(copy.locator(".origin")).to_contain_text("Гражданский альянс Жетісу")
        await expect(danagul.locator(".chat-head b")).to_have_text("Елші")

        await visitor.page.locator("#share-what").select_option("kishi-grant-2")
        await visitor.page.locator("#share-who").select_option("olga")
        await visitor.page.locator("#share").click()
        await visitor.sees("olga", "«Бірге» шағын гранттарына")
        copy = visitor.phone("olga").locator(".message.out", has_text="«Бірге» шағын гранттарына").last
        await expect(copy.locator(".origin")).to_contain_text("«Дала»")
        await expect(visitor.page.locator(".share .told")).to_contain_text("Ольга")


async def test_inline_results_stand_above_the_field_and_one_is_posted(house: House) -> None:
    found: dict[str, Any] = {
        "type": "article",
        "id": "c7",
        "title": "Экологиялық жобаларға шағын гранттар",
        "description": "5 сәуірге дейін",
        "input_message_content": {"text": "Экология гранты"},
        "reply_markup": {"inline_keyboard": [[{"text": "Толығырақ", "callback_data": "x"}]]},
    }
    hostile = found | {"id": "c8", "title": HOSTILE}
    button = {"text": "Өңірді таңдау", "start_parameter": "inline"}
    for words, results in (("экология", [found]), ("зиян", [hostile]), ("ештеңе", [])):
        # An answer that Telegram keeps: the bot itself is not asked, whatever it would offer.
        asked = InlineQuery("0", house.phones[0].person, words, house.clock.now())
        answer = {"results": results, "button": button if results else None, "next_offset": ""}
        house.world.inline_answers.keep(house.bot, asked, answer, 300, personal=False)
    async with visiting(house.url, 360, 640) as visitor:
        aigul = await turn(visitor, "aigul", "Жетісу ҮЕҰ-лары")
        await aigul.locator("textarea").fill("@elshi_demo_bot ештеңе")
        await expect(aigul.locator(".results .nothing")).to_be_visible(timeout=WITHIN)
        await aigul.locator("textarea").fill("@elshi_demo_bot зиян")
        await expect(aigul.get_by_role("option", name=HOSTILE)).to_be_visible(timeout=WITHIN)
        await aigul.locator("textarea").fill("@elshi_demo_bot экология")
        await expect(aigul.get_by_role("option", name=re.compile("Экологиялық"))).to_be_visible(timeout=WITHIN)
        await expect(aigul.locator(".results .above")).to_have_text("Өңірді таңдау", timeout=WITHIN)
        assert await visitor.width_fits()
        assert await visitor.small_targets() == []
        await visitor.picture("inline-kk-360")
        await aigul.get_by_role("option", name=re.compile("5 сәуірге дейін")).click()
        posted = await visitor.sees("aigul", "Экология гранты")
        await expect(posted.locator(".origin")).to_have_text("@elshi_demo_bot арқылы")
        await expect(aigul.locator(".results")).to_be_hidden()
        await expect(aigul.locator("textarea")).to_have_value("")
        await aigul.locator("textarea").fill("@elshi_demo_bot экология")
        await aigul.locator(".results .above").click()
        await visitor.sees("aigul", "/start inline")


async def test_buttons_copy_switch_and_lead_inside_telegram(house: House) -> None:
    opens = "https://t.me/elshi_demo_bot?start="
    async with visiting(house.url, 1280, 900) as visitor:
        await visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=house.url)
        say(
            house, "olga", "Батырмалар",
            [{"text": "Көшіру", "copy_text": {"text": "Грант\nhttps://example.kz"}}],
            [{"text": "Осында", "switch_inline_query_current_chat": "су"}],
            [{"text": "Бөлісу", "switch_inline_query": "c7"}],
            [{"text": "Ашу", "url": f"{opens}c7"}, {"text": "Сайт", "url": "https://example.kz/"}],
        )  # fmt: skip
        olga = visitor.phone("olga")
        await visitor.press("olga", "Көшіру")
        await expect(olga.locator(".toast")).to_contain_text("Көшірілді: Грант", timeout=WITHIN)
        assert await visitor.page.evaluate("navigator.clipboard.readText()") == "Грант\nhttps://example.kz"
        await visitor.press("olga", "Осында")
        await expect(olga.locator("textarea")).to_have_value("@elshi_demo_bot су")
        await visitor.press("olga", "Бөлісу")
        await olga.locator(".chat-list button", has_text="Елші").click()
        await expect(olga.locator("textarea")).to_have_value("@elshi_demo_bot c7")
        site = olga.get_by_role("link", name="Сайт")
        assert (await site.get_attribute("target"), await site.get_attribute("href")) == (
            "_blank",
            "https://example.kz/",
        )
        await visitor.press("olga", "Ашу")
        await visitor.sees("olga", "/start c7")


async def test_a_link_in_a_text_leads_inside_telegram_and_a_group_link_asks_which_group(house: House) -> None:
    async with visiting(house.url, 1280, 900) as visitor:
        entity = {"type": "text_link", "offset": 0, "length": 5, "url": "https://t.me/elshi_demo_bot?start=c9"}
        say(house, "danagul", "Конкурс", entities=[entity])
        say(
            house, "danagul", "Топқа",
            [{"text": "Топқа қосу", "url": "https://t.me/elshi_demo_bot?startgroup=g7"}],
            [{"text": "Жіберу", "url": "https://t.me/share/url?url=https%3A%2F%2Fexample.kz&text=%D0%93%D1%80"}],
        )  # fmt: skip
        danagul = visitor.phone("danagul")
        await visitor.press("danagul", "Конку")
        await visitor.sees("danagul", "/start c9")
        await visitor.press("danagul", "Жіберу")
        await danagul.locator(".chat-list button", has_text="альянс").click()
        await expect(danagul.locator("textarea")).to_have_value("Гр\nhttps://example.kz")
        await turn(visitor, "danagul", "Елші")
        await visitor.press("danagul", "Топқа қосу")
        await expect(danagul.locator(".chat-list button")).to_have_count(2)  # one group, and "cancel"
        await danagul.locator(".chat-list button", has_text="ҮЕҰ").click()
        await visitor.sees("danagul", "/start@elshi_demo_bot g7")


async def test_a_picture_goes_with_the_words_of_the_field_and_an_answer_quotes(house: House) -> None:
    async with visiting(house.url, 1280, 900) as visitor:
        olga = visitor.phone("olga")
        await olga.locator("textarea").fill("Конкурс туралы сурет")
        picture = {"name": "p.png", "mimeType": "image/png", "buffer": PIXEL}
        await olga.locator("input[type=file]").set_input_files(files=[picture])  # type: ignore[list-item]
        sent = await visitor.sees("olga", "Конкурс туралы сурет")
        await expect(sent.locator("img.photo")).to_have_count(1)
        await expect(olga.locator("textarea")).to_have_value("")
        card = olga.locator(".message.in").first
        words = (await card.locator(".words").inner_text()).splitlines()[0]
        await card.locator(".more").click()
        await card.get_by_role("button", name="Жауап беру").click()
        await expect(olga.locator(".quote")).to_contain_text(words)
        await visitor.write("olga", "Рақмет")
        answer = olga.locator(".message.out", has_text="Рақмет")  # the bot searches for the word and repeats it
        await expect(answer.locator(".quoted")).to_contain_text(words)
        await expect(olga.locator(".quote")).to_be_hidden()


async def test_the_story_is_played_step_by_step_on_a_small_phone(house: House) -> None:
    async with visiting(house.url, 360, 640) as visitor:
        await visitor.tab("panel")
        await visitor.page.locator(".chapter").first.click()
        bar = visitor.page.locator(".story-bar")
        steps = len(read_story()[0].steps)
        for number in range(1, steps + 1):
            await expect(bar.locator(".count")).to_have_text(f"{number}/{steps}")
            box = await bar.bounding_box()
            assert box is not None and box["y"] + box["height"] <= 640
            assert await visitor.width_fits()
            assert await visitor.small_targets() == []
            await bar.get_by_role("button", name="Орындау").click()
            if number < steps:
                await expect(bar.locator(".count")).to_have_text(f"{number + 1}/{steps}", timeout=2 * WITHIN)
            else:
                await expect(bar).to_contain_text("Тарау аяқталды", timeout=2 * WITHIN)
            await expect(visitor.phone("aigul")).to_be_visible()
            if number == 4:
                await visitor.picture("story-kk-360")
        await visitor.sees("aigul", "Сарқан ауданының ауыл жастарына арналған шағын гранттар")
        await bar.get_by_role("button", name="Тарауды жабу").click()
        await expect(bar).to_be_hidden()


async def test_a_step_that_cannot_be_done_says_so_and_can_be_passed_over(house: House) -> None:
    house.sources.publish("sarqan-jastar")
    async with visiting(house.url, 1280, 900) as visitor:
        await visitor.page.locator("#language").click()
        await visitor.page.locator(".chapter").first.click()
        bar = visitor.page.locator(".story-bar")
        for _ in range(3):
            await bar.get_by_role("button", name="Пропустить").click()
        await bar.get_by_role("button", name="Сделать").click()
        await expect(bar).to_contain_text("На экране сейчас другое", timeout=WITHIN)
        await bar.get_by_role("button", name="Пропустить").click()
        await expect(bar.locator(".count")).to_have_text("5/6")
        visitor.troubles = [trouble for trouble in visitor.troubles if "409" not in trouble]
