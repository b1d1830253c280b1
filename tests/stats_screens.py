"""Every screen of figures, with hostile words and the largest numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from domain.language import Language
from domain.requests.clocks import Outcome
from domain.requests.model import Request, Route
from domain.statistics.figures import Figures
from domain.statistics.tables import TOTAL
from handlers.service import Service
from handlers.stats_asking import BY, WrongDays, groupings, packed, period_of
from handlers.stats_callbacks import Figure, Grouped, Side, StatsAct, StatsPress
from handlers.texts import Translator
from handlers.views import charts, stats, stats_choices, stats_group
from handlers.views.figure_rows import NamedRow
from handlers.views.screen import Screen, visible
from tests.figure_samples import AS_OF, HEAD, YEAR, figures
from tests.person import START, ZONE

HUGE = 10**15
LONGEST = "x-zhangasemei-audany"


def _large(one: Figures) -> Figures:
    many = 10**9
    return replace(
        one, n=many, answered=many, open=many, closed_unanswered=many, withdrawn=many, away=many, redirected=many,
        extended=many, reopened=many, overdue=many, overdue_open=many, oldest=1e12,
    )  # fmt: skip


def every_stats_screen(tr: Translator, service: Service, word: str) -> Iterator[Screen]:
    name = word[:400]
    few, many = figures(4, in_time=1, over=3), figures(40, in_time=10, over=30)
    silent = figures(20, in_time=0, over=20, answered=3)
    kinds = (few, many, silent, _large(many), None, figures(0))
    rows = tuple(NamedRow(HUGE - place, name or "?", kinds[place % len(kinds)]) for place in range(40))
    for side in Side:
        asked = StatsPress(
            act=StatsAct.TABLE, side=side, by=Grouped.OFFICE, days=packed(YEAR), place=LONGEST, page=999, key=str(HUGE)
        )
        for place, by in enumerate(groupings(asked, service.tree)):
            for total in kinds if place == 0 else kinds[1:2]:
                yield from _screens(asked.model_copy(update={"by": by}), rows, total, tr, service, name)
        today = START.date()
        yield stats_choices.periods(asked, period_of(asked), today, tr)
        yield stats_choices.words(asked, tr)
        yield stats_choices.lost(side, asked, tr)
        for why in WrongDays:
            for period in (YEAR, None):
                yield stats_choices.question(asked, tr, stats_choices.no_period(why, period, date(2026, 12, 31), tr))
        for place in ("KZ", "330000000"):
            units = [unit for unit in service.tree.children(place) if unit.selectable]
            yield stats_choices.places(asked, service.tree[place], units, "KZ", tr)
            yield stats_choices.places(asked, None, units, None, tr)
    yield from (
        Screen(said(tr))
        for said in (stats_choices.chart_sent, stats_choices.anew, stats_choices.gone, stats_choices.not_yours)
    )


def _screens(
    asked: StatsPress,
    rows: tuple[NamedRow, ...],
    total: Figures | None,
    tr: Translator,
    service: Service,
    name: str,
) -> Iterator[Screen]:
    public = asked.side is Side.PUBLIC
    subject = charts.Subject(name, BY[asked.by], YEAR, AS_OF, ZONE, HEAD, public, total, rows)
    shown = stats.Shown(
        asked, subject, tuple(Side), tuple(groupings(asked, service.tree)), lists=True, calls=True, file=LONGEST
    )
    yield stats.table_screen(shown, tr)
    yield stats.more_screen(shown, tr)
    yield stats.table_screen(replace(shown, asked=asked.model_copy(update={"page": 2})), tr)
    for row in (NamedRow(TOTAL, name, total), *(rows[:6] if total is None else ())):
        yield stats_group.group_screen(shown, row, tr)
    caption = stats_group.caption(shown, name, lambda one: charts.share_words(one.in_time, tr), tr, 1000)
    assert len(visible(caption)) <= 1000
    yield Screen(caption)
    if total is None:
        request = Request(
            HUGE, HUGE, 1, LONGEST, "other", None, Language.KK, name[:120], START, Route.REDIRECTED, HUGE, HUGE,
            Outcome.OPEN, START.date(), START.date(), None, None,
        )  # fmt: skip
        states = [replace(request, outcome=outcome, answered_at=START, ended_at=START) for outcome in Outcome]
        found = [*states, replace(request, due=date(2020, 1, 1)), *states][: stats_group.PAGE]
        for figure in Figure if asked.side is Side.OFFICE else (Figure.ALL,):
            one = replace(shown, asked=asked.model_copy(update={"figure": figure}))
            yield stats_group.list_screen(one, name, found, 8_000, 500, tr, service)
        yield stats_group.list_screen(shown, name, [], 0, 0, tr, service)
