"""`elshi rebuild`: works out anew how every request stands, from the log and the calendar."""

from __future__ import annotations

from bot.settings import Settings
from bot.stands import rebuild_stands


async def print_rebuilt(settings: Settings) -> int:
    """Work everything out, print how many requests were looked at and how many differed; returns the exit code."""
    from bot.app import App

    async with App(settings) as app:
        found = await rebuild_stands(app.service)
    print(f"requests worked out from the log: {found.counted}; stood otherwise than was stored: {found.differed}")
    return 0
