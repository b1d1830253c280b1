"""`elshi collect --backfill`: the past of sources, with a bar, and what came of each."""

from __future__ import annotations

import asyncio
from functools import partial

from bot.backfill import Walked
from bot.check import complain
from bot.progress import Progress
from bot.settings import read_settings


def backfill(source_id: str | None, pages: int) -> int:
    """Walk back through one source or all enabled ones and print how far it came.

    Args:
        source_id: one source, or None.
        pages: how many pages back in each, in this run.

    Returns:
        0; 1 when there is no such source or every one failed; 2 when a setting is wrong.
    """
    settings, problems = read_settings()
    if problems:
        complain(problems)
        return 2

    async def main() -> int:
        from bot.app import App

        async with App(settings) as app:
            sources = await app.backfill.sources(source_id)
            if not sources:
                print(f"no such source: {source_id}" if source_id else "no source is enabled")
                return 1
            failed = 0
            with Progress(len(sources) * pages, "page") as progress:
                for number, source in enumerate(sources):
                    walked = await app.backfill.walk(source, pages, partial(_reached, progress, number * pages))
                    progress.reach((number + 1) * pages)
                    progress.say(_told(walked))
                    failed += walked.error is not None
        return 1 if failed == len(sources) else 0

    return asyncio.run(main())


def _reached(progress: Progress, before: int, walked: Walked) -> None:
    progress.reach(before + walked.pages)


def _told(walked: Walked) -> str:
    if walked.error:
        state = f"{walked.error}; the next run goes on from here"
    else:
        state = "nothing older is left" if walked.done else "there is more: run it again"
    return (
        f"{walked.source_id}: pages {walked.pages}, new posts {walked.kept.fresh}, calls {walked.kept.calls}, "
        f"alerts 0; {state}"
    )
