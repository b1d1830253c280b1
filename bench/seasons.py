"""What a year's guesses cost with 50,000 stored calls: sorting all of them, one new call, and the list of one person.

Each beside a floor of the same run: the same rows read and written back unsorted, sorting everything, and the guesses
counted without asking whom they concern. `python -m bench.seasons [postgresql://…]` adds another engine.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from datetime import time as clock_time
from pathlib import Path

from bench.figures import Figure, report
from bot.season import Season
from domain.calls.forecast import EDITION, Forecast, Opening, Series, Sureness
from domain.calls.model import CALL_KINDS, Call, CallEvent, CallText, LocalMoment
from domain.clock import MovableClock
from domain.language import Language
from domain.ports import Sorted
from domain.subscriptions import Subscription
from storage.call_rows import columns_of
from storage.seed import load_spheres, load_territories, seed
from storage.statement import json_list, sql
from storage.store import Repositories, SqlStore, open_store

CALLS = 50_000
A_YEAR_EACH = 4
YEARS = 6
ONE_BODY = 3000
"""Calls of one kind by one body: a register of social orders of a city."""
BATCH = 1000
ROUNDS = 15
PERSON = 501
NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
ZONE = timezone(timedelta(hours=5))
MOST_SORTING = 6.0
MOST_LIST = 6.0
MOST_ONE = 0.6
WORDS = [first + second for first in "бджзклмнпрстш" for second in ("арлы", "ерек", "онды", "урма", "алау", "енім")]

_CALLS = sql("""
    INSERT INTO call (id, revision, kind, event, texts, territories, spheres, opens, deadline, deadline_day, closes_at,
                      organiser, published_at, first_seen_at, likeness, words, changed_at)
    SELECT id, revision, kind, event, texts, territories, spheres, opens, deadline, deadline_day, closes_at,
           organiser, published_at, first_seen_at, '', words, first_seen_at
    FROM {rows:rows(id BIGINT, revision INTEGER, kind TEXT, event TEXT, texts TEXT, territories TEXT, spheres TEXT,
                    opens TEXT, deadline TEXT, deadline_day TEXT, closes_at BIGINT, organiser TEXT,
                    published_at BIGINT, first_seen_at BIGINT, words TEXT)} r
""")
_PLACES = sql("""
    INSERT INTO call_territory (call_id, territory_id)
    SELECT id, place FROM {rows:rows(id BIGINT, place TEXT)} r
""")
_SPHERES = sql("INSERT INTO call_sphere (call_id, sphere_id) SELECT id, s FROM {rows:rows(id BIGINT, s TEXT)} r")
_CHANGE = sql("UPDATE call SET changed_at = :now WHERE id = :call")
_COUNT = sql("SELECT COUNT(*), (SELECT COUNT(*) FROM season) FROM opening")
_FLOOR = sql("SELECT COUNT(*) FROM season s JOIN call c ON c.id = s.call_id WHERE c.closes_at <= :now")
_ANALYZE = sql("ANALYZE")


def _calls(count: int) -> list[Call]:
    """Make the calls of many bodies over six years; the first body announces very many."""
    chance = random.Random(2026)
    places = [unit.id for unit in load_territories() if unit.level > 0]
    spheres = [sphere.id for sphere in load_spheres()]
    made: list[Call] = []
    body = 0
    while len(made) < count:
        body += 1
        place, kind = chance.choice(places), chance.choice(CALL_KINDS)
        each = ONE_BODY // YEARS if body == 1 else A_YEAR_EACH
        for _season in range(each):
            name = " ".join(chance.choices(WORDS, k=4))
            day, sphere = chance.randint(1, 350), chance.choice(spheres)
            for year in range(2026 - YEARS, 2026):
                opens = date(year, 1, 1) + timedelta(days=day + chance.randint(-10, 10))
                moment = datetime.combine(opens, clock_time(9), ZONE)
                number = len(made) + 1
                text = CallText("ru", f"Конкурс «{name}» {year} года", f"https://example.kz/{number}", "bench")
                made.append(
                    Call(
                        id=number, revision=1, kind=kind, event=CallEvent.OPENED, texts=(text,), territories=(place,),
                        spheres=(sphere,), opens=LocalMoment(opens), deadline=LocalMoment(opens + timedelta(days=30)),
                        closes_at=moment + timedelta(days=30), amount_max=None, amount_total=None, currency=None,
                        organiser=f"Управление № {body} города Үлгі", published_at=moment, first_seen_at=moment,
                        words=frozenset(name.split()),
                    )
                )  # fmt: skip
    return made[:count]


async def _fill(store: SqlStore, count: int) -> None:
    calls = _calls(count)
    for start in range(0, count, BATCH):
        batch = calls[start : start + BATCH]
        async with store.write() as repositories:
            session = repositories.session
            await session.run(_CALLS, rows=json.dumps([{"id": call.id} | columns_of(call, NOW) for call in batch]))
            await session.run(_PLACES, rows=json_list({"id": one.id, "place": one.territories[0]} for one in batch))
            await session.run(_SPHERES, rows=json_list({"id": one.id, "s": one.spheres[0]} for one in batch))
    wide = Subscription(0, PERSON, PERSON, Language.KK, (calls[0].territories[0][:2] + "0000000",))
    async with store.write() as repositories:
        await repositories.people.set_language(PERSON, Language.KK, NOW)
        known = {unit.id for unit in load_territories()}
        unit = wide.territories[0] if wide.territories[0] in known else "KZ"
        await repositories.subscriptions.put(replace(wide, territories=(unit,)), NOW)
        await repositories.session.all(_ANALYZE)


async def _unsorted(store: SqlStore) -> float:
    """Return the seconds that reading every call and writing as many rows costs by itself."""
    start = time.perf_counter()
    openings: list[Opening] = []
    after = 0
    async with store.read() as repositories:
        while True:
            found, looked_at = await repositories.seasons.openings(after, 2000, NOW.date())
            if not looked_at:
                break
            after = looked_at[-1]
            openings += found
    for first in range(0, len(openings), 2000):
        async with store.write() as repositories:
            await repositories.seasons.put(
                [
                    (Series([one], [one.call_id]), Forecast(one.call_id, one.day, (one.day,), Sureness.ONCE))
                    for one in openings[first : first + 2000]
                ]
            )
    return time.perf_counter() - start


async def _median(store: SqlStore, work: Callable[[Repositories], Awaitable[object]]) -> float:
    times = []
    for _ in range(ROUNDS):
        async with store.read() as repositories:
            start = time.perf_counter()
            await work(repositories)
            times.append((time.perf_counter() - start) * 1000)
    return sorted(times)[len(times) // 2]


async def measure(url: str, count: int = CALLS) -> list[Figure]:
    """Fill a database and return the figures."""
    shelf = f"person:{PERSON}"
    async with open_store(url, zone=ZONE, patience=600) as store:
        await seed(store)
        await _fill(store, count)
        clock = MovableClock(NOW, frozen=True)
        job = Season(store, clock, ZONE, lambda: None)
        floor = await _unsorted(store)
        start = time.perf_counter()
        await job.tick()
        whole = time.perf_counter() - start
        async with store.read() as repositories:
            row = await repositories.session.one(_COUNT)
        assert row is not None
        print(f"     {row[0]} calls sorted, {row[1]} guesses", flush=True)
        clock.move(timedelta(hours=1))
        async with store.write() as repositories:
            await repositories.session.run(_CHANGE, now=int(clock.now().timestamp() * 10**6), call=1)
            await repositories.seasons.note_sorted(Sorted(EDITION, NOW.date(), clock.now()))
        start = time.perf_counter()
        await job.tick()
        one = (time.perf_counter() - start) * 1000
        now = clock.now()
        counted = await _median(store, lambda r: r.session.one(_FLOOR, now=int(now.timestamp() * 10**6)))
        listed = await _median(store, lambda r: r.seasons.page(PERSON, shelf, now, 0, 5))
        button = await _median(store, lambda r: r.seen.beside(PERSON, PERSON, shelf, now, now))
        nobody = await _median(store, lambda r: r.seen.beside(999, 999, "person:999", now, now))
        return [
            Figure(f"{count} calls sorted anew", whole, floor, "s", MOST_SORTING),
            Figure(f"one of {ONE_BODY} calls of a body changed, beside all", one, whole * 1000, "ms", MOST_ONE),
            Figure("the list of what may open again", listed, counted, "ms", MOST_LIST),
            Figure("whether there is such a list", max(button, nobody), counted, "ms", MOST_LIST),
        ]


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
