"""Sample portals for tests: the demo's servers with announcements made on the spot."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot.demo.sample_portals import SamplePortal
from bot.demo.sample_texts import Draft, SampleFile
from domain.clock import Clock
from domain.sources import Source

P = TypeVar("P", bound=SamplePortal)
ZONE = ZoneInfo("Asia/Almaty")
LOTS = [
    {"kk": "Қарттарға көмек", "ru": "Помощь пожилым", "amount": 6_400_000},
    {"kk": "Бос уақыт", "ru": "Досуг", "amount": 3_100_000},
]


@asynccontextmanager
async def portal(kind: type[P], format_: str, clock: Clock) -> AsyncIterator[P]:
    """Start an empty portal."""
    file = SampleFile("saryarqa", format_, "KZ", ("kk", "ru"), "Портал (үлгі)", "Портал (образец)", ())
    site = kind(file, clock, ZONE, lambda: None)
    await site.start()
    try:
        yield site
    finally:
        await site.stop()


def put(site: SamplePortal, at: datetime, title: str = "Хабарландыру", text: str = "", **facts: Any) -> str:
    """Publish an announcement and return what the portal calls it."""
    key = f"k{len(site.posts)}"
    return site.publish(Draft("saryarqa", key, facts.pop("lang", "kk"), title, text, facts=facts), at).name


def many(site: SamplePortal, count: int, last: datetime, **facts: Any) -> None:
    """Publish so many announcements, an hour apart, the last one at the given moment."""
    for number in range(count):
        at = last - timedelta(hours=count - 1 - number)
        put(site, at, f"Хабарландыру {number}", title_ru=f"Объявление {number}", **facts)


def source(site: SamplePortal, options: Mapping[str, Any] | None = None, url: str = "") -> Source:
    """Return the portal as a source."""
    return Source(
        "portal",
        site.format.kind,
        url or site.feed_url,
        "Портал",
        "Портал",
        interval=timedelta(hours=1),
        options=options if options is not None else site.format.options,
    )
