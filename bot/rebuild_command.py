"""`elshi rebuild`: works out anew how every request stands, and what figures are counted from: all from the log."""

from __future__ import annotations

import gc

from bot.keep_figures import rebuild_figures
from bot.settings import Settings
from bot.stands import rebuild_stands


async def print_rebuilt(settings: Settings) -> int:
    """Work everything out, print how many requests were looked at and how many differed; returns the exit code.

    What is kept for figures is dropped and made anew; a bot that runs meanwhile reads the log instead.
    """
    from bot.app import App

    gc.freeze()  # else the collector looks through all that was imported again and again: a third of the time
    async with App(settings) as app:
        found = await rebuild_stands(app.service)
        kept = await rebuild_figures(app.service)
    print(f"requests worked out from the log: {found.counted}; stood otherwise than was stored: {found.differed}")
    print(f"requests kept for figures: {kept}")
    return 0
