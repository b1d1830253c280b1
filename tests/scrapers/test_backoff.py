"""When a source is asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.backoff import PATIENCE, RARELY, SLOWEST, next_poll
from scrapers.base import Failed, Fetched, Gone, NotModified, Page, Refused
from tests.scrapers.conftest import NOW

HALF_HOUR = timedelta(minutes=30)
PAGE = Page(b"", "https://example.kz/")
BROKEN = Failed("http_status", "500")


@pytest.mark.parametrize(
    ("outcome", "failures", "wait"),
    [
        (PAGE, 0, HALF_HOUR),
        (NotModified(), 0, HALF_HOUR),
        (BROKEN, 1, timedelta(minutes=30)),
        (BROKEN, 2, timedelta(hours=1)),
        (BROKEN, 3, timedelta(hours=2)),
        (BROKEN, 5, timedelta(hours=8)),
        (BROKEN, 6, SLOWEST),
        (BROKEN, 1_000_000, SLOWEST),
        (Gone(404), 1, RARELY),
        (Gone(410), 90, RARELY),
        (Refused("https://example.kz/"), 1, RARELY),
        (Failed("http_status", "429", NOW + timedelta(hours=3)), 1, timedelta(hours=3)),
        (Failed("http_status", "429", NOW + timedelta(minutes=1)), 1, HALF_HOUR),
        (Failed("http_status", "503", NOW - timedelta(days=1)), 1, HALF_HOUR),
        (Failed("http_status", "503", datetime(9999, 1, 1, tzinfo=UTC)), 1, PATIENCE),
    ],
)
def test_the_wait_follows_the_outcome(outcome: Fetched, failures: int, wait: timedelta) -> None:
    assert next_poll(HALF_HOUR, failures, outcome, NOW, 0.0) == NOW + wait


def test_a_slow_source_is_never_asked_more_often_because_it_fails() -> None:
    assert next_poll(timedelta(days=3), 4, BROKEN, NOW, 0.0) == NOW + timedelta(days=3)
    assert next_poll(timedelta(days=3), 4, Gone(404), NOW, 0.0) == NOW + timedelta(days=3)


def test_chance_takes_at_most_a_tenth_off_the_interval() -> None:
    assert next_poll(HALF_HOUR, 0, PAGE, NOW, 0.5) == NOW + HALF_HOUR * 0.95


outcomes = st.sampled_from(
    [PAGE, NotModified(), BROKEN, Gone(404), Refused(""), Failed("x", "", NOW + timedelta(days=9))]
)


@given(
    st.timedeltas(timedelta(seconds=1), timedelta(days=7)),
    st.integers(0, 10**9),
    outcomes,
    st.floats(0, 1, exclude_max=True),
)
def test_there_is_always_a_next_time_and_never_at_once(
    interval: timedelta, failures: int, outcome: Fetched, chance: float
) -> None:
    wait = next_poll(interval, failures, outcome, NOW, chance) - NOW
    assert interval * 0.89 <= wait <= timedelta(days=7)
