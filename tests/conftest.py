"""What tests of several rooms share: the production texts and tables, and a stage where people talk to the bot."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Generator
from pathlib import Path

import pytest

from domain.spheres import Sphere
from domain.territory import TerritoryTree
from handlers.texts import Texts
from storage.seed import load_spheres, load_territories
from tests.person import Stage

LOCALES = Path(__file__).resolve().parent.parent / "locales"


@pytest.fixture(scope="session")
def texts() -> Texts:
    return Texts.load(LOCALES)


@pytest.fixture(scope="session")
def tree() -> TerritoryTree:
    return TerritoryTree(load_territories())


@pytest.fixture(scope="session")
def spheres() -> tuple[Sphere, ...]:
    return load_spheres()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated and seeded database, made once and copied for each test."""
    path = tmp_path_factory.mktemp("prepared") / "elshi.db"
    asyncio.run(Stage.prepare(path))
    return path


@pytest.fixture
async def stage(
    tmp_path: Path, prepared: Path, texts: Texts, tree: TerritoryTree, spheres: tuple[Sphere, ...]
) -> AsyncIterator[Stage]:
    shutil.copy(prepared, tmp_path / "elshi.db")
    async with Stage.open(tmp_path / "elshi.db", texts, tree, spheres) as stage:
        yield stage


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where the servers must be there (ELSHI_NO_SKIPS=1, as in CI), a skipped test of theirs is a failed one."""
    report = yield
    needed = any(map(item.get_closest_marker, ("postgresql", "chromium", "redis")))
    if report.skipped and needed and os.environ.get("ELSHI_NO_SKIPS"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and nothing may be skipped here: {report.longrepr}"
    return report
