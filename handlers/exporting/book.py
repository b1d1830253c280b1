"""A file with all its tables, whichever format: the figures go in at once, requests and promises as they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from domain.calls.timeliness import Grouping
from domain.exports import Format, Level
from domain.statistics.tables import By
from handlers.exporting.asked import Asked
from handlers.exporting.cells import Row, Table
from handlers.exporting.csv_files import CsvArchive
from handlers.exporting.definitions import definitions, definitions_table
from handlers.exporting.figure_tables import (
    Known,
    calls_rows,
    calls_table,
    figure_rows,
    figures_name,
    figures_table,
    level_name,
    summary_rows,
    summary_table,
)
from handlers.exporting.figures_json import basis_object, figures_object, groups_object
from handlers.exporting.json_file import JsonFile
from handlers.exporting.request_rows import promises_table, requests_table
from handlers.exporting.xlsx import Chart, Series, XlsxFile
from handlers.figures import Counted
from handlers.texts import Texts, Translator
from handlers.timeliness_tables import TimelinessTable

VERSION = 1
"""Of the shape of the JSON file; grows when a name changes its meaning, not when one is added."""

_ALL, _ANSWERED, _SHARE = "#0072B2", "#009E73", "#D55E00"  # told apart by the colour-blind (Okabe and Ito)
_CHART_ROWS = 17  # of a sheet, that one chart covers

Figures = Mapping[By, Counted]
Calls = Mapping[Grouping, TimelinessTable]


class Book(Protocol):
    """A file that is written. Each method may raise OSError: the disk is full, or cannot be written to."""

    def figures(self, found: Figures, calls: Calls) -> None:
        """Write everything but single requests."""
        ...

    def rows(self, name: str, rows: Iterable[Row]) -> None:
        """Write further rows of `requests` or `promises`."""
        ...

    def close(self) -> None:
        """Write the file."""
        ...

    def abandon(self) -> None:
        """Close what is open; the file is not written."""
        ...


def file_name(asked: Asked) -> str:
    """Return how the file is called: by what is in it, in letters that every system takes."""
    where = "-".join(str(one) for one in sorted(asked.offices)) if asked.offices else asked.territory_id
    what = "office-" if asked.offices else ""
    days = f"{asked.period.first:%Y%m%d}-{asked.period.last:%Y%m%d}"
    ending = "zip" if asked.format is Format.CSV else asked.format.value
    return f"elshi_{what}{where}_{days}_{asked.level.value}_{asked.language.value}.{ending}"


def open_book(asked: Asked, known: Known, texts: Texts, path: Path, scratch: Path) -> Book:
    """Begin a file.

    Args:
        asked: what it holds.
        known: names, in the language asked for.
        texts: both languages.
        path: the file to write.
        scratch: an empty folder on the same disk.

    Raises:
        OSError: the disk is full, or cannot be written to.
    """
    tables = [*_row_tables(asked, known.tr)]
    if asked.format is Format.JSON:
        return _JsonBook(JsonFile(path, [*tables, calls_table(known.tr)], scratch=scratch), asked, known, texts)
    tr = known.tr
    public = asked.level is Level.PUBLIC
    tables = [
        summary_table(tr),
        *(figures_table(by, tr, public=public) for by in asked.bys),
        *tables,
        calls_table(tr),
        definitions_table(tr),
    ]
    if asked.format is Format.CSV:
        return _TableBook(CsvArchive(path, tables, scratch=scratch, separator=asked.separator), asked, known)
    moment = asked.as_of.astimezone(known.terms.zone)
    spoken = tr("As of {moment}", moment=f"{tr.date(moment.date())}, {moment:%H:%M}")
    footer = f"{spoken} · {level_name(asked.level, tr)}"
    return _XlsxBook(XlsxFile(path, tables, scratch=scratch, made=moment, footer=footer), asked, known)


def _row_tables(asked: Asked, tr: Translator) -> tuple[Table, ...]:
    if not asked.with_requests:
        return ()
    parts, seats = asked.offices is not None, asked.with_seats
    return requests_table(tr, parts=parts, seats=seats), promises_table(tr, seats=seats)


class _TableBook:
    """Figures as tables."""

    def __init__(self, file: CsvArchive | XlsxFile, asked: Asked, known: Known) -> None:
        self._file = file
        self._asked = asked
        self._known = known
        self.rows: Callable[[str, Iterable[Row]], None] = file.rows
        self.close: Callable[[], None] = file.close
        self.abandon: Callable[[], None] = file.abandon

    def figures(self, found: Figures, calls: Calls) -> None:
        asked, known = self._asked, self._known
        self.rows("summary", summary_rows(asked, found[asked.bys[0]], known))
        for by in asked.bys:
            self.rows(figures_name(by), figure_rows(found[by], known))
        self.rows("timeliness", calls_rows(calls, known.tr))
        self.rows("definitions", definitions(known.tr, public=asked.level is Level.PUBLIC))


class _XlsxBook(_TableBook):
    """The same, with charts beside the summary."""

    _file: XlsxFile

    def figures(self, found: Figures, calls: Calls) -> None:
        super().figures(found, calls)
        months = len(found[By.MONTH].table.rows)
        if not months:
            return
        tr = self._known.tr
        name = figures_name(By.MONTH)
        counts = (Series("n", tr("requests"), _ALL), Series("answered", tr("answered in substance"), _ANSWERED))
        many = Chart("column", tr("Requests by month of filing"), name, "name", counts, months)
        share = (Series("within_term_share", tr("within the term"), _SHARE),)
        within = Chart("line", tr("Answered within the term, by month"), name, "name", share, months, shares=True)
        for place, chart in enumerate((many, within)):
            self._file.chart("summary", chart, 1 + place * _CHART_ROWS, 3)


class _JsonBook:
    """Figures as they are in `elshi stats --json`, for each grouping."""

    def __init__(self, file: JsonFile, asked: Asked, known: Known, texts: Texts) -> None:
        self._file = file
        self._asked = asked
        self._known = known
        self._texts = texts
        self._head: dict[str, Any] = {}
        self.rows: Callable[[str, Iterable[Row]], None] = file.rows
        self.abandon: Callable[[], None] = file.abandon

    def figures(self, found: Figures, calls: Calls) -> None:
        asked, known = self._asked, self._known
        first = found[asked.bys[0]]
        groups = {
            by.value: groups_object(found[by], known.terms, known.tree, known.topics, self._texts) for by in asked.bys
        }
        self._head = {
            "export": VERSION,
            "level": asked.level.value,
            "language": asked.language.value,
            "offices": None if asked.offices is None else sorted(asked.offices),
            **basis_object(first, known.terms),
            "total": figures_object(first.table.total),
            "groups": groups,
        }
        self.rows("timeliness", calls_rows(calls, known.tr))

    def close(self) -> None:
        self._file.close(self._head)
