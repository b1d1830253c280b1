"""A report's numbers come back from storage as they were, have one digest, and two editions are compared by figure."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from domain.calendar import WorkingCalendar
from domain.journal import Head
from domain.offices import Office
from domain.reports.difference import Told, changes
from domain.reports.snapshot import CallsLine, Snapshot, read
from domain.requests.clocks import clocks_of
from domain.requests.terms import Terms
from domain.statistics.cases import Case, SeatTerms
from domain.statistics.counting import Counting
from domain.statistics.placing import Placing
from domain.statistics.tables import By, Period
from domain.territory import TerritoryTree
from tests.statistics.logs import AS_OF, a_request

PLACES = ("KZ", "330000000", "334800000")
BYS = (By.OFFICE, By.TERRITORY, By.TOPIC, By.MONTH)


@pytest.fixture(scope="module")
def terms() -> Terms:
    return Terms(WorkingCalendar(), ZoneInfo("Asia/Almaty"))


def a_snapshot(seed: int, count: int, terms: Terms, tree: TerritoryTree) -> Snapshot:
    chance = random.Random(seed)
    period = Period(date(2026, 1, 1), date(2026, 6, 30))
    counting = Counting(BYS, Placing(period, AS_OF, terms, tree, SeatTerms(()), "KZ", None))
    for number in range(1, count + 1):
        clocks = clocks_of(a_request(chance, number, terms), terms, AS_OF)
        assert clocks is not None
        counting.add(Case(chance.choice(PLACES), chance.choice(("youth", "other")), clocks, (), ()))
    tables = {by: replace(counting.table(by), public=True) for by in BYS}
    offices = {number: Office(number, "334800000", "А", "Б", ()) for number in (1, 2, 3)}
    calls = (CallsLine(False, "Ұ", "О", 3, 1, 3600, None),)
    taken = Snapshot("KZ", period, AS_OF, Head(7, "a" * 64), 3, (2027,), (), tables, offices, calls)
    return read(taken.text())


@pytest.mark.parametrize("count", [0, 3, 12, 80])
def test_it_comes_back_as_it_was(count: int, terms: Terms, tree: TerritoryTree) -> None:
    taken = a_snapshot(1, count, terms, tree)
    assert read(taken.text()) == taken
    assert read(taken.text()).digest == taken.digest


def test_the_digest_is_of_the_numbers_alone(terms: Terms, tree: TerritoryTree) -> None:
    taken = a_snapshot(1, 80, terms, tree)
    renamed = replace(taken, head=Head(9, "b" * 64), calendar=0, offices={}, calls=())
    assert renamed.digest == taken.digest
    assert a_snapshot(1, 81, terms, tree).digest != taken.digest
    assert replace(taken, territory_id="330000000").digest != taken.digest


def test_the_same_numbers_have_no_changes_and_others_name_each_figure(terms: Terms, tree: TerritoryTree) -> None:
    before, after = a_snapshot(1, 80, terms, tree), a_snapshot(1, 81, terms, tree)
    assert changes(before, before) == ()
    found = changes(before, after)
    first = found[0]
    assert (first.by, first.told, first.before, first.after) == (None, Told.N, 80, 81)
    assert not [one for one in found if one.by is By.TERRITORY and one.key == "KZ"], "told once"
    assert all(one.before != one.after or one.told is Told.OTHER for one in found)


def test_a_group_that_is_hidden_now_is_told_without_its_figures(terms: Terms, tree: TerritoryTree) -> None:
    before = a_snapshot(1, 80, terms, tree)
    table = before.tables[By.TOPIC]
    hidden = replace(table, rows=tuple(replace(row, figures=None) for row in table.rows))
    after = replace(before, tables={**before.tables, By.TOPIC: hidden})
    assert {(one.by, one.after) for one in changes(before, after)} == {(By.TOPIC, None)}
