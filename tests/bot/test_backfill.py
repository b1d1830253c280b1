"""Walking back through a source's past: everything is kept, nobody is alerted, and a broken walk goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot.__main__ import main
from bot.app import App
from bot.backfill import Backfill, Walked
from bot.history import Historian
from bot.settings import Settings
from domain.calls.model import Call
from domain.clock import MovableClock
from domain.language import Language
from domain.subscriptions import Subscription
from domain.territory import REPUBLIC
from storage.statement import sql
from tests.scrapers.conftest import NOW
from tests.scrapers.web import Web, item, rss

PERSON = 501
BODY = "Абай облысының ішкі саясат басқармасы"
_CALLS = sql("SELECT id FROM call ORDER BY id")
_QUEUED = sql("SELECT COUNT(*) FROM outbox")
_HTML = "text/html"


def announced(year: int, month: int) -> str:
    closing = date(year, month, 10) + timedelta(days=30)
    return (
        f"{BODY} үкіметтік емес ұйымдарға арналған шағын гранттар конкурсын жариялайды."
        f" Өтінімдер {closing:%d.%m.%Y} дейін қабылданады. Тақырыбы: {year}-{month} бағыт."
    )


class Channel:
    """A channel with one message a month, shown five at a time; message 1 is the oldest."""

    def __init__(self, site: Web, months: list[tuple[int, int]]) -> None:
        self.months = months
        self.asked: list[str] = []
        self.broken = False
        site.on("/s/auyl")(self._answer)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.query.get("before", ""))
        if self.broken and "before" in request.query:
            return web.Response(status=500)
        before = int(request.query.get("before", 10**9))
        numbers = [number for number in range(1, len(self.months) + 1) if number < before][-5:]
        made = "".join(self._message(number, *self.months[number - 1]) for number in numbers)
        header = '<div class="tgme_channel_info"></div>'
        return web.Response(
            text=f'<html>{header}<section class="tgme_channel_history">{made}</section></html>', content_type=_HTML
        )

    @staticmethod
    def _message(number: int, year: int, month: int) -> str:
        return (
            f'<div class="tgme_widget_message_wrap js-widget_message_wrap"><div data-post="auyl/{number}">'
            f'<div class="tgme_widget_message_text">{announced(year, month)}</div><a class="tgme_widget_message_date"'
            f' href="https://t.me/auyl/{number}"><time datetime="{year}-{month:02}-10T05:00:00+00:00"></time></a>'
            "</div></div>"
        )


MONTHS = [(year, month) for year in (2023, 2024, 2025) for month in (1, 4, 7, 10)] + [(2026, 1), (2026, 2)]


class Town:
    """The production app beside a site, with somebody who wants to hear of everything."""

    def __init__(self, folder: Path, site: Web) -> None:
        self.site = site
        self.folder = folder
        self.clock = MovableClock(NOW, frozen=True)

    def source(self, kind: str, path: str, more: str = "") -> None:
        (self.folder / "sources.toml").write_text(
            f'[[source]]\nid = "auyl"\nkind = "{kind}"\nurl = "{self.site.url(path)}"\nname_kk = "Ауыл"\n'
            f'name_ru = "Село"\n{more}',
            "utf-8",
        )

    def open(self) -> App:
        settings = Settings(
            _env_file=None, database_url=f"sqlite:///{self.folder}/town.db", sources_file=self.folder / "sources.toml",
            allow_local_sources=True,
        )  # fmt: skip
        return App(settings, clock=self.clock)

    async def walk(self, app: App, pages: int = 50) -> Walked:
        fetcher, reader = app.collector._fetcher, app.collector._reader
        historian = Historian(app.store, self.clock, self.zone(app), reader)
        backfill = Backfill(app.store, self.clock, fetcher, historian, pause=0)
        (source,) = await backfill.sources("auyl")
        return await backfill.walk(source, pages, lambda _: None)

    @staticmethod
    def zone(app: App) -> object:
        return app.service.zone

    async def subscribe(self, app: App) -> None:
        async with app.store.write() as repositories:
            await repositories.people.set_language(PERSON, Language.KK, NOW)
            await repositories.subscriptions.put(Subscription(0, PERSON, PERSON, Language.KK, (REPUBLIC,)), NOW)


async def calls(app: App) -> list[Call]:
    async with app.store.read() as repositories:
        ids = [int(row[0]) for row in await repositories.session.all(_CALLS)]  # type: ignore[attr-defined]
        found = await repositories.calls.many(ids)
    return [found[number] for number in ids]


async def queued(app: App) -> int:
    async with app.store.read() as repositories:
        (row,) = await repositories.session.all(_QUEUED)  # type: ignore[attr-defined]
    return int(row[0])


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with Web() as site:
        yield Town(tmp_path, site)


async def test_a_channel_is_walked_to_its_beginning_without_an_alert_and_a_second_walk_adds_nothing(
    town: Town,
) -> None:
    channel = Channel(town.site, MONTHS)
    town.source("telegram_channel", "/s/auyl")
    async with town.open() as app:
        await town.subscribe(app)
        walked = await town.walk(app)
        assert (walked.kept.fresh, walked.kept.calls, walked.done, walked.error) == (9, 9, True, None)
        assert channel.asked == ["", "10", "5"]
        assert await queued(app) == 0
        found = await calls(app)
        assert len(found) == 9
        for call in found:
            assert call.closes_at is not None and call.closes_at < NOW
            assert call.first_seen_at == call.published_at, "it takes the place that it would have had"
        again = await town.walk(app)
        assert (again.kept.fresh, again.pages, again.done) == (0, 0, True)
        assert len(channel.asked) == 3, "nothing older is left: the site is not asked again"


async def test_a_walk_in_small_steps_goes_on_where_it_stopped_also_after_a_restart(town: Town) -> None:
    channel = Channel(town.site, MONTHS)
    town.source("telegram_channel", "/s/auyl")
    async with town.open() as app:
        first = await town.walk(app, pages=1)
        assert (first.pages, first.kept.fresh, first.done) == (1, 5, False)
    async with town.open() as app:
        second = await town.walk(app, pages=1)
        assert (second.kept.fresh, second.done) == (4, True)
        assert channel.asked == ["", "10", "5"]
        assert len(await calls(app)) == 9


async def test_a_page_that_fails_is_told_and_asked_for_again_by_the_next_walk(town: Town) -> None:
    channel = Channel(town.site, MONTHS)
    channel.broken = True
    town.source("telegram_channel", "/s/auyl")
    async with town.open() as app:
        failed = await town.walk(app)
        assert (failed.error, failed.done, failed.kept.fresh) == ("http_status", False, 0)
        channel.broken = False
        assert (await town.walk(app)).kept.fresh == 9


async def test_what_the_ordinary_collection_finds_afterwards_is_told_once_and_the_past_never(town: Town) -> None:
    Channel(town.site, MONTHS)
    town.source("telegram_channel", "/s/auyl")
    async with town.open() as app:
        await town.subscribe(app)
        await town.walk(app)
        await app.collect_now()
        found = await calls(app)
        assert len(found) == len(MONTHS)
        still_open = [call for call in found if call.closes_at is not None and call.closes_at > NOW]
        assert await queued(app) == len(still_open) == 1
        await app.collect_now()
        assert await queued(app) == 1


async def test_a_past_call_that_is_still_open_is_kept_silently(town: Town) -> None:
    Channel(town.site, [(2026, 2)] + [(2025, month) for month in range(1, 6)])
    town.source("telegram_channel", "/s/auyl")
    async with town.open() as app:
        await town.subscribe(app)
        assert (await town.walk(app)).kept.calls == 1
        async with app.store.read() as repositories:
            page = await repositories.calls.open_for(PERSON, f"person:{PERSON}", NOW, 0, 5)
        assert page.total == 1
        assert await queued(app) == 0


async def test_the_past_makes_a_forecast(town: Town) -> None:
    Channel(town.site, [(2024, 4), (2025, 4)] + [(2026, 1)] * 5)
    town.source("telegram_channel", "/s/auyl")
    async with town.open() as app:
        await town.walk(app)
        await app.season.tick()
        found = await calls(app)
        async with app.store.read() as repositories:
            foreseen = await repositories.seasons.of_call(found[0].id, PERSON)
    assert [call.organiser is not None for call in found] == [True, True]
    assert foreseen is not None
    assert foreseen.forecast.expected == date(2026, 4, 10)
    assert foreseen.forecast.past == (date(2024, 4, 10), date(2025, 4, 10))


async def test_a_list_is_walked_by_its_older_pages_and_each_announcement_is_asked_for(town: Town) -> None:
    def entry(number: int) -> str:
        return f'<li><a href="/n/{number}">Шағын гранттар {number}</a><i>10.0{number}.2025</i></li>'

    def page(numbers: list[int], older: str) -> str:
        return f'<ul>{"".join(map(entry, numbers))}</ul><a class="older" href="{older}">…</a>'

    town.site.put("/news", page([9, 8], "/news2"), kind=_HTML)
    town.site.put("/news2", page([7, 6], "/news3"), kind=_HTML)
    town.site.put("/news3", page([5, 4], "/news2"), kind=_HTML)  # a list that leads back to itself
    for number in (4, 5, 6, 7):
        town.site.put(f"/n/{number}", f'<div class="body">{announced(2025, number)}</div>', kind=_HTML)
    town.source(
        "page", "/news",
        '[source.options]\nitem = "li"\nlink = "a"\ndate = "i"\nnext = "a.older"\n'
        '[source.options.detail]\ntext = ".body"\n',
    )  # fmt: skip
    async with town.open() as app:
        walked = await town.walk(app)
        assert (walked.kept.fresh, walked.kept.calls, walked.pages, walked.done) == (4, 4, 2, True)
        assert await queued(app) == 0
        asked = [path for path in town.site.paths() if path.startswith("/n/")]
        assert sorted(asked) == ["/n/4", "/n/5", "/n/6", "/n/7"], "none twice, and none of the first page"
        await town.walk(app)
        assert len(await calls(app)) == 4
        assert len([path for path in town.site.paths() if path.startswith("/n/")]) == 4


async def test_a_feed_is_taken_as_it_is_without_what_was_published_lately(town: Town) -> None:
    def dated(number: int, moment: datetime) -> str:
        made = item(number, announced(moment.year, moment.month))
        return made.replace("</item>", f"<pubDate>{moment:%a, %d %b %Y %H:%M:%S +0000}</pubDate></item>")

    new, old = NOW - timedelta(days=1), datetime(2025, 6, 10, tzinfo=UTC)
    town.site.put("/feed", rss(dated(2, new), dated(1, old)))
    town.source("feed", "/feed")
    async with town.open() as app:
        await town.subscribe(app)
        walked = await town.walk(app)
        assert (walked.kept.fresh, walked.kept.calls, walked.done) == (1, 1, True)
        assert await queued(app) == 0
        await app.collect_now()
        assert await queued(app) == 1, "yesterday's call is news, and its alert was not lost"
        assert (await town.walk(app)).kept.fresh == 0


async def test_the_command_tells_how_far_it_came(
    town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Channel(town.site, MONTHS)
    town.source("telegram_channel", "/s/auyl")
    monkeypatch.chdir(town.folder)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{town.folder}/town.db")
    monkeypatch.setenv("SOURCES_FILE", str(town.folder / "sources.toml"))
    monkeypatch.setenv("ALLOW_LOCAL_SOURCES", "true")
    words = ["collect", "--backfill", "auyl", "--pages", "1"]
    assert await asyncio.to_thread(main, words) == 0
    assert "auyl: pages 1, new posts 5, calls 5, alerts 0; there is more: run it again" in capsys.readouterr().out
    assert await asyncio.to_thread(main, ["collect", "--backfill", "--pages", "1"]) == 0
    assert "new posts 4, calls 4, alerts 0; nothing older is left" in capsys.readouterr().out
    assert await asyncio.to_thread(main, ["collect", "--backfill", "nowhere"]) == 1
    assert "no such source: nowhere" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["collect", "--backfill", "--pages", "0"])
