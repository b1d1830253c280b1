"""The terms of Kazakhstan, by which invented logs are timed."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.holidays import kazakh_calendar
from domain.requests.terms import Terms


@pytest.fixture(scope="session")
def terms() -> Terms:
    return Terms(kazakh_calendar(date(2026, 7, 1)), ZoneInfo("Asia/Almaty"))
