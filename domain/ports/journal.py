"""What is asked of storage about the log and the editable calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from domain.calendar_table import StoredChange
from domain.days_off import CalendarChange
from domain.journal import Head, NewEntry, Row


class Journal(Protocol):
    """The append-only log. Nothing changes or removes an entry; what stands beside one can be erased."""

    async def append(self, entry: NewEntry, now: datetime) -> Head:
        """Write an entry at the end and return where the log now stands. One writer at a time, across processes."""
        ...

    async def head(self, before: datetime | None = None) -> Head:
        """Return the last entry, or the last one made before a moment. One trip."""
        ...

    async def after(self, number: int, count: int) -> Sequence[Row]:
        """Return the next entries after a number, with what stands beside them, at most so many. One trip."""
        ...

    async def of_subjects(self, subjects: Sequence[str]) -> Sequence[Row]:
        """Return the entries about the subjects, in the log's order, with what stands beside them. One trip."""
        ...

    async def published(self) -> Sequence[Head]:
        """Return every head that was published, by number. One trip."""
        ...

    async def publish(self, day: date, head: Head) -> bool:
        """Note that the head is what the day begins with; False when the day has one, or when nothing is new in it."""
        ...


class CalendarTable(Protocol):
    """The editable table of days off and worked days."""

    async def changes(self) -> Sequence[CalendarChange]:
        """Return the last word about each day that the table has one of. One trip."""
        ...

    async def stored(self, since: date) -> Sequence[StoredChange]:
        """Return the last word about each day from `since` on that differs from the law's calendar. One trip."""
        ...

    async def latest(self, day: date) -> StoredChange | None:
        """Return the last change of the day, a taken back one too; None when there never was one. One trip."""
        ...

    async def put(self, change: StoredChange, person_id: int, now: datetime) -> None:
        """Add a change; its number is that of its entry in the log."""
        ...
