"""Whole files: what each level holds, in both languages and all formats, and what is left when one is not finished."""

from __future__ import annotations

import asyncio
import csv
import errno
import io
import json
import re
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from domain.calls.timeliness import Grouping, Timeliness, spread
from domain.exports import Format, Level
from domain.language import Language
from domain.statistics.tables import By, Period
from handlers.exporting.asked import Asked
from handlers.exporting.figure_tables import calls_rows, calls_table
from handlers.exporting.making import Made, NothingToExport, Tables, make
from handlers.exporting.xlsx import XlsxFile
from handlers.figures import count
from handlers.texts import Texts
from handlers.timeliness_tables import TimelinessRow, TimelinessTable
from tests.exports.conftest import NGO, OFFICIAL, REQUESTS, WORDS
from tests.exports.reading import formulas, values, workbook
from tests.statistics.logs import AS_OF
from tests.storage.samples import ABAI, AQSUAT

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
ASKED = Asked(YEAR, AS_OF, Level.COUNCIL, Format.JSON, Language.KK)
SHEETS = {
    Language.KK: [
        "Жиынтық", "Бөлімшелер", "Лауазымды адамдар", "Аумақтар", "Тақырыптар", "Айлар", "Сауалдар", "Уәделер",
        "Конкурс мерзімдері", "Анықтамалар",
    ],
    Language.RU: [
        "Сводка", "Подразделения", "Должностные лица", "Территории", "Темы", "Месяцы", "Запросы", "Обещания",
        "Сроки конкурсов", "Определения",
    ],
}  # fmt: skip


async def _quiet(_done: int, _total: int) -> None:
    return None


def left(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


async def made(tables: Tables, folder: Path, **changes: Any) -> Path:
    return (await make(replace(ASKED, **changes), tables, folder, _quiet)).path


async def as_json(tables: Tables, folder: Path, **changes: Any) -> dict[str, Any]:
    told = json.loads((await made(tables, folder, **changes)).read_text("utf-8"))
    assert isinstance(told, dict)
    return told


async def test_figures_counted_anew_from_the_rows_are_those_of_the_summary(tables: Tables, tmp_path: Path) -> None:
    told = await as_json(tables, tmp_path)
    rows, total = told["requests"], told["total"]
    assert len(rows) == total["n"] == REQUESTS
    assert [row["number"] for row in rows] == sorted(row["number"] for row in rows)
    for outcome in ("answered", "open", "closed_unanswered", "withdrawn"):
        assert sum(row["outcome"] == outcome for row in rows) == total[outcome] > 0
    assert sum(row["overdue"] for row in rows) == total["overdue"] > 0
    assert sum(row["in_time"] is not None for row in rows) == total["within_term"]["of"]
    assert sum(row["in_time"] is True for row in rows) == total["within_term"]["part"] > 0
    assert sum(row["in_time_extended"] is True for row in rows) == total["within_extended_term"]["part"]
    assert sum(row["rating"] == "formal" for row in rows) == total["ratings"]["formal"] > 0
    assert sum(row["redirects"] > 0 for row in rows) == total["redirected"] > 0
    assert sum(row["extended_due"] is not None for row in rows) == total["extended"] > 0
    assert sum(row["reopened"] > 0 for row in rows) == total["reopened"] > 0
    assert sum(row["first_response"] is not None for row in rows) == total["first_response"]["came"]
    assert sum(row["promises"] for row in rows) == len(told["promises"]) == total["promises"]["n"] > 0
    assert sum(row["verdict"] == "kept" for row in told["promises"]) == total["promises"]["kept"] > 0


async def test_an_offices_file_tells_its_own_parts_by_its_own_clock(tables: Tables, tmp_path: Path) -> None:
    told = await as_json(tables, tmp_path, offices=frozenset({1}), level=Level.INTERNAL)
    rows, total = told["requests"], told["total"]
    assert told["offices"] == [1] and len(rows) == total["n"] > 10
    assert sum(row["overdue"] for row in rows) == total["overdue"]
    assert sum(row["in_time"] is True for row in rows) == total["within_term"]["part"]
    assert sum(row["outcome"] == "redirected" for row in rows) == total["away"] > 0
    assert any(row["received"] > row["filed"] for row in rows)
    assert {promise["office"] for promise in told["promises"]} == {"=1+1, Ақсуат ауданы"}
    assert all("№" in row["seat"] for row in rows if row["seat"]) and any(row["seat"] for row in rows)


@pytest.mark.parametrize("language", list(Language))
async def test_a_workbook_has_its_sheets_in_one_language_and_no_formula(
    tables: Tables, tmp_path: Path, language: Language
) -> None:
    path = await made(tables, tmp_path, format=Format.XLSX, level=Level.INTERNAL, language=language)
    book = workbook(path)
    assert book.sheetnames == SHEETS[language] and formulas(path) == []
    for sheet in book.worksheets:
        name = {"Атауы", "Название"}
        kept = next((sheet.cell(2, cell.column + 1).coordinate for cell in sheet[1] if cell.value in name), "A2")
        assert sheet.freeze_panes == kept and sheet.auto_filter.ref
        for cell in sheet[1]:
            assert re.search("[а-яәіңғүұқөһ№]", str(cell.value).lower()) and "{" not in cell.value
            assert not re.search("[A-Za-z]{3}", cell.value)
    requests = book[SHEETS[language][6]]
    kinds = {requests.cell(1, place).value: requests.cell(2, place).data_type for place in range(1, 10)}
    assert set(kinds.values()) <= {"n", "s", "d"}
    assert requests.max_row == REQUESTS + 1 and isinstance(requests.cell(2, 2).value, datetime)
    with ZipFile(path) as archive:
        charts = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
        assert len(charts) == 2 and f"{SHEETS[language][5]}!$C$2" in archive.read(charts[0]).decode()


@pytest.mark.parametrize("language", list(Language))
async def test_the_summary_names_the_moment_the_period_the_log_and_the_calendar(
    tables: Tables, tmp_path: Path, language: Language
) -> None:
    path = await made(tables, tmp_path, format=Format.XLSX, language=language)
    told = dict(row[:2] for row in values(path, SHEETS[language][0]))
    async with tables.store.read() as repositories:
        head = await repositories.journal.head()
    found = list(told.values())
    assert datetime(2026, 6, 20, 12) in found and datetime(2026, 12, 31) in found
    assert head.hash in found and head.number in found and REQUESTS in found
    assert any(str(text).startswith(("Күнтізбе:", "Календарь:")) for text in found)


async def test_public_files_have_no_row_of_a_request_and_hide_small_groups(tables: Tables, tmp_path: Path) -> None:
    march = Period(date(2026, 3, 1), date(2026, 3, 7))
    told = await as_json(tables, tmp_path, level=Level.PUBLIC, period=march)
    assert set(told) & {"requests", "promises"} == set() and told["public"] is True and told["least_public"] == 5
    assert any(group["hidden"] for by in told["groups"].values() for group in by)
    shown = [group["figures"]["n"] for by in told["groups"].values() for group in by if not group["hidden"]]
    assert min(shown, default=5) >= 5
    book = workbook(await made(tables, tmp_path, format=Format.XLSX, level=Level.PUBLIC, period=march))
    assert book.sheetnames == [
        name for name in SHEETS[Language.KK] if name not in ("Сауалдар", "Уәделер", "Лауазымды адамдар")
    ]


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("format", list(Format))
async def test_no_file_names_a_person_an_ngo_or_what_they_wrote(
    tables: Tables, tmp_path: Path, level: Level, format: Format
) -> None:
    path = await made(tables, tmp_path, format=format, level=level)
    content = path.read_bytes()
    if format is not Format.JSON:
        with ZipFile(path) as archive:
            content = b"\n".join(archive.read(name) for name in archive.namelist())
    told = content.decode("utf-8", "replace")
    assert "=1+1" in told or level is Level.PUBLIC
    for secret in (WORDS, OFFICIAL, NGO, "Серік", "Орын керек"):
        assert secret not in told
    assert ("№ 1" in told) is (level is Level.INTERNAL)  # a seat


async def test_the_archive_of_tables_says_the_same_as_the_json(tables: Tables, tmp_path: Path) -> None:
    told = await as_json(tables, tmp_path)
    with ZipFile(await made(tables, tmp_path, format=Format.CSV)) as archive:
        names = archive.namelist()
        text = archive.read("requests.csv").decode("utf-8-sig")
        office = archive.read("offices.csv").decode("utf-8-sig")
    assert names == [
        "summary.csv", "offices.csv", "territories.csv", "topics.csv", "months.csv", "requests.csv", "promises.csv",
        "timeliness.csv", "definitions.csv",
    ]  # fmt: skip
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert [row[0] for row in rows[1:]] == [str(row["number"]) for row in told["requests"]]
    assert {len(row) for row in rows} == {len(told["requests"][0])}
    assert "\r\n1;\"'=1+1, Ақсуат" in office or "\r\n1;'=1+1, Ақсуат" in office


async def test_a_changed_calendar_moves_the_date_beside_the_one_that_was_told(tables: Tables, tmp_path: Path) -> None:
    before = (await as_json(tables, tmp_path))["requests"]
    moved = tables.terms.calendar
    moved = replace(moved, holidays=moved.holidays | {date(2026, 2, day) for day in range(2, 7)})
    later = replace(tables, terms=replace(tables.terms, calendar=moved))
    after = (await as_json(later, tmp_path))["requests"]
    assert [row["due_told"] for row in after] == [row["due_told"] for row in before]
    assert all(row["due_told"] == row["due"] for row in before)
    assert any(row["due_told"] < row["due"] for row in after)


async def test_what_happened_after_the_moment_is_not_told(tables: Tables, tmp_path: Path) -> None:
    moment = datetime(2026, 2, 16, 7, tzinfo=UTC)
    rows = (await as_json(tables, tmp_path, as_of=moment))["requests"]
    assert 0 < len(rows) < REQUESTS
    told = [row[key] for row in rows for key in ("filed", "first_response", "substantive_answer", "ended") if row[key]]
    assert max(told) <= "2026-02-16T12:00:00+05:00"


@pytest.mark.parametrize(
    ("language", "source", "name"), [(Language.KK, "дереккөз", "Облыс"), (Language.RU, "источник", "Область")]
)
def test_times_of_calls_are_numbers_of_days_by_source_and_organiser(
    tmp_path: Path, texts: Texts, language: Language, source: str, name: str
) -> None:
    tr = texts.in_language(language)
    hours = [timedelta(hours=number) for number in (2, 12, 36)]
    figures = Timeliness("s", 3, 2, 0, 1, spread(hours), spread(hours), None, spread([timedelta(days=9)]))
    rows = (TimelinessRow("oblast", "Облыс", "Область", figures),)
    found = {Grouping.SOURCE: TimelinessTable(Grouping.SOURCE, YEAR, AS_OF, "KZ", 3, rows)}
    path = tmp_path / "calls.xlsx"
    book = XlsxFile(path, [calls_table(tr)], scratch=tmp_path, made=AS_OF)
    book.rows("timeliness", calls_rows(found, tr))
    book.close()
    told = workbook(path).worksheets[0]
    shown = [cell.value for cell in told[2]]
    assert shown[:7] == [source, "oblast", name, 3, 2, 0, 1]
    assert shown[7:10] == [3, 0.5, 1.5] and shown[13:16] == [0, None, None] and shown[16:] == [1, 9, 9]


async def test_batches_of_any_size_make_the_same_file(tables: Tables, tmp_path: Path) -> None:
    found = []
    for size in (1, 7, 500):
        folder = tmp_path / str(size)
        folder.mkdir()
        found.append((await make(ASKED, tables, folder, _quiet, batch=size)).path.read_bytes())
    assert found[0] == found[1] == found[2]


async def test_progress_is_told_from_nothing_to_all(tables: Tables, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    async def tell(done: int, total: int) -> None:
        told.append((done, total))

    result = await make(ASKED, tables, tmp_path, tell, batch=50)
    assert isinstance(result, Made) and result.requests == REQUESTS
    assert told[0] == (0, REQUESTS) and told[-1] == (REQUESTS, REQUESTS) and told == sorted(told)


@pytest.mark.parametrize(
    "changes", [{"period": Period(date(2025, 1, 1), date(2025, 2, 1))}, {"territory_id": "750000000"}]
)
async def test_an_empty_period_or_place_makes_no_file(tables: Tables, tmp_path: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(NothingToExport):
        await made(tables, tmp_path, **changes)
    assert left(tmp_path) == []


@pytest.mark.parametrize("format", list(Format))
async def test_a_cancelled_export_leaves_nothing(tables: Tables, tmp_path: Path, format: Format) -> None:
    class Stopped(Exception):
        pass

    async def stop(done: int, _total: int) -> None:
        if done >= 40:
            raise Stopped

    with pytest.raises(Stopped):
        await make(replace(ASKED, format=format), tables, tmp_path, stop, batch=20)
    assert left(tmp_path) == []


@pytest.mark.parametrize("format", list(Format))
async def test_a_task_cancelled_while_a_thread_writes_leaves_nothing(
    tables: Tables, tmp_path: Path, format: Format
) -> None:
    for turn in range(1, 9):
        told: list[asyncio.Task[Made]] = []
        task = await _cancelled_at(turn, replace(ASKED, format=format), tables, tmp_path, told)
        assert task.cancelled() and left(tmp_path) == []


async def _cancelled_at(
    turn: int, asked: Asked, tables: Tables, folder: Path, running: list[asyncio.Task[Made]]
) -> asyncio.Task[Made]:
    turns = iter(range(1, 100))

    async def tell(_done: int, _total: int) -> None:
        if next(turns) == turn:
            running[0].cancel()

    async with asyncio.TaskGroup() as group:
        running.append(group.create_task(make(asked, tables, folder, tell, batch=15)))
    return running[0]


@contextmanager
def small_files(limit: int) -> Iterator[None]:
    """Let the system refuse files over the limit (bytes), as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("limit", [1_000, 9_000, 20_000])
@pytest.mark.parametrize("format", list(Format))
async def test_no_room_on_the_disk_leaves_nothing(tables: Tables, tmp_path: Path, format: Format, limit: int) -> None:
    async with tables.store.read() as repositories:  # what SQLite wants to write is written
        await repositories.journal.head()
    with small_files(limit), pytest.raises(OSError) as caught:
        await made(tables, tmp_path, format=format, level=Level.INTERNAL)
    assert caught.value.errno == errno.EFBIG
    assert left(tmp_path) == []


async def test_the_total_is_that_of_the_figures(tables: Tables, tmp_path: Path) -> None:
    told = await as_json(tables, tmp_path, territory_id=AQSUAT)
    async with tables.store.read() as repositories:
        asked = replace(replace(ASKED, territory_id=AQSUAT).question, by=By.OFFICE)
        found = await count(repositories, tables.terms, tables.tree, asked)
    assert found.table.total is not None and told["total"]["n"] == found.table.total.n == len(told["requests"])
    assert {row["territory_id"] for row in told["requests"]} == {AQSUAT}
    assert ABAI not in {group["key"] for group in told["groups"]["territory"]}
