"""`elshi stats`: figures from the log on the command line, in both languages, and every wrong question."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.holidays import kazakh_calendar
from bot.stats_command import calendar_of
from domain import offices
from domain.days_off import CalendarChange
from domain.journal import Erasable
from domain.requests.events import Actor, EventKind, Rating, RequestEvent
from domain.requests.record import entry_of
from domain.requests.terms import Terms
from domain.requests.working_time import DEFAULT_HOURS
from domain.statistics.tables import By, Period
from domain.territory import TerritoryTree
from handlers.figures import Question, count
from storage.seed import load_territories, seed
from storage.store import Repositories, open_store
from tests.storage.samples import ABAI, AQSUAT, PERSON, ZONE, add_people, add_request

START = datetime(2026, 1, 12, 5, tzinfo=UTC)
TWELVE = 12


async def _fill(path: Path) -> None:
    async with open_store(str(path), zone=ZONE) as store:
        await seed(store)
        async with store.write() as repositories:
            await add_people(repositories, PERSON)
            by = offices.By(PERSON, "coordinator:KZ")
            (one,) = await repositories.offices.add([AQSUAT], ("Ішкі саясат бөлімі", "Отдел"), ["other"], by, START)
            (two,) = await repositories.offices.add([ABAI], ("=1+1\n\u202eәкім", "Аппарат"), ["youth"], by, START)
            for number in range(TWELVE + 3):
                office, unit = (one, AQSUAT) if number < TWELVE else (two, ABAI)
                answered = number < TWELVE - 2
                await _request(repositories, START + timedelta(days=number), office, unit, number, answered=answered)


async def _request(
    repositories: Repositories, filed: datetime, office: int, unit: str, number: int, *, answered: bool
) -> None:
    request = await add_request(repositories, office_id=office, territory_id=unit, filed_at=filed)

    async def log(event: RequestEvent, **facts: str) -> int:
        entry = entry_of(event, Erasable(PERSON, "хат"), facts)
        return (await repositories.journal.append(entry, event.moment)).number

    sent = RequestEvent(0, request, EventKind.FILED, filed, Actor.NGO, office_id=office, hours=DEFAULT_HOURS)
    await log(sent, territory=unit, topic="other")
    if answered:
        third = filed + timedelta(days=3)
        answer = await log(RequestEvent(0, request, EventKind.ANSWERED, third, Actor.OFFICER, office_id=office))
        rating = Rating.SOLVED if number else Rating.FORMAL
        rated = RequestEvent(0, request, EventKind.RATED, filed + timedelta(4), Actor.NGO, about=answer, rating=rating)
        await log(rated)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve requests to one office, ten of them answered, one of those hollowly; three to another, left alone."""
    path = tmp_path_factory.mktemp("stats") / "elshi.db"
    asyncio.run(_fill(path))
    return path


@pytest.fixture
def database(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{filled}")
    return filled


WORDS = {
    "kk": ["Есептелген сәт: 2026 жылғы 30 маусым", "үстірт жауап", "мәні бойынша жауап: медиана, күнтізбелік күн"],
    "ru": ["По состоянию на 30 июня 2026", "формальный ответ", "ответ по существу: медиана, календарных дней"],
}
AS_OF = ("--from", "2026-01-01", "--to", "2026-03-31", "--as-of", "2026-06-30")


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert main(["stats", *AS_OF, "--json", *words]) == 0
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_a_json_object_has_the_figures_of_each_office_and_of_all(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = asked(capsys)
    assert (found["as_of"], found["by"], found["territory"]) == ("2026-06-30T23:59:59+05:00", "office", "KZ")
    first, second = found["groups"]  # type: ignore[misc]
    figures = first["figures"]
    assert (figures["n"], figures["answered"], figures["overdue"], figures["open"]) == (12, 9, 3, 3)
    assert figures["ratings"] == {
        "solved": 9, "promise": 0, "formal": 1, "forwarded": 0, "no_answer": 0, "unrated": 0,
    }  # fmt: skip
    assert figures["within_term"]["part"] == 9 and figures["within_term"]["of"] == 12
    assert figures["substantive_answer"]["percentile_90"]["over"] is True
    assert second["figures"]["within_term"] == {"part": 0, "of": 3, "share": None, "low": None, "high": None}
    assert found["total"]["n"] == TWELVE + 3  # type: ignore[index]
    assert re.fullmatch("[0-9a-f]{64}", found["log"]["hash"])  # type: ignore[index]


def test_an_earlier_moment_tells_what_was_known_then(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(capsys, "--as-of", "2026-01-14")
    assert found["total"]["n"] == 3 and found["total"]["answered"] == 0  # type: ignore[index]


def test_small_groups_are_hidden_in_public_with_one_more(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(capsys, "--public")
    assert [(row["hidden"], row["figures"]) for row in found["groups"]] == [(True, None)] * 2  # type: ignore[attr-defined]
    assert found["total"]["n"] == TWELVE + 3  # type: ignore[index]


def test_a_territory_holds_what_lies_in_it(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(capsys, "--by", "territory", "--territory", ABAI)
    sizes = {row["key"]: row["figures"]["n"] for row in found["groups"]}  # type: ignore[attr-defined]
    assert sizes == {ABAI: TWELVE + 3, AQSUAT: TWELVE}


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("by", ["office", "territory", "topic", "month", "quarter", "year", "seat"])
def test_a_table_fits_eighty_columns_and_names_what_it_rests_on(
    database: Path, capsys: pytest.CaptureFixture[str], language: str, by: str
) -> None:
    assert main(["stats", *AS_OF, "--by", by, "--lang", language]) == 0
    told = capsys.readouterr().out
    assert max(map(len, told.splitlines())) <= 80
    flat = " ".join(told.split())
    for word in WORDS[language]:
        assert word in flat
    assert "23:59" in told and "\u202e" not in told
    assert re.search(r"\[1\]", told) and "{" not in told


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--from", "2026-03-01", "--to", "2026-02-01"), "before it begins"),
        (("--from", "2089-01-01", "--to", "2089-02-01"), "after the day of the figures"),
        (("--as-of", "2089-01-01"), "has not come yet"),
        (("--as-of", "2089-01-01T10:00"), "has not come yet"),
        (("--as-of", "soon"), "neither a day nor a moment"),
        (("--from", "2026-02-30"), "is no day"),
        (("--from", "0001-01-01"), "no holidays are known"),
        (("--territory", "ӘӘӘ"), "there is no territory"),
        (("--by", "seat", "--public"), "not public"),
        (("--from", "2015-01-01", "--to", "2015-02-01"), "no request was filed"),
    ],
)
def test_a_wrong_question_gets_one_sentence(
    database: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], sentence: str
) -> None:
    assert main(["stats", *words]) == 2
    told = capsys.readouterr()
    assert told.out == "" and len(told.err.splitlines()) == 1
    assert told.err.startswith("✗ ") and sentence in told.err


@pytest.mark.parametrize(("language", "word"), [("kk", "жасырылды"), ("ru", "скрыто")])
def test_a_public_table_says_that_something_is_hidden_and_why(
    database: Path, capsys: pytest.CaptureFixture[str], language: str, word: str
) -> None:
    assert main(["stats", *AS_OF, "--public", "--lang", language]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.endswith(f"  {word}") for line in lines) == 8  # two offices in four tables
    assert not any(re.search(r"\b12\b", line) for line in lines if "[12]" not in line)


def test_a_period_of_many_years_is_counted_by_the_holidays_of_each() -> None:
    whole = calendar_of(Period(date(2016, 5, 1), date(2026, 2, 1)), [CalendarChange(date(2020, 6, 1), False, "")])
    for year in range(2016, 2028):
        own = kazakh_calendar(date(year, 7, 1))
        days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]
        differing = [day for day in days if whole.is_working(day) != own.is_working(day)]
        assert differing == ([date(2020, 6, 1)] if year == 2020 else [])


async def test_batches_of_any_size_give_the_same_table(filled: Path) -> None:
    async with open_store(str(filled), zone=ZONE) as store, store.read() as repositories:
        period = Period(date(2026, 1, 1), date(2026, 3, 31))
        terms, tree = Terms(calendar_of(period, ()), ZONE), TerritoryTree(load_territories())
        asked = Question(By.OFFICE, period, datetime(2026, 6, 30, tzinfo=UTC))
        found = [await count(repositories, terms, tree, asked, batch=size) for size in (1, 4, 500)]
    assert found[0].requests == TWELVE + 3
    assert found[0].table == found[1].table == found[2].table


def test_several_tables_are_of_one_question(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", *AS_OF, "--json", "--by", "topic", "month", "topic"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["by"] for one in told] == ["topic", "month"]
    assert told[0]["total"] == told[1]["total"] and told[0]["log"] == told[1]["log"]
    assert main(["stats", *AS_OF, "--by", "topic", "month", "--lang", "ru"]) == 0
    assert capsys.readouterr().out.count("По состоянию на 30") == 2
    assert main(["stats", *AS_OF, "--by", "topic", "seat", "--public"]) == 2


def test_a_locked_database_has_figures_all_the_same(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expected = asked(capsys)
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("DELETE FROM figure_state")
        other.execute("BEGIN IMMEDIATE")
        assert asked(capsys) == expected
