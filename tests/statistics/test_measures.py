"""Quantiles and shares beside two independent libraries."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf
from statsmodels.stats.proportion import proportion_confint

from domain.statistics.measures import FEW, Quantile, Share, Waiting, Waits, quantiles, wilson

WAITS = st.lists(st.tuples(st.integers(0, 30).map(float), st.booleans()), min_size=1, max_size=80)


def by_scipy(waits: list[Waiting], part: float) -> float:
    """The first time at which the survival function of scipy is no greater than the rest; infinite when it never is."""
    came = [time for time, event in waits if event]
    left = [time for time, event in waits if not event]
    if not came:
        return math.inf
    curve = ecdf(CensoredData(uncensored=came, right=left)).sf
    steps = zip(curve.quantiles, curve.probabilities, strict=True)
    return next((float(time) for time, rest in steps if rest <= 1 - part + 1e-9), math.inf)


@given(WAITS)
def test_quantiles_are_those_of_scipy(waits: list[Waiting]) -> None:
    for part, found in zip((0.5, 0.9), quantiles(Waits(waits), (0.5, 0.9)), strict=True):
        expected = by_scipy(waits, part)
        if math.isinf(expected):
            assert found == Quantile(max(time for time, _ in waits), over=True)
        else:
            assert found == Quantile(expected)


def test_a_quantile_that_was_not_reached_is_over_the_longest_wait() -> None:
    waits = [(1.0, True), (4.0, True), (9.0, False), (5.0, False)]
    assert quantiles(Waits(waits), (0.5, 0.9)) == (Quantile(4.0), Quantile(9.0, over=True))
    assert quantiles(Waits([(2.0, False)]), (0.5,)) == (Quantile(2.0, over=True),)
    assert Quantile(86400.0 * 3).days == 3


@given(st.integers(1, 400), st.integers(0, 400))
def test_intervals_are_those_of_statsmodels(whole: int, part: int) -> None:
    part = min(part, whole)
    expected = proportion_confint(part, whole, method="wilson")
    assert wilson(part, whole) == pytest.approx(expected, abs=1e-12)


def test_a_share_of_few_says_nothing_but_its_counts() -> None:
    assert (Share(3, FEW - 1).value, Share(3, FEW - 1).interval) == (None, None)
    assert Share(5, FEW).value == 0.5 and Share(5, FEW).interval is not None
