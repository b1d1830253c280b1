"""Shared by the tests of the scrapers: a web server, a frozen clock, and a fetcher with small limits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from domain.clock import MovableClock
from scrapers.base import MEBIBYTE, Limits
from scrapers.fetch import Fetcher
from tests.scrapers.web import Web

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
# Broad enough for a busy machine; the tests of slowness set their own.
LIMITS = Limits(body=2 * MEBIBYTE, connect_seconds=10, silence_seconds=10, total_seconds=20, read_seconds=10)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW, frozen=True)


@pytest.fixture
async def site() -> AsyncIterator[Web]:
    async with Web() as web:
        yield web


@pytest.fixture
async def fetcher(clock: MovableClock) -> AsyncIterator[Fetcher]:
    async with Fetcher(
        clock, allow_local=True, contact="elshi@example.kz", limits=LIMITS, chance=lambda: 0.0
    ) as fetcher:
        yield fetcher
