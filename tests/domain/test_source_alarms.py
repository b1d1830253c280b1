"""Who is told of broken sources, and of which: new ones, after a week again, recovered ones once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.coordination import may_manage, may_see
from domain.source_alarms import Alarms, Told, due, recipients
from domain.source_health import Condition, Health
from domain.territory import TerritoryTree

TODAY = date(2026, 3, 2)
FAILING = Health(Condition.FAILING)
ZHETISU, ABAI, AQSUAT = "330000000", "100000000", "103400000"


def told(condition: Condition, days_ago: int) -> Told:
    return Told(condition, TODAY - timedelta(days=days_ago))


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (Condition.FAILING, None, "broken"),
        (Condition.FAILING, told(Condition.FAILING, 1), "nothing"),
        (Condition.FAILING, told(Condition.FAILING, 6), "nothing"),
        (Condition.FAILING, told(Condition.FAILING, 7), "broken"),
        (Condition.ROT, told(Condition.FAILING, 1), "broken"),
        (Condition.STUMBLING, None, "nothing"),
        (Condition.STUMBLING, told(Condition.FAILING, 1), "nothing"),
        (Condition.NEW, told(Condition.FAILING, 1), "nothing"),
        (Condition.WELL, None, "nothing"),
        (Condition.WELL, told(Condition.SILENT, 1), "recovered"),
        (Condition.PAUSED, told(Condition.SILENT, 1), "forgotten"),
        (Condition.OFF, told(Condition.SILENT, 1), "forgotten"),
    ],
)
def test_what_is_told(now: Condition, before: Told | None, expected: str) -> None:
    alarms = due({"s": Health(now)}, {"s": before} if before else {}, TODAY)
    assert (
        alarms
        == {
            "broken": Alarms(broken=("s",)),
            "recovered": Alarms(recovered=("s",), forget=("s",)),
            "forgotten": Alarms(forget=("s",)),
            "nothing": Alarms(),
        }[expected]
    )


def test_what_was_removed_is_forgotten_without_a_word() -> None:
    assert due({}, {"s": told(Condition.FAILING, 1)}, TODAY) == Alarms(forget=("s",))


@given(st.lists(st.sampled_from(list(Condition)), min_size=1, max_size=40))
def test_day_by_day_a_source_is_told_at_most_weekly_unless_it_changes(days: list[Condition]) -> None:
    known: dict[str, Told] = {}
    last: tuple[int, Condition] | None = None
    for number, condition in enumerate(days):
        today = TODAY + timedelta(days=number)
        alarms = due({"s": Health(condition)}, known, today)
        assert not (alarms.broken and alarms.recovered)
        if alarms.recovered:
            assert "s" in known, "only what was told can recover, and once"
        for one in alarms.forget:
            known.pop(one, None)
            last = None
        if alarms.broken:
            assert last is None or last[1] is not condition or number - last[0] >= 7
            known["s"] = Told(condition, today)
            last = number, condition


def test_each_coordinator_is_told_of_the_own_only(tree: TerritoryTree) -> None:
    alarms = Alarms(broken=("abai", "kz", "aqsuat"), recovered=("zhetisu",))
    places = {"abai": ABAI, "kz": "KZ", "aqsuat": AQSUAT, "zhetisu": ZHETISU, "lost": "nowhere"}
    people = [(1, "KZ"), (2, ABAI), (3, AQSUAT), (4, ZHETISU), (5, "750000000"), (3, ZHETISU)]
    assert recipients(alarms, places, people, tree) == {
        1: Alarms(("abai", "kz", "aqsuat"), ("zhetisu",)),
        2: Alarms(("abai", "aqsuat")),
        3: Alarms(("aqsuat",), ("zhetisu",)),
        4: Alarms((), ("zhetisu",)),
    }


@pytest.mark.parametrize(
    ("mine", "theirs", "manages", "sees"),
    [
        (("KZ",), "KZ", True, True),
        (("KZ",), AQSUAT, True, True),
        (("KZ",), "nowhere", True, True),
        ((ABAI,), AQSUAT, True, True),
        ((ABAI,), ABAI, True, True),
        ((ABAI,), "KZ", False, True),
        ((ABAI,), ZHETISU, False, False),
        ((ABAI,), "nowhere", False, False),
        ((AQSUAT,), ABAI, False, False),
        ((AQSUAT,), "KZ", False, True),
        ((AQSUAT, ZHETISU), ZHETISU, True, True),
        ((), "KZ", False, False),
        ((), ABAI, False, False),
    ],
)
def test_rights_reach_down_the_tree_only(
    mine: tuple[str, ...], theirs: str, manages: bool, sees: bool, tree: TerritoryTree
) -> None:
    assert may_manage(mine, theirs, tree) is manages
    assert may_see(mine, theirs, tree) is sees


def test_whoever_manages_also_sees(tree: TerritoryTree) -> None:
    for unit in tree.units:
        for mine in (unit.id, "KZ", ABAI):
            assert may_see([mine], unit.id, tree) or not may_manage([mine], unit.id, tree)
