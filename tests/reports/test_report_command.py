"""`elshi report`: a folder of pages and data that is replaced as a whole, and sentences for what cannot be."""

from __future__ import annotations

import csv
import io
import json
import os
import resource
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.report_command import Wanted, correct, recount, write_site
from bot.report_site import MANIFEST, NotOurs, put_in_place
from bot.settings import Settings
from tests.person import Stage
from tests.reports.world import SARQAN, ZHETISU, Town, late_entry, publish, town

MONTHLY = Wanted(None, None, ())
YEARS = Wanted("2025-01-01", "2026-03-01", (ZHETISU, SARQAN))


@pytest.fixture
async def here(stage: Stage) -> AsyncIterator[Town]:
    yield await town(stage)


@pytest.fixture
def settings(here: Town) -> Settings:
    return Settings(DATABASE_URL=f"sqlite:///{here.stage.path}")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def test_it_writes_a_page_and_data_for_each_published_report(
    here: Town, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await publish(here)
    out = tmp_path / "new" / "site"
    assert await write_site(settings, out, MONTHLY) == 0
    assert "1 reports, 6 files" in capsys.readouterr().out
    name = f"elshi-{ZHETISU}-2026-02"
    found = contents(out)
    assert set(found) == {
        *(f"{name}.{ending}" for ending in ("html", "csv", "json")),
        *("index.html", "open-data.csv", "columns.csv", MANIFEST),
    }
    assert found["open-data.csv"] == found[f"{name}.csv"]
    index = found["index.html"].decode()
    assert f'href="{name}.html"' in index and "http" not in index.replace("http-equiv", "")
    assert "Как акиматы отвечают НПО" in index and "Әкімдіктер ҮЕҰ-ларға қалай жауап береді" in index
    columns = list(csv.DictReader(io.StringIO(found["columns.csv"].decode("utf-8-sig"), newline="")))
    assert {row["column"] for row in columns} == set(
        next(csv.reader(io.StringIO(found["open-data.csv"].decode("utf-8-sig"), newline="")))
    )
    assert [path.name for path in out.parent.iterdir()] == ["site"], "nothing is left beside it"


async def test_a_period_and_territories_of_ones_own_are_counted_anew(
    here: Town, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "site"
    assert await write_site(settings, out, YEARS) == 0
    told = json.loads(contents(out)[f"elshi-{SARQAN}-2025-01-01_2026-03-01.json"])
    assert told["month"] is None and told["rows"][0]["requests"] >= 80
    assert await write_site(settings, out, Wanted("2026-01-01", None, ("750000000", ZHETISU))) == 0
    assert "no request was filed in 750000000" in capsys.readouterr().err
    names = set(contents(out))
    assert not any("2025-01-01" in name for name in names), "an earlier output is gone"


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (MONTHLY, "no monthly report is published yet"),
        (Wanted("2026-02-01", "2026-01-01", ()), "before it begins"),
        (Wanted("2089-02-01", None, ()), "has not come yet"),
        (Wanted("tomorrow", None, ()), "is no day"),
        (Wanted("0001-01-01", None, ()), "no holidays are known for 1"),
        (Wanted(None, None, ("=1+1",)), "there is no territory '=1+1'"),
        (Wanted("2011-01-01", "2011-02-01", ()), "no request was filed from 2011-01-01"),
    ],
)
async def test_what_makes_no_report_is_told_in_a_sentence_and_writes_nothing(
    here: Town, settings: Settings, tmp_path: Path, wanted: Wanted, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await write_site(settings, tmp_path / "site", wanted) == 2
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "site").exists()


async def test_a_folder_with_anything_else_in_it_is_left_alone(
    here: Town, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "site"
    assert await write_site(settings, out, YEARS) == 0
    (out / "CNAME").write_text("example.kz")
    before = contents(out)
    assert await write_site(settings, out, YEARS) == 2
    assert "holds 'CNAME', which was not written by this command" in capsys.readouterr().err
    assert contents(out) == before
    (tmp_path / "file").write_text("")
    assert await write_site(settings, tmp_path / "file", YEARS) == 2
    assert await write_site(settings, tmp_path / "file" / "below", YEARS) == 1
    assert "could not be written" in capsys.readouterr().err


def test_a_manifest_that_somebody_broke_makes_nothing_ours(tmp_path: Path) -> None:
    for text in ("", "[]", '{"files": 1}', '{"files": ["index.html"'):
        (tmp_path / MANIFEST).write_text(text)
        with pytest.raises(NotOurs):
            put_in_place(tmp_path, {"index.html": b"x"})
        assert list(contents(tmp_path)) == [MANIFEST]


def test_a_disk_that_takes_no_more_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "site"
    put_in_place(out, {"index.html": b"old"})
    before = contents(out)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))  # the system itself refuses more of a file
    try:
        with pytest.raises(OSError, match="File too large"):
            put_in_place(out, {"index.html": b"new", "b": b"x" * 10_000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert contents(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_when_the_new_folder_cannot_take_its_place_the_old_one_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "site"
    put_in_place(out, {"index.html": b"old"})
    rename = Path.rename
    done: list[Path] = []

    def once(path: Path, target: Path) -> Path:
        done.append(path)
        if len(done) == 2:
            raise OSError(5, os.strerror(5))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", once)
    with pytest.raises(OSError, match="Input/output"):
        put_in_place(out, {"index.html": b"new"})
    assert contents(out)["index.html"] == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


async def test_the_operator_corrects_with_a_reason_and_counts_anew(
    here: Town, settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.report_command.ByLaw", lambda _: here.stage.service.by_law)
    await publish(here)
    assert await recount(settings, 1) == 0
    assert "✓ edition 1: the log gives the same numbers" in capsys.readouterr().out
    assert await correct(settings, 1, "Бекер") == 2
    assert "there is nothing to correct" in capsys.readouterr().err
    await late_entry(here, here.offices[0])
    assert await recount(settings, 1) == 1
    for reason in ("", "  ", "x" * 501):
        assert await correct(settings, 1, reason) == 2
    assert await correct(settings, 7, "?") == 2
    assert f"published are: 1 ({ZHETISU}, 2026-02)" in capsys.readouterr().err
    assert await correct(settings, 1, "Кеш енгізілді") == 0
    assert "edition 2 is published" in capsys.readouterr().out
    assert await recount(settings, 1) == 0
    async with here.stage.store.read() as repositories:
        actors = [
            row[4] for row in await repositories.journal.of_subjects(["report:1"]) if row[2] == "report.corrected"
        ]
    assert actors == ["operator"]
