"""The demo's calls of past years are a table that the production import takes whole, on any day the demo starts."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.demo.past_years import past_years
from bot.demo.run import open_demo
from domain.calls.past import PastCall, Places, read_row
from domain.territory import TerritoryTree
from storage.seed import load_territories


@pytest.mark.parametrize("today", [date(2026, 11, 25), date(2026, 12, 31), date(2028, 2, 29), date(2027, 1, 1)])
def test_every_row_is_a_past_call_on_whatever_day_the_demo_starts(tmp_path: Path, today: date) -> None:
    places = Places(TerritoryTree(load_territories()))
    rows = [read_row(line.cells, places, today) for line in past_years(tmp_path, today).lines()]
    assert len(rows) >= 8 and all(isinstance(row, PastCall) for row in rows)
    for row in rows:
        assert isinstance(row, PastCall) and row.opens is not None and row.deadline is not None
        assert today - timedelta(days=4 * 365) < row.opens < row.deadline < today


async def test_somebody_who_opens_the_list_of_what_may_open_again_finds_it_filled() -> None:
    async with open_demo(0) as house, house.app.store.read() as repositories:
        for phone in house.phones:
            if phone.guest.territories:
                person = phone.guest.telegram_id
                page = await repositories.seasons.page(person, person, house.clock.now(), 0, 5)
                assert page.total == 2
