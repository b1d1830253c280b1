"""The inbox of an office with 5,000 requests among 15,000 of the country; each screen within 100 ms.

Run `python -m bench.inbox [postgresql://…]`. What is measured is the whole handling of an update by the production
dispatcher, from what Telegram sends to the requests that would go back: who it is, storage, words, rendering, buttons.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.enums import ParseMode
from aiogram.types import Update

from bench.figures import Figure, report
from bench.silent_client import SilentSession
from bot.holidays import kazakh_calendar
from domain.calendar import WorkingCalendar
from domain.clock import MovableClock
from domain.invitations import HOLDS
from domain.language import Language
from domain.offices import By, SeatRole
from domain.people import CONSENT_VERSION, Role
from domain.ports import NewRequest, Repositories
from domain.requests.clocks import Outcome
from domain.requests.events import Rating
from domain.requests.inbox import Heap
from domain.requests.model import MessageKind, RequestMessage, Route, Stand
from domain.spelling import words
from domain.territory import TerritoryTree
from handlers import dispatcher
from handlers.requests.inbox_callbacks import InboxAct, InboxPress
from handlers.service import Operator, Service
from handlers.texts import Texts
from handlers.views.requests.inbox import pages
from storage.engine import Session
from storage.seed import load_spheres, load_territories, load_topics, seed
from storage.statement import sql
from storage.store import SqlStore, open_store

REQUESTS = 5_000
OTHERS = 10_000
SENT_ON = 200
NGOS = 300
WORDS = 60  # in a letter
BATCH = 500
ROUNDS = 15
ALLOWED = 100.0  # milliseconds
OFFICIAL, MEMBER = 10_000, 20_000
TOKEN = "123456:" + "U" * 35
ZONE = ZoneInfo("Asia/Almaty")
NOW = datetime(2026, 10, 7, 11, tzinfo=ZONE)
COMMON = words(
    "мектеп жөндеу жол салу балалар алаңы жастар орталығы спорт кітапхана су құбыры школа ремонт дорога площадка центр"
    " молодёжь библиотека поддержка проект ауыл аудан қаржы көмек"
)
SYLLABLES = [first + second for first in "бджзклмнпрстш" for second in "аеоу"]
RARE = "синхрофазотрон"


class Country:
    """Fills a database: offices, NGOs and what they wrote."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self._chance = random.Random(2026)
        self._rare = ["".join(self._chance.choices(SYLLABLES, k=4)) for _ in range(20_000)]
        self._ngos: list[int] = []
        self.own = self.seat = self.last = self.open = 0
        self._message = 0

    async def fill(self) -> None:
        """Make everything; the office's own requests come between those of others."""
        others = await self._offices()
        plan = [self.own] * REQUESTS + [self._chance.choice(others) for _ in range(OTHERS)]
        self._chance.shuffle(plan)
        for start in range(0, len(plan), BATCH):
            async with self._store.write() as repositories:
                for office in plan[start : start + BATCH]:
                    await self._request(repositories, office)
        async with self._store.write() as repositories:
            for number in range(1, SENT_ON * 3, 3):
                await repositories.requests.put_place(number, others[0], None, Route.REDIRECTED)
            session: Session = repositories.session
            await session.run(sql("ANALYZE"))  # a server does so by itself, some minutes after

    async def _offices(self) -> list[int]:
        by = By(1, "coordinator:KZ")
        places = [unit.id for unit in load_territories() if unit.level == 2][:20]
        async with self._store.write() as repositories:
            names = ("Ішкі саясат бөлімі", "Отдел внутренней политики")
            self.own, *others = await repositories.offices.add(places, names, ["other"], by, NOW)
            made = await repositories.invitations.add("t", self.own, SeatRole.OFFICER, None, by, NOW, NOW + HOLDS)
            invitation = await repositories.invitations.get(made)
            assert invitation is not None
            await repositories.people.set_language(OFFICIAL, Language.KK, NOW)
            await repositories.people.give_consent(OFFICIAL, CONSENT_VERSION, "0" * 64, NOW)
            await repositories.people.onboard(OFFICIAL, Role.OFFICIAL, None, None, NOW)
            self.seat = await repositories.seats.take(invitation, OFFICIAL, NOW)
            for number in range(NGOS):
                person = MEMBER + number
                name = f"«{self._chance.choice(self._rare).title()} {self._chance.choice(self._rare)}» қоғамдық қоры"
                await repositories.people.onboard(person, Role.NGO, name, None, NOW)
                ngo = (await repositories.people.visitor(person, person)).ngo
                assert ngo is not None
                self._ngos.append(ngo.id)
        return list(others)

    def _text(self) -> str:
        chosen = self._chance.choices(COMMON, k=WORDS // 2) + self._chance.choices(self._rare, k=WORDS // 2)
        self._chance.shuffle(chosen)
        return " ".join(chosen) + (f" {RARE}" if self._message % 5_000 == 0 else "")

    async def _request(self, repositories: Repositories, office: int) -> None:
        kind = self._chance.random()
        days = self._chance.randint(0, 30) if kind < 0.3 else -self._chance.randint(1, 200)
        due, text = NOW.date() + timedelta(days=days), self._text()
        new = NewRequest(
            self._chance.choice(self._ngos), MEMBER, "KZ", "other", None, Language.KK, text[:110],
            NOW - timedelta(days=20 - days), Route.TOPIC, office, due=due, office_due=due,
        )  # fmt: skip
        number = await repositories.requests.add(new)
        self._message += 1
        letter = RequestMessage(
            0, number, MessageKind.LETTER, MEMBER, None, None, MEMBER, self._message, text, new.filed_at
        )
        await repositories.request_messages.add(letter)
        if office == self.own:
            self.last = number
            self.open += kind < 0.4
            if number % 4 == 0:
                await repositories.requests.put_seat(number, self.seat)
        if kind >= 0.4:  # between: open and overdue
            await repositories.requests.put_stand(number, self._over(kind, due))

    def _over(self, kind: float, due: date) -> Stand:
        moment = NOW - timedelta(days=self._chance.uniform(1, 200))
        if kind < 0.75:
            return Stand(Outcome.ANSWERED, due, due, moment, None)
        if kind < 0.9:
            return Stand(Outcome.ANSWERED, due, due, moment, moment, Rating.SOLVED)
        return Stand(Outcome.WITHDRAWN, due, due, None, moment)


def _screens(country: Country) -> Iterator[tuple[str, str | InboxPress]]:
    """Yield what is measured: a text that is written, or a button that is pressed."""
    yield "first page", "/inbox"
    for heap in Heap:
        yield f"heap “{heap}”", InboxPress(act=InboxAct.LIST, heap=heap)
    yield "a page in the middle", InboxPress(act=InboxAct.LIST, page=100)
    yield "last page of the longest heap", InboxPress(act=InboxAct.LIST, page=pages(country.open) - 1)
    yield "a page beyond the last", InboxPress(act=InboxAct.LIST, page=9_999)
    yield "by number", f"/inbox № {country.last}"
    yield "by a number that is not theirs", "/inbox 999999999"
    yield "a word that almost every letter has", "/inbox мектептер"
    yield "two such words and the beginning of a third", "/inbox школы дорога пло"
    yield "six such words", "/inbox мектеп жөндеу жол салу балалар алаңы"
    yield "a word of three letters", f"/inbox {RARE}"
    yield "a word that no letter has", "/inbox жоқсөз"
    yield "a word of every NGO's name", "/inbox қоғамдық қоры"
    yield "4,096 characters", "/inbox " + ("мектепке " * 455)[:4089]


def _update(number: int, what: str | InboxPress) -> dict[str, Any]:
    person = {"id": OFFICIAL, "is_bot": False, "first_name": "Серік"}
    message: dict[str, Any] = {
        "message_id": 5, "date": int(NOW.timestamp()), "chat": {"id": OFFICIAL, "type": "private"}, "from": person,
    }  # fmt: skip
    if isinstance(what, InboxPress):
        message |= {"from": {"id": 1, "is_bot": True, "first_name": "Елші"}, "text": "x"}
        press = {"id": str(number), "from": person, "chat_instance": "1", "data": what.pack(), "message": message}
        return {"update_id": number, "callback_query": press}
    end = len(what.split()[0])
    message |= {"text": what, "entities": [{"type": "bot_command", "offset": 0, "length": end}]}
    return {"update_id": number, "message": message}


async def _median(bot: Bot, ours: Dispatcher, start: int, what: str | InboxPress) -> float:
    times = []
    for turn in range(ROUNDS):
        update = Update.model_validate(_update(start + turn, what), context={"bot": bot})
        began = time.perf_counter()
        await ours.feed_update(bot, update)
        times.append((time.perf_counter() - began) * 1000)
    return sorted(times)[len(times) // 2]


async def measure(url: str) -> list[Figure]:
    """Fill a database and return the figure of each screen beside what is allowed."""
    root = Path(__file__).parent.parent
    async with open_store(url, zone=ZONE, clock=MovableClock(NOW, frozen=True), patience=600) as store:
        await seed(store)
        began = time.perf_counter()
        country = Country(store)
        await country.fill()
        print(f"     {REQUESTS + OTHERS} requests filed in {time.perf_counter() - began:.0f} s", flush=True)

        async def by_law(around: date) -> WorkingCalendar:
            return kazakh_calendar(around)

        service = Service(
            store, MovableClock(NOW, frozen=True), ZONE, TerritoryTree(load_territories()), load_spheres(),
            Texts.load(root / "locales"), Operator("«Үлгі» қоғамдық қоры", "123456789012", "@elshi_example"), {},
            topics=load_topics(),
        )  # fmt: skip
        service = replace(service, by_law=by_law)
        ours = dispatcher(service)
        async with Bot(TOKEN, SilentSession(), DefaultBotProperties(parse_mode=ParseMode.HTML)) as bot:
            figures = []
            for place, (name, what) in enumerate(_screens(country), start=1):
                took = await _median(bot, ours, place * 1000, what)
                figures.append(Figure(f"{name} (floor: what is allowed)", took, ALLOWED, "ms", 1.0))
        return figures


def main() -> int:
    """Print the figures; the exit code tells whether they hold on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        missed = report(asyncio.run(measure(f"sqlite:///{Path(folder) / 'bench.db'}")))
    for url in sys.argv[1:]:
        print("  PostgreSQL", flush=True)
        report(asyncio.run(measure(url)))
    return missed


if __name__ == "__main__":
    sys.exit(main())
