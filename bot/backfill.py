"""`elshi collect --backfill`: walks back through the older pages of sources and keeps what stands there as history."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.history import Historian, Kept
from domain.clock import Clock
from domain.ports import Progress, Store
from domain.sources import Source
from scrapers.base import Gone
from scrapers.fetch import Fetcher
from scrapers.history import PAGED, Step, Trouble, details, first_older, older
from scrapers.registry import KINDS

PAGES = 50
"""Pages that one run walks back in each source."""
PAUSE = 1.0
"""Seconds between two pages of a site: the past is in no hurry."""


@dataclass(frozen=True, slots=True)
class Walked:
    """How far a walk came. `done` tells that nothing older is left; `error` is a code as of a poll."""

    source_id: str
    pages: int = 0
    kept: Kept = field(default_factory=Kept)
    done: bool = False
    error: str | None = None


class Backfill:
    """Walks back, source by source, from where the last run stopped.

    Args:
        store: storage.
        clock: the product's clock.
        fetcher: the way to the internet.
        historian: keeps what is found.
        pause: seconds between two pages.
    """

    def __init__(
        self, store: Store, clock: Clock, fetcher: Fetcher, historian: Historian, *, pause: float = PAUSE
    ) -> None:
        self._store = store
        self._clock = clock
        self._fetcher = fetcher
        self._historian = historian
        self._pause = pause

    async def sources(self, source_id: str | None) -> Sequence[Source]:
        """Return the source, or all that are enabled."""
        async with self._store.read() as repositories:
            if source_id is None:
                whenever = datetime.max.replace(tzinfo=self._clock.now().tzinfo)
                return [source for source, _ in await repositories.sources.due(whenever, 10_000)]
            found = await repositories.sources.get(source_id)
        return [found[0]] if found is not None and found[0].kind in KINDS else []

    async def walk(self, source: Source, pages: int, on_page: Callable[[Walked], None]) -> Walked:
        """Walk back up to so many pages; `on_page` hears of each. Each page is kept before the next is asked for."""
        async with self._store.read() as repositories:
            progress = await repositories.history.progress(source.id)
        walked = Walked(source.id)
        if progress is None:
            step = await first_older(source, self._fetcher)
            kept = await self._historian.keep_posts(source, step.posts)
            walked = replace(walked, kept=kept, error=_code(step.trouble))
            if walked.error:
                return walked
            progress = Progress(step.older, 0)
            if source.kind in PAGED:
                await self._note(source, progress)
        seen: set[str] = set()
        while progress.older and walked.pages < pages:
            if walked.pages:
                await asyncio.sleep(self._pause)
            seen.add(progress.older)
            step = await self._page(source, progress.older)
            kept = await self._historian.keep_posts(source, step.posts)
            walked = replace(walked, kept=walked.kept + kept, error=_code(step.trouble))
            if walked.error:
                return walked  # the page is asked for again by the next run
            further = "" if step.older in seen else step.older  # a list that leads back to itself has ended
            progress = Progress(further, progress.pages + 1)
            await self._note(source, progress)
            walked = replace(walked, pages=walked.pages + 1)
            on_page(walked)
        return replace(walked, done=not progress.older)

    async def _page(self, source: Source, address: str) -> Step:
        step = await older(source, address, self._fetcher)
        if isinstance(step.trouble, Gone):
            return Step()  # a list that has become shorter: there is nothing older
        if not step.bare or not step.posts:
            return step
        entries = await self._historian.unknown(source, step.posts, by_id=True)
        posts, trouble = await details(source, entries, self._fetcher)
        return replace(step, posts=posts, trouble=trouble)

    async def _note(self, source: Source, progress: Progress) -> None:
        async with self._store.write() as repositories:
            await repositories.history.note(source.id, progress, self._clock.now())


def _code(trouble: Trouble | None) -> str | None:
    return None if trouble is None else "gone" if isinstance(trouble, Gone) else trouble.code
