"""A visitor of the demo's page: sees it through Chromium, presses only what is visible."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import Locator, Page, async_playwright, expect

from bot.demo.guests import GUESTS

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
WITHIN = 10_000  # milliseconds


class Visitor:
    """One browser window.

    Args:
        page: the window.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.troubles: list[str] = []
        page.on("console", lambda message: message.type in ("error", "warning") and self._note(message.text))
        page.on("pageerror", lambda error: self._note(str(error)))
        page.on("request", lambda request: self._at_home(request.url))

    def _note(self, trouble: str) -> None:
        self.troubles.append(trouble)

    def _at_home(self, url: str) -> None:
        if urlsplit(url).hostname != "127.0.0.1":
            self._note(f"a request left this machine: {url}")

    def phone(self, name: str) -> Locator:
        """Return the phone of a guest."""
        return self.page.locator(f"#phone-{name}")

    async def press(self, name: str, label: str) -> None:
        """Press the newest visible button with this label on a phone: inline, of the reply keyboard, or Start."""
        await self.phone(name).get_by_role("button", name=label, exact=True).last.click(timeout=WITHIN)

    async def write(self, name: str, text: str) -> None:
        """Type into the field of a phone and send."""
        await self.phone(name).locator("textarea").fill(text)
        await self.phone(name).locator(".send").click()

    async def sees(self, name: str, text: str) -> Locator:
        """Wait until a message with the text is on a phone; returns the newest such message."""
        message = self.phone(name).locator(".message", has_text=text).last
        await expect(message).to_be_visible(timeout=WITHIN)
        return message

    async def tab(self, name: str) -> None:
        """Turn to a phone or to the panel on a narrow screen."""
        await self.page.locator(f'[aria-controls="{name}"]').click()

    async def publish(self, key: str) -> None:
        """Publish a post on its site by the panel."""
        await self.page.locator("#which").select_option(key)
        await self.page.locator("#publish").click()

    async def width_fits(self) -> bool:
        """Tell whether nothing is wider than the window."""
        return bool(await self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))

    async def small_targets(self) -> list[str]:
        """Return what is too small for a finger: buttons, links that are keys and choices lower than 44 pixels."""
        found: list[str] = await self.page.evaluate(
            "[...document.querySelectorAll('button:not(.command), select, a.key')].filter((e) => e.offsetParent &&"
            " (e.getBoundingClientRect().height < 44)).map((e) => e.className || e.textContent)"
        )
        return found

    async def picture(self, name: str) -> None:
        """Keep a screenshot for the documentation, when asked for (ELSHI_SCREENSHOTS=1)."""
        if os.environ.get("ELSHI_SCREENSHOTS"):
            await self.page.wait_for_timeout(400)
            await self.page.screenshot(path=IMAGES / f"{name}.png")


@asynccontextmanager
async def visiting(url: str, width: int, height: int) -> AsyncIterator[Visitor]:
    """Open the page in a window of a size in pixels; fails when the page complained or a request left the machine."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        try:
            context = await browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
            visitor = Visitor(await context.new_page())
            await visitor.page.goto(url)
            await expect(visitor.page.locator("#clock-time")).to_have_text("10:00", timeout=WITHIN)
            await expect(visitor.page.locator(".phone")).to_have_count(len(GUESTS))
            yield visitor
            assert visitor.troubles == []
        finally:
            await browser.close()
