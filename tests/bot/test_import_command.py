"""`elshi import`: tables as offices keep them, in their charsets, with their mistakes; nothing twice, no alerts."""

from __future__ import annotations

import sqlite3
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from bot.__main__ import main
from bot.import_command import NotATable, Table
from bot.settings import Settings
from domain.calls.past import Places, read_row
from domain.territory import TerritoryTree

KAZAKH = "Атауы;Ұйымдастырушы;Түрі;Ашылған күні;Соңғы мерзім;Сома;Аумақ;Тіл"
RUSSIAN = "Название,Организатор,Вид,Дата открытия,Срок,Сумма,Территория,Язык"
Run = Callable[..., tuple[int, str, str]]


def rows(first: int = 2023, last: int = 2025, mark: str = ";") -> list[str]:
    return [
        mark.join(
            (
                f"Шағын гранттар {year}", "Абай облысының ішкі саясат басқармасы", "Грант", f"12.01.{year}",
                f"10.02.{year}", "500 000", "Абай облысы", "қазақша",
            )
        )
        for year in range(first, last + 1)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def places(tree: TerritoryTree) -> Places:
    return Places(tree)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/elshi.db")

    def run(content: bytes | str, *words: str) -> tuple[int, str, str]:
        (tmp_path / "past.csv").write_bytes(content.encode() if isinstance(content, str) else content)
        code = main(["import", str(tmp_path / "past.csv"), *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def stored(folder: Path, question: str = "SELECT COUNT(*) FROM call") -> list[tuple[object, ...]]:
    if not (folder / "elshi.db").exists():
        return []
    with sqlite3.connect(folder / "elshi.db") as database:
        found = database.execute(question).fetchall()
    database.close()
    return found


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "kz1048"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_kazakh_table_is_read_in_every_usual_charset(run: Run, tmp_path: Path, charset: str, ending: str) -> None:
    code, out, _ = run(ending.join([KAZAKH, *rows(), ""]).encode(charset))
    assert (code, out) == (0, "good lines 3, wrong lines 0; new calls 3, known already 0, alerts 0\n")
    titles = stored(tmp_path, "SELECT texts FROM call ORDER BY id")
    assert "Шағын гранттар 2023" in str(titles[0])


def test_a_russian_table_in_windows_1251_with_commas_is_read(run: Run, tmp_path: Path) -> None:
    line = "Малые гранты,ОФ «Пример»,грант,12 января 2025 г.,10.02.2025,,Казахстан,рус"
    code, out, _ = run(f"{RUSSIAN}\n{line}\n".encode("cp1251"))
    assert (code, out) == (0, "good lines 1, wrong lines 0; new calls 1, known already 0, alerts 0\n")
    assert stored(tmp_path, "SELECT organiser, opens, deadline, amount_max FROM call") == [
        ("ОФ «Пример»", "2025-01-12", "2025-02-10", None)
    ]


def test_importing_again_adds_nothing_and_a_repeated_line_counts_once(run: Run, tmp_path: Path) -> None:
    table = "\n".join([KAZAKH, *rows(), *rows()])
    assert run(table)[1] == "good lines 6, wrong lines 0; new calls 3, known already 3, alerts 0\n"
    assert run(table)[1] == "good lines 6, wrong lines 0; new calls 0, known already 6, alerts 0\n"
    assert stored(tmp_path) == [(3,)]
    assert stored(tmp_path, "SELECT COUNT(*) FROM outbox") == [(0,)]
    assert stored(tmp_path, "SELECT DISTINCT source_id FROM post") == [("imported",)]


def test_wrong_lines_are_told_with_their_numbers_and_the_good_ones_are_kept(run: Run, tmp_path: Path) -> None:
    bad = [
        "Гранттар;ОФ «Үлгі»;Грант;31.02.2025;;=1+1;Нұра;",
        '"Екі\nжол";ОФ «Үлгі»;Грант;12.01.2025;01.01.2025;;;',
        "Гранттар;ОФ «Үлгі»;Грант;12.01.2025;10.02.2025;1000000000000000000;;kk;артық",
    ]
    code, out, err = run("\n".join([KAZAKH, *bad, "", ";;;", *rows()]))
    assert code == 1
    assert out.splitlines() == [
        "line 2: amount: «=1+1» looks like a formula; opens: «31.02.2025» is not a date (write 12.01.2025 or "
        "2025-01-12); territory: «Нұра» are several territories (write the name in full, or the KATO code)",
        "line 4: deadline: «01.01.2025» is before the opening day",
        "line 5: has 9 cells, the first line has 8",
        "good lines 3, wrong lines 3; new calls 3, known already 0, alerts 0",
    ]
    assert "100 %" in err, "without a terminal the progress is told in lines"
    assert stored(tmp_path) == [(3,)]


@pytest.mark.parametrize("word", ["--strict", "--dry-run"])
def test_strict_stores_nothing_when_a_line_is_wrong_and_dry_run_never_does(run: Run, tmp_path: Path, word: str) -> None:
    code, out, _ = run("\n".join([KAZAKH, *rows(), "x"]), word)
    assert code == 1
    assert out.splitlines()[-1] == f"good lines 3, wrong lines 1; nothing was stored ({word})"
    assert stored(tmp_path) in ([], [(0,)])


def test_strict_stores_a_table_without_mistakes(run: Run, tmp_path: Path) -> None:
    assert run("\n".join([KAZAKH, *rows()]), "--strict")[:2] == (
        0,
        "good lines 3, wrong lines 0; new calls 3, known already 0, alerts 0\n",
    )
    assert stored(tmp_path) == [(3,)]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is empty"),
        (b"PK\x03\x04 a workbook", "it is a workbook: save it as CSV in UTF-8 first"),
        (b"\x00\x01\x02\x03", "it is no text"),
        ("Атауы;Түрі\nx;y\n".encode(), "organiser: missing; opens, deadline: missing, one of them is needed"),
        (b"hello", "the first line must name the columns"),
        (b"\xff" * 50_000, "the first line must name the columns"),
        (b"title,title,organiser,kind,opens\n", "title: twice"),
    ],
)
def test_what_is_no_table_is_told_and_leaves_nothing(run: Run, tmp_path: Path, content: bytes, why: str) -> None:
    code, out, err = run(content)
    assert (code, out) == (2, "")
    assert why in err
    assert stored(tmp_path) in ([], [(0,)])


def test_a_file_that_is_not_there_is_told(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(tmp_path / "nowhere.csv")]) == 2
    assert "No such file" in capsys.readouterr().err


def test_a_cell_of_a_megabyte_and_a_quote_that_never_ends_cost_their_own_lines_only(run: Run, tmp_path: Path) -> None:
    huge = f'"{"Гранттар " * 120_000}";ОФ «Үлгі»;Грант;12.01.2025;;;;'
    code, out, _ = run("\n".join([KAZAKH, huge, *rows(), '"Гранттар;ОФ «Үлгі»']))
    assert code == 1
    assert "line 2: field larger than field limit" in out
    assert stored(tmp_path) == [(3,)]


def test_a_large_table_is_read_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    line = rows(2025)[0] + "\n"
    with path.open("w", encoding="utf-8") as file:
        file.write(KAZAKH + "\n")
        for _ in range(20):
            file.write(line * 1000)
    tracemalloc.start()
    count = sum(1 for _ in Table(path).lines())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 20_000
    assert path.stat().st_size > 3_000_000
    assert peak < 1_000_000, "a part of the file and a row, not the file"


def test_a_table_is_read_from_the_beginning_as_often_as_asked(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("\n".join([KAZAKH, *rows()]), "utf-8")
    table = Table(tmp_path / "a.csv")
    assert [line.number for line in table.lines()] == [line.number for line in table.lines()] == [2, 3, 4]
    with pytest.raises(NotATable):
        (tmp_path / "b.csv").write_text("x\n", "utf-8")
        Table(tmp_path / "b.csv")


PIECES = st.sampled_from([
    KAZAKH.encode(), RUSSIAN.encode(), rows()[0].encode(), KAZAKH.encode("utf-16"), "Атауы".encode("cp1251"), b"\n",
    b"\r", b"\r\n",
    b";", b",", b"\t", b'"', b'""', b"'", b"\0", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"PK\x03\x04", b"=1+1",
    b"\x1a", b"\xd0",
    b"a" * 140_000, b'"' + b"b" * 140_000, b"9" * 5000, b"2025-01-12", "١٢.٠١.٢٠٢٥".encode(), "\u2028".encode(),
])  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(st.booleans(), st.lists(PIECES | st.binary(max_size=20), max_size=25))
def test_any_bytes_are_a_table_or_told_to_be_none(
    tmp_path_factory: pytest.TempPathFactory, places: Places, headed: bool, pieces: list[bytes]
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(b"".join([KAZAKH.encode() + b"\n"] * headed + pieces))
    try:
        lines = list(Table(path).lines())
    except NotATable as error:
        assert str(error)
        return
    assert [line.number for line in lines] == sorted(line.number for line in lines)
    for line in lines:
        assert line.problem or read_row(line.cells, places, date(2026, 3, 2))


@pytest.mark.parametrize("heading", [f'{KAZAKH};"' + "x" * 140_000, f'{KAZAKH};"open'])
def test_a_heading_that_does_not_end_is_told(run: Run, heading: str) -> None:
    code, said, told = run(heading + "\n" + "\n".join(["y" * 70_000] * 3))
    assert (code, "the first line" in told) == (2, True), said
