"""All that lies outside the bot on a national day, in a process of its own: Telegram, three hundred sites, the people.

`python -m bench.soak_side` reads an order a line from its standard input, as JSON, and answers each with a line. The
people do what `bench.soak` orders: NGOs write letters by pressing what is on their screens, officers reply to cards.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from email.utils import format_datetime
from random import Random
from typing import Any
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.demo.botapi import BotApiServer, Limits, World
from bot.demo.botapi import Person as Phone
from domain.clock import MovableClock

TOKEN = "123456:" + "S" * 35
ZONE = ZoneInfo("Asia/Almaty")
AT_ONCE = 12
"""NGOs who write at the same moment."""

PATIENCE = 60.0
"""Seconds after which a press that changes nothing is a fault."""

STEPS = 25
"""Presses within which a letter has left, or never will."""

MONTHS = (
    "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша",
    "желтоқсан",
)  # fmt: skip
SYLLABLES = ("ба", "ке", "ди", "лау", "мер", "сон", "тұ", "жер", "қос", "гүл", "нар", "шоқ", "бей", "тал", "рым", "дос")
TOPIC, LOOK, SEND, SENT, NOW, WRITE = (
    "Білім беру",
    "Қарап шығып, жіберу",
    "✓ Жіберу",
    "Жіберілді: №",
    "Қазір жіберу",
    "Сауалыңызды жазыңыз",
)


class Side:
    """Telegram, the sites and the people.

    Args:
        begins: what the clock shows first.
    """

    def __init__(self, begins: datetime) -> None:
        self.clock = MovableClock(begins, frozen=True)
        self.world = World(self.clock, limits=Limits.off())
        self.account = self.world.add_bot(TOKEN, "soak_bot", "Елші")
        self.chance = Random(20260302)
        self.posts: dict[int, list[tuple[str, str, datetime]]] = {}
        self.officers: list[int] = []
        self.read: Counter[int] = Counter()
        self.letters = 0
        self.answered: set[str] = set()
        self.counted = self.messages = 0
        self.refused: Counter[str] = Counter()

    # --- sites ----------------------------------------------------------------------------------------------------

    @contextlib.asynccontextmanager
    async def sites(self) -> AsyncIterator[str]:
        """Serve the feeds; yields their address."""
        app = web.Application()
        app.router.add_get("/{number:\\d+}", self._feed)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        await runner.cleanup()

    async def _feed(self, request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        posts = self.posts.get(number, [])
        tag = f'"{len(posts)}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        items = "".join(
            f"<item><guid>{number}-{place}</guid><link>https://example.kz/{number}/{place}</link>"
            f"<title>{escape(title)}</title><description>{escape(text)}</description>"
            f"<pubDate>{format_datetime(when)}</pubDate></item>"
            for place, (title, text, when) in enumerate(posts)
        )
        body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{items}</channel></rss>'
        return web.Response(text=body, content_type="application/rss+xml", headers={"ETag": tag})

    def publish(self, number: int, place: str, call: bool) -> None:
        """Print a call that nobody takes for another one, or a piece of everyday news."""
        word = self._word(5).capitalize()
        story = " ".join(self._word(self.chance.randrange(2, 5)) for _ in range(40))
        title, text = f"Ауыл күнделігі: {word}", f"Ауа райы жақсы. {story}."
        if call:
            day = (self.clock.now().astimezone(ZONE) + timedelta(days=self.chance.randrange(20, 40))).date()
            title = f"«{word}» {self._word(3)} гранты"
            text = (
                f"{place}: {self._word(3)} орталығы үкіметтік емес ұйымдарға арналған «{word}» гранттар конкурсын "
                f"жариялайды. {story}. Бір грант – {self.chance.randrange(100, 999)} 000 теңгеге дейін. Өтінімдер "
                f"{day.year} жылғы {day.day} {MONTHS[day.month - 1]} сағат 18:00-ге дейін қабылданады."
            )
        self.posts.setdefault(number, []).append((title, text, self.clock.now()))

    def _word(self, syllables: int) -> str:
        return "".join(self.chance.choice(SYLLABLES) for _ in range(syllables))

    # --- people ---------------------------------------------------------------------------------------------------

    def settle(self, ngos: int, officers: list[int], first: int) -> None:
        """Let everybody have begun long ago."""
        self.officers = officers
        for number in (*officers, *range(first, first + ngos)):
            self.world.add_person(number, f"Адам {number}").start(self.account)
        self.account.updates.clear()

    async def file(self, authors: list[int]) -> int:
        """Let NGOs write a letter each; returns how many saw its receipt."""
        slots = asyncio.Semaphore(AT_ONCE)

        async def one(number: int, token: str) -> bool:
            async with slots:
                return await self._letter(self.world.people[number], f"Ауылға кітапхана керек: {token}.")

        tokens = [f"хат-{self.letters + place:06d}" for place in range(len(authors))]
        self.letters += len(authors)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(number, token)) for number, token in zip(authors, tokens, strict=True)]
        return sum(task.result() for task in tasks)

    async def _letter(self, phone: Phone, text: str) -> bool:
        begin = len(self._from_bot(phone))
        await self._act(phone, "/ask")
        wrote = False
        for _ in range(STEPS):
            shown = self._from_bot(phone)[begin:]
            if any(SENT in one.text for one in shown):
                return True
            screen = next((one for one in reversed(shown) if one.buttons), None)
            if screen is None:
                return False
            labels = [str(button["text"]) for button in screen.buttons if "callback_data" in button]
            if not wrote and WRITE in screen.text:
                wrote = True
                await self._act(phone, text)
                continue
            ways = (SEND, LOOK, TOPIC) if wrote else (SEND, TOPIC)
            label = next((label for way in ways for label in labels if way in label), labels[0])
            await self._act(phone, label, screen)
        return False

    async def _act(self, phone: Phone, words: str, screen: Any = None) -> None:
        """Write, or press a button of a screen, and wait until something changes on the phone."""
        before = self._looks(phone)
        if screen is None:
            phone.write(self.account, words)
        else:
            phone.press(screen, words)
        async with asyncio.timeout(PATIENCE):
            while self._looks(phone) == before:
                await self.world.changed(self.world.version, 1)

    def _looks(self, phone: Phone) -> tuple[int, str, str]:
        shown = self._from_bot(phone)
        return len(shown), shown[-1].text if shown else "", str(shown[-1].buttons) if shown else ""

    def _from_bot(self, phone: Phone) -> list[Any]:
        return [one for one in phone.sees(self.account) if one.sender is self.account]

    def answer(self) -> int:
        """Let officers reply to every card they have not seen, and send the answers before at once."""
        replied = 0
        for number in self.officers:
            phone = self.world.people[number]
            shown = self._from_bot(phone)
            for card in shown[self.read[number] :]:
                token = card.text.partition("хат-")[2][:6]
                if token and card.buttons and token not in self.answered:
                    self.answered.add(token)
                    phone.write(self.account, f"Кітапхана ашылады: {token}.", reply_to=card)
                    replied += 1
                elif any(NOW in str(button["text"]) for button in card.buttons):
                    phone.press(card, NOW)
            self.read[number] = len(shown)
        return replied

    # --- orders ---------------------------------------------------------------------------------------------------

    async def obey(self, order: dict[str, Any]) -> dict[str, Any]:
        """Do what is ordered."""
        if "at" in order:
            self.clock.move(datetime.fromisoformat(order["at"]) - self.clock.now())
        match order["do"]:
            case "settle":
                self.settle(order["ngos"], order["officers"], order["first"])
            case "publish":
                for number, place, call in order["posts"]:
                    self.publish(number, place, call)
            case "file":
                return {"filed": await self.file(order["authors"])}
            case "answer":
                return {"answered": self.answer()}
        return self.count()

    def count(self) -> dict[str, Any]:
        """Return what Telegram saw; no call is looked at twice, for this is asked several times a second."""
        for call in self.world.log[self.counted :]:
            self.messages += call.method.startswith("send") and call.status == 200
            if call.status != 200 and "not modified" not in call.description:
                self.refused[f"{call.method}: {call.description}"] += 1
        self.counted = len(self.world.log)
        unanswered = sum(press.result is None for press in self.world.presses.values())
        return {
            "messages": self.messages, "refused": self.refused, "unanswered": unanswered,
            "updates": len(self.account.updates),
        }  # fmt: skip


async def main(begins: str) -> None:
    """Serve until the standard input closes."""
    side = Side(datetime.fromisoformat(begins))
    server = BotApiServer(side.world)
    reader = asyncio.StreamReader(limit=2**24)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    async with side.sites() as address:
        print(json.dumps({"telegram": await server.start(), "sites": address}), flush=True)
        while line := await reader.readline():
            print(json.dumps(await side.obey(json.loads(line))), flush=True)
        await server.stop()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
