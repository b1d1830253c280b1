"""What readers of announcements need: the real names of territories and a plain calendar."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from bench.reading import Bench
from bot.holidays import kazakh_calendar
from domain.calendar import WorkingCalendar
from domain.calls.model import Candidate, Post
from domain.calls.reading import Gazetteer, read
from domain.territory import TerritoryTree

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared" / "corpus" / "dev.jsonl"

Reads = Callable[..., Candidate]


@pytest.fixture(scope="session")
def gazetteer(tree: TerritoryTree) -> Gazetteer:
    return Gazetteer(tree)


@pytest.fixture(scope="session")
def calendar() -> WorkingCalendar:
    return kazakh_calendar(date(2026, 7, 1))


@pytest.fixture(scope="session")
def bench(calendar: WorkingCalendar) -> Bench:
    return Bench(calendar)


@pytest.fixture(scope="session")
def own_corpus() -> list[dict[str, Any]]:
    lines = (HERE / "corpus.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="session")
def shared_corpus() -> list[dict[str, Any]]:
    if not SHARED.is_file():
        pytest.skip("the shared corpus is not beside this checkout")
    return [json.loads(line) for line in SHARED.read_text("utf-8").splitlines()]


@pytest.fixture(scope="session", params=[f"corpus_{letter}.jsonl" for letter in "abcefg"])
def blind_corpus(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    """Announcements written and labelled apart from the reader's rules."""
    lines = (HERE / request.param).read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture
def read_text(gazetteer: Gazetteer, calendar: WorkingCalendar) -> Reads:
    """Read a text published on a day (1 March 2026 by default)."""

    def reads(
        text: str, *, title: str = "", published: str | None = "2026-03-01", today: str = "2026-03-01"
    ) -> Candidate:
        moment = datetime.combine(date.fromisoformat(published), time(7), UTC) if published else None
        post = Post("1", "https://example.kz/1", title, text, moment)
        return read(post, places=gazetteer, calendar=calendar, today=date.fromisoformat(today))

    return reads
