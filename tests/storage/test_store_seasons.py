"""When calls may open again: series follow their calls, lists and reminders follow the series, on both engines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.season import Season, guess
from domain.calls.forecast import Sureness
from domain.calls.model import CallEvent, CallKind, CallText, LocalMoment
from domain.clock import MovableClock
from domain.ports import Foreseen
from storage.statement import sql
from storage.store import Repositories, SqlStore
from tests.storage.samples import NOW, OTHER, PERSON, SOURCE, ZONE, add_call, add_people, subscription

SHELF = f"person:{PERSON}"
DAY = timedelta(days=1)
_COUNT = sql("SELECT (SELECT COUNT(*) FROM opening), (SELECT COUNT(*) FROM season)")


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


async def past_call(repositories: Repositories, opens: str, **changes: Any) -> int:
    """Store a call of the sample body that opened on the day and closed a month later."""
    day = date.fromisoformat(opens)
    values: dict[str, Any] = {
        "texts": (CallText("ru", f"Малые гранты {day.year}", "", SOURCE.id),),
        "opens": LocalMoment(day),
        "deadline": LocalMoment(day + 30 * DAY),
        "closes_at": at(day + 31 * DAY, 0),
        "published_at": at(day),
        "first_seen_at": at(day),
        "likeness": opens + str(changes.get("organiser", "")) + str(changes.get("likeness", "")),
    } | changes
    return await add_call(repositories, **values)


def season(store: SqlStore, now: datetime = NOW) -> tuple[Season, MovableClock]:
    clock = MovableClock(now, frozen=True)
    return Season(store, clock, ZONE, lambda: None), clock


async def of_call(store: SqlStore, call_id: int, chat: int = PERSON) -> Foreseen | None:
    async with store.read() as repositories:
        return await repositories.seasons.of_call(call_id, chat)


async def counts(store: SqlStore) -> tuple[int, int]:
    async with store.read() as repositories:
        row = await repositories.session.one(_COUNT)
    assert row is not None
    return int(row[0]), int(row[1])


async def test_two_years_make_one_guess_that_every_call_of_the_series_leads_to(store: SqlStore) -> None:
    async with store.write() as repositories:
        first = await past_call(repositories, "2024-04-12", organiser="Ішкі саясат басқармасы")
        second = await past_call(repositories, "2025-04-14", organiser="ГУ «Управление внутренней политики»")
    await season(store)[0].tick()
    for number in (first, second):
        found = await of_call(store, number)
        assert found is not None
        assert (found.call.id, found.forecast.expected) == (second, date(2026, 4, 13))
        assert found.forecast.past == (date(2024, 4, 12), date(2025, 4, 14))
        assert (found.forecast.sure, found.watched) == (Sureness.POSSIBLE, False)
    assert await counts(store) == (2, 1)


async def test_a_second_look_writes_nothing_and_sorting_anew_gives_the_same(store: SqlStore) -> None:
    async with store.write() as repositories:
        number = await past_call(repositories, "2025-04-12")
    job, clock = season(store)
    await job.tick()
    before = await of_call(store, number)
    await job.tick()
    clock.move(DAY)
    await job.tick()
    assert before is not None and await of_call(store, number) == before


async def test_the_guess_goes_when_the_real_call_is_known_and_the_next_year_is_guessed(store: SqlStore) -> None:
    async with store.write() as repositories:
        first = await past_call(repositories, "2025-04-12")
    job, clock = season(store)
    await job.tick()
    clock.move(20 * DAY)
    async with store.write() as repositories:
        stored = await past_call(repositories, "2026-04-01")
        await repositories.session.run(
            sql("UPDATE call SET changed_at = :now WHERE id = :id"), id=stored, now=int(clock.now().timestamp() * 10**6)
        )
    await job.tick()
    found = await of_call(store, first)
    assert found is not None
    assert (found.call.id, found.forecast.expected.year) == (stored, 2027)
    assert await counts(store) == (2, 1)


async def test_a_call_whose_organiser_is_corrected_leaves_its_series(store: SqlStore) -> None:
    async with store.write() as repositories:
        first = await past_call(repositories, "2024-04-12")
        second = await past_call(repositories, "2025-04-12")
    job, clock = season(store)
    await job.tick()
    clock.move(timedelta(hours=1))
    async with store.write() as repositories:
        shelved = await repositories.calls.get(second)
        assert shelved is not None
        await repositories.calls.replace(replace(shelved.call, organiser="ОФ «Үлгі»"), 1, clock.now())
    await job.tick()
    assert await of_call(store, first) is None, "2025 did not come, as far as is known now"
    other = await of_call(store, second)
    assert other is not None and other.forecast.sure is Sureness.ONCE
    clock.move(timedelta(seconds=1))
    async with store.write() as repositories:
        shelved = await repositories.calls.get(second)
        assert shelved is not None
        await repositories.calls.replace(replace(shelved.call, organiser=None), 1, clock.now())
    await job.tick()
    assert await of_call(store, second) is None
    assert (await counts(store))[0] == 1


async def test_a_guess_ages_with_the_days(store: SqlStore) -> None:
    async with store.write() as repositories:
        number = await past_call(repositories, "2025-02-12")
    job, clock = season(store)
    await job.tick()
    assert await of_call(store, number) is not None
    clock.move(60 * DAY)
    await job.tick()
    assert await of_call(store, number) is None


async def test_the_list_holds_what_concerns_the_chat_soonest_first_without_what_is_open_or_dismissed(
    store: SqlStore,
) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON, OTHER)
        await repositories.subscriptions.put(subscription(), NOW)
        await repositories.subscriptions.put(subscription(chat_id=OTHER, person_id=OTHER, spheres=("culture",)), NOW)
        later = await past_call(repositories, "2025-09-12", organiser="ОФ «Үміт»")
        soon = await past_call(repositories, "2025-04-12", organiser="ОФ «Үлгі»")
        dismissed = await past_call(repositories, "2025-05-12", organiser="ОФ «Сай емес»")
        await repositories.calls.dismiss(SHELF, dismissed, PERSON, NOW)
        await past_call(repositories, "2025-05-12", organiser="ОФ «Басқа жер»", territories=("110000000",))
        await past_call(repositories, "2026-02-20", organiser="ОФ «Ашық»")
        await past_call(repositories, "2025-05-12", organiser="ОФ «Оқу»", kind=CallKind.TRAINING)
    await season(store)[0].tick()
    async with store.read() as repositories:
        page = await repositories.seasons.page(PERSON, SHELF, NOW, 0, 5)
        assert [one.call.id for one in page.found] == [soon, later]
        assert page.total == 2
        second = await repositories.seasons.page(PERSON, SHELF, NOW, 1, 1)
        assert ([one.call.id for one in second.found], second.total) == ([later], 2)
        past_the_end = await repositories.seasons.page(PERSON, SHELF, NOW, 10, 5)
        assert (past_the_end.found, past_the_end.total) == ((), 2)
        for chat, any_expected in ((PERSON, True), (OTHER, False), (999, False)):
            beside = await repositories.seen.beside(chat, chat, f"person:{chat}", NOW - 30 * DAY, NOW)
            assert beside.expected is any_expected
        assert (await repositories.seasons.page(OTHER, f"person:{OTHER}", NOW, 0, 5)).total == 0


async def watched(store: SqlStore, *days: str, now: datetime = NOW) -> tuple[list[int], Season, MovableClock]:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        calls = [await past_call(repositories, day) for day in days]
    job, clock = season(store, now)
    await job.tick()
    async with store.write() as repositories:
        await repositories.seasons.watch(calls[0], PERSON, now)
    return calls, job, clock


async def letters(store: SqlStore, now: datetime) -> Sequence[tuple[int, dict[str, Any]]]:
    async with store.write() as repositories:
        return [(item.chat_id, dict(item.ids)) for item in await repositories.outbox.claim("me", now, 50)]


async def test_the_reminder_comes_three_weeks_before_at_nine_once(store: SqlStore) -> None:
    calls, job, clock = await watched(store, "2024-06-12", "2025-06-12")
    due = at(date(2026, 5, 22))  # three weeks before 12 June
    for moment in (due - timedelta(minutes=1), due, due + DAY, due + 10 * DAY):
        clock.move(moment - clock.now())
        await job.tick()
        await season(store, moment)[0].tick()  # a second process, or the same after a restart
        expected = [(PERSON, {"about": "season", "call": calls[1]})] if moment == due else []
        assert await letters(store, moment) == expected


async def test_after_some_days_without_us_it_comes_late_but_not_after_the_day_itself(store: SqlStore) -> None:
    _, job, clock = await watched(store, "2025-06-12")
    clock.move(at(date(2026, 6, 12), 15) - clock.now())
    await job.tick()
    assert len(await letters(store, clock.now())) == 1
    async with store.write() as repositories:
        await past_call(repositories, "2025-03-12", organiser="ОФ «Үлгі»")
    _, job, clock = await watched(store, "2025-03-24", now=NOW - 30 * DAY)
    clock.move(at(date(2026, 3, 25)) - clock.now())
    await job.tick()
    assert await letters(store, clock.now()) == []


async def test_who_wished_for_it_too_late_is_reminded_the_next_year_only(store: SqlStore) -> None:
    calls, job, clock = await watched(store, "2025-03-12")  # ten days are left
    clock.move(timedelta(hours=1))
    await job.tick()
    assert await letters(store, clock.now()) == []
    async with store.write() as repositories:
        number = await past_call(repositories, "2026-03-14")
    clock.move(DAY)
    await job.tick()
    found = await of_call(store, number)
    assert found is not None and found.watched, "the wish goes on with the next year's call"
    clock.move(at(date(2027, 2, 21)) - clock.now())
    await job.tick()
    assert await letters(store, clock.now()) == [(PERSON, {"about": "season", "call": number})]
    async with store.write() as repositories:
        await repositories.seasons.watch(number, PERSON, clock.now())
        assert await repositories.seasons.watched(PERSON) == 1, "it is one wish, by whichever call"
        await repositories.seasons.unwatch(number, PERSON)
        assert await repositories.seasons.watched(PERSON) == 0
        assert calls != [number]


async def test_nobody_is_reminded_who_took_the_wish_back_was_erased_or_cannot_be_reached(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON, OTHER, 503, 504)
        number = await past_call(repositories, "2025-06-12")
    job, clock = season(store)
    await job.tick()
    async with store.write() as repositories:
        for person in (PERSON, OTHER, 503, 504):
            for _ in range(2):
                await repositories.seasons.watch(number, person, NOW)
        await repositories.seasons.unwatch(number, OTHER)
        await repositories.people.erase(503, NOW)
        await repositories.people.set_reachable(504, False, NOW)
        assert [await repositories.seasons.watched(person) for person in (PERSON, OTHER, 503)] == [1, 0, 0]
        await repositories.seasons.watch(999, PERSON, NOW)  # no such call
        await repositories.seasons.unwatch(999, PERSON)
    clock.move(at(date(2026, 5, 23)) - clock.now())
    await job.tick()
    assert [chat for chat, _ in await letters(store, clock.now())] == [PERSON]


async def test_what_was_sorted_once_is_not_sorted_with_every_look(store: SqlStore, monkeypatch: Any) -> None:
    """Not after one change, nor after a whole table was brought in; a call that changes again is."""
    async with store.write() as repositories:
        number = await past_call(repositories, "2025-04-12")
    job, clock = season(store)
    sorted_calls: list[int] = []

    def counted(openings: Any, today: date) -> Any:
        sorted_calls.append(len(openings))
        return guess(openings, today)

    monkeypatch.setattr("bot.season.guess", counted)
    for _ in range(3):
        await job.tick()
        clock.move(timedelta(seconds=5))
    assert sorted_calls == [1, 1], "the day's sorting, and one look at what had changed within the minute before"
    monkeypatch.setattr("bot.season.AT_A_TIME", 2)
    async with store.write() as repositories:
        for year in (2022, 2023, 2024):
            stored = await past_call(repositories, f"{year}-04-12")
            await repositories.calls.replace((await repositories.calls.many([stored]))[stored], 1, clock.now())
    sorted_calls.clear()
    for _ in range(20):
        clock.move(timedelta(seconds=5))
        await job.tick()
    assert sorted_calls == [4]
    found = await of_call(store, number)
    assert found is not None and len(found.forecast.past) == 4
    async with store.write() as repositories:
        shelved = await repositories.calls.get(number)
        assert shelved is not None
        await repositories.calls.replace(replace(shelved.call, organiser="ОФ «Үлгі»"), 1, clock.now())
    await job.tick()
    found = await of_call(store, number)
    assert found is not None and len(found.forecast.past) == 1


async def test_hundreds_of_calls_are_sorted_in_portions_and_none_is_lost(store: SqlStore, monkeypatch: Any) -> None:
    monkeypatch.setattr("bot.season.AT_A_TIME", 7)
    async with store.write() as repositories:
        for body in range(10):
            for year in (2023, 2024, 2025):
                await past_call(repositories, f"{year}-06-{body + 1:02}", organiser=f"№ {body} ОФ «Үлгі»")
        await past_call(repositories, "2025-06-12", organiser=None)
        await past_call(repositories, "2025-06-12", organiser="", event=CallEvent.CANCELLED)
    await season(store)[0].tick()
    assert await counts(store) == (30, 10)
