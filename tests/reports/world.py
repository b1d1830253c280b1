"""Offices that answered, late and not at all, for reports: requests of many months, written into the log of a stage."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.reports import MonthlyReports
from domain.language import Language
from domain.offices import By, SeatRole
from domain.people import CONSENT_VERSION
from domain.ports import NewRequest
from domain.reports.model import Report
from domain.requests.events import Actor, EventKind, Rating, RequestEvent
from domain.requests.model import Route
from domain.requests.record import entry_of
from domain.requests.working_time import DEFAULT_HOURS
from storage.statement import sql
from tests.person import Stage
from tests.request_stage import SARQAN, ngo, seat

ZHETISU, QARATAL, AQSU = "330000000", "334400000", "333200000"
COORDINATOR, HEAD, OFFICER, AIGUL = 2001, 3001, 3002, 1001
OPENING = datetime(2026, 3, 2, 6, tzinfo=UTC)
"""When a stage begins: the first working day of March, after nine."""

_ADD_COORDINATOR = sql("INSERT INTO coordinator (person_id, territory_id, since) VALUES (:person, :territory, 1)")
_END_COORDINATOR = sql("UPDATE coordinator SET until = 2 WHERE person_id = :person")
TOPICS = ("youth", "employment_social", "other")


@dataclass
class Town:
    """What a test asks about."""

    stage: Stage
    offices: list[int] = field(default_factory=list)
    ngo: int = 0

    @property
    def job(self) -> MonthlyReports:
        """A job that has just been started: it remembers nothing."""
        return MonthlyReports(self.stage.service)

    async def report(self, number: int = 1) -> Report:
        async with self.stage.store.read() as repositories:
            found = await repositories.reports.get(number)
        assert found is not None
        return found

    async def steps(self, report: int = 1) -> list[str]:
        """What the log tells of a report."""
        async with self.stage.store.read() as repositories:
            return [row[2] for row in await repositories.journal.of_subjects([f"report:{report}"])]

    def to(self, day: int, month: int = 3, hour: int = 10) -> None:
        """Move the clock to a local hour of a day of 2026."""
        there = datetime(2026, month, day, hour - 5, tzinfo=UTC)
        self.stage.clock.move(there - self.stage.clock.now())


async def coordinate(stage: Stage, person: int, territory: str, language: Language = Language.RU) -> None:
    """Make somebody, known to the bot, a coordinator of the territory."""
    now = stage.clock.now()
    async with stage.store.write() as repositories:
        await repositories.people.give_consent(person, CONSENT_VERSION, "x", now)
        await repositories.people.set_language(person, language, now)
        await repositories.session.run(_ADD_COORDINATOR, person=person, territory=territory)


async def dismiss(stage: Stage, person: int) -> None:
    """End what somebody coordinates."""
    async with stage.store.write() as repositories:
        await repositories.session.run(_END_COORDINATOR, person=person)


async def open_office(stage: Stage, territory: str, names: tuple[str, str]) -> int:
    """Open an office in which nobody sits yet."""
    async with stage.store.write() as repositories:
        found = await repositories.offices.add([territory], names, TOPICS, By(1, "coordinator:KZ"), stage.clock.now())
    return found[0]


async def town(
    stage: Stage, language: Language = Language.RU, *, seated: bool = True, count: int = 60, third: int = 2
) -> Town:
    """A district of three offices, a coordinator, an NGO and what it asked in fourteen months.

    A head and an officer sit in the first office (when `seated`); in the second nobody does; the third had `third`.
    """
    here = Town(stage)
    for names in (
        ("Ішкі саясат бөлімі", "Отдел внутренней политики"),
        ("Білім бөлімі", "Отдел образования"),
        ("Кәсіпкерлік бөлімі", "Отдел предпринимательства"),
    ):
        here.offices.append(await open_office(stage, SARQAN, names))
    await coordinate(stage, COORDINATOR, ZHETISU, language)
    if seated:
        await seat(stage, here.offices[0], HEAD, SeatRole.HEAD)
        await seat(stage, here.offices[0], OFFICER)
        async with stage.store.write() as repositories:
            for person in (HEAD, OFFICER):
                await repositories.people.set_language(person, language, stage.clock.now())
    here.ngo = await ngo(stage, AIGUL, "Жас қанат", language)
    await fill(here, here.offices[0], count)
    await fill(here, here.offices[1], count // 2, seed=2)
    await fill(here, here.offices[2], third, seed=3)
    return here


async def fill(
    here: Town, office: int, count: int, *, seed: int = 1, territory: str = SARQAN, days: Sequence[int] = (30, 420)
) -> None:
    """File requests to an office so many days ago, and let it answer most of them, some late, some hollow."""
    chance = random.Random(seed)
    now = here.stage.clock.now()
    async with here.stage.store.write() as repositories:
        for _ in range(count):
            filed = now - timedelta(days=chance.randrange(*days), hours=chance.randrange(3))
            topic = chance.choice(TOPICS)
            new = NewRequest(
                ngo_id=here.ngo,
                author_id=AIGUL,
                territory_id=territory,
                topic_id=topic,
                call_id=None,
                language=Language.KK,
                gist="?",
                filed_at=filed,
                route=Route.TOPIC,
                office_id=office,
            )
            number = await repositories.requests.add(new)
            event = RequestEvent(0, number, EventKind.FILED, filed, Actor.NGO, office_id=office, hours=DEFAULT_HOURS)
            facts = {"territory": territory, "topic": topic}
            await repositories.journal.append(entry_of(event, None, facts), filed)
            if chance.random() < 0.15:
                continue
            answered = filed + timedelta(days=chance.choice((1, 3, 8, 12, 20, 34)), hours=5)
            answer = RequestEvent(0, number, EventKind.ANSWERED, answered, Actor.OFFICER, office_id=office)
            head = await repositories.journal.append(entry_of(answer, None, {}), answered)
            rating = chance.choice((None, Rating.SOLVED, Rating.SOLVED, Rating.FORMAL, Rating.PROMISE))
            if chance.random() < 0.2:
                day = (answered + timedelta(days=30)).date()
                promised = RequestEvent(
                    0, number, EventKind.PROMISED, answered, Actor.OFFICER, office, until=day, about=head.number
                )
                promise = await repositories.journal.append(entry_of(promised, None, {}), answered)
                verdict = chance.choice(("kept", "kept", "partly", "broken"))
                judged = RequestEvent(
                    0, number, EventKind.PROMISE_JUDGED, answered, Actor.NGO, office, about=promise.number
                )
                await repositories.journal.append(entry_of(judged, None, {"verdict": verdict}), answered)
            if rating is not None:
                rated = RequestEvent(
                    0, number, EventKind.RATED, answered, Actor.NGO, office, about=head.number, rating=rating
                )
                await repositories.journal.append(entry_of(rated, None, {}), answered)


async def publish(here: Town) -> None:
    """Let the report of February be drafted, shown and published."""
    await here.job.tick()
    here.to(10)
    await here.job.tick()


async def late_entry(here: Town, office: int, days: int = 60) -> int:
    """Log a request that was filed long before and had been left out of the log by mistake; returns its number."""
    await fill(here, office, 1, seed=77, days=(days, days + 1))
    async with here.stage.store.read() as repositories:
        rows = await repositories.session.all(sql("SELECT MAX(id) FROM request"))
    return int(rows[0][0])
