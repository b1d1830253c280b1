"""The writers of XLSX, CSV and JSON: what goes in comes out with its type, and nothing typed does anything."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.exporting.cells import LONGEST, Cell, Column, Kind, Row, Table, clean
from handlers.exporting.csv_files import COMMA, SEMICOLON, CsvArchive, CsvTable, disarmed
from handlers.exporting.json_file import JsonFile
from handlers.exporting.xlsx import Chart, Series, XlsxFile
from tests.exports.hostile import HOSTILE
from tests.exports.reading import formulas, values, workbook

ZONE = ZoneInfo("Asia/Almaty")
MADE = datetime(2026, 3, 2, 14, 5, tzinfo=ZONE)
YES_NO = {"yes": "иә", "no": "жоқ"}
COLUMNS = (
    Column("number", "№", Kind.NUMBER),
    Column("name", "Атауы", Kind.TEXT),
    Column("outcome", "Нәтиже", Kind.CODE, {"open": "ашық"}),
    Column("filed", "Жіберілген сәті", Kind.MOMENT),
    Column("due", "Мерзімі", Kind.DATE),
    Column("days", "Күн", Kind.DAYS),
    Column("share", "Үлесі", Kind.SHARE),
    Column("overdue", "Мерзімі өтті", Kind.FLAG, YES_NO, alarm=True),
)
ROW: Row = (7, "Сарқан ауданы", "open", MADE, date(2026, 3, 23), 1.5, 0.25, True)
EMPTY: Row = (None,) * len(COLUMNS)
TABLE = Table("requests", "Сауалдар", COLUMNS)


def xlsx(folder: Path, rows: list[Row], table: Table = TABLE, **options: Any) -> Path:
    path, scratch = folder / "file.xlsx", folder / "scratch"
    scratch.mkdir(exist_ok=True)
    book = XlsxFile(path, [table], scratch=scratch, made=MADE, **options)
    book.rows(table.name, rows)
    book.close()
    assert not list(scratch.iterdir())
    return path


def csv_bytes(folder: Path, rows: list[Row], separator: str = SEMICOLON, headings: str = "titles") -> bytes:
    path = folder / "file.csv"
    table = CsvTable(path, TABLE, separator, headings)
    table.rows(rows)
    table.close()
    return path.read_bytes()


def texts(names: tuple[str, ...]) -> list[Row]:
    return [(number, name, name, None, None, None, None, None) for number, name in enumerate(names)]


def test_a_workbook_holds_real_numbers_and_dates(tmp_path: Path) -> None:
    sheet = workbook(xlsx(tmp_path, [ROW, EMPTY])).worksheets[0]
    assert [cell.value for cell in sheet[1]] == [column.title for column in COLUMNS]
    found = sheet[2]
    assert [cell.value for cell in found] == [
        7, "Сарқан ауданы", "ашық", datetime(2026, 3, 2, 14, 5), datetime(2026, 3, 23), 1.5, 0.25, "иә",
    ]  # fmt: skip
    assert [cell.data_type for cell in found] == ["n", "s", "s", "d", "d", "n", "n", "s"]
    assert found[3].number_format == "dd.mm.yyyy hh:mm" and found[6].number_format == "0%"
    assert sheet.max_row <= 3


def test_a_sheet_has_a_frozen_heading_and_name_a_filter_widths_and_marks_what_is_bad(tmp_path: Path) -> None:
    sheet = workbook(xlsx(tmp_path, [ROW, ROW, ROW])).worksheets[0]
    assert sheet.freeze_panes == "C2" and sheet.auto_filter.ref == "A1:H4"
    assert sheet.column_dimensions["B"].width > 20 and sheet.print_title_rows == "$1:$1"
    rules = {str(area.sqref): rule.type for area in sheet.conditional_formatting for rule in area.rules}
    assert rules == {"G2:G4": "dataBar", "H2:H4": "cellIs"}


def test_nothing_typed_becomes_a_formula_or_a_link_and_nothing_that_is_read_is_lost(tmp_path: Path) -> None:
    path = xlsx(tmp_path, texts(HOSTILE))
    assert formulas(path) == []
    sheet = workbook(path).worksheets[0]
    for number, name in enumerate(HOSTILE):
        row = sheet[number + 2]
        assert row[0].value == number
        for cell in row[1:3]:
            told = cell.value or ""
            assert cell.data_type in ("s", "n") and (cell.data_type == "s" or not told)
            assert len(told.encode("utf-16-le")) <= 2 * LONGEST
            kept = told.replace("_x005F_", "_").strip()
            assert kept == clean(name).strip()
            letters = [letter for letter in name[:10_000] if letter.isalnum() and letter not in "\ufffe\uffff"]
            assert [letter for letter in kept[:10_000] if letter.isalnum()][: len(letters)] == letters[: len(kept)]


@given(st.lists(st.text(), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_makes_a_workbook_that_opens(tmp_path: Path, names: list[str]) -> None:
    path = xlsx(tmp_path, texts(tuple(names)))
    assert formulas(path) == []
    told = [row[1] or "" for row in values(path, "Сауалдар")[1:]]
    assert [text.replace("_x005F_", "_").strip() for text in told] == [clean(name).strip() for name in names]


@pytest.mark.parametrize("name", HOSTILE)
def test_cleaned_text_is_one_line_of_xml_that_keeps_its_direction(name: str) -> None:
    told = clean(name)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]", told)
    assert clean(told) == told


def test_what_is_over_excels_rows_goes_on_on_a_further_sheet(tmp_path: Path) -> None:
    rows: list[Row] = [(number, *EMPTY[1:]) for number in range(10)]
    path = xlsx(tmp_path, rows, most_rows=5)
    names = workbook(path).sheetnames
    assert names == ["Сауалдар", "Сауалдар 2", "Сауалдар 3"]
    found = [row[0] for name in names for row in values(path, name)[1:]]
    assert found == list(range(10))


@pytest.mark.parametrize("kind", ["column", "bar", "line"])
def test_a_native_chart_shows_the_cells_of_its_table(tmp_path: Path, kind: str) -> None:
    path, scratch = tmp_path / "file.xlsx", tmp_path / "scratch"
    scratch.mkdir()
    book = XlsxFile(path, [TABLE], scratch=scratch, made=MADE)
    book.rows("requests", [ROW, ROW])
    series = (Series("share", "=Үлес", "#0072B2"), Series("number", "№", "#E69F00"))
    book.chart("requests", Chart(kind, "Айлар & =1", "requests", "name", series, 2, shares=True), 1, 9)
    book.close()
    with ZipFile(path) as archive:
        chart = archive.read("xl/charts/chart1.xml").decode()
    assert "Сауалдар!$G$2:$G$3" in chart and "Сауалдар!$B$2:$B$3" in chart and "Айлар &amp; =1" in chart
    assert formulas(path) == []


def test_a_table_of_values_of_several_kinds_keeps_their_types(tmp_path: Path) -> None:
    both = Table("summary", "Жиынтық", (Column("what", "Не", Kind.TEXT), Column("value", "Мәні", Kind.ANY, YES_NO)))
    rows: list[Row] = [
        ("a", Cell(Kind.DATE, date(2026, 1, 5))), ("b", Cell(Kind.SHARE, 0.5)), ("c", Cell(Kind.TEXT, "=1")),
        ("d", Cell(Kind.NUMBER, None)), ("e", Cell(Kind.FLAG, False)),
    ]  # fmt: skip
    found = [row[1] for row in values(xlsx(tmp_path, rows, both), "Жиынтық")[1:]]
    assert found == [datetime(2026, 1, 5), 0.5, "=1", None, "жоқ"]


@pytest.mark.parametrize(
    ("separator", "line"),
    [
        (SEMICOLON, "7;Сарқан ауданы;ашық;2026-03-02 14:05:00;2026-03-23;1,50;0,2500;иә"),
        (COMMA, "7,Сарқан ауданы,ашық,2026-03-02 14:05:00,2026-03-23,1.50,0.2500,иә"),
    ],
)
def test_csv_is_utf8_with_a_mark_and_crlf(tmp_path: Path, separator: str, line: str) -> None:
    told = csv_bytes(tmp_path, [ROW, EMPTY], separator)
    assert told.startswith(b"\xef\xbb\xbf")
    first, second, third, last = told.decode("utf-8-sig").split("\r\n")
    assert first.split(separator)[:2] == ["№", "Атауы"]
    assert (second, third, last) == (line, separator * 7, "")


def test_csv_for_programs_has_stable_headings_and_codes(tmp_path: Path) -> None:
    told = csv_bytes(tmp_path, [ROW], COMMA, "keys").decode("utf-8-sig").split("\r\n")
    assert told[0] == "number,name,outcome,filed,due,days,share,overdue"
    assert told[1] == "7,Сарқан ауданы,open,2026-03-02 14:05:00,2026-03-23,1.50,0.2500,true"


def first_letters(cell: str) -> set[str]:
    """What a spreadsheet looks at when it decides what a cell is, wherever the cell is cut."""
    return {part.strip(' "\u00a0')[:1] for part in re.split("[;,\t\n\r]", cell)}


@pytest.mark.parametrize("separator", [SEMICOLON, COMMA])
def test_no_csv_cell_begins_a_formula_at_whatever_separator_it_is_cut(tmp_path: Path, separator: str) -> None:
    told = csv_bytes(tmp_path, texts(HOSTILE), separator).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(told, newline=""), delimiter=separator))
    assert len(rows) == len(HOSTILE) + 1 and {len(row) for row in rows} == {len(COLUMNS)}
    for row, name in zip(rows[1:], HOSTILE, strict=True):
        assert row[1] == row[2] == disarmed(clean(name))
        assert not first_letters(row[1]) & set("=+-@＝＋－＠\t\r\n")
        assert row[1].replace("'", "") == clean(name).replace("'", "")


def test_numbers_stay_numbers_in_csv(tmp_path: Path) -> None:
    told = csv_bytes(tmp_path, [(-5, "x", None, None, None, -1.5, None, None)], COMMA).decode("utf-8-sig")
    assert told.split("\r\n")[1].startswith("-5,x,,,,-1.50")


@given(st.lists(st.tuples(st.text(max_size=60), st.text(max_size=60)), min_size=1, max_size=8))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back_from_csv_cell_by_cell(tmp_path: Path, names: list[tuple[str, str]]) -> None:
    rows: list[Row] = [(1, one, other, None, None, None, None, None) for one, other in names]
    told = csv_bytes(tmp_path, rows).decode("utf-8-sig")
    found = [row[1:3] for row in csv.reader(io.StringIO(told, newline=""), delimiter=SEMICOLON)][1:]
    assert found == [[disarmed(clean(one)), disarmed(clean(other))] for one, other in names]


def test_an_archive_holds_a_file_for_each_table(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    other = Table("promises", "Уәделер", COLUMNS[:2])
    archive = CsvArchive(tmp_path / "file.zip", [TABLE, other], scratch=scratch)
    archive.rows("requests", [ROW])
    archive.rows("promises", [(1, "=1")])
    archive.rows("requests", [ROW])
    archive.close()
    with ZipFile(tmp_path / "file.zip") as found:
        assert found.namelist() == ["requests.csv", "promises.csv"]
        assert found.read("promises.csv").decode("utf-8-sig") == "№;Атауы\r\n1;'=1\r\n"
        assert found.read("requests.csv").count(b"\r\n") == 3


def test_json_is_one_object_with_stable_names(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    file = JsonFile(tmp_path / "file.json", [TABLE, Table("promises", "Уәделер", COLUMNS[:2])], scratch=scratch)
    file.rows("requests", [ROW, EMPTY])
    file.rows("requests", texts(HOSTILE))
    file.close({"export": 1, "name": "\ud800ә\u202e"})
    told = json.loads((tmp_path / "file.json").read_text("utf-8"))
    assert list(told) == ["export", "name", "requests", "promises"] and told["promises"] == []
    assert told["requests"][0] == {
        "number": 7, "name": "Сарқан ауданы", "outcome": "open", "filed": "2026-03-02T14:05:00+05:00",
        "due": "2026-03-23", "days": 1.5, "share": 0.25, "overdue": True,
    }  # fmt: skip
    assert set(told["requests"][1].values()) == {None}
    assert [row["name"] for row in told["requests"][2:]] == [clean(name) for name in HOSTILE]


@pytest.mark.parametrize("make", [XlsxFile, CsvArchive, JsonFile])
def test_what_is_abandoned_leaves_no_file_and_nothing_open(tmp_path: Path, make: Any) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    options = {"made": MADE} if make is XlsxFile else {}
    file = make(tmp_path / "file", [TABLE], scratch=scratch, **options)
    file.rows("requests", [ROW] * 50)
    file.abandon()
    assert [one.name for one in tmp_path.iterdir()] == ["scratch"]
