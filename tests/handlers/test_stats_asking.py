"""What is asked of figures: periods that are pressed and typed, and what a button may carry."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from domain.offices import Office, SeatRole
from domain.statistics.counting import Behind
from domain.statistics.tables import TOTAL, By, Period
from domain.territory import REPUBLIC, TerritoryTree
from handlers.figure_rights import PUBLIC, FigureAccess
from handlers.stats_asking import (
    BEHIND,
    BY,
    PUBLIC_SPANS,
    Span,
    WrongDays,
    groupings,
    key_of,
    key_word,
    mended,
    opening,
    packed,
    period_of,
    sides,
    span,
    typed_period,
)
from handlers.stats_callbacks import Figure, Grouped, Side, StatsAct, StatsPress
from storage.seed import load_topics

TODAY = date(2026, 11, 25)
ZHETISU, SARQAN = "330000000", "334800000"
COORDINATOR = FigureAccess((ZHETISU,))
OFFICIAL = FigureAccess((), Office(7, SARQAN, "Бөлім", "Отдел", ()), SeatRole.HEAD)


def press(**changes: object) -> StatsPress:
    asked = StatsPress(
        act=StatsAct.TABLE, side=Side.TERRITORY, by=Grouped.OFFICE, days=packed(span(Span.THIS_YEAR, TODAY))
    )
    return asked.model_copy(update={"place": ZHETISU, **changes})


@pytest.mark.parametrize(
    ("today", "which", "first", "last"),
    [
        (TODAY, Span.THIS_MONTH, "2026-11-01", "2026-11-30"),
        (TODAY, Span.LAST_MONTH, "2026-10-01", "2026-10-31"),
        (TODAY, Span.THIS_QUARTER, "2026-10-01", "2026-12-31"),
        (TODAY, Span.LAST_QUARTER, "2026-07-01", "2026-09-30"),
        (TODAY, Span.THIS_YEAR, "2026-01-01", "2026-12-31"),
        (TODAY, Span.LAST_YEAR, "2025-01-01", "2025-12-31"),
        (date(2026, 1, 1), Span.LAST_MONTH, "2025-12-01", "2025-12-31"),
        (date(2026, 3, 31), Span.LAST_QUARTER, "2025-10-01", "2025-12-31"),
        (date(2024, 2, 29), Span.THIS_MONTH, "2024-02-01", "2024-02-29"),
        (date(2026, 12, 31), Span.THIS_MONTH, "2026-12-01", "2026-12-31"),
    ],
)
def test_a_period_with_a_button_is_whole_months_quarters_or_years(
    today: date, which: Span, first: str, last: str
) -> None:
    assert span(which, today) == Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("01.03.2026-31.05.2026", "2026-03-01", "2026-05-31"),
        ("01.03-31.05", "2026-03-01", "2026-05-31"),  # not the coming March
        ("01.09 - 30.11", "2026-09-01", "2026-11-30"),
        ("с 1 марта по 31 мая", "2026-03-01", "2026-05-31"),
        ("с 1 по 15 ноября", "2026-11-01", "2026-11-15"),
        ("1 наурыздан 31 мамырға дейін", "2026-03-01", "2026-05-31"),
        ("2025 жылғы 1 наурыз – 2026 жылғы 31 мамыр", "2025-03-01", "2026-05-31"),
        ("15 декабря – 15 января", "2025-12-15", "2026-01-15"),
        ("бүгін", "2026-11-25", "2026-11-25"),
        ("3 наурыз", "2026-03-03", "2026-03-03"),
    ],
)
def test_typed_days_are_read_in_both_languages_and_lie_in_the_past(typed: str, first: str, last: str) -> None:
    assert typed_period(typed, TODAY) == (Period(date.fromisoformat(first), date.fromisoformat(last)), None)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("31.05.2026-01.03.2026", WrongDays.REVERSED),
        ("31.05-01.03", WrongDays.REVERSED),
        ("01.01.2027-31.01.2027", WrongDays.FUTURE),
        ("завтра", WrongDays.FUTURE),
        ("01.01.2021-31.12.2021", WrongDays.LONG_AGO),
        ("", WrongDays.UNREAD),
        ("все", WrongDays.UNREAD),
        ("31.02-35.03", WrongDays.UNREAD),
        ("/stats", WrongDays.UNREAD),
        ("1" * 5000, WrongDays.UNREAD),
        ("\u202e01.03-31.05" * 40, WrongDays.UNREAD),
    ],
)
def test_days_that_make_no_period_are_told_by_what_is_wrong_with_them(typed: str, why: WrongDays) -> None:
    assert typed_period(typed, TODAY)[1] is why


def test_every_button_fits_and_brings_back_what_it_was_given(tree: TerritoryTree) -> None:
    longest = max((unit.id for unit in tree.units), key=len)
    keys = [*(topic.id for topic in load_topics()), str(10**15), "2026-11", "-", ""]
    for key, figure, act in product(keys, Figure, StatsAct):
        period = Period(date(2099, 1, 1), date(2120, 12, 31))
        asked = press(act=act, place=longest, page=999, key=key, figure=figure, days=packed(period))
        assert len(asked.pack().encode()) <= 64
        back = StatsPress.unpack(asked.pack())
        assert back == asked
        assert period_of(back) == period


def test_a_group_comes_back_from_its_button() -> None:
    for by, key in ((Grouped.OFFICE, 12), (Grouped.SEAT, None), (Grouped.TOPIC, "youth"), (Grouped.MONTH, TOTAL)):
        assert key_of(press(by=by, key=key_word(key))) == key
    assert key_of(press(by=Grouped.OFFICE, key="youth")) == -1  # forged: no office has this number


def test_every_way_to_group_and_every_list_has_its_figure() -> None:
    assert set(BY) == set(Grouped)
    assert set(BEHIND) == set(Figure)
    assert set(BEHIND.values()) == set(Behind)
    assert By.OFFICE in BY.values()


def test_a_side_is_offered_to_whom_it_belongs_and_the_public_one_to_everybody() -> None:
    assert sides(PUBLIC) == (Side.PUBLIC,)
    assert sides(COORDINATOR) == (Side.TERRITORY, Side.PUBLIC)
    assert sides(OFFICIAL) == (Side.OFFICE, Side.PUBLIC)
    both = FigureAccess((ZHETISU,), OFFICIAL.office, OFFICIAL.role)
    assert sides(both) == (Side.TERRITORY, Side.OFFICE, Side.PUBLIC)


def test_figures_open_with_this_year_in_ones_own_territory_office_or_home(tree: TerritoryTree) -> None:
    territory = opening(Side.TERRITORY, COORDINATOR, "", TODAY, tree)
    assert (territory.place, territory.by) == (ZHETISU, Grouped.OFFICE)
    assert period_of(territory) == span(Span.THIS_YEAR, TODAY)
    assert opening(Side.TERRITORY, FigureAccess((REPUBLIC,)), "", TODAY, tree).by is Grouped.TERRITORY
    assert opening(Side.PUBLIC, PUBLIC, SARQAN, TODAY, tree).place == SARQAN
    assert opening(Side.PUBLIC, PUBLIC, "gone", TODAY, tree).place == REPUBLIC
    assert opening(Side.OFFICE, OFFICIAL, "", TODAY, tree).by is Grouped.MONTH


def test_nobody_gets_public_figures_of_a_seat_or_of_overlapping_periods_by_a_forged_button(tree: TerritoryTree) -> None:
    for which in Span:
        forged = press(side=Side.PUBLIC, by=Grouped.SEAT, days=packed(span(which, TODAY)), act=StatsAct.GROUP)
        good = mended(forged, PUBLIC, TODAY, tree)
        assert good.by is not Grouped.SEAT
        assert period_of(good) in [span(one, TODAY) for one in PUBLIC_SPANS]
    # Below the country a topic or a month would be told by the other districts.
    assert Grouped.TOPIC not in groupings(press(side=Side.PUBLIC, place=ZHETISU), tree)
    assert Grouped.MONTH not in groupings(press(side=Side.PUBLIC, place=SARQAN), tree)
    assert Grouped.TOPIC in groupings(press(side=Side.PUBLIC, place=REPUBLIC), tree)


def test_a_forged_place_or_period_is_replaced_and_a_good_question_stays_as_it_is(tree: TerritoryTree) -> None:
    good = press(page=3, key="7", act=StatsAct.LIST)
    assert mended(good, COORDINATOR, TODAY, tree) == good
    assert mended(press(place="nowhere"), COORDINATOR, TODAY, tree).place == ZHETISU
    for days in ("000000", "zzzzzz", packed(Period(date(2027, 1, 1), date(2027, 1, 31)))):
        assert period_of(mended(press(days=days), COORDINATOR, TODAY, tree)) == span(Span.THIS_YEAR, TODAY)
    assert mended(press(side=Side.OFFICE, by=Grouped.MONTH), OFFICIAL, TODAY, tree).place == REPUBLIC
