"""`elshi timeliness`: how early people hear of calls, as a table or as lines of JSON."""

from __future__ import annotations

import json
from datetime import timedelta

from bot.settings import Settings
from domain.calls.timeliness import Grouping, Spread, timeliness
from domain.clock import SystemClock
from storage.store import open_store

_HEAD = ("calls", "sent", "over", "short", "found after", "sent after", "notice offered", "notice given")


async def print_timeliness(settings: Settings, by: str, days: int, *, as_json: bool) -> int:
    """Print the figures of the calls first seen within the last days; returns 0.

    The spreads of a table are "median (nine in ten)": of delays the longest of nine in ten, of notice the shortest.

    Args:
        settings: where the database is.
        by: "source" or "organiser".
        days: how far back, in days.
        as_json: a line of JSON for each group, times in seconds, instead of a table.
    """
    now = SystemClock().now()
    async with open_store(settings.database_url.get_secret_value(), zone=settings.zone) as store, store.read() as found:
        sightings = await found.timeliness.sightings(now - timedelta(days=days), now)
    figures = timeliness(sightings, Grouping.SOURCE if by == "source" else Grouping.ORGANISER)
    if as_json:
        for one in figures:
            spreads = {name: _seconds(getattr(one, name)) for name in ("detection", "delivery", "offered", "given")}
            counts = {name: getattr(one, name) for name in ("calls", "sent", "over", "short")}
            print(json.dumps({by: one.name, **counts, **spreads}, ensure_ascii=False))
        return 0
    print(f"as of {now.astimezone(settings.zone):%Y-%m-%d %H:%M}, calls first seen in {days} days")
    print("\t".join((by, *_HEAD)))
    for one in figures:
        delays = (_shown(one.detection), _shown(one.delivery))
        notice = (_shown(one.offered, least=True), _shown(one.given, least=True))
        print("\t".join((one.name, *map(str, (one.calls, one.sent, one.over, one.short)), *delays, *notice)))
    return 0


def _seconds(found: Spread | None) -> dict[str, float] | None:
    if found is None:
        return None
    values = {name: getattr(found, name).total_seconds() for name in ("median", "tenth", "ninetieth")}
    return {"n": found.n, **values}


def _shown(found: Spread | None, *, least: bool = False) -> str:
    if found is None:
        return "-"
    return f"{_short(found.median)} ({_short(found.tenth if least else found.ninetieth)})"


def _short(span: timedelta) -> str:
    if span < timedelta(minutes=90):
        return f"{span.total_seconds() / 60:.0f} min"
    return (
        f"{span.total_seconds() / 3600:.1f} h" if span < timedelta(days=2) else f"{span.total_seconds() / 86400:.1f} d"
    )
