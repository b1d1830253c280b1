"""The page in Chromium: a request goes from the phone of an NGO to that of an office, and its answer comes back."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from bot.demo.chapters import read_story
from bot.demo.run import House, open_demo
from tests.demo.visitor import CHROMIUM, WITHIN, Visitor, visiting

pytestmark = [
    pytest.mark.chromium,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's Chromium is not installed: apt-get install chromium"),
]
WIDTH, HEIGHT = 360, 800


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with open_demo(0) as house:
        yield house


async def look_at(visitor: Visitor, name: str, words: str) -> None:
    """Turn to a phone, put its keyboard away and bring the newest message with the words to the top."""
    await visitor.tab(f"phone-{name}")
    if await visitor.phone(name).locator(".reply-keys").is_visible():
        await visitor.phone(name).locator(".fold").click()
    message = await visitor.sees(name, words)
    await message.evaluate("node => node.scrollIntoView({ block: 'start' })")
    assert await visitor.width_fits()
    assert await visitor.small_targets() == []


async def test_a_request_and_its_answer_are_read_on_a_small_phone(house: House) -> None:
    """Both chapters are played by the page itself; each phone then shows its side in its own language."""
    titles = {chapter.id: (chapter.title_kk, len(chapter.steps)) for chapter in read_story()}
    async with visiting(house.url, WIDTH, HEIGHT) as visitor:
        bar = visitor.page.locator(".story-bar")
        for chapter in ("ask", "answer"):
            title, steps = titles[chapter]
            await visitor.tab("panel")
            await visitor.page.locator(".chapter", has_text=title).click()
            for number in range(1, steps + 1):
                await expect(bar.locator(".count")).to_have_text(f"{number}/{steps}", timeout=2 * WITHIN)
                await bar.get_by_role("button", name="Орындау").click()
            await expect(bar).to_contain_text("Тарау аяқталды", timeout=2 * WITHIN)
            await bar.locator(".close").click()
            if chapter == "ask":
                await visitor.page.locator("#language").click()
                await look_at(visitor, "serik", "Запрос № 1")
                await visitor.picture("request-ru-360")
                await visitor.page.locator("#language").click()
        await look_at(visitor, "aigul", "Жауап келді")
        await visitor.picture("request-kk-360")
