"""From sites to stored posts and calls: nothing lost by a crash, nobody delayed by somebody else's trouble."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.app import App
from bot.collect import AT_ONCE
from bot.ledger import Ledger
from bot.settings import Settings
from domain.clock import MovableClock
from domain.errors import StorageBusy
from domain.ports import Harvest
from domain.sources import SourceState
from storage.sources import SourcesRepository
from storage.store import SqlStore
from tests.scrapers.conftest import NOW
from tests.scrapers.web import Web, item, rss

CALL = "Үкіметтік емес ұйымдарға арналған шағын гранттар конкурсы. Өтінімдер 2026 жылғы {} наурызға дейін қабылданады."


class Town:
    """The production app beside a site; `app` can be started again over the same database."""

    def __init__(self, folder: Path, site: Web) -> None:
        self.folder = folder
        self.site = site
        self.clock = MovableClock(NOW, frozen=True)
        self.app: App

    def sources(self, *entries: str) -> None:
        (self.folder / "sources.toml").write_text("\n".join(entries), "utf-8")

    def feed(self, name: str) -> str:
        return (
            f'[[source]]\nid = "{name}"\nkind = "feed"\nurl = "{self.site.url(f"/{name}")}"\n'
            'name_kk = "Ә"\nname_ru = "А"\ninterval = "10s"\n'
        )

    def open(self) -> App:
        settings = Settings(
            _env_file=None, database_url=f"sqlite:///{self.folder}/town.db", sources_file=self.folder / "sources.toml",
            allow_local_sources=True,
        )  # fmt: skip
        self.app = App(settings, clock=self.clock)
        return self.app

    async def facts(self) -> tuple[int, int]:
        found = await self.app.store.facts()
        return found["posts"], found["calls"]


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with Web() as site:
        yield Town(tmp_path, site)


async def test_posts_are_kept_before_they_are_read_and_a_crash_in_between_loses_nothing(town: Town) -> None:
    town.site.put("/one", rss(*(item(number, CALL.format(number + 10)) for number in range(3))))
    town.sources(town.feed("one"))
    async with town.open() as app:
        (polled,) = await app.collector.poll_now()
        assert polled.fresh == 3 and await town.facts() == (3, 0)
    async with town.open() as app:
        assert (await app.collector.poll_now())[0].fresh == 0
        await app.collector._reader.read_all()
        assert await town.facts() == (3, 3)
        await app.collector._reader.read_all()
        assert await town.facts() == (3, 3)


async def test_what_was_left_unread_is_read_when_the_bot_runs_again(town: Town) -> None:
    town.site.put("/one", rss(item(1, CALL.format(20))))
    town.sources(town.feed("one"))
    async with town.open() as app:
        await app.collector.poll_now()
    async with town.open() as app, asyncio.TaskGroup() as group:
        running = group.create_task(app.collector.run())
        async with asyncio.timeout(20):
            while (await town.facts())[1] == 0:
                await asyncio.sleep(0.01)
        running.cancel()


async def test_a_collection_tells_what_came_of_it(town: Town) -> None:
    town.site.put("/one", rss(item(1, CALL.format(20)), item(2, "Ауа райы жақсы")))
    town.site.put("/two", status=500)
    town.sources(town.feed("one"), town.feed("two"))
    async with town.open() as app:
        results = {one.source_id: one for one in await app.collect_now()}
    assert (results["one"].fresh, results["one"].calls, results["one"].error) == (2, 1, None)
    assert (results["two"].fresh, results["two"].error) == (0, "http_status")


async def test_many_sources_of_a_site_that_hangs_keep_no_other_site_waiting(town: Town) -> None:
    release = asyncio.Event()

    async def hang(_: web.Request) -> web.StreamResponse:
        await release.wait()
        return web.Response(text=rss())

    async with Web() as slow:
        entries = []
        for number in range(2 * AT_ONCE):
            slow.pages[f"/{number}"] = hang
            entries.append(town.feed(f"slow{number}").replace(town.site.url(f"/slow{number}"), slow.url(f"/{number}")))
        town.site.put("/one", rss(item(1, CALL.format(20))))
        town.sources(*entries, town.feed("zz").replace("/zz", "/one"))
        async with town.open() as app, asyncio.TaskGroup() as group:
            waiting = group.create_task(app.collector.poll_now())
            async with asyncio.timeout(20):
                while (await town.facts())[0] == 0:
                    await asyncio.sleep(0.01)
            assert len(slow.paths()) == 1, "its sources are asked one at a time"
            release.set()
            assert len(await waiting) == 2 * AT_ONCE + 1


async def test_an_edited_post_changes_its_call_and_an_extension_follows_the_call_it_extends(town: Town) -> None:
    town.site.put("/one", rss(item(1, CALL.format(20))))
    town.sources(town.feed("one"))
    async with town.open() as app:
        await app.collect_now()
        town.site.put("/one", rss(item(1, CALL.format(28).replace("қабылданады", "қабылданады, мерзімі ұзартылды"))))
        (again,) = await app.collect_now()
        assert again.fresh == 1 and again.calls == 0 and await town.facts() == (1, 1)
        async with app.store.read() as repositories:
            (post,) = await repositories.sources.known("one", ["id-1"], [])
            assert post.call_id is not None and not post.unread
            shelved = await repositories.calls.get(post.call_id)
        assert shelved is not None and shelved.call.revision == 2
        assert shelved.call.deadline is not None and shelved.call.deadline.day.day == 28


async def test_a_site_that_reshuffles_restyles_and_renumbers_adds_nothing(town: Town) -> None:
    town.site.put("/one", rss(*(item(number, CALL.format(number + 10)) for number in range(5))))
    town.sources(town.feed("one"))
    async with town.open() as app:
        await app.collect_now()
        before = await town.facts()
        restyled = [
            item(
                number,
                f"<![CDATA[<div>{CALL.format(number + 10)}</div><p>Қаралды: {number * 9}</p><p>3 күн бұрын</p>]]>",
            )
            .replace(f"id-{number}", f"new-{number}")
            .replace(f"kz/{number}", f"kz/?p={number}")
            for number in (3, 0, 4, 2, 1)
        ]
        town.site.put("/one", rss(*restyled))
        (again,) = await app.collect_now()
        assert again.fresh == 0 and await town.facts() == before


TWIN = (
    "Фонд «Ақ бұлақ» поддержит десять идей жителей Мартукского района Актюбинской области: колодцы и питьевая вода. "
    "Одна идея получит до 480 000 тенге. {deadline}"
)
TWIN_KK = (
    "«Ақ бұлақ» қоры Ақтөбе облысы Мәртөк ауданының тұрғындарынан он ауыз су жобасын күтеді. Бір жобаға 480 мың "
    "теңгеге дейін грант беріледі. {deadline}"
)


@pytest.mark.parametrize(
    ("deadline", "deadline_kk"),
    [
        ("Заявки до 22 мая 2026 года.", "Өтінімдер 22 мамырға дейін."),
        ("Заявки до 22 мая 2026 года.", "Өтінім беріңіздер, гранттар байқауы басталды!"),
        ("Объявлен конкурс грантов, принимаются заявки.", "Өтінімдер 22 мамырға дейін."),
        ("Заявки до 22 мая, регистрация до 15 мая 2026 года.", "Тіркелу 15 мамырға дейін, өтінімдер 22 мамырға дейін."),
    ],
    ids=["both", "only the first", "only the second", "two days"],
)
@pytest.mark.parametrize("first", ["ru", "kk"])
async def test_twins_on_two_sites_are_one_call_though_one_gives_no_deadline(
    town: Town, deadline: str, deadline_kk: str, first: str
) -> None:
    posts = {"ru": TWIN.format(deadline=deadline), "kk": TWIN_KK.format(deadline=deadline_kk)}
    town.sources(town.feed("one"), town.feed("two"))
    town.site.put("/one", rss(item(1, posts[first])))
    town.site.put("/two", rss())
    async with town.open() as app:
        await app.collect_now()
        assert await town.facts() == (1, 1)
        town.site.put("/two", rss(item(2, posts["kk" if first == "ru" else "ru"])))
        await app.collect_now()
        assert await town.facts() == (2, 1)


async def test_one_post_that_cannot_be_read_costs_only_itself(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from domain.calls.reading import post as reading

    real = reading.read

    def read(post: Any, **more: Any) -> Any:
        if post.external_id == "id-1":
            raise ZeroDivisionError
        return real(post, **more)

    monkeypatch.setattr(reading, "read", read)
    town.site.put("/one", rss(*(item(number, CALL.format(number + 10)) for number in range(3))))
    town.sources(town.feed("one"))
    async with town.open() as app:
        await app.collect_now()
        assert await town.facts() == (3, 2)
        async with app.store.read() as repositories:
            assert await repositories.sources.unread(9) == [], "nor is it tried for ever"
    assert "could not be read" in caplog.text


async def test_one_post_that_cannot_be_written_costs_only_itself(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from bot import read_posts

    real = read_posts.decide

    def decide(stored: Any, candidate: Any, post: Any, *rest: Any, **more: Any) -> Any:
        if post.external_id == "id-1":
            raise ZeroDivisionError
        return real(stored, candidate, post, *rest, **more)

    monkeypatch.setattr(read_posts, "decide", decide)
    town.site.put("/one", rss(*(item(number, CALL.format(number + 10)) for number in range(3))))
    town.sources(town.feed("one"))
    async with town.open() as app:
        await app.collect_now()
        assert await town.facts() == (3, 2)
    assert "could not be written" in caplog.text


async def test_a_slow_site_and_a_long_feed_keep_nobody_waiting(town: Town) -> None:
    released = asyncio.Event()

    @town.site.on("/slow")
    async def slow(_: web.Request) -> web.StreamResponse:
        await released.wait()
        return web.Response(text=rss(item(1)), content_type="application/rss+xml")

    async with Web() as other:
        other.put("/long", rss(*(item(number) for number in range(10_000, 0, -1))))
        other.put("/quick", rss(item(1, CALL.format(20))))
        async with Web() as third:
            third.put("/quick", rss(item(1, CALL.format(21))))
            town.sources(
                town.feed("slow"),
                town.feed("long").replace(str(town.site.port), str(other.port)),
                town.feed("quick").replace(str(town.site.port), str(third.port)),
            )
            async with town.open() as app:
                async with asyncio.TaskGroup() as group:
                    everything = group.create_task(app.collector.poll_now())
                    async with asyncio.timeout(30):
                        while not await _known(app, "quick", "id-1"):
                            await asyncio.sleep(0.01)
                    assert not everything.done()
                    released.set()
                results = {one.source_id: one for one in everything.result()}
                assert results["long"].fresh == 1000 and await _known(app, "long", "id-10000")
                # What is new is read first, however much else waits.
                async with app.store.read() as repositories:
                    assert len(await repositories.sources.unread(5000)) == 1002


async def test_a_long_feed_is_stored_whole_over_some_polls_and_nothing_twice(town: Town) -> None:
    town.site.put("/one", rss(*(item(number) for number in range(2300, 0, -1))))
    town.sources(town.feed("one"))
    fresh = []
    async with town.open() as app:
        for _ in range(4):
            (polled,) = await app.collector.poll_now()
            fresh.append(polled.fresh)
        assert fresh == [1000, 800, 500, 0] and (await town.facts())[0] == 2300


async def test_reading_that_fails_is_tried_again_while_sites_are_polled(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from bot import read_posts

    monkeypatch.setattr(read_posts, "FIRST_PAUSE", 0.01)
    town.site.put("/one", rss(item(1, CALL.format(20))))
    town.sources(town.feed("one"))
    failures = 0
    async with town.open() as app:
        reader = app.collector._reader
        working = reader._work_out

        async def work_out(day: Any) -> Any:
            nonlocal failures
            failures += 1
            if failures < 3:
                raise RuntimeError
            return await working(day)

        monkeypatch.setattr(reader, "_work_out", work_out)
        async with asyncio.TaskGroup() as group:
            running = group.create_task(app.collector.run())
            await app.collector.tick()
            async with asyncio.timeout(20):
                while (await town.facts())[1] == 0:
                    await asyncio.sleep(0.01)
            running.cancel()
    assert failures == 3 and "posts wait to be read" in caplog.text


async def _known(app: App, source_id: str, name: str) -> bool:
    async with app.store.read() as repositories:
        return bool(await repositories.sources.known(source_id, [name], []))


# Writing together


class Counting:
    """Stands between the ledger and storage and counts the units of work."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.units = 0

    def write(self, update_id: int | None = None) -> Any:
        self.units += 1
        return self.store.write(update_id)


async def test_polls_that_end_together_are_written_together(town: Town) -> None:
    town.sources(*(town.feed(f"s{number}") for number in range(50)))
    async with town.open() as app:
        assert isinstance(app.store, SqlStore)
        counting = Counting(app.store)
        ledger = Ledger(counting, town.clock)  # type: ignore[arg-type]
        harvests = [Harvest(f"s{number}", SourceState(etag=str(number))) for number in range(50)]
        await asyncio.gather(*map(ledger.keep, harvests))
        assert counting.units <= 2
        async with app.store.read() as repositories:
            stored = [await repositories.sources.get(harvest.source_id) for harvest in harvests]
        assert [found[1].etag for found in stored if found] == [str(number) for number in range(50)]


async def test_one_poll_that_cannot_be_kept_fails_alone(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = SourcesRepository.keep

    async def keep(self: SourcesRepository, harvests: Sequence[Harvest], now: Any) -> None:
        if any(harvest.source_id == "s1" for harvest in harvests):
            raise ZeroDivisionError
        await real(self, harvests, now)

    for number in range(3):
        town.site.put(f"/s{number}", rss(item(number)))
    town.sources(*(town.feed(f"s{number}") for number in range(3)))
    monkeypatch.setattr(SourcesRepository, "keep", keep)
    async with town.open() as app:
        with caplog.at_level(logging.ERROR):
            results = {one.source_id: one.error for one in await app.collector.poll_now()}
        assert results == {"s0": None, "s1": "crashed", "s2": None} and await town.facts() == (2, 0)


async def test_a_busy_database_is_told_to_all_who_waited_and_nothing_is_half_kept(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def keep(self: SourcesRepository, harvests: Sequence[Harvest], now: Any) -> None:
        raise StorageBusy("locked")

    town.sources(town.feed("s0"), town.feed("s1"))
    async with town.open() as app:
        monkeypatch.setattr(SourcesRepository, "keep", keep)
        ledger = Ledger(app.store, town.clock)
        ends = await asyncio.gather(
            *(ledger.keep(Harvest(f"s{number}", SourceState())) for number in range(2)), return_exceptions=True
        )
        assert [type(end) for end in ends] == [StorageBusy, StorageBusy]


async def test_a_writer_that_is_cancelled_leaves_the_others_to_the_next(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, held = SourcesRepository.keep, asyncio.Event()

    async def keep(self: SourcesRepository, harvests: Sequence[Harvest], now: Any) -> None:
        if not held.is_set():
            held.set()
            await asyncio.Event().wait()
        await real(self, harvests, now)

    monkeypatch.setattr(SourcesRepository, "keep", keep)
    town.sources(town.feed("s0"), town.feed("s1"))
    async with town.open() as app:
        ledger = Ledger(app.store, town.clock)
        async with asyncio.TaskGroup() as group:
            first = group.create_task(ledger.keep(Harvest("s0", SourceState(etag="a"))))
            second = group.create_task(ledger.keep(Harvest("s1", SourceState(etag="b"))))
            await held.wait()
            first.cancel()
        assert first.cancelled() and second.done() and second.exception() is None
        async with app.store.read() as repositories:
            found = await repositories.sources.get("s1")
        assert found is not None and found[1].etag == "b"
