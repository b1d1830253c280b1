"""Charts of figures as SVG text, and as a picture: they read in grey, at 360 units of width, in both languages.

Three charts, each from one `Subject`; nothing is read or counted here, and no chart ranks anybody:

    subject = subject_of(found, where, rows, zone, tr)   # rows: figure_rows.named_rows, as many as are to be shown
    shares(subject, tr)    # answered within the term: dots with Wilson's intervals; by office, territory or topic
    times(subject, tr)     # how long an answer takes: median and ninth in ten, by Kaplan and Meier
    months(subject, tr)    # filed, answered, overdue and open; of a table by month

Each returns one `<svg>` element with a title and a description that says all that is drawn; it stands in a page as it
is (its width is 360: a style may stretch it). `png(svg)` makes a picture of it, twice as large.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal

from domain.journal import Head
from domain.language import Language
from domain.statistics.figures import Figures
from domain.statistics.hiding import LEAST
from domain.statistics.measures import FEW, Quantile, Share
from domain.statistics.tables import By, Period
from handlers.figures import Counted
from handlers.texts import Translator
from handlers.views.figure_rows import NamedRow
from handlers.views.figures import HASH_SHOWN
from handlers.views.screen import both_ends
from handlers.views.svg import BLUE, FAINT, MARGIN, ORANGE, PAPER, WIDTH, Drawing, wrapped

MOST = 20
"""Rows that one chart shows well; more make a picture that no phone shows whole."""

ZOOM = 2

_LEFT, _RIGHT = 18.0, 232.0  # of the field in which marks stand
_BESIDE = 244.0  # where figures are written
_ROOM = WIDTH - 2 * MARGIN
_NAME = 100  # characters: three lines
_SMALL, _TEXT, _TITLE = 11.0, 12.0, 15.0


@dataclass(frozen=True, slots=True)
class Subject:
    """What a chart is about.

    Args:
        where: the territory or the office, in the reader's language; plain text.
        by: what the groups are.
        period: days of filing.
        as_of: as of when.
        zone: the local time.
        head: where the log stood.
        public: whether small groups are hidden.
        total: the figures of all; None where they are hidden.
        rows: the groups, in the order in which they are shown.
        late: whether months of the period stand before the rows, in which nothing was filed.
    """

    where: str
    by: By
    period: Period
    as_of: datetime
    zone: tzinfo
    head: Head
    public: bool
    total: Figures | None
    rows: tuple[NamedRow, ...]
    late: bool = False

    @property
    def seen(self) -> bool:
        """Tell whether any figure is shown at all."""
        return self.total is not None or any(row.figures is not None for row in self.rows)


def subject_of(found: Counted, where: str, rows: Sequence[NamedRow], zone: tzinfo, tr: Translator) -> Subject:
    """Return what a chart of these rows of the table is about; a group without a name is told by a question mark."""
    table = found.table
    named = tuple(NamedRow(row.key, row.name or "?", row.figures) for row in rows)
    return Subject(where, table.by, table.period, table.as_of, zone, found.head, table.public, table.total, named)


def shares(subject: Subject, tr: Translator) -> str:
    """Return the shares answered within the term as dots, with the interval of each as a line."""
    title = shares_title(tr)
    draw = _begun(title, subject, tr)
    grid = _axis(draw, [(part / 4, f"{25 * part}\u00a0%" if part % 2 == 0 else "") for part in range(5)])
    for place, row in enumerate(_all(subject, tr)):
        y = _row(draw, row, tr, total=not place)
        if row.figures is not None:
            _share_mark(draw, y, grid, row.figures.in_time, tr)
    _notes(
        draw,
        subject,
        tr,
        tr("The dot is the share answered in time, the line where the true share lies with 95 percent confidence."),
        tr("Beside it: answered in time / requests whose term is over."),
    )
    return draw.svg(title, _told(subject, tr, lambda figures: share_words(figures.in_time, tr)), tr.language.value)


def times(subject: Subject, tr: Translator) -> str:
    """Return how long an answer in substance takes: the median as a dot, the ninth in ten as a diamond."""
    title = times_title(tr)
    draw = _begun(title, subject, tr)
    rows = _all(subject, tr)
    answers = [row.figures.answer for row in rows if row.figures is not None]
    ends = [end for one in answers for end in (one.median, one.ninetieth) if end is not None]
    most, step = _scale(max((end.days for end in ends), default=1.0))
    grid = _axis(draw, [(at / most, tr.number(at)) for at in range(0, most + 1, step)], tr("days"))
    for place, row in enumerate(rows):
        y = _row(draw, row, tr, total=not place)
        if row.figures is not None:
            _time_mark(draw, y, grid, row.figures, most, tr)
    _notes(
        draw,
        subject,
        tr,
        tr("Dot: half had an answer by that day. Diamond: 9 in 10 had one. Calendar days, from the registration."),
        tr("Arrow: longer than that; by then fewer had an answer. Open requests count as waiting."),
    )
    return draw.svg(title, _told(subject, tr, lambda figures: time_words(figures, tr)), tr.language.value)


def months(subject: Subject, tr: Translator) -> str:
    """Return for each month how many were filed, answered by now, and are open after their term."""
    title = months_title(tr)
    draw = _begun(title, subject, tr)
    kinds: tuple[tuple[str, str, bool, Callable[[Figures], int]], ...] = (
        (tr("filed"), PAPER, False, lambda one: one.n),
        (tr("answered"), BLUE, False, lambda one: one.answered),
        (tr("open after the term"), ORANGE, True, lambda one: one.overdue_open),
    )
    for label, fill, striped, _ in kinds:
        draw.y += 18
        draw.bar(MARGIN, draw.y - 10, 18, 10, fill, striped=striped)
        draw.words(MARGIN + 26, draw.y, label, _TEXT)
    draw.y += 6
    most = max((row.figures.n for row in subject.rows if row.figures is not None), default=0) or 1
    if subject.late:
        draw.y += 4
        draw.paragraph(none_before(tr), _SMALL, ink=FAINT)
    left = 78.0
    room = WIDTH - MARGIN - 44 - left
    for row in subject.rows:
        draw.y += 8
        name = wrapped(row.name, _TEXT, left - MARGIN, bold=True, most=1)
        draw.words(MARGIN, draw.y + 24, "".join(name), _TEXT, bold=True)
        if row.figures is None:
            draw.words(left, draw.y + 24, tr("hidden"), _TEXT, ink=FAINT)
        else:
            for place, (_, fill, striped, read) in enumerate(kinds):
                top, value = draw.y + 2 + 12 * place, read(row.figures)
                if value:
                    draw.bar(left, top, room * value / most, 9, fill, striped=striped)
                draw.words(left + room * value / most + 5, top + 8.5, tr.number(value), _SMALL)
        draw.y += 38
    _notes(draw, subject, tr, tr("A request belongs to the month in which it was filed, whenever it was answered."))
    return draw.svg(title, _told(subject, tr, lambda figures: month_words(figures, tr)), tr.language.value)


def shares_title(tr: Translator) -> str:
    """Return what `shares` is called."""
    return tr("Answered within the term")


def none_before(tr: Translator) -> str:
    """Return what is said where the months of a table begin after its period."""
    return tr("Before that no requests were filed in this period.")


def times_title(tr: Translator) -> str:
    """Return what `times` is called."""
    return tr("How long an answer takes")


def months_title(tr: Translator) -> str:
    """Return what `months` is called."""
    return tr("Requests by month of filing")


def png(svg: str) -> bytes:
    """Return the chart as a PNG picture. Takes a fraction of a second of CPU: call it in a thread.

    Args:
        svg: what one of the charts returned.
    """
    # Imported here: a bot that draws nothing does not pay for the renderer and its fonts.
    from pathlib import Path

    import resvg_py
    import ttf_opensans

    fonts = Path(ttf_opensans.__file__).parent / "ttf"
    files = [str(fonts / name) for name in ("OpenSans-Regular.ttf", "OpenSans-Bold.ttf")]
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg, skip_system_fonts=True, font_files=files, font_family="Open Sans", zoom=ZOOM
        )
    )


def share_words(share: Share, tr: Translator) -> str:
    """Return a share with its interval as part of a sentence."""
    if share.interval is None:
        return tr("{part} of {whole} in time, too few to say more", part=share.part, whole=share.whole)
    low, high = percents(share)
    return tr(
        "{part} of {whole} in time; the true share lies between {low} and {high} percent",
        part=tr.number(share.part),
        whole=tr.number(share.whole),
        low=low,
        high=high,
    )


def time_words(figures: Figures, tr: Translator) -> str:
    """Return how long an answer takes, as part of a sentence."""
    median, ninetieth = figures.answer.median, figures.answer.ninetieth
    if median is None or ninetieth is None:
        return tr("requests: {n}, too few to say more", n=tr.number(figures.n))
    half, most = days(median, tr), days(ninetieth, tr)
    if median.over:
        return tr("more than half wait longer than {days} days", days=half)
    if ninetieth.over:
        return tr(
            "half had an answer within {half} days; by day {most} fewer than 9 in 10 had one", half=half, most=most
        )
    return tr("half had an answer within {half} days, 9 in 10 within {most}", half=half, most=most)


def month_words(figures: Figures, tr: Translator) -> str:
    """Return what became of a month's requests, as part of a sentence."""
    return tr(
        "filed {n}, answered {answered}, open after the term {overdue}",
        n=tr.number(figures.n),
        answered=tr.number(figures.answered),
        overdue=tr.number(figures.overdue_open),
    )


def percents(share: Share) -> tuple[int, int]:
    """Return the ends of a share's interval in whole percents; the share is known well enough to have one."""
    low, high = share.interval or (0.0, 1.0)
    return round(100 * low), round(100 * high)


def days(found: Quantile, tr: Translator) -> str:
    """Return a time in calendar days, with one digit after the point where that says something."""
    value = found.days
    return tr.number(Decimal(f"{value:.1f}").normalize() if value < 10 else round(value))


def _begun(title: str, subject: Subject, tr: Translator) -> Drawing:
    draw = Drawing()
    draw.paragraph(title, _TITLE, bold=True)
    draw.paragraph(subject.where, _TEXT, bold=True)
    first, last = ends_of(subject.period, tr)
    draw.paragraph(tr("Filed from {first} to {last}", first=first, last=last), _SMALL)
    draw.paragraph(tr("As of {moment}", moment=moment_words(subject.as_of, subject.zone, tr)), _SMALL)
    n = tr("hidden") if subject.total is None else tr.number(subject.total.n)
    draw.paragraph(tr("Requests in all: {n}", n=n), _SMALL)
    draw.y += 4
    return draw


def ends_of(period: Period, tr: Translator) -> tuple[str, str]:
    """Return the first and the last day in words, a common year once: where the language puts it."""
    first, last = period.first, period.last
    if tr.language is Language.KK:
        return tr.date(first), tr.date(last, first)
    return tr.date(first, last), tr.date(last)


def moment_words(moment: datetime, zone: tzinfo, tr: Translator) -> str:
    """Return a moment as a local day and time."""
    local = moment.astimezone(zone)
    return f"{tr.date(local.date())}, {local:%H:%M}"


def _all(subject: Subject, tr: Translator) -> tuple[NamedRow, ...]:
    """Return all requests together, and the groups after them."""
    return NamedRow(None, tr("All requests"), subject.total), *subject.rows


def _axis(draw: Drawing, marks: Sequence[tuple[float, str]], unit: str = "") -> tuple[float, ...]:
    """Write an axis above the rows; returns where its marks stand."""
    draw.y += 18
    for place, label in marks:
        x = _across(place)
        draw.words(x + (4 + 3 * len(label) if place else 0), draw.y, label, _SMALL, end=place > 0, ink=FAINT)
    draw.words(_BESIDE + 16, draw.y, unit, _SMALL, ink=FAINT)
    draw.y += 4
    return tuple(_across(place) for place, _ in marks)


def _across(part: float) -> float:
    return _LEFT + (_RIGHT - _LEFT) * part


def _row(draw: Drawing, row: NamedRow, tr: Translator, *, total: bool) -> float:
    """Write a group's name; returns how far down its mark goes."""
    for line in wrapped(both_ends(row.name, _NAME), _TEXT, _ROOM, bold=total):
        draw.y += 16
        draw.words(MARGIN, draw.y, line, _TEXT, bold=total)
    middle = draw.y + 16
    draw.y += 32
    if row.figures is None:
        draw.words(_LEFT, middle + 4, tr("hidden"), _TEXT, ink=FAINT)
    return middle


def _grid(draw: Drawing, y: float, grid: Sequence[float]) -> None:
    for x in grid:
        draw.grid(x, y - 12, x, y + 12)


def _too_few(draw: Drawing, y: float, counted: str, tr: Translator) -> None:
    draw.words(_LEFT, y + 4, tr("too few to say"), _TEXT, ink=FAINT)
    draw.words(_BESIDE, y + 4, counted, _SMALL)


def _share_mark(draw: Drawing, y: float, grid: Sequence[float], share: Share, tr: Translator) -> None:
    counted = f"{tr.number(share.part)} / {tr.number(share.whole)}"
    if share.value is None or share.interval is None:
        _too_few(draw, y, counted, tr)
        return
    _grid(draw, y, grid)
    low, high = share.interval
    draw.line(_across(low), y, _across(high), y, wide=2)
    for end in (low, high):
        draw.line(_across(end), y - 5, _across(end), y + 5, wide=2)
    draw.dot(_across(share.value), y)
    ends = percents(share)
    draw.words(_BESIDE, y - 1, f"{round(100 * share.value)}\u00a0% ({ends[0]}–{ends[1]})", _TEXT, bold=True)
    draw.words(_BESIDE, y + 12, counted, _SMALL)


def _time_mark(draw: Drawing, y: float, grid: Sequence[float], figures: Figures, most: int, tr: Translator) -> None:
    counted = f"n = {tr.number(figures.n)}"
    median, ninetieth = figures.answer.median, figures.answer.ninetieth
    if median is None or ninetieth is None:
        _too_few(draw, y, counted, tr)
        return
    _grid(draw, y, grid)
    start, end = _across(median.days / most), _across(ninetieth.days / most)
    if ninetieth.over:
        end = max(end, _RIGHT)
        draw.line(start, y, end, y, wide=2)
        draw.arrow(end + 8, y)
    else:
        draw.line(start, y, end, y, wide=2)
        draw.diamond(end, y, ORANGE)
    if not median.over:
        draw.dot(start, y)
    shown = " · ".join(f"{'> ' if one.over else ''}{days(one, tr)}" for one in (median, ninetieth))
    draw.words(_BESIDE, y - 1, f"> {days(median, tr)}" if median.over else shown, _TEXT, bold=True)
    draw.words(_BESIDE, y + 12, counted, _SMALL)


def _scale(most: float) -> tuple[int, int]:
    """Return the end of an axis of days and the step of its marks: at most six, at round numbers."""
    for step in (1, 2, 5, 10, 20, 30, 50, 100, 200, 365, 730, 1825, 3650):
        if most <= 5 * step:
            return max(step * -(-int(most + 0.999) // step), step), step
    return 10 * 3650, 3650


def _notes(draw: Drawing, subject: Subject, tr: Translator, *notes: str) -> None:
    draw.y += 6
    draw.line(MARGIN, draw.y, WIDTH - MARGIN, draw.y, ink=FAINT)
    said = [*notes]
    if subject.by in (By.OFFICE, By.SEAT, By.TOPIC):
        said.append(tr("The order is that of the alphabet: it ranks nobody."))
    if subject.by is By.TERRITORY:
        said.append(tr("The order is that of the list of territories: it ranks nobody."))
    if subject.by is not By.MONTH:
        said.append(tr("Too few to say: fewer than {n}.", n=FEW))
    if subject.public:
        said.append(hidden_note(tr))
    said.append(
        tr("Log: entry {number}, hash {hash}…", number=subject.head.number, hash=subject.head.hash[:HASH_SHOWN])
    )
    for note in said:
        draw.y += 3
        draw.paragraph(note, _SMALL, ink=FAINT, most=5)


def hidden_note(tr: Translator) -> str:
    """Return why something is hidden in public."""
    return tr("Hidden: groups of fewer than {n}, and others with them, so that none is found by subtraction.", n=LEAST)


def _told(subject: Subject, tr: Translator, words: Callable[[Figures], str]) -> str:
    """Return all that is drawn, in words."""
    rows = subject.rows if subject.by is By.MONTH else _all(subject, tr)
    hidden = tr("hidden")  # not inside of the f-string: sentences there are not found for translation
    told = [f"{row.name}: {hidden if row.figures is None else words(row.figures)}." for row in rows]
    return " ".join([f"{subject.where}.", *told])
