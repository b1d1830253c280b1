"""How a source is, judged from its polls: tables of cases, and what holds whatever happens."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.source_health import (
    ALARMING,
    NEEDS_TOKEN,
    REFUSALS,
    Condition,
    PollDay,
    Watched,
    health,
    is_backlog,
    may_ask_at,
    silence,
    usual_week,
    worst_first,
)
from domain.sources import Source, SourceState

ZONE = timezone(timedelta(hours=5))
NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
TODAY = NOW.astimezone(ZONE).date()
SOURCE = Source("s", "feed", "https://example.kz/feed", "А", "Б")
OK = SourceState(last_ok_at=NOW)


def failing(code: str, polls: int, last_ok: timedelta | None) -> SourceState:
    good = NOW - last_ok if last_ok is not None else None
    return SourceState(failures=polls, last_ok_at=good, last_error=code, last_error_at=NOW)


def watched(state: SourceState = OK, **changes: object) -> Watched:
    made = Watched(SOURCE, state, "0" * 16, first_day=TODAY - timedelta(days=200))
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_source_that_waits_for_a_token_is_named_so_and_alarms_nobody() -> None:
    found = health(watched(failing(NEEDS_TOKEN, 90, None)), (), NOW, ZONE)
    assert (found.condition, found.alarming, found.code) == (Condition.NEEDS_TOKEN, False, NEEDS_TOKEN)
    refused = health(watched(failing("token_refused", 2, timedelta(days=2))), (), NOW, ZONE)
    assert (refused.condition, refused.alarming) == (Condition.REFUSED, True)


def history(*posts: int, start: int = 0, every: int = 1) -> list[PollDay]:
    """Days with a good poll each, today first; `posts` by day back from today."""
    return [
        PollDay(TODAY - timedelta(days=start + back), 48, 0, count)
        for back, count in enumerate(posts)
        if back % every == 0
    ]


def weekly(posts: int, weeks: int, silent_days: int) -> list[PollDay]:
    """A source with so many items each week, all on one day of it, then silence till today."""
    week = [posts] + [0] * 6
    return history(*([0] * silent_days), *(week * weeks))


@pytest.mark.parametrize(
    ("state", "condition"),
    [
        (OK, Condition.WELL),
        (SourceState(), Condition.NEW),
        (failing("dns", 1, timedelta(minutes=30)), Condition.STUMBLING),
        (failing("dns", 2, timedelta(days=3)), Condition.STUMBLING),
        (failing("dns", 9, timedelta(hours=23)), Condition.STUMBLING),
        (failing("dns", 3, timedelta(days=1)), Condition.FAILING),
        (failing("gone", 3, timedelta(days=4)), Condition.FAILING),
        (failing("dns", 3, None), Condition.FAILING),
        (failing("selector_matches_nothing", 2, timedelta(hours=2)), Condition.STUMBLING),
        (failing("selector_matches_nothing", 3, timedelta(hours=2)), Condition.ROT),
        (failing("browser_check", 1, timedelta(hours=1)), Condition.STUMBLING),
        *((failing(code, 2, timedelta(days=1)), Condition.REFUSED) for code in sorted(REFUSALS)),
    ],
)
def test_the_last_polls_decide(state: SourceState, condition: Condition) -> None:
    assert health(watched(state), [], NOW, ZONE).condition is condition


def test_what_is_switched_off_or_paused_is_neither_well_nor_broken() -> None:
    broken = failing("dns", 99, timedelta(days=9))
    assert health(watched(broken, paused_at=NOW), [], NOW, ZONE).condition is Condition.PAUSED
    off = watched(broken, source=replace(SOURCE, enabled=False))
    assert health(off, [], NOW, ZONE).condition is Condition.OFF


def test_a_source_that_never_worked_counts_from_when_it_was_added() -> None:
    young = watched(failing("dns", 5, None), source=replace(SOURCE, added_at=NOW - timedelta(hours=20)))
    assert health(young, [], NOW, ZONE).condition is Condition.STUMBLING
    old = watched(failing("dns", 5, None), source=replace(SOURCE, added_at=NOW - timedelta(days=1)))
    assert health(old, [], NOW, ZONE).condition is Condition.FAILING


@pytest.mark.parametrize(
    ("days", "expected", "why"),
    [
        (weekly(5, 10, 21), (5, 21), "usually five a week, none for three weeks"),
        (weekly(5, 10, 20), None, "not long enough"),
        (weekly(5, 10, 11), None, "New Year's holidays"),
        (weekly(5, 3, 30), None, "too young: nobody knows what is usual"),
        (weekly(5, 40, 300), (5, 300), "still told after most of a year"),
        (weekly(1, 10, 21), (1, 21), "one a week is enough"),
        (history(*([0] * 40), *([1] + [0] * 44) * 8), None, "one in six weeks: forty days are its habit"),
        (history(*([0] * 100), *([1] + [0] * 44) * 8), None, "a hundred days are not far beyond it"),
        (history(*([0] * 150), *([1] + [0] * 44) * 8), (0, 150), "a hundred and fifty are"),
        (history(*([0] * 25), *[3] * 30, *[0] * 14, *[3] * 60), None, "it has been silent for two weeks before"),
        ([], None, "nothing is known"),
        (history(*[0] * 100), None, "it never had anything"),
    ],
)
def test_silence(days: list[PollDay], expected: tuple[int, int] | None, why: str) -> None:
    first = min((day.day for day in days), default=TODAY) - timedelta(days=1)
    assert silence(days, first, TODAY) == expected, why


def test_while_nobody_looked_nothing_is_said_about_silence() -> None:
    days = weekly(5, 10, 30)
    first = days[-1].day
    for hole in (range(7), range(7, 14), range(14, 21)):
        holed = [replace(day, failures=day.polls) if (TODAY - day.day).days in hole else day for day in days]
        assert silence(holed, first, TODAY) is None
    assert silence([day for day in days if day.posts], first, TODAY) is None, "the bot was not running"
    assert silence(days, first, TODAY) == (5, 30)


def test_one_week_of_a_thousand_items_does_not_change_what_is_usual() -> None:
    days = history(*([2, 0, 0, 1, 0, 0, 0] * 9))
    flooded = [replace(day, posts=1000) if (TODAY - day.day).days == 21 else day for day in days]
    assert usual_week(days, TODAY - timedelta(days=90), TODAY) == 3
    assert usual_week(flooded, TODAY - timedelta(days=90), TODAY) == 3


def test_what_a_source_had_before_we_knew_it_does_not_count_as_usual() -> None:
    first = TODAY - timedelta(days=28)
    days = [PollDay(first, 1, 0, 10_000), *history(*[1] * 28)]
    assert usual_week(days, first, TODAY) == 7


def test_the_usual_week_is_unknown_in_the_first_weeks() -> None:
    first = TODAY - timedelta(days=20)
    assert usual_week(history(*[1] * 20), first, TODAY) is None
    assert usual_week(history(*[1] * 20), None, TODAY) is None


def test_this_week_and_the_calls_of_the_year_are_counted() -> None:
    days = [replace(day, calls=1) for day in history(*[2] * 10)]
    found = health(watched(), days, NOW, ZONE)
    assert (found.this_week, found.calls) == (14, 10)


day_lists = st.lists(
    st.builds(
        PollDay,
        st.dates(date(2025, 3, 1), TODAY),
        st.integers(1, 300),
        st.integers(0, 300),
        st.integers(0, 20_000),
        st.integers(0, 50),
    ),
    max_size=60,
    unique_by=lambda day: day.day,
)
states = st.builds(
    SourceState,
    failures=st.integers(0, 10**6),
    last_ok_at=st.none() | st.just(NOW - timedelta(days=3)),
    last_error=st.none() | st.sampled_from(["dns", "gone", "selector_matches_nothing", "login_page", "never heard of"]),
    last_error_at=st.none() | st.just(NOW),
)


@given(states, day_lists, st.none() | st.dates(date(2025, 3, 1), TODAY))
def test_any_history_has_a_judgement_and_the_order_of_days_does_not_matter(
    state: SourceState, days: list[PollDay], first: date | None
) -> None:
    one = watched(state, first_day=first)
    found = health(one, days, NOW, ZONE)
    assert found == health(one, days[::-1], NOW, ZONE)
    assert found.alarming is (found.condition in ALARMING)
    if found.condition is Condition.SILENT:
        assert found.silent_days >= 21 and not state.failing
    if state.failures in (1, 2) and state.last_error not in REFUSALS:
        assert not found.alarming, "one or two failures disturb nobody"


@given(day_lists)
def test_news_today_ends_any_silence(days: list[PollDay]) -> None:
    spoken = [*(day for day in days if day.day != TODAY), PollDay(TODAY, 1, 0, 1)]
    assert silence(spoken, date(2025, 3, 1), TODAY) is None


def test_the_list_has_the_worst_first() -> None:
    states = [OK, failing("dns", 9, timedelta(days=9)), failing("login_page", 9, timedelta(days=9)), SourceState()]
    found = [
        (one, health(one, [], NOW, ZONE))
        for one in (watched(state, source=replace(SOURCE, id=f"s{n}")) for n, state in enumerate(states))
    ]
    assert [one.source.id for one, _ in worst_first(found)] == ["s1", "s2", "s3", "s0"]


@pytest.mark.parametrize(
    ("state", "minutes"),
    [
        (OK, 1),
        (failing("dns", 1, None), 1),
        (failing("login_page", 1, None), 60),
        (replace(failing("http_status", 1, None), last_error_detail="429"), 60),
        (replace(OK, last_error="http_status", last_error_detail="429"), 1),
    ],
)
def test_nobody_is_hammered_at_a_persons_wish_either(state: SourceState, minutes: int) -> None:
    assert may_ask_at(watched(state)) is None
    assert may_ask_at(watched(state, asked_at=NOW)) == NOW + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("added", "published", "expected"),
    [
        (None, NOW - timedelta(days=300), False),
        (NOW, NOW - timedelta(days=8), True),
        (NOW, NOW - timedelta(days=6), False),
        (NOW, None, True),
        (NOW - timedelta(days=1), None, False),
        (NOW - timedelta(days=300), NOW - timedelta(days=20), False),
    ],
)
def test_old_stock_of_a_new_source_is_no_news(
    added: datetime | None, published: datetime | None, expected: bool
) -> None:
    assert is_backlog(replace(SOURCE, added_at=added), published, NOW) is expected
