"""Making a file: figures first, then the requests in batches, so that memory does not grow with them.

What takes the processor is done in a thread, a batch at a time: whoever else talks to the bot waits for milliseconds.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar

from domain.offices import Topic
from domain.ports import Store
from domain.requests.terms import Terms
from domain.statistics.placing import Placing
from domain.statistics.reading import cases_of
from domain.territory import TerritoryTree
from handlers.exporting.asked import Asked
from handlers.exporting.book import Book, file_name, open_book
from handlers.exporting.figure_tables import Known
from handlers.exporting.request_rows import RequestRows
from handlers.figures import BATCH, Counted, count_all
from handlers.texts import Texts
from handlers.timeliness_tables import timeliness_tables

Progress = Callable[[int, int], Awaitable[None]]
"""Told how many requests are written, and of how many; what it raises stops the export."""


T = TypeVar("T")


class NothingToExport(Exception):
    """No request was filed there in the period."""


@dataclass(frozen=True, slots=True)
class Tables:
    """What every export needs beside what is asked.

    Args:
        store: storage.
        terms: by the calendar in force, for all years of the period.
        tree: all territories.
        topics: all topics.
        texts: both languages.
    """

    store: Store
    terms: Terms
    tree: TerritoryTree
    topics: Sequence[Topic]
    texts: Texts


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made, and how many requests it tells of."""

    path: Path
    requests: int


async def make(asked: Asked, tables: Tables, folder: Path, progress: Progress, *, batch: int = BATCH) -> Made:
    """Write the file into a folder; nothing but the file is left there, and nothing when it is not finished.

    Args:
        asked: what it holds; the period is right.
        tables: what it is made from.
        folder: where it is written, under `file_name(asked)`.
        progress: told after each batch.
        batch: requests read at a time.

    Raises:
        NothingToExport: no request was filed there in the period.
        OSError: the disk is full, or cannot be written to.
        StorageBusy: the database cannot be reached.
    """
    path = folder / file_name(asked)
    scratch = Path(tempfile.mkdtemp(prefix=".export-", dir=folder))
    book: Book | None = None
    try:
        topics = {topic.id: topic for topic in tables.topics}
        known = Known(tables.terms, tables.tree, topics, tables.texts.in_language(asked.language))
        async with tables.store.read() as repositories:
            found = await count_all(repositories, tables.terms, tables.tree, asked.question, asked.bys, batch=batch)
            first = found[asked.bys[0]]
            if not first.requests:
                raise NothingToExport
            await progress(0, first.requests)
            calls = await timeliness_tables(
                repositories, tables.terms.zone, tables.tree, asked.period, asked.as_of, asked.territory_id
            )
        book = await _apart(open_book, asked, known, tables.texts, path, scratch)
        await _apart(book.figures, found, calls)
        if asked.with_requests:
            await _write_requests(book, asked, tables, known.topics, first, progress, batch)
        await _apart(book.close)
        return Made(path, first.requests)
    except BaseException:
        if book is not None:
            book.abandon()
        path.unlink(missing_ok=True)
        raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


async def _write_requests(
    book: Book,
    asked: Asked,
    tables: Tables,
    topics: Mapping[str, Topic],
    basis: Counted,
    progress: Progress,
    batch: int,
) -> None:
    terms, tree = tables.terms, tables.tree
    placing = Placing(asked.period, asked.as_of, terms, tree, basis.seats, asked.territory_id, asked.offices)
    tr = tables.texts.in_language(asked.language)
    rows = RequestRows(
        terms,
        tree,
        topics,
        basis.offices,
        basis.seats,
        tr,
        only=asked.offices,
        with_seats=asked.with_seats,
    )
    since = datetime.combine(asked.period.first, time(0), terms.zone)
    until = datetime.combine(asked.period.last + timedelta(days=1), time(0), terms.zone)

    def write(entries: Sequence[Any]) -> int:
        cases = [case for case in cases_of(entries, terms, asked.as_of) if placing.place(case) is not None]
        book.rows("requests", (row for case in cases for row in rows.requests(case)))
        book.rows("promises", (row for case in cases for row in rows.promises(case)))
        return len(cases)

    done, after = 0, 0
    while True:
        async with tables.store.read() as repositories:
            # Up to the entry to which the figures were counted: all of the file tells of one state.
            stretch = await repositories.statistics.stretch(since, until, basis.head.number, after, batch)
        done += await _apart(write, stretch.entries)
        await progress(done, basis.requests)
        if stretch.last is None:
            return
        after = stretch.last


async def _apart(work: Callable[..., T], *facts: Any) -> T:
    """Do work in a thread. Whoever is cancelled meanwhile waits for the thread: it must not write what is removed."""
    running = asyncio.get_running_loop().run_in_executor(None, work, *facts)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        raise
