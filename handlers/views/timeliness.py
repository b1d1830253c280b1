"""How early people hear of calls, in words: no figure without the number of calls that it comes from."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import timedelta

from domain.calls.timeliness import SHORT, Grouping, Spread, Timeliness
from handlers.callbacks import SourcesPage, TimelinessPress
from handlers.texts import Translator
from handlers.views.screen import Button, Screen, esc, lines, paragraphs, press

PAGE = 5
NAME_LIMIT = 120
PERIODS = (30, 90, 365)
FEW = 5
"""Below this many values nine in ten say nothing, and only the middle one is told."""

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def within(delay: timedelta, tr: Translator) -> str:
    """Return "within …" in minutes, hours or days, rounded up."""
    if delay <= 90 * _MINUTE:
        return tr.n("within {n} minute", "within {n} minutes", max(1, math.ceil(delay / _MINUTE)))
    if delay <= 2 * _DAY:
        return tr.n("within {n} hour", "within {n} hours", math.ceil(delay / _HOUR))
    return tr.n("within {n} day", "within {n} days", math.ceil(delay / _DAY))


def at_least(notice: timedelta, tr: Translator) -> str:
    """Return "at least … days", rounded down."""
    if notice < _DAY:
        return tr("less than a day")
    return tr.n("at least {n} day", "at least {n} days", notice // _DAY)


def screen(figures: Sequence[Timeliness], at: TimelinessPress, tr: Translator) -> Screen:
    """Return a page of the figures, the last one when there are fewer."""
    last = max(1, -(-len(figures) // PAGE))
    page = min(at.page, last - 1)
    by_source = at.by is Grouping.SOURCE
    head = tr("How early: by source") if by_source else tr("How early: by organiser")
    days = tr.n("{n} day", "{n} days", at.days)
    where = tr("page {page} of {pages}", page=page + 1, pages=last) if last > 1 else None
    title = " · ".join(part for part in (f"<b>{head}</b>", days, where) if part)
    shown = figures[page * PAGE : (page + 1) * PAGE]
    items = [_group(one, tr) for one in shown]
    note = tr("What was published before we watched the source is not counted.")
    body = (*items, note) if shown else (tr("No calls were found in this period."), note)
    return Screen(paragraphs(title, *body), _rows(at, page, last, tr))


def _group(one: Timeliness, tr: Translator) -> str:
    calls = tr.n("{n} call found", "{n} calls found", one.calls)
    unsent = one.calls - one.sent - one.over
    detection = _spread(one.detection, within, tr)
    delivery = _spread(one.delivery, within, tr)
    offered, given = _notice(one.offered, tr), _notice(one.given, tr)
    limit = SHORT // _DAY
    return lines(
        f"<b>{esc(one.name, NAME_LIMIT)}</b> · {calls}",
        tr("Found after publication: {span}", span=detection) if detection else None,
        tr("Sent after being found: {span}", span=delivery) if delivery else None,
        tr("Notice by the organiser: {span}", span=offered) if offered else None,
        tr("Time left to people: {span}", span=given) if given else None,
        tr("Left {days} days or less: {n} of {all}", days=limit, n=one.short, all=one.calls) if one.short else None,
        tr("Closed before it was found: {n}", n=one.over) if one.over else None,
        tr("Sent to nobody: {n}", n=unsent) if unsent else None,
    )


def _spread(found: Spread | None, words: Callable[[timedelta, Translator], str], tr: Translator) -> str | None:
    if found is None:
        return None
    if found.n < FEW:
        return _middle(found, words(found.median, tr), tr)
    return tr("half {median}, 9 in 10 {rest}", median=words(found.median, tr), rest=words(found.ninetieth, tr))


def _notice(found: Spread | None, tr: Translator) -> str | None:
    if found is None:
        return None
    if found.n < FEW:
        return _middle(found, at_least(found.median, tr), tr)
    # Much notice is good: what nine in ten had at least is what one in ten stays below.
    return tr("half {median}, 9 in 10 {rest}", median=at_least(found.median, tr), rest=at_least(found.tenth, tr))


def _middle(found: Spread, value: str, tr: Translator) -> str:
    return value if found.n == 1 else tr("half {median}", median=value)


def _rows(at: TimelinessPress, page: int, last: int, tr: Translator) -> tuple[tuple[Button, ...], ...]:
    def to(label: str, by: Grouping, days: int, where: int = 0, *, chosen: bool = False) -> Button:
        return press(f"✓ {label}" if chosen else label, TimelinessPress(by=by, days=days, page=where))

    pager = []
    if page > 0:
        pager.append(to(tr("‹ Previous"), at.by, at.days, page - 1))
    if page + 1 < last:
        pager.append(to(tr("Next ›"), at.by, at.days, page + 1))
    groupings = tuple(
        to(label, by, at.days, chosen=by is at.by)
        for label, by in ((tr("By source"), Grouping.SOURCE), (tr("By organiser"), Grouping.ORGANISER))
    )
    periods = tuple(to(tr.n("{n} day", "{n} days", days), at.by, days, chosen=days == at.days) for days in PERIODS)
    return (
        *((tuple(pager),) if pager else ()),
        groupings,
        periods,
        (press(tr("‹ Back to the list"), SourcesPage(page=0)),),
    )
