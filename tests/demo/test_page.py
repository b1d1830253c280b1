"""The demo in Debian's Chromium: a visitor signs up with Айгүл, publishes, and sees who hears of it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from bot.demo.run import House, open_demo
from domain.language import Language
from handlers.texts import Translator
from tests.demo.visitor import CHROMIUM, WITHIN, Visitor, visiting

pytestmark = [
    pytest.mark.chromium,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's Chromium is not installed: apt-get install chromium"),
]
SARQAN = "Сарқан ауданының ауыл жастарына арналған шағын гранттар"
WHOLE_COUNTRY = "Гранты для волонтёрских команд по всему Казахстану"
HOSTILE = "<script>alert('нет')</script>"


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with open_demo(0) as house:
        yield house


def words(house: House, language: Language) -> Translator:
    """Return the bot's own words in a language, so that the test reads the screen as a person would."""
    return house.app.service.texts.in_language(language)


async def sign_up(visitor: Visitor, house: House, phone: str = "aigul") -> None:
    """Go through onboarding in Kazakh, for an NGO of Сарқан district."""
    tr = words(house, Language.KK)
    await visitor.press(phone, "Бастау")
    await visitor.press(phone, "Қазақша")
    await visitor.press(phone, tr("I agree"))
    await visitor.press(phone, tr("Yes, an NGO"))
    await visitor.sees(phone, tr("<b>Write the name of your organisation.</b>")[3:-4])
    await visitor.write(phone, "Жас қанат")
    await visitor.press(phone, tr("Skip"))
    await visitor.press(phone, "Жетісу облысы")
    if phone == "aigul" and (visitor.page.viewport_size or {}).get("width") == 360:
        await visitor.picture("onboarding-kk-360")
    await visitor.press(phone, "Сарқан ауданы")
    await visitor.press(phone, tr("Done"))
    await visitor.sees(phone, "Сарқан")
    await expect(visitor.phone(phone).locator(".reply-keys")).to_be_visible(timeout=WITHIN)


async def test_a_post_reaches_the_right_phones_in_their_language(house: House) -> None:
    kk, ru = words(house, Language.KK), words(house, Language.RU)
    async with visiting(house.url, 1280, 900) as visitor:
        await sign_up(visitor, house)
        assert await visitor.width_fits()

        await visitor.publish("sarqan-jastar")
        alert = await visitor.sees("aigul", SARQAN)
        await visitor.sees("danagul", SARQAN)
        assert SARQAN not in await visitor.phone("olga").locator(".list").inner_text()
        path = visitor.page.locator(".path").first
        await expect(path.locator("li.done")).to_have_count(4, timeout=WITHIN)
        await expect(path).to_contain_text("Айгүл")
        await visitor.picture("demo-kk")

        await alert.get_by_role("button", name=kk("☆ Save"), exact=True).click()
        await expect(visitor.phone("aigul").locator(".toast")).to_be_visible(timeout=WITHIN)
        link = alert.locator("a.key")
        assert (await link.get_attribute("href") or "").startswith("http://127.0.0.1:")
        assert await link.get_attribute("rel") == "noopener noreferrer"

        await visitor.publish("kazakhstan-volonter")
        for phone in ("aigul", "olga", "danagul"):
            await visitor.sees(phone, WHOLE_COUNTRY)

        await visitor.write("aigul", kk("Language"))
        await visitor.press("aigul", "Русский")
        await expect(visitor.phone("aigul").locator(".reply-keys")).to_contain_text(ru("Saved"), timeout=WITHIN)
        await visitor.press("aigul", ru("Saved"))
        await visitor.sees("aigul", SARQAN)

        await visitor.page.locator("#language").click()
        await expect(visitor.page.locator("html")).to_have_attribute("lang", "ru")
        before = await visitor.page.locator("#clock-date").inner_text()
        await visitor.page.get_by_role("button", name="+1 день").click()
        await expect(visitor.page.locator("#clock-date")).not_to_have_text(before)
        await visitor.picture("demo-ru")


async def test_a_hostile_title_is_harmless(house: House) -> None:
    async with visiting(house.url, 1280, 900) as visitor:
        await visitor.publish("html-title")
        await visitor.sees("danagul", HOSTILE)
        await expect(visitor.page.locator(".path h3")).to_contain_text(HOSTILE)
        assert await visitor.page.locator("main script").count() == 0


async def test_the_way_of_what_is_no_call_ends_at_reading(house: House) -> None:
    async with visiting(house.url, 1280, 900) as visitor:
        await visitor.publish("novost-vstrecha")
        await expect(visitor.page.locator(".path")).to_contain_text("Конкурс емес", timeout=WITHIN)
        for phone in ("olga", "danagul"):
            assert "библиотекарями" not in await visitor.phone(phone).locator(".list").inner_text()


async def test_what_waited_for_the_morning_is_told_by_the_clock_and_not_in_seconds(house: House) -> None:
    async with visiting(house.url, 1280, 900) as visitor:
        await visitor.page.request.post(f"{house.url}/api/clock", data={"hours": 13})
        await expect(visitor.page.locator("#clock-time")).to_have_text("23:00", timeout=WITHIN)
        await visitor.publish("sarqan-jastar")
        path = visitor.page.locator(".path").first
        await expect(path.locator("li.next")).to_contain_text("08:00", timeout=WITHIN)
        await visitor.page.request.post(f"{house.url}/api/clock", data={"hours": 10})
        await expect(path).to_contain_text(re.compile(r"Данагүл \(сағат 09:0\d\)"), timeout=WITHIN)


async def test_when_everything_is_published_the_panel_says_how_to_begin_anew(house: House) -> None:
    async with visiting(house.url, 1280, 900) as visitor:
        for draft in tuple(house.sources.waiting):
            house.sources.publish(draft.key)
        panel = visitor.page.locator(".publish")
        await expect(panel).to_contain_text("make demo", timeout=WITHIN)
        await visitor.page.locator("#language").click()
        await expect(panel).to_contain_text("make demo")
        await expect(panel.locator("button")).to_have_count(0)


async def test_on_a_small_phone_one_thing_is_shown_at_a_time(house: House) -> None:
    async with visiting(house.url, 360, 640) as visitor:
        await expect(visitor.page.locator(".phone:visible")).to_have_count(1)
        await sign_up(visitor, house)
        assert await visitor.width_fits()
        await visitor.picture("phone-kk-360")
        assert await visitor.small_targets() == []

        await visitor.tab("panel")
        await expect(visitor.page.locator(".phone:visible")).to_have_count(0)
        await visitor.publish("kazakhstan-volonter")
        badge = visitor.page.locator('[aria-controls="phone-olga"] .badge')
        await expect(badge).to_have_text("1", timeout=WITHIN)
        await visitor.page.locator("#language").click()
        assert await visitor.width_fits()
        await visitor.picture("panel-ru-360")
        await visitor.tab("phone-olga")
        await expect(badge).to_be_hidden()
        await visitor.sees("olga", WHOLE_COUNTRY)
        assert await visitor.width_fits()
        await visitor.picture("phone-ru-360")


async def test_the_page_comes_back_by_itself_with_everything(house: House) -> None:
    async with visiting(house.url, 1280, 900) as visitor:
        before = await visitor.phone("olga").locator(".message").count()
        await visitor.page.reload()
        await expect(visitor.phone("olga").locator(".message")).to_have_count(before, timeout=WITHIN)
        house.phones[3].person.write(house.bot, "/help")
        await expect(visitor.phone("olga").locator(".message")).to_have_count(before + 2, timeout=WITHIN)


async def test_it_works_by_keyboard(house: House) -> None:
    async with visiting(house.url, 360, 640) as visitor:
        await visitor.page.locator('[role="tab"][aria-selected="true"]').focus()
        for phone in ("serik", "danagul", "olga"):
            await visitor.page.keyboard.press("ArrowRight")
            await expect(visitor.phone(phone)).to_be_visible()
        await visitor.phone("olga").locator("textarea").focus()
        await visitor.page.keyboard.type("/menu")
        await visitor.page.keyboard.press("Enter")
        await visitor.sees("olga", "/menu")
        await visitor.phone("olga").locator(".menu").focus()
        await visitor.page.keyboard.press("Enter")
        await expect(visitor.phone("olga").locator(".commands")).to_be_visible()
        await visitor.page.keyboard.press("Escape")
        await expect(visitor.phone("olga").locator(".commands")).to_be_hidden()
