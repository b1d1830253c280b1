"""The digest of 23,000 people: from the queue to requests that are ready to leave, in time and in flat memory.

The production sender over SQLite; only the network is replaced, and the pace is let go. The floor of the same run is
what cannot be spared: the same messages rendered and made into requests, with nothing around them. Memory is the growth
of the process between the 2,000th and the last message.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.enums import ParseMode
from aiogram.methods import SendMessage, TelegramMethod
from aiogram.types import LinkPreviewOptions

from bench.far_side import FIRST_PERSON, TOKEN
from bench.figures import Figure, report
from bench.silent_client import SilentSession
from bot.app import App
from bot.deliver import Sender
from bot.pace import Pace
from bot.settings import Settings
from domain.calls.model import Call, CallEvent, CallKind, CallText, LocalMoment, Post
from domain.clock import MovableClock
from domain.language import Language
from domain.sources import Source
from handlers.views.alert import digest_card
from storage.engine import Session
from storage.statement import json_list, sql

PEOPLE = 23_000
WARM = 2_000
CALLS = 40
LINES = (3, 4, 5)
SECONDS = 20.0
MEGABYTES = 16.0  # what growth may be measured where there is none: the allocator's and SQLite's page caches
MOST = 4.0
NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)  # nine o'clock
CHUNK = 2_000

_PEOPLE = sql("""
    INSERT INTO person (id, language, created_at)
    SELECT id, language, 0 FROM {rows:rows(id BIGINT, language TEXT)} r
""")
_SCHEDULE = sql("""
    INSERT INTO schedule (id, cadence, digest_at, quiet_from, quiet_until)
    VALUES (1, 'daily', 32400000000, 79200000000, 28800000000)
""")
_SUBSCRIPTIONS = sql("""
    INSERT INTO subscription (chat_id, person_id, language, territories, spheres, kinds, min_amount, schedule_id,
                              paused, created_at, changed_at)
    SELECT id, id, language, '["KZ"]', '[]', '', 0, 1, 0, 0, 0 FROM {rows:rows(id BIGINT, language TEXT)} r
""")
_LINES = sql("""
    INSERT INTO outbox (chat_id, kind, call_id, revision, ids, dedupe_key, priority, not_before, state, attempts,
                        repeated, created_at)
    SELECT chat_id, 'digest', call_id, 1, '{}', 'alert:' || call_id || ':1', 50, CAST(:now AS BIGINT), 'pending', 0,
           0, 0
    FROM {rows:rows(chat_id BIGINT, call_id BIGINT)} r
""")


class CountingSession(SilentSession):
    """Answers at once, counts, and tells the process's memory when the warm-up is over."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = 0
        self.warm = 0.0

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[Any],
        timeout: int | None = None,  # noqa: ASYNC109 - the client's own word
    ) -> Any:
        """Build the form that would be sent, and let the others go on as a network would."""
        answer = await super().make_request(bot, method, timeout)
        self.sent += 1
        if self.sent == WARM:
            self.warm = megabytes()
        await asyncio.sleep(0)
        return answer


def megabytes() -> float:
    """Return the memory of this process, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


def _language(person: int) -> Language:
    return Language.KK if person % 5 == 0 else Language.RU


def _lines(person: int, calls: Sequence[int]) -> list[int]:
    """Return the calls in somebody's digest: three to five, other ones for others."""
    return [calls[(person * 7 + place * 11) % len(calls)] for place in range(LINES[person % len(LINES)])]


async def _fill(app: App) -> None:
    """Queue the digests."""
    source = Source("bench", "feed", "https://example.kz/feed", "Дереккөз", "Источник")
    async with app.store.write() as repositories:
        await repositories.sources.sync([source], NOW)
        calls = []
        for number in range(CALLS):
            deadline = LocalMoment((NOW + timedelta(days=5 + number)).date())
            url = f"https://example.kz/{number}"
            call = Call(
                id=0, revision=1, kind=CallKind.GRANT, event=CallEvent.OPENED,
                texts=(
                    CallText("kk", f"Ауылдағы бастамаларға арналған шағын гранттар, {number}-конкурс", url, "bench"),
                    CallText("ru", f"Малые гранты для сельских инициатив, конкурс № {number}", url, "bench"),
                ),
                territories=("KZ",), spheres=(), opens=None, deadline=deadline,
                closes_at=deadline.ends(app.service.zone), amount_max=2_000_000, amount_total=None, currency="KZT",
                organiser="Азаматтық бастамалар орталығы", published_at=NOW, first_seen_at=NOW,
            )  # fmt: skip
            post = await repositories.sources.put_post("bench", Post(url, url, "t", "x"), url, None, NOW)
            calls.append(await repositories.calls.add(call, post, NOW))
        session: Session = repositories.session  # type: ignore[attr-defined]
        await session.run(_SCHEDULE)
        for start in range(FIRST_PERSON, FIRST_PERSON + PEOPLE, CHUNK):
            people = range(start, min(start + CHUNK, FIRST_PERSON + PEOPLE))
            rows = json_list({"id": person, "language": _language(person)} for person in people)
            await session.run(_PEOPLE, rows=rows)
            await session.run(_SUBSCRIPTIONS, rows=rows)
            lines = [{"chat_id": person, "call_id": call} for person in people for call in set(_lines(person, calls))]
            await session.run(_LINES, rows=json_list(lines), now=int(NOW.timestamp() * 1_000_000))


@asynccontextmanager
async def _app(folder: Path) -> AsyncIterator[App]:
    settings = Settings(_env_file=None, bot_token=TOKEN, database_url=f"sqlite:///{folder}/digest.db")
    async with App(settings, clock=MovableClock(NOW, frozen=True)) as app:
        yield app


def _bot() -> tuple[Bot, CountingSession]:
    session = CountingSession()
    properties = DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview=LinkPreviewOptions(is_disabled=True))
    return Bot(TOKEN, session=session, default=properties), session


async def _bare(app: App) -> float:
    """Render the same messages and make them requests, with nothing around; returns seconds."""
    bot, session = _bot()
    async with app.store.read() as repositories:
        calls = await repositories.calls.many(list(range(1, CALLS + 1)))
    numbers = sorted(calls)
    started = time.perf_counter()
    for person in range(FIRST_PERSON, FIRST_PERSON + PEOPLE):
        told = [calls[number] for number in set(_lines(person, numbers))]
        tr = app.service.texts.in_language(_language(person))
        screen = digest_card(told, tr, app.service, now=NOW)
        await bot(SendMessage(chat_id=person, text=screen.text, reply_markup=screen.markup))
    assert session.sent == PEOPLE
    return time.perf_counter() - started


async def _prepare(app: App) -> tuple[float, float, int]:
    """Let the sender empty the queue; returns seconds, growth of memory in MB and how many messages were made."""
    bot, session = _bot()
    sender = Sender(bot, app.service, Pace(1e6, 1e6, 6e7))
    started = time.perf_counter()
    async with asyncio.TaskGroup() as running:
        task = running.create_task(sender.run())
        await sender.drained()
        took, grown = time.perf_counter() - started, megabytes() - session.warm
        task.cancel()
    return took, grown, session.sent


async def _measure(folder: Path) -> int:
    async with _app(folder) as app:
        bare = await _bare(app)
        took, grown, sent = await _prepare(app)
    print(f"{sent} digests ready to leave in {took:.1f} s, bare {bare:.1f} s, memory {grown:+.1f} MB since {WARM}")
    code = report(
        [
            Figure("digest for 23,000 people (floor: the 20 s allowed)", took, SECONDS, "s", 1.0),
            Figure("the same beside bare rendering", took, bare, "s", MOST),
            Figure("growth of memory from 2,000 to 23,000 (floor: noise)", max(grown, 0.0), MEGABYTES, "MB", 1.0),
        ]
    )
    return code or int(sent != PEOPLE)


async def _filled(folder: Path) -> None:
    async with _app(folder) as app:
        await _fill(app)


def main() -> int:
    """Measure and print; returns 0 when the bounds are kept."""
    if len(sys.argv) > 1:  # filling the queue in a process of its own: its memory is not the sender's
        asyncio.run(_filled(Path(sys.argv[1])))
        return 0
    import subprocess

    with tempfile.TemporaryDirectory() as name:
        subprocess.run([sys.executable, "-m", "bench.digest", name], check=True)
        return asyncio.run(_measure(Path(name)))


if __name__ == "__main__":
    sys.exit(main())
