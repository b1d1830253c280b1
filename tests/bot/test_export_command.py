"""`elshi export`: the file on the command line, and every way in which it may not come to be."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot.__main__ import main
from tests.bot.test_stats_command import database, filled  # noqa: F401  the same database
from tests.exports.reading import formulas, values, workbook

ROOT = Path(__file__).resolve().parents[2]
PERIOD = ("--from", "2026-01-01", "--to", "2026-03-31", "--as-of", "2026-06-30")
NAME = "elshi_KZ_20260101-20260331_{}_{}.{}"


def left(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(("language", "sheet", "name"), [("kk", "Сауалдар", "=1+1"), ("ru", "Запросы", "Аппарат")])
def test_a_workbook_is_written_where_we_are_under_a_name_that_tells_what_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, sheet: str, name: str
) -> None:
    assert main(["export", *PERIOD, "--level", "council", "--lang", language]) == 0
    path = tmp_path / NAME.format("council", language, "xlsx")
    assert left(tmp_path) == [path.name] and f"{path.name}: 15 requests" in capsys.readouterr().out
    rows = values(path, sheet)
    assert len(rows) == 16 and rows[1][0] == 1
    assert formulas(path) == [] and any(name in str(row[7]) for row in rows)
    assert "\u202e" not in str(rows)


@pytest.mark.usefixtures("database")
def test_public_is_what_is_written_unless_more_is_asked(tmp_path: Path) -> None:
    assert main(["export", *PERIOD]) == 0
    names = workbook(tmp_path / NAME.format("public", "kk", "xlsx")).sheetnames
    assert "Сауалдар" not in names and "Жиынтық" in names


@pytest.mark.usefixtures("database")
def test_json_and_csv_are_written_to_a_file_or_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    assert main(["export", *PERIOD, "--format", "json", "--level", "internal", "--out", str(folder / "a.json")]) == 0
    told = json.loads((folder / "a.json").read_text("utf-8"))
    assert told["export"] == 1 and told["total"]["n"] == len(told["requests"]) == 15
    assert main(["export", *PERIOD, "--format", "csv", "--separator", ",", "--out", str(folder)]) == 0
    with ZipFile(folder / NAME.format("public", "kk", "zip")) as archive:
        assert archive.read("months.csv").decode("utf-8-sig").split("\r\n")[1].startswith("2026-01,01.2026,")
    assert len(left(folder)) == 2


@pytest.mark.usefixtures("database")
def test_an_office_may_be_asked_for(tmp_path: Path) -> None:
    assert main(["export", *PERIOD, "--office", "2", "--level", "council", "--format", "json", "--out", "b.json"]) == 0
    told = json.loads((tmp_path / "b.json").read_text("utf-8"))
    assert told["offices"] == [2] and told["total"]["n"] == len(told["requests"]) == 3


@pytest.mark.usefixtures("database")
def test_an_existing_file_is_written_over_only_when_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("old")
    assert main(["export", *PERIOD, "--out", "a.xlsx"]) == 2
    assert "--force" in capsys.readouterr().err and path.read_text() == "old" and left(tmp_path) == ["a.xlsx"]
    assert main(["export", *PERIOD, "--out", "a.xlsx", "--force"]) == 0
    assert workbook(path).sheetnames and left(tmp_path) == ["a.xlsx"]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("--from", "2026-03-01", "--to", "2026-02-01"), 2, "before it begins"),
        (("--from", "2089-01-01", "--to", "2089-02-01"), 2, "after the day of the figures"),
        (("--from", "2015-01-01", "--to", "2015-02-01"), 2, "no request was filed from 2015-01-01 to 2015-02-01"),
        (("--territory", "ӘӘӘ"), 2, "there is no territory"),
        (("--office", "99"), 2, "there is no office 99"),
        (("--out", "nowhere/a.xlsx"), 2, "there is no folder nowhere"),
    ],
)
def test_a_wrong_wish_gets_one_sentence_and_no_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, sentence: str
) -> None:
    assert main(["export", *words]) == code
    told = capsys.readouterr()
    assert told.out == "" and told.err.startswith("✗ ") and sentence in told.err
    assert len(told.err.splitlines()) == 1 and left(tmp_path) == []


@contextmanager
def small_files(limit: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("database")
def test_no_room_is_said_and_the_old_file_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from handlers.exporting import making

    path = tmp_path / "a.json"
    path.write_text("old")
    whole = making._write_requests

    async def short_of_room(*arguments: object) -> None:  # the database needs more room than the file
        with small_files(2_000):
            await whole(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(making, "_write_requests", short_of_room)
    words = ["export", *PERIOD, "--format", "json", "--level", "council", "--out", "a.json", "--force"]
    assert main(words) == 1
    assert "there is no room left on the disk for a.json" in capsys.readouterr().err
    assert path.read_text() == "old" and left(tmp_path) == ["a.json"]


def test_ctrl_c_leaves_nothing(filled: Path, tmp_path: Path) -> None:  # noqa: F811
    code = (
        "import os, signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell lets what runs beside it ignore Ctrl-C
        "from handlers.exporting import making\n"
        "whole = making._write_requests\n"
        "async def interrupted(*arguments):\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    await whole(*arguments)\n"
        "making._write_requests = interrupted\n"
        "from bot.__main__ import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    env = {**os.environ, "DATABASE_URL": f"sqlite:///{filled}", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    words = [sys.executable, "-c", code, "export", *PERIOD, "--level", "council"]
    done = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode in (130, -signal.SIGINT) and "Traceback" not in done.stderr
    assert left(tmp_path) == []
