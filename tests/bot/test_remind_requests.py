"""Reminders of requests, from the job to the phones: in working hours, once, and only of what waits for an answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.holidays import kazakh_calendar
from bot.remind_requests import RequestReminders
from domain.calendar import WorkingCalendar
from domain.language import Language
from domain.offices import By
from domain.requests.events import Actor, EventKind, Rating, RequestEvent
from domain.requests.model import Request
from domain.requests.record import events_of, subject
from domain.requests.working_time import DEFAULT_HOURS, WorkingTime
from handlers.requests import happening
from storage.statement import sql
from tests.person import ZONE, Person, Stage
from tests.request_stage import BOTA, ERLAN, SALAUAT, deliver, file, ngo, office, seat

AIGUL, DANAGUL = 1001, 3001
_APPOINT = sql("INSERT INTO coordinator (person_id, territory_id, since) VALUES (:person, :territory, 1)")


@pytest.fixture
async def stage(stage: Stage) -> AsyncIterator[Stage]:
    """The stage with the calendar of Kazakhstan; it is Monday, 2 March 2026, 11:00. Due: 27 March.

    9 March is off, and 21 to 25 March is Nauryz.
    """

    async def by_law(around: date) -> WorkingCalendar:
        return kazakh_calendar(around)

    stage.service = replace(stage.service, by_law=by_law)
    stage.restart()
    yield stage
    assert stage.refused() == []


@pytest.fixture
async def people(stage: Stage) -> tuple[Person, Person, Person, Person]:
    """An officer, the head, another officer, a coordinator."""
    found = []
    for number in (SALAUAT, BOTA, ERLAN, DANAGUL):
        person = stage.person(number, "Серік")
        await person.start()
        found.append(person)
    return tuple(found)


async def filed(stage: Stage, **changes: Any) -> tuple[Request, int]:
    await stage.person(AIGUL, "Айгүл").start()
    number = await office(stage, SALAUAT, ERLAN, head=BOTA)
    request = await file(stage, AIGUL, await ngo(stage, AIGUL), office_id=number, **changes)
    async with stage.store.write() as repositories:
        await repositories.session.run(_APPOINT, person=DANAGUL, territory="330000000")
        await repositories.people.set_language(DANAGUL, Language.RU, stage.clock.now())
    await deliver(stage)
    return request, number


def set_clock(stage: Stage, moment: str) -> None:
    """Move the clock to a local moment, like `2026-03-17 09:00`."""
    wanted = datetime.fromisoformat(moment).replace(tzinfo=ZONE).astimezone(UTC)
    stage.clock.move(wanted - stage.clock.now())


async def happens(stage: Stage, request: Request, kind: EventKind, actor: Actor, **facts: Any) -> Request:
    now = stage.clock.now()
    law = await stage.service.by_law(stage.service.today(now))
    about = facts.pop("facts", None)
    event = RequestEvent(0, request.id, kind, now, actor, **facts)
    async with stage.store.write() as repositories:
        return (await happening.happen(repositories, stage.service, law, event, now, facts=about)).request


async def look(stage: Stage, job: RequestReminders | None = None) -> int:
    """What a new process does at this moment; then everything is sent."""
    told = await (job or RequestReminders(stage.service)).tick()
    await deliver(stage)
    return told


async def reminded(stage: Stage, request: Request) -> list[tuple[str, date]]:
    """When the bot reminded (local), and of which date, by the log."""
    async with stage.store.read() as repositories:
        events = events_of(await repositories.journal.of_subjects([subject(request.id)]))
    return [
        (f"{one.moment.astimezone(ZONE):%m-%d %H:%M}", one.until)
        for one in events
        if one.kind is EventKind.REMINDED and one.actor is Actor.BOT and one.until
    ]


def said(person: Person, since: int) -> list[str]:
    return [message.text.replace("\xa0", " ") for message in person.from_bot[since:]]


def counts(people: Sequence[Person]) -> list[int]:
    return [len(person.from_bot) for person in people]


async def walk(stage: Stage, until: str, *, hours: tuple[int, ...] = (7, 9, 13, 16, 20)) -> None:
    """Look at these hours of every day until one comes."""
    end = datetime.fromisoformat(until).replace(tzinfo=ZONE)
    day = stage.clock.now().astimezone(ZONE).date()
    while day <= end.date():
        for hour in hours:
            moment = datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)
            if stage.clock.now() < moment <= end:
                stage.clock.move(moment - stage.clock.now())
                await look(stage)
        day += timedelta(days=1)


@pytest.mark.parametrize("language", [Language.KK, Language.RU])
async def test_the_ngo_hears_once_that_its_reply_date_has_passed_and_what_it_can_do(
    stage: Stage, people: tuple[Person, ...], language: Language
) -> None:
    request, _ = await filed(stage)
    aigul = Person(stage.world.people[AIGUL], stage.account, stage.settle)
    async with stage.store.write() as repositories:
        await repositories.people.set_language(AIGUL, language, stage.clock.now())
    before = len(aigul.from_bot)
    await walk(stage, "2026-03-27 20:00")
    assert len(aigul.from_bot) == before
    await walk(stage, "2026-04-17 20:00")
    assert len(aigul.from_bot) == before + 1
    words = {Language.KK: "жауап беру мерзімі өтті", Language.RU: "срок ответа прошёл"}
    assert request.number in aigul.text and words[language] in aigul.text
    assert (
        aigul.buttons[0]
        == {
            Language.KK: "Басшы мен үйлестірушілерге",
            Language.RU: "Руководителю и координаторам",
        }[language]
    )
    await aigul.press(aigul.buttons[-1])
    assert request.number in aigul.text


async def test_nothing_is_said_to_the_ngo_of_a_request_answered_in_time(
    stage: Stage, people: tuple[Person, ...]
) -> None:
    request, number = await filed(stage)
    aigul = Person(stage.world.people[AIGUL], stage.account, stage.settle)
    await happens(stage, request, EventKind.ANSWERED, Actor.OFFICER, office_id=number)
    before = len(aigul.from_bot)
    await walk(stage, "2026-04-06 20:00")
    assert len(aigul.from_bot) == before


async def test_five_and_two_working_days_before_and_on_the_day_then_weekly_to_head_and_coordinators(
    stage: Stage, people: tuple[Person, ...]
) -> None:
    request, _ = await filed(stage)
    assert request.due == date(2026, 3, 27)
    before = counts(people)
    await walk(stage, "2026-04-17 20:00")
    # 26 March is one working day before the date and 20 March two: between them is Nauryz.
    assert await reminded(stage, request) == [
        ("03-17 09:00", request.due),
        ("03-20 09:00", request.due),
        ("03-27 09:00", request.due),
        ("03-30 09:00", request.due),
        ("04-06 09:00", request.due),
        ("04-13 09:00", request.due),
    ]
    assert [after - count for after, count in zip(counts(people), before, strict=True)] == [3, 3, 3, 3]


async def test_the_words_of_each_reminder(stage: Stage, people: tuple[Person, ...]) -> None:
    serik, bota, _, danagul = people
    request, _ = await filed(stage, text="Жастар орталығына <орын> керек.")
    number = f"{request.number}"
    for moment, title in (
        ("2026-03-17 09:00", f"⏰ {number}: до срока ответа 5 рабочих дней"),
        ("2026-03-20 09:00", f"⏰ {number}: до срока ответа 2 рабочих дня"),
        ("2026-03-27 09:00", f"⏰ {number}: ответить нужно сегодня"),
    ):
        set_clock(stage, moment)
        await look(stage)
        assert serik.text.replace("\xa0", " ").startswith(title)
    for words in ("Жас қанат", "Жастар орталығына <орын> керек.", "Срок ответа: 27 марта, пятница", "Чтобы ответить"):
        assert words in serik.text.replace("\xa0", " ")
    assert serik.buttons == ["Открыть запрос"]
    set_clock(stage, "2026-03-30 09:00")
    await look(stage)
    head, other = (person.text.replace("\xa0", " ") for person in (bota, danagul))
    for text in (head, other):
        assert text.startswith(f"❗ {number}: срок ответа прошёл\nПросрочено на 1 рабочий день, ответа пока нет.")
    assert "орталығына" in head and "Жас қанат" in head
    assert "орталығына" not in danagul.all_text, "a coordinator sees how it stands, not what it says"
    assert "Отдел внутренней политики" in other and "Никто не взял" in other


async def test_the_words_in_kazakh(stage: Stage, people: tuple[Person, ...]) -> None:
    serik, bota, _, danagul = people
    request, _ = await filed(stage)
    async with stage.store.write() as repositories:
        for person in people:
            await repositories.people.set_language(person.phone.id, Language.KK, stage.clock.now())
    set_clock(stage, "2026-03-17 09:00")
    await look(stage)
    assert f"⏰ {request.number}: жауап беру мерзіміне 5 жұмыс күні қалды" in serik.text.replace("\xa0", " ")
    assert "Жауап беру мерзімі: 27 наурыз, жұма" in serik.text.replace("\xa0", " ")
    set_clock(stage, "2026-03-30 09:00")
    await look(stage)
    for person in (bota, danagul):
        assert f"❗ {request.number}: жауап беру мерзімі өтті" in person.text.replace("\xa0", " ")
        assert "Мерзімі өткеніне 1 жұмыс күні болды, жауап әлі берілген жоқ." in person.text.replace("\xa0", " ")


async def test_whoever_took_it_is_reminded_alone_and_all_again_when_they_leave(
    stage: Stage, people: tuple[Person, ...]
) -> None:
    request, number = await filed(stage)
    async with stage.store.read() as repositories:
        seats = (await repositories.seats.of_offices([number]))[number]
    erlan = next(seat for seat in seats if seat.person_id == ERLAN)
    await happens(stage, request, EventKind.TAKEN, Actor.OFFICER, office_id=number, facts={"seat": erlan.id})
    before = counts(people)
    set_clock(stage, "2026-03-17 09:00")
    await look(stage)
    assert [after - count for after, count in zip(counts(people), before, strict=True)] == [0, 0, 1, 0]
    async with stage.store.write() as repositories:
        await repositories.seats.end(erlan.id, By(BOTA, "head"), stage.clock.now())
    set_clock(stage, "2026-03-20 09:00")
    await look(stage)
    assert [after - count for after, count in zip(counts(people), before, strict=True)] == [1, 0, 1, 0]


@pytest.mark.parametrize("moment", ["2026-03-17 08:59", "2026-03-17 13:00", "2026-03-17 18:31", "2026-03-18 23:00"])
async def test_out_of_working_hours_nobody_is_disturbed(stage: Stage, people: tuple[Person, ...], moment: str) -> None:
    request, _ = await filed(stage)
    before = counts(people)
    set_clock(stage, moment)
    assert await look(stage) == 0
    assert counts(people) == before and await reminded(stage, request) == []


async def test_an_office_is_reminded_in_its_own_hours(stage: Stage, people: tuple[Person, ...]) -> None:
    request, number = await filed(stage)
    async with stage.store.write() as repositories:
        hours = WorkingTime.parse("10:00-17:00")
        await repositories.offices.set_hours(number, DEFAULT_HOURS, hours, By(1, "head"), stage.clock.now())
    set_clock(stage, "2026-03-17 09:30")
    job = RequestReminders(stage.service)
    assert await look(stage, job) == 0
    set_clock(stage, "2026-03-17 10:00")
    assert await look(stage, job) == 1
    assert await reminded(stage, request) == [("03-17 10:00", request.due)]


@pytest.mark.parametrize(
    ("kind", "actor"),
    [
        (EventKind.ANSWERED, Actor.OFFICER),
        (EventKind.CLOSED, Actor.HEAD),
        (EventKind.WITHDRAWN, Actor.NGO),
    ],
)
async def test_what_is_answered_or_over_is_not_reminded_of(
    stage: Stage, people: tuple[Person, ...], kind: EventKind, actor: Actor
) -> None:
    request, number = await filed(stage)
    await happens(stage, request, kind, actor, office_id=number if actor is not Actor.NGO else None)
    before = counts(people)
    await walk(stage, "2026-04-17 20:00", hours=(9,))
    assert counts(people) == before and await reminded(stage, request) == []


async def test_an_answer_that_comes_before_a_queued_reminder_leaves_stops_it(
    stage: Stage, people: tuple[Person, ...]
) -> None:
    request, number = await filed(stage)
    before = counts(people)
    set_clock(stage, "2026-03-17 09:00")
    assert await RequestReminders(stage.service).tick() == 1
    await happens(stage, request, EventKind.ANSWERED, Actor.OFFICER, office_id=number)
    await deliver(stage)
    assert counts(people) == before


async def test_a_reminder_that_was_held_up_waits_for_the_next_working_hours_and_tells_the_days_left_then(
    stage: Stage, people: tuple[Person, ...]
) -> None:
    serik = people[0]
    request, _ = await filed(stage)
    before = counts(people)
    set_clock(stage, "2026-03-17 18:00")
    assert await RequestReminders(stage.service).tick() == 1
    set_clock(stage, "2026-03-17 19:00")  # the network comes back
    await deliver(stage)
    assert counts(people) == before
    set_clock(stage, "2026-03-18 09:00")
    await deliver(stage)
    assert f"{request.number}: до срока ответа 4 рабочих дня" in serik.text.replace("\xa0", " ")


async def test_a_request_that_was_sent_on_is_reminded_of_where_it_is_by_the_ngos_date(
    stage: Stage, people: tuple[Person, ...]
) -> None:
    serik, bota, erlan, _ = people
    request, _ = await filed(stage)
    other = await office(stage)
    nurlan = stage.person(2004, "Нұрлан")
    await nurlan.start()
    await seat(stage, other, 2004)
    set_clock(stage, "2026-03-16 10:00")
    after = await happens(stage, request, EventKind.REDIRECTED, Actor.HEAD, office_id=other, hours=DEFAULT_HOURS)
    await deliver(stage)
    assert after.office_due == date(2026, 4, 9), "its own term runs from the receipt"
    before = counts((serik, bota, erlan))
    await walk(stage, "2026-03-27 20:00", hours=(9, 15))
    assert counts((serik, bota, erlan)) == before
    assert [when for when, due in await reminded(stage, request) if due == request.due] == [
        "03-17 09:00", "03-20 09:00", "03-27 09:00",
    ]  # fmt: skip
    text = nurlan.text.replace("\xa0", " ")
    assert "Срок ответа для НПО: 27 марта, пятница" in text
    assert "Срок ответа подразделения: 9 апреля, четверг" in text
    await walk(stage, "2026-04-09 20:00", hours=(9,))
    own = [when for when, due in await reminded(stage, request) if due == after.office_due]
    assert own == ["04-02 09:00", "04-07 09:00", "04-09 09:00"], "then by its own"


async def test_an_extension_starts_reminders_anew(stage: Stage, people: tuple[Person, ...]) -> None:
    request, number = await filed(stage)
    set_clock(stage, "2026-03-17 10:00")
    await look(stage)
    until = date(2026, 4, 20)
    await happens(stage, request, EventKind.EXTENDED, Actor.OFFICER, office_id=number, until=until, reasoned=True)
    await walk(stage, "2026-04-20 20:00", hours=(9,))
    assert await reminded(stage, request) == [
        ("03-17 10:00", request.due),
        ("04-13 09:00", until),
        ("04-16 09:00", until),
        ("04-20 09:00", until),
    ]


async def test_an_answer_rated_formal_lets_the_reminders_go_on(stage: Stage, people: tuple[Person, ...]) -> None:
    request, number = await filed(stage)
    await happens(stage, request, EventKind.ANSWERED, Actor.OFFICER, office_id=number)
    set_clock(stage, "2026-03-18 10:00")
    assert await look(stage) == 0
    await happens(stage, request, EventKind.RATED, Actor.NGO, rating=Rating.FORMAL)
    assert await look(stage) == 1
    assert await reminded(stage, request) == [("03-18 10:00", request.due)]


async def test_a_bot_that_was_stopped_makes_up_the_latest_only(stage: Stage, people: tuple[Person, ...]) -> None:
    request, _ = await filed(stage)
    before = counts(people)
    set_clock(stage, "2026-03-26 09:00")
    await look(stage)
    await look(stage)
    assert await reminded(stage, request) == [("03-26 09:00", request.due)]
    assert "до срока ответа 1 рабочий день" in people[0].text.replace("\xa0", " ")
    set_clock(stage, "2026-06-01 09:00")
    await look(stage)
    await look(stage)
    assert [when for when, _ in await reminded(stage, request)] == ["03-26 09:00", "06-01 09:00"]
    assert [after - count for after, count in zip(counts(people), before, strict=True)] == [1, 1, 1, 1]


async def test_a_clock_moved_back_and_forth_repeats_nothing(stage: Stage, people: tuple[Person, ...]) -> None:
    request, _ = await filed(stage)
    job = RequestReminders(stage.service)
    for moment in ("2026-03-27 09:00", "2026-03-17 09:00", "2026-03-20 10:00", "2026-03-27 11:00"):
        set_clock(stage, moment)
        await look(stage, job)
    assert await reminded(stage, request) == [("03-27 09:00", request.due)]


async def test_two_processes_at_once_remind_once(stage: Stage, people: tuple[Person, ...]) -> None:
    request, _ = await filed(stage)
    before = counts(people)
    set_clock(stage, "2026-03-17 09:00")
    jobs = [RequestReminders(stage.service) for _ in range(3)]
    assert sorted(await asyncio.gather(*(job.tick() for job in jobs))) == [0, 0, 1]
    await deliver(stage)
    assert [after - count for after, count in zip(counts(people), before, strict=True)] == [1, 0, 1, 0]
    assert len(await reminded(stage, request)) == 1


async def test_without_an_office_the_coordinators_are_reminded_and_see_no_words(
    stage: Stage, people: tuple[Person, ...]
) -> None:
    danagul = people[3]
    await filed(stage)  # so that there is an office, too
    request = await file(stage, AIGUL, await ngo(stage, AIGUL), "Жасырын сөздер", message_id=5)
    await deliver(stage)
    set_clock(stage, "2026-03-17 09:00")
    assert await look(stage) == 2
    text = danagul.text.replace("\xa0", " ")
    assert f"⏰ {request.number}: до срока ответа 5 рабочих дней" in text
    assert "Запрос не получило ни одно подразделение: Сарканский район (область Жетісу)" in text
    assert "Жасырын" not in text


async def test_a_reply_to_a_reminder_is_a_reply_to_the_card(stage: Stage, people: tuple[Person, ...]) -> None:
    request, number = await filed(stage)
    set_clock(stage, "2026-03-17 09:00")
    await look(stage)
    async with stage.store.read() as repositories:
        card = await repositories.request_cards.at(SALAUAT, people[0].last.message_id)
    assert card is not None and (card.request_id, card.office_id, card.about) == (request.id, number, "reminder")
