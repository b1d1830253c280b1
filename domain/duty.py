"""Duty (кезекшілік / дежурство): who of an office is at work, who is away and since when, who stands in for whom. Pure.

Whoever holds a seat is on duty unless they, or their head, said otherwise. An absence has dates and ends by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from domain.offices import Holding, Seat, SeatRole

LONGEST_ABSENCE = 366
"""Days; somebody away for longer leaves the seat."""

FURTHEST_AHEAD = 366
"""Days until an absence may begin."""


@dataclass(frozen=True, slots=True)
class Absence:
    """Days on which somebody is away, both ends included. `deputy` is the seat that stands in."""

    first: date
    last: date
    deputy: int | None = None

    def covers(self, day: date) -> bool:
        """Tell whether they are away on the day."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Attendance:
    """What is known of a seat: whether its holder went off duty, their absence, whether messages reach them."""

    off: bool = False
    absence: Absence | None = None
    reachable: bool = True

    def away(self, day: date) -> Absence | None:
        """Return the absence that covers the day."""
        return self.absence if self.absence is not None and self.absence.covers(day) else None

    def coming(self, day: date) -> Absence | None:
        """Return the absence that is not over on the day."""
        return self.absence if self.absence is not None and day <= self.absence.last else None

    def on_duty(self, day: date) -> bool:
        """Tell whether the holder takes letters on the day."""
        return self.reachable and not self.off and self.away(day) is None


PRESENT = Attendance()
"""Of whom nothing else was said."""

Roster = Mapping[int, Attendance]
"""Attendance by seat; a seat that is not named is on duty."""


def working(seat: Seat, roster: Roster, day: date) -> bool:
    """Tell whether somebody sits there and is on duty on the day."""
    return seat.person_id is not None and seat.until is None and roster.get(seat.id, PRESENT).on_duty(day)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who gets an office's letters. `instead_of` are the seats for whose absent holders they stand in."""

    person_id: int
    instead_of: tuple[int, ...] = ()


def addressees(seats: Sequence[Seat], roster: Roster, day: date) -> tuple[Addressee, ...]:
    """Return who gets what comes to the office on the day.

    Officers on duty, and the deputies of absent ones; when there are none, the head or the head's deputy; when nobody
    is on duty at all, everybody who sits there: nothing is dropped.

    Args:
        seats: who sits there now, heads first.
        roster: their attendance.
        day: the local day.
    """
    by_id = {seat.id: seat for seat in seats}
    for role in (SeatRole.OFFICER, SeatRole.HEAD):
        found: dict[int, list[int]] = {}
        for seat in seats:
            if seat.role is not role:
                continue
            if working(seat, roster, day):
                found.setdefault(seat.id, [])
            elif (deputy := stand_in(seat, by_id, roster, day)) is not None:
                found.setdefault(deputy.id, []).append(seat.id)
        if found:
            return tuple(_addressee(by_id[number], tuple(sorted(instead))) for number, instead in sorted(found.items()))
    return tuple(_addressee(seat, ()) for seat in sorted(seats, key=lambda one: one.id) if seat.person_id is not None)


def _addressee(seat: Seat, instead: tuple[int, ...]) -> Addressee:
    assert seat.person_id is not None  # asked before
    return Addressee(seat.person_id, instead)


def stand_in(seat: Seat, seats: Mapping[int, Seat], roster: Roster, day: date) -> Seat | None:
    """Return who of the office stands in for the absent holder on the day: the deputy, or an absent deputy's own."""
    seen = {seat.id}
    absence = roster.get(seat.id, PRESENT).away(day)
    while absence is not None and absence.deputy is not None and absence.deputy not in seen:
        deputy = seats.get(absence.deputy)
        if deputy is None:
            return None
        if working(deputy, roster, day):
            return deputy
        seen.add(deputy.id)
        absence = roster.get(deputy.id, PRESENT).away(day)
    return None


def first_bare(seats: Sequence[Seat], roster: Roster, first: date, last: date) -> date | None:
    """Return the first of the days on which nobody of the office is on duty, or None when somebody always is."""
    held = [seat for seat in seats if seat.person_id is not None]
    edges = {first}
    for seat in held:
        absence = roster.get(seat.id, PRESENT).absence
        if absence is not None:  # who is there changes only where an absence begins or is over
            edges |= {absence.first, absence.last + timedelta(days=1)}
    days = sorted(day for day in edges if first <= day <= last)
    return next((day for day in days if not any(working(seat, roster, day) for seat in held)), None)


class WrongAbsence(StrEnum):
    """Why an absence is not taken."""

    REVERSED = "reversed"  # it ends before it begins
    PAST = "past"  # it is over already
    FAR = "far"  # it begins too far ahead
    LONG = "long"


def absence(first: date, last: date, today: date) -> Absence | WrongAbsence:
    """Return the absence between two days, from today on at the earliest, or why there can be no such one."""
    if last < first:
        return WrongAbsence.REVERSED
    if last < today:
        return WrongAbsence.PAST
    first = max(first, today)  # what came before today was delivered already
    if (first - today).days > FURTHEST_AHEAD:
        return WrongAbsence.FAR
    if (last - first).days >= LONGEST_ABSENCE:
        return WrongAbsence.LONG
    return Absence(first, last)


def may_set(holding: Holding | None, seat: Seat) -> bool:
    """Tell whether whoever holds a seat may say how it is with another: with their own; a head with an officer's."""
    if holding is None or seat.until is not None or seat.person_id is None:
        return False
    heads = holding.role is SeatRole.HEAD and seat.role is SeatRole.OFFICER
    return holding.seat_id == seat.id or (heads and holding.office_id == seat.office_id)


def ended(attendance: Attendance, today: date) -> Attendance:
    """Return the attendance once the absence is called off: nothing of it is left from today on."""
    if attendance.coming(today) is None:
        return attendance
    return replace(attendance, absence=None)
