"""Dates of requests, many at once: who is near a date, what an office has before it, and dates worked out anew."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from domain.calendar_table import DayState, StoredChange
from domain.journal import NewEntry
from domain.offices import By
from domain.ports import Nearing, Repositories, StandNow
from domain.requests.clocks import Outcome
from domain.requests.model import Stand
from domain.requests.working_time import DEFAULT_HOURS, WorkingTime
from storage.statement import sql
from storage.store import SqlStore
from tests.storage.samples import AQSUAT, NOW, PERSON, add_people, add_request

TODAY = NOW.date()
SOON = date(2026, 3, 9)
SHORT = WorkingTime.parse("8:00-17:00")


def day(number: int) -> date:
    return date(2026, 3, number)


async def an_office(repositories: Repositories) -> int:
    await add_people(repositories, PERSON)
    (number,) = await repositories.offices.add([AQSUAT], ("А", "Б"), ["other"], By(PERSON, "head"), NOW)
    return number


async def test_requests_near_a_date_are_found_by_either_of_their_dates(store: SqlStore) -> None:
    async with store.write() as repositories:
        office = await an_office(repositories)
        await repositories.offices.set_hours(office, DEFAULT_HOURS, SHORT, By(PERSON, "head"), NOW)
        late = await add_request(repositories, due=day(1))
        theirs = await add_request(repositories, due=day(20), office_id=office, office_due=day(5))
        await add_request(repositories, due=day(20), office_id=office, office_due=day(21))
        over = await add_request(repositories, due=day(1))
        await repositories.requests.put_stand(over, Stand(Outcome.ANSWERED, day(1), None, NOW, None))
        found = await repositories.request_times.nearing(SOON, 0, 9)
        assert found == [Nearing(late, 1, None), Nearing(theirs, 1, SHORT)]
        assert await repositories.request_times.nearing(SOON, late, 9) == [Nearing(theirs, 1, SHORT)]
        assert await repositories.request_times.offices(NOW + timedelta(hours=1)) == [(office, SHORT)]
        assert await repositories.request_times.offices(NOW - timedelta(days=1)) == []


async def test_a_work_load_counts_by_the_nearest_date_and_names_the_most_pressing(store: SqlStore) -> None:
    async with store.write() as repositories:
        office = await an_office(repositories)
        seat = await _seat(repositories, office)
        numbers = [
            await add_request(repositories, due=due, office_id=office, office_due=own)
            for due, own in [(day(9), day(9)), (day(1), day(5)), (day(20), day(2)), (day(10), day(30))]
        ]
        whole = await repositories.request_times.workload(office, None, TODAY, SOON, 2)
        assert (whole.overdue, whole.today, whole.soon, whole.untaken) == (1, 1, 1, 4)
        assert [request.id for request in whole.first] == [numbers[1], numbers[2]]
        assert await repositories.requests.put_seat(numbers[1], seat)
        own = await repositories.request_times.workload(office, seat, TODAY, SOON, 5)
        assert (own.overdue, own.today, own.soon, own.untaken) == (1, 1, 1, 3)
        other = await repositories.request_times.workload(office, seat + 1, TODAY, SOON, 5)
        assert (other.overdue, other.untaken, other.empty) == (0, 3, False)
        assert (await repositories.request_times.workload(office + 1, None, TODAY, SOON, 5)).empty


async def _seat(repositories: Repositories, office: int) -> int:
    await repositories.session.run(
        sql("INSERT INTO seat (office_id, role, person_id, holder, since) VALUES (:office, 'head', :person, '', 1)"),
        office=office,
        person=PERSON,
    )
    (seat,) = (await repositories.seats.of_offices([office]))[office]
    return seat.id


async def test_requests_whose_term_holds_a_day_are_found(store: SqlStore) -> None:
    ends = datetime(2026, 3, 3, 19, tzinfo=UTC)
    async with store.write() as repositories:
        office = await an_office(repositories)
        holds = await add_request(repositories, due=day(3))
        office_holds = await add_request(repositories, due=day(1), office_id=office, office_due=day(4))
        await add_request(repositories, due=day(1))
        await add_request(repositories, due=day(20), filed_at=ends + timedelta(hours=1))
        assert await repositories.request_times.spanning(day(3), ends, 0, 9) == [holds, office_holds]
        assert await repositories.request_times.spanning(day(3), ends, holds, 9) == [office_holds]


async def test_many_stands_are_stored_at_once_except_of_what_changed_meanwhile(store: SqlStore) -> None:
    stand = Stand(Outcome.OPEN, day(25), day(26), None, None)
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        one, two, three = [await add_request(repositories) for _ in range(3)]
        await repositories.requests.put_stand(two, Stand(Outcome.ANSWERED, day(1), None, NOW, NOW))
        stands = [StandNow(number, 1, stand) for number in (one, two, three)]
        assert await repositories.request_times.put_stands(stands) == [one, three]
        assert await repositories.request_times.put_stands(stands) == []
        assert await repositories.request_times.put_stands([]) == []
        found = await repositories.requests.many([one, two])
        assert (found[one].due, found[one].office_due, found[one].revision) == (day(25), day(26), 2)
        assert found[two].outcome is Outcome.ANSWERED
        every = await repositories.request_times.following(0, 9, only_open=False)
        assert [request.id for request in every] == [one, two, three]
        assert [r.id for r in await repositories.request_times.following(one, 9, only_open=True)] == [three]


async def test_how_far_dates_were_worked_out_is_remembered(store: SqlStore) -> None:
    async with store.write() as repositories:
        assert await repositories.request_times.checked() == ("", None)
        await repositories.request_times.note_checked("2026-03-02/0", 400)
        assert await repositories.request_times.checked() == ("2026-03-02/0", 400)
        await repositories.request_times.note_checked("2026-03-02/7", None)
        assert await repositories.request_times.checked() == ("2026-03-02/7", None)


async def test_the_number_of_the_calendars_last_change_is_known(store: SqlStore) -> None:
    async with store.write() as repositories:
        assert await repositories.request_times.calendar_number() == 0
        head = await repositories.journal.append(NewEntry("tested", "calendar", "bot"), NOW)
        await repositories.calendar.put(StoredChange(head.number, TODAY, DayState.OFF, "?"), PERSON, NOW)
        assert await repositories.request_times.calendar_number() == head.number
