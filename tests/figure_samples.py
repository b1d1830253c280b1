"""Figures made by hand for tests of what people see: of groups, tables, and what they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import cycle, islice

from domain.journal import Head
from domain.offices import Office
from domain.requests.clocks import Outcome
from domain.statistics.cases import SeatTerms, Sight
from domain.statistics.figures import Figures, Tally
from domain.statistics.tables import By, Key, Period, Row, Table
from handlers.figures import Counted

AS_OF = datetime(2026, 11, 25, 10, 20, tzinfo=UTC)
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
HEAD = Head(81_234, "9f3ac0" * 10 + "9f3a")
_DAY = 86_400.0


def figures(
    n: int, *, in_time: int = 0, over: int = 0, waits: Sequence[float] = (3.0, 7.0, 20.0), answered: int | None = None
) -> Figures:
    """Return the figures of `n` requests.

    Args:
        n: how many.
        in_time: answered in time, of `over`.
        over: whose term is over.
        waits: how many days each waited in turn.
        answered: how many have an answer; all, by default.
    """
    tally = Tally(AS_OF.date())
    came = n if answered is None else answered
    for place, days in enumerate(islice(cycle(waits), n)):
        has = place < came
        judged = place < in_time if place < over else None
        wait = (days * _DAY, has)
        outcome = Outcome.ANSWERED if has else Outcome.OPEN
        late = judged is False and not has
        tally.add(Sight(outcome, False, False, False, wait, wait, judged, judged, late, days * _DAY, has, None))
    return tally.figures()


def counted(
    by: By,
    groups: Mapping[Key, Figures | None],
    total: Figures | None = None,
    *,
    public: bool = False,
    territory: str = "KZ",
    offices: Mapping[int, Office] | None = None,
    period: Period = YEAR,
) -> Counted:
    """Return a table as if it had been counted."""
    rows = tuple(Row(key, one) for key, one in groups.items())
    requests = sum(one.n for one in groups.values() if one is not None)
    table = Table(by, AS_OF, period, territory, total, rows, public)
    return Counted(table, requests, HEAD, 0, offices or {}, SeatTerms(()))
