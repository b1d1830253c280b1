"""XLSX: real dates and numbers, no formula anywhere, written row by row so that memory does not grow with the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from handlers.exporting.cells import Cell, Column, Kind, Row, Table, Value, clean, shown

MOST_ROWS = 1_048_576
"""Rows of a sheet with its heading ("Excel specifications and limits"); what is beyond goes on on a further sheet."""

_EPOCH_DAY = date(1899, 12, 30).toordinal()
_DAY = 86_400.0
_FOOTER = 200
"""Characters of our own in a footer: Excel takes 255."""

_FORMATS: Mapping[Kind, str] = {
    Kind.NUMBER: "0",
    Kind.DAYS: "0.0",
    Kind.SHARE: "0%",
    Kind.DATE: "dd.mm.yyyy",
    Kind.MOMENT: "dd.mm.yyyy hh:mm",
}
_WIDTHS: Mapping[Kind, int] = {Kind.DATE: 12, Kind.MOMENT: 17, Kind.TEXT: 24, Kind.CODE: 20, Kind.ANY: 40}
_NARROW, _WIDE = 11, 60
_BAR, _ALARM, _ALARM_TEXT, _HEAD = "#9DC3E6", "#FFC7CE", "#9C0006", "#DDEBF7"

Write = Callable[[int, int, Any], object]
"""Writes a value that is there into a row and a column."""


@dataclass(frozen=True, slots=True)
class Series:
    """A line or a row of columns of a chart: a column of a table that is written, by its key."""

    column: str
    title: str
    colour: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A native chart.

    Args:
        kind: "column", "bar" or "line".
        title: plain text.
        table: the name of the table whose first rows it shows.
        label: the key of the column with the names of the groups.
        series: what it shows of each.
        rows: how many rows of the table.
        shares: whether its axis is from nothing to all.
    """

    kind: str
    title: str
    table: str
    label: str
    series: tuple[Series, ...]
    rows: int
    shares: bool = False


@dataclass(slots=True)
class _Sheet:
    """A table while it is written."""

    table: Table
    sheet: Any
    write: tuple[Write, ...] = ()
    row: int = 0
    more: int = 1
    kept: dict[str, list[Value]] = field(default_factory=dict)


class XlsxFile:
    """A workbook whose sheets may be written side by side, each from its first row to its last.

    Args:
        path: the file to write; written by `close` only.
        tables: the sheets in their order.
        scratch: a folder for what is not in the file yet; whoever made it empties it.
        made: when the figures are from, as the file's properties tell.
        footer: what stands under each printed page.
        most_rows: rows of a sheet with its heading.

    Raises:
        OSError: the disk is full, or cannot be written to; also from each method.
    """

    def __init__(
        self,
        path: Path,
        tables: Sequence[Table],
        *,
        scratch: Path,
        made: datetime,
        footer: str = "",
        most_rows: int = MOST_ROWS,
    ) -> None:
        from xlsxwriter import Workbook  # half of a second that a running bot does not pay before the first export

        self._book = Workbook(
            str(path),
            {
                "constant_memory": True,
                "tmpdir": str(scratch),
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._book.set_properties({"created": made.replace(tzinfo=None), "author": "Elshi"})
        self._footer = footer.replace("&", "&&")[:_FOOTER]
        self._most = most_rows
        self._formats = {kind: self._book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
        self._wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._heading = self._book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": _HEAD, "bottom": 1}
        )
        self._alarm = self._book.add_format({"bg_color": _ALARM, "font_color": _ALARM_TEXT})
        self._sheets = {table.name: self._begin(table, table.title) for table in tables}

    def rows(self, name: str, rows: Iterable[Row]) -> None:
        """Write further rows of a table."""
        at = self._sheets[name]
        write, row, most = at.write, at.row, self._most
        for values in rows:
            row += 1
            if row >= most:
                at.row = most - 1
                at = self._further(at)
                write, row = at.write, 1
            for place, value in enumerate(values):
                if value is not None:
                    write[place](row, place, value)
        at.row = row

    def chart(self, on: str, chart: Chart, row: int, column: int) -> None:
        """Put a chart over a sheet; the rows that it shows were written before."""
        shows = self._sheets[chart.table].table
        places = {one.key: place for place, one in enumerate(shows.columns)}
        made = self._book.add_chart({"type": chart.kind})

        def cells(key: str) -> list[Any]:
            return [shows.title, 1, places[key], chart.rows, places[key]]

        for one in chart.series:
            line = {"line": {"color": one.colour, "width": 2.25}, "marker": {"type": "circle"}}
            fill = {"fill": {"color": one.colour}, "gap": 60}
            made.add_series(
                {
                    "name": clean(one.title),
                    "categories": cells(chart.label),
                    "values": cells(one.column),
                    **(line if chart.kind == "line" else fill),
                }
            )
        made.set_title({"name": clean(chart.title), "name_font": {"size": 12}, "overlay": False})
        # XlsxWriter calls the axis of groups x also where bars lie; of bars the first group is meant to stand on top.
        made.set_x_axis({"reverse": chart.kind == "bar"})
        made.set_y_axis({"min": 0, "max": 1, "num_format": "0%"} if chart.shares else {"min": 0})
        made.set_legend({"position": "bottom"} if len(chart.series) > 1 else {"none": True})
        made.set_size({"width": 640, "height": max(320, 24 * chart.rows) if chart.kind == "bar" else 320})
        self._sheets[on].sheet.insert_chart(row, column, made, {"description": clean(chart.title)})

    def close(self) -> None:
        """Write the file."""
        from xlsxwriter.exceptions import FileCreateError

        for at in self._sheets.values():
            self._end(at)
        try:
            self._book.close()
        except FileCreateError as error:
            raise error.args[0] if error.args and isinstance(error.args[0], OSError) else OSError(str(error)) from error

    def abandon(self) -> None:
        """Close what is open; the file is not written. What lies in the scratch folder may be removed afterwards."""
        for sheet in self._book.worksheets():
            try:
                sheet._opt_close()  # there is no other way to let go of a sheet in constant memory
            except OSError:  # what could not be written is not wanted any more
                continue
        self._book.fileclosed = True  # else it complains when it is collected

    def _begin(self, table: Table, title: str) -> _Sheet:
        sheet = self._book.add_worksheet(title)
        at = _Sheet(table, sheet)
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, _width(column), self._wrapped if column.wide else None)
        for place, column in enumerate(table.columns):
            sheet.write_string(0, place, _text(column.title), self._heading)
        named = [place for place, column in enumerate(table.columns) if column.key == "name"]
        sheet.freeze_panes(1, named[0] + 1 if named else 0)  # whose figures they are stays in sight
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L&8{self._footer}&R&8&P/&N")
        at.write = tuple(self._writer(sheet, column) for column in table.columns)
        return at

    def _further(self, at: _Sheet) -> _Sheet:
        self._end(at)
        made = self._begin(at.table, f"{at.table.title} {at.more + 1}")
        made.more = at.more + 1
        self._sheets[at.table.name] = made
        return made

    def _end(self, at: _Sheet) -> None:
        columns = at.table.columns
        last = max(at.row, 1)
        at.sheet.autofilter(0, 0, last, len(columns) - 1)
        for place, column in enumerate(columns):
            if column.kind is Kind.SHARE:
                bar = {"type": "data_bar", "bar_color": _BAR, "min_type": "num", "max_type": "num"}
                at.sheet.conditional_format(1, place, last, place, {**bar, "min_value": 0, "max_value": 1})
            elif column.alarm:
                value = f'"{column.words["yes"]}"' if column.kind is Kind.FLAG else 0
                rule = {"type": "cell", "criteria": "==" if column.kind is Kind.FLAG else ">", "value": value}
                at.sheet.conditional_format(1, place, last, place, {**rule, "format": self._alarm})

    def _writer(self, sheet: Any, column: Column) -> Write:
        kind = column.kind
        number, string = sheet.write_number, sheet.write_string
        if kind is Kind.TEXT:
            return lambda row, place, value: string(row, place, _text(value))
        if kind in (Kind.CODE, Kind.FLAG):
            return lambda row, place, value: string(row, place, _text(shown(column, value)))
        if kind is Kind.ANY:
            return self._any(sheet, column)
        style = self._formats[kind]
        if kind is Kind.DATE:
            return lambda row, place, value: number(row, place, value.toordinal() - _EPOCH_DAY, style)
        if kind is Kind.MOMENT:
            return lambda row, place, value: number(row, place, _serial(value), style)
        return lambda row, place, value: number(row, place, value, style)

    def _any(self, sheet: Any, column: Column) -> Write:
        known: dict[Kind, Write] = {
            kind: self._writer(sheet, Column(column.key, column.title, kind, column.words))
            for kind in Kind
            if kind is not Kind.ANY
        }

        def write(row: int, place: int, cell: Cell) -> None:
            if cell.value is not None:
                known[cell.kind](row, place, cell.value)

        return write


def _serial(moment: datetime) -> float:
    """Return a moment as Excel counts: days and their parts, of the clock on the wall."""
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return moment.toordinal() - _EPOCH_DAY + seconds / _DAY


def _text(text: str) -> str:
    """Return the text as it is safe in a cell.

    XlsxWriter lets whatever stands between `<r>` and `</r>` through as XML: a blank at the end makes it plain text.
    """
    text = clean(text)
    return f"{text} " if text[:3] == "<r>" else text


def _width(column: Column) -> int:
    if column.wide:
        return _WIDE
    return _WIDTHS.get(column.kind, max(_NARROW, min(len(column.title) // 2, 18)))
