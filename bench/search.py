"""Searching 50,000 calls: a common word, a rare one, several, a typo, none at all, hostile ones; each within 50 ms.

Run `python -m bench.search [postgresql://…]`. What is measured is everything between the typed text and the page of
five: reading the query, finding what its words stand for, the page with its totals. The floor of the same run is what
the engine's own trigram index (FTS5 or pg_trgm) takes to count what has the common word and to give the five nearest
deadlines of it, exact words only.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from bench.figures import Figure, report
from domain.calls.model import CALL_KINDS, Call, CallEvent, CallText
from storage.call_rows import columns_of
from storage.calls import OPEN_WITHOUT_DEADLINE
from storage.engine import Session
from storage.search_index import enter
from storage.seed import load_spheres, load_territories, seed
from storage.statement import sql
from storage.store import Repositories, SqlStore, open_store

CALLS = 50_000
OPEN_SHARE = 0.2
ALLOWED = 50.0  # milliseconds
ROUNDS = 15
BATCH = 1000
NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
ZONE = timezone(timedelta(hours=5))

THEMES = (
    ("экологиялық жобаларға", "на экологические проекты"), ("жастар бастамаларына", "на молодёжные инициативы"),
    ("мүгедектігі бар адамдарға", "для людей с инвалидностью"), ("мәдениет пен өнерге", "в сфере культуры и искусства"),
    ("волонтерлік қызметке", "на волонтёрскую деятельность"), ("ауыл спортына", "на сельский спорт"),
    ("отбасын қолдауға", "на поддержку семьи"), ("құқықтық сауатқа", "на правовую грамотность"),
)  # fmt: skip
SYLLABLES = [first + second for first in "бджзклмнпрстш" for second in "аеоу"]

QUERIES = {
    "a common word": "грант",
    "a common word, Kazakh with an ending": "жобаларға",
    "three common words": "грант жастар 2026",
    "a place": "Сарқан ауданы",
    "a typo": "экалогические проекты",
    "two typos in a long word": "валантёрскую",
    "Latin Kazakh": "jastar bastamalary",
    "the wrong keyboard": "vjkjlt;yst",
    "nothing like it": "синхрофазотрон",
    "4,096 letters": "грантқа " * 512,
    "a wall of one letter": "ы" * 4096,
    "index syntax": "\"*\" OR NEAR(а*, 3) AND NOT -грант^2 col:б 'x'; DROP TABLE call; --",
}

_CALLS = sql("""
    INSERT INTO call (id, revision, kind, event, texts, territories, spheres, opens, deadline, deadline_day, closes_at,
                      amount_max, amount_total, currency, organiser, published_at, first_seen_at, likeness, changed_at)
    SELECT id, revision, kind, event, texts, territories, spheres, opens, deadline, deadline_day, closes_at,
           amount_max, amount_total, currency, organiser, published_at, first_seen_at, likeness, 0
    FROM {rows:rows(id BIGINT, revision INTEGER, kind TEXT, event TEXT, texts TEXT, territories TEXT, spheres TEXT,
                    opens TEXT, deadline TEXT, deadline_day TEXT, closes_at BIGINT, amount_max BIGINT,
                    amount_total BIGINT, currency TEXT, organiser TEXT, published_at BIGINT, first_seen_at BIGINT,
                    likeness TEXT)} r
""")
_FLOOR_TABLE = (
    sql(
        sqlite="CREATE VIRTUAL TABLE flat USING fts5 (title, closes UNINDEXED, tokenize = 'trigram')",
        postgresql="CREATE EXTENSION IF NOT EXISTS pg_trgm",
    ),
    sql(
        sqlite="INSERT INTO flat (rowid, title, closes) SELECT id, texts, closes_at FROM call",
        postgresql="CREATE TABLE flat AS SELECT id, texts AS title, closes_at AS closes FROM call",
    ),
    sql(sqlite="SELECT 1", postgresql="CREATE INDEX flat_title ON flat USING gin (title gin_trgm_ops)"),
    sql("ANALYZE"),
)
_FLOOR = (
    sql(
        sqlite="SELECT COUNT(*) FROM flat WHERE flat MATCH '\"грант\"'",
        postgresql="SELECT COUNT(*) FROM flat WHERE title LIKE '%грант%'",
    ),
    sql(
        sqlite="SELECT rowid FROM flat WHERE flat MATCH '\"грант\"' ORDER BY closes DESC LIMIT 5",
        postgresql="SELECT id FROM flat WHERE title LIKE '%грант%' ORDER BY closes DESC LIMIT 5",
    ),
)


def _calls(count: int) -> list[Call]:
    """Make calls as they are: a kind, a theme in both languages, a name of its own, a place, mostly closed."""
    chance = random.Random(2026)
    places = [unit.id for unit in load_territories() if unit.level > 0]
    spheres = [sphere.id for sphere in load_spheres()]
    rare = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 5))) for _ in range(20_000)]
    made = []
    for number in range(1, count + 1):
        kazakh, russian = chance.choice(THEMES)
        name = " ".join(chance.choices(rare, k=2)).title()
        word = "грант" if chance.random() < 0.6 else "конкурс"
        closes = NOW + timedelta(
            days=chance.uniform(0, 60) if chance.random() < OPEN_SHARE else -chance.uniform(0, 900)
        )
        made.append(
            Call(
                id=number,
                revision=1,
                kind=chance.choice(CALL_KINDS),
                event=CallEvent.OPENED,
                texts=(
                    CallText(
                        "kk", f"«{name}» {kazakh} арналған {word} 2026", f"https://example.kz/kk/{number}", "bench"
                    ),
                    CallText(
                        "ru", f"{word.title()} {russian} «{name}» 2026", f"https://example.kz/ru/{number}", "bench"
                    ),
                ),
                territories=tuple(chance.sample(places, chance.choice((1, 1, 1, 2)))),
                spheres=tuple(chance.sample(spheres, chance.choice((0, 1, 1, 2)))),
                opens=None,
                deadline=None,
                closes_at=closes,
                amount_max=None,
                amount_total=None,
                currency=None,
                organiser=f"{name} қоғамдық қоры",
                published_at=NOW,
                first_seen_at=closes - timedelta(days=20),
                likeness="x" * 2000,
            )
        )
    return made


async def _fill(store: SqlStore, count: int) -> None:
    calls = _calls(count)
    for start in range(0, count, BATCH):
        batch = calls[start : start + BATCH]
        async with store.write() as repositories:
            session: Session = repositories.session
            rows = [{"id": call.id} | columns_of(call, NOW) for call in batch]
            await session.run(_CALLS, rows=json.dumps(rows))
            await enter(session, batch, OPEN_WITHOUT_DEADLINE)
    async with store.write() as repositories:
        for statement in _FLOOR_TABLE:
            await repositories.session.all(statement)


async def _ours(repositories: Repositories, text: str) -> int:
    from handlers.searching import look_up

    found = await look_up(text, repositories.search, NOW, 0, 5, closed=False)
    return found.page.open_total


async def _floor(repositories: Repositories, _text: str) -> int:
    row = await repositories.session.one(_FLOOR[0])
    await repositories.session.all(_FLOOR[1])
    return int(row[0]) if row else 0


async def _best(store: SqlStore, work: Callable[[Repositories, str], Awaitable[int]], text: str) -> tuple[float, int]:
    times, found = [], 0
    for _ in range(ROUNDS):
        async with store.read() as repositories:
            start = time.perf_counter()
            found = await work(repositories, text)
            times.append((time.perf_counter() - start) * 1000)
    return sorted(times)[len(times) // 2], found


async def measure(url: str, count: int = CALLS) -> list[Figure]:
    """Fill a database and return the figures: each query beside what is allowed, the common one beside the floor."""
    async with open_store(url, zone=ZONE, patience=600) as store:
        await seed(store)
        start = time.perf_counter()
        await _fill(store, count)
        print(f"     {count} calls made searchable in {time.perf_counter() - start:.0f} s", flush=True)
        figures = []
        for name, text in QUERIES.items():
            took, found = await _best(store, _ours, text)
            figures.append(Figure(f"{name}, {found} open found (floor: what is allowed)", took, ALLOWED, "ms", 1.0))
        floor, found = await _best(store, _floor, "")
        ours = figures[0].ours
        figures.append(
            Figure(f"a common word beside the engine's trigram index, {found} found", ours, floor, "ms", 1.0)
        )
        return figures


def main() -> int:
    """Print the figures; the exit code tells whether they hold on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(measure(f"sqlite:///{Path(folder) / 'bench.db'}"))
        missed = report(figures)
    for url in sys.argv[1:]:
        print("  PostgreSQL", flush=True)
        report(asyncio.run(measure(url)))
    return missed


if __name__ == "__main__":
    sys.exit(main())
