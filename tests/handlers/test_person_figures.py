"""What people do by their phones is what the figures count: places, holders and answers as the bot itself logs them."""

from __future__ import annotations

from datetime import date

from domain.requests.events import Actor, EventKind, Rating
from domain.requests.terms import Terms
from domain.statistics.tables import By, Key, Period
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
