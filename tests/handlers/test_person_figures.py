"""What people do by their phones is what the figures count: places, holders and answers as the bot itself logs them."""

from __future__ import annotations

from datetime import date, timedelta

from bot.holidays import kazakh_calendar
from bot.keep_figures import figure_keeper
from bot.working_days import REMEMBERED, ByLaw
from domain.calendar import WorkingCalendar
from domain.ports.figures import Wanted
from domain.requests.events import Actor, EventKind, Rating
from domain.requests.terms import Terms
from domain.statistics.projection import years_of
from domain.statistics.tables import By, Key, Period
from handlers.figure_terms import figure_terms, law_over
from handlers.figures import Counted, Question, count
from handlers.requests.happening import terms_in_force
from tests.handlers.desk_stage import Desk, desk, happens
from tests.person import Stage
from tests.request_stage import SARQAN


async def counted(stage: Stage, by: By) -> Counted:
    service, now = stage.service, stage.clock.now()
    law = await service.by_law(service.today(now))
    async with stage.store.read() as repositories:
        terms: Terms = await terms_in_force(repositories, service, law)
        today = service.today(now)
        period = Period(date(today.year - 1, 1, 1), today)
        return await count(repositories, terms, service.tree, Question(by, period, now))


async def keys(stage: Stage, by: By) -> list[Key]:
    return [row.key for row in (await counted(stage, by)).table.rows]


async def seat_of(at: Desk, number: int) -> int:
    async with at.stage.store.read() as repositories:
        visitor = await repositories.people.visitor(number, number)
    assert visitor.seat is not None
    return visitor.seat.seat_id


async def test_a_request_taken_and_answered_by_phone_is_counted_for_its_office_seat_and_territory(
    stage: Stage,
) -> None:
    at = await desk(stage)
    assert await keys(stage, By.SEAT) == [await seat_of(at, at.bota.phone.id)]  # nobody took it: the head's
    await at.serik.press(at.words["take"], at.card(at.serik))
    assert await keys(stage, By.SEAT) == [await seat_of(at, at.serik.phone.id)]
    await at.serik.reply(at.card(at.serik), "Орын бөлінді.")
    assert await at.leave()
    await happens(at, EventKind.RATED, Actor.NGO, rating=Rating.SOLVED)
    for by, key in ((By.OFFICE, at.office), (By.TOPIC, "youth"), (By.TERRITORY, SARQAN)):
        found = await counted(stage, by)
        figures = {row.key: row.figures for row in found.table.rows}[key]
        assert figures is not None
        assert (figures.n, figures.answered, figures.response.came, figures.ratings.solved) == (1, 1, 1, 1)
        assert found.head.number == max(row[0] for row in await at.log())


async def test_what_the_bot_keeps_tells_the_same_and_no_log_is_read_for_it(stage: Stage) -> None:
    at = await desk(stage)
    await at.serik.press(at.words["take"], at.card(at.serik))
    before = {by: (await counted(stage, by)).table.rows for by in By}
    assert await figure_keeper(stage.service).tick() == 1
    now = stage.clock.now()
    async with stage.store.read() as repositories:
        period = Period(date(now.year, 1, 1), date(now.year, 12, 31))
        terms = await figure_terms(repositories, stage.service, period)
        wanted = Wanted(list(years_of(period, terms)), now, stage.service.today(now))
        kept = await repositories.kept_figures.sums(wanted, (By.OFFICE,))
    assert kept.others == [] and next(group.requests for group in kept.groups if group.by is By.MONTH) == 1
    assert {by: (await counted(stage, by)).table.rows for by in By} == before
    await at.serik.reply(at.card(at.serik), "Орын бөлінді.")
    assert await at.leave()
    figures = {row.key: row.figures for row in (await counted(stage, By.OFFICE)).table.rows}[at.office]
    assert figures is not None and figures.answered == 1  # though nothing was caught up


async def test_figures_of_long_ago_are_judged_by_the_holidays_of_their_years() -> None:
    asked: list[int] = []

    async def by_law(day: date) -> WorkingCalendar:
        asked.append(day.year)
        return kazakh_calendar(day)

    long_ago = Period(date(2015, 3, 1), date(2026, 2, 1))
    law = await law_over(by_law, long_ago, date(2026, 6, 1))
    for year in range(2015, 2029):
        own = kazakh_calendar(date(year, 7, 1))
        days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]
        assert [day for day in days if law.is_working(day) != own.is_working(day)] == []
    assert asked == [2026, 2015, 2018, 2021]
    asked.clear()
    await law_over(by_law, Period(date(2024, 1, 1), date(2026, 2, 1)), date(2026, 6, 1))
    assert asked == [2026]


async def test_calendars_of_several_years_are_worked_out_once_each() -> None:
    asked: list[int] = []

    async def work_out(day: date) -> WorkingCalendar:
        asked.append(day.year)
        return WorkingCalendar()

    law = ByLaw(work_out)
    for year in (2026, 2015, 2026, 2018, 2015, 2026):
        await law(date(year, 7, 1))
    assert asked == [2026, 2015, 2018]
    for year in range(1990, 2010):
        await law(date(year, 7, 1))
    assert len(law._known) == REMEMBERED
