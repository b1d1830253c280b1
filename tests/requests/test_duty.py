"""Who is on duty: somebody always gets the letter, deputies stand in, an absence ends by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.duty import (
    FURTHEST_AHEAD,
    LONGEST_ABSENCE,
    PRESENT,
    Absence,
    Addressee,
    Attendance,
    WrongAbsence,
    absence,
    addressees,
    ended,
    first_bare,
    may_set,
    working,
)
from domain.offices import Holding, Seat, SeatRole

DAY = date(2026, 12, 1)
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
OFF = Attendance(off=True)


def seat(number: int, role: SeatRole = SeatRole.OFFICER, office: int = 1) -> Seat:
    return Seat(number, office, role, number * 100, "", SINCE)


HEAD, ONE, TWO = seat(1, SeatRole.HEAD), seat(2), seat(3)
ALL = (HEAD, ONE, TWO)


def away(deputy: int | None = None, days: int = 3) -> Attendance:
    return Attendance(absence=Absence(DAY, DAY + timedelta(days=days - 1), deputy))


def test_officers_on_duty_get_letters_and_the_head_does_not() -> None:
    assert addressees(ALL, {}, DAY) == (Addressee(200), Addressee(300))


def test_a_deputy_gets_what_the_absent_one_would_get_marked_as_such() -> None:
    assert addressees(ALL, {2: away(3)}, DAY) == (Addressee(300, (2,)),)
    assert addressees(ALL, {2: away(1), 3: OFF}, DAY) == (Addressee(100, (2,)),), "the head stands in"
    assert addressees(ALL, {2: away(3), 3: away(1)}, DAY) == (Addressee(100, (2, 3)),), "an absent deputy has one too"
    assert addressees(ALL, {2: away(3), 3: away(2)}, DAY) == (Addressee(100),), "two who name each other leave the head"
    assert addressees(ALL, {2: away(3), 3: OFF}, DAY) == (Addressee(100),), "a deputy who went off duty stands in not"
    assert addressees((HEAD, TWO), {3: away(2)}, DAY) == (Addressee(100),), "a deputy who left stands in no more"


def test_the_absence_ends_by_itself() -> None:
    roster = {2: away(3, days=3)}
    assert [len(addressees(ALL, roster, DAY + timedelta(days=n))) for n in (-1, 0, 2, 3)] == [2, 1, 1, 2]


def test_with_nobody_on_duty_everybody_who_sits_there_gets_the_letter() -> None:
    everybody = (Addressee(100), Addressee(200), Addressee(300))
    assert addressees(ALL, {1: OFF, 2: OFF, 3: away()}, DAY) == everybody
    assert addressees(ALL, {number: Attendance(reachable=False) for number in (1, 2, 3)}, DAY) == everybody


kept = st.builds(
    Attendance,
    off=st.booleans(),
    absence=st.none()
    | st.builds(
        lambda start, length, deputy: Absence(
            DAY + timedelta(days=start), DAY + timedelta(days=start + length), deputy
        ),
        st.integers(-3, 6),
        st.integers(0, 5),
        st.none() | st.integers(1, 5),
    ),
    reachable=st.booleans(),
)
rosters = st.dictionaries(st.integers(1, 4), kept)


@given(rosters, st.sets(st.integers(1, 4), min_size=1), st.integers(0, 8))
def test_somebody_always_gets_the_letter_and_nobody_away_while_another_is_there(
    roster: dict[int, Attendance], held: set[int], later: int
) -> None:
    seats = [seat(number, SeatRole.HEAD if number == 1 else SeatRole.OFFICER) for number in sorted(held)]
    day = DAY + timedelta(days=later)
    found = addressees(seats, roster, day)
    assert found and len({one.person_id for one in found}) == len(found)
    there = {one.person_id for one in seats if working(one, roster, day)}
    assert {one.person_id for one in found} <= (there or {one.person_id for one in seats})
    assert addressees(seats[::-1], roster, day) == found


@given(rosters, st.integers(0, 8))
def test_the_first_day_without_anybody_is_found_as_by_looking_at_each(
    roster: dict[int, Attendance], length: int
) -> None:
    last = DAY + timedelta(days=length)
    days = [DAY + timedelta(days=n) for n in range(length + 1)]
    bare = [day for day in days if not any(working(one, roster, day) for one in ALL)]
    assert first_bare(ALL, roster, DAY, last) == (bare[0] if bare else None)


def test_an_absence_lies_ahead_in_its_order_and_within_a_year() -> None:
    week = timedelta(days=7)
    assert absence(DAY, DAY, DAY) == Absence(DAY, DAY)
    assert absence(DAY - week, DAY + week, DAY) == Absence(DAY, DAY + week), "what was delivered stays delivered"
    assert absence(DAY + week, DAY, DAY) is WrongAbsence.REVERSED
    assert absence(DAY - week, DAY - timedelta(days=1), DAY) is WrongAbsence.PAST
    far = DAY + timedelta(days=FURTHEST_AHEAD)
    assert absence(far, far, DAY) == Absence(far, far)
    assert absence(far + timedelta(days=1), far + week, DAY) is WrongAbsence.FAR
    longest = DAY + timedelta(days=LONGEST_ABSENCE - 1)
    assert absence(DAY, longest, DAY) == Absence(DAY, longest)
    assert absence(DAY, longest + timedelta(days=1), DAY) is WrongAbsence.LONG


def test_an_absence_called_off_is_over_and_one_that_was_stays_as_it_was() -> None:
    assert ended(away(), DAY) == PRESENT
    assert ended(away(days=3), DAY + timedelta(days=3)) == away(days=3)


def test_everybody_says_how_it_is_with_their_own_seat_and_the_head_for_officers_of_the_office() -> None:
    head, officer = Holding(1, 1, SeatRole.HEAD), Holding(2, 1, SeatRole.OFFICER)
    assert may_set(head, HEAD) and may_set(head, ONE) and may_set(officer, ONE)
    assert not may_set(officer, TWO) and not may_set(officer, HEAD) and not may_set(None, ONE)
    assert not may_set(head, seat(9, office=2)) and not may_set(head, seat(9, SeatRole.HEAD))
    gone = Seat(2, 1, SeatRole.OFFICER, 200, "", SINCE, SINCE)
    assert not may_set(head, gone)
