"""`elshi stats`: the figures of requests, as tables in Kazakh or Russian, or as JSON (docs/figures.md)."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.check import LOCALES
from bot.holidays import FIRST_YEAR, LAST_YEAR, kazakh_calendar
from bot.keep_figures import ALONE, FigureKeeper, TermsOf
from bot.settings import Settings
from domain.calendar import WorkingCalendar, together
from domain.clock import SystemClock
from domain.days_off import CalendarChange
from domain.errors import StorageBusy
from domain.language import Language
from domain.ports import Repositories
from domain.requests.terms import Terms
from domain.statistics.tables import By, Period, WrongPeriod
from domain.territory import REPUBLIC, TerritoryTree
from handlers.exporting.figures_json import table_object
from handlers.figures import Question, count_all
from handlers.texts import Texts
from handlers.views.figures import figures_text
from storage.seed import load_territories, load_topics
from storage.store import open_store

MISUSED = 2


@dataclass(frozen=True, slots=True)
class Words:
    """What was typed: dates as text, None where nothing was; `also`: by what else tables are wanted."""

    first: str | None
    last: str | None
    as_of: str | None
    by: str
    territory: str | None
    public: bool
    also: tuple[str, ...] = ()


class Misused(ValueError):
    """What was typed makes no question; the text says why to a person."""


async def print_stats(settings: Settings, words: Words, language: Language, *, as_json: bool) -> int:
    """Print the figures.

    Args:
        settings: where the database is, the zone, and whether the day of receipt is day 1.
        words: what was typed.
        language: of the table.
        as_json: lines of JSON, one for each table, instead of the tables.

    Returns:
        0, or 2 when there can be no such figures; one sentence says why.
    """
    tree = TerritoryTree(load_territories())
    topics = {topic.id: topic for topic in load_topics()}
    try:
        asked = question(words, tree, settings, SystemClock().now())
        url = settings.database_url.get_secret_value()
        async with open_store(url, zone=settings.zone) as store:
            gc.freeze()  # else the collector looks through all that was imported again and again
            with suppress(StorageBusy):  # then more is read from the log, and nothing else is different
                await FigureKeeper(store, settings.zone, terms_by(settings), ALONE).tick()
            async with store.read() as repositories:
                terms = await terms_by(settings)(repositories, asked.period)
                bys = tuple(map(By, dict.fromkeys((words.by, *words.also))))
                tables = (await count_all(repositories, terms, tree, asked, bys)).values()
        if not any(found.requests for found in tables):
            raise Misused(f"no request was filed from {asked.period.first} to {asked.period.last} there")
    except Misused as problem:
        print(f"✗ {problem}", file=sys.stderr)
        return MISUSED
    texts = Texts.load(LOCALES)
    if as_json:
        for found in tables:
            print(json.dumps(table_object(found, terms, tree, topics, texts), ensure_ascii=False))
    else:
        tr = texts.in_language(language)
        print("\n\n".join(figures_text(found, terms, tree, topics, tr) for found in tables))
    return 0


def terms_by(settings: Settings) -> TermsOf:
    """Return what gives the terms of requests filed in a period, without a running bot."""

    async def terms_of(repositories: Repositories, period: Period) -> Terms:
        calendar = calendar_of(period, await repositories.calendar.changes())
        return Terms(calendar, settings.zone, first_day_is_next=not settings.count_receipt_day)

    return terms_of


def question(words: Words, tree: TerritoryTree, settings: Settings, now: datetime) -> Question:
    """Return what was asked.

    Raises:
        Misused: it is no question; the text says why.
    """
    as_of = _as_of(words.as_of, settings, now)
    today = as_of.astimezone(settings.zone).date()
    first = date(today.year, 1, 1) if words.first is None else _day(words.first, "--from")
    period = Period(first, max(today, first) if words.last is None else _day(words.last, "--to"))
    wrong = period.wrong(today)
    if wrong is WrongPeriod.REVERSED:
        raise Misused(f"the period ends on {period.last}, before it begins on {period.first}")
    if wrong is WrongPeriod.FUTURE:
        raise Misused(f"the period begins on {period.first}, after the day of the figures, {today}")
    territory = REPUBLIC if words.territory is None else words.territory.strip()
    if territory not in tree:
        raise Misused(f"there is no territory {territory[:40]!r}: ids are those of storage/seed/territories.csv")
    by = By(words.by)
    if words.public and By.SEAT in (by, *words.also):
        raise Misused("figures of a seat are figures of a person: they are not public")
    return Question(by, period, as_of, territory, words.public)


def _as_of(text: str | None, settings: Settings, now: datetime) -> datetime:
    """Read the moment; a day means its end, and today means now."""
    if text is None:
        return now
    text = text.strip()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise Misused(f"--as-of {text[:40]!r} is neither a day nor a moment: write 2026-03-31") from None
        _known(moment.year, "--as-of")
        moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=settings.zone)
        if moment > now:
            raise Misused(f"--as-of {text} has not come yet") from None
        return moment.astimezone(UTC)
    _known(day.year, "--as-of")
    if day > now.astimezone(settings.zone).date():
        raise Misused(f"--as-of {text} has not come yet")
    ends = datetime.combine(day + timedelta(days=1), datetime.min.time(), settings.zone)
    return min(ends.astimezone(UTC) - timedelta(microseconds=1), now)


def _day(text: str, name: str) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise Misused(f"{name} {text[:40]!r} is no day: write 2026-01-31") from None
    _known(day.year, name)
    return day


def _known(year: int, name: str) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Misused(f"{name}: no holidays are known for {year}, only for {FIRST_YEAR} to {LAST_YEAR}")


def calendar_of(period: Period, changes: Iterable[CalendarChange]) -> WorkingCalendar:
    """Return the working days of a period and of the terms that begin in it, however many years it has."""
    years = range(period.first.year, min(period.last.year, LAST_YEAR) + 1, 3)
    return together([kazakh_calendar(date(year, 7, 1)) for year in years]).changed(changes)
