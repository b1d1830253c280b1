"""The whole path: a post on a site becomes a message on the right phone, in the right language, once.

The production app with its own polling, collecting and sending, between a site and the local Bot API, over real HTTP.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from aiohttp import web

from bot.app import App
from bot.demo.botapi import BotAccount, BotApiServer, Limits, World
from bot.settings import Settings
from domain.clock import MovableClock
from tests.person import Person

TOKEN = "123456:" + "F" * 35
MORNING = datetime(2026, 11, 23, 5, tzinfo=UTC)

KAZAKH = (
    "Жетісу облысының жастар орталығы үкіметтік емес ұйымдарға арналған шағын гранттар конкурсын жариялайды. "
    "Бір грант – 900 000 теңгеге дейін. Өтінімдер 2026 жылғы 14 желтоқсан сағат 18:00-ге дейін қабылданады."
)
RUSSIAN = (
    "Управление внутренней политики Костанайской области объявляет конкурс малых грантов для НПО. "
    "Сумма одного гранта – до 700 000 тенге. Заявки принимаются до 10 декабря 2026 года включительно."
)


@dataclass
class Site:
    """A site with one RSS feed, which a test writes."""

    posts: list[tuple[str, str, str]] = field(default_factory=list)  # id, title, text
    url: str = ""
    asked: int = 0
    not_modified: int = 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Site]:
        app = web.Application()
        app.router.add_get("/feed", self._feed)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield self
        await runner.cleanup()

    async def _feed(self, request: web.Request) -> web.Response:
        self.asked += 1
        items = "".join(
            f"<item><guid>{guid}</guid><link>{self.url}/{guid}</link><title>{escape(title)}</title>"
            f"<description>{escape(text)}</description><pubDate>{format_datetime(MORNING)}</pubDate></item>"
            for guid, title, text in self.posts
        )
        body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{items}</channel></rss>'
        tag = f'"{hash(body)}"'
        if request.headers.get("If-None-Match") == tag:
            self.not_modified += 1
            return web.Response(status=304, headers={"ETag": tag})
        return web.Response(text=body, content_type="application/rss+xml", headers={"ETag": tag})


@dataclass
class Town:
    """A site, a local Telegram, two people, and an app that can be stopped and started again."""

    site: Site
    world: World
    account: BotAccount
    clock: MovableClock
    settings: Settings
    app: App | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[App]:
        async with App(self.settings, clock=self.clock) as app, asyncio.TaskGroup() as group:
            self.app = app
            task = group.create_task(app.run())
            try:
                yield app
            finally:
                task.cancel()

    async def settle(self) -> None:
        """Wait until the bot has handled everything and sent what is due."""
        assert self.app is not None
        async with asyncio.timeout(20):
            while len(self.account.updates):
                await asyncio.sleep(0.005)
            await self.app.idle()

    async def collect(self) -> None:
        """Poll the site now and wait until everybody was told."""
        assert self.app is not None
        async with asyncio.timeout(30):
            await self.app.collect_now()
            self.app.wake()
            await self.app.sender.drained()

    def person(self, number: int, name: str, language: str) -> Person:
        return Person(self.world.add_person(number, name, language_code=language), self.account, self.settle)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    clock = MovableClock(MORNING, frozen=True)
    world = World(clock, limits=Limits.off())
    account = world.add_bot(TOKEN, "elshi_test_bot", "Елші")
    async with AsyncExitStack() as stack:
        site = await stack.enter_async_context(Site().open())
        server = BotApiServer(world)
        base_url = await server.start()
        stack.push_async_callback(server.stop)
        sources = tmp_path / "sources.toml"
        sources.write_text(
            f'[[source]]\nid = "site"\nkind = "feed"\nurl = "{site.url}/feed"\nname_kk = "Орталық"\nname_ru = "Центр"\n'
            'territory = "KZ"\ninterval = "1h"\n',
            encoding="utf-8",
        )
        settings = Settings(
            bot_token=TOKEN, bot_api_url=base_url, database_url=f"sqlite:///{tmp_path}/elshi.db", sources_file=sources,
            allow_local_sources=True, operator_name="«Елші» ҚҚ", operator_bin="201240000010",
            operator_contact="elshi@example.kz", collect_every=3600, poll_timeout=1, chat_rate=100,
        )  # fmt: skip
        yield Town(site, world, account, clock, settings)


async def two_readers(town: Town) -> tuple[Person, Person]:
    aigul, olga = town.person(1001, "Айгүл", "kk"), town.person(1002, "Ольга", "ru")
    await aigul.onboard("kk", "Жетісу облысы", "Сарқан ауданы")
    await olga.onboard("ru", "Костанайская обл.", "Вся область")
    return aigul, olga


def alerts(person: Person, words: str) -> list[str]:
    return [message.text for message in person.from_bot if words in message.text]


async def test_each_post_reaches_the_one_it_concerns_in_their_language_once(town: Town) -> None:
    async with town.running():
        aigul, olga = await two_readers(town)
        town.site.posts = [("1", "Жетісу жастарына шағын гранттар", KAZAKH), ("2", "Малые гранты для НПО", RUSSIAN)]
        await town.collect()
        (kazakh,), (russian,) = alerts(aigul, "шағын гранттар"), alerts(olga, "Малые гранты")
        assert not alerts(olga, "шағын гранттар")
        assert not alerts(aigul, "Малые гранты")
        for words in ("900 000 ₸", "14 желтоқсан", "сағат 18:00-ге дейін", "21 күн қалды", "Дереккөз: Орталық"):
            assert words in kazakh.replace("\u00a0", " ")
        for words in ("700 000 ₸", "10 декабря 2026", "осталось 17 дней", "Источник: Центр"):
            assert words in russian.replace("\u00a0", " ")
        # The same words under new ids and in another order are no news.
        town.site.posts = [("9", *town.site.posts[1][1:]), ("8", *town.site.posts[0][1:])]
        await town.collect()
        await town.collect()
        assert town.site.not_modified == 1
        assert len(alerts(aigul, "шағын гранттар")) == 1
        assert len(alerts(olga, "Малые гранты")) == 1


async def test_an_extension_is_told_once_with_the_new_deadline(town: Town) -> None:
    async with town.running():
        aigul, _ = await two_readers(town)
        town.site.posts = [("1", "Жетісу жастарына шағын гранттар", KAZAKH)]
        await town.collect()
        town.clock.move(timedelta(days=1))
        town.site.posts = [("1", "Жетісу жастарына шағын гранттар", KAZAKH.replace("14 желтоқсан", "21 желтоқсан"))]
        await town.collect()
        await town.collect()
        first, second = alerts(aigul, "шағын гранттар")
        assert "21 желтоқсан" not in first.replace("\u00a0", " ")
        assert "21 желтоқсан" in second.replace("\u00a0", " ")


async def test_a_group_and_a_channel_hear_of_a_post_in_their_own_languages(town: Town) -> None:
    async with town.running() as app:
        dana = town.person(1003, "Дана", "ru")
        await dana.onboard("ru", "обл. Жетісу", "Вся область")
        for chat, language in (
            (town.world.add_group("ҮЕҰ тобы", dana.phone), "Қазақша"),
            (town.world.add_channel("Гранты", dana.phone), "Русский"),
        ):
            dana.phone.start_in_group(town.account, chat, "setup")
            await town.settle()
            await dana.start(f"g{-chat.id}")
            for label in (language, "Выбрать, что приходит", "обл. Жетісу", "Вся область", "Сохранить"):
                await dana.press(label)
        app.wake()
        await app.sender.drained()
        town.clock.move(timedelta(minutes=1))
        town.site.posts = [("1", "Жетісу жастарына шағын гранттар", KAZAKH)]
        await town.collect()
        group, channel = (chat.messages[-1].text for chat in town.world.groups.values())
        assert "шағын гранттар" in group
        assert "Дереккөз: Орталық" in group
        assert "шағын гранттар" in channel
        assert "Источник: Центр" in channel
        assert len(alerts(dana, "шағын гранттар")) == 1


async def test_a_restart_in_the_middle_loses_and_repeats_nothing(town: Town) -> None:
    async with town.running():
        aigul, _ = await two_readers(town)
        newcomer = town.person(1003, "Данагүл", "kk")
        await newcomer.start()
        await newcomer.press("Қазақша")
        town.site.posts = [("1", "Жетісу жастарына шағын гранттар", KAZAKH)]
        await town.collect()
    newcomer.phone.press(newcomer.with_button("Келісемін"), "Келісемін")  # while the bot is down
    async with town.running():
        await town.settle()
        await newcomer.press("Жоқ, жай қараймын")
        await newcomer.press("Жетісу облысы")
        await newcomer.press("Бүкіл облыс")
        await newcomer.press("Дайын")
        assert "шағын гранттар" in newcomer.all_text
        await town.collect()
        assert len(alerts(aigul, "Ұйымдастырушы")) <= 1
        assert len(alerts(aigul, "шағын гранттар")) == 1
    assert not town.world.too_many_requests


async def test_what_a_coordinator_announces_is_sent_once_though_a_site_prints_it_later(town: Town) -> None:
    town.settings = town.settings.model_copy(update={"coordinators": (1002,)})
    async with town.running() as app:
        aigul, olga = await two_readers(town)
        await olga.write(f"/announce Жетісу жастарына шағын гранттар\n{KAZAKH}")
        await olga.press("✓ Опубликовать")
        app.wake()
        await app.sender.drained()
        (alert,) = alerts(aigul, "Жетісу жастарына шағын гранттар")
        assert "Елші арқылы жариялаған: республика үйлестірушісі" in alert
        assert "900 000 ₸" in alert.replace("\u00a0", " ")
        town.site.posts = [("1", "Жетісу жастарына шағын гранттар", KAZAKH)]
        await town.collect()
        assert len(alerts(aigul, "Жетісу жастарына шағын гранттар")) == 1
        await aigul.write("/calls")
        await aigul.press("1")
        assert aigul.url("Дереккөзді ашу") == f"{town.site.url}/1"


async def test_quiet_hours_hold_an_alert_until_the_morning(town: Town) -> None:
    town.clock.move(timedelta(hours=13))  # 23:00
    async with town.running() as app:
        aigul, _ = await two_readers(town)
        town.site.posts = [("1", "Жетісу жастарына шағын гранттар", KAZAKH)]
        await town.collect()
        assert not alerts(aigul, "шағын гранттар")
        town.clock.move(timedelta(hours=9))
        app.wake()
        await app.sender.drained()
        assert len(alerts(aigul, "шағын гранттар")) == 1


async def test_a_site_that_is_broken_in_every_way_stops_nothing(town: Town) -> None:
    async with town.running():
        aigul, _ = await two_readers(town)
        town.site.posts = [("0", "<b>" + "Қ" * 10_000, "<script>alert(1)</script>" * 50), ("0", "", "")]
        await town.collect()
        town.site.posts = [("1", "Жетісу жастарына <шағын> & гранттар", KAZAKH)]
        await town.collect()
        assert len(alerts(aigul, "<шағын> & гранттар")) == 1
