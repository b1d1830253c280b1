"""A report is drafted, shown to the offices in it and published once, by itself, whatever happens to the bot."""

from __future__ import annotations

import ast
import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.verify_command import verify
from domain.calendar_table import DayState, StoredChange
from domain.journal import NewEntry
from domain.language import Language
from domain.offices import By, SeatRole
from domain.outbox import OutboxKind
from domain.reports.difference import Told, changes
from domain.reports.model import ReportState
from domain.reports.snapshot import read
from domain.statistics.tables import By as GivenBy
from handlers import report_record
from handlers.report_counting import recounted
from storage.statement import sql
from tests.person import Stage
from tests.reports.world import (
    AIGUL,
    AQSU,
    COORDINATOR,
    HEAD,
    OFFICER,
    ZHETISU,
    coordinate,
    dismiss,
    fill,
    late_entry,
    open_office,
    publish,
    town,
)
from tests.request_stage import SARQAN, seat

ROOT = Path(__file__).resolve().parents[2]
CHANGES = {
    *("draft", "hold", "add_edition", "put_offices", "show", "show_office", "publish", "comment"),
    *("subscribe", "unsubscribe", "note_copies"),
}


async def queued(stage: Stage, about: str) -> list[int]:
    """Who is told something about a report, in any state of sending."""
    async with stage.store.read() as repositories:
        rows = await repositories.session.all(sql("SELECT chat_id, kind, ids FROM outbox ORDER BY chat_id, id"))
    return [int(chat) for chat, kind, ids in rows if kind == OutboxKind.NOTICE and f'"{about}"' in ids]


def test_nothing_but_the_record_changes_reports() -> None:
    for room in ("handlers", "bot"):
        for path in (ROOT / room).rglob("*.py"):
            if path.name == "report_record.py":
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
                    assert node.value.attr != "reports" or node.attr not in CHANGES, f"{path}: {ast.unparse(node)}"


async def test_it_is_drafted_and_shown_on_the_first_working_day_and_published_six_later(stage: Stage) -> None:
    here = await town(stage)
    async with stage.store.write() as repositories:
        await report_record.set_subscription(repositories, ZHETISU, COORDINATOR, True)
        await report_record.set_subscription(repositories, SARQAN, AIGUL, True)
    await here.job.tick()
    report = await here.report()
    assert (report.territory_id, str(report.month), report.state) == (ZHETISU, "2026-02", ReportState.SHOWN)
    assert (report.shown_on, report.publish_on) == (date(2026, 3, 2), date(2026, 3, 10))
    assert await queued(stage, "report_shown") == [HEAD, OFFICER]
    for day in (3, 9):
        here.to(day)
        assert await here.job.tick() == 0
    here.to(10, hour=8)
    assert await here.job.tick() == 0, "before nine"
    here.to(10)
    assert await here.job.tick() == 1
    assert (await here.report()).state is ReportState.PUBLISHED
    assert await queued(stage, "report_ready") == [COORDINATOR], "who wishes for this territory"
    assert await here.steps() == ["report.drafted", "report.shown", "report.published"]
    assert (await verify(stage.store)).fits


async def test_two_processes_and_restarts_take_each_step_once(stage: Stage) -> None:
    here = await town(stage)
    jobs = [here.job, here.job, here.job]
    for _ in range(2):
        async with asyncio.TaskGroup() as group:
            for job in jobs:
                group.create_task(job.tick())
    here.to(10)
    for _ in range(3):
        async with asyncio.TaskGroup() as group:
            for job in jobs:
                group.create_task(job.tick())
        jobs = [here.job, here.job]
    assert await here.steps() == ["report.drafted", "report.shown", "report.published"]
    assert await queued(stage, "report_shown") == [HEAD, OFFICER]
    async with stage.store.read() as repositories:
        assert len(await repositories.reports.of_month((await here.report()).month)) == 1


async def test_asking_writes_nothing_while_a_report_waits_for_its_day(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = await town(stage)
    for number in here.offices[1:]:
        await seat(stage, number, 3100 + number, SeatRole.HEAD)
    await here.job.tick()
    here.to(9)
    with monkeypatch.context() as forbidden:
        forbidden.delattr(type(stage.store), "write")
        assert await here.job.tick() == 0
    here.to(10)
    assert await here.job.tick() == 1


async def test_a_bot_stopped_between_two_steps_goes_on_with_the_next(stage: Stage) -> None:
    here = await town(stage)
    await here.job._draft()
    assert (await here.report()).state is ReportState.DRAFTED
    here.to(4)
    assert await here.job.tick() == 1
    report = await here.report()
    assert (report.state, report.shown_on, report.publish_on) == (
        ReportState.SHOWN,
        date(2026, 3, 4),
        date(2026, 3, 12),
    )


async def test_a_clock_moved_over_months_makes_up_for_each_month_once(stage: Stage) -> None:
    here = await town(stage)
    await here.job.tick()
    here.to(20, month=6)
    await here.job.tick()
    here.to(22, month=6)
    await here.job.tick()
    async with stage.store.read() as repositories:
        page = await repositories.reports.of_territory(ZHETISU, 0, 10)
    assert [str(one.month) for one in page.items] == ["2026-05", "2026-04", "2026-03", "2026-02"]
    assert [one.state.value for one in page.items] == ["shown", "shown", "shown", "published"]
    assert {one.shown_on for one in page.items[:3]} == {date(2026, 6, 22)}, "on a working day"
    here.to(2, month=3)
    assert await here.job.tick() == 0, "and back: nothing is done twice"
    here.to(30, month=6)
    await here.job.tick()
    for number in range(1, 5):
        assert await here.steps(number) == ["report.drafted", "report.shown", "report.published"]


async def test_the_figures_are_those_of_the_end_of_the_month_however_late_it_is_drafted(stage: Stage) -> None:
    here = await town(stage)
    async with stage.store.read() as repositories:
        early = here.job
        await early.tick()
        first = await repositories.reports.edition(1)
    here.to(3)
    await fill(here, here.offices[0], 5, seed=5, days=(0, 1))
    async with stage.store.read() as repositories:
        again = await recounted(repositories, stage.service, await here.report())
    assert first is not None and again is not None
    assert again.digest == first.digest == read(first.figures).digest
    assert again.as_of == (await here.report()).as_of


async def test_a_territory_without_requests_or_without_a_coordinator_has_no_report(stage: Stage) -> None:
    here = await town(stage)
    await coordinate(stage, 2999, "750000000")
    await here.job.tick()
    async with stage.store.read() as repositories:
        assert await repositories.reports.territories() == [ZHETISU]
    await dismiss(stage, COORDINATOR)
    here.to(1, month=4)
    await here.job.tick()
    async with stage.store.read() as repositories:
        assert (await repositories.reports.of_territory(ZHETISU, 0, 5)).total == 1
    assert (await here.report()).published, "what was begun is ended"


async def test_an_office_stands_in_the_report_of_the_innermost_territory_only_and_is_told_once(stage: Stage) -> None:
    here = await town(stage)
    other = await open_office(stage, AQSU, ("Құрылыс бөлімі", "Отдел строительства"))
    await fill(here, other, 12, seed=8, territory=AQSU)
    await coordinate(stage, 2002, "KZ")
    await coordinate(stage, 2003, SARQAN)
    await here.job.tick()
    async with stage.store.read() as repositories:
        reports = {one.territory_id: one for one in await repositories.reports.unpublished()}
        stands = {
            unit: [one.office_id for one in await repositories.reports.offices(report.id)]
            for unit, report in reports.items()
        }
        whole = await repositories.reports.edition(reports["KZ"].id)
    assert stands == {"KZ": [], ZHETISU: [other], SARQAN: here.offices}
    assert await queued(stage, "report_shown") == [HEAD, OFFICER]
    assert whole is not None and len(read(whole.figures).rows(GivenBy.OFFICE)) == 0


async def test_an_office_in_which_nobody_sits_is_shown_its_figures_as_soon_as_somebody_does(stage: Stage) -> None:
    here = await town(stage, seated=False)
    await here.job.tick()
    assert await queued(stage, "report_shown") == []
    here.to(5)
    await seat(stage, here.offices[1], 3009, SeatRole.HEAD)
    assert await here.job.tick() == 1
    assert await queued(stage, "report_shown") == [3009]
    async with stage.store.read() as repositories:
        shown = {one.office_id: one.shown_on for one in await repositories.reports.offices(1)}
    assert shown == {here.offices[0]: None, here.offices[1]: date(2026, 3, 5), here.offices[2]: None}
    here.to(10)
    assert await here.job.tick() == 1, "the day that was told does not move"


async def test_small_offices_are_hidden_also_beside_the_total_of_their_district(stage: Stage) -> None:
    here = await town(stage)
    await here.job.tick()
    async with stage.store.read() as repositories:
        edition = await repositories.reports.edition(1)
    assert edition is not None
    taken = read(edition.figures)
    figures = {row.key: row.figures for row in taken.rows(GivenBy.OFFICE)}
    district = taken.figures_of(GivenBy.TERRITORY, SARQAN)
    shown = figures[here.offices[0]]
    assert district is not None and shown is not None
    assert figures[here.offices[1]] is None and figures[here.offices[2]] is None
    assert district.n - shown.n >= 10, "what is left is no small group"


async def test_a_correction_is_a_new_edition_with_what_differs_and_goes_to_whoever_has_the_report(stage: Stage) -> None:
    here = await town(stage)
    async with stage.store.write() as repositories:
        await report_record.set_subscription(repositories, ZHETISU, COORDINATOR, True)
    await publish(here)
    async with stage.store.write() as repositories:
        await report_record.hand_out(repositories, 1, AIGUL)
    report = await here.report()
    by = By(COORDINATOR, f"coordinator:{ZHETISU}")

    async def correct(reason: str) -> int | None:
        async with stage.store.read() as repositories:
            found = await recounted(repositories, stage.service, report)
        assert found is not None
        async with stage.store.write() as repositories:
            now = stage.clock.now()
            edition = await report_record.correct(repositories, report, found, reason, by, now)
        return edition.number if edition else None

    assert await correct("Бекер") is None, "the numbers are the same: there is nothing to correct"
    await late_entry(here, here.offices[0])
    assert await correct("Бір сауал журналға кеш енгізілді") == 2
    assert await correct("Тағы") is None
    assert await queued(stage, "report_corrected") == [AIGUL, COORDINATOR]
    async with stage.store.read() as repositories:
        first, second = await repositories.reports.editions(1)
        (row,) = [row for row in await repositories.journal.of_subjects(["report:1"]) if row[2] == "report.corrected"]
    assert (second.reason, second.number) == ("Бір сауал журналға кеш енгізілді", 2)
    assert read(first.figures).total != read(second.figures).total
    assert row[4] == f"coordinator@{ZHETISU}" and first.digest in row[5] and second.digest in row[5]
    assert "кеш" not in row[5] and row[10] == second.reason, "the words stand beside, to be erased"
    assert (await verify(stage.store)).fits


async def test_a_calendar_that_was_changed_afterwards_is_corrected_and_nothing_changes_by_itself(stage: Stage) -> None:
    here = await town(stage)
    await publish(here)
    before = await here.report()
    async with stage.store.write() as repositories:
        for week in range(20):  # these Saturdays were worked, it turns out: terms end earlier
            head = await repositories.journal.append(NewEntry("calendar.changed", "calendar", "bot"), stage.clock.now())
            day = date(2025, 8, 2) + timedelta(weeks=week)
            change = StoredChange(head.number, day, DayState.WORKED, "?")
            await repositories.calendar.put(change, COORDINATOR, stage.clock.now())
    await here.job.tick()
    async with stage.store.read() as repositories:
        first = await repositories.reports.edition(1)
        found = await recounted(repositories, stage.service, before)
    assert first is not None and found is not None and (await here.report()).edition == 1
    assert found.digest != first.digest and found.calendar == head.number and read(first.figures).calendar == 0
    told = {one.told for one in changes(read(first.figures), found)}
    assert Told.IN_TIME in told and Told.N not in told


async def test_an_office_is_called_in_the_report_as_it_was_then_in_both_languages(stage: Stage) -> None:
    here = await town(stage)
    await here.job.tick()
    async with stage.store.write() as repositories:
        office = await repositories.offices.get(here.offices[0])
        assert office is not None
        await repositories.offices.rename(office, Language.KK, "Басқа", By(1, "head"), stage.clock.now())
        await repositories.offices.close(here.offices[1], By(1, "head"), stage.clock.now())
        edition = await repositories.reports.edition(1)
    assert edition is not None
    named = read(edition.figures).offices
    assert (named[here.offices[0]].name_kk, named[here.offices[0]].name_ru) == (
        "Ішкі саясат бөлімі",
        "Отдел внутренней политики",
    )
    assert not named[here.offices[1]].closed
