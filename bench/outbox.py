"""Claiming from an outbox of 1,000,000 rows, beside one of 10,000 in the same run, on SQLite and on PostgreSQL.

Run `python -m bench.outbox [postgresql://… postgresql://…]` with two empty databases; without them Debian's PostgreSQL
is started for the run, when it is installed.

The rows are those of a service that has run for half a year: most were sent, some are gone, some wait for a digest
weeks ahead, thousands belong to chats that Telegram told to wait, and a share is due. What is measured is the sender's
own way: claim a wave, mark it as being sent, settle it, each in a unit of work that is committed.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bench.figures import Figure, report
from domain.clock import micros
from domain.outbox import OutboxItem, Retry, Sent
from domain.ports import Settled
from storage.statement import json_list, sql
from storage.store import SqlStore, open_store

FEW, MANY = 10_000, 1_000_000
CHATS = 23_000
WAVE = 10
ROUNDS, WARM = 50, 5
MOST = 2.0
AT_A_TIME = 20_000
NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Almaty")

_FILL = sql("""
    INSERT INTO outbox (chat_id, kind, call_id, revision, ids, dedupe_key, priority, not_before, state, attempts,
                        repeated, message_id, created_at, settled_at)
    SELECT chat_id, kind, call_id, 1, '{}', dedupe_key, priority, not_before, state, attempts, 0, message_id,
           not_before, settled_at
    FROM {rows:rows(chat_id BIGINT, kind TEXT, call_id BIGINT, dedupe_key TEXT, priority INTEGER, not_before BIGINT,
                    state TEXT, attempts INTEGER, message_id BIGINT, settled_at BIGINT)} r
""")
_ANALYSE = sql("ANALYZE outbox")
_DUE = sql("SELECT COUNT(*) FROM outbox WHERE state = 'pending' AND not_before <= :now")


@dataclass
class Times:
    """Seconds of each round."""

    claim: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)


def rows(first: int, count: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    """Return outbox rows as half a year leaves them.

    Args:
        first: number of the first row.
        count: how many.
        chance: decides; the same shares at every size.
    """
    for number in range(first, first + count):
        place = chance.random()
        row = {
            "chat_id": 10_000 + chance.randrange(CHATS), "kind": "alert", "call_id": number, "priority": 50,
            "dedupe_key": f"alert:{number}:1", "attempts": 0, "message_id": None, "settled_at": None,
        }  # fmt: skip
        ago = micros(NOW - timedelta(seconds=chance.randrange(180 * 86_400)))
        if place < 0.80:
            yield row | {"state": "sent", "not_before": ago, "message_id": number, "settled_at": ago}
        elif place < 0.84:
            yield row | {"state": "gone", "not_before": ago, "settled_at": ago}
        elif place < 0.89:  # waits for a digest or a reminder's day
            later = micros(NOW + timedelta(seconds=3600 + chance.randrange(30 * 86_400)))
            kind = chance.choice(("digest", "digest", "reminder"))
            yield row | {"state": "pending", "not_before": later, "kind": kind}
        elif place < 0.91:  # Telegram said "retry after": held again and again
            held = micros(NOW + timedelta(seconds=600 + chance.randrange(3600)))
            yield row | {"state": "pending", "not_before": held, "attempts": chance.randrange(4)}
        else:
            due = micros(NOW - timedelta(seconds=chance.randrange(900)))
            kind = chance.choice(("alert", "alert", "update", "digest"))
            priority = chance.choice((10, 50, 50, 50, 90))
            yield row | {"state": "pending", "not_before": due, "kind": kind, "priority": priority}


async def _fill(store: SqlStore, first: int, count: int, chance: random.Random) -> None:
    for start in range(first, first + count, AT_A_TIME):
        batch = list(rows(start, min(AT_A_TIME, first + count - start), chance))
        async with store.write() as repositories:
            await repositories.session.run(_FILL, rows=json_list(batch))
    async with store.write() as repositories:  # as the servers do by themselves in time
        await repositories.session.run(_ANALYSE)


async def _wave(store: SqlStore, times: Times, held: int) -> None:
    """Claim, mark and settle a wave; some of its chats are told to wait."""
    began = time.perf_counter()
    async with store.write() as repositories:
        items = await repositories.outbox.claim("bench", NOW, WAVE)
    claimed = time.perf_counter()
    assert len(items) >= WAVE, "the due rows ran out"
    async with store.write() as repositories:
        await repositories.outbox.begin_sending("bench", [item.id for item in items])
    async with store.write() as repositories:
        await repositories.outbox.settle(_endings(items, held), NOW)
    times.claim.append(claimed - began)
    times.whole.append(time.perf_counter() - began)


def _endings(items: Sequence[OutboxItem], held: int) -> list[Settled]:
    waits = Retry(NOW + timedelta(minutes=5), "flood", counts=False)
    return [Settled(item, waits if place < held else Sent(1, NOW)) for place, item in enumerate(items)]


async def measure(few_url: str, many_url: str) -> list[Figure]:
    """Fill two empty databases and measure them in turns: what else the machine does falls on both."""
    chance = random.Random(2026)
    async with open_store(few_url, zone=ZONE) as few, open_store(many_url, zone=ZONE) as many:
        engine = str((await few.facts())["engine"])
        sides = []
        for store, count in ((few, FEW), (many, MANY)):
            await _fill(store, 1, count, chance)
            async with store.read() as repositories:
                due = await repositories.session.one(_DUE, now=micros(NOW))
            assert due is not None
            print(f"{engine}: {count:,} rows, {due[0]:,} of them due", flush=True)
            sides.append((store, Times()))
        for number in range(WARM + ROUNDS):
            for store, times in sides:
                await _wave(store, times if number >= WARM else Times(), held=number % 4)
    (_, of_few), (_, of_many) = sides
    return [
        Figure(
            f"claiming a wave of 1,000,000 rows, {engine}", _middle(of_many.claim), _middle(of_few.claim), "ms", MOST
        ),
        Figure(
            f"claiming and settling a wave of 1,000,000 rows, {engine}",
            _middle(of_many.whole),
            _middle(of_few.whole),
            "ms",
            MOST,
        ),
    ]


def _middle(seconds: list[float]) -> float:
    return statistics.median(seconds) * 1e3


def _urls(stack: ExitStack) -> list[tuple[str, str]]:
    """Return pairs of empty databases: SQLite's, and PostgreSQL's as named or of two servers of our own."""
    from tests.storage import postgres  # the tests know how Debian's server is started

    folder = stack.enter_context(tempfile.TemporaryDirectory())
    pairs = [(f"sqlite:///{folder}/few.db", f"sqlite:///{folder}/many.db")]
    if len(sys.argv) > 2:
        pairs.append((sys.argv[1], sys.argv[2]))
    elif postgres.binaries() is None:
        print("no PostgreSQL server is installed: measured on SQLite alone", flush=True)
    else:
        pairs.append((stack.enter_context(postgres.server()), stack.enter_context(postgres.server())))
    return pairs


async def main() -> int:
    """Measure and print; returns 0 when the bounds are kept."""
    figures = []
    with ExitStack() as stack:
        for few, many in _urls(stack):
            figures += await measure(few, many)
    return report(figures)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
