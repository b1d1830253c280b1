"""Tables of a report as HTML: on a wide page rows and columns, on a phone one card for each row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from domain.statistics.figures import Figures
from domain.statistics.measures import Quantile, Share
from domain.statistics.tables import Key
from handlers.texts import Translator
from handlers.views.charts import days, percents
from handlers.views.figure_rows import NamedRow
from handlers.views.screen import one_line

_BAR = 120
_DAY = 86400


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and a row's cell as HTML."""

    heading: str
    cell: Callable[[Figures], str]


def safe(text: str, limit: int = 300) -> str:
    """Return foreign words for the page: one line, without what changes its direction, cut, escaped."""
    line = one_line(text)
    return escape(line if len(line) <= limit else f"{line[: limit - 1]}…")


def tag(name: str, text: str, kind: str = "") -> str:
    """Return plain text as an element of that name, escaped; `kind` is its class."""
    of = f' class="{kind}"' if kind else ""
    return f"<{name}{of}>{escape(text)}</{name}>"


def table(
    name: str,
    rows: Sequence[NamedRow],
    columns: Sequence[Column],
    tr: Translator,
    beside: Mapping[Key, str] | None = None,
) -> str:
    """Return a table whose first column is called so; hidden groups say that they are.

    Args:
        name: of the first column.
        rows: the groups.
        columns: the others.
        tr: the language.
        beside: HTML that follows a group's figures, by its key.
    """
    beside = beside or {}
    head = "".join(f'<th scope="col" role="columnheader">{escape(column.heading)}</th>' for column in columns)
    body = "".join(_row(row, columns, tr) + _beside(beside.get(row.key, ""), columns) for row in rows)
    return _framed(f'<th scope="col" role="columnheader">{escape(name)}</th>{head}', body)


def _beside(said: str, columns: Sequence[Column]) -> str:
    return f'<tr role="row" class="says"><td role="cell" colspan="{len(columns) + 1}">{said}</td></tr>' if said else ""


def _row(row: NamedRow, columns: Sequence[Column], tr: Translator) -> str:
    name = f'<th scope="row" role="rowheader">{safe(row.name)}</th>'
    if row.figures is None:
        said = tr("hidden")
        return f'<tr role="row" class="hidden">{name}<td role="cell" colspan="{len(columns)}">{escape(said)}</td></tr>'
    figures = row.figures
    cells = (f'<td role="cell" data-is="{escape(column.heading)}">{column.cell(figures)}</td>' for column in columns)
    return f'<tr role="row">{name}{"".join(cells)}</tr>'


def plain(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table of cells that are HTML already; the first cell of each row names it."""
    head = "".join(f'<th scope="col" role="columnheader">{escape(one)}</th>' for one in headings)
    body = "".join(
        f'<tr role="row"><th scope="row" role="rowheader">{cells[0]}</th>'
        + "".join(
            f'<td role="cell" data-is="{escape(heading)}">{cell}</td>'
            for heading, cell in zip(headings[1:], cells[1:], strict=True)
        )
        + "</tr>"
        for cells in rows
    )
    return _framed(head, body)


def _framed(head: str, body: str) -> str:
    """Return a table; the roles are said, for on a phone its parts are shown as blocks and would lose them."""
    return (
        f'<table role="table"><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table>'
    )


def usual(tr: Translator) -> tuple[Column, ...]:
    """Return the columns that offices, territories, topics and months have."""
    return (
        Column(tr("Requests"), lambda one: tr.number(one.n)),
        Column(tr("Answered in substance"), lambda one: tr.number(one.answered)),
        Column(tr("Open"), lambda one: tr.number(one.open)),
        Column(tr("Without an answer after the reply date"), lambda one: _overdue(one, tr)),
        Column(tr("In time"), lambda one: share(one.in_time, tr)),
        Column(tr("Half had an answer within (9 in 10 within), days"), lambda one: times(one, tr)),
        Column(tr("Solved, by the NGO"), lambda one: tr.number(one.ratings.solved)),
    )


def promises(tr: Translator) -> tuple[Column, ...]:
    """Return the columns about promises."""
    return (
        Column(tr("Promises"), lambda one: tr.number(one.promises.n)),
        Column(tr("Kept promises"), lambda one: tr.number(one.promises.kept)),
        Column(tr("Kept in part"), lambda one: tr.number(one.promises.partly)),
        Column(tr("Broken promises"), lambda one: tr.number(one.promises.broken)),
        Column(tr("Not judged yet"), lambda one: tr.number(one.promises.unjudged)),
        Column(tr("Day over, not done"), lambda one: tr.number(one.promises.overdue)),
        Column(tr("Share kept"), lambda one: share(one.promises.kept_share, tr)),
    )


def share(found: Share, tr: Translator) -> str:
    """Return a share with its interval as a small drawing and in words, or that there are too few to say."""
    if found.value is None or found.interval is None:
        few = tr("too few to say")
        counted = tr("{part} of {whole}", part=tr.number(found.part), whole=tr.number(found.whole))
        return f'{escape(counted)} <span class="few">{escape(few)}</span>' if found.whole else "–"
    low, high = percents(found)
    middle = round(100 * found.value)
    said = tr("{share} percent ({low}–{high})", share=middle, low=low, high=high)
    counted = tr("{part} of {whole}", part=tr.number(found.part), whole=tr.number(found.whole))
    return f'{_bar(low, middle, high)}<b>{escape(said)}</b> <span class="of">{escape(counted)}</span>'


def _bar(low: int, middle: int, high: int) -> str:
    """Return the interval as a line with a dot; the words beside it say the same, so it is no picture to read out."""
    scale = _BAR / 100
    return (
        f'<svg class="bar" viewBox="0 0 {_BAR} 10" width="{_BAR}" height="10" aria-hidden="true" focusable="false">'
        f'<rect x="0" y="4" width="{_BAR}" height="2" fill="#d5dbe1"/>'
        f'<rect x="{low * scale:.1f}" y="2" width="{max((high - low) * scale, 1):.1f}" height="6" fill="#7ba7cc"/>'
        f'<circle cx="{middle * scale:.1f}" cy="5" r="4" fill="#12436d"/></svg>'
    )


def times(figures: Figures, tr: Translator) -> str:
    """Return by which day half, and nine in ten, had an answer."""
    return escape(quantiles(figures.answer.median, figures.answer.ninetieth, tr))


def quantiles(median: Quantile | None, ninetieth: Quantile | None, tr: Translator) -> str:
    """Return two times in calendar days; plain text."""
    if median is None or ninetieth is None:
        return tr("too few to say")
    half, most = _quantile(median, tr), _quantile(ninetieth, tr)
    return half if median.over else tr("{half} ({most})", half=half, most=most)


def _quantile(found: Quantile, tr: Translator) -> str:
    return tr("more than {days}", days=days(found, tr)) if found.over else days(found, tr)


def _overdue(figures: Figures, tr: Translator) -> str:
    if not figures.overdue:
        return "0"
    age = tr.number(int((figures.oldest or 0) // _DAY))
    oldest = tr("the oldest: {days} days", days=age)
    return f'{escape(tr.number(figures.overdue))} <span class="of">{escape(oldest)}</span>'
