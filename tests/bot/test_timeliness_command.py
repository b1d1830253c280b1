"""`elshi timeliness`: the figures on the command line."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from storage.seed import seed
from storage.statement import sql
from storage.store import open_store
from tests.storage.samples import SOURCE, ZONE, call, post

_DAY = sql("""
    INSERT INTO source_poll_day (source_id, day, polls, failures, posts, calls) VALUES (:id, '2020-01-01', 1, 0, 1, 1)
""")


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    async def fill() -> None:
        now = datetime.now(UTC)
        async with open_store(f"sqlite:///{tmp_path}/t.db", zone=ZONE) as store:
            await seed(store)
            async with store.write() as repositories:
                await repositories.sources.sync([SOURCE], now)
                await repositories.session.run(_DAY, id=SOURCE.id)
                seen = now - timedelta(hours=2)
                published = post(published=seen - timedelta(minutes=30))
                kept = await repositories.sources.put_post(SOURCE.id, published, "x", None, seen)
                told = call(
                    first_seen_at=seen, first_delivered_at=seen + timedelta(minutes=2), closes_at=now + timedelta(9)
                )
                await repositories.calls.add(told, kept, seen)

    asyncio.run(fill())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/t.db")
    return tmp_path


def test_a_table_names_each_source_with_the_number_of_its_calls(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["timeliness"]) == 0
    _, head, line = capsys.readouterr().out.splitlines()
    values = dict(zip(head.split("\t"), line.split("\t"), strict=True))
    assert values["source"] == SOURCE.id
    assert (values["calls"], values["sent"], values["short"]) == ("1", "1", "0")
    assert (values["found after"], values["sent after"]) == ("30 min (30 min)", "2 min (2 min)")
    assert values["notice given"] == "9.1 d (9.1 d)"


def test_lines_of_json_tell_seconds_by_organiser(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["timeliness", "--by", "organiser", "--json", "--days", "30"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert told["organiser"] == call().organiser
    assert told["detection"] == {"n": 1, "median": 1800.0, "tenth": 1800.0, "ninetieth": 1800.0}


def test_an_impossible_period_is_refused(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["timeliness", "--days", "0"])
    assert stopped.value.code == 2
    assert "--days" in capsys.readouterr().err
