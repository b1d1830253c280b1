"""`elshi report`: static pages and open data of reports, a correction, and whether the log still gives the same numbers
(docs/reports.md).
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from bot.calendar_process import calendar_apart
from bot.check import LOCALES
from bot.holidays import FIRST_YEAR, LAST_YEAR
from bot.report_site import NotOurs, put_in_place
from bot.settings import Settings
from bot.stats_command import calendar_of
from bot.working_days import ByLaw
from domain.clock import SystemClock
from domain.coordination import may_manage
from domain.ports import Repositories
from domain.reports.model import LONGEST_REASON, Report
from domain.requests.terms import Terms
from domain.statistics.tables import Period, WrongPeriod
from domain.territory import REPUBLIC, TerritoryTree
from handlers import report_record
from handlers.report_counting import offices_of, recounted, survey, taken
from handlers.report_file import issue_of, world_of
from handlers.service import Operator, Service
from handlers.texts import Texts
from handlers.views.report_data import DICTIONARY, as_csv, as_json, dictionary, records
from handlers.views.report_index import COLUMNS, DATA, index
from handlers.views.report_issue import EditionTold, Issue
from handlers.views.report_page import page
from storage.seed import load_territories, load_topics
from storage.store import open_store

FAILED, MISUSED = 1, 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed: dates as text, None where nothing was."""

    first: str | None
    last: str | None
    territories: tuple[str, ...]

    @property
    def published(self) -> bool:
        """Tell whether the published monthly reports are wanted, not figures of a period."""
        return self.first is None and self.last is None and not self.territories


class Misused(ValueError):
    """What was typed makes no question; the text says why to a person."""


@asynccontextmanager
async def _service(settings: Settings) -> AsyncIterator[Service]:
    url = settings.database_url.get_secret_value()
    async with open_store(url, zone=settings.zone) as store:
        yield Service(
            store=store,
            clock=SystemClock(),
            zone=settings.zone,
            tree=TerritoryTree(load_territories()),
            spheres=(),
            texts=Texts.load(LOCALES),
            operator=Operator("", "", ""),
            source_names={},
            by_law=ByLaw(calendar_apart),
            first_day_is_next=not settings.count_receipt_day,
            topics=load_topics(),
        )


async def write_site(settings: Settings, out: Path, wanted: Wanted) -> int:
    """Write a folder of pages and open data.

    Args:
        settings: where the database is.
        out: the folder.
        wanted: a period and territories; the published monthly reports when neither is named.

    Returns:
        0; 2 when there is nothing to write or the folder is not ours; 1 when it could not be written.
    """
    try:
        async with _service(settings) as service, service.store.read() as repositories:
            if wanted.published:
                issues = await _published(repositories, service)
            else:
                issues = await _of_period(repositories, service, wanted)
            files = _files(issues, service)
        put_in_place(out, files)
    except (Misused, NotOurs) as problem:
        print(f"✗ {problem}", file=sys.stderr)
        return MISUSED
    except OSError as error:
        print(f"✗ {out} could not be written: {error.strerror or error}; nothing was changed there", file=sys.stderr)
        return FAILED
    print(f"{out / 'index.html'}: {len(issues)} reports, {len(files)} files")
    return 0


async def _published(repositories: Repositories, service: Service) -> list[Issue]:
    reports = await repositories.reports.published()
    if not reports:
        raise Misused("no monthly report is published yet: name a period, like --from 2026-01-01 --to 2026-06-30")
    places = {unit.id: place for place, unit in enumerate(service.tree.units)}
    ordered = sorted(reports, key=lambda one: places.get(one.territory_id, len(places)))
    return [await issue_of(repositories, service, one) for one in ordered]


async def _of_period(repositories: Repositories, service: Service, wanted: Wanted) -> list[Issue]:
    now = service.clock.now()
    today = service.today(now)
    first = date(today.year, 1, 1) if wanted.first is None else _day(wanted.first, "--from")
    period = Period(first, max(today, first) if wanted.last is None else _day(wanted.last, "--to"))
    wrong = period.wrong(today)
    if wrong is WrongPeriod.REVERSED:
        raise Misused(f"the period ends on {period.last}, before it begins on {period.first}")
    if wrong is WrongPeriod.FUTURE:
        raise Misused(f"the period begins on {period.first}, which has not come yet")
    territories = dict.fromkeys(wanted.territories or (REPUBLIC,))
    for territory in territories:
        if territory not in service.tree:
            raise Misused(f"there is no territory {territory[:40]!r}: ids are those of storage/seed/territories.csv")
    calendar = calendar_of(period, await repositories.calendar.changes())
    terms = Terms(calendar, service.zone, first_day_is_next=service.first_day_is_next)
    country = await survey(repositories, service, terms, period, now)
    issues = []
    for territory in territories:
        offices = {
            number
            for number, office in offices_of(country).items()
            if may_manage((territory,), office.territory_id, service.tree)
        }
        found = await taken(repositories, service, terms, country, territory, offices)
        if found is None:
            print(f"no request was filed in {territory} in the period: no page for it", file=sys.stderr)
            continue
        issues.append(Issue(found, [EditionTold(1, now, found.digest)]))
    if not issues:
        raise Misused(f"no request was filed from {period.first} to {period.last} there")
    return issues


def _files(issues: Sequence[Issue], service: Service) -> dict[str, bytes]:
    world, texts = world_of(service), service.texts
    files = {"index.html": index(issues, world, texts).encode()}
    for issue in issues:
        files[f"{issue.name}.html"] = page(issue, world, texts).encode()
        files[f"{issue.name}.csv"] = as_csv(records(issue, world, texts))
        files[f"{issue.name}.json"] = as_json(issue, world, texts)
    files[DATA] = as_csv(chain.from_iterable(records(issue, world, texts) for issue in issues))
    files[COLUMNS] = as_csv(dictionary(texts), DICTIONARY)
    return files


def _day(text: str, name: str) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise Misused(f"{name} {text[:40]!r} is no day: write 2026-01-31") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Misused(f"{name}: no holidays are known for {day.year}, only for {FIRST_YEAR} to {LAST_YEAR}")
    return day


async def correct(settings: Settings, number: int, reason: str) -> int:
    """Count a published report anew and publish what differs as its next edition; the running bot sends it.

    Args:
        settings: where the database is.
        number: of the report.
        reason: why; readers see it.

    Returns:
        0; 2 when there is no such report, no reason, or nothing to correct.
    """
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        print(f"✗ --reason: some words are needed, at most {LONGEST_REASON} characters", file=sys.stderr)
        return MISUSED
    async with _service(settings) as service:
        async with service.store.read() as repositories:
            report = await _known(repositories, number)
            found = await recounted(repositories, service, report) if report is not None else None
        if report is None or found is None:
            return MISUSED
        async with service.store.write() as repositories:
            now = service.clock.now()
            edition = await report_record.correct(repositories, report, found, reason, None, now)
    if edition is None:
        print("✗ counted anew, all figures are the same: there is nothing to correct", file=sys.stderr)
        return MISUSED
    print(f"report {number}: edition {edition.number} is published, digest {edition.digest}")
    return 0


async def recount(settings: Settings, number: int) -> int:
    """Count a published report anew and say whether the log gives the numbers of its last edition.

    Returns:
        0 when it does, 1 when it does not, 2 when there is no such report.
    """
    async with _service(settings) as service, service.store.read() as repositories:
        report = await _known(repositories, number)
        if report is None:
            return MISUSED
        found = await recounted(repositories, service, report)
        edition = await repositories.reports.edition(number)
    assert edition is not None  # it is published
    digest = found.digest if found is not None else "none: no request is left"
    if digest == edition.digest:
        print(f"✓ edition {edition.number}: the log gives the same numbers, digest {digest}")
        return 0
    print(f"✗ edition {edition.number} has digest {edition.digest}, counted now {digest}: see --correct")
    return FAILED


async def _known(repositories: Repositories, number: int) -> Report | None:
    report = await repositories.reports.get(number)
    if report is not None and report.published:
        return report
    published = [f"{one.id} ({one.territory_id}, {one.month})" for one in await repositories.reports.published()]
    known = ", ".join(published) if published else "none yet"
    print(f"✗ there is no published report {number}; published are: {known}", file=sys.stderr)
    return None
