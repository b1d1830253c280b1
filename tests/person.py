"""A person in tests: sends, presses only what is on the screen, and looks at what is there then.

`where` of an act is a group or channel (`stage.group`, `stage.channel`); without it, the private chat with the bot.
The stage behind them is the production dispatcher and SQLite store, and the strict local Bot API over real HTTP.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.types import LinkPreviewOptions, Update

from bot.demo import botapi
from bot.demo.botapi import BotAccount, BotApiServer, Group, Limits, Message, Press, World
from bot.read_posts import PostReader
from bot.telegram import fetch_updates
from domain.calendar import WorkingCalendar
from domain.calls.model import Call, CallEvent, CallKind, CallText, LocalMoment, Post
from domain.calls.reading.gazetteer import Gazetteer
from domain.clock import MovableClock
from domain.sources import Source
from domain.spheres import Sphere
from domain.territory import TerritoryTree
from handlers import dispatcher
from handlers.service import Operator, Service
from handlers.texts import Texts
from storage.seed import load_mci, load_topics, seed
from storage.store import SqlStore, open_store
from tests.person_elsewhere import Elsewhere, Places

TOKEN = "123456:TEST-token-of-the-stage"
ZONE = ZoneInfo("Asia/Almaty")
START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
OPERATOR = Operator("«Үлгі» қоғамдық қоры", "123456789012", "@elshi_example")
SOURCE = Source("oblast", "feed", "https://example.kz/feed", "Облыс жаңалықтары", "Новости области")

LABELS = {
    "kk": {"language": "Қазақша", "yes": "Келісемін", "looking": "Жоқ, жай қараймын", "done": "Дайын"},
    "ru": {"language": "Русский", "yes": "Даю согласие", "looking": "Нет, просто смотрю", "done": "Готово"},
}


@lru_cache(maxsize=1)
def _gazetteer(tree: TerritoryTree) -> Gazetteer:
    return Gazetteer(tree)


async def _working_days(_today: date) -> WorkingCalendar:
    return WorkingCalendar()


class QuickSession(AiohttpSession):
    """Closes without aiogram's quarter of a second for TLS connections, which do not exist here."""

    async def close(self) -> None:
        if self._session is not None and not self._session.closed:
            await self._session.close()


@dataclass
class Person(Elsewhere):
    """Somebody with a phone. After each act the bot has done all it wanted to do.

    `taps` counts acts, typed messages included.
    """

    phone: botapi.Person
    account: BotAccount
    settle: Callable[[], Awaitable[None]]
    taps: int = 0
    toast: str = ""
    alert: bool = False

    # --- acting -------------------------------------------------------------------------------------------------

    async def start(self, payload: str = "") -> None:
        self.phone.start(self.account, payload)
        await self._acted()

    async def write(self, text: str, where: Group | None = None, *, topic: int | None = None) -> Message:
        sent = self.phone.write(where or self.account, text, thread_id=topic)
        await self._acted()
        return sent

    async def reply(self, message: Message, text: str) -> Message:
        """Answer a message in its own chat."""
        sent = self.phone.write(message.chat, text, reply_to=message)
        await self._acted()
        return sent

    async def menu(self, label: str) -> None:
        """Press a button of the menu under the input field."""
        self.phone.tap(self.account, label)
        await self._acted()

    async def press(self, label: str, message: Message | None = None) -> None:
        """Press a button of the newest message that has one with this label (its whole text, or the only part)."""
        press = self.phone.press(message or self.with_button(label), label)
        await self._acted(press)

    async def press_twice(self, label: str) -> list[Press]:
        """Press the same button twice before the bot has answered."""
        message = self.with_button(label)
        both = [self.phone.press(message, label), self.phone.press(message, label)]
        await self._acted(both[-1])
        return both

    async def forge(self, data: str, message: Message | None = None) -> None:
        """Send callback data that no button carries."""
        await self._acted(self.phone.press_forged(message or self.with_buttons[-1], data))

    async def acted(self) -> None:
        """Let the bot answer what was done with `phone` directly."""
        await self._acted()

    async def _acted(self, press: Press | None = None) -> None:
        self.taps += 1
        self.toast, self.alert = "", False
        await self.settle()
        if press is not None:
            assert press.result is not None, "the button still spins"
            self.toast, self.alert = press.result.text, press.result.show_alert

    # --- looking ------------------------------------------------------------------------------------------------

    @property
    def messages(self) -> list[Message]:
        return self.phone.sees(self.account)

    @property
    def from_bot(self) -> list[Message]:
        return [message for message in self.messages if message.sender is self.account]

    @property
    def last(self) -> Message:
        return self.from_bot[-1]

    @property
    def text(self) -> str:
        """What the newest message of the bot says."""
        return self.last.text

    @property
    def all_text(self) -> str:
        return "\n\n".join(message.text for message in self.from_bot)

    @property
    def with_buttons(self) -> list[Message]:
        return [message for message in self.from_bot if message.buttons]

    @property
    def buttons(self) -> list[str]:
        """The labels of the newest message that has inline buttons."""
        return [button["text"] for button in self.with_buttons[-1].buttons]

    @property
    def keyboard(self) -> list[str]:
        """The labels of the menu under the input field."""
        shown = self.phone.reply_keyboard(self.account) or {"keyboard": []}
        return [button["text"] for row in shown["keyboard"] for button in row]

    def with_button(self, label: str) -> Message:
        for message in reversed(self.from_bot):
            try:
                message.button(label)
            except LookupError:
                continue
            return message
        raise LookupError(f"no button {label!r} on the screen; the newest message offers {self.text!r}")

    def url(self, label: str) -> str:
        return str(self.with_button(label).button(label)["url"])

    # --- whole ways ---------------------------------------------------------------------------------------------

    async def onboard(self, language: str = "kk", *places: str) -> None:
        """Go the short way to the first list; `places` are labels of the oblast's and district's buttons."""
        words = LABELS[language]
        await self.start()
        await self.press(words["language"])
        await self.press(words["yes"])
        await self.press(words["looking"])
        for place in places or ("обл. Жетісу" if language == "ru" else "Жетісу облысы",):
            await self.press(place)
        if not places:
            await self.press("Вся область" if language == "ru" else "Бүкіл облыс")
        await self.press(words["done"])


async def at_role(person: Person, language: str = "kk") -> None:
    """Bring a newcomer to the first step of the sign-up form."""
    await person.start()
    await person.press(LABELS[language]["language"])
    await person.press(LABELS[language]["yes"])


class Stage(Places):
    """A local Telegram, an empty database with its tables of places and spheres, and the production dispatcher."""

    def __init__(self, path: Path, clock: MovableClock, world: World, account: BotAccount, bot: Bot) -> None:
        self.path = path
        self.clock = clock
        self.world = world
        self.account = account
        self.bot = bot
        self.store: SqlStore
        self.service: Service
        self.dispatcher: Dispatcher
        self._offset: int | None = None
        self._numbers = iter(range(1, 1_000_000))

    @staticmethod
    async def prepare(path: Path) -> None:
        """Make the database that every stage begins with: tables of places and spheres, one source, nobody in it."""
        async with open_store(f"sqlite:///{path}", zone=ZONE) as store:
            await seed(store)
            async with store.write() as repositories:
                await repositories.sources.sync([SOURCE], START)

    @classmethod
    @asynccontextmanager
    async def open(
        cls, path: Path, texts: Texts, tree: TerritoryTree, spheres: tuple[Sphere, ...]
    ) -> AsyncIterator[Stage]:
        clock = MovableClock(START, frozen=True)
        world = World(clock, limits=Limits.off())
        account = world.add_bot(TOKEN, "elshi_test_bot", "Елші")
        server = BotApiServer(world)
        async with AsyncExitStack() as stack:
            await server.start()
            stack.push_async_callback(server.stop)
            session = QuickSession(api=TelegramAPIServer.from_base(server.base_url), timeout=5)
            properties = DefaultBotProperties(
                parse_mode=ParseMode.HTML, link_preview=LinkPreviewOptions(is_disabled=True)
            )
            bot = await stack.enter_async_context(Bot(TOKEN, session=session, default=properties))
            stage = cls(path, clock, world, account, bot)
            stage.store = await stack.enter_async_context(
                open_store(f"sqlite:///{path}", zone=ZONE, clock=clock, patience=0.2)
            )
            names = {SOURCE.id: (SOURCE.name_kk, SOURCE.name_ru)}
            reader = PostReader(stage.store, clock, ZONE, _gazetteer(tree), _working_days, lambda: None)
            stage.service = Service(
                stage.store,
                clock,
                ZONE,
                tree,
                spheres,
                texts,
                OPERATOR,
                names,
                reader=reader,
                mci=load_mci(),
                topics=load_topics(),
            )
            stage.restart()
            yield stage

    def restart(self) -> None:
        """Begin anew with nothing in memory: what people see and press must go on from storage."""
        self.dispatcher = dispatcher(self.service, pause=0.01)

    def person(self, number: int = 1001, name: str = "Айгүл", language_code: str = "kk") -> Person:
        return Person(self.world.add_person(number, name, language_code=language_code), self.account, self.settle)

    async def settle(self) -> None:
        """Handle whatever waits, side by side as in production, until nothing does."""
        while updates := await fetch_updates(self.bot, self._offset, 0):
            self._offset = max(update["update_id"] for update in updates) + 1
            await self.feed(updates)

    async def feed(self, updates: Sequence[dict[str, Any]]) -> None:
        async with asyncio.TaskGroup() as group:
            for raw in updates:
                update = Update.model_validate(raw, context={"bot": self.bot})
                group.create_task(self.dispatcher.feed_update(self.bot, update))

    async def add_call(self, **changes: Any) -> int:
        """Store a call (see `sample_call` for what it says unless changed) and return its id."""
        number = next(self._numbers)
        now = self.clock.now()
        async with self.store.write() as repositories:
            post = Post(f"post-{number}", f"https://example.kz/{number}", "t", "t")
            post_id = await repositories.sources.put_post(SOURCE.id, post, f"f{number}", None, now)
            return await repositories.calls.add(sample_call(number, now, **changes), post_id, now)

    def refused(self) -> list[str]:
        """What the local Telegram refused, except edits that changed nothing."""
        return [
            f"{call.method}: {call.description}"
            for call in self.world.log
            if call.status != 200 and "not modified" not in call.description
        ]


def sample_call(number: int, now: datetime, **changes: Any) -> Call:
    """A grant for the Zhetisu oblast, closing in `days` (7) at 18:00, with a Kazakh and a Russian text."""
    days = changes.pop("days", 7)
    deadline = LocalMoment((now.astimezone(ZONE) + timedelta(days=days)).date(), datetime(2026, 1, 1, 18).time())
    call = Call(
        id=0,
        revision=1,
        kind=CallKind.GRANT,
        event=CallEvent.OPENED,
        texts=(
            CallText("kk", f"Жастарға арналған грант {number}", f"https://example.kz/kk/{number}", SOURCE.id),
            CallText("ru", f"Грант для молодёжи {number}", f"https://example.kz/ru/{number}", SOURCE.id),
        ),
        territories=("330000000",),
        spheres=("youth_children",),
        opens=None,
        deadline=deadline,
        closes_at=deadline.ends(ZONE),
        amount_max=3_500_000,
        amount_total=100_000_000,
        currency="KZT",
        organiser="Жетісу облысының ішкі саясат басқармасы",
        published_at=now,
        first_seen_at=now,
    )
    made = replace(call, **changes)
    if "deadline" in changes:
        made = replace(made, closes_at=made.deadline.ends(ZONE) if made.deadline else None)
    return made


def foreign_letters(text: str) -> str:
    """The Kazakh-only letters in a text."""
    return "".join(re.findall("[әғқңөұүһіӘҒҚҢӨҰҮҺІ]", text))
