"""How early: figures of times, by source and by organiser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.calls.timeliness import Grouping, Sighting, spread, timeliness

NOON = datetime(2026, 3, 2, 7, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def sighting(call_id: int = 1, source: str = "feed", **changes: Any) -> Sighting:
    values: dict[str, Any] = {
        "organiser": "Управление внутренней политики",
        "territories": ("KZ",),
        "published": NOON,
        "seen": NOON + 20 * MINUTE,
        "watched": True,
        "delivered": NOON + 25 * MINUTE,
        "closes_at": NOON + 14 * DAY,
    }
    return Sighting(call_id=call_id, source_id=source, **{**values, **changes})


def test_each_figure_is_the_difference_that_its_name_says() -> None:
    (one,) = timeliness([sighting()], Grouping.SOURCE)
    assert (one.name, one.calls, one.sent, one.over, one.short) == ("feed", 1, 1, 0, 0)
    assert one.detection and one.detection.median == 20 * MINUTE
    assert one.delivery and one.delivery.median == 5 * MINUTE
    assert one.offered and one.offered.median == 14 * DAY
    assert one.given and one.given.median == 14 * DAY - 25 * MINUTE


def test_a_call_counts_where_it_was_seen_first_and_a_slow_source_keeps_its_delay() -> None:
    late = sighting(source="slow", seen=NOON + 2 * DAY)
    quick, slow = timeliness([late, sighting()], Grouping.SOURCE)
    assert (quick.name, quick.calls, slow.name, slow.calls) == ("feed", 1, "slow", 0)
    assert slow.detection and slow.detection.median == 2 * DAY
    assert (slow.delivery, slow.given, slow.offered) == (None, None, None)


def test_what_was_there_before_its_source_was_watched_is_left_out() -> None:
    assert timeliness([sighting(watched=False)], Grouping.SOURCE) == []
    assert timeliness([sighting(watched=False)], Grouping.ORGANISER) == []


def test_silence_improves_nothing() -> None:
    sent = timeliness([sighting(1), sighting(2, closes_at=NOON + 2 * DAY)], Grouping.SOURCE)[0]
    hidden = timeliness([sighting(1), sighting(2, closes_at=NOON + 2 * DAY, delivered=None)], Grouping.SOURCE)[0]
    assert (sent.short, hidden.short) == (1, 1)
    assert (sent.sent, hidden.sent, hidden.calls) == (2, 1, 2)


def test_a_call_that_closed_before_it_was_seen_is_told_as_such_and_as_short_notice() -> None:
    (one,) = timeliness([sighting(closes_at=NOON + MINUTE, delivered=None)], Grouping.SOURCE)
    assert (one.over, one.short, one.sent, one.given) == (1, 1, 0, None)
    assert one.offered and one.offered.median == MINUTE


def test_a_publication_in_the_future_is_no_negative_delay() -> None:
    (one,) = timeliness([sighting(published=NOON + DAY, closes_at=NOON)], Grouping.SOURCE)
    assert one.detection and one.detection.median == timedelta(0)
    assert one.offered and one.offered.median == timedelta(0)


def test_an_organiser_is_one_however_the_name_is_quoted_and_without_a_name_there_is_none() -> None:
    posts = [
        sighting(1, organiser="Фонд «Самал»"),
        sighting(2, organiser='ФОНД "САМАЛ"', seen=NOON + DAY),
        sighting(3, organiser=None),
    ]
    (one,) = timeliness(posts, Grouping.ORGANISER)
    assert (one.name, one.calls) == ('ФОНД "САМАЛ"', 2)


def test_without_a_day_of_publication_or_a_deadline_only_the_rest_is_told() -> None:
    (one,) = timeliness([sighting(published=None, closes_at=None)], Grouping.SOURCE)
    assert (one.calls, one.detection, one.offered, one.given) == (1, None, None, None)
    assert one.delivery is not None


@given(st.lists(st.timedeltas(timedelta(0), timedelta(days=400)), min_size=1, max_size=60))
def test_every_figure_of_a_spread_occurred_and_they_are_in_order(values: list[timedelta]) -> None:
    found = spread(values)
    assert found is not None
    assert {found.median, found.tenth, found.ninetieth} <= set(values)
    assert found.tenth <= found.median <= found.ninetieth
    # Nearest rank, by its definition.
    for share, value in ((0.1, found.tenth), (0.5, found.median), (0.9, found.ninetieth)):
        assert sum(one <= value for one in values) >= share * len(values) - 1e-9
        assert sum(one < value for one in values) < share * len(values)
