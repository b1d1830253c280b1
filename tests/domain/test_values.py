"""Small values: BIN, territories, moments, the outbox policy, the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.business_id import is_bin
from domain.calls.model import LocalMoment
from domain.clock import MovableClock, SystemClock, instant, micros
from domain.outbox import FIRST_RETRY, LONGEST_RETRY, OutboxKind, Priority, after_unknown, retry_at
from domain.sources import SourceState
from domain.territory import Territory, TerritoryTree

ZONE = ZoneInfo("Asia/Almaty")
NOW = datetime(2026, 11, 22, 7, tzinfo=UTC)


def with_check_digit(first: str) -> str:
    """The number with its check digit, or with a wrong one when none can be issued."""
    return next((first + str(last) for last in range(10) if is_bin(first + str(last))), first + "0")


@given(st.integers(0, 99), st.integers(1, 12), st.sampled_from("456"), st.integers(0, 999999))
def test_a_wrong_check_digit_is_never_a_bin(year: int, month: int, kind: str, serial: int) -> None:
    number = with_check_digit(f"{year:02}{month:02}{kind}{serial:06}")
    if not is_bin(number):
        return
    for digit in "0123456789":
        assert is_bin(number[:11] + digit) is (digit == number[11])


@pytest.mark.parametrize("text", ["", "12345678901", "1234567890123", "١٢٣٤٥٦٧٨٩٠١٢", "201340000000", "20124000000a"])
def test_other_shapes_are_not_bins(text: str) -> None:
    assert not is_bin(text)


def unit(unit_id: str, parent: str | None) -> Territory:
    return Territory(unit_id, parent, 0, "x", None, "", "", "", "", "", ())


@pytest.mark.parametrize(
    "units",
    [[unit("KZ", None), unit("KZ", None)], [unit("KZ", None), unit("a", "b")], [unit("a", None)]],
    ids=["twice", "orphan", "no republic"],
)
def test_a_broken_tree_is_refused(units: list[Territory]) -> None:
    with pytest.raises(ValueError, match=r"territor"):
        TerritoryTree(units)


def test_a_day_ends_at_local_midnight_and_a_time_is_itself() -> None:
    assert LocalMoment(date(2026, 3, 17)).ends(ZONE) == datetime(2026, 3, 17, 19, tzinfo=UTC)
    assert LocalMoment(date(2026, 3, 17), time(18)).ends(ZONE) == datetime(2026, 3, 17, 13, tzinfo=UTC)
    assert LocalMoment(date.max).ends(ZONE).year == 9999


@given(st.dates(), st.none() | st.times().map(lambda t: t.replace(second=0, microsecond=0)))
def test_a_moment_survives_its_text(day: date, at: time | None) -> None:
    moment = LocalMoment(day, at)
    assert LocalMoment.parse(moment.isoformat()) == moment


@given(st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1)))
def test_an_instant_survives_storage(moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC)
    assert instant(micros(aware)) == aware


def test_a_frozen_clock_moves_only_when_moved_and_a_running_one_runs() -> None:
    frozen = MovableClock(NOW, frozen=True)
    assert frozen.now() == NOW
    assert frozen.move(timedelta(days=1)) == NOW + timedelta(days=1)
    running = MovableClock(NOW)
    before = running.now()
    assert NOW <= before <= running.now()
    assert running.move(timedelta(hours=1)) >= before + timedelta(hours=1)
    assert SystemClock().now().tzinfo is UTC


def test_retries_grow_to_half_an_hour_and_stay_there() -> None:
    pauses = [retry_at(n, NOW) - NOW for n in range(1, 40)]
    assert pauses[0] == FIRST_RETRY
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_RETRY


def test_an_alert_of_unknown_fate_waits_for_the_digest_unless_the_deadline_is_near() -> None:
    digest = NOW + timedelta(hours=20)
    near = after_unknown(OutboxKind.ALERT, NOW, NOW + timedelta(days=3), digest)
    assert (near.kind, near.priority, near.not_before, near.repeated) == (OutboxKind.ALERT, Priority.URGENT, NOW, True)
    for closes in (None, NOW + timedelta(days=3, seconds=1)):
        far = after_unknown(OutboxKind.ALERT, NOW, closes, digest)
        assert (far.kind, far.not_before, far.repeated) == (OutboxKind.DIGEST, digest, True)


def test_the_state_of_a_source_survives_its_json_and_ignores_unknown_fields() -> None:
    state = SourceState(next_poll_at=NOW, etag='"a"', failures=3, last_error="timeout")
    assert SourceState.from_json(state.to_json()) == state
    assert SourceState.from_json('{"failures": 2, "of_another_version": 1}').failures == 2
