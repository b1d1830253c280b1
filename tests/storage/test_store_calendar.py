"""The editable calendar in storage: every change is kept, the last one of a day holds."""

from __future__ import annotations

from datetime import date

from domain.calendar_table import DayState, StoredChange
from domain.days_off import CalendarChange
from domain.journal import NewEntry
from storage.statement import sql
from storage.store import SqlStore
from tests.storage.samples import NOW, PERSON

MONDAY, SATURDAY = date(2026, 3, 16), date(2026, 3, 14)


async def put(store: SqlStore, day: date, state: DayState, reason: str = "Өкім") -> StoredChange:
    async with store.write() as repositories:
        head = await repositories.journal.append(NewEntry("calendar.changed", "calendar", "coordinator@KZ"), NOW)
        change = StoredChange(head.number, day, state, reason)
        await repositories.calendar.put(change, PERSON, NOW)
    return change


async def test_the_last_change_of_a_day_holds_and_taking_back_is_a_change_too(store: SqlStore) -> None:
    await put(store, MONDAY, DayState.OFF, "ескі")
    await put(store, SATURDAY, DayState.WORKED)
    last = await put(store, MONDAY, DayState.OFF, "жаңа")
    async with store.read() as repositories:
        assert await repositories.calendar.changes() == [
            CalendarChange(SATURDAY, True, "Өкім"),
            CalendarChange(MONDAY, False, "жаңа"),
        ]
        assert await repositories.calendar.stored(MONDAY) == [last]
        assert await repositories.calendar.latest(MONDAY) == last
        assert await repositories.calendar.latest(date(2026, 3, 17)) is None
    back = await put(store, MONDAY, DayState.USUAL, "")
    async with store.read() as repositories:
        assert await repositories.calendar.changes() == [CalendarChange(SATURDAY, True, "Өкім")]
        assert await repositories.calendar.latest(MONDAY) == back


async def test_erasing_the_author_keeps_the_days(store: SqlStore) -> None:
    await put(store, MONDAY, DayState.OFF)
    async with store.write() as repositories:
        await repositories.people.erase(PERSON, NOW)
        rows = await repositories.session.all(sql("SELECT person_id, day FROM calendar_change"))
    assert [tuple(row) for row in rows] == [(None, "2026-03-16")]
