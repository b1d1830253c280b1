"""`elshi due`: the dates and every skipped day on the command line."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.__main__ import main
from bot.due_command import print_due
from bot.settings import Settings
from domain.calendar_table import DayState, StoredChange
from domain.days_off import CalendarChange
from domain.journal import NewEntry
from storage.store import open_store


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_dates_and_each_skipped_day_are_told_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["due", "2026-12-31T18:31+05:00"]) == 0
    told = capsys.readouterr().out.replace("\xa0", " ")
    for line in (
        "registered  2027-01-05 09:00:00+05:00 Tue",
        "day 1       2027-01-06 Wed",
        "due         2027-01-27 Wed until 24:00",
        "  2027-01-01 Fri  Жаңа жыл · Новый год",
        "  2027-01-03 Sun  демалыс күні · выходной день",
        "  2027-01-04 Mon  2 қаңтар күнінің орнына демалыс (Жаңа жыл) · выходной вместо 2 января (Новый год)",
        "note: the transfers ordered for 2027 are not known yet: the dates may move",
    ):
        assert line in told.splitlines(), line
    assert "worked" not in told


def test_json_holds_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["due", "2024-05-03", "18:30:01", "--json"]) == 0  # two words, local time
    told = json.loads(capsys.readouterr().out)
    assert told["registered"] == "2024-05-04T09:00:00+05:00"  # a worked Saturday
    assert (told["day_one"], told["due"], told["ends"]) == ("2024-05-06", "2024-05-29", "2024-05-30T00:00:00+05:00")
    assert told["worked"][0]["day"] == "2024-05-04"
    moved = next(one for one in told["skipped"] if one["kind"] == "moved")
    assert (moved["day"], moved["instead_of"]) == ("2024-05-08", "2024-05-04")
    assert told["notes"] == told["unknown_years"] == told["awaited_years"] == []


def test_a_year_that_is_not_known_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["due", "2031-12-20T10:00"]) == 0
    told = capsys.readouterr().out
    for year in (2031, 2032):
        assert f"the calendar of {year} is not known, only weekends and fixed holidays are" in told


def test_a_computed_holiday_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["due", "2026-05-20T10:00"]) == 0
    assert "note: 2026-05-27 is a computed date" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("tomorrow", "is no moment"),
        ("", "is no moment"),
        ("2026-02-30T10:00", "is no moment"),
        ("2026-12-31T24:30", "is no moment"),
        ("31.12.2026 18:31", "is no moment"),
        ("2026-12-31", "has no time of day"),
        ("20261231", "has no time of day"),
        ("0001-01-01T00:00+14:00", "no holidays are known for 1"),
        ("9999-12-31T23:59-12:00", "no holidays are known for 9999"),
        ("2009-12-31T10:00", "no holidays are known for 2009"),
    ],
)
def test_a_wrong_moment_gets_a_sentence(moment: str, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["due", moment]) == 2
    told = capsys.readouterr()
    assert sentence in told.err
    assert not told.out


@pytest.mark.parametrize(
    ("hours", "registered"), [("9:00-18:00", "2026-11-24 09:00"), ("8:00–19:00", "2026-11-23 18:10")]
)
def test_an_office_may_have_other_hours(hours: str, registered: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["due", "2026-11-23T18:10", "--hours", hours]) == 0
    assert f"registered  {registered}" in capsys.readouterr().out


def test_wrong_hours_get_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["due", "2026-11-23T18:10", "--hours", "18:00-9:00"]) == 2
    assert "ends before it begins" in capsys.readouterr().err


def test_the_setting_makes_the_day_of_receipt_day_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COUNT_RECEIPT_DAY", "true")
    assert main(["due", "2026-11-23T10:00"]) == 0
    told = capsys.readouterr().out
    assert "day 1       2026-11-23" in told
    assert "due         2026-12-11" in told


def test_the_table_of_transfers_moves_the_date_and_names_its_reason(capsys: pytest.CaptureFixture[str]) -> None:
    changes = [CalendarChange(date(2026, 12, 1), False, "карантин")]
    assert print_due(["2026-11-23T10:00"], Settings(_env_file=None), changes=changes) == 0
    told = capsys.readouterr().out
    assert "due         2026-12-15" in told
    assert "  2026-12-01 Tue  карантин" in told


async def _change(*changes: StoredChange) -> None:
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    url = "sqlite:///data/elshi.db"
    async with open_store(url, zone=ZoneInfo("Asia/Almaty")) as store, store.write() as repositories:
        for change in changes:
            await repositories.journal.append(NewEntry("tested", "calendar", "bot"), moment)
            await repositories.calendar.put(change, 1001, moment)


def test_days_that_coordinators_changed_count(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///data/elshi.db")
    friday, saturday, monday = (date(2026, 3, day) for day in (13, 14, 16))
    asyncio.run(
        _change(
            StoredChange(1, friday, DayState.OFF, "Өкім № 1"),
            StoredChange(2, saturday, DayState.WORKED, "Өкім № 1"),
            StoredChange(3, monday, DayState.OFF, "қате"),
            StoredChange(4, monday, DayState.USUAL, ""),
        )
    )
    assert main(["due", "2026-03-02T10:00+05:00", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["due"] == "2026-03-27"
    skipped = {one["day"]: one["ru"] for one in told["skipped"]}
    assert skipped["2026-03-13"] == "Өкім № 1"
    assert "2026-03-16" not in skipped
    assert [one["day"] for one in told["worked"]] == ["2026-03-14"]
