"""When somebody may be disturbed: quiet hours, digests, and the rule of three days."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calls.matching import concerns, send_at
from domain.calls.model import Call, CallEvent, CallKind, CallText
from domain.language import Language
from domain.outbox import OutboxKind, after_unknown
from domain.subscriptions import Cadence, Subscription, next_digest, quiet_until
from domain.territory import Territory, TerritoryTree

ZONE = ZoneInfo("Asia/Almaty")


def at(text: str) -> datetime:
    """A local wall time as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def subscription(**changes: object) -> Subscription:
    base: dict[str, object] = {
        "id": 1,
        "chat_id": 10,
        "person_id": 10,
        "language": Language.KK,
        "territories": ("d1",),
    }
    return Subscription(**{**base, **changes})  # type: ignore[arg-type]


def call(**changes: object) -> Call:
    base: dict[str, object] = {
        "id": 1,
        "revision": 1,
        "kind": CallKind.GRANT,
        "event": CallEvent.OPENED,
        "texts": (CallText("ru", "Гранты", "https://example.kz/1", "s"),),
        "territories": ("KZ",),
        "spheres": (),
        "opens": None,
        "deadline": None,
        "closes_at": None,
        "amount_max": None,
        "amount_total": None,
        "currency": None,
        "organiser": None,
        "published_at": None,
        "first_seen_at": at("2026-11-01T10:00"),
    }
    return Call(**{**base, **changes})  # type: ignore[arg-type]


def unit(unit_id: str, parent: str | None, level: int) -> Territory:
    return Territory(unit_id, parent, level, "x", None, unit_id, unit_id, unit_id, unit_id, unit_id, ())


TREE = TerritoryTree(
    [unit("KZ", None, 0), unit("o1", "KZ", 1), unit("o2", "KZ", 1), unit("d1", "o1", 2), unit("d2", "o1", 2)]
)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-22T21:59", None),
        ("2026-11-22T22:00", "2026-11-23T08:00"),
        ("2026-11-23T00:00", "2026-11-23T08:00"),
        ("2026-11-23T07:59", "2026-11-23T08:00"),
        ("2026-11-23T08:00", None),
    ],
)
def test_quiet_hours_pass_midnight_and_end_at_eight(now: str, until: str | None) -> None:
    assert quiet_until(at(now), time(22), time(8), ZONE) == (at(until) if until else None)


def test_equal_ends_mean_no_quiet_hours() -> None:
    assert quiet_until(at("2026-11-22T22:00"), time(22), time(22), ZONE) is None


def test_daily_digest_is_the_next_nine_o_clock_and_the_weekly_one_is_on_monday() -> None:
    assert next_digest(at("2026-11-22T08:59"), time(9), ZONE) == at("2026-11-22T09:00")
    assert next_digest(at("2026-11-22T09:00"), time(9), ZONE) == at("2026-11-23T09:00")
    assert next_digest(at("2026-11-23T09:00"), time(9), ZONE, weekly=True) == at("2026-11-30T09:00")


@pytest.mark.parametrize(
    ("now", "closes", "cadence", "expected"),
    [
        ("2026-11-22T12:00", "2026-12-20T18:00", Cadence.INSTANT, "2026-11-22T12:00"),
        ("2026-11-22T23:00", "2026-12-20T18:00", Cadence.INSTANT, "2026-11-23T08:00"),
        ("2026-11-22T12:00", "2026-12-20T18:00", Cadence.DAILY, "2026-11-23T09:00"),
        ("2026-11-22T12:00", "2026-12-20T18:00", Cadence.WEEKLY, "2026-11-23T09:00"),
        # Three days or less: whatever the digest setting, but still not in the night...
        ("2026-11-22T12:00", "2026-11-25T12:00", Cadence.WEEKLY, "2026-11-22T12:00"),
        # A digest is waited for only if it leaves three days to the deadline.
        ("2026-11-22T12:00", "2026-11-25T12:01", Cadence.WEEKLY, "2026-11-22T12:00"),
        ("2026-11-22T12:00", "2026-11-26T08:59", Cadence.DAILY, "2026-11-22T12:00"),
        ("2026-11-22T12:00", "2026-11-26T09:00", Cadence.DAILY, "2026-11-23T09:00"),
        ("2026-11-23T12:00", "2026-11-29T18:00", Cadence.WEEKLY, "2026-11-23T12:00"),
        ("2026-11-23T12:00", "2026-12-03T08:59", Cadence.WEEKLY, "2026-11-23T12:00"),
        ("2026-11-23T12:00", "2026-12-03T09:00", Cadence.WEEKLY, "2026-11-30T09:00"),
        ("2026-11-23T23:00", "2026-11-29T18:00", Cadence.WEEKLY, "2026-11-24T08:00"),
        ("2026-11-23T12:00", None, Cadence.WEEKLY, "2026-11-30T09:00"),
        ("2026-11-22T23:00", "2026-11-24T18:00", Cadence.DAILY, "2026-11-23T08:00"),
        # ...unless the deadline comes before the night ends.
        ("2026-11-22T23:00", "2026-11-23T08:00", Cadence.DAILY, "2026-11-22T23:00"),
        ("2026-11-22T23:00", "2026-11-23T08:01", Cadence.INSTANT, "2026-11-23T08:00"),
    ],
)
def test_an_alert_waits_for_digest_and_morning_only_as_long_as_the_deadline_allows(
    now: str, closes: str | None, cadence: Cadence, expected: str
) -> None:
    one = call(closes_at=at(closes) if closes else None)
    assert send_at(subscription(cadence=cadence), one, at(now), ZONE) == at(expected)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), st.times(), st.sampled_from(Cadence),
    st.timedeltas(timedelta(microseconds=1), timedelta(20)),
)  # fmt: skip
def test_no_digest_and_no_quiet_hours_make_an_alert_come_after_the_deadline(
    local: datetime, digest: time, cadence: Cadence, left: timedelta
) -> None:
    now = local.replace(tzinfo=ZONE).astimezone(UTC)
    wish = subscription(cadence=cadence, digest_at=digest)
    assert send_at(wish, call(closes_at=now + left), now, ZONE) < now + left


@pytest.mark.parametrize("kind", [OutboxKind.ALERT, OutboxKind.DIGEST])
@pytest.mark.parametrize(("left", "at_once"), [(6, True), (7, True), (7.01, False), (None, False)])
def test_what_may_not_have_arrived_is_repeated_at_once_when_the_next_digest_comes_too_late(
    kind: OutboxKind, left: float | None, at_once: bool
) -> None:
    now = at("2026-11-23T09:00")
    digest = now + timedelta(days=7)
    fate = after_unknown(kind, now, None if left is None else now + timedelta(days=left), digest)
    wanted = (OutboxKind.ALERT, now) if at_once else (OutboxKind.DIGEST, digest)
    assert (fate.kind, fate.not_before, fate.repeated) == (*wanted, True)


@pytest.mark.parametrize("kind", [OutboxKind.UPDATE, OutboxKind.REMINDER, OutboxKind.NOTICE])
def test_any_other_message_that_may_not_have_arrived_is_sent_again_and_says_so(kind: OutboxKind) -> None:
    now = at("2026-11-23T09:00")
    fate = after_unknown(kind, now, now + timedelta(days=20), now + timedelta(days=1))
    assert (fate.kind, fate.not_before, fate.repeated) == (kind, now, True)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),
    st.times(),
    st.times(),
    st.timedeltas(timedelta(0), timedelta(9)),
)
def test_no_alert_is_sent_in_quiet_hours_unless_it_would_come_too_late(
    local: datetime, start: time, end: time, left: timedelta
) -> None:
    now = local.replace(tzinfo=ZONE).astimezone(UTC)
    one = call(closes_at=now + left)
    moment = send_at(subscription(quiet_from=start, quiet_until=end), one, now, ZONE)
    assert moment >= now
    assert one.closes_at is not None
    if quiet_until(moment, start, end, ZONE) is not None:
        assert moment == now
        assert one.closes_at <= quiet_until(now, start, end, ZONE)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("mine", "theirs", "heard"),
    [
        ("d1", "KZ", True),
        ("d1", "o1", True),
        ("d1", "d1", True),
        ("o1", "d2", True),
        ("KZ", "d2", True),
        ("d1", "d2", False),
        ("d1", "o2", False),
        ("o2", "d1", False),
    ],
)
def test_a_district_hears_of_its_oblast_and_the_republic_and_an_oblast_of_its_districts(
    mine: str, theirs: str, heard: bool
) -> None:
    found = concerns(subscription(territories=(mine,)), call(territories=(theirs,)), TREE)
    assert (found is not None) is heard


def test_a_call_without_a_readable_sphere_goes_to_everybody_of_the_territory() -> None:
    assert concerns(subscription(spheres=("health",)), call(spheres=()), TREE) is not None
    assert concerns(subscription(spheres=("health",)), call(spheres=("culture",)), TREE) is None
    reason = concerns(subscription(spheres=("health", "culture")), call(spheres=("culture",)), TREE)
    assert reason is not None
    assert reason.spheres == ("culture",)


def test_pause_kind_and_minimum_amount_filter() -> None:
    assert concerns(subscription(paused=True), call(), TREE) is None
    assert concerns(subscription(kinds=(CallKind.SSO,)), call(), TREE) is None
    assert concerns(subscription(min_amount=1000), call(amount_max=999), TREE) is None
    assert concerns(subscription(min_amount=1000), call(amount_max=None), TREE) is not None
