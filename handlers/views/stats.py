"""Figures in a chat: a table that an old phone shows, a sentence that says what it means, and what else to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.calls.timeliness import Grouping
from domain.exports import Format, Level
from domain.statistics.figures import Figures, Times
from domain.statistics.measures import Share
from domain.statistics.tables import TOTAL, Key
from handlers.callbacks import TimelinessPress
from handlers.export_callbacks import ExportAct, ExportPress
from handlers.stats_asking import key_word
from handlers.stats_callbacks import Figure, Grouped, Side, StatsAct, StatsPress
from handlers.texts import Translator
from handlers.views.charts import Subject, days, ends_of, hidden_note, moment_words, none_before, percents
from handlers.views.figure_rows import NamedRow
from handlers.views.figures import HASH_SHOWN
from handlers.views.screen import Button, Rows, Screen, both_ends, esc, lines, paragraphs, press

PAGE = 6
"""Groups of a page."""

NAME_LIMIT = 100
_CALLS_DAYS = 90


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as somebody may look at it.

    Args:
        asked: the button that asks for it.
        subject: the figures.
        sides: the sides from which they may look.
        groupings: what the table may be given by.
        lists: whether they may see the requests behind a figure.
        calls: whether they may see how early calls are told.
        file: of which place or office a file is offered, as the choice of files names it; "" for none.
    """

    asked: StatsPress
    subject: Subject
    sides: tuple[Side, ...]
    groupings: tuple[Grouped, ...]
    lists: bool
    calls: bool
    file: str = ""

    def to(self, label: str, act: StatsAct, **changes: object) -> Button:
        """Return a button that changes something of the question."""
        return press(label, self.asked.model_copy(update={"act": act, **changes}))


def pages(total: int, page: int) -> int:
    """Return how many pages so many things fill, `page` of them on each; nothing fills one."""
    return max(1, -(-total // page))


def table_screen(shown: Shown, tr: Translator) -> Screen:
    """Return a page of the table, the last one when there are fewer."""
    subject, asked = shown.subject, shown.asked
    total, rows = subject.total, subject.rows
    if total is not None and not total.n:
        none = tr("No requests were filed here in this period.")
        return Screen(paragraphs(_head(shown, tr), none, foot(subject, tr)), _choices(shown, tr))
    last = pages(len(rows), PAGE)
    page = min(asked.page, last - 1)
    first = page * PAGE
    items = [_item(first + place, row, tr) for place, row in enumerate(rows[first : first + PAGE], start=1)]
    where = tr("page {page} of {pages}", page=page + 1, pages=last) if last > 1 else None
    numbers = tuple(
        _open(shown, str(first + place), row)
        for place, row in enumerate(rows[first : first + PAGE], start=1)
        if row.figures is None or row.figures.n
    )
    pager = []
    if page > 0:
        pager.append(shown.to(tr("‹ Previous"), StatsAct.TABLE, page=page - 1))
    if page + 1 < last:
        pager.append(shown.to(tr("Next ›"), StatsAct.TABLE, page=page + 1))
    kept = tuple(row for row in (numbers, tuple(pager)) if row)
    text = paragraphs(
        _head(shown, tr),
        _total(total, tr),
        lines(f"<b>{_grouped(asked.by, tr)}</b>", where, none_before(tr) if subject.late and not page else None)
        if items
        else None,
        *items,
        meaning(total, tr),
        foot(subject, tr),
    )
    return Screen(text, (*kept, *_choices(shown, tr)))


def _head(shown: Shown, tr: Translator) -> str:
    subject = shown.subject
    title = {
        Side.TERRITORY: tr("Figures: {place}", place=esc(subject.where, NAME_LIMIT)),
        Side.OFFICE: tr("Figures of your office: {office}", office=esc(subject.where, NAME_LIMIT)),
        Side.PUBLIC: tr("Public figures: {place}", place=esc(subject.where, NAME_LIMIT)),
    }[shown.asked.side]
    return lines(f"<b>{title}</b>", *when(subject, tr))


def when(subject: Subject, tr: Translator) -> tuple[str, ...]:
    """Return of which days the figures are and as of when."""
    first, last = ends_of(subject.period, tr)
    return (
        tr("Filed from {first} to {last}", first=first, last=last),
        tr("As of {moment}", moment=moment_words(subject.as_of, subject.zone, tr)),
    )


def foot(subject: Subject, tr: Translator) -> str:
    """Return what the figures rest on, and why some are hidden."""
    number, seal = subject.head.number, subject.head.hash[:HASH_SHOWN]
    hides = subject.public and (subject.total is None or any(row.figures is None for row in subject.rows))
    return lines(
        hidden_note(tr) if hides else None,
        tr("Log: entry {number}, hash {hash}…", number=number, hash=seal),
    )


def _total(total: Figures | None, tr: Translator) -> str:
    head = tr("All requests")
    if total is None:
        hidden = tr("hidden")  # not inside of the f-string: sentences there are not found for translation
        return f"<b>{head}</b>: {hidden}"
    return lines(f"<b>{head}</b>: {tr.number(total.n)}", *_short(total, tr), _answers(total.answer, tr))


def _item(number: int, row: NamedRow, tr: Translator) -> str:
    name = f"{number}. <b>{esc(both_ends(row.name, NAME_LIMIT))}</b>"
    if row.figures is None:
        return lines(name, tr("hidden"))
    return lines(f"{name}: {tr.number(row.figures.n)}", *(_short(row.figures, tr) if row.figures.n else ()))


def _short(one: Figures, tr: Translator) -> tuple[str | None, ...]:
    late = tr("overdue {n}", n=tr.number(one.overdue)) if one.overdue else None
    parts = (tr("answered {n}", n=tr.number(one.answered)), tr("open {n}", n=tr.number(one.open)), late)
    return ", ".join(part for part in parts if part), in_time(one.in_time, tr)


def in_time(share: Share, tr: Translator) -> str | None:
    """Return the share answered in time with what it is a share of; None while no term is over."""
    if not share.whole:
        return None
    part, whole = tr.number(share.part), tr.number(share.whole)
    if share.interval is None:
        return tr("in time {part} of {whole}: too few to say", part=part, whole=whole)
    return tr("in time {part} of {whole} ({ends})", part=part, whole=whole, ends=ends(share))


def ends(share: Share) -> str:
    """Return the interval of a share that has one: `50–69 %`."""
    low, high = percents(share)
    return f"{low}–{high}\u00a0%"


def _answers(found: Times, tr: Translator) -> str | None:
    if found.median is None or found.ninetieth is None:
        return None
    half, most = days(found.median, tr), days(found.ninetieth, tr)
    if found.median.over:
        return tr("answer: more than half wait longer than {days} days", days=half)
    if found.ninetieth.over:
        return tr("answer: half within {half} days; by day {most} fewer than 9 in 10", half=half, most=most)
    return tr("answer: half within {half} days, 9 in 10 within {most}", half=half, most=most)


def meaning(total: Figures | None, tr: Translator) -> str | None:
    """Return one sentence that says what the figures mean."""
    if total is None:
        return None
    share = total.in_time
    if not share.whole:
        return tr("No reply date has passed yet: who answers in time is not known.")
    part, whole = tr.number(share.part), tr.number(share.whole)
    if share.interval is None:
        return tr(
            "The term of {whole} requests is over, {part} of them had an answer in time: too few to say more.",
            whole=whole,
            part=part,
        )
    low, high = percents(share)
    return tr(
        "Of {whole} requests whose term is over, {part} had an answer in time; the true share lies between {low} and"
        " {high} percent.",
        whole=whole,
        part=part,
        low=low,
        high=high,
    )


def _open(shown: Shown, label: str, row: NamedRow) -> Button:
    """Return the button of a group; a territory opens as a table of its own."""
    if shown.asked.by is Grouped.TERRITORY:
        return shown.to(label, StatsAct.TABLE, place=str(row.key), page=0, key="")
    return shown.to(label, StatsAct.GROUP, key=key_word(row.key))


def _grouped(by: Grouped, tr: Translator) -> str:
    return {
        Grouped.OFFICE: tr("By office"),
        Grouped.SEAT: tr("By seat"),
        Grouped.TERRITORY: tr("By territory"),
        Grouped.TOPIC: tr("By topic"),
        Grouped.MONTH: tr("By month"),
    }[by]


def side_name(side: Side, tr: Translator) -> str:
    """Return what a side is called on its button."""
    return {
        Side.TERRITORY: tr("My territory"),
        Side.OFFICE: tr("My office"),
        Side.PUBLIC: tr("Public figures"),
    }[side]


_RARE = frozenset({Grouped.SEAT})
"""By what a table is seldom wanted: it stands among the rest."""


def _choices(shown: Shown, tr: Translator) -> Rows:
    """Return what is wanted most often, eight buttons at most; the rest is one press away."""
    asked = shown.asked
    rows = list(_by(shown, [by for by in shown.groupings if by not in _RARE], tr))
    period = shown.to(tr("Another period"), StatsAct.PERIODS)
    place = (shown.to(tr("Another territory"), StatsAct.PLACES),) if asked.side is not Side.OFFICE else ()
    rows.append((period, *place))
    if _counted(shown):
        rows.append((shown.to(tr("All requests in figures"), StatsAct.GROUP, key=""),))
    rows.append((shown.to(tr("Charts, files and more ›"), StatsAct.MORE),))
    return tuple(rows)


def more_screen(shown: Shown, tr: Translator) -> Screen:
    """Return what else there is to the table: pictures, a file, other figures, what the words mean."""
    rows = list(_by(shown, [by for by in shown.groupings if by in _RARE], tr))
    if _counted(shown):
        rows += _charts(shown, tr)
        rows += [(_file(shown, tr),)] if shown.file else []
    rows.append((shown.to(tr("What the words mean"), StatsAct.WORDS),))
    others = tuple(
        shown.to(side_name(side, tr), StatsAct.TABLE, side=side, place="", page=0, key="")
        for side in shown.sides
        if side is not shown.asked.side
    )
    rows += [others] if others else []
    if shown.calls:
        rows.append((press(tr("How early calls are told"), TimelinessPress(by=Grouping.SOURCE, days=_CALLS_DAYS)),))
    by = _grouped(shown.asked.by, tr)
    text = paragraphs(_head(shown, tr), f"<b>{by}</b>", tr("What else there is to these figures:"))
    return Screen(text, (*rows, back(shown, tr)))


def _counted(shown: Shown) -> bool:
    """Tell whether there is anything to draw or to take along."""
    total = shown.subject.total
    return shown.subject.seen and (total is None or bool(total.n))


def _by(shown: Shown, bys: Sequence[Grouped], tr: Translator) -> Iterator[tuple[Button, ...]]:
    ways = [
        shown.to(f"{'✓ ' if by is shown.asked.by else ''}{_grouped(by, tr)}", StatsAct.TABLE, by=by, page=0, key="")
        for by in bys
    ]
    for at in range(0, len(ways), 2):
        yield tuple(ways[at : at + 2])


def _file(shown: Shown, tr: Translator) -> Button:
    """Return the way to the choice of files, with the place and the days that are looked at."""
    period = shown.subject.period
    choice = ExportPress(
        act=ExportAct.OPEN,
        place=shown.file,
        first=int(f"{period.first:%Y%m%d}"),
        last=int(f"{period.last:%Y%m%d}"),
        level=Level.COUNCIL,
        format=Format.XLSX,
        language=tr.language,
    )
    return press(tr("As a file"), choice)


def _charts(shown: Shown, tr: Translator) -> Rows:
    if shown.asked.by is Grouped.MONTH:
        return ((shown.to(tr("Chart"), StatsAct.CHART, figure=Figure.ALL),),)
    return (
        (shown.to(tr("Chart: in time"), StatsAct.CHART, figure=Figure.LATE),),
        (shown.to(tr("Chart: days"), StatsAct.CHART, figure=Figure.ANSWERED),),
    )


def back(shown: Shown, tr: Translator, key: Key = TOTAL) -> tuple[Button, ...]:
    """Return the way back to the page of the table on which the group stands."""
    keys = [row.key for row in shown.subject.rows]
    page = keys.index(key) // PAGE if key in keys else shown.asked.page
    return (shown.to(tr("‹ Back to the table"), StatsAct.TABLE, key="", page=page),)
