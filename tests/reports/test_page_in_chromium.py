"""A report in Debian's Chromium, opened from the disk without a network: read, switched by keyboard, printed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

from handlers.report_file import document_of
from tests.demo.visitor import CHROMIUM
from tests.person import Stage
from tests.reports.world import publish, town

pytestmark = [
    pytest.mark.chromium,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's Chromium is not installed: apt-get install chromium"),
]


@pytest.fixture
async def file(stage: Stage, tmp_path: Path) -> Path:
    here = await town(stage)
    await publish(here)
    async with stage.store.read() as repositories:
        document = await document_of(repositories, stage.service, await here.report())
    path = tmp_path / document.name
    path.write_bytes(document.content)
    return path


@pytest.fixture
async def opened(file: Path) -> AsyncIterator[Page]:
    """The page without a network and without scripts; anything that it asks for or complains of fails the test."""
    async with async_playwright() as player:
        browser = await player.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        context = await browser.new_context(
            java_script_enabled=False, offline=True, viewport={"width": 360, "height": 740}, accept_downloads=True
        )
        page = await context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: asked.append(message.text))
        await page.goto(file.as_uri())
        yield page
        assert [one for one in asked if not one.startswith(("file:", "data:"))] == []
        await browser.close()


async def test_it_opens_offline_and_the_language_is_switched_without_scripts(opened: Page) -> None:
    kk, ru = opened.locator("article[lang=kk]"), opened.locator("article[lang=ru]")
    assert await kk.is_visible() and not await ru.is_visible()
    assert "Бұл нені білдіреді" in await opened.locator("main").inner_text()
    await opened.locator("label[for=ru]").click()
    assert await ru.is_visible() and not await kk.is_visible()
    said = await opened.locator("main").inner_text()
    assert "Что это значит" in said and "Бұл нені білдіреді" not in said and "Скачать CSV" in said
    await opened.locator("#ru").focus()
    await opened.keyboard.press("ArrowLeft")
    assert await kk.is_visible(), "by keyboard too"


@pytest.mark.parametrize("width", [360, 1280])
async def test_nothing_is_wider_than_the_screen(opened: Page, width: int) -> None:
    await opened.set_viewport_size({"width": width, "height": 740})
    for language in ("kk", "ru"):
        await opened.locator(f"label[for={language}]").click()
        for name in ("table", "h1", ".code", "figure svg", ".facts div", "tr"):
            for box in [await one.bounding_box() for one in await opened.locator(f"article.{language} {name}").all()]:
                assert box is None or (box["x"] >= 0 and box["x"] + box["width"] <= width), (language, name, box)


async def test_charts_are_told_in_words(opened: Page) -> None:
    charts = opened.locator("article[lang=kk] figure svg")
    assert await charts.count() >= 2
    for chart in await charts.all():
        assert await chart.locator("title").first.text_content()
        assert len(await chart.locator("desc").first.text_content() or "") > 40


async def test_the_data_are_downloaded_from_the_file_itself(opened: Page, tmp_path: Path) -> None:
    for ending in ("csv", "json"):
        async with opened.expect_download() as waited:
            await opened.locator(f"a[download$='02.{ending}']").click()
        kept = tmp_path / f"kept.{ending}"
        await (await waited.value).save_as(kept)
        assert len(kept.read_bytes()) > 1000


async def test_it_prints_on_a4_in_the_language_that_is_shown(opened: Page, tmp_path: Path) -> None:
    sizes = {}
    for language in ("kk", "ru"):
        await opened.locator(f"label[for={language}]").click()
        made = await opened.pdf(prefer_css_page_size=True, print_background=True)
        assert made.startswith(b"%PDF") and b"/MediaBox [0 0 594.95996 841.91998]" in made
        sizes[language] = made.count(b"/Type /Page\n")
    assert 4 <= sizes["kk"] <= 14 and 4 <= sizes["ru"] <= 14
